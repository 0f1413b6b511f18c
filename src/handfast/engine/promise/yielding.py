"""Yielding: what is lost falls on promises that were made without cover, knowingly, before it falls on others.

An overridden promise stands on nothing for a part; while that is so, what covers the rest of it is given to whoever
lost something, as far as that is in time for them, directly or by a chain of moves. No more is given than helps.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from handfast.engine.promise.book import UNCOVERED, Book
from handfast.engine.promise.pegging import settle
from handfast.engine.promise.rebinding import Bound, Move


@dataclass(frozen=True)
class Yielded:
    """What overridden promises give up, and who is bound to it: from then on nothing covers what is `uncovered`."""

    uncovered: tuple[Bound, ...]
    moves: tuple[Move, ...]


def yielded(
    book: Book,
    point: int,
    commitments: Sequence[Bound],
    overridden: Container[int],
    *,
    never_covered: Container[int] = (),
    unsure: Container[int] = (),
) -> Yielded | None:
    """Return what overridden promises give up at a stock point so that others are short no more, or of less.

    Parameters
    ----------
    commitments
        All of the stock point's, after what is short has been bound anew as far as it goes without that.
    overridden
        Promises made without cover, and not cured.
    never_covered
        Promises of which a part had no cover from the start: for that part nobody gives up anything.
    unsure
        Supplies that are short themselves, or come from runs that lack something: they help nobody else.

    Returns
    -------
    Yielded or None
        None where it helps nobody; of goods with a shelf life, each lot of which is bound by itself, nothing is given.
    """
    if book.keeps_lots(point):
        return None
    trial = _Trial(book, point, commitments, overridden, never_covered)
    giving = [n for n, each in enumerate(trial.bound) if trial.may_give(each, unsure)]
    if not giving or not trial.gain(giving):
        return None
    for n in sorted(giving, key=lambda n: (trial.bound[n].promise or 0, trial.bound[n].need_day)):
        trial.take_back(n)
    return Yielded(tuple(trial.given()), tuple(trial.settled()[1]))


class _Trial:
    """Commitments of a stock point, while overridden promises give up some of theirs."""

    def __init__(
        self,
        book: Book,
        point: int,
        commitments: Sequence[Bound],
        overridden: Container[int],
        never_covered: Container[int],
    ) -> None:
        self._book, self._point, self._overridden = book, point, overridden
        self.bound = [
            each
            for each in commitments
            if book.supplies[each.supply].kind != UNCOVERED
            or (each.promise not in overridden and each.promise not in never_covered)
        ]
        self._parts: dict[int, int] = {}
        self._least = 0

    def may_give(self, each: Bound, unsure: Container[int]) -> bool:
        """Whether a commitment is an overridden promise's, of a supply that could serve another, or lacks itself."""
        supply = self._book.supplies[each.supply]
        return each.promise in self._overridden and (each.supply not in unsure or supply.committed > supply.available)

    def gain(self, giving: Sequence[int]) -> bool:
        """Give up all that may be; return whether less is short for it."""
        before = self.settled()[0]
        self._parts = {n: self.bound[n].quantity for n in giving}
        self._least = self.settled()[0]
        return self._least < before

    def take_back(self, n: int) -> None:
        """Give up only as much of a commitment as is needed for as little to be short."""
        low, high = -1, self._parts[n]  # with `high` it is so
        while high - low > 1:
            self._parts[n] = (low + high) // 2
            low, high = (low, self._parts[n]) if self.settled()[0] <= self._least else (self._parts[n], high)
        self._parts[n] = high

    def given(self) -> list[Bound]:
        """Return what is given up."""
        return [self.bound[n]._replace(quantity=part) for n, part in self._parts.items() if part]

    def settled(self) -> tuple[int, list[Move]]:
        """Return how much is short of what others than overridden promises hang on, and what moves for it."""
        left = [each._replace(quantity=each.quantity - self._parts.get(n, 0)) for n, each in enumerate(self.bound)]
        freed: dict[int, int] = {}
        for n, part in self._parts.items():
            freed[self.bound[n].supply] = freed.get(self.bound[n].supply, 0) + part
        sources, rebinding = settle(self._book, self._point, left, freed=freed)
        others = {each.supply for each in rebinding.bound if each.promise not in self._overridden}
        return sum(-source.free for source in sources if source.free < 0 and source.supply in others), rebinding.moves
