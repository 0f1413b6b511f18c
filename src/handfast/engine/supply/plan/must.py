"""What demands cannot do without: minutes of a resource, and stock that nothing can replace in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION, Ints
from handfast.engine.supply.plan.schedule import Schedule


class StockUses(NamedTuple):
    """Takes from stock points of which nothing more can come before some day. U uses of T stock points."""

    demand: Ints  # (U,)
    thing: Ints  # (U,) number of the stock point among those that matter
    amount: Ints  # (U,) taken at least
    until: Ints  # (U,) what ships before this day takes it from what is there
    there: Ints  # (T,) what is there until more can come


def must_load(schedule: Schedule) -> tuple[Ints, Ints]:
    """Return a resource that each demand must load (-1: none that is certain), and the minutes over all units.

    Certain is it where nothing of the stock point is there or comes, a single process supplies it, and nothing yields
    it along the way. Of its steps' resources the one with the most minutes counts. Minutes are in proportion to what is
    asked for, rounded down: demands that share a run, or are met in portions, need no more than that.
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
            starts = int(demands.quantity[k]) * int(s.yield_den[process])  # in parts that yield_num make a whole of
            minutes[k] = starts * num // (int(s.yield_num[process]) * den)
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


def must_take(schedule: Schedule) -> StockUses:
    """Return the stock that demands take from, whatever else is done, unless they ship after more of it has come."""
    demands = schedule.demands
    points: dict[int, int] = {}
    soonest: dict[int, int] = {}
    rows: list[tuple[int, int, int, int]] = []
    for k, (point, quantity) in enumerate(zip(demands.point.tolist(), demands.quantity.tolist(), strict=True)):
        for source, amount, lead in _stock_below(schedule, point, quantity, 0):
            if source not in soonest:
                soonest[source] = schedule.no_more_before(source)
                points[source] = len(points)
            if amount > 0 and soonest[source] > 0:
                rows.append((k, points[source], amount, min(soonest[source] + lead, schedule.network.horizon)))
    there = [int(schedule.state.available[point, : max(soonest[point], 1)].max()) for point in points]
    table = np.array(rows, np.int64).reshape(-1, 4)
    return StockUses(table[:, 0], table[:, 1], table[:, 2], table[:, 3], np.array(there, np.int64))


def _stock_below(schedule: Schedule, point: int, quantity: int, lead: int) -> Iterator[tuple[int, int, int]]:
    """Yield the stock points that a need comes down to, what it takes of each at least, and the days in between.

    It goes down where nothing is there, nothing comes along, and a single process supplies the stock point.
    """
    s, state = schedule.network.structure, schedule.state
    if state.made_along_first[point] < state.made_along_first[point + 1]:
        return
    if state.lot_first[point] < state.lot_first[point + 1]:
        return
    if state.available[point].max() > 0:
        yield point, quantity, lead
        return
    ways = _ways(schedule, point)
    if len({(int(s.input_first[k]), tuple(_inputs(schedule, k))) for k in ways}) == 0:
        return
    if any(_inputs(schedule, k) != _inputs(schedule, ways[0]) for k in ways):
        return
    share = min((int(s.yield_den[k]), int(s.yield_num[k])) for k in ways[:1])
    if any((int(s.yield_den[k]), int(s.yield_num[k])) != share for k in ways):
        return
    starts = quantity * share[0] // share[1]  # rounded down, see `must_load`
    days = lead + min(int(s.lead_before[k] + s.lead_after[k]) for k in ways)
    for source, num, den in _inputs(schedule, ways[0]):
        if source != point:
            yield from _stock_below(schedule, source, starts * num // den, days)


def _ways(schedule: Schedule, point: int) -> list[int]:
    s = schedule.network.structure
    return list(range(int(s.process_first[point]), int(s.process_first[point + 1])))


def _inputs(schedule: Schedule, process: int) -> list[tuple[int, int, int]]:
    s = schedule.network.structure
    rows = range(int(s.input_first[process]), int(s.input_first[process + 1]))
    return [(int(s.input_point[n]), int(s.input_num[n]), int(s.input_den[n])) for n in rows]
