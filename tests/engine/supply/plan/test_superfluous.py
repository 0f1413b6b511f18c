"""What nobody needs is not made; and leaving it out takes nothing from anybody."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.supply.plan.plans import state_of, wishes
from tests.oracle.best_plan import Want, demands_on
from tests.oracle.companies import Part, SmallCompany, Way
from tests.oracle.kernel import bits_of

from handfast.engine.supply.place.arrays import MAKE
from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.plan.check import plan_faults
from handfast.engine.supply.plan.objective import nothing_but_lateness
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.sequences import earliest_due
from handfast.engine.supply.plan.superfluous import leave_out_superfluous

Given = tuple[SmallCompany, list[Want]]


def holding(company: SmallCompany, wants: list[Want]) -> Schedule:
    """Return demands, none of them placed, where everything that is kept costs a point a day."""
    rates = nothing_but_lateness(company.network)
    rates["holding"] = np.ones(len(company.network.items), np.int64)
    return Schedule(company.network, state_of(company), demands_on(company, wants), rates)


def made(schedule: Schedule) -> list[int]:
    """Return the quantities that runs yield, in the order of the demands."""
    rows = [schedule.rows_of(k) for k in range(len(schedule.demands))]
    return [int(row[3]) for each in rows for row in each if row[0] == MAKE]


def press() -> SmallCompany:
    """Return a company that buys OIL by the hundred, five days after it orders, and fills CANS with it."""
    ways = (Way(0, inputs=(Part(1),)), Way(1, lead_after=5, lot_min=100, lot_multiple=100))
    return SmallCompany(40, (("CAN", "S"), ("OIL", "S")), ways, ())


def test_one_lot_serves_those_who_were_placed_each_with_a_lot_of_its_own() -> None:
    schedule = holding(press(), [Want(0, 10, day, 1) for day in (30, 24, 18, 12)])
    schedule.place(np.arange(4))  # each sooner than the one before, so that no lot there is in time
    assert sorted(made(schedule)) == [10, 10, 10, 10, 100, 100, 100, 100]
    assert leave_out_superfluous(schedule) == 3
    assert sorted(made(schedule)) == [10, 10, 10, 10, 100]
    assert schedule.days.tolist() == [30, 24, 18, 12]
    assert plan_faults(state_of(press()), schedule) == []


def test_a_run_goes_with_what_feeds_it_alone() -> None:
    ways = (Way(0, inputs=(Part(1),), lot_min=50), Way(1, lead_after=5))
    baker = SmallCompany(40, (("CAN", "S"), ("OIL", "S")), ways, ())
    schedule = holding(baker, [Want(0, 10, day, 1) for day in (30, 20)])
    schedule.place(np.arange(2))
    assert leave_out_superfluous(schedule) == 2
    assert made(schedule) == [50, 50]
    assert plan_faults(state_of(baker), schedule) == []


@given(given_=wishes(), seed=st.integers(0, 5))
@settings(max_examples=80, deadline=None)
def test_nobody_notices_what_was_left_out(given_: Given, seed: int) -> None:
    company, wants = given_
    schedule = holding(company, wants)
    before = bits_of(schedule.state)
    schedule.place(np.random.default_rng(seed).permutation(len(wants)))
    days, points, runs = schedule.days.copy(), schedule.score(), len(made(schedule))
    gone = leave_out_superfluous(schedule)
    assert (schedule.days == days).all()
    assert schedule.score().total <= points.total
    assert schedule.score().late == points.late
    assert len(made(schedule)) <= runs - gone
    assert plan_faults(state_of(company), schedule) == []
    assert leave_out_superfluous(schedule) == 0
    for k in range(len(wants)):
        runs = schedule.placement(k).runs
        assert [run.number for run in runs] == list(range(len(runs)))
        repeat(schedule.state, np.ascontiguousarray(schedule.rows_of(k)), -1)
    assert bits_of(schedule.state) == before


def test_in_order_of_need_nothing_is_superfluous() -> None:
    schedule = holding(press(), [Want(0, 10, day, 1) for day in (12, 18, 24, 30)])
    schedule.place(earliest_due(schedule.demands))
    assert leave_out_superfluous(schedule) == 0
