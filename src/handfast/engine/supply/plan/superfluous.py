"""What nobody needs is not made: runs whose output others have made more than up for, since they were placed.

Demands are placed one after the other, each with what it lacks at that moment. A need that comes sooner, placed later,
brings a lot of its own, and what that leaves over serves the lot's first owner as well. So a plan of many needs and
large lots would buy many times what is used, if nobody looked again.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import KEEP, LOAD, LOT, MAKE, RUN, TAKE
from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.plan.schedule import Schedule

OWNER = {RUN: 5, TAKE: 4, MAKE: 4, LOAD: 5, LOT: 4, KEEP: 4}
"""Column of a journal row that holds the run it belongs to, by what was done."""

RUN_USER = 6
"""Column of a run's row that holds the run that it feeds."""


def leave_out_superfluous(schedule: Schedule) -> int:
    """Take runs out that nobody needs, with all that feeds them alone; return how many.

    No demand moves, nothing lacks anywhere afterwards, and no points are lost. Lots that grow old are left alone: who
    takes from them is said one by one (see `shared_lots`).
    """
    found, before = 0, -1
    while found > before:
        before = found
        runs = _by_day(schedule)
        for k, number in runs:
            found += _leave_out(schedule, k, number)
    return found


def _by_day(schedule: Schedule) -> list[tuple[int, int]]:
    """Return all runs, as demand and number, the first that is there first: it costs the most to keep."""
    found: list[tuple[int, int, int]] = []
    for k in range(len(schedule.demands)):
        rows = schedule.rows_of(k)
        made = rows[rows[:, 0] == RUN]
        found += [(day, k, number) for day, number in made[:, 4:6].tolist()]
    return [(k, number) for _, k, number in sorted(found)]


def _leave_out(schedule: Schedule, k: int, number: int) -> int:
    """Take a run and what feeds it out, if nothing lacks then; return how many runs went."""
    rows = schedule.rows_of(k)
    own = (rows[:, 0] == MAKE) & (rows[:, 4] == number)
    if not own.any() or not _spare(schedule, rows[own]):
        return 0
    gone = with_feeders(rows, number)
    out = rows_of_runs(rows, gone)
    taken = np.ascontiguousarray(rows[out])
    saved, asked = _points(schedule, taken), int(schedule.state.people.points[0])
    if (taken[:, 0] == KEEP).any() or (taken[:, 0] == LOT).any() or saved < 0:
        return 0
    repeat(schedule.state, taken, -1)
    made = taken[taken[:, 0] == MAKE]
    lacks = any(schedule.state.available[point].min() < 0 for point in set(made[:, 1].tolist()))
    if lacks or schedule.state.people.points[0] - asked > saved:
        repeat(schedule.state, taken, 1)
        return 0
    schedule.keep_rows(k, numbered_anew(rows[~out]))
    return len(gone)


def numbered_anew(rows: Ints) -> Ints:
    """Return rows whose runs are numbered through again, in the order in which they were placed."""
    numbers = rows[rows[:, 0] == RUN][:, OWNER[RUN]]
    new = np.full(int(numbers.max(initial=-1)) + 2, -1, np.int64)
    new[numbers] = np.argsort(np.argsort(numbers))  # the last place stands for the demand, -1
    for done, column in OWNER.items():
        own = rows[:, 0] == done
        rows[own, column] = new[rows[own, column]]
    runs = rows[:, 0] == RUN
    rows[runs, RUN_USER] = new[rows[runs, RUN_USER]]
    return rows


def _spare(schedule: Schedule, made: Ints) -> bool:
    """Whether outputs could go without anybody lacking them."""
    available = schedule.state.available
    return all(available[point, day:].min() >= quantity for _, point, day, quantity, *_ in made.tolist())


def with_feeders(rows: Ints, number: int) -> set[int]:
    """Return a run with those that feed it, directly or through others."""
    feeds: dict[int, list[int]] = defaultdict(list)
    for run, user in rows[rows[:, 0] == RUN][:, 5:7].tolist():
        feeds[user].append(run)
    found, waiting = {number}, [number]
    while waiting:
        following = feeds[waiting.pop()]
        found.update(following)
        waiting += following
    return found


def rows_of_runs(rows: Ints, runs: set[int]) -> NDArray[np.bool_]:
    """Return which rows belong to some runs."""
    owner = np.choose(rows[:, 0], _owner_columns(rows))
    return np.isin(owner, list(runs))


def _owner_columns(rows: Ints) -> list[Ints]:
    """Return, for each thing that can be done, the column of the run it belongs to; no run where nothing is."""
    nobody = np.full(len(rows), -1, np.int64)
    return [nobody if done not in OWNER else rows[:, OWNER[done]] for done in range(max(OWNER) + 1)]


def _points(schedule: Schedule, rows: Ints) -> int:
    """Return what it saves to leave runs out: what is not kept in stock, less what is kept instead."""
    horizon, holding = schedule.network.horizon, schedule.rates.holding
    sign = {MAKE: 1, TAKE: -1}
    return sum(
        sign[done] * int(holding[point]) * quantity * (horizon - day)
        for done, point, day, quantity, *_ in rows.tolist()
        if done in sign
    )
