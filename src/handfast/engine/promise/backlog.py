"""The backlog: what open promises could become after a change of supply, each by the class of its segment.

Promises give back what they hold, and are placed again, in order of class, on what is then left:

============  ==========================================================================
class         what may happen to its promises
============  ==========================================================================
win           placed first; keep their day, or get a better one
gain          next; keep their day, or get a better one
redistribute  next; may move both ways
fill          take what those leave; may move both ways
lose          give up first what others need, and are placed last; may move both ways
============  ==========================================================================

A promise of *win* or *gain* that could not have its day again, and any promise that could not be met at all, keeps
exactly what it holds: it is pinned, and everything is placed again around it. What a pinned promise of *win* or *gain*
lacks is set aside for it in its turn, on the best day that can be had: those who come after it find that taken.

Several ways of going about it are tried: only what is at risk, beside everybody else; then with more and more classes
giving up what they hold, *lose* first; then everything towards the days wished for. The best one is proposed, by one
measure: days later than the original day, times the segment's weight, times the class's weight; a promise that remains
at risk counts as late until the horizon ends. Among equals the one that comes nearer to the wishes, then the one that
changes fewer promises. As nothing at all, and moving nobody, are among the ways, no proposal is worse than either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.promise.book import Book
from handfast.engine.promise.open_promise import CLASSES, NEVER, NEVER_WORSE, OpenPromise, Placed
from handfast.engine.promise.quotas import Claim
from handfast.engine.promise.quote import Demand, place
from handfast.engine.supply.place.journal import repeat
from handfast.engine.supply.place.repeating import repeat_while_fitting

Release = Callable[[frozenset[int]], AbstractContextManager[object]]
"""Gives back, on the book and for a block, all that these promises hold; and takes it again, exactly."""


class _Aside(NamedTuple):
    """What is set aside, and by stock point and day what its runs would leave over."""

    placed: Placed
    hidden: dict[int, Ints]


@dataclass(frozen=True)
class Measure:
    """How good a backlog is; less is better, compared in this order.

    Parameters
    ----------
    late
        Weighted days after the original day.
    after_wish
        The same after the day wished for.
    changed
        Promises that change.
    """

    late: int
    after_wish: int
    changed: int

    @property
    def key(self) -> tuple[int, int, int]:
        """What is compared."""
        return self.late, self.after_wish, self.changed


@dataclass(frozen=True)
class Proposal:
    """What the backlog could become.

    Parameters
    ----------
    placed
        Promises that give up what they hold, in the order in which they are placed again; some of them keep their day
        and only hold something else.
    pinned
        Promises at risk that keep what they hold, and remain at risk: with the earliest day of arrival that was found
        for them beside all others; None: none before the horizon ends.
    nothing, beside, proposed
        The measure of leaving all as it is, of covering what is at risk without moving anybody, and of this.
    """

    placed: tuple[Placed, ...]
    pinned: tuple[tuple[OpenPromise, int | None], ...]
    nothing: Measure
    beside: Measure
    proposed: Measure


class Backlog:
    """Open promises on a book.

    Parameters
    ----------
    book
        As the ledger has it; it is left exactly so.
    promises
        All that are open.
    release
        See :data:`Release`.
    most_days_later
        How many days a promise that may move may move back at most; None: as many as it takes.
    """

    def __init__(
        self, book: Book, promises: Iterable[OpenPromise], release: Release, most_days_later: int | None = None
    ) -> None:
        self.book = book
        self.promises = sorted(promises, key=lambda promise: promise.turn)
        self._release = release
        self._most = most_days_later

    def propose(self) -> Proposal:
        """Return the best of the ways that were tried; the book stays as it was. The same book gives the same."""
        nothing: list[Placed] = []
        found: dict[frozenset[tuple[int, bool]], list[Placed]] = {}
        for scope, to_wish in self._ways():
            key = frozenset((promise.id, to_wish) for promise in scope)
            if key not in found:
                found[key] = self._settled(scope, to_wish=to_wish)
        ways = [nothing, *found.values()]
        at_risk = any(promise.at_risk for promise in self.promises)
        beside = ways[1] if at_risk else nothing  # the first way
        ranked = sorted(ways, key=lambda placed: self.measure(placed).key)
        placed = next(each for each in map(self._agreeable, ranked) if each is not None)
        measures = (self.measure(way) for way in (nothing, beside, placed))
        return Proposal(tuple(placed), tuple(self._pinned(placed)), *measures)

    def measure(self, placed: Sequence[Placed]) -> Measure:
        """Return how good the backlog is with these placed again and all others as they are."""
        arrives = {each.promise.id: each.arrive for each in placed}
        late = after_wish = 0
        for promise in self.promises:
            standing = self.book.network.horizon if promise.at_risk else promise.promised
            day = arrives.get(promise.id, max(standing, promise.promised))
            late += promise.late_weight * max(0, day - promise.original)
            after_wish += promise.late_weight * max(0, day - promise.wish)
        return Measure(late, after_wish, sum(each.changes for each in placed))

    def place_agreed(self, days: Mapping[int, int]) -> list[Placed]:
        """Place promises for the days agreed, in their turn, and leave them on the state, without those that cannot.

        Call it while they have given back what they hold; take them off again by `take_off`. What is to be set aside
        for others of `promises` is taken by nobody.
        """
        placed, aside = [], list[_Aside]()
        for promise in self.promises:
            if promise.id in days:
                found = self._place(promise, days[promise.id])
                if found is not None and found.arrive > days[promise.id]:
                    self.take_off([found])
                    found = None
                placed += [found] if found else []
            else:
                aside += self._set_aside(promise)
        self._put_back(aside)
        return placed

    def take_off(self, placed: Sequence[Placed]) -> None:
        """Take placements off the state, and give their quotas back."""
        repeat(self.book.placer.state, _journals(placed)[0], -1)
        for each in placed:
            self._use(each.claims, -1)

    # ------------------------------------------------------------ ways

    def _ways(self) -> Iterable[tuple[list[OpenPromise], bool]]:
        """Yield who gives up what they hold, and whether for the wish; the first moves nobody who is covered."""
        risky = [promise for promise in self.promises if promise.at_risk]
        for n in range(len(CLASSES) + 1 if risky else 0):
            giving = CLASSES[len(CLASSES) - n :]
            yield [each for each in self.promises if each.at_risk or each.backlog_class in giving], False
        hoping = [promise for promise in self.promises if promise.at_risk or promise.wish < promise.promised]
        if hoping:
            yield hoping, True
            yield self.promises, True

    def _settled(self, scope: Sequence[OpenPromise], *, to_wish: bool) -> list[Placed]:
        """Return `scope` placed again, without those that must be pinned for it."""
        aims = {each.id: min(each.wish, each.promised) if to_wish else each.promised for each in scope}
        placed: list[Placed] = []
        while aims:
            placed, refused = self._all(aims, placed)
            if not refused:
                return placed
            for id_ in refused:
                del aims[id_]
        return []

    def _all(self, aims: Mapping[int, int], before: Sequence[Placed]) -> tuple[list[Placed], list[int]]:
        """Let all of `aims` give up what they hold, place each for its day, and put all back as it was.

        Parameters
        ----------
        before
            How they were placed when a few more gave up what they hold: less is free now, so who can have the same
            again is not looked at anew.
        """
        placed, refused = [], []
        aside: list[_Aside] = []
        same = {each.promise.id: each for each in before if not each.claims}
        with self._release(frozenset(aims)):
            for again, promises in groupby(self.promises, lambda promise: promise.id in aims and promise.id in same):
                turns: Iterable[tuple[OpenPromise, Placed | None]] = ((promise, None) for promise in promises)
                for promise, found in self._again([same[promise.id] for promise, _ in turns]) if again else turns:
                    if promise.id not in aims:
                        aside += self._set_aside(promise)
                    elif (kept := found or self._acceptable(promise, aims[promise.id])) is None:
                        refused.append(promise.id)
                    else:
                        placed.append(kept)
            self.take_off(placed)
            self._put_back(aside)
        return placed, refused

    def _again(self, before: Sequence[Placed]) -> Iterator[tuple[OpenPromise, Placed | None]]:
        """Place promises as before, one after another; yield None with those that do not fit: they are not placed."""
        rows, first = _journals(before)
        fitting = n = 0
        while n < len(before):
            fitting = repeat_while_fitting(self.book.placer.state, rows, first, n)
            yield from ((each.promise, each) for each in before[n:fitting])
            if fitting < len(before):
                yield before[fitting].promise, None
            n = fitting + 1

    def _agreeable(self, placed: list[Placed]) -> list[Placed] | None:
        """Return the same days as they would be agreed: placed for these days, and if possible only what changes.

        None where they cannot be had so: the placements were found on the way to other days.
        """
        changing = [each for each in placed if each.changes]
        for scope in (changing, placed) if changing else ():
            days = {each.promise.id: each.arrive for each in scope}
            with self._release(frozenset(days)):
                found = self.place_agreed(days)
                self.take_off(found)
            if len(found) == len(scope):
                return found
        return None if changing else []

    def _pinned(self, placed: Sequence[Placed]) -> Iterable[tuple[OpenPromise, int | None]]:
        """Yield what remains at risk, with the earliest day that each could have beside all others."""
        taken = {each.promise.id for each in placed}
        left = [promise for promise in self.promises if promise.at_risk and promise.id not in taken]
        if not left:
            return
        with self._release(frozenset(taken)):
            for each in placed:
                self.book.placer.redo(each.placement)
                self._use(each.claims, 1)
            aside: list[_Aside] = []
            for promise in left:
                kept = self._set_aside(promise)  # stays there while the others are looked at
                aside += kept
                found = kept[0].placed if kept else self._place(promise, promise.promised)
                if found is not None and not kept:
                    self.take_off([found])
                yield promise, None if found is None else found.arrive
            self.take_off(placed)
            self._put_back(aside)

    # ------------------------------------------------------------ one promise

    def _acceptable(self, promise: OpenPromise, aim: int) -> Placed | None:
        """Place a promise for a day, or else for the day promised, if its class allows what comes out."""
        for day in dict.fromkeys((aim, max(aim, promise.promised))):
            found = self._place(promise, day)
            if found is None:
                continue
            if found.arrive <= self._limit(promise):
                return found
            self.take_off([found])
        return None

    def _set_aside(self, promise: OpenPromise) -> list[_Aside]:
        """Place what a pinned promise of a class that never gets worse lacks, as soon as can be, and leave it there.

        What its runs would leave over is hidden: they are not made before somebody agrees to that day, so nobody else
        may count on them.
        """
        if not promise.keeps_best:
            return []
        found = self._place(replace(promise, quantity=promise.lacks, had=None, units=0), promise.promised)
        if found is None:
            return []
        placer, made = self.book.placer, sorted({make.point for make in found.placement.makes})
        placer.undo(found.placement)
        before = placer.state.available[made]
        placer.redo(found.placement)
        over = np.maximum(placer.state.available[made] - before, 0)
        placer.state.available[made] -= over
        return [_Aside(found, dict(zip(made, over, strict=True)))]

    def _put_back(self, aside: Sequence[_Aside]) -> None:
        """Let others have what was set aside."""
        for each in reversed(aside):
            for point, quantity in each.hidden.items():
                self.book.placer.state.available[point] += quantity
            self.take_off([each.placed])

    def _limit(self, promise: OpenPromise) -> int:
        """Return the last day of arrival that a promise may move to."""
        if promise.backlog_class in NEVER_WORSE:
            return promise.promised
        return NEVER if self._most is None else promise.promised + self._most

    def _place(self, promise: OpenPromise, arrive_by: int) -> Placed | None:
        """Place a promise for a day, or on the earliest one later, and leave it there; None: not before the horizon."""
        route, horizon = promise.route, self.book.network.horizon
        latest = route.latest_ship(arrive_by)
        demand = Demand(promise.point, promise.quantity, min(max(latest or 0, 0), horizon - 1), promise.fresh)
        while demand.ship_day < horizon:
            placement = place(self.book, demand)
            ship = route.ship_day(placement.day) if placement.feasible else None
            arrive = None if ship is None else route.arrive_day(ship)
            if ship is not None and arrive is not None:
                claims = self._claims(promise, ship)
                if claims is not None:
                    self._use(claims, 1)
                    in_time = latest is not None and ship <= latest
                    return Placed(promise, placement, ship, arrive_by if in_time else max(arrive, arrive_by), claims)
            self.book.placer.undo(placement)
            if ship is None or arrive is None:
                break
            demand = demand._replace(ship_day=self._next_day(promise, ship))
        return None

    def _claims(self, promise: OpenPromise, ship_day: int) -> tuple[Claim, ...] | None:
        """Return what a promise claims of its segment's quotas for a day; None: they do not have it."""
        claims = self.book.quotas.claims(promise.segment, promise.item, ship_day, promise.units, promise.had)
        return tuple(claims) if all(claim.units <= claim.chain.left(ship_day) for claim in claims) else None

    def _next_day(self, promise: OpenPromise, ship_day: int) -> int:
        """Return the first later day for which its segment's quotas have what a promise claims."""
        turns = self.book.quotas.turns(promise.segment, promise.item, ship_day)
        return next(day for day in turns if self._claims(promise, day) is not None)

    def _use(self, claims: Iterable[Claim], sign: int) -> None:
        for claim in claims:
            claim.chain.need(claim.day, sign * claim.units)


def _journals(placed: Sequence[Placed]) -> tuple[Ints, Ints]:
    """Return the rows of placements, one after another, and where each one's begin; last, where they end."""
    rows = [each.placement.rows for each in placed]
    first = np.concatenate([[0], np.cumsum([len(each) for each in rows])]).astype(np.int64)
    return np.concatenate([np.zeros((0, 7), np.int64), *rows]), first
