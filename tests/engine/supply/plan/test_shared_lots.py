"""Needs share a lot that grows old while it is fresh: as few lots as sizes and ages ask, and a legal plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.supply.plan.plans import state_of, wishes
from tests.engine.supply.plan.test_superfluous import holding, made, press
from tests.oracle.best_plan import Want
from tests.oracle.companies import SmallCompany, Way
from tests.oracle.kernel import bits_of
from tests.oracle.random_companies import _perishable

from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.plan.check import plan_faults
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.sequences import earliest_due
from handfast.engine.supply.plan.shared_lots import share_lots

Given = tuple[SmallCompany, list[Want]]


def oil_press(life: int) -> SmallCompany:
    """Return the press, whose oil lasts so many days. It fills cans on the day before they are wanted."""
    return replace(press(), shelf_life=(0, life))


@pytest.mark.parametrize(
    ("life", "lots"),
    [(40, [100]), (13, [100, 100]), (6, [100] * 4)],  # oil is used on days 12, 18, 24 and 30
)
def test_needs_share_a_lot_as_long_as_it_is_fresh(life: int, lots: list[int]) -> None:
    schedule = holding(oil_press(life), [Want(0, 10, day, 1) for day in (12, 18, 24, 30)])
    schedule.place(np.arange(4))
    assert sorted(made(schedule)) == [10] * 4 + [100] * 4
    assert share_lots(schedule) == 4 - len(lots)
    assert sorted(made(schedule)) == [10] * 4 + lots
    assert schedule.days.tolist() == [12, 18, 24, 30]
    assert plan_faults(state_of(oil_press(life)), schedule) == []


def test_a_lot_that_is_full_serves_nobody_else() -> None:
    schedule = holding(oil_press(40), [Want(0, 40, day, 1) for day in (12, 18, 24, 30, 36)])
    schedule.place(np.arange(5))
    assert share_lots(schedule) == 2  # two of forty in each hundred
    assert sorted(made(schedule)) == [40] * 5 + [100] * 3
    assert plan_faults(state_of(oil_press(40)), schedule) == []


def test_what_lasts_is_left_alone() -> None:
    schedule = holding(press(), [Want(0, 10, day, 1) for day in (30, 24)])
    schedule.place(np.arange(2))
    before = bits_of(schedule.state)
    assert share_lots(schedule) == 0
    assert bits_of(schedule.state) == before


def _in_lots(way: Way, least: int) -> Way:
    """Return a way with a larger smallest lot: the largest is no smaller, and may be anything that is allowed."""
    return replace(way, lot_min=least, lot_max=max(way.lot_max, least))


@given(given_=wishes(), seed=st.integers(0, 10**6), factor=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_sharing_takes_nothing_from_anybody_and_costs_nothing(given_: Given, seed: int, factor: int) -> None:
    company, wants = given_
    dice = np.random.default_rng(seed)
    company = _perishable(lambda low, high: int(dice.integers(low, high + 1)), company)
    company = replace(company, ways=tuple(_in_lots(way, factor * way.lot_min) for way in company.ways))
    schedule: Schedule = holding(company, wants)
    schedule.place(earliest_due(schedule.demands))
    assert plan_faults(state_of(company), schedule) == []
    days, points = schedule.days.tolist(), schedule.score().total
    share_lots(schedule)
    assert schedule.days.tolist() == days
    assert schedule.score().total <= points
    assert plan_faults(state_of(company), schedule) == []
    for k in range(len(wants)):
        repeat(schedule.state, np.ascontiguousarray(schedule.rows_of(k)), -1)
    assert bits_of(schedule.state) == bits_of(state_of(company))
