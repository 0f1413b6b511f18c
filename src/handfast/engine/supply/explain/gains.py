"""What one more hour, one more unit, or one day earlier would gain: found by placing again with it, never guessed.

The needs that wait for a thing are placed again with a little more of it, the dearest first, each kept only where the
plan then costs no more. The same is done without it, so that what an idle look at the plan would gain as well does not
count. Both start from the plan to the bit and are undone to the bit. The gain is what is really found; with more time
spent on the whole plan it might be more.
"""

from __future__ import annotations

from collections.abc import Iterator
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

MOST_WAITING = 60
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
    """

    kind: str
    node: int
    day: int
    amount: int


@dataclass(frozen=True)
class Gain:
    """What more of something gains: points of the plan's objective, days of lateness, and which needs come sooner."""

    more: More
    points: int
    late_days: int
    sooner: tuple[int, ...]


class _Memory:
    """A schedule as it is, to go back to."""

    def __init__(self, schedule: Schedule) -> None:
        state, wanted = schedule.state, schedule.wanted
        self.arrays = [(array, array.copy()) for array in (state.available, state.capacity, state.overtime)]
        self.arrays += [(array, array.copy()) for array in (state.lot_free, wanted.forward, wanted.overtime)]
        self.arrays.append((wanted.more, wanted.more.copy()))
        kept = schedule.kept
        self.kept = Kept(kept.rows, *(array.copy() for array in kept[1:]))

    def bring_back(self, schedule: Schedule) -> None:
        """Make the schedule what it was."""
        for array, before in self.arrays:
            array[...] = before
        rows, *columns = self.kept
        schedule.kept = Kept(rows, *(array.copy() for array in columns))


@contextmanager
def given(schedule: Schedule, more: More | None) -> Iterator[None]:
    """Give a schedule more of something, for a while. What is placed inside must be undone inside."""
    if more is None:
        yield
        return
    state, structure = schedule.state, schedule.structure
    if more.kind == HOUR:
        parts = [(structure.unit_minutes[more.node], slice(more.day, more.day + 1))]
        parts.append((state.capacity[more.node], slice(more.day, more.day + 1)))
        amount = np.array([more.amount])
    elif more.kind == UNIT:
        parts, amount = [(state.available[more.node], slice(more.day, None))], np.array([more.amount])
    else:
        way = structure.process[more.node]
        after = min(int(way[LEAD_AFTER]), more.amount)
        parts = [(way, slice(LEAD_BEFORE, LEAD_AFTER + 1))]
        amount = -np.array([min(int(way[LEAD_BEFORE]), more.amount - after), after])
    for row, where in parts:
        row[where] += amount
    try:
        yield
    finally:
        for row, where in parts:
            row[where] -= amount


def gain_of(schedule: Schedule, more: More) -> Gain:
    """Return what more of something gains; the schedule stays as it is, to the bit."""
    waiting = who_waits(schedule, more)
    if not len(waiting):
        return Gain(more, 0, 0, ())
    plain, _ = _tried(schedule, None, waiting)
    points, days = _tried(schedule, more, waiting)
    if points <= plain:
        return Gain(more, 0, 0, ())
    before, met = schedule.days[waiting], schedule.network.horizon
    late_before = np.maximum(np.minimum(before, met) - schedule.demands.due[waiting], 0)
    late_after = np.maximum(np.minimum(days, met) - schedule.demands.due[waiting], 0)
    sooner = waiting[late_after < late_before]
    return Gain(more, points - plain, int((late_before - late_after).sum()), tuple(sooner.tolist()))


def _tried(schedule: Schedule, more: More | None, waiting: Ints) -> tuple[int, Ints]:
    """Place needs again, with more of something; return the points gained and their days, and undo everything."""
    memory, points = _Memory(schedule), 0
    with given(schedule, more):
        together = _again(schedule, waiting)
        points += together
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
    return bool(((rows[:, 0] == RUN) & (rows[:, 1] == more.node)).any())
