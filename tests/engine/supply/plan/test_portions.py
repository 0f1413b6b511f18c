"""Portions: what can be met of a demand is met; legal, counted exactly, never dearer than all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.supply.plan.plans import bakery, one_machine, state_of, unplaced, wishes
from tests.oracle.best_plan import Want, demands_on, random_wants
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of
from tests.oracle.random_companies import seeded_dice

from handfast.engine.supply.placing import Placer
from handfast.engine.supply.plan.check import plan_faults
from handfast.engine.supply.plan.lower_bound import lower_bound
from handfast.engine.supply.plan.objective import nothing_but_lateness
from handfast.engine.supply.plan.plan import Plan, make_plan
from handfast.engine.supply.plan.portions import looks, meet_in_portions, portions
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.stops import Steps


def planned(company: SmallCompany, wants: Sequence[Want], divisible: Sequence[int]) -> Plan:
    """Return a plan in which some demands may be met in portions."""
    rates = nothing_but_lateness(company.network)
    demands = replace(demands_on(company, wants), portions=np.array(divisible, np.int64))
    return make_plan(company.network, state_of(company), demands, rates, Steps(30))


def met_and_not(company: SmallCompany, plan: Plan) -> list[tuple[int, int]]:
    """Return (quantity, day) of each part; the horizon: never."""
    return list(zip(plan.schedule.demands.quantity.tolist(), plan.days.tolist(), strict=True))


def test_a_demand_beyond_all_capacity_is_met_as_far_as_capacity_goes() -> None:
    company = bakery(stock=100)  # one bread a day, on 30 days
    whole = planned(company, [Want(0, 1000, 5, 1000)], [0])
    assert met_and_not(company, whole) == [(1000, 30)]
    plan = planned(company, [Want(0, 1000, 5, 1000)], [1])
    assert plan_faults(state_of(company), plan.schedule) == []
    parts = met_and_not(company, plan)
    assert parts == [(6, 5), (7, 12), (7, 19), (10, 29), (970, 30)]
    assert plan.of.tolist() == [0] * 5
    names = [plan.schedule.demands.name(n) for n in range(5)]
    assert names[0] == "demand 0, part 1"
    assert names[-1] == "demand 0, part 5"
    unmet = int(whole.schedule.demands.unmet_cost[0])
    assert plan.score.unmet == unmet * 970 // 1000
    assert plan.score.total < whole.score.total == unmet


def test_what_is_late_as_a_whole_is_met_in_portions_that_come_sooner() -> None:
    company = bakery(stock=100)  # one bread a day
    want = Want(0, 20, 5, 1000)
    whole, plan = planned(company, [want], [0]), planned(company, [want], [1])
    assert met_and_not(company, whole) == [(20, 19)]
    assert met_and_not(company, plan) == [(6, 5), (7, 12), (7, 19)]
    assert plan_faults(state_of(company), plan.schedule) == []
    assert plan.score.total == 1000 * (7 * 7 + 7 * 14) // 20
    assert plan.score.total < whole.score.total == 1000 * 14
    assert plan.late_days.tolist() == whole.late_days.tolist() == [14]


def test_what_gains_nothing_in_portions_stays_whole_to_the_bit() -> None:
    company = bakery(stock=100, lot=20)  # no bread is there before all twenty are
    schedule = unplaced(company, [Want(0, 20, 5, 1000)])
    schedule.demands = replace(schedule.demands, portions=np.ones(1, np.int64))
    schedule.place(np.arange(1))
    before, rows = bits_of(schedule.state), schedule.rows_of(0).tolist()
    same, of = meet_in_portions(schedule, state_of(company))
    assert same is schedule
    assert of.tolist() == [0]
    assert (bits_of(schedule.state), schedule.rows_of(0).tolist()) == (before, rows)


def test_an_order_beyond_all_capacity_is_met_as_a_whole_or_not_at_all() -> None:
    company = bakery(stock=100)
    plan = planned(company, [Want(0, 1000, 5, 9), Want(0, 40, 5, 100)], [0, 1])
    assert plan.of.tolist()[0] == 0
    assert met_and_not(company, plan)[0] == (1000, 30)
    assert sum(quantity for quantity, day in met_and_not(company, plan)[1:] if day < 30) == 30


def test_what_cannot_be_had_at_all_stays_one_unmet_demand() -> None:
    company = one_machine([2], minutes=[0] * 7)
    plan = planned(company, [Want(0, 5, 3, 1)], [1])
    assert met_and_not(company, plan) == [(5, 7)]
    assert plan.schedule.demands.name(0) == "demand 0"


def test_a_portion_that_is_not_worth_it_is_taken_back_to_the_bit() -> None:
    company = bakery(stock=100)
    placer = Placer(company.network, state_of(company))
    before = bits_of(placer.state)
    assert portions(placer, 0, 1000, 5, worth=lambda _: False) == []
    assert bits_of(placer.state) == before
    found = portions(placer, 0, 1000, 5, worth=lambda portion: portion.day != 12)
    assert [(portion.quantity, portion.day) for portion in found] == [(6, 5), (14, 19), (10, 29)]


@given(given_=wishes(), mask=st.integers(0, 63), scale=st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_a_plan_in_portions_is_legal_counts_every_unit_and_is_never_dearer(
    given_: tuple[SmallCompany, list[Want]], mask: int, scale: int
) -> None:
    company, wants = given_
    wants = [replace(want, quantity=want.quantity * scale, weight=want.weight * 10_000) for want in wants]
    divisible = [mask >> k & 1 for k in range(len(wants))]
    plan, whole = planned(company, wants, divisible), planned(company, wants, [0] * len(wants))
    assert plan_faults(state_of(company), plan.schedule) == []
    assert plan.score.total <= whole.score.total
    assert plan.score.total == plan.lateness_points.sum()
    demands = plan.schedule.demands
    sums = np.bincount(plan.of, demands.quantity, len(wants)).astype(int).tolist()
    assert sums == [want.quantity for want in wants]
    parts = np.bincount(plan.of, minlength=len(wants))
    assert all(divisible[k] for k in np.flatnonzero(parts > 1))
    placer = Placer(company.network, plan.schedule.state)
    for n in np.flatnonzero((plan.days >= company.horizon) & (parts[plan.of] > 1)).tolist():
        assert placer.most_by(int(demands.point[n]), 1, company.horizon - 1) is None


@pytest.mark.parametrize("seed", range(8))
def test_the_lower_bound_is_below_every_plan_in_portions(seed: int) -> None:
    company, wants = random_wants(seeded_dice(seed + 900))
    wants = [replace(want, quantity=want.quantity * 7) for want in wants]
    plan = planned(company, wants, [1] * len(wants))
    empty = unplaced(company, wants)
    asked = replace(empty.demands, portions=np.ones(len(wants), np.int64))
    empty = Schedule(company.network, empty.state, asked, nothing_but_lateness(company.network))
    bound = lower_bound(empty, empty.alone().bound, plan.lateness_points)
    assert 0 <= bound.alone <= bound.shared <= plan.score.total


def test_days_that_are_looked_at_grow_by_doubling() -> None:
    assert list(looks(5, 60)) == [5, 12, 19, 33, 59]
    assert list(looks(70, 60)) == [59]
    assert list(looks(59, 60)) == [59]
