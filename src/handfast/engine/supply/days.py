"""The days on which many demands can be met, each by itself: found on several cores beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import local

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import OVERFLOW, Desk, Packed, State, copied, new_desk
from handfast.engine.supply.place.compiled import settings
from handfast.engine.supply.place.dates import COLUMNS, DAY, UNKNOWN, find_days
from handfast.engine.supply.placing import PLAINLY

AT_ONCE = 16
"""For so many demands days are found before Python may be interrupted, or another thread's turn comes."""

MOST_CORES = 4
"""Of those that Numba may use (``NUMBA_NUM_THREADS``); each but the first works on a copy of the state."""

COPIED = 100_000
"""So many numbers of a state are copied in the time that a demand takes (measured: 0.5 ns each, 0.05 ms and more)."""

_own = local()
"""What each thread has of its own: a desk."""


def days_of(structure: Packed, state: State, rows: Ints) -> Ints:
    """Return the day on which each of many demands can be met, by itself; the horizon where there is none.

    Parameters
    ----------
    state
        It is as it was afterwards.
    rows
        Shape (N, 5): stock point, quantity, first day of use (as `first` of `Placer.place`), ship day wished, last day
        of use. In any order.

    Returns
    -------
    Ints
        Shape (N,): the days that `Placer.place` finds, or the wished ones where those are later. One that is after the
        last day of use is after it, but which it is does not count.
    """
    order = np.lexsort((-rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))
    wanted = np.full((len(rows), len(COLUMNS)), UNKNOWN, np.int64)
    wanted[:, : rows.shape[1]] = rows[order]
    parts = iter(range(0, len(rows), AT_ONCE))
    others = _worth_their_copies(len(rows), state.available.size)
    if others > 0:
        states = [copied(state) for _ in range(others)]
        beside = [_threads().submit(_find, structure, own, wanted, parts) for own in states]
        _find(structure, state, wanted, parts)
        for each in beside:
            if not each.cancel():  # it began
                each.result()
    else:
        _find(structure, state, wanted, parts)
    found = np.empty(len(rows), np.int64)
    found[order] = wanted[:, DAY]
    return found


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads that help: they stand by, for to start one takes as long as many demands."""
    return ThreadPoolExecutor(MOST_CORES - 1, thread_name_prefix="days")


def _worth_their_copies(demands: int, size: int) -> int:
    """Return how many threads beside the caller's are of use, for so many demands on a state of so many numbers."""
    cores = min(int(settings.NUMBA_NUM_THREADS), MOST_CORES)
    return min(cores - 1, (demands - 1) // AT_ONCE, demands * COPIED // size)


def _find(structure: Packed, state: State, wanted: Ints, parts: Iterator[int]) -> None:
    """Find the days of one part of the demands after the other, of those that nobody beside has taken."""
    points = len(structure.point_item)
    for n in parts:
        end = min(n + AT_ONCE, len(wanted))
        while n < end:
            desk = _desk_for(points)
            n = find_days(structure, state, desk, PLAINLY, wanted, n, end)
            if desk.counts[OVERFLOW]:
                _own.desk = new_desk(points, 4 * len(desk.journal))


def _desk_for(points: int) -> Desk:
    """Return the calling thread's desk, which it keeps: to make one takes as long as some demands."""
    known: Desk | None = getattr(_own, "desk", None)
    if known is None or len(known.on_path) != points:
        known = _own.desk = new_desk(points)
    return known
