"""The date: the wish if it can be met, else the earliest day that a placement is found for."""

from __future__ import annotations

from numba import types

from handfast.engine.supply.place.arrays import (
    ASKED,
    BLAMES,
    DESK,
    JOURNAL,
    KEPT,
    MOST_BLAMES,
    OVERFLOW,
    PACKED,
    RUNS,
    STATE,
    TRIES,
    WISH,
    Desk,
    Packed,
    State,
    Wish,
    i8,
)
from handfast.engine.supply.place.bound import bound
from handfast.engine.supply.place.compiled import compiled, part
from handfast.engine.supply.place.journal import undo
from handfast.engine.supply.place.need import supply

FINEST_SPLIT = 3
"""Lots are cut into at most 2 ** 3 parts that run side by side."""

MOST_PARTS = 4
"""A demand is met in at most so many parts, each the most that still fits."""

CLOSE = 40
"""Days from the bound on that are looked at closely, one by one."""


@compiled(types.boolean(PACKED, STATE, DESK, WISH, i8, i8, i8))
def meet(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int) -> bool:
    """Try to meet the demand on a day; the blame afterwards is this attempt's alone."""
    desk.counts[BLAMES] = 0
    desk.counts[TRIES] = 0
    desk.counts[ASKED] = structure.point_item[point]
    return supply(structure, state, desk, wish, point, quantity, day, -1, wish.fresh)


@compiled(types.boolean(PACKED, STATE, DESK, WISH, i8, i8, i8, i8))
def meet_any(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int, finest: int
) -> bool:
    """Try to meet the demand on a day with whole lots, then with lots cut finer and finer.

    A run that works overtime does so on every day that has some. Where too little of it is left, that would interrupt
    the run; so each cut is tried without overtime as well.
    """
    for split in range(finest + 1):
        for without in range(wish.overtime + 1):
            cut = Wish(wish.classes, wish.overtime - without, split, wish.fresh)
            if meet(structure, state, desk, cut, point, quantity, day):
                return True
    return False


@compiled(i8(PACKED, STATE, DESK, WISH, i8, i8, i8))
def most_by(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int) -> int:
    """Meet as much of a demand as is found possible on a day, in parts: the most that fits, then the most beside it.

    Cutting runs finer is not all that helps: a part that fits one process just so may leave a rest that another one
    can do. The parts are left in the journal behind what it holds; returns what they are together.
    """
    rest = quantity
    for _ in range(MOST_PARTS):
        mark, runs = desk.counts[JOURNAL], desk.counts[RUNS]
        low, high, step = 0, rest + 1, 1
        while high - low > 1 and desk.counts[OVERFLOW] == 0:
            middle = min(low + step, rest) if high > rest else (low + high) // 2
            possible = meet_any(structure, state, desk, wish, point, middle, day, 0)
            undo(state, desk, mark)
            desk.counts[RUNS] = runs
            if possible:
                low = middle
                step *= 2
            else:
                high = middle
        if low == 0 or not meet_any(structure, state, desk, wish, point, low, day, 0):
            break
        rest -= low
        if rest == 0:
            break
    return quantity - rest


@compiled(types.boolean(PACKED, STATE, DESK, WISH, i8, i8, i8))
def meet_closely(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int) -> bool:
    """Try to meet the demand on a day with everything there is: lots cut finer, then the demand in parts."""
    if meet_any(structure, state, desk, wish, point, quantity, day, FINEST_SPLIT):
        return True
    if quantity > 1 and most_by(structure, state, desk, wish, point, quantity, day) == quantity:
        return True
    undo(state, desk, 0)
    desk.counts[RUNS] = 0
    return False


@part
def earliest(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, first: int
) -> tuple[int, int]:
    """Find the earliest day from `first` on and leave its placement in the journal.

    First every day is tried with whole lots; then those before the day that was found, closely.

    Returns
    -------
    tuple
        The day (the horizon, and an empty journal, where there is none) and a lower bound on any day from `first` on.
    """
    horizon = state.available.shape[1]
    low = min(max(first, bound(structure, state, desk, wish, point, quantity, -1)), horizon)
    found = low
    while found < horizon and not meet_any(structure, state, desk, wish, point, quantity, found, 0):
        found += 1
    if found == low:
        return found, low
    undo(state, desk, 0)
    desk.counts[RUNS] = 0
    day = low
    while day < min(found, low + CLOSE):
        if meet_closely(structure, state, desk, wish, point, quantity, day):
            return day, low
        day += 1
    if found < horizon:
        meet_any(structure, state, desk, wish, point, quantity, found, 0)
    elif day < horizon and meet_closely(structure, state, desk, wish, point, quantity, horizon - 1):
        found = horizon - 1  # "never" is said only after everything has been tried
    return found, low


@compiled(types.UniTuple(i8, 2)(PACKED, STATE, DESK, WISH, i8, i8, i8, i8))
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
    if meet(structure, state, desk, wish, point, quantity, day):
        return day, day
    for n in range(desk.counts[BLAMES]):
        for column in range(desk.blame.shape[1]):
            desk.blame[MOST_BLAMES + n, column] = desk.blame[n, column]
    desk.counts[KEPT] = desk.counts[BLAMES]
    return earliest(structure, state, desk, wish, point, quantity, first)
