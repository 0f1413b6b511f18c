"""Small companies as books, and what must hold for any book."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of, remaining

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION, Ints
from handfast.engine.promise.book import RECEIPT, STOCK, Book, Supply
from handfast.engine.promise.booking import Booking
from handfast.engine.promise.pegging import Pegging
from handfast.engine.promise.quote import Demand
from handfast.engine.supply.placing import Placement
from handfast.engine.supply.verify import Claim, Load, Remaining, Run, Take, verify
from handfast.engine.supply.verify import Demand as Asked


def booking_of(company: SmallCompany) -> Booking:
    """Return the company's book, its commitments bound: the earliest need first, to the latest supply in time."""
    network = company.network
    book = Book(network, np.array(company.shelf_life or [0] * len(company.points), dtype=np.int64))
    supplies = [(p, day, company.horizon, quantity) for p, day, quantity in company.events if quantity > 0]
    supplies += list(company.lots)
    book.load(
        [
            Supply(n, STOCK if day == 0 else RECEIPT, point, day, min(expires, company.horizon), quantity, 0)
            for n, (point, day, expires, quantity) in enumerate(supplies)
        ],
        [],
    )
    booking = Booking(book)
    needs = sorted((day, point, -quantity) for point, day, quantity in company.events if quantity < 0)
    for day, point, quantity in needs:
        rest = quantity
        for supply in sorted(book.open[point], key=lambda supply: -supply.day):
            if supply.day <= day and rest:
                part = min(supply.free, rest)
                booking.bind(supply.id, day, part)
                rest -= part
        assert rest == 0, "the drawing only keeps commitments that are covered"
    for resource, day, regular, overtime in company.loaded:
        book.load_resource(resource, day, regular)
        book.load_resource(resource, day, overtime, overtime=True)
    return booking


def demand_of(company: SmallCompany) -> Demand:
    """Return what the company is asked for."""
    return Demand(company.point, company.quantity, company.wish, company.fresh, company.overtime, company.expedite)


@dataclass(frozen=True)
class Snapshot:
    """Everything that can be seen of a book."""

    bits: list[bytes]
    supplies: list[tuple[object, ...]]
    open: list[list[int]]


def snapshot(book: Book) -> Snapshot:
    """Return everything that can be seen of a book."""
    return Snapshot(
        [*bits_of(book.state), *(array.tobytes() for array in book.placer.structure)],
        [
            (each.id, each.kind, each.point, each.day, each.expires, each.available, each.committed)
            for each in book.supplies.values()
        ],
        [[supply.id for supply in supplies] for supplies in book.open],
    )


def faults(book: Book, before: Remaining, placement: Placement, demand: Demand) -> list[str]:
    """Return what the independent verifier finds wrong with a placement."""
    classes = {PLAIN, SUBSTITUTION} | ({EXPEDITED} if demand.expedite else set())
    asked = Asked(placement.point, placement.quantity, placement.day, frozenset(classes), demand.overtime, demand.fresh)
    loads: dict[int, list[Load]] = {run.number: [] for run in placement.runs}
    for load in placement.loads:
        loads[load.run].append(Load(load.step, load.resource, load.day, load.regular, load.overtime))
    runs = tuple(
        Run(run.process, run.starts, run.start_day, run.available_day, run.user, tuple(loads[run.number]))
        for run in placement.runs
    )
    takes = [Take(take.point, take.need_day, take.quantity, take.user) for take in placement.takes if take.quantity]
    takes += [Take(take.point, take.need_day, take.quantity, take.user, take.lot) for take in placement.lot_takes]
    return verify(book.network, before, Claim(asked, runs, tuple(takes)))


def pegging_faults(booking: Booking, placement: Placement, pegging: Pegging) -> list[str]:
    """Return what is wrong with a pegging: every need covered in time, no supply given twice, every move in time."""
    book, wrong = booking.book, []
    made = {(-1 - make.run, make.point): (make.day, make.quantity) for make in placement.makes}

    def there(number: int, point: int) -> tuple[int, int]:
        supply = book.supplies.get(number)
        return made[number, point] if supply is None else (supply.day, supply.free)

    needs: dict[tuple[int, int, int], int] = {}
    for take in placement.takes:
        key = take.point, take.need_day, take.user
        needs[key] = needs.get(key, 0) + take.quantity
    for lot in placement.lot_takes:
        key = lot.point, lot.need_day, lot.user
        needs[key] = needs.get(key, 0) + lot.quantity
    given: dict[tuple[int, int], int] = {}
    for peg in pegging.pegs:
        needs[peg.point, peg.need_day, peg.user] -= peg.quantity
        given[peg.supply, peg.point] = given.get((peg.supply, peg.point), 0) + peg.quantity
        if there(peg.supply, peg.point)[0] > peg.need_day:
            wrong.append(f"{peg} comes too late")
    for move in pegging.moves:
        for supply, quantity in ((move.bound.supply, -move.quantity), (move.supply, move.quantity)):
            given[supply, move.point] = given.get((supply, move.point), 0) + quantity
        if there(move.supply, move.point)[0] > move.bound.need_day:
            wrong.append(f"{move} comes too late")
    wrong += [f"{key} lacks {rest}" for key, rest in needs.items() if rest]
    wrong += [
        f"supply {supply} gives {quantity} of {there(supply, point)[1]}"
        for (supply, point), quantity in given.items()
        if quantity > there(supply, point)[1]
    ]
    return wrong + _circles(pegging)


def _circles(pegging: Pegging) -> list[str]:
    """Return where runs live on what they make themselves."""
    feeds: dict[int, set[int]] = {}
    for peg in pegging.pegs:
        if peg.supply < 0 <= peg.user:
            feeds.setdefault(peg.user, set()).add(-1 - peg.supply)
    try:
        TopologicalSorter(feeds).prepare()
    except CycleError as error:
        return [f"runs feed themselves: {error.args[1]}"]
    return []


def true_rows(booking: Booking) -> Ints:
    """Return supplies less commitments, cumulative, from scratch; negative where more is bound than there is."""
    book = booking.book
    rows = np.zeros((len(book.network.items), book.network.horizon), np.int64)
    for supply in book.supplies.values():
        if supply.day < book.network.horizon:
            rows[supply.point, supply.day] += supply.available
    for point in range(len(rows)):
        for bound in booking.commitments_of(point):
            rows[point, bound.need_day] -= bound.quantity
    return np.cumsum(rows, axis=1)


__all__ = ["Snapshot", "booking_of", "demand_of", "faults", "pegging_faults", "remaining", "snapshot", "true_rows"]
