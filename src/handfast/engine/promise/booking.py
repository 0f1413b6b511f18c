"""Booking: promises made in memory, on a book without a ledger; for simulations, benchmarks and tests.

What is bound is exactly what the ledger would bind: runs become supplies, commitments move where pegging says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from handfast.engine.promise.book import RUN, Book, Supply
from handfast.engine.promise.pegging import Pegging
from handfast.engine.promise.rebinding import Bound
from handfast.engine.supply.placing import Placement

Key = tuple[int, int | None, int | None, int]
"""Supply, promise, run (the other None) and need day."""


class Booking:
    """A book, and who has what of it.

    Parameters
    ----------
    book
        Loaded with supplies that nothing is bound to yet.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self._bound: dict[int, dict[Key, int]] = defaultdict(dict)
        self._next_supply = max(book.supplies, default=0) + 1
        self._next_promise = 1
        self._next_run = 1

    def commitments_of(self, point: int) -> Iterable[Bound]:
        """Return what is bound of a stock point's supplies."""
        return [Bound(*key, quantity) for key, quantity in self._bound[point].items() if quantity]

    def bind(self, supply: int, need_day: int, quantity: int) -> int:
        """Bind part of a supply for a new promise that needs nothing else; return the promise's number."""
        promise, self._next_promise = self._next_promise, self._next_promise + 1
        self._commit(self.book.supplies[supply].point, (supply, promise, None, need_day), quantity)
        return promise

    def promise(self, placement: Placement, pegging: Pegging) -> int:
        """Bind a placement for a new promise; return the promise's number.

        Parameters
        ----------
        placement
            Feasible on the book as it is, and not applied to its state.
        pegging
            What feeds it, found on the book as it is.
        """
        promise, self._next_promise = self._next_promise, self._next_promise + 1
        first_run, self._next_run = self._next_run, self._next_run + len(placement.runs)
        supplies = self._add_runs(placement)

        def supply_of(number: int, point: int) -> int:
            return number if number >= 0 else supplies[-1 - number, point]

        for move in pegging.moves:
            _, owner, run, need_day, _ = move.bound
            now = supply_of(move.bound.supply, move.point)
            self._commit(move.point, (now, owner, run, need_day), -move.quantity)
            self._commit(move.point, (supply_of(move.supply, move.point), owner, run, need_day), move.quantity)
        for peg in pegging.pegs:
            owner, run = (promise, None) if peg.user < 0 else (None, first_run + peg.user)
            self._commit(peg.point, (supply_of(peg.supply, peg.point), owner, run, peg.need_day), peg.quantity)
        for load in placement.loads:
            self.book.load_resource(load.resource, load.day, load.regular)
            self.book.load_resource(load.resource, load.day, load.overtime, overtime=True)
        return promise

    def _add_runs(self, placement: Placement) -> dict[tuple[int, int], int]:
        """Add what the runs yield as supplies; return their ids by run and stock point."""
        supplies: dict[tuple[int, int], int] = {}
        network, shelf_life = self.book.network, self.book.state.shelf_life
        for make in placement.makes:
            if (make.run, make.point) in supplies:
                self.book.change_available(supplies[make.run, make.point], make.quantity)
                continue
            life = int(shelf_life[make.point])
            expires = min(make.day + life, network.horizon) if life else network.horizon
            self.book.add(Supply(self._next_supply, RUN, make.point, make.day, expires, make.quantity, 0))
            supplies[make.run, make.point] = self._next_supply
            self._next_supply += 1
        return supplies

    def _commit(self, point: int, key: Key, quantity: int) -> None:
        bound = self._bound[point]
        bound[key] = bound.get(key, 0) + quantity
        if not bound[key]:
            del bound[key]
        self.book.commit(key[0], key[3], quantity)
