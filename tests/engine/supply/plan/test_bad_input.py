"""Companies that cannot do what is asked, and demands that mean nothing."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.supply.plan.plans import asked_for, bakery, faults, jobs, one_machine, planned, unplaced
from tests.oracle.best_plan import Want
from tests.oracle.companies import SmallCompany, Way

from handfast.engine.supply.plan.demands import Demands, demands_of
from handfast.engine.supply.plan.lines import Lines
from handfast.engine.supply.plan.lower_bound import lower_bound


def test_demand_beyond_all_capacity_is_met_as_far_as_possible_and_the_rest_is_unmet() -> None:
    company = bakery(stock=100)
    wants = [Want(0, 10, 5, 1 + k) for k in range(6)]
    plan = planned(company, wants)
    assert faults(company, plan) == []
    met = plan.days < company.horizon
    assert met.tolist() == [False, False, False, True, True, True]
    assert plan.score.unmet == plan.schedule.demands.unmet_cost[~met].sum()


def test_a_resource_without_hours_makes_nothing() -> None:
    company = one_machine([2, 1], minutes=[0] * 8)
    plan = planned(company, jobs([3, 4]))
    assert plan.days.tolist() == [8, 8]
    assert plan.score.total == plan.score.unmet > 0
    schedule = unplaced(company, jobs([3, 4]))
    bound = lower_bound(schedule, Lines(schedule).alone.bound, plan.schedule.lateness_points())
    assert bound.shared == plan.score.total


def test_a_calendar_that_ends_before_the_horizon_ends_the_plan_there() -> None:
    company = one_machine([2, 2, 2], minutes=[480] * 5 + [0] * 6)
    plan = planned(company, jobs([9, 9, 9]))
    assert sorted((plan.days < company.horizon).tolist()) == [False, True, True]
    assert faults(company, plan) == []


def test_a_lot_larger_than_all_demand_is_made_once_and_serves_all() -> None:
    company = bakery(stock=40, lot=12)
    wants = [Want(0, 2, 14, 1), Want(0, 3, 14, 1)]
    plan = planned(company, wants)
    assert faults(company, plan) == []
    assert [run.starts for k in range(2) for run in plan.schedule.placement(k).runs] == [12]
    assert plan.score.total == 0


def test_nothing_supplies_what_is_asked() -> None:
    company = SmallCompany(10, (("A", "S"), ("B", "S")), (Way(1, lead_after=2),))
    plan = planned(company, [Want(0, 1, 3, 5), Want(1, 1, 3, 5)])
    assert plan.days.tolist() == [10, 3]
    assert plan.score.unmet == plan.schedule.demands.unmet_cost[0]


def test_no_demands_are_a_plan_without_points() -> None:
    plan = planned(bakery(stock=3), [])
    assert plan.score.total == 0
    assert len(plan.days) == 0


def test_a_wish_beyond_the_horizon_is_met_within_it() -> None:
    company = bakery(stock=3)
    plan = planned(company, [Want(0, 1, company.horizon + 10, 1)])
    assert plan.score.total == 0
    assert plan.days[0] < company.horizon


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="due has 2 entries, but there are 1 demands"):
        demands_of(np.array([0]), np.array([1]), np.array([1, 2]), np.array([1]), horizon=9)


def test_a_quantity_below_one_is_refused_by_name() -> None:
    column = np.array([1, 0])
    with pytest.raises(ValueError, match=r"O-2: quantity is 0, but must be at least 1"):
        demands_of(column, column, column, column, horizon=9, names=("O-1", "O-2"))


def test_a_negative_cost_is_refused() -> None:
    one = np.array([1])
    with pytest.raises(ValueError, match="demand 0: late_cost is -1"):
        Demands(one, one, one, -one, one)


def test_points_that_would_overflow_are_refused() -> None:
    one = np.array([1])
    with pytest.raises(ValueError, match="scale the costs down"):
        Demands(one, one, one, one, np.array([(1 << 62)]))


def test_names_are_kept() -> None:
    assert asked_for([Want(0, 1, 1, 1)]).name(0) == "demand 0"
