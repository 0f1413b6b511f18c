"""The quote: by when, how sure it is the earliest, what feeds it, and what stood in the way of the wish.

A quote changes nothing: the placement is made on the book's state and undone exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from handfast.engine.promise.book import Book
from handfast.engine.promise.pegging import CommitmentsOf, Pegging, peg
from handfast.engine.supply.place import arrays
from handfast.engine.supply.placing import Placement


class Demand(NamedTuple):
    """What is asked of the network: so much, from this stock point, ready to ship by this day.

    `fresh` is the shelf life in days that the goods must still have on that day.
    """

    point: int
    quantity: int
    ship_day: int
    fresh: int = 0
    overtime: bool = False
    expedite: bool = False
    first: int | None = None  # no earlier ship day is of use; None: the one wished
    parts: bool = True  # part of it may be ready early, and wait, where that makes all of it possible sooner


@dataclass(frozen=True)
class Quote:
    """The answer to a demand.

    Parameters
    ----------
    demand
        What was asked.
    placement
        How it is met; not applied to any state.
    pegging
        What feeds it; empty where it cannot be met before the horizon.
    """

    demand: Demand
    placement: Placement
    pegging: Pegging

    @property
    def feasible(self) -> bool:
        """Whether it can be met before the horizon."""
        return self.placement.feasible

    @property
    def ship_day(self) -> int:
        """Day on which the goods are ready to ship."""
        return self.placement.day

    @property
    def on_time(self) -> bool:
        """Whether the wish is met."""
        return self.feasible and self.placement.day <= self.demand.ship_day


@dataclass(frozen=True)
class OrderQuote:
    """The answer to an order of several lines.

    Parameters
    ----------
    demands, placements
        Line by line; a placement may be infeasible.
    whole
        All feasible placements as one (see :func:`joined`); None where there is none.
    pegging
        What feeds the whole; users below 0 are lines: ``-1 - n`` for the n-th feasible line.
    """

    demands: tuple[Demand, ...]
    placements: tuple[Placement, ...]
    whole: Placement | None
    pegging: Pegging

    @property
    def feasible(self) -> bool:
        """Whether every line can be met before the horizon."""
        return all(placement.feasible for placement in self.placements)


def place(book: Book, demand: Demand) -> Placement:
    """Place a demand on the book's state and leave it there; what is ready before it is wished waits for that day."""
    placement = book.placer.place(
        demand.point,
        demand.quantity,
        demand.ship_day,
        overtime=demand.overtime,
        expedite=demand.expedite,
        fresh=demand.fresh,
        first=demand.first,
        parts=demand.parts,
    )
    return placement if placement.day >= demand.ship_day else replace(placement, day=demand.ship_day)


def quote(book: Book, demand: Demand, commitments_of: CommitmentsOf) -> Quote:
    """Answer one demand and leave the book as it was.

    Parameters
    ----------
    commitments_of
        See :func:`~handfast.engine.promise.pegging.peg`.
    """
    placement = place(book, demand)
    book.placer.undo(placement)
    pegging = peg(book, placement, commitments_of) if placement.feasible else Pegging((), ())
    return Quote(demand, placement, pegging)


def quote_order(
    book: Book, demands: Sequence[Demand], commitments_of: CommitmentsOf, *, together: bool = False
) -> OrderQuote:
    """Answer the lines of one order and leave the book as it was.

    Lines compete, so each is placed on what the lines before it left. As ready: each line has its own date.
    Together: all are wanted by the earliest of their days; the date is the latest line's, and every line is placed
    again for it, all or nothing.

    Returns
    -------
    OrderQuote
        With ``together`` and no common date before the horizon, no line is feasible.
    """
    placed = _placed_together(book, demands) if together else [place(book, demand) for demand in demands]
    for placement in reversed(placed):
        book.placer.undo(placement)
    whole = joined([placement for placement in placed if placement.feasible])
    pegging = peg(book, whole, commitments_of) if whole is not None else Pegging((), ())
    return OrderQuote(tuple(demands), tuple(placed), whole, pegging)


def _placed_together(book: Book, demands: Sequence[Demand]) -> list[Placement]:
    """Place all lines for one day, the earliest found on which all succeed; left on the state.

    Where there is none, the lines come back infeasible and nothing is left on the state.
    """
    day = min(demand.ship_day for demand in demands)
    while True:
        placed = []
        for demand in demands:
            placed.append(place(book, demand._replace(ship_day=day)))
            if placed[-1].day > day:
                break
        else:
            return placed
        for placement in reversed(placed):
            book.placer.undo(placement)
        if not placed[-1].feasible:
            return [refused(demand, book.network.horizon) for demand in demands]
        day = placed[-1].day


def refused(demand: Demand, horizon: int) -> Placement:
    """Return the placement of a demand that is not met."""
    nothing = np.zeros((0, 7), np.int64)
    return Placement(demand.point, demand.quantity, demand.ship_day, horizon, horizon, False, nothing)


def joined(placements: Sequence[Placement]) -> Placement | None:
    """Return placements made one after another as one: runs numbered through, line *n* taking as user ``-1 - n``."""
    if not placements:
        return None
    parts, runs = [], 0
    for line, placement in enumerate(placements):
        rows = placement.rows.copy()
        op = rows[:, arrays.OP]
        own = ((arrays.MAKE, arrays.D), (arrays.KEEP, arrays.D), (arrays.LOAD, arrays.E), (arrays.RUN, arrays.E))
        for kind, column in own:
            rows[op == kind, column] += runs
        for kind, column in ((arrays.TAKE, arrays.D), (arrays.LOT, arrays.D), (arrays.RUN, arrays.F)):
            users = rows[op == kind, column]
            rows[op == kind, column] = np.where(users < 0, -1 - line, users + runs)
        parts.append(rows)
        runs += len(placement.runs)
    first = placements[0]
    return Placement(
        first.point,
        first.quantity,
        first.wish,
        max(placement.day for placement in placements),
        max(placement.bound for placement in placements),
        True,
        np.concatenate(parts),
    )
