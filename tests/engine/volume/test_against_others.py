"""Random companies: the same optimum as another solver, prices that prove it, plans that the verifier accepts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from benchmarks.plants import company, wanted_of
from benchmarks.topology import ORIGIN
from ortools.linear_solver.python import model_builder
from tests.engine.tables_for_tests import frame
from tests.engine.volume.shops import planned, shop

from handfast.engine.assembly import Supplies, build_network, read_supplies
from handfast.engine.volume import exact, shortlist, solving
from handfast.engine.volume.parts import split
from handfast.engine.volume.plan import VolumePlan
from handfast.engine.volume.planning import plan_buckets, plan_volumes, read_limits
from handfast.engine.volume.program import Decisions, build_program
from handfast.engine.volume.solving import BY_PRICES, EXACT, Effort, offset
from handfast.engine.volume.verify import verify_volume

WEEKS = 8


def plan_of(points: int, seed: int, effort: Effort) -> tuple[VolumePlan, Supplies]:
    tables, demand = company(points, WEEKS, seed)
    network = build_network(tables, ORIGIN)
    supplies, limits = read_supplies(tables, network), read_limits(tables, network)
    buckets = plan_buckets(network, WEEKS)
    return plan_volumes(network, supplies, wanted_of(demand, tables, network), limits, buckets, effort=effort), supplies


def optimum_by_glop(plan: VolumePlan) -> float:
    """Return the objective that Google's simplex solver finds."""
    program = build_program(plan.model)
    column = np.repeat(np.arange(len(program.cost)), np.diff(program.first))
    model = model_builder.Model()
    x = [model.new_num_var(0.0, high, "") for high in program.high.tolist()]
    terms: list[list[object]] = [[] for _ in program.row_low]
    for row, col, value in zip(program.row.tolist(), column.tolist(), program.coefficient.tolist(), strict=True):
        terms[row].append(x[col] * value)
    for row, low, high in zip(terms, program.row_low.tolist(), program.row_high.tolist(), strict=True):
        if row:
            model.add_linear_constraint(sum(row), low, high)
    model.maximize(sum(x[col] * cost for col, cost in enumerate(program.cost.tolist()) if cost))
    solver = model_builder.Solver("GLOP")
    assert solver.solve(model) == model_builder.SolveStatus.OPTIMAL
    return float(solver.objective_value - offset(plan.model))


@pytest.mark.parametrize("seed", range(6))
def test_exactly_the_optimum_of_another_solver(seed):
    plan, supplies = plan_of(60, seed, Effort())
    best = optimum_by_glop(plan)
    assert plan.solution.method == EXACT
    assert plan.solution.value == pytest.approx(best, rel=1e-6)
    assert plan.solution.bound == pytest.approx(best, rel=1e-6)
    assert plan.money.objective == pytest.approx(best, rel=1e-6)
    assert verify_volume(plan, supplies) == []


@pytest.mark.parametrize("seed", range(6))
def test_by_prices_the_optimum_lies_between_value_and_bound(seed):
    plan, supplies = plan_of(60, seed, Effort(exact_rows=0, gap=0.005))
    best = optimum_by_glop(plan)
    assert plan.solution.method == BY_PRICES
    assert plan.solution.value <= best + 1e-6 * abs(best) <= plan.solution.bound + 2e-6 * abs(best)
    assert plan.solution.gap <= 0.005
    assert verify_volume(plan, supplies) == []


def test_parts_that_nothing_connects_are_planned_apart_and_sum_up(monkeypatch):
    more = {
        "resource": [{"resource": "R", "site": "S"}, {"resource": "Q", "site": "S"}],
        "process_load": [
            {"process": "make CHAIR", "resource": "R", "minutes_per_unit": "60"},
            {"process": "make STOOL", "resource": "Q", "minutes_per_unit": "30"},
        ],
    }
    wants = [("CHAIR", 50, 0, 100.0), ("STOOL", 90, 0, 60.0)]
    whole, supplies = planned(shop(**more), wants)
    (part, other) = split(whole.model, smallest=1)
    assert sorted([*part.points, *other.points]) == [0, 1]
    assert sorted([*part.processes, *other.processes]) == [0, 1]
    monkeypatch.setattr(solving, "split", lambda model: split(model, smallest=1))
    apart, _ = planned(shop(**more), wants)
    assert apart.money == pytest.approx(whole.money)
    assert apart.solution.value == pytest.approx(40 * 90 + 80 * 40)
    assert apart.solution.gap == pytest.approx(0, abs=1e-9)
    assert np.allclose(apart.solution.prices.capacity, whole.solution.prices.capacity)
    assert verify_volume(apart, supplies) == []


