"""What one search has tried already: the same attempt on the same state is not made twice.

A search meets the same quantities on the same days again and again: with early parts, after them, in halves. What lies
on the state during a search follows from the attempts that succeeded before, one after another; so their sequence says
what the state is, and each such sequence has a number of its own. An attempt's answer is that number, or that it fails.
"""

from __future__ import annotations

from handfast.engine.supply.place.arrays import JOURNAL, MOST_TRIED, PLACED, RUNS, SEARCH, SEQUENCES, Desk, State, Wish
from handfast.engine.supply.place.compiled import inlined
from handfast.engine.supply.place.journal import take_back

UNKNOWN, FAILS = -1, 0
"""Answers that are no number of a sequence."""

NEIGHBOURS = 8
"""An attempt is looked for in so many rows; where they are full, one is forgotten, and tried again."""


@inlined
def begin(desk: Desk) -> None:
    """Begin a search: of one stock point, for one wish, on a state that nothing else changes meanwhile."""
    desk.counts[SEARCH] += 1
    desk.counts[PLACED] = 0
    desk.counts[SEQUENCES] = 0


@inlined
def here(desk: Desk) -> tuple[int, int, int]:
    """Return what is placed, so that one can come back to it."""
    return desk.counts[JOURNAL], desk.counts[RUNS], desk.counts[PLACED]


@inlined
def back(state: State, desk: Desk, mark: tuple[int, int, int]) -> None:
    """Undo all that was placed since; the next run has the number that it had then."""
    take_back(state, desk, mark[0])
    desk.counts[RUNS] = mark[1]
    desk.counts[PLACED] = mark[2]


@inlined
def clear(state: State, desk: Desk) -> None:
    """Undo everything; the next run is the first."""
    back(state, desk, (0, 0, 0))


@inlined
def manner(wish: Wish) -> int:
    """Return how an attempt is made, as a number: what else a wish says is the same for a whole search."""
    return wish.split * 4 + wish.overtime * 2 + wish.close


@inlined
def row_of(desk: Desk, quantity: int, day: int, how: int) -> int:
    """Return the row of an attempt on what is placed now, or the one in which it belongs."""
    search, placed = desk.counts[SEARCH], desk.counts[PLACED]
    mixed = (quantity % MOST_TRIED * 1009 + placed * 641 + day) * 37 + how
    first = (mixed ^ mixed >> 11) & (MOST_TRIED - 1)
    for n in range(NEIGHBOURS):
        number = (first + n) & (MOST_TRIED - 1)
        row = desk.tried[number]
        if row[0] != search:
            return number
        if row[1] == placed and row[2] == quantity and row[3] == day and row[4] == how:
            return number
    return first


@inlined
def answer_in(desk: Desk, number: int, quantity: int, day: int, how: int) -> int:
    """Return the answer that a row holds to an attempt on what is placed now; `UNKNOWN` where it holds none."""
    row = desk.tried[number]
    same = row[0] == desk.counts[SEARCH] and row[1] == desk.counts[PLACED] and row[2] == quantity
    return row[5] if same and row[3] == day and row[4] == how else UNKNOWN


@inlined
def remember(desk: Desk, number: int, quantity: int, day: int, how: int, answer: int) -> None:
    """Write the answer to an attempt on what is placed now into a row."""
    row = desk.tried[number]
    row[0] = desk.counts[SEARCH]
    row[1] = desk.counts[PLACED]
    row[2] = quantity
    row[3] = day
    row[4] = how
    row[5] = answer
