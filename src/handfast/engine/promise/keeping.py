"""What a published plan keeps for forecasts: it is promisable to the forecast's segment first (rule 10).

A plan meets what a segment is expected to order, and what it uses for that would be free for whoever asks first. So,
while a customer is answered, what is kept for *other* segments lies out of the kernel's sight: of each stock point as
much as is there on the day on which it is expected to be needed, or comes later; never more than nobody has. Nothing of
it is written: a promise that counts on the same supply has it, and what is kept becomes less.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from handfast.engine.network import Ints, Network

if TYPE_CHECKING:
    from handfast.engine.promise.book import Book


class Expected(NamedTuple):
    """What a segment is expected to order, and a plan has met: so much for a day; days from the network's origin.

    `until` is the last day of the period that it is expected in.
    """

    day: int
    segment: str
    quantity: int
    until: int


class Kept:
    """What is kept for forecasts, stock point by stock point.

    Parameters
    ----------
    points
        Stock points at which anything may be kept.
    at
        Tells what is expected at one of them, as it stands now.
    """

    def __init__(self, points: Iterable[int] = (), at: Callable[[int], Sequence[Expected]] | None = None) -> None:
        self.points = frozenset(points)
        self.at = at or (lambda _: ())
        self._reached: dict[int, frozenset[int]] = {}

    def reached(self, network: Network, points: Iterable[int]) -> list[int]:
        """Return the stock points with anything kept that a demand on one of `points` may take from, in order."""
        found: set[int] = set()
        for point in points if self.points else ():
            if point not in self._reached:
                self._reached[point] = _sources(network, point) & self.points
            found |= self._reached[point]
        return sorted(found)


NOTHING_KEPT = Kept()


class Keeping:
    """What is kept from somebody, to be hidden while they are answered.

    Parameters
    ----------
    book
        The company; see :attr:`Book.kept`.
    segments
        Theirs, from whom nothing of these is kept; none: everything is.
    points
        Stock points that are asked of.
    """

    def __init__(self, book: Book, segments: Container[str], points: Iterable[int]) -> None:
        self._book = book
        self._kept: dict[int, Ints] = {}  # by stock point, day by day
        self._lots: dict[int, int] = {}  # by balance
        self.until: dict[int, int] = {}
        for point in book.kept.reached(book.network, points):
            expected = sorted(each for each in book.kept.at(point) if each.segment not in segments)
            if _lots(book, point, expected, self._lots) if book.keeps_lots(point) else self._flow(point, expected):
                self.until[point] = max(each.until for each in expected)

    @property
    def in_force(self) -> bool:
        """Whether anything is kept from them."""
        return bool(self.until)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Let the customer not see it for the block. What is placed inside must be undone inside."""
        self._change(-1)
        try:
            yield
        finally:
            self._change(1)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Inside :meth:`hidden`, look as if nothing were kept. What is placed inside must be undone inside."""
        self._change(1)
        try:
            yield
        finally:
            self._change(-1)

    def _change(self, sign: int) -> None:
        if not self.in_force:
            return
        state = self._book.state
        for point, kept in self._kept.items():
            state.available[point] += sign * kept
        for n, lot in enumerate(self._book.lot_supplies if self._lots else ()):
            state.lot_free[n] += sign * self._lots.get(lot.id, 0)

    def _flow(self, point: int, expected: Sequence[Expected]) -> bool:
        """Keep of a stock point, for each day, what will have been taken by then; return whether that is anything."""
        row = self._book.state.available[point]
        due = np.zeros_like(row)
        for each in expected:
            if each.day < len(due):
                due[each.day] += each.quantity
        for_good = np.minimum.accumulate(row[::-1])[::-1]  # what nobody needs on a later day
        kept = np.minimum(np.cumsum(due), np.maximum(for_good, 0))
        if kept.any():
            self._kept[point] = kept
        return point in self._kept


def _lots(book: Book, point: int, expected: Sequence[Expected], kept: dict[int, int]) -> bool:
    """Keep of a stock point's lots; return whether that is anything.

    Those that are there in time come before later ones, and of each the first to expire first.
    """
    first, last = book.state.lot_first[point : point + 2].tolist()
    lots = book.lot_supplies[first:last]
    for each in expected:
        rest = each.quantity
        for lot in sorted(lots, key=lambda lot: lot.day > each.day):
            if lot.expires > each.day:
                part = min(rest, lot.free - kept.get(lot.id, 0))
                kept[lot.id] = kept.get(lot.id, 0) + part
                rest -= part
    return any(kept.get(lot.id) for lot in lots)


def _sources(network: Network, point: int) -> frozenset[int]:
    """Return a stock point with all that it may be made of or moved from, however far back."""
    s = network.structure
    found, waiting = {point}, [point]
    while waiting:
        here = waiting.pop()
        for process in range(int(s.process_first[here]), int(s.process_first[here + 1])):
            first, last = int(s.input_first[process]), int(s.input_first[process + 1])
            new = set(s.input_point[first:last].tolist()) - found
            found |= new
            waiting += new
    return frozenset(found)
