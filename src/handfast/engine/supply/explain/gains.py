"""What one more hour, one more unit, or one day earlier would gain: found by placing again with it, never guessed.

The needs that wait for a thing are placed again with a little more of it, the dearest first, each kept only where the
plan then costs no more. The same is done without it, so that what an idle look at the plan would gain as well does not
count. Both start from the plan to the bit and are undone to the bit. The gain is what is really found; with more time
spent on the whole plan it might be more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import (
    LEAD_AFTER,
    LEAD_BEFORE,
    LOAD,
    LOT,
    RUN,
    TAKE,
)
from handfast.engine.supply.place.sequence import Kept
from handfast.engine.supply.plan.schedule import Schedule

HOUR, UNIT, DAY = "hour", "unit", "day"
"""One more hour of a resource on a day; one more unit of an item; one day less of a process's lead time."""

MOST_WAITING = 300
"""Needs that are placed again for one thing at most, the dearest first."""

ROUNDS = 2
"""How often they are gone through: the room that one leaves is another's."""


class More(NamedTuple):
    """A little more of something.

    Parameters
    ----------
    kind, node
        `HOUR` of a resource, `UNIT` of a stock point, or `DAY` of a process.
    day
        Of an hour: on which day; of a unit: from which day on it is there.
    amount
        Minutes, smallest units, or days.
    receipts
        Of a lead time: what is on order already (stock point, day, quantity), which comes earlier as well.
    """

    kind: str
    node: int
    day: int
    amount: int
    receipts: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Gain:
    """What more of something gains.

    Parameters
    ----------
    points
        Of the plan's objective, all parts.
    late_days
        Days of lateness, over all needs that were placed again.
    sooner
        Which needs come sooner, and by how many days; those that gain most first.
    """

    more: More
    points: int
    late_days: int
    sooner: tuple[tuple[int, int], ...]


class _Memory:
    """A schedule as it is, to go back to."""

    def __init__(self, schedule: Schedule) -> None:
        wanted = schedule.wanted
        changing = [*_arrays(schedule.state), wanted.forward, wanted.overtime, wanted.more]
        self.arrays = [(array, array.copy()) for array in changing]
        kept = schedule.kept
        self.kept = Kept(kept.rows, *(array.copy() for array in kept[1:]))

    def bring_back(self, schedule: Schedule) -> None:
        """Make the schedule what it was."""
        for array, before in self.arrays:
            array[...] = before
        rows, *columns = self.kept
        schedule.kept = Kept(rows, *(array.copy() for array in columns))


def _arrays(parts: Iterable[object]) -> Iterator[Ints]:
    """Yield all arrays of a state, however they lie in it."""
    for part in parts:
        if isinstance(part, np.ndarray):
            yield part
        elif isinstance(part, tuple):
            yield from _arrays(part)


@contextmanager
def given(schedule: Schedule, more: More | None) -> Iterator[None]:
    """Give a schedule more of something, for a while. What is placed inside must be undone inside."""
    if more is None:
        yield
        return
    changes = list(_changes(schedule, more))
    for rows, amount in changes:
        rows += amount
    try:
        yield
    finally:
        for rows, amount in changes:
            rows -= amount


def _changes(schedule: Schedule, more: More) -> Iterator[tuple[Ints, Ints]]:
    """Yield the rows that more of something changes, and by how much."""
    state, structure, amount = schedule.state, schedule.structure, np.array([more.amount])
    if more.kind == HOUR:
        yield structure.unit_minutes[more.node, more.day : more.day + 1], amount
        yield state.capacity[more.node, more.day : more.day + 1], amount
    elif more.kind == UNIT:
        yield state.available[more.node, more.day :], amount
    else:
        way = structure.process[more.node]
        after = min(int(way[LEAD_AFTER]), more.amount)
        yield way[LEAD_BEFORE : LEAD_AFTER + 1], -np.array([min(int(way[LEAD_BEFORE]), more.amount - after), after])
        for point, day, quantity in more.receipts:
            yield state.available[point, max(day - more.amount, 0) : day], np.array([quantity])


