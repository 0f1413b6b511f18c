"""How far a search reads and writes availability: up to the day from which on it stays level.

A change of availability concerns all days behind it, up to the horizon; but most stock points are level long before
that. So a search keeps of each row the days up to the last one on which anything changes, and for all later ones that
last day stands. What a search leaves placed is carried to the horizon when it ends (`settle`).
"""

from __future__ import annotations

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import JOURNAL, KEEP, MAKE, SEARCH, TAKE, Desk, State
from handfast.engine.supply.place.compiled import inlined, part

STEP = 8
"""So many days are compared at once."""


@part
def level_from(row: Ints) -> int:
    """Return the first day from which on a row stays as it is."""
    day = row.shape[0] - 1
    last = row[day]
    while day >= STEP:
        differs = 0
        for n in range(STEP):
            differs |= row[day - 1 - n] ^ last
        if differs != 0:
            break
        day -= STEP
    while day > 0 and row[day - 1] == last:
        day -= 1
    return day


@part
def keep_to(row: Ints, known: Ints, search: int, day: int) -> int:
    """Keep a row up to `day` at least in this search; `known` is the search in which, and the day to which it was."""
    day = min(day, row.shape[0] - 1)
    if known[0] != search:
        known[0] = search
        known[1] = level_from(row)
    for n in range(known[1] + 1, day + 1):
        row[n] = row[known[1]]
    known[1] = max(known[1], day)
    return known[1]


@inlined
def known_to(state: State, desk: Desk, point: int, day: int) -> int:
    """Return the last day that this search keeps of a stock point's row, at least `day`; later ones are as it is."""
    known = desk.level[point]
    if known[0] == desk.counts[SEARCH] and known[1] >= day:
        return known[1]
    return keep_to(state.available[point], known, desk.counts[SEARCH], day)


@inlined
def available_on(state: State, desk: Desk, point: int, day: int) -> int:
    """Return what is available on a day."""
    return state.available[point, min(day, known_to(state, desk, point, 0))]


@part
def settle(state: State, desk: Desk) -> None:
    """Carry what the journal holds to the horizon: from here on, whole rows are read and written."""
    for n in range(desk.counts[JOURNAL]):
        entry = desk.journal[n]
        if entry[0] == TAKE or entry[0] == MAKE or entry[0] == KEEP:
            row, last = state.available[entry[1]], known_to(state, desk, entry[1], 0)
            if row[row.shape[0] - 1] != row[last]:
                for day in range(last + 1, row.shape[0]):
                    row[day] = row[last]
