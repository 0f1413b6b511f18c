"""Lasting: until when a constraint lasts by an answer, and what then ends it; said where the state shows it."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from handfast.engine.promise.book import Book
from handfast.engine.promise.delivering import Delivery
from handfast.engine.supply.constraints import CAPACITY, LOT, MATERIAL, TIME, Constraint
from handfast.engine.supply.placing import Load

PARTS, FULL, MULTIPLE, NEW = "parts", "full", "multiple", "new"


class Lasting(NamedTuple):
    """Days that a constraint lasts, and what ends it; see :class:`~handfast.engine.promise.reasons.Reason`."""

    until: int | None = None
    source: str = ""
    reference: str = ""
    since: int | None = None


def lasting(book: Book, delivery: Delivery, constraint: Constraint) -> Lasting:
    """Return until when a constraint lasts by an answer.

    Parameters
    ----------
    book
        With everything else that is part of the ask on its state, and not this delivery.
    delivery
        The answer, which may not be possible.
    """
    kind, node, placement = constraint.kind, constraint.node, delivery.placement
    if kind == LOT:
        large_enough = constraint.starts == book.network.structure.lot_min[node]
        return Lasting(None, MULTIPLE if large_enough else "")
    if not delivery.feasible:
        return Lasting()
    # Runs that are ready after it make up for what it takes from later needs: it does not wait for them.
    awaited = [run for run in placement.runs if run.available_day <= placement.day]
    if kind == CAPACITY:
        numbers = {run.number for run in awaited}
        return _full(book, node, [load for load in placement.loads if load.resource == node and load.run in numbers])
    if kind == TIME:
        return Lasting(max((run.available_day for run in awaited if run.process == node), default=None))
    return _missing(book, delivery, node) if kind == MATERIAL else Lasting()


def _full(book: Book, resource: int, loads: list[Load]) -> Lasting:
    """Return when a resource has no room for the last of the answer's runs: the longest stretch before it begins.

    It is full only where nothing is left; else what is left of its days is too little.
    """
    by_run: dict[int, list[Load]] = defaultdict(list)
    for load in loads:
        by_run[load.run].append(load)
    if not by_run:
        return Lasting()
    last = max(by_run.values(), key=lambda mine: min(load.day for load in mine))
    begin = min(load.day for load in last)
    if not begin:  # it begins today, on what is left: the rest of it has to wait
        return Lasting(max(load.day for load in loads), PARTS)
    needed = sum(load.regular + load.overtime for load in last)
    stretches = _full_days(book, resource, begin, needed)
    if len(by_run) > 1 and stretches and stretches[-1].until_begin:
        return Lasting(begin, PARTS)
    if not stretches:
        return Lasting()
    longest = max(stretches, key=lambda stretch: len(stretch.days))
    nothing_left = not book.state.capacity[resource, longest.days].any()
    since = None if longest.from_today else longest.days[0]
    return Lasting(longest.days[-1], FULL if nothing_left else "", since=since)


class _Stretch(NamedTuple):
    """Working days, one after the other, on which a resource has no room."""

    days: list[int]
    from_today: bool
    until_begin: bool


def _full_days(book: Book, resource: int, begin: int, needed: int) -> list[_Stretch]:
    """Return on which working days before `begin` a resource has less left than a unit works, or than is needed."""
    minutes, left = book.network.structure.unit_minutes[resource, :begin], book.state.capacity[resource, :begin]
    open_days = np.flatnonzero(minutes)
    full = left[open_days] < np.minimum(needed, minutes[open_days])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], full, [False]]).astype(np.int8)))
    return [
        _Stretch(open_days[first:last].tolist(), first == 0, last == len(open_days))
        for first, last in edges.reshape(-1, 2).tolist()
    ]


def _missing(book: Book, delivery: Delivery, point: int) -> Lasting:
    """Return from when on there is enough of a material, and what it is then that comes."""
    placement, demand = delivery.placement, delivery.demand
    lots = [book.lot_supplies[take.lot] for take in placement.lot_takes if take.point == point]
    if lots:
        last = max(lots, key=lambda lot: lot.day)
        return Lasting(last.day, last.kind, last.reference) if last.day > 0 else Lasting()
    taken = sum(take.quantity for take in placement.takes if take.point == point)
    made = [make.day for make in placement.makes if make.point == point]
    if made:
        soonest = book.placer.place(point, max(taken, 1), 0, overtime=demand.overtime, expedite=demand.expedite)
        book.placer.undo(soonest)
        return Lasting(min(soonest.day, max(made)), NEW)
    stays = np.minimum.accumulate(book.state.available[point][::-1])[::-1]  # what no later need takes back
    day = int(np.searchsorted(stays, taken))
    if not 0 < day < len(stays):
        return Lasting()
    coming = [each for each in book.at_point[point] if each.day == day and each.available]
    if not coming:
        return Lasting()
    supply = max(coming, key=lambda each: each.available)
    return Lasting(day, supply.kind, supply.reference)
