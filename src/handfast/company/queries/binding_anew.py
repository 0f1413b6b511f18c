"""Who takes what at a stock point when supplies or needs come on other days: nobody's need moves by it.

What is there on a day is there for every later need too. So whoever serves the needs in the order of their days, each
from anything that is there by then, serves all of them if that is possible at all; and bindings may stay as they are
wherever they can. Where supplies grow old the first to expire goes first, and no need is given anything older than it
has: that may find no way where there is one, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Take = Callable[[int, int], None]
"""Serves a need, by its position, from a balance as far as both go."""


class Source(NamedTuple):
    """A supply at the stock point; days are the ledger's.

    Parameters
    ----------
    expires
        First day on which it is too old; None: it does not expire.
    quantity
        What may be bound of it, what is bound already counting.
    locked
        Whether only those may have it who have it now: it is held, or not sure to come.
    """

    balance: int
    day: int
    expires: int | None
    quantity: int
    locked: bool = False


class Need(NamedTuple):
    """What a promise or a run (the other None) needs on a day, and the supply that it has of now."""

    promise: int | None
    run: int | None
    day: int
    quantity: int
    own: int


@dataclass
class Binding:
    """What each need has: supply and quantity by the need's position; and what is missing."""

    bound: list[tuple[int, int, int]] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)


def bind_anew(sources: Iterable[Source], needs: Sequence[Need], until: dict[int, int | None]) -> Binding:
    """Return how needs are served; as they are now wherever that can stay.

    Where not all can be, those lack something whose own supply does not serve them any more: not whoever comes last.

    Parameters
    ----------
    until
        When the supply that each need has of now expired before anything moved, by balance.
    """
    table = _Table({source.balance: source for source in sources}, needs, until)
    first = table.serve(reserve=True)
    if not first.missing:
        return first
    every = table.serve(reserve=False)
    return every if not every.missing else first


class _Table:
    """The stock point's supplies and needs."""

    def __init__(self, sources: dict[int, Source], needs: Sequence[Need], until: dict[int, int | None]) -> None:
        self.sources, self.needs, self.until = sources, needs, until
        self.order = sorted(range(len(needs)), key=lambda n: needs[n].day)
        # the first to expire first; of those that do not, the last to come
        self.choice = sorted(sources.values(), key=lambda each: (each.expires is None, each.expires or 0, -each.day))

    def serve(self, *, reserve: bool) -> Binding:
        """Serve all needs by their days; with `reserve` first each from what it has, whatever that leaves others."""
        left = {source.balance: source.quantity for source in self.sources.values()}
        rest = {n: need.quantity for n, need in enumerate(self.needs)}
        found = Binding()

        def take(n: int, balance: int) -> None:
            part = min(left[balance], rest[n])
            if part > 0:
                left[balance] -= part
                rest[n] -= part
                found.bound.append((n, balance, part))

        if reserve:
            for n in self.order:
                self._own(n, take)
        for n in self.order:
            self._own(n, take)
            for source in self.choice if rest[n] else ():
                if not source.locked and left[source.balance] and self._serves(source, self.needs[n]):
                    take(n, source.balance)
            if rest[n]:
                found.missing.append((n, rest[n]))
        return found

    def _own(self, n: int, take: Take) -> None:
        own = self.sources.get(self.needs[n].own)
        if own is not None and self._serves(own, self.needs[n]):
            take(n, own.balance)

    def _serves(self, source: Source, need: Need) -> bool:
        """Whether a supply is there and good on the day, and no older than what the need has now."""
        if source.day > need.day or (source.expires is not None and source.expires <= need.day):
            return False
        if source.expires is None:
            return True
        was = self.until.get(need.own)
        return was is not None and source.expires >= was
