"""Pegging: which supply feeds which need. Derived from the cumulative test, so it can always be found.

A need takes, of the supplies that are there in time: what was made for it; then the latest that is there with days to
spare, so that early stock stays free for near dates; then what arrives just in time, the earliest first. Stock on the
shelf always counts as having days to spare. Where no single supply has enough left although the stock point as a
whole has, commitments of later needs move to later supplies until it fits (see `rebinding`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from handfast.engine.promise.book import STOCK, Book, Supply
from handfast.engine.promise.rebinding import Bound, Move, Rebinding, Source
from handfast.engine.supply.place import arrays
from handfast.engine.supply.placing import Placement

DAYS_TO_SPARE = 3
"""A receipt or run that is there this many days before it is needed has days to spare."""


class Peg(NamedTuple):
    """A quantity that a supply gives to a need.

    `supply` is a balance's id, or ``-1 - n`` for the output of the placement's run number *n*; `user` is the
    number of the run that needs it, -1 for the demand itself.
    """

    supply: int
    point: int
    need_day: int
    quantity: int
    user: int


@dataclass(frozen=True)
class Pegging:
    """What feeds a placement, and what must be bound anew for it."""

    pegs: tuple[Peg, ...]
    moves: tuple[Move, ...]


MADE, SHELF, COMING = range(3)
"""Kinds of sources, the preferred first: made for the need, on the shelf, and what comes."""


class _Feeding:
    """Which runs of a placement may feed which: none may live on what it makes itself, however many runs lie between.

    A run was placed whole before what it makes was counted on. So a run that was done with earlier may feed one that
    was done with later; where that does not suffice (placements of several demands stand in another order than they
    were made in), any run may that does not live on the other. Once one has fed another that was done with before it,
    a later turn alone is not enough: the two could feed each other.
    """

    def __init__(self, runs: Sequence[int], pegs: Sequence[Peg]) -> None:
        """Keep the runs in the order in which they were done with (each once for all that it makes)."""
        self._turn: dict[int, int] = {}
        for turn, run in enumerate(runs):
            self._turn.setdefault(run, turn)
        self._pegs = pegs  # grows while pegs are being found
        self._users: dict[int, set[int]] = {}  # as far as the pegs have been read
        self._read = 0
        self._by_turn = True
        self._against_turn = False
        self._living: set[int] | None = None

    def turn(self, user: int) -> int:
        """Return when a run was done with, so that those that few may feed choose first; the demand chooses last."""
        return self._turn[user] if user >= 0 else len(self._turn)

    def may_feed(self, run: int, user: int) -> bool:
        """Whether a run may give something to another."""
        if self._by_turn:
            in_turn = self._turn[run] < self._turn[user]
            return in_turn and not (self._against_turn and run in self._living_on(user))
        if self._living is None:
            self._living = self._living_on(user)
        return run not in self._living

    @contextmanager
    def in_any_turn(self) -> Iterator[None]:
        """For the block, in which one run is fed: any may feed it that does not live on it. That changes for none."""
        self._by_turn, before = False, len(self._pegs)
        try:
            yield
        finally:
            self._by_turn, self._living = True, None
            self._against_turn = self._against_turn or any(
                peg.supply < 0 <= peg.user and self._turn[-1 - peg.supply] > self._turn[peg.user]
                for peg in self._pegs[before:]
            )

    def _living_on(self, user: int) -> set[int]:
        """Return a run and those that take from it, or from what was made of it. Demands feed nobody."""
        for peg in self._pegs[self._read :]:
            if peg.supply < 0 <= peg.user:
                self._users.setdefault(-1 - peg.supply, set()).add(peg.user)
        self._read = len(self._pegs)
        waiting, found = [user], {user}
        while waiting:
            following = self._users.get(waiting.pop(), set()) - found
            found |= following
            waiting += following
        return found


CommitmentsOf = Callable[[int], Iterable[Bound]]


def peg(book: Book, placement: Placement, commitments_of: CommitmentsOf) -> Pegging:
    """Find what feeds every need of a placement.

    Parameters
    ----------
    book
        The book as it was before the placement (its supplies; the kernel's arrays are not looked at).
    placement
        Feasible on that book.
    commitments_of
        Gives the commitments of a stock point; only asked where something must be bound anew.
    """
    pegs = [
        Peg(book.lot_supplies[take.lot].id, take.point, take.need_day, take.quantity, take.user)
        for take in placement.lot_takes
    ]
    moves: list[Move] = []
    makes = placement.said(arrays.MAKE)
    feeding = _Feeding([run for _, _, _, _, run, _, _ in makes], pegs)
    made: dict[int, list[Source]] = {}
    for _, point, day, quantity, run, _, _ in sorted(makes, key=_DAY, reverse=True):  # the latest are preferred
        made.setdefault(point, []).append(Source(-1 - run, day, quantity, MADE))
    by_point: dict[int, list[tuple[int, int, int, int]]] = {}
    for _, point, need_day, quantity, user, _, _ in placement.said(arrays.TAKE):
        by_point.setdefault(point, []).append((need_day, feeding.turn(user), user, quantity))
    for point, needs in by_point.items():
        sources = made.get(point, [])
        sources += map(_source, book.open[point])
        rebinding = None
        if len(needs) > 1:
            needs.sort()
        life = int(book.state.shelf_life[point])
        for need_day, _, user, wanted in needs:
            quantity = _serve_fresh(sources, life, point, need_day, user, wanted, pegs, feeding) if life else wanted
            rest = quantity and _serve(sources, point, need_day, user, quantity, pegs, feeding)
            if rest and not book.keeps_lots(point):  # before later needs are served: they must not stand in the way
                rebinding = rebinding or _rebinding(book, point, sources, commitments_of(point))
                rebinding.make_room(need_day, rest)
                rest = _serve(sources, point, need_day, user, rest, pegs, feeding)
            if rest:
                with feeding.in_any_turn():
                    rest = _serve(sources, point, need_day, user, rest, pegs, feeding)
            if rest and not book.keeps_lots(point):  # what is free was made of this need's own: others take that
                rebinding = rebinding or _rebinding(book, point, sources, commitments_of(point))
                rebinding.give_way(need_day, rest)
                rest = _serve(sources, point, need_day, user, rest, pegs, feeding)
            if rest:
                raise AssertionError(f"stock point {point} holds {rest} less by day {need_day} than it should")
        moves.extend(rebinding.moves if rebinding else ())
    return Pegging(tuple(pegs), tuple(moves))


_DAY = itemgetter(arrays.B)


def _source(supply: Supply) -> Source:
    return Source(supply.id, supply.day, supply.free, SHELF if supply.kind == STOCK else COMING)


def _serve(
    sources: list[Source],
    point: int,
    need_day: int,
    user: int,
    quantity: int,
    pegs: list[Peg],
    feeding: _Feeding,
) -> int:
    """Peg a need to what is free in time, and does not live on the need's own run; return what is lacking."""
    others: list[Source] = []
    for source in sources:
        if source.free <= 0 or source.day > need_day:
            continue
        if source.kind != MADE:
            others.append(source)
            continue
        if user >= 0 and not feeding.may_feed(-1 - source.supply, user):
            continue
        quantity = _give(source, point, need_day, user, quantity, pegs)
        if quantity == 0:
            return 0
    if len(others) > 1:
        others.sort(key=lambda source: _preference(source, need_day))
    for source in others:
        quantity = _give(source, point, need_day, user, quantity, pegs)
        if quantity == 0:
            return 0
    return quantity


def _serve_fresh(
    sources: list[Source],
    life: int,
    point: int,
    need_day: int,
    user: int,
    quantity: int,
    pegs: list[Peg],
    feeding: _Feeding,
) -> int:
    """Peg a need to what is made and is still fresh on its day, the oldest first; return what is lacking."""
    fresh = [each for each in sources if each.kind == MADE and each.day <= need_day < each.day + life]
    with feeding.in_any_turn():
        return _serve(sorted(fresh, key=lambda each: each.day), point, need_day, user, quantity, pegs, feeding)


def _give(source: Source, point: int, need_day: int, user: int, quantity: int, pegs: list[Peg]) -> int:
    """Peg a need to a source as far as it goes; return what is lacking."""
    part = min(quantity, source.free)
    source.free -= part
    pegs.append(Peg(source.supply, point, need_day, part, user))
    return quantity - part


def _preference(source: Source, need_day: int) -> tuple[int, int]:
    if source.kind == MADE:
        return MADE, -source.day
    if source.kind == SHELF or source.day + DAYS_TO_SPARE <= need_day:
        return SHELF, -source.day
    return COMING, source.day


def _rebinding(book: Book, point: int, sources: list[Source], commitments: Iterable[Bound]) -> Rebinding:
    """Return what moves commitments; supplies that are bound, but were not among the free `sources`, are added."""
    bound = list(commitments)
    known = {source.supply for source in sources}
    for supply in (book.supplies[each] for each in dict.fromkeys(each.supply for each in bound) if each not in known):
        source = _source(supply)
        source.free = supply.available - supply.committed  # less than nothing where it is short
        sources.append(source)
    return Rebinding(point, sources, bound)


def settle(
    book: Book,
    point: int,
    commitments: Iterable[Bound],
    *,
    freed: Mapping[int, int] | None = None,
    last: Container[int] = (),
) -> tuple[list[Source], Rebinding]:
    """Take off short supplies whatever others can serve in time; return the sources as they are then, and the moves.

    Parameters
    ----------
    commitments
        Those of the stock point that count; what is bound to no supply of theirs is none of its sources.
    freed
        What else is free of supplies by now, in smallest units.
    last
        Promises of which what nothing covers has a claim on what is free after everybody else.
    """
    bound = list(commitments)
    sources = [_source(supply) for supply in book.free_at(point)]
    rebinding = _rebinding(book, point, sources, bound)
    for source in sources:
        source.free += (freed or {}).get(source.supply, 0)
    first = {each.supply for each in bound if each.promise not in last}
    for short in sorted(
        (each for each in sources if each.free < 0), key=lambda each: (each.supply not in first, each.day)
    ):
        rebinding.relieve(short, _preference)
    return sources, rebinding


def emptied(book: Book, point: int, commitments: Iterable[Bound], supply: int) -> list[Move] | None:
    """Return moves that take everything off one supply, each commitment still in time; None: not all of it can go.

    Parameters
    ----------
    commitments
        All of the stock point's. Lots that expire stay as they are bound.
    """
    if book.keeps_lots(point):
        return None
    sources, rebinding = settle(book, point, commitments, freed={supply: -book.supplies[supply].available})
    own = next((each for each in sources if each.supply == supply), None)
    return rebinding.moves if own is None or own.free >= 0 else None


def rebound(book: Book, point: int, commitments: Iterable[Bound], last: Container[int] = ()) -> list[Move]:
    """Return moves that take off short supplies whatever others can serve in time, if need be by a chain of moves.

    Nobody loses supply by it: a commitment only moves to what is free and in time. Lots that expire are only changed
    for lots that last as long.

    Parameters
    ----------
    commitments
        All of the stock point's.
    last
        See :func:`settle`.
    """
    if book.keeps_lots(point):
        return _other_lots(book, point, commitments)
    return settle(book, point, commitments, last=last)[1].moves


def _other_lots(book: Book, point: int, commitments: Iterable[Bound]) -> list[Move]:
    free = {lot.id: lot.free for lot in book.free_at(point)}
    moves: list[Move] = []
    short: dict[int, int] = {}
    for bound in sorted(commitments, key=lambda bound: (-bound.need_day, bound.supply)):
        own = book.supplies[bound.supply]
        wanted = min(bound.quantity, short.setdefault(own.id, own.committed - own.available))
        for id_ in sorted(free, key=lambda id_: (book.supplies[id_].expires, id_)):
            lot, part = book.supplies[id_], min(wanted, free[id_])
            if part > 0 and lot.day <= bound.need_day and lot.expires >= own.expires:
                moves.append(Move(point, bound, id_, part))
                free[id_] -= part
                short[own.id] -= part
                wanted -= part
    return moves
