"""Early parts: some of a demand is made ready on earlier days, and waits; so all of it may be there sooner.

A run is placed as late as it fits. That is right for one run; but runs of one demand then take each other's minutes and
materials: the last one takes the oak that lies there, though more of it comes in time for that run, and none in time
for the others. Making as much as possible by an earlier day turns that round.
"""

from __future__ import annotations

from handfast.engine.supply.place.arrays import (
    DEMAND,
    JOURNAL,
    OVERFLOW,
    TAKE,
    Desk,
    Packed,
    State,
    Wish,
)
from handfast.engine.supply.place.bound import bound
from handfast.engine.supply.place.compiled import part
from handfast.engine.supply.place.journal import change_here
from handfast.engine.supply.place.meeting import FINEST, before, most_by
from handfast.engine.supply.place.tried import back, clear, here

LOOSE, CLOSE, DAILY = 6, 20, 1 << 40
"""An early day follows the one before by one day, and one more for each so many days that it lies ahead."""

NEAR = 5
"""Other early parts are looked for where, part after part, all but one in so many is ready: else they do not help."""


@part
def wait_until(state: State, desk: Desk, point: int, day: int) -> None:
    """Let what the demand takes early be taken on `day`; until then it is there for others."""
    for n in range(desk.counts[JOURNAL]):
        row = desk.journal[n]
        if row[0] == TAKE and row[1] == point and row[4] == DEMAND and row[2] < day:
            change_here(state, desk, TAKE, point, row[2], row[3], DEMAND, -1)
            row[2] = day
            change_here(state, desk, TAKE, point, day, row[3], DEMAND, 1)


@part
def first_day(structure: Packed, state: State, desk: Desk, wish: Wish, point: int, first: int) -> int:
    """Return the first day from `first` on, on which anything at all could be there."""
    return max(first, bound(structure, state, desk, wish, point, 1, DEMAND))


@part
def next_day(day: int, soonest: int, spread: int) -> int:
    """Return the early day that follows one."""
    return day + 1 + (day - soonest) // spread


@part
def make_ready(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    day: int,
    soonest: int,
    end: int,
    spread: int,
    parts: int,
) -> tuple[int, int, int]:
    """Make as much ready as fits by one early day after the other, from `day` on, beside what is placed.

    It ends where nothing is left, `parts` parts are made, or the next day would not be before `end`. What is made is
    left in the journal. `DAILY`, runs also take what is left of days.

    Returns
    -------
    tuple
        What is left, the last day tried, and how many parts were made.
    """
    rest, made = quantity, 0
    close = 1 if spread == DAILY else wish.close
    how = Wish(wish.classes, wish.overtime, wish.split, wish.fresh, wish.parts, close)
    while True:
        most = most_by(structure, state, desk, how, point, rest, day, 0, 0)
        rest -= most
        made += 1 if most > 0 else 0
        following = next_day(day, soonest, spread)
        if rest == 0 or made == parts or following >= end or desk.counts[OVERFLOW] != 0:
            return rest, day, made
        day = following


@part
def ready_by(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, first: int, end: int
) -> tuple[int, int]:
    """Find a day before `end` by which all of a demand is ready, part after part; nothing stays placed.

    This is quick, and most often near the earliest day: what is looked for otherwise need not be looked for beyond it.

    Returns
    -------
    tuple
        The day (`end` where there is none) and how far the early days lay apart.
    """
    soonest = first_day(structure, state, desk, wish, point, first)
    found, pace = end, CLOSE
    for spread in (LOOSE, CLOSE, DAILY):
        if soonest < found:
            rest, day, _ = make_ready(
                structure, state, desk, wish, point, quantity, soonest, soonest, found, spread, quantity
            )
            clear(state, desk)
            if rest == 0:
                found, pace = day, spread
    return found, pace


@part
def meet_rest(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, first: int, end: int
) -> int:
    """Try to meet a rest beside what is placed, from day `first` on; return its day, or `end` where none is before."""
    day = max(first, bound(structure, state, desk, wish, point, quantity, DEMAND))
    return before(structure, state, desk, wish, point, quantity, day, end, FINEST) if day < end else end


