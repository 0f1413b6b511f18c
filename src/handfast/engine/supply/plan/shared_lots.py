"""Shared lots: of goods that grow old, one lot serves all needs that come while it is fresh.

Availability does not know how old goods are. So of a lot that grows old the kernel leaves only what the lot was started
for to other needs, and the next need brings a lot of its own: a plan of many small needs would buy a thousand litres of
oil for each of them. When a plan is finished, who takes of what is known by name. Then what a lot has over is given to
the needs that come next, as long as it is fresh for them; their own lots go, with what feeds those alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import KEEP, LOT, MAKE, RUN, TAKE
from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.plan.neighbours import rows_with_owner
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.superfluous import numbered_anew, rows_of_runs, with_feeders


@dataclass(slots=True)
class Lot:
    """A run whose output grows old.

    Parameters
    ----------
    demand, number
        The demand that it was placed for, and its number among that demand's runs.
    there, use
        Day on which it is there, and on which it is used.
    fresh
        Days of life that it must still have then.
    quantity, over
        What of it is used, and what it has over.
    bought
        Whether nothing of the company's own goes into it.
    moved
        Whether it is only moved, and so as old as before.
    """

    demand: int
    number: int
    there: int
    use: int
    fresh: int
    quantity: int
    over: int
    bought: bool
    moved: bool


def share_lots(schedule: Schedule) -> int:
    """Let needs share lots that grow old; return how many runs went.

    No demand moves, nothing lacks or is too old for what it is used for afterwards, and no points are lost. Nothing
    should be placed anew on the schedule later: what a lot then has over would look as if it stayed fresh for ever.
    """
    gone = 0
    for point in np.flatnonzero(schedule.state.shelf_life > 0).tolist():
        lots = sorted(_lots(schedule, point), key=lambda lot: (lot.there, lot.use))
        left = sorted(lots, key=lambda lot: lot.use)
        away: set[int] = set()
        for lot in lots:
            for other in left if id(lot) not in away and not lot.moved else ():
                if lot.over and id(other) not in away and other is not lot and _serves(schedule, point, lot, other):
                    runs = _give(schedule, point, lot, other, lots)
                    if runs:
                        away.add(id(other))
                        gone += runs
    return gone


def _serves(schedule: Schedule, point: int, lot: Lot, other: Lot) -> bool:
    """Return whether what a lot has over is there in time, enough, and fresh for what another was started for."""
    in_time = lot.there <= other.use if lot.bought else lot.there < other.use  # else it might live on what it feeds
    fresh = other.use + other.fresh < lot.there + int(schedule.state.shelf_life[point])
    return in_time and fresh and 0 < other.quantity <= lot.over


def _lots(schedule: Schedule, point: int) -> list[Lot]:
    """Return the runs that supply a stock point for one need each."""
    s = schedule.network.structure
    first, last = int(s.process_first[point]), int(s.process_first[point + 1])
    found: list[Lot] = []
    runs, owner = rows_with_owner(schedule.kept, RUN)
    own = (runs[:, 1] >= first) & (runs[:, 1] < last)
    for k, (_, process, _, _, there, number, user) in zip(owner[own].tolist(), runs[own].tolist(), strict=True):
        rows = schedule.rows_of(k)
        use = _use(rows, point, user)
        made = _sum(rows, MAKE, point, number)
        over = _sum(rows, KEEP, point, number)
        if use is None or there > use:
            continue
        inputs = s.input_point[s.input_first[process] : s.input_first[process + 1]]
        moved = bool((schedule.structure.point_item[inputs] == schedule.structure.point_item[point]).any())
        life = _life(schedule, k, rows, user)
        found.append(Lot(k, number, there, use, life, made - over, over, len(inputs) == 0, moved))
    return found


def _use(rows: Ints, point: int, user: int) -> int | None:
    """Return the day on which a run, or the demand itself, takes from a stock point; None: on none, or on several."""
    days = set(rows[(rows[:, 0] == TAKE) & (rows[:, 1] == point) & (rows[:, 4] == user)][:, 2].tolist())
    return days.pop() if len(days) == 1 else None


def _sum(rows: Ints, done: int, point: int, number: int) -> int:
    return int(rows[(rows[:, 0] == done) & (rows[:, 1] == point) & (rows[:, 4] == number)][:, 3].sum())


def _life(schedule: Schedule, k: int, rows: Ints, user: int) -> int:
    """Return the days of life that goods must still have when they are taken: what is only moved keeps its age."""
    if user < 0:
        return int(schedule.wanted.fresh[k])
    structure, s = schedule.structure, schedule.network.structure
    _, process, _, start, _, _, next_user = rows[(rows[:, 0] == RUN) & (rows[:, 5] == user)][0].tolist()
    out = int(s.output_point[process])
    inputs = s.input_point[s.input_first[process] : s.input_first[process + 1]]
    if not (structure.point_item[inputs] == structure.point_item[out]).any():
        return 0
    use = _use(rows, out, next_user)
    waits = 0 if use is None else use - int(start)
    return waits + _life(schedule, k, rows, next_user)


def _give(schedule: Schedule, point: int, lot: Lot, other: Lot, lots: list[Lot]) -> int:
    """Give a need what a lot has over instead of its own lot; return how many runs went, 0 where that is not better."""
    rows = schedule.rows_of(other.demand)
    gone = with_feeders(rows, other.number)
    out = rows_of_runs(rows, gone)
    taken = np.ascontiguousarray(rows[out])
    if (taken[:, 0] == LOT).any() or (other.demand == lot.demand and lot.number in gone):
        return 0
    both = np.unique(np.array([lot.demand, other.demand], np.int64))
    before, asked = schedule.score(both)[:-1], int(schedule.state.people.points[0])
    old = schedule.rows_of(other.demand).copy()
    repeat(schedule.state, taken, -1)
    schedule.keep_rows(other.demand, old[~out])
    _keep_less(schedule, point, lot, other.quantity)
    lost = sum(schedule.score(both)[:-1]) - sum(before) + int(schedule.state.people.points[0]) - asked
    touched = {point, *taken[taken[:, 0] == MAKE][:, 1].tolist()}
    if lost > 0 or any(schedule.state.available[each].min() < 0 for each in touched):
        _keep_less(schedule, point, lot, -other.quantity)
        schedule.keep_rows(other.demand, old)
        repeat(schedule.state, taken, 1)
        return 0
    new = numbered_anew(schedule.rows_of(other.demand).copy())
    schedule.keep_rows(other.demand, new)
    for each in lots:
        if each.demand == other.demand:
            each.number -= sum(number < each.number for number in gone)
    lot.over -= other.quantity
    return len(gone)


def _keep_less(schedule: Schedule, point: int, lot: Lot, quantity: int) -> None:
    """Leave so much more of what a lot has over to the needs."""
    rows = schedule.rows_of(lot.demand)
    row = np.flatnonzero((rows[:, 0] == KEEP) & (rows[:, 1] == point) & (rows[:, 4] == lot.number))[0]
    rows[row, 3] -= quantity
    schedule.state.available[point, lot.there :] += quantity
