"""The days on which many demands can be met, each by itself: found on several cores beside each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from threading import Condition, local

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import OVERFLOW, Desk, Packed, State, copied, new_desk
from handfast.engine.supply.place.compiled import settings, use_any_core
from handfast.engine.supply.place.dates import COLUMNS, DAY, UNKNOWN, find_days
from handfast.engine.supply.placing import PLAINLY

AT_ONCE = 16
"""For so many demands days are found before Python may be interrupted, or another thread's turn comes."""

MOST_CORES = 4
"""Of those that Numba may use (``NUMBA_NUM_THREADS``); each but the first works on a copy of the state."""

COPIED, COPIED_SEARCHING = 100_000, 1_000_000
"""So many numbers of a state are copied in the time that a demand takes, and one whose day must be searched for.

Measured: 0.5 ns each; 0.05 ms and more, 0.5 ms and more.
"""

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
    found = np.empty(len(rows), np.int64)
    _Shared(structure, wanted).find(state)
    found[order] = wanted[:, DAY]
    return found


class _Shared:
    """Demands whose days several threads find: each takes a part, and gives back what is left of it after a search.

    Most days are known at once, a few are searched for a hundred times as long, and which these are is not known
    before. So what is behind such a one is there for whoever is free.
    """

    def __init__(self, structure: Packed, wanted: Ints) -> None:
        self._structure, self._wanted = structure, wanted
        self._parts = deque((n, min(n + AT_ONCE, len(wanted))) for n in range(0, len(wanted), AT_ONCE))
        self._busy, self._changed = 0, Condition()

    def find(self, state: State) -> None:
        """Find all days; others help as soon as it is worth a copy of the state for each."""
        helping: list[Future[None]] = []
        if len(self._parts) > 1:
            helping = self._helped(state, COPIED)
        for n, end in self._taken():
            rest = self._found(state, n, end)
            if rest < end and not helping:
                helping = self._helped(state, COPIED_SEARCHING)
        for each in helping:
            if not each.cancel():  # it began
                each.result()

    def _helped(self, state: State, copied_meanwhile: int) -> list[Future[None]]:
        """Let other threads help, as many as are of use."""
        with self._changed:
            demands = sum(end - n for n, end in self._parts)
        cores = min(int(settings.NUMBA_NUM_THREADS), MOST_CORES)
        count = min(cores - 1, demands, demands * copied_meanwhile // state.available.size)
        states = [copied(state) for _ in range(count)]
        return [_threads().submit(self._help, own) for own in states]

    def _help(self, state: State) -> None:
        for n, end in self._taken():
            self._found(state, n, end)

    def _taken(self) -> Iterator[tuple[int, int]]:
        """Take one part after the other, until nobody has any."""
        while True:
            with self._changed:
                while not self._parts and self._busy:
                    self._changed.wait()
                if not self._parts:
                    return
                self._busy += 1
                part = self._parts.popleft()
            yield part

    def _found(self, state: State, n: int, end: int) -> int:
        """Find the days of a part, up to the first search in it; return where the rest begins, which is given back."""
        points = len(self._structure.point_item)
        rest = end
        try:
            desk = _desk_for(points)
            rest = find_days(self._structure, state, desk, PLAINLY, self._wanted, n, end)
            if desk.counts[OVERFLOW]:
                _own.desk = new_desk(points, 4 * len(desk.journal))
        finally:
            with self._changed:
                self._busy -= 1
                middle = (rest + end + 1) // 2
                self._parts.extendleft((a, b) for a, b in ((middle, end), (rest, middle)) if a < b)
                self._changed.notify_all()
        return rest


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads that help: they stand by, for to start one takes as long as many demands."""
    return ThreadPoolExecutor(MOST_CORES - 1, thread_name_prefix="days", initializer=use_any_core)


def _desk_for(points: int) -> Desk:
    """Return the calling thread's desk, which it keeps: to make one takes as long as some demands."""
    known: Desk | None = getattr(_own, "desk", None)
    if known is None or len(known.on_path) != points:
        known = _own.desk = new_desk(points)
    return known
