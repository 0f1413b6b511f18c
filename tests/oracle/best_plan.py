"""The oracle for several demands: the fewest points of lateness and shortage, found by constraint programming.

The model is that of `earliest`, with a delivery for each demand. It leaves out one rule only, that a demand's supply
visits a stock point once: going in a circle gains nothing, for what comes back is no more than what left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model
from tests.oracle.companies import SmallCompany
from tests.oracle.earliest import Search
from tests.oracle.random_companies import Dice, random_company

from handfast.engine.network import SUBSTITUTION
from handfast.engine.supply.plan.demands import Demands, demands_of


@dataclass(frozen=True)
class Want:
    """One of several demands on a small company."""

    point: int
    quantity: int
    due: int
    weight: int


@dataclass(frozen=True)
class Cheapest:
    """What the oracle found: the points of a plan (None: it found none), and whether no plan has fewer."""

    points: int | None
    proven: bool


def demands_on(company: SmallCompany, wants: Sequence[Want]) -> Demands:
    """Return demands as the plan engine takes them."""
    columns = ([getattr(want, name) for want in wants] for name in ("point", "quantity", "due", "weight"))
    return demands_of(*(np.array(column, np.int64) for column in columns), horizon=company.horizon)


def cheapest_plan(
    company: SmallCompany, wants: Sequence[Want], *, seconds: float = 5.0, most_runs: int = 6
) -> Cheapest:
    """Return the fewest points that a plan can have."""
    search = Search(company, most_runs, True, [(want.point, want.quantity) for want in wants])
    demands = demands_on(company, wants)
    delivered = [search.delivered(0) for _ in wants]
    search.balance(delivered)
    cost: cp_model.LinearExprT = 0
    for k, (want, there) in enumerate(zip(wants, delivered, strict=True)):
        beyond = int(demands.unmet_cost[k]) - want.weight * (company.horizon - want.due)
        cost += want.weight * sum(1 - there[day] for day in range(want.due, company.horizon))
        cost += beyond * (1 - there[-1])
    search.model.minimize(cost)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(search.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Cheapest(None, False)
    return Cheapest(round(solver.objective_value), search.exact and status == cp_model.OPTIMAL)


def random_wants(dice: Dice) -> tuple[SmallCompany, list[Want]]:
    """Return a random company with three to six demands, most of them for its first item.

    An item that somebody asks for has no substitute: whom a substitute serves is for each demand's own supply to say,
    which the oracle does not tell apart.
    """
    company = random_company(dice, overtime=False, expedite=False)
    count, points = dice(3, 6), len(company.points)
    ends = [n for n, (item, _) in enumerate(company.points) if item == "I0"]
    places = [ends[dice(0, len(ends) - 1)] if dice(0, 9) < 7 else dice(0, points - 1) for _ in range(count)]
    wants = [Want(place, dice(1, 5), dice(0, company.horizon // 3), (1, 1, 3, 10)[dice(0, 3)]) for place in places]
    asked = {company.points[want.point][0] for want in wants}
    ways = [way for way in company.ways if way.kind != SUBSTITUTION or company.points[way.output][0] not in asked]
    return replace(company, ways=tuple(ways)), wants
