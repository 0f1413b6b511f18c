"""A demand on one day: with whole lots, with lots cut finer, in parts."""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    ASKED,
    BLAMES,
    OVERFLOW,
    PLACED,
    SEQUENCES,
    TRIES,
    Desk,
    Packed,
    State,
    Wish,
)
from handfast.engine.supply.place.compiled import part
from handfast.engine.supply.place.supplying import supply
from handfast.engine.supply.place.tried import (
    FAILS,
    UNKNOWN,
    answer_in,
    back,
    here,
    manner,
    remember,
    row_of,
)

WHOLE, FINEST = 1, 8
"""Lots stay whole, or are cut into at most so many parts that run side by side or one after the other."""

TRIED, STAYS = 0, 1
"""What becomes of an attempt that succeeds: it is taken back, or it is left placed."""

MOST_PARTS = 4
"""A demand is met in at most so many parts, each the most that still fits."""


@part
def meet(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int) -> bool:
    """Try to meet the demand on a day, never beyond the horizon; the blame afterwards is this attempt's alone."""
    desk.counts[BLAMES] = 0
    desk.counts[TRIES] = 0
    desk.counts[ASKED] = structure.point_item[point]
    if day >= state.available.shape[1]:
        return False
    return supply(structure, state, desk, wish, point, quantity, day, wish.fresh)


@part
def attempt(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int, stays: int
) -> bool:
    """Try to meet the demand on a day, unless it is known already what comes of it; it is left placed if it `stays`."""
    how = manner(wish)
    number = row_of(desk, quantity, day, how)
    answer = answer_in(desk, number, quantity, day, how)
    if answer == FAILS or (answer != UNKNOWN and stays == 0):
        return answer != FAILS
    mark = here(desk)
    met = meet(structure, state, desk, wish, point, quantity, day)
    if answer == UNKNOWN:
        answer = FAILS
        if met:
            desk.counts[SEQUENCES] += 1
            answer = desk.counts[SEQUENCES]
        remember(desk, number, quantity, day, how, answer)
    if met and stays == 0:
        back(state, desk, mark)
    elif met:
        desk.counts[PLACED] = answer
    return met


@part
def meet_any(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    day: int,
    finest: int,
    stays: int,
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
            if attempt(structure, state, desk, cut, point, quantity, day, stays):
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
        needed = -(-(least - quantity + rest) // (MOST_PARTS - n))
        step = max(step, needed)
        low, high = 0, rest + 1
        while high - low > 1 and desk.counts[OVERFLOW] == 0:
            middle = min(low + step, rest) if high > rest else (low + high) // 2
            if meet_any(structure, state, desk, wish, point, middle, day, WHOLE, TRIED):
                step = 1 if low == 0 and guess > 0 else 2 * step
                low = middle
            elif middle == needed:
                high = 1
            else:
                high = middle
        if low == 0 or not meet_any(structure, state, desk, wish, point, low, day, WHOLE, STAYS):
            break
        rest -= low
        if rest == 0:
            break
        guess, step = 0, 1
    return quantity - rest


@part
def meet_closely(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    day: int,
    finest: int,
    stays: int,
) -> bool:
    """Try to meet the demand on a day with lots cut finer, with runs that take what is left of days, then in parts.

    Where it `stays`, it is written behind what the journal holds.
    """
    if meet_any(structure, state, desk, wish, point, quantity, day, finest, stays):
        return True
    how = Wish(wish.classes, wish.overtime, wish.split, wish.fresh, wish.parts, 1)
    if meet_any(structure, state, desk, how, point, quantity, day, WHOLE, stays):
        return True
    mark = here(desk)
    met = quantity > 1 and most_by(structure, state, desk, how, point, quantity, day, 0, quantity) == quantity
    if stays == 0 or not met:
        back(state, desk, mark)
    return met


@part
def before(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, low: int, high: int, finest: int
) -> int:
    """Find a day from `low` on, before `high`, on which the demand is met closely, by halving; or return `high`.

    The last of these days is tried first: where it is not possible, none is looked for. The placement is left in the
    journal, behind what it holds.
    """
    day, last, tried = low, high, high - 1
    while day < last:
        if meet_closely(structure, state, desk, wish, point, quantity, tried, finest, TRIED):
            last = tried
        elif last == high:
            return high
        else:
            day = tried + 1
        tried = (day + last) // 2
    if day < high:
        meet_closely(structure, state, desk, wish, point, quantity, day, finest, STAYS)
    return day


@part
def closest(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, low: int, high: int
) -> int:
    """Find a day as `before` does, where the first is most often it, as it is a bound: it is tried before all others.

    Parameters
    ----------
    low, high
        At least one day apart.
    """
    if meet_closely(structure, state, desk, wish, point, quantity, low, FINEST, STAYS):
        return low
    return before(structure, state, desk, wish, point, quantity, low + 1, high, FINEST)