@part
def after_one(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, soonest: int, low: int, end: int
) -> tuple[int, int]:
    """Find a day from `low` on, before `end`, with one part of the demand ready early, as late as it fits.

    Four early days are tried: after 1, 3, 5 and 7 tenths of the time to the best day yet. Nothing stays placed.

    Returns
    -------
    tuple
        The day (or `end`), and the early one (-1: none).
    """
    found, early = end, -1
    for tenths in range(1, 9, 2):
        day = soonest + (found - soonest) * tenths // 10
        if soonest <= day < found - 1 and found > low and desk.counts[OVERFLOW] == 0:
            most = most_by(structure, state, desk, wish, point, quantity - 1, day, 0, 0)
            if most > 0:
                reached = meet_rest(structure, state, desk, wish, point, quantity - most, max(low, day + 1), found)
                if reached < found:
                    found, early = reached, day
            clear(state, desk)
    return found, early


@part
def after_several(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    count: int,
    soonest: int,
    low: int,
    end: int,
    spread: int,
) -> tuple[int, int]:
    """Find a day from `low` on, before `end`, with parts ready one after the other, and the rest as late as it fits.

    The first part, half of the `count` parts, and all but the last are tried; nothing stays placed.

    Returns
    -------
    tuple
        The day (or `end`), and how many parts are ready early (0: none).
    """
    found, kept, parts, rest, day = end, 0, 0, quantity, soonest
    for goal in (1, count // 2, count - 1):
        following = soonest if parts == 0 else next_day(day, soonest, spread)
        if goal <= parts or following >= found - 1 or found <= low or desk.counts[OVERFLOW] != 0:
            continue
        rest, day, made = make_ready(
            structure, state, desk, wish, point, rest, following, soonest, found, spread, goal - parts
        )
        parts += made
        if made > 0 and rest > 0:
            mark = here(desk)
            reached = meet_rest(structure, state, desk, wish, point, rest, max(low, day + 1), found)
            back(state, desk, mark)
            if reached < found:
                found, kept = reached, parts
    clear(state, desk)
    return found, kept


@part
def place_after(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    soonest: int,
    day: int,
    spread: int,
    parts: int,
) -> bool:
    """Place so many parts, one after the other, and the rest of the demand on `day`; return whether it is possible."""
    rest, _, _ = make_ready(structure, state, desk, wish, point, quantity, soonest, soonest, day + 1, spread, parts)
    return rest == 0 or meet_rest(structure, state, desk, wish, point, rest, day, day + 1) == day


@part
def fewest(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    soonest: int,
    day: int,
    spread: int,
    parts: int,
) -> int:
    """Return how few parts suffice for a day that `parts` parts were found for, by halving; nothing stays placed.

    Each part costs set-ups and lots of its own.
    """
    low, high = 0, parts
    while high - low > 1:
        middle = (low + high) // 2
        if place_after(structure, state, desk, wish, point, quantity, soonest, day, spread, middle):
            high = middle
        else:
            low = middle
        clear(state, desk)
    return high


@part
def meet_in_parts(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    first: int,
    low: int,
    end: int,
    ready: int,
    pace: int,
) -> int:
    """Find a day from `low` on, before `end`, by which early parts and the rest are there; or return `end`.

    The placement is left in the journal (empty where there is none).

    Parameters
    ----------
    ready, pace
        What `ready_by` found, or `end` and `CLOSE` where it was not asked. Where all is ready before `end` so, that day
        is taken if nothing sooner is found, or with fewer parts.
    """
    soonest = first_day(structure, state, desk, wish, point, first)
    rest, day, count = make_ready(structure, state, desk, wish, point, quantity, soonest, soonest, end, pace, quantity)
    clear(state, desk)
    if rest * NEAR > quantity:
        return end
    if rest == 0:
        ready = min(ready, day)
    found, early = after_one(structure, state, desk, wish, point, quantity, soonest, low, end)
    sooner, kept = after_several(structure, state, desk, wish, point, quantity, count, soonest, low, found, pace)
    if kept == 0 and early >= 0:
        rest = quantity - most_by(structure, state, desk, wish, point, quantity - 1, early, 0, 0)
        meet_rest(structure, state, desk, wish, point, rest, sooner, sooner + 1)
    else:
        if kept == 0:
            sooner, kept = ready, count
        if sooner >= end:
            return end
        kept = fewest(structure, state, desk, wish, point, quantity, soonest, sooner, pace, kept)
        place_after(structure, state, desk, wish, point, quantity, soonest, sooner, pace, kept)
    wait_until(state, desk, point, sooner)
    return sooner
