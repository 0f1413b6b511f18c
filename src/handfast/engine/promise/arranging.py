"""Arranging: the lines of an ask beside each other, as each is ready or all on one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handfast.engine.promise.delivering import NEVER, Deliveries, Delivery, Wanted
from handfast.engine.promise.quote import refused

Arranged = list[Delivery | None]
"""A delivery for each line; None where no site sells the item."""


def as_ready(
    tried: Deliveries, wanted: Sequence[Wanted], *, overtime: bool = False, expedite: bool = False
) -> Arranged:
    """Return each line's own best delivery, on what the lines before it leave; the state as it was."""
    found: Arranged = []
    left: list[Delivery] = []
    try:
        for number, line in enumerate(wanted, 1):
            delivery = tried.best(line, overtime=overtime, expedite=expedite)
            found.append(delivery)
            if delivery is not None and number < len(wanted):  # no line comes after the last
                tried.restore([delivery])
                left.append(delivery)
    finally:
        tried.remove(left)
    return found


def by_one_day(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Return lines that are to arrive together, all wished for by the earliest of their days.

    A wish says by when: on that day, and on no later one, every wish is met.
    """
    day = min(line.wish for line in wanted)
    return [replace(line, wish=day) for line in wanted]


def together(
    tried: Deliveries,
    wanted: Sequence[Wanted],
    alone: Sequence[Delivery | None],
    *,
    overtime: bool = False,
    expedite: bool = False,
) -> Arranged:
    """Return deliveries of all lines by one day; the state as it was.

    It is the earliest of their wishes, or else the earliest day found after it on which all succeed.

    Parameters
    ----------
    alone
        The lines as each is ready.

    Returns
    -------
    list
        Where there is no such day, no line is possible.
    """
    day = NEVER if None in alone else min(line.wish for line in wanted)
    while day < NEVER:
        found = as_ready(tried, [replace(line, wish=day) for line in wanted], overtime=overtime, expedite=expedite)
        latest = max(NEVER if each is None else each.arrive_day for each in found)
        if latest <= day:
            return [
                None if each is None else replace(each, wish=line.wish)
                for each, line in zip(found, wanted, strict=True)
            ]
        day = latest
    horizon = tried.book.network.horizon
    return [
        None
        if each is None
        else replace(each, ship_day=NEVER, arrive_day=NEVER, placement=refused(each.demand, horizon))
        for each in alone
    ]


def given(deliveries: Sequence[Delivery | None]) -> list[Delivery]:
    """Return the deliveries without the lines that no site sells."""
    return [delivery for delivery in deliveries if delivery is not None]
