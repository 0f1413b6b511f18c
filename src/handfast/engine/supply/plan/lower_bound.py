"""No plan can cost less than this: a lower bound on the points of lateness and shortage.

Every demand alone cannot ship before its own bound. Demands that must load a resource also share its minutes: for any
prices of the minutes of each day, what the demands would pay and be late at best, less what all minutes are worth, is a
lower bound (Lagrangian relaxation; Held, Wolfe and Crowder, *Validation of subgradient optimization*, Mathematical
Programming 6, 1974). The prices are improved step by step; any prices give a true bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION, Ints
from handfast.engine.supply.plan.schedule import Schedule

Floats = NDArray[np.float64]

ROUNDS = 250
PATIENCE = 15
LESS = 1e-9
"""Part by which a bound in floating point is lowered, so that it stays one."""


@dataclass(frozen=True)
class Bound:
    """A lower bound on a plan's points.

    Parameters
    ----------
    alone
        Points if every demand were the only one.
    shared
        Points at least, where demands share resources; not less than `alone`.
    """

    alone: int
    shared: int


def lower_bound(schedule: Schedule, earliest: Ints, known: Ints) -> Bound:
    """Return a lower bound on the points of any plan.

    Parameters
    ----------
    schedule
        Nothing is placed on it.
    earliest
        A day before which each demand cannot ship; the horizon: never.
    known
        Points of lateness and shortage of each demand in a plan that is known: the better, the faster prices improve.
    """
    demands, horizon = schedule.demands, schedule.network.horizon
    late = demands.late_cost * np.maximum(earliest - demands.due, 0)
    alone = np.where(earliest >= horizon, demands.unmet_cost, np.minimum(late, demands.unmet_cost))
    resource, minutes = must_load(schedule)
    shared = int(alone[resource < 0].sum())
    groups = np.unique(resource[resource >= 0]).tolist()
    for r in groups:
        members = np.flatnonzero(resource == r)
        least = int(alone[members].sum())
        room = schedule.state.capacity[r]
        if schedule.wanted.overtime[members].any():
            room = room + schedule.state.overtime[r]
        shared += max(
            least, _of_line(schedule, members, minutes[members], earliest[members], room, int(known[members].sum()))
        )
    return Bound(int(alone.sum()), shared)


def must_load(schedule: Schedule) -> tuple[Ints, Ints]:
    """Return a resource that each demand must load (-1: none that is certain), and the minutes over all units.

    Certain is it where nothing of the stock point is there or comes, a single process supplies it, and nothing yields
    it along the way. Of its steps' resources the one with the most minutes counts.
    """
    s, demands = schedule.network.structure, schedule.demands
    resource = np.full(len(demands), -1, np.int64)
    minutes = np.zeros(len(demands), np.int64)
    known: dict[int, tuple[int, int, int] | None] = {}
    for k, point in enumerate(demands.point.tolist()):
        if point not in known:
            known[point] = _only_step(schedule, point)
        step = known[point]
        if step is not None:
            resource[k], num, den = step
            process = int(s.process_first[point])
            starts = -(-int(demands.quantity[k]) * int(s.yield_den[process]) // int(s.yield_num[process]))
            minutes[k] = starts * num // den
    return resource, minutes


def _only_step(schedule: Schedule, point: int) -> tuple[int, int, int] | None:
    """Return resource and minutes (a fraction) of one start that every unit of a stock point must load."""
    s, state = schedule.network.structure, schedule.state
    first, last = int(s.process_first[point]), int(s.process_first[point + 1])
    allowed = [k for k in range(first, last) if s.process_class[k] in (PLAIN, SUBSTITUTION, EXPEDITED)]
    along = state.made_along_first[point] < state.made_along_first[point + 1]
    lots = state.lot_first[point] < state.lot_first[point + 1]
    if along or lots or state.available[point].max() > 0:
        return None
    steps = {
        (int(s.load_resource[n]), int(s.load_num[n]) * int(s.load_units[n]), int(s.load_den[n]))
        for k in allowed[:1]
        for n in range(int(s.load_first[k]), int(s.load_first[k + 1]))
    }
    if not steps or any(_loads(schedule, k) != _loads(schedule, allowed[0]) for k in allowed):
        return None
    return max(steps, key=lambda step: step[1] / step[2])


def _loads(schedule: Schedule, process: int) -> list[tuple[int, int, int, int]]:
    s = schedule.network.structure
    rows = range(int(s.load_first[process]), int(s.load_first[process + 1]))
    return [(int(s.load_resource[n]), int(s.load_num[n]), int(s.load_den[n]), int(s.load_units[n])) for n in rows]


def _of_line(schedule: Schedule, members: Ints, minutes: Ints, earliest: Ints, room: Ints, known: int) -> int:
    """Return a lower bound on the points of demands that share the minutes of one resource.

    After the day by which the resource could have done everything, minutes are free of charge: so no day after it, and
    after the last demand's earliest one, needs a look.
    """
    demands = schedule.demands
    done = int(np.searchsorted(np.cumsum(room), minutes.sum())) + 1
    last = min(max(done, int(np.minimum(earliest, len(room) - 1).max())) + 1, len(room))
    days = np.arange(last)
    late = demands.late_cost[members, None] * np.maximum(days[None, :] - demands.due[members, None], 0)
    late = np.where(days[None, :] < earliest[:, None], np.inf, late.astype(np.float64))
    unmet = demands.unmet_cost[members].astype(np.float64)
    work, free = minutes.astype(np.float64), room[:last].astype(np.float64)
    price, rows = np.zeros(last), np.arange(len(members))
    bound, scale, tired = 0.0, 1.0, 0
    for _ in range(ROUNDS):
        cost = late + work[:, None] * np.minimum.accumulate(price)[None, :]
        day = np.argmin(cost, axis=1)
        least = cost[rows, day]
        served = least < unmet
        value = float(np.where(served, least, unmet).sum() - price @ free)
        tired = 0 if value > bound else tired + 1
        if tired > PATIENCE:
            scale, tired = scale * 0.7, 0
        bound = max(bound, value)
        used = np.bincount(_day_of_cheapest(price)[day[served]], work[served], last) - free
        used[(price <= 0) & (used < 0)] = 0.0
        used[done:] = 0.0
        size = float(used @ used)
        if size == 0:
            break
        price = np.maximum(price + scale * max(known - value, known * 0.01) / size * used, 0.0)
    return max(0, int(bound * (1 - LESS)))


def _day_of_cheapest(price: Floats) -> Ints:
    """Return for each day the last day up to it with the lowest price so far."""
    cheapest = np.minimum.accumulate(price)
    here = np.where(price <= cheapest, np.arange(len(price)), 0)
    return np.maximum.accumulate(here).astype(np.int64)
