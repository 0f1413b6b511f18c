"""A demand on one day: with whole lots, with lots cut finer, in parts."""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    ASKED,
    BLAMES,
    JOURNAL,
    OVERFLOW,
    RUNS,
    TRIES,
    Desk,
    Packed,
    State,
    Wish,
)
from handfast.engine.supply.place.compiled import part
from handfast.engine.supply.place.journal import undo
from handfast.engine.supply.place.need import supply

WHOLE, FINEST = 1, 8
"""Lots stay whole, or are cut into at most so many parts that run side by side or one after the other."""

MOST_PARTS = 4
"""A demand is met in at most so many parts, each the most that still fits."""


@part
def meet(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int) -> bool:
    """Try to meet the demand on a day; the blame afterwards is this attempt's alone."""
    desk.counts[BLAMES] = 0
    desk.counts[TRIES] = 0
    desk.counts[ASKED] = structure.point_item[point]
    return supply(structure, state, desk, wish, point, quantity, day, -1, wish.fresh)


@part
def meet_any(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int, finest: int
) -> bool:
    """Try to meet the demand on a day with whole lots, then with lots cut into 2, 3, 4, 6 and 8 parts, up to `finest`.

    A run that works overtime does so on every day that has some. Where too little of it is left, that would interrupt
    the run; so each cut is tried without overtime as well.
    """
    split = 1
    while split <= finest:
        for without in range(wish.overtime + 1):
            close = max(wish.close, 1 if split > 1 else 0)
            cut = Wish(wish.classes, wish.overtime - without, split, wish.fresh, wish.parts, close)
            if meet(structure, state, desk, cut, point, quantity, day):
                return True
        split += (split + 1) // 2 if split < 4 else 2
    return False


@part
def most_by(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int, guess: int, least: int
) -> int:
    """Meet as much of a demand as is found possible on a day, in parts: the most that fits, then the most beside it.

    Cutting runs finer is not all that helps: a part that fits one process just so may leave a rest that another one
    can do. The parts are left in the journal behind what it holds; returns what they are together. A good `guess` of
    the first part (0: none) spares tries. Less than `least` is of no use: as no part is larger than the one before,
    the search ends as soon as a part is too small for the others to make up for it.
    """
    rest, step = quantity, max(1, min(guess, quantity))
    for n in range(MOST_PARTS):
        mark, runs = desk.counts[JOURNAL], desk.counts[RUNS]
        needed = -(-(least - quantity + rest) // (MOST_PARTS - n))
        step = max(step, needed)
        low, high = 0, rest + 1
        while high - low > 1 and desk.counts[OVERFLOW] == 0:
            middle = min(low + step, rest) if high > rest else (low + high) // 2
            possible = meet_any(structure, state, desk, wish, point, middle, day, WHOLE)
            undo(state, desk, mark)
            desk.counts[RUNS] = runs
            if possible:
                step = 1 if low == 0 and guess > 0 else 2 * step
                low = middle
            elif middle == needed:
                high = 1
            else:
                high = middle
        if low == 0 or not meet_any(structure, state, desk, wish, point, low, day, WHOLE):
            break
        rest -= low
        if rest == 0:
            break
        guess, step = 0, 1
    return quantity - rest


@part
def meet_closely(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int) -> bool:
    """Try to meet the demand on a day with lots cut finer, with runs that take what is left of days, then in parts.

    It is written behind what the journal holds.
    """
    mark, runs = desk.counts[JOURNAL], desk.counts[RUNS]
    if meet_any(structure, state, desk, wish, point, quantity, day, FINEST):
        return True
    how = Wish(wish.classes, wish.overtime, wish.split, wish.fresh, wish.parts, 1)
    if meet_any(structure, state, desk, how, point, quantity, day, WHOLE):
        return True
    if quantity > 1 and most_by(structure, state, desk, how, point, quantity, day, 0, quantity) == quantity:
        return True
    undo(state, desk, mark)
    desk.counts[RUNS] = runs
    return False


@part
def closest(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, low: int, high: int
) -> int:
    """Find a day from `low` on, before `high`, on which the demand is met closely, by halving; or return `high`.

    The first of these days is tried first: as a bound, it is most often it. Where neither it nor the last is possible,
    none is looked for. The placement is left in the journal, behind what it holds.

    Parameters
    ----------
    low, high
        At least one day apart.
    """
    mark, runs = desk.counts[JOURNAL], desk.counts[RUNS]
    if meet_closely(structure, state, desk, wish, point, quantity, low):
        return low
    undo(state, desk, mark)
    desk.counts[RUNS] = runs
    day, last, placed = low + 1, high, False
    tried = high - 1
    if day == high:
        return high
    while day < last:
        placed = meet_closely(structure, state, desk, wish, point, quantity, tried)
        if placed and tried == day:
            return day
        undo(state, desk, mark)
        desk.counts[RUNS] = runs
        if placed:
            last = tried
        elif last == high:
            return high
        else:
            day = tried + 1
        tried = (day + last) // 2
    meet_closely(structure, state, desk, wish, point, quantity, day)
    return day
