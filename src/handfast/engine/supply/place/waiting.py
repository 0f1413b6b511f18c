"""Early parts: some of a demand is made ready on an earlier day, and waits; so all of it may be there sooner.

A run is placed as late as it fits. That is right for one run; but runs of one demand then take each other's minutes and
materials: the last one takes the oak that lies there, though more of it comes in time for that run, and none in time
for the others. Making as much as possible by an earlier day turns that round.
"""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    DEMAND,
    JOURNAL,
    OVERFLOW,
    RUNS,
    TAKE,
    Desk,
    Packed,
    State,
    Wish,
)
from handfast.engine.supply.place.bound import bound
from handfast.engine.supply.place.compiled import part
from handfast.engine.supply.place.journal import change, undo
from handfast.engine.supply.place.meeting import closest, most_by

SPREAD = 3
"""An early day follows the one before by one day, and one more for each so many days that it lies ahead."""


@part
def meet_rest(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, first: int, end: int
) -> int:
    """Try to meet a rest beside what is placed, from day `first` on; return its day, or `end` where none is before."""
    day = max(first, bound(structure, state, desk, wish, point, quantity, DEMAND))
    return closest(structure, state, desk, wish, point, quantity, day, end) if day < end else end


@part
def wait_until(state: State, desk: Desk, point: int, day: int) -> None:
    """Let what the demand takes early be taken on `day`; until then it is there for others."""
    for n in range(desk.counts[JOURNAL]):
        row = desk.journal[n]
        if row[0] == TAKE and row[1] == point and row[4] == DEMAND and row[2] < day:
            change(state, TAKE, point, row[2], row[3], DEMAND, -1)
            row[2] = day
            change(state, TAKE, point, day, row[3], DEMAND, 1)


@part
def meet_in_parts(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, first: int, low: int, end: int
) -> int:
    """Find a day from `low` on, before `end`, by which an early part and the rest are there; or return `end`.

    Early days are tried from the first on which anything could be there: the most that can be there by each, and then
    the rest. The placement is left in the journal (empty where there is none).
    """
    found, early, guessed, guess = end, -1, 0, 0
    soonest = max(first, bound(structure, state, desk, wish, point, 1, DEMAND))
    day = soonest
    while day < found - 1 and found > low and desk.counts[OVERFLOW] == 0:
        before = guess
        most = most_by(structure, state, desk, wish, point, quantity - 1, day, before, 0)
        if most > 0 and (most != before or desk.counts[RUNS] > 0):  # the same from stock, a day later, is the same
            reached = meet_rest(structure, state, desk, wish, point, quantity - most, max(low, day + 1), found)
            if reached < found:
                found, early, guessed = reached, day, before
        undo(state, desk, 0)
        desk.counts[RUNS] = 0
        guess = most
        day += 1 + (day - soonest) // SPREAD
    if early >= 0:
        most = most_by(structure, state, desk, wish, point, quantity - 1, early, guessed, 0)
        if meet_rest(structure, state, desk, wish, point, quantity - most, found, found + 1) == found:
            wait_until(state, desk, point, found)
    return found
