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

NEAR = 6
"""Days next above the bound that are tried one by one before the search doubles its steps."""


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


@part
def earliest(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, first: int
) -> tuple[int, int]:
    """Find the earliest day from `first` on and leave its placement in the journal.

    Returns
    -------
    tuple
        The day (the horizon, and an empty journal, where there is none) and a lower bound on any day from `first` on.
    """
    horizon = state.available.shape[1]
    low = max(first, bound(structure, state, desk, wish, point, quantity, -1))
    limit = horizon
    day, step, failed = low, 1, low - 1
    while day < horizon:
        # Between the near days and the last one whole lots are enough: the search below then looks closer. But "never"
        # is said only after everything has been tried.
        thorough = day <= low + NEAR or day == horizon - 1
        if meet_any(structure, state, desk, wish, point, quantity, day, FINEST_SPLIT if thorough else 0):
            limit = day
            break
        failed = day
        if day - low >= NEAR:
            step *= 2
        day += step
        if day >= horizon and failed < horizon - 1:
            day = horizon - 1
    while limit < horizon and limit - failed > 1:
        undo(state, desk, 0)
        desk.counts[RUNS] = 0
        middle = (limit + failed) // 2
        if meet_any(structure, state, desk, wish, point, quantity, middle, FINEST_SPLIT):
            limit = middle
        else:
            failed = middle
            if limit - failed == 1 and not meet_any(structure, state, desk, wish, point, quantity, limit, FINEST_SPLIT):
                return horizon, low
    return limit, min(low, horizon)


@compiled(types.UniTuple(i8, 2)(PACKED, STATE, DESK, WISH, i8, i8, i8))
def place(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int
) -> tuple[int, int]:
    """Place a demand: on the wished day if it can be met, else on the earliest later day.

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
    return earliest(structure, state, desk, wish, point, quantity, day)
