"""The promise book in memory: every supply and what is bound to it, as the kernel and the pegging need it.

The ledger in the database is the truth; a book is its mirror at one position. It is loaded once, then kept up by the
changes that entries record (`promise-model.md`), so that an answer needs no database.

Days here are counted from the network's origin. A stock point whose supplies do not cover what is bound to them (a
loss, an override) would be negative for some days; the kernel must see nothing to take there, so it sees zero, and
the book keeps the true row aside.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from handfast.engine.network import Ints, Network
from handfast.engine.people import week_of
from handfast.engine.promise.keeping import NOTHING_KEPT
from handfast.engine.promise.quotas import Quotas
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.place.people import expecting, nothing_expected
from handfast.engine.supply.placing import Placer, made_along_of

STOCK, RECEIPT, RUN, UNCOVERED = "stock", "receipt", "run", "uncovered"


@dataclass(slots=True, eq=False)
class Supply:
    """A balance of an item: a lot, a receipt, a run's output, or a promise's part that nothing covers.

    `expires` is the horizon or later where it does not expire within it; `free` is what may still be bound.
    """

    id: int
    kind: str
    point: int
    day: int
    expires: int
    available: int
    committed: int
    reference: str = ""

    @property
    def free(self) -> int:
        """Quantity that may still be bound; none where it is short."""
        return max(self.available - self.committed, 0)

    def __lt__(self, other: Supply) -> bool:
        """Order by day, then by id, so that pegging is the same on every machine."""
        return (self.day, self.id) < (other.day, other.id)


class Book:
    """A network with every supply, every commitment and the capacity that is left.

    Parameters
    ----------
    network
        The company as arrays.
    shelf_life
        Days that new output of a stock point lasts, 0: for ever; shape (P,). None: nothing expires.
    """

    def __init__(self, network: Network, shelf_life: Ints | None = None) -> None:
        points = len(network.items)
        self.network = network
        self.supplies: dict[int, Supply] = {}
        self.at_point: list[list[Supply]] = [[] for _ in range(points)]
        self.open: list[list[Supply]] = [[] for _ in range(points)]
        self.quotas = Quotas()
        self.kept = NOTHING_KEPT
        self._shelf_life = np.zeros(points, np.int64) if shelf_life is None else shelf_life
        self._made_along = made_along_of(network)
        self._true: dict[int, Ints] = {}
        self._lots: list[Supply] = []
        self._lots_stale = False
        self._lot_points: set[int] = set()
        self.lot_supplies: list[Supply] = []
        nothing = np.zeros(points + 1, np.int64)
        self._state = State(
            np.zeros((points, network.horizon), np.int64),
            network.capacity(),
            network.overtime(),
            nothing,
            np.zeros(0, np.int64),
            np.zeros(0, np.int64),
            np.zeros(0, np.int64),
            self._shelf_life,
            *self._made_along,
            nothing_expected(network),
        )
        self._placer = Placer(network, self._state)

    @property
    def placer(self) -> Placer:
        """The kernel on this book's state as it stands."""
        if self._lots_stale:
            self._renew_lots()
        return self._placer

    @property
    def state(self) -> State:
        """What is left, as arrays."""
        return self.placer.state

    def load(self, supplies: Iterable[Supply], needs: Iterable[tuple[int, int, int]]) -> None:
        """Fill an empty book.

        Parameters
        ----------
        supplies
            Every balance of an item, with what is committed of it.
        needs
            (stock point, need day, quantity): all commitments of supplies, summed in any way.
        """
        listed = list(supplies)
        horizon = self.network.horizon
        self._lot_points = {s.point for s in listed if s.expires < horizon} | set(
            np.flatnonzero(self._shelf_life).tolist()
        )
        flow = self._state.available
        for supply in listed:
            self._keep(supply)
            if supply.point not in self._lot_points and supply.day < horizon:
                flow[supply.point, max(supply.day, 0)] += supply.available
        for point, day, quantity in needs:
            if point not in self._lot_points:
                flow[point, min(max(day, 0), horizon - 1)] -= quantity
        np.cumsum(flow, axis=1, out=flow)
        for point in np.flatnonzero((flow < 0).any(axis=1)).tolist():
            self._true[point] = flow[point].copy()
            np.maximum(flow[point], 0, out=flow[point])
        self._lots_stale = bool(self._lot_points)

    def keeps_lots(self, point: int) -> bool:
        """Whether lots of the stock point expire, so that each is bound by itself."""
        return point in self._lot_points

    @property
    def lacks(self) -> bool:
        """Whether more is bound to anything, somewhere, than there is."""
        lots = any(lot.committed > lot.available for lot in self._lots)
        return (
            lots
            or bool(self._true)
            or bool(min(self._state.capacity.min(initial=0), self._state.overtime.min(initial=0)))
        )

    def lacking(self, point: int) -> Ints:
        """Return what a stock point lacks of all that is bound to it, day by day, shape (H,)."""
        true = self._true.get(point)
        return np.zeros(self.network.horizon, np.int64) if true is None else np.maximum(-true, 0)

    def free_at(self, point: int) -> list[Supply]:
        """Return the supplies of a stock point of which something may still be bound."""
        if point in self._lot_points:
            return [lot for lot in self._lots if lot.point == point and lot.free > 0]
        return list(self.open[point])

    def may_keep(self, supply: Supply) -> bool:
        """Whether a new balance fits the book: the first lot that expires at a stock point needs a book loaded anew."""
        return supply.expires >= self.network.horizon or supply.point in self._lot_points

    def add(self, supply: Supply) -> None:
        """Add a new balance that the book may keep."""
        if not self.may_keep(supply):
            raise ValueError("the first lot that expires at a stock point: load the book anew")
        self._keep(supply)
        self._flow(supply.point, supply.day, supply.available)

    def change_available(self, balance: int, delta: int) -> None:
        """A supply grows or shrinks."""
        supply = self.supplies[balance]
        self._reopen(supply, available=supply.available + delta)
        self._flow(supply.point, supply.day, delta)

    def change_day(self, balance: int, day: int) -> None:
        """A supply moves to another day."""
        supply = self.supplies[balance]
        self._flow(supply.point, supply.day, -supply.available)
        self._reopen(supply, day=day)
        self._flow(supply.point, day, supply.available)

    def commit(self, balance: int, need_day: int, delta: int) -> None:
        """Something is bound to a supply (+), or set free (-)."""
        supply = self.supplies[balance]
        self._reopen(supply, committed=supply.committed + delta)
        self._flow(supply.point, max(need_day, 0), -delta)

    def expect(self, starts: dict[tuple[int, int], int], change_rate: int) -> None:
        """Let people expect runs of a published plan; what is placed from now on counts as change where it differs.

        Parameters
        ----------
        starts
            How many runs of a process start on a day, by (process, day); none of them is in the book.
        change_rate
            Points of a minor unit of what a change counts for.
        """
        self._state = self._state._replace(people=expecting(self.network, self._state.people, starts, change_rate))
        self._placer.state = self._state

    def change_many(self, available: Iterable[tuple[int, int]], commits: Iterable[tuple[int, int, int]]) -> None:
        """Take in many changes at once, much quicker than one by one; their order does not matter.

        Parameters
        ----------
        available
            (balance, delta) as for `change_available`.
        commits
            (balance, need day, delta) as for `commit`.
        """
        flows: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        touched: dict[int, Supply] = {}
        for balance, delta in available:
            supply = touched[balance] = self.supplies[balance]
            supply.available += delta
            flows[supply.point][max(supply.day, 0)] += delta
        for balance, need_day, delta in commits:
            supply = touched[balance] = self.supplies[balance]
            supply.committed += delta
            flows[supply.point][max(need_day, 0)] -= delta
        for point in {supply.point for supply in touched.values()}:
            if point in self._lot_points:
                self._lots_stale = True
                continue
            self._flow_many(point, flows[point])
            listed = [supply for supply in self.open[point] if supply.id not in touched]
            self.open[point] = listed
        for supply in touched.values():
            if supply.point not in self._lot_points and supply.free > 0:
                insort(self.open[supply.point], supply)

    def load_resource(self, resource: int, day: int, minutes: int, *, overtime: bool = False) -> None:
        """Minutes of a resource's day are taken (+) or given back (-)."""
        if 0 <= day < self.network.horizon:
            rows = self._state.overtime if overtime else self._state.capacity
            rows[resource, day] -= minutes
        if not overtime:
            return
        week, left = week_of(self.network.origin, day), self._state.people.overtime
        if 0 <= week < left.shape[1]:  # what was worked before today in this week counts, too
            left[self._state.people.team[resource], week] -= minutes

    def _keep(self, supply: Supply) -> None:
        self.supplies[supply.id] = supply
        self.at_point[supply.point].append(supply)
        if supply.point in self._lot_points:
            self._lots.append(supply)
            self._lots_stale = True
        elif supply.free > 0:
            insort(self.open[supply.point], supply)

    def _reopen(self, supply: Supply, **values: int) -> None:
        """Change a supply and keep the list of open ones in order."""
        listed = self.open[supply.point]
        if supply in listed:
            listed.remove(supply)
        for name, value in values.items():
            setattr(supply, name, value)
        if supply.point in self._lot_points:
            self._lots_stale = True
        elif supply.free > 0:
            insort(listed, supply)

    def _flow(self, point: int, day: int, quantity: int) -> None:
        """Add a quantity to a stock point's cumulative availability from a day on."""
        if point in self._lot_points or day >= self.network.horizon or quantity == 0:
            return
        seen = self._state.available[point]
        true = self._true.pop(point, None)
        if true is None:
            seen[max(day, 0) :] += quantity
            if quantity > 0 or seen[max(day, 0) :].min() >= 0:
                return
            true = seen.copy()
        else:
            true[max(day, 0) :] += quantity
        np.maximum(true, 0, out=seen)
        if true.min() < 0:
            self._true[point] = true

    def _flow_many(self, point: int, deltas: dict[int, int]) -> None:
        """Add quantities to a stock point's cumulative availability, each from its day on."""
        row = np.zeros(self.network.horizon, np.int64)
        for day, quantity in deltas.items():
            if day < self.network.horizon:
                row[day] += quantity
        true = self._true.pop(point, self._state.available[point]) + np.cumsum(row)
        np.maximum(true, 0, out=self._state.available[point])
        if true.min() < 0:
            self._true[point] = true

    def _renew_lots(self) -> None:
        """Lay out expiring lots anew, first expired first within a stock point."""
        self.lot_supplies = sorted(
            (lot for lot in self._lots if lot.free > 0), key=lambda lot: (lot.point, lot.expires, lot.day, lot.id)
        )
        counts = np.bincount([lot.point for lot in self.lot_supplies], minlength=len(self.network.items))
        self._state = self._state._replace(
            lot_first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            lot_day=np.array([lot.day for lot in self.lot_supplies], np.int64),
            lot_expires=np.array([lot.expires for lot in self.lot_supplies], np.int64),
            lot_free=np.array([lot.free for lot in self.lot_supplies], np.int64),
        )
        self._placer.state = self._state
        self._lots_stale = False