class Gains:
    """Finds what more of something gains. The schedule is the same after every question, to the bit.

    Parameters
    ----------
    schedule
        The plan, placed.
    always
        Needs that are placed again whatever is asked.
    """

    def __init__(self, schedule: Schedule, always: Sequence[int] = ()) -> None:
        self.schedule = schedule
        self.always = tuple(always)
        self._plain: dict[bytes, int] = {}

    def of(self, more: More) -> Gain:
        """Return what more of something gains."""
        waiting = self._waiting(more)
        if not len(waiting):
            return Gain(more, 0, 0, ())
        key = waiting.tobytes()
        if key not in self._plain:
            self._plain[key] = self._tried(None, waiting)[0]
        points, days = self._tried(more, waiting)
        if points <= self._plain[key]:
            return Gain(more, 0, 0, ())
        due, end = self.schedule.demands.due[waiting], self.schedule.network.horizon
        before, after = (np.maximum(np.minimum(each, end) - due, 0) for each in (self.schedule.days[waiting], days))
        won = sorted(
            zip((before - after).tolist(), waiting.tolist(), strict=True), key=lambda pair: (-pair[0], pair[1])
        )
        sooner = tuple((k, gained) for gained, k in won if gained > 0)
        return Gain(more, points - self._plain[key], int((before - after).sum()), sooner)

    def least(self, ladder: Iterable[More]) -> list[Gain]:
        """Return the gains of growing amounts of a thing, up to the first that gains anything."""
        found: list[Gain] = []
        for more in ladder:
            found.append(self.of(more))
            if found[-1].points:
                break
        return found

    def _waiting(self, more: More) -> Ints:
        waiting = who_waits(self.schedule, more)
        others = [k for k in self.always if k not in waiting]
        return np.concatenate([waiting, np.array(others, np.int64)])

    def _tried(self, more: More | None, waiting: Ints) -> tuple[int, Ints]:
        """Place needs again, with more of something; return the points gained and their days, and undo everything."""
        schedule, memory = self.schedule, _Memory(self.schedule)
        with given(schedule, more):
            points = _again(schedule, waiting)
            for _ in range(ROUNDS):
                gained = sum(_again(schedule, waiting[n : n + 1]) for n in range(len(waiting)))
                points += gained
                if not gained:
                    break
            days = schedule.days[waiting].copy()
        memory.bring_back(schedule)
        return points, days


def _again(schedule: Schedule, order: Ints) -> int:
    nothing = np.zeros(len(order), np.int64)
    gain = schedule.replace(order, forward=nothing, overtime=schedule.wanted.overtime[order])
    return gain or 0


def who_waits(schedule: Schedule, more: More) -> Ints:
    """Return the late needs whose placement uses what there is more of, the dearest first; of an hour, later ones."""
    kept, points = schedule.kept, schedule.lateness_points()
    late = np.flatnonzero(points > 0)
    found = [k for k in late.tolist() if _uses(schedule.rows_of(k), more) or kept.size[k] == 0]
    found.sort(key=lambda k: (kept.size[k] == 0, -points[k], k))
    return np.array(found[:MOST_WAITING], np.int64)


def _uses(rows: Ints, more: More) -> bool:
    if more.kind == HOUR:
        return bool(((rows[:, 0] == LOAD) & (rows[:, 1] == more.node) & (rows[:, 2] >= more.day)).any())
    if more.kind == UNIT:
        taken = (rows[:, 0] == TAKE) & (rows[:, 1] == more.node)
        return bool((taken | ((rows[:, 0] == LOT) & (rows[:, 5] == more.node))).any())
    run = (rows[:, 0] == RUN) & (rows[:, 1] == more.node)
    points = [point for point, _, _ in more.receipts]
    return bool((run | ((rows[:, 0] == TAKE) & np.isin(rows[:, 1], points))).any())
