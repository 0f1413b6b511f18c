"""Where goods may go round between sites, what one demand takes of another's stock may come back for a third."""

from __future__ import annotations

import numpy as np
from tests.oracle.best_plan import cheapest_plan, demands_on, random_wants
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import placer_of
from tests.oracle.random_companies import seeded_dice

from handfast.engine.supply.plan.lines import Lines
from handfast.engine.supply.plan.lower_bound import in_circles, lower_bound
from handfast.engine.supply.plan.objective import nothing_but_lateness
from handfast.engine.supply.plan.schedule import Schedule

TO_AND_FRO = 1121
"""Seed of a company that may move an item from one site to the other, and back."""


def test_the_bound_knows_that_stock_may_be_lent_where_goods_go_round() -> None:
    company, wants = random_wants(seeded_dice(TO_AND_FRO))
    best = cheapest_plan(company, wants, seconds=20)
    assert (best.points, best.proven) == (13, True)
    demands = demands_on(company, wants)
    schedule = Schedule(company.network, placer_of(company).state, demands, nothing_but_lateness(company.network))
    before = schedule.state.available.copy()
    bound = lower_bound(schedule, Lines(schedule).alone.bound, demands.late_cost * 10)
    assert 0 < bound.alone <= bound.shared <= 13
    assert (schedule.state.available == before).all()


def circling(company: SmallCompany) -> set[int]:
    """Return the stock points in circles, or on the way between such, by looking along every way there is."""
    ways = {(part.point, way.output) for way in company.ways for part in way.inputs}

    def beyond(start: int, step: int) -> set[int]:
        found: set[int] = set()
        waiting = [start]
        while waiting:
            here = waiting.pop()
            new = {way[1 - step] for way in ways if way[step] == here} - found
            found |= new
            waiting += new
        return found

    round_ = {point for point in range(len(company.points)) if point in beyond(point, 0)}
    after = {each for point in round_ for each in beyond(point, 0)} | round_
    before = {each for point in round_ for each in beyond(point, 1)} | round_
    return after & before


def test_circles_are_found_as_by_looking_along_every_way() -> None:
    found = []
    for seed in range(TO_AND_FRO - 60, TO_AND_FRO + 1):
        company, _ = random_wants(seeded_dice(seed))
        found.append(circling(company))
        assert set(np.flatnonzero(in_circles(company.network.structure)).tolist()) == found[-1]
    assert any(found)
    assert not all(found)
