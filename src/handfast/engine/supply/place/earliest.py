"""The date: the wish if it can be met, else the earliest day that a placement is found for."""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    BLAMES,
    DEMAND,
    JOURNAL,
    KEPT,
    MOST_BLAMES,
    OVERFLOW,
    RUNS,
    Desk,
    Packed,
    State,
    Wish,
)
from handfast.engine.supply.place.bound import bound
from handfast.engine.supply.place.compiled import part
from handfast.engine.supply.place.meeting import FINEST, STAYS, WHOLE, closest, meet, meet_any, meet_closely, most_by
from handfast.engine.supply.place.tried import begin, clear
from handfast.engine.supply.place.waiting import CLOSE, meet_in_parts, ready_by

SOON = 4
"""So many days after the first in question are tried with whole lots before anything else is looked for."""


@part
def whole_from(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int, end: int
) -> int:
    """Find the first day from `day` on, before `end`, with whole lots, left in the journal (`end`: none)."""
    while day < end and not meet_any(structure, state, desk, wish, point, quantity, day, WHOLE, STAYS):
        day += 1
    return day


@part
def soonest_whole(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    first: int,
    low: int,
    end: int,
    waits: bool,
    enough: int,
) -> tuple[int, int, int, int]:
    """Find the first day behind `low` with whole lots, left in the journal.

    The next days are tried; then all up to the one by which everything can be made ready part after part, if parts may
    be ready early and wait (`waits`), and unless that one is `enough`.

    Returns
    -------
    tuple
        The day; the end of those tried (the same: it is none of them); the day by which all is ready (`end`: none), and
        how far the early days lay apart.
    """
    ready, pace, last = end, CLOSE, min(low + 1 + SOON, end)
    found = whole_from(structure, state, desk, wish, point, quantity, low + 1, last)
    if found < last:
        return found, last, ready, pace
    if waits:
        ready, pace = ready_by(structure, state, desk, wish, point, quantity, first, end)
    last = min(ready + 1, end)
    found = last if ready <= enough else min(found, last)
    return whole_from(structure, state, desk, wish, point, quantity, found, last), last, ready, pace


@part
def earliest(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    first: int,
    end: int,
    enough: int,
) -> tuple[int, int]:
    """Find the earliest day from `first` on, before `end`, and leave its placement in the journal.

    The first day in question and the next ones are tried with whole lots. Where none of them is possible, a day is
    looked for by which all can be made ready part after part, and up to that one every day is tried with whole lots.
    Then those before the best day yet are tried closely; then those before that, with parts of the demand ready early.
    Of equal days, that with the fewest parts is taken.

    Parameters
    ----------
    enough
        No day before this one is of more use than it: the search ends as soon as one up to it is found, with anything
        in the journal. -1: the earliest is looked for.

    Returns
    -------
    tuple
        The day (`end`, and an empty journal, where there is none) and a lower bound on any day from `first` on.
    """
    horizon = state.available.shape[1]
    low = min(max(first, bound(structure, state, desk, wish, point, quantity, DEMAND)), horizon)
    if low >= end or meet_any(structure, state, desk, wish, point, quantity, low, WHOLE, STAYS):
        return min(low, end), low
    waits = wish.parts != 0 and quantity > 1 and state.shelf_life[point] == 0
    waits = waits and state.lot_first[point] == state.lot_first[point + 1]
    found, last, ready, pace = soonest_whole(
        structure, state, desk, wish, point, quantity, first, low, end, waits, enough
    )
    soonest = found if found < last else ready
    if soonest <= enough:
        return soonest, low
    clear(state, desk)
    best = closest(structure, state, desk, wish, point, quantity, low, found)
    close, whole = best < found, found < last
    if not (close or whole):
        best = ready
    if best <= enough:
        return best, low
    if waits and (best > low or not (close or whole)):
        clear(state, desk)
        limit, pace = (best, CLOSE) if close or whole or ready == end else (ready + 1, pace)
        sooner = meet_in_parts(structure, state, desk, wish, point, quantity, first, low, limit, ready, pace)
        if sooner < limit:
            return sooner, low
        if close:
            meet_closely(structure, state, desk, wish, point, quantity, best, FINEST, STAYS)
    if whole and not close:
        meet_any(structure, state, desk, wish, point, quantity, found, WHOLE, STAYS)
    return best, low


@part
def more_until(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    first: int,
    day: int,
    low: int,
) -> int:
    """Return how much of a demand, at least `low`, is found by a day.

    More may be possible where less is not (larger lots, other cuts); so more is tried in growing and then in shrinking
    steps. One more than is returned was tried, and is not found. Nothing stays placed.
    """
    high, step, horizon = quantity + 1, 1, state.available.shape[1]
    while high - low > 1 and desk.counts[OVERFLOW] == 0:
        middle = min(low + step, quantity) if high > quantity else (low + high) // 2
        possible = earliest(structure, state, desk, wish, point, middle, first, horizon, day)[0] <= day
        clear(state, desk)
        if possible:
            low = middle
            step *= 2
        else:
            high = middle
    return low


@part
def most_until(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    first: int,
    day: int,
    beyond: int,
) -> int:
    """Meet as much of a demand as is found possible from day `first` to `day`; return how much.

    What fits in parts is known soon; from there on it is what a quote finds, and not one less. Where one more than
    `beyond` is not found, nothing is met.
    """
    horizon = state.available.shape[1]
    if beyond > 0 and more_until(structure, state, desk, wish, point, beyond + 1, first, day, beyond) == beyond:
        return 0
    low = most_by(structure, state, desk, wish, point, quantity, day, 0, 0)
    clear(state, desk)
    if beyond > 0:
        low = max(low, beyond + 1)
    most = more_until(structure, state, desk, wish, point, quantity, first, day, low)
    if most > 0 and earliest(structure, state, desk, wish, point, most, first, horizon, -1)[0] > day:
        clear(state, desk)
        most = more_until(structure, state, desk, wish, point, quantity, first, day, 0)
        if most > 0:
            earliest(structure, state, desk, wish, point, most, first, horizon, -1)
    return most


@part
def place(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int, first: int
) -> tuple[int, int]:
    """Place a demand: on the wished day if it can be met, else on the earliest day found from `first` on.

    What is ready before the wished day can wait for it. So with a `first` before it, the search does not depend on the
    wish: whatever is found for one wish is found for every later one.

    The journal then holds the placement (empty where there is none before the horizon); undo it to leave the state as
    it was. The kept blame is that of the wished day.

    Returns
    -------
    tuple
        The day and a lower bound on it: equal means proven.
    """
    desk.counts[JOURNAL] = 0
    desk.counts[RUNS] = 0
    desk.counts[KEPT] = 0
    begin(desk)
    if meet(structure, state, desk, wish, point, quantity, day):
        return day, day
    for n in range(desk.counts[BLAMES]):
        for column in range(desk.blame.shape[1]):
            desk.blame[MOST_BLAMES + n, column] = desk.blame[n, column]
    desk.counts[KEPT] = desk.counts[BLAMES]
    return earliest(structure, state, desk, wish, point, quantity, first, state.available.shape[1], -1)