def test_the_same_company_gives_the_same_plan():
    effort = Effort(exact_rows=0, iterations=400, gap=0)
    first, again = (plan_of(60, 1, effort)[0] for _ in range(2))
    assert np.array_equal(first.solution.decisions.start, again.solution.decisions.start)
    assert np.array_equal(first.solution.prices.capacity, again.solution.prices.capacity)


@pytest.mark.parametrize("block", ["start", "stock", "deliver", "overtime"])
def test_the_verifier_sees_what_is_tampered_with(block):
    plan, supplies = plan_of(60, 2, Effort())
    changed = getattr(plan.solution.decisions, block).copy()
    place = np.unravel_index(changed.argmax(), changed.shape) if block != "overtime" else (0, 0)
    changed[place] = changed[place] * 1.01 + 1_000
    decisions = replace(plan.solution.decisions, **{block: changed})
    assert verify_volume(replace(plan, solution=replace(plan.solution, decisions=decisions)), supplies)


def with_team(points: int, seed: int, effort: Effort) -> tuple[VolumePlan, Supplies]:
    """Return the plan of a random company of which two teams may work a few hours of overtime a week."""
    tables, demand = company(points, WEEKS, seed)
    resource = tables["resource"]
    team = pl.Series("team", [("A", "B", "")[n % 3] for n in range(resource.height)])
    teams = frame("team", {"team": "A", "overtime_per_week": 90 + 60 * seed}, {"team": "B", "overtime_per_week": 0})
    tables = {**tables, "team": teams, "resource": resource.with_columns(team)}
    network = build_network(tables, ORIGIN)
    supplies, limits = read_supplies(tables, network), read_limits(tables, network)
    wanted = wanted_of(demand, tables, network)
    return plan_volumes(network, supplies, wanted, limits, plan_buckets(network, WEEKS), effort=effort), supplies


@pytest.mark.parametrize("seed", range(3))
def test_a_shortlist_of_decisions_leads_to_the_same_optimum(monkeypatch, seed):
    monkeypatch.setattr(exact, "SIMPLEX_ROWS", 0)
    programs, solve = [], exact.solve
    monkeypatch.setattr(exact, "solve", lambda program, seconds: programs.append(program) or solve(program, seconds))
    plan, supplies = plan_of(100, seed, Effort())
    best = optimum_by_glop(plan)
    shortest = programs[0]
    assert (shortest.high == 0).sum() > 0.1 * len(shortest.cost)  # much was left out,
    assert plan.solution.value == pytest.approx(best, rel=2e-6)  # and nothing is lost by that
    assert best * (1 - 1e-9) <= plan.solution.bound <= best * (1 + 2e-6)
    assert verify_volume(plan, supplies) == []


def test_a_shortlist_that_proves_too_little_is_given_up_for_the_whole(monkeypatch):
    monkeypatch.setattr(exact, "SIMPLEX_ROWS", 0)
    monkeypatch.setattr(shortlist, "WORSE", -0.5)  # leaves out what is needed
    plan, _ = plan_of(60, 1, Effort())
    best = optimum_by_glop(plan)
    assert plan.solution.method == EXACT
    assert plan.solution.value == pytest.approx(best, rel=1e-6)
    assert plan.solution.bound == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_teams_work_no_more_than_they_may_and_the_optimum_is_that_of_another_solver(seed):
    plan, supplies = with_team(60, seed, Effort())
    best = optimum_by_glop(plan)
    assert plan.solution.method == EXACT
    assert plan.solution.value == pytest.approx(best, rel=1e-6)
    assert plan.solution.bound == pytest.approx(best, rel=1e-6)
    assert verify_volume(plan, supplies) == []
    by_prices, _ = with_team(60, seed, Effort(exact_rows=0, gap=0.005))
    assert by_prices.solution.method == BY_PRICES
    assert by_prices.solution.value <= best + 1e-6 * abs(best) <= by_prices.solution.bound + 2e-6 * abs(best)
    assert by_prices.solution.gap <= 0.005
    assert verify_volume(by_prices, supplies) == []


def test_the_verifier_sees_a_team_that_works_too_much():
    plan, supplies = with_team(60, 1, Effort())
    made = plan.solution.decisions
    more = replace(made, overtime=made.overtime + 200.0)
    assert any(fault.startswith("A, ") for fault in verify_volume(with_decisions(plan, more), supplies))


def with_decisions(plan: VolumePlan, decisions: Decisions) -> VolumePlan:
    return replace(plan, solution=replace(plan.solution, decisions=decisions))
