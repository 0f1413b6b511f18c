"""Binding chains sum to the delay; bottlenecks sum to the lateness; gains are what planning again finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.engine.supply.plan.plans import bakery, jobs, one_machine, planned, state_of, unplaced, wishes
from tests.oracle.best_plan import Want, cheapest_plan, random_wants
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of
from tests.oracle.random_companies import seeded_dice

from handfast.engine.supply.explain.bottlenecks import bottlenecks, chains_of, late_needs, points_of
from handfast.engine.supply.explain.chain import Chain
from handfast.engine.supply.explain.gains import DAY, HOUR, UNIT, Gains, More
from handfast.engine.supply.plan.fences import frozen
from handfast.engine.supply.plan.plan import make_plan
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.sequences import priority_due
from handfast.engine.supply.plan.stops import Steps

Given = tuple[SmallCompany, list[Want]]


def chains(schedule: Schedule, due: np.ndarray | None = None) -> dict[int, Chain]:
    """Return the chains of all late needs."""
    due = schedule.demands.due if due is None else due
    first_start = schedule.network.structure.first_start
    return chains_of(schedule, due, first_start, late_needs(schedule, due), lambda done: True)


def just_placed(company: SmallCompany, wants: list[Want]) -> Schedule:
    schedule = unplaced(company, wants)
    schedule.place(priority_due(schedule.demands))
    return schedule


@given(given_=wishes())
@settings(max_examples=60, deadline=None)
def test_a_chain_sums_to_its_delay_and_leaves_everything_as_it_was(given_: Given) -> None:
    company, wants = given_
    schedule = just_placed(company, wants)
    before, rows = bits_of(schedule.state), schedule.structure.process.copy()
    found = chains(schedule)
    assert bits_of(schedule.state) == before
    assert (schedule.structure.process == rows).all()
    late = schedule.days > schedule.demands.due
    assert set(found) == set(np.flatnonzero(late).tolist())
    for k, chain in found.items():
        assert chain.days == schedule.days[k] - schedule.demands.due[k] == sum(link.days for link in chain.links)
        assert all(link.days > 0 for link in chain.links)
        assert chain.links[-1].without == schedule.demands.due[k]
        assert chain.met == (schedule.days[k] < company.horizon)


@given(given_=wishes())
@settings(max_examples=40, deadline=None)
def test_bottlenecks_sum_to_the_lateness(given_: Given) -> None:
    company, wants = given_
    schedule = just_placed(company, wants)
    found, points = chains(schedule), schedule.lateness_points()
    ranked = bottlenecks(found, points)
    assert sum(each.points for each in ranked) == points.sum()
    assert sum(each.late_days for each in ranked) == np.maximum(schedule.days - schedule.demands.due, 0).sum()
    assert [each.points for each in ranked] == sorted((each.points for each in ranked), reverse=True)
    for k, chain in found.items():
        assert sum(points_of(chain, int(points[k]))) == points[k]


def test_a_full_machine_binds_and_then_the_work_itself() -> None:
    schedule = just_placed(one_machine([3, 4]), jobs([2, 2]))  # the machine is taken for three days; it needs four
    chain = chains(schedule)[1]
    assert [(link.kind, link.days) for link in chain.links] == [("capacity", 3), ("work", 1)]
    assert (chain.links[0].first, chain.links[0].last) == (0, 6)
    assert chain.days == schedule.days[1] - 2 == 4


def test_a_missing_material_binds_by_its_lead_time() -> None:
    schedule = just_placed(bakery(0), [Want(0, 1, 2, 1)])  # flour takes eight days
    (chain,) = chains(schedule).values()
    assert chain.links[0].kind == "material"
    assert chain.links[0].node == 1
    assert sum(link.days for link in chain.links) == schedule.days[0] - 2


@pytest.mark.parametrize(("weight", "says"), [(1, "dearer"), (10, "order")])
def test_what_could_come_sooner_is_told_from_what_would_cost_more_than_it_gains(weight: int, says: str) -> None:
    company = bakery(stock=9, lot=5)
    plain = unplaced(company, [Want(0, 1, 6, weight)])
    kept = np.array([1, 0])  # a point a day for each loaf: of five, four are kept for as long as they are there sooner
    schedule = Schedule(company.network, state_of(company), plain.demands, {**_rates(plain), "holding": kept})
    schedule.wanted.first[:] = 12
    schedule.place(np.array([0]))
    before = bits_of(schedule.state), schedule.rows_of(0).tolist(), schedule.days.tolist()
    (chain,) = chains(schedule).values()
    assert [(link.kind, link.days) for link in chain.links] == [(says, 6)]
    assert (bits_of(schedule.state), schedule.rows_of(0).tolist(), schedule.days.tolist()) == before


def test_days_that_had_passed_are_a_part_of_their_own_and_cost_nothing() -> None:
    schedule = just_placed(one_machine([3]), jobs([0]))
    (chain,) = chains(schedule, np.array([-5])).values()
    assert chain.links[-1].kind == "past"
    assert chain.links[-1].days == 5
    assert sum(link.days for link in chain.links) == chain.days == schedule.days[0] + 5
    assert points_of(chain, 100)[-1] == 0


def test_the_frozen_days_bind_before_anything_else() -> None:
    company, wants = one_machine([1]), jobs([0])
    network = frozen(company.network, 3)
    plain = unplaced(company, wants)
    schedule = Schedule(network, state_of(company), plain.demands, _rates(plain))
    schedule.place(priority_due(schedule.demands))
    found = chains_of(schedule, plain.demands.due, company.network.structure.first_start, [0], lambda done: True)
    assert found[0].links[0].kind == "fence"
    assert found[0].links[0].days == 3


def _rates(schedule: Schedule) -> dict[str, np.ndarray]:
    rates = schedule.rates._asdict()
    return {name: rates[name] for name in rates if name not in {"late", "unmet", "due", "quantity", "point"}}


def test_a_need_that_cannot_be_met_counts_to_the_horizon() -> None:
    company = one_machine([3])
    shop = replace(company.shops[0], minutes=(0,) * company.horizon)
    schedule = just_placed(replace(company, shops=(shop,)), jobs([2]))
    (chain,) = chains(schedule).values()
    assert not chain.met
    assert chain.days == company.horizon - 2 == sum(link.days for link in chain.links)


# ---------------------------------------------------------------- what would help


def test_hours_more_gain_what_the_best_plan_with_them_gains() -> None:
    company, wants = one_machine([3, 4]), jobs([2, 5])
    schedule = just_placed(company, wants)
    late = int(schedule.lateness_points().sum())
    (gain,) = Gains(schedule).least([More(HOUR, 0, 2, 480)])
    longer = tuple(960 if day == 2 else 480 for day in range(company.horizon))
    best = cheapest_plan(replace(company, shops=(replace(company.shops[0], minutes=longer),)), wants)
    assert best.proven
    assert gain.points == late - best.points == gain.late_days == 1
    assert gain.sooner == ((1, 1),)


def test_a_unit_more_and_a_day_sooner_gain_what_planning_again_with_them_gains() -> None:
    wants = [Want(0, 1, 2, 1)]
    late = int(just_placed(bakery(0), wants).lateness_points().sum())
    gains = Gains(just_placed(bakery(0), wants))
    with_flour = int(just_placed(bakery(1), wants).lateness_points().sum())
    assert gains.of(More(UNIT, 1, 0, 1)).points == late - with_flour > 0
    assert gains.of(More(DAY, 1, 0, 1)) == gains.of(More(DAY, 1, 0, 1))
    assert gains.of(More(DAY, 1, 0, 1)).points == 1
    assert gains.of(More(DAY, 1, 0, 3)).points == 3


def test_what_nobody_waits_for_gains_nothing() -> None:
    schedule = just_placed(one_machine([3]), jobs([9]))
    assert Gains(schedule).of(More(HOUR, 0, 0, 60)).points == 0


@given(given_=wishes())
@settings(max_examples=25, deadline=None)
def test_gains_leave_everything_as_it_was_and_are_true(given_: Given) -> None:
    company, wants = given_
    schedule = planned(company, wants, Steps(40)).schedule
    before, minutes = bits_of(schedule.state), schedule.structure.unit_minutes.copy()
    rows = [schedule.rows_of(k).tobytes() for k in range(len(wants))]
    days, score = schedule.days.tobytes(), schedule.score()
    gains = Gains(schedule)
    mores = [More(HOUR, r, day, 60) for r in range(len(company.shops)) for day in (0, 3)]
    mores += [More(UNIT, point, 0, 2) for point in range(len(company.points))]
    mores += [More(DAY, process, 0, 1) for process in range(len(schedule.network.processes))]
    for more in mores:
        gain = gains.of(more)
        assert gain.points >= 0
        assert gain.points <= schedule.lateness_points().sum()
        assert bool(gain.points) or gain.sooner == ()
    assert bits_of(schedule.state) == before
    assert (schedule.structure.unit_minutes == minutes).all()
    assert [schedule.rows_of(k).tobytes() for k in range(len(wants))] == rows
    assert (schedule.days.tobytes(), schedule.score()) == (days, score)


@pytest.mark.parametrize("seed", range(12))
def test_no_gain_takes_a_plan_below_the_optimum_with_more_of_it(seed: int) -> None:
    """Against the oracle: more stock of a thing cannot gain more than the difference to the best plan with it."""
    company, wants = random_wants(seeded_dice(seed + 40))
    schedule = planned(company, wants, Steps(60)).schedule
    total = schedule.score().total
    for point in range(len(company.points)):
        if company.shelf_life and company.shelf_life[point]:
            continue
        richer = replace(company, events=(*company.events, (point, 0, 3)))
        best = cheapest_plan(richer, wants, seconds=0.5)
        if best.proven and best.points is not None:
            assert total - Gains(schedule).of(More(UNIT, point, 0, 3)).points >= best.points


def test_a_plan_that_was_kept_is_taken_up_to_the_bit() -> None:
    company, wants = random_wants(seeded_dice(9))
    plan = make_plan(
        company.network,
        state_of(company),
        unplaced(company, wants).demands,
        _rates(unplaced(company, wants)),
        Steps(60),
    )
    again = unplaced(company, wants)
    again.take_up(plan.days.copy(), [plan.schedule.rows_of(k).copy() for k in range(len(wants))])
    assert bits_of(again.state) == bits_of(plan.schedule.state)
    assert again.score() == plan.score
