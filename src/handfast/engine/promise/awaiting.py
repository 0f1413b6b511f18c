"""What those who lack something may wait for: supply that is free, and comes too late for them.

Nobody is bound to it by that: it tells when they could have what they lack if nobody else took it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

FOR_EVER = 1 << 40
"""The day on which goes what does not expire."""


class Lack(NamedTuple):
    """What somebody lacks at a stock point, and from which day on."""

    due: int
    quantity: int


class Free(NamedTuple):
    """What is free of a supply of the stock point: there from `day` on, gone on the day `expires`."""

    supply: int
    day: int
    expires: int
    quantity: int


class Awaited(NamedTuple):
    """The day on which somebody could have all that they lack, and how much of which supply that is."""

    day: int
    parts: tuple[tuple[int, int], ...]


def awaited(lacks: Sequence[Lack], free: Iterable[Free]) -> list[Awaited | None]:
    """Return what each may wait for at one stock point; None where what comes does not suffice.

    Who needs it sooner gets it first, all of it at once: half of what is lacking lets nobody deliver. Of what is there
    by then, what expires first goes first, then what is there first.
    """
    supplies = sorted(free, key=lambda each: (each.expires, each.day, each.supply))
    left = {each.supply: each.quantity for each in supplies}
    found: list[Awaited | None] = [None] * len(lacks)
    for n in sorted(range(len(lacks)), key=lambda n: lacks[n].due):
        due, quantity = lacks[n]
        for day in sorted({max(due, each.day) for each in supplies}):
            there = [each.supply for each in supplies if each.day <= day < each.expires]
            if sum(left[supply] for supply in there) >= quantity:
                found[n] = Awaited(day, tuple(_take(left, there, quantity)))
                break
    return found


def _take(left: dict[int, int], there: Iterable[int], quantity: int) -> Iterable[tuple[int, int]]:
    for supply in there:
        part = min(left[supply], quantity)
        if part:
            left[supply] -= part
            quantity -= part
            yield supply, part
