"""Plans of random small companies: legal, repeatable, never worse than their start, and nothing is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.engine.supply.plan.plans import bakery, bits, faults, jobs, one_machine, planned, state_of, unplaced, wishes
from tests.oracle.best_plan import Want, cheapest_plan, random_wants
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of
from tests.oracle.random_companies import seeded_dice

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import new_desk
from handfast.engine.supply.place.sequence import NOT_PLACED, lift_each, nothing_kept
from handfast.engine.supply.plan.lines import Lines
from handfast.engine.supply.plan.lower_bound import lower_bound
from handfast.engine.supply.plan.rough import Rough, RoughPlan
from handfast.engine.supply.plan.sequences import priority_due
from handfast.engine.supply.plan.stops import Any, Asked, NoGain, Seconds, Steps

Given = tuple[SmallCompany, list[Want]]


@given(given_=wishes())
@settings(max_examples=60, deadline=None)
def test_a_plan_is_legal_and_never_worse_than_its_starts(given_: Given) -> None:
    company, wants = given_
    plan = planned(company, wants)
    assert faults(company, plan) == []
    assert plan.score.total <= min(start.score.total for start in plan.starts)


@given(given_=wishes())
@settings(max_examples=30, deadline=None)
def test_what_is_not_met_is_counted(given_: Given) -> None:
    company, wants = given_
    plan = planned(company, wants)
    unmet = plan.days == company.horizon
    assert ((plan.days >= 0) | unmet).all()
    assert plan.score.unmet == plan.schedule.demands.unmet_cost[unmet].sum()
    late = np.maximum(plan.days - plan.schedule.demands.due, 0) * plan.schedule.demands.late_cost
    assert plan.score.late == late[~unmet].sum()
    assert plan.score.total == plan.schedule.lateness_points().sum()


@given(given_=wishes())
@settings(max_examples=20, deadline=None)
def test_the_same_seed_and_steps_give_the_same_plan_to_the_bit(given_: Given) -> None:
    company, wants = given_
    first, second = (planned(company, wants, Steps(80), seed=5) for _ in range(2))
    assert bits(first) == bits(second)
    assert first.trail == second.trail


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_stopped_by_time_can_be_made_again_by_its_steps(seed: int) -> None:
    company, wants = random_wants(seeded_dice(seed))
    for most in (0.5, 3.5, 7.5, 40.5):
        ticks = iter(range(1_000_000))
        timed = planned(company, wants, Seconds(most), seed=2, seconds=lambda ticks=ticks: next(ticks) / 4)
        again = planned(company, wants, Steps(timed.trail.steps), seed=2)
        assert bits(timed) == bits(again)


@given(given_=wishes())
@settings(max_examples=30, deadline=None)
def test_lifting_all_demands_leaves_the_state_as_it_was(given_: Given) -> None:
    company, wants = given_
    schedule = unplaced(company, wants)
    before = bits_of(schedule.state)
    schedule.place(priority_due(schedule.demands))
    lift_each(schedule.state, schedule.kept, np.arange(len(wants)))
    assert bits_of(schedule.state) == before
    assert (schedule.days == NOT_PLACED).all()


@given(given_=wishes())
@settings(max_examples=30, deadline=None)
def test_what_costs_more_is_taken_back_to_the_bit(given_: Given) -> None:
    company, wants = given_
    schedule = unplaced(company, wants)
    schedule.place(priority_due(schedule.demands))
    dice, everyone = np.random.default_rng(1), np.arange(len(wants))
    for _ in range(10):
        before, score = bits_of(schedule.state), schedule.score().total
        rows = [schedule.rows_of(k).tobytes() for k in everyone]
        order = dice.permutation(everyone)[: dice.integers(1, len(wants) + 1)]
        modes = {"forward": dice.integers(0, 2, len(order)), "overtime": np.zeros(len(order), np.int64)}
        gain = schedule.replace(order, **modes, more=dice.integers(0, 3, len(order)))
        if gain is None:
            assert bits_of(schedule.state) == before
            assert [schedule.rows_of(k).tobytes() for k in everyone] == rows
        assert schedule.score().total == score - (gain or 0)


@pytest.mark.parametrize("seed", range(40))
def test_bound_optimum_and_plan_are_in_order(seed: int) -> None:
    company, wants = random_wants(seeded_dice(seed + 500))
    best = cheapest_plan(company, wants, seconds=1.0)
    plan = planned(company, wants, Steps(200))
    schedule = unplaced(company, wants)
    bound = lower_bound(schedule, Lines(schedule).alone.bound, plan.schedule.lateness_points())
    assert 0 <= bound.alone <= bound.shared <= plan.score.total
    if best.proven and best.points is not None:
        assert bound.shared <= best.points <= plan.score.total


def test_a_plan_stops_at_once_where_somebody_asks() -> None:
    company, wants = random_wants(seeded_dice(3))
    plan = planned(company, wants, Asked(lambda: True))
    assert [start.name for start in plan.starts] == ["priority, due"]
    assert faults(company, plan) == []
    assert (plan.days >= 0).all()


@pytest.mark.parametrize("calls", [2, 4, 8, 40])
def test_an_interrupted_plan_is_the_best_so_far(calls: int) -> None:
    company, wants = one_machine([10] + [1] * 10), jobs([7] + [9] * 10)
    asked = iter(range(1_000_000))
    plan = planned(company, wants, Asked(lambda: next(asked) >= calls))
    assert faults(company, plan) == []
    assert plan.score.total == min(plan.score.total, *(start.score.total for start in plan.starts))


def test_stop_rules_stop() -> None:
    company, wants = one_machine([10] + [1] * 10), jobs([7] + [9] * 10)
    assert planned(company, wants, Steps(25)).trail.steps == 25
    assert planned(company, wants, NoGain(30)).trail.since_gain == 30
    assert planned(company, wants, Any((Steps(1000), NoGain(20)))).trail.since_gain == 20


def test_progress_is_told_and_the_score_only_falls() -> None:
    company, wants = one_machine([10] + [1] * 10), jobs([7] + [9] * 10)
    told: list[int] = []
    planned(company, wants, Steps(60), progress=lambda trail: told.append(trail.score))
    assert len(told) > 50
    assert told == sorted(told, reverse=True)


def test_two_jobs_are_both_in_time_where_just_in_time_makes_one_late() -> None:
    company, wants = one_machine([3, 4]), jobs([4, 6])
    plan = planned(company, wants)
    assert plan.starts[0].score.late == 2
    assert plan.score.late == 0
    assert plan.days[1] == 6


def test_a_big_job_goes_last() -> None:
    company, wants = one_machine([10] + [1] * 10), jobs([7] + [9] * 10)
    plan = planned(company, wants, Steps(500))
    assert plan.starts[0].score.late == 57
    assert plan.score.late == 12


def test_one_run_may_serve_two_demands() -> None:
    company, wants = random_wants(seeded_dice(1037))
    assert planned(company, wants, Steps(600)).score.total == 66


def test_rooms_grow_and_the_plan_is_the_same() -> None:
    company, wants = random_wants(seeded_dice(6))
    order = priority_due(unplaced(company, wants).demands)
    plain, narrow = unplaced(company, wants), unplaced(company, wants)
    plain.place(order)
    narrow.kept = nothing_kept(len(wants), 1)
    narrow._desk = new_desk(len(company.points), 2)
    narrow.place(order)
    assert narrow.days.tolist() == plain.days.tolist()
    assert bits_of(narrow.state) == bits_of(plain.state)
    assert len(narrow.kept.rows) > 1


def test_the_state_that_is_planned_on_is_not_changed() -> None:
    company, wants = random_wants(seeded_dice(8))
    before = bits_of(state_of(company))
    plan = planned(company, wants)
    assert bits_of(state_of(company)) == before
    assert plan.schedule.state is not None


def test_a_bound_for_plans_with_overtime_holds_for_them() -> None:
    company = one_machine([3, 4])
    shop = replace(company.shops[0], overtime=(480,) * company.horizon)
    company, wants = replace(company, shops=(shop,)), jobs([1, 3])
    schedule = unplaced(company, wants)
    schedule.wanted.overtime[:] = 1
    schedule.place(priority_due(schedule.demands))
    points, empty = schedule.lateness_points(), unplaced(company, wants)
    assert points.sum() == 0
    empty.wanted.overtime[:] = 1
    assert lower_bound(empty, Lines(empty).alone.bound, points).shared == 0
    empty.wanted.overtime[:] = 0
    assert lower_bound(empty, empty.alone().bound, points).shared > 0


def test_a_rough_plan_that_stays_dearer_than_the_plain_one_is_soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Roughly each need takes the hours of a whole lot; really they share it. Steps are spent on the real plan then."""
    begun: list[RoughPlan] = []

    def noted(rough: Rough, orders: Sequence[Ints], seed: int) -> RoughPlan:
        begun.append(RoughPlan(rough, orders, seed))
        return begun[-1]

    monkeypatch.setattr("handfast.engine.supply.plan.plan.FEW", 0)
    monkeypatch.setattr("handfast.engine.supply.plan.plan.RoughPlan", noted)
    small = bakery(stock=60, lot=20)
    shop = replace(small.shops[0], minutes=(20 * 480,) * small.horizon)
    plan = planned(replace(small, shops=(shop,)), [Want(0, 1, 0, 1) for _ in range(60)], Steps(30))
    assert [start.name for start in plan.starts] == ["priority, due"]
    assert begun[0].points > plan.starts[0].score.total
    assert 0 < begun[0].done < begun[0].slices / 2
