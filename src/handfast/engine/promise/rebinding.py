"""Rebinding: commitments move between what they are bound to, each still in time, so that others can be served.

The same for supplies of one stock point and for quotas of one chain: each of these sources is there from a day on, and
serves needs of that day and later ones. Where the sources as a whole have enough left, by the cumulative test, but no
single ones do, commitments of later needs move to later sources until it fits: at most one chain of moves for each.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Bound(NamedTuple):
    """A commitment that exists: what a promise or a run (the other None) has of a supply, or a promise of a quota."""

    supply: int
    promise: int | None
    run: int | None
    need_day: int
    quantity: int


class Move(NamedTuple):
    """A commitment, or part of it, that is bound to another supply (one of the placement's runs where negative).

    `point` is the stock point of both; `NOWHERE` for quotas.
    """

    point: int
    bound: Bound
    supply: int
    quantity: int


NOWHERE = -1
"""The stock point of what lies at none."""


@dataclass(slots=True)
class Source:
    """A supply or a quota, there from a day on, while commitments are being bound: what is left of it.

    `free` is less than nothing where it is short. Of which `kind` it is matters to whoever prefers some.
    """

    supply: int
    day: int
    free: int
    kind: int = 0


Preference = Callable[[Source, int], tuple[int, int]]
"""Ranks a source for a need of a day; the least is preferred."""


class Rebinding:
    """Moves commitments of one place between its sources; `moves` tells which have been moved so far.

    Parameters
    ----------
    point
        Where: what `Move` says.
    sources
        All of them, whether anything is free or not. What is free of each is kept up here.
    bound
        All that is bound to them.
    """

    def __init__(self, point: int, sources: Iterable[Source], bound: Iterable[Bound]) -> None:
        self.moves: list[Move] = []
        self._point = point
        self._all = list(sources)
        self._of = {source.supply: source for source in self._all}
        self._bound = list(bound)
        self._last_first = sorted((-each.need_day, n) for n, each in enumerate(self._bound))  # the last needs first

    @property
    def bound(self) -> list[Bound]:
        """All commitments as they are bound by now."""
        return [each for each in self._bound if each.quantity]

    def bind(self, bound: Bound) -> None:
        """Take in a commitment that is new; its source has given it already."""
        insort(self._last_first, (-bound.need_day, len(self._bound)))
        self._bound.append(bound)

    def make_room(self, need_day: int, quantity: int) -> None:
        """Free `quantity` on sources of `need_day` or earlier.

        Raises
        ------
        AssertionError
            The cumulative test was wrong: as a whole, they do not have it.
        """
        while sum(max(source.free, 0) for source in self._all if source.day <= need_day) < quantity:
            if not self._free_earlier(need_day, quantity):
                raise AssertionError(f"nothing is left at {self._point} to bind anew by day {need_day}")

    def give_way(self, need_day: int, quantity: int) -> None:
        """Bind to what is free by `need_day`, but of no use to this need, what others have of what is there by then.

        So `quantity` is free elsewhere; as much as can be.
        """
        useless = [source for source in self._all if source.free > 0 and source.day <= need_day]
        names = {source.supply for source in useless}
        for n in sorted(range(len(self._bound)), key=lambda n: -self._bound[n].need_day):
            bound = self._bound[n]
            if bound.supply in names or self._of[bound.supply].day > need_day:
                continue
            for free in useless:
                if quantity > 0 and free.free > 0 and free.day <= bound.need_day and self._bound[n].quantity > 0:
                    part = min(self._bound[n].quantity, free.free, quantity)
                    self._move(n, free, part)
                    quantity -= part
        if quantity > 0:
            self.make_room(need_day, quantity + sum(source.free for source in useless))

    def relieve(self, short: Source, preference: Preference) -> None:
        """Take off a short source what others can serve in time, the last needs first; nobody loses by it."""
        mine = [n for n, bound in enumerate(self._bound) if bound.supply == short.supply]
        for n in sorted(mine, key=lambda n: -self._bound[n].need_day):
            while short.free < 0 and self._bound[n].quantity > 0:
                need_day = self._bound[n].need_day
                in_time = [source for source in self._all if source.free > 0 and source.day <= need_day]
                if in_time:
                    other = min(in_time, key=lambda source: preference(source, need_day))
                    self._move(n, other, -short.free)
                elif not self._free_earlier(need_day, -short.free):
                    break

    def _free_earlier(self, need_day: int, most: int) -> bool:
        """Move what can wait from an earlier source to the first free one after a day; return whether any could."""
        later = [source for source in self._all if source.free > 0 and source.day > need_day]
        free = min(later, key=lambda source: source.day, default=None)
        n = None if free is None else self._movable(need_day, free.day)
        if free is None or n is None:
            return False
        self._move(n, free, most)
        return True

    def _movable(self, need_day: int, day: int) -> int | None:
        """Return what can wait for a source of `day`, the last need: first of what has a source by `need_day`."""
        found = None
        for minus_day, n in self._last_first:
            if -minus_day < day:
                break
            bound = self._bound[n]
            own = self._of[bound.supply].day
            if bound.quantity > 0 and own < day:
                if own <= need_day:
                    return n
                found = n if found is None else found
        return found

    def _move(self, n: int, free: Source, most: int) -> None:
        bound = self._bound[n]
        part = min(bound.quantity, free.free, most)
        self.moves.append(Move(self._point, bound, free.supply, part))
        supply, promise, run, need_day, quantity = bound
        self._bound[n] = Bound(supply, promise, run, need_day, quantity - part)
        self.bind(Bound(free.supply, promise, run, need_day, part))
        free.free -= part
        self._of[bound.supply].free += part
