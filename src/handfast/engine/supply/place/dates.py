"""Days alone, of many demands: each by itself on the state as it is, which stays as it was.

The day that is found for a demand does not depend on its wish (see `earliest.place`): whatever is found for one wish is
found for every later one, and waits. So of demands that differ in their wish alone, the day is searched for once.
"""

from __future__ import annotations

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import (
    DEMAND,
    DESK,
    JOURNAL,
    MATRIX,
    OVERFLOW,
    PACKED,
    RUNS,
    STATE,
    WISH,
    Desk,
    Packed,
    State,
    Wish,
    i8,
)
from handfast.engine.supply.place.bound import bound
from handfast.engine.supply.place.compiled import compiled, part
from handfast.engine.supply.place.earliest import earliest
from handfast.engine.supply.place.meeting import meet
from handfast.engine.supply.place.tried import begin, clear

POINT, QUANTITY, FIRST, SHIP, LAST, DAY, SOONEST = COLUMNS = range(7)
"""Columns of a row: no earlier ship day than `FIRST` is of use, none after `LAST`; `SHIP` is wished.

Found are `DAY`, the horizon where there is none up to `LAST`, and `SOONEST`, the day that does not depend on the wish:
the earliest, or, where no row behind asks for it, one up to the wish.
"""

UNKNOWN = -1
"""The soonest day of a demand whose wish could be met at once, or of which nothing is known yet."""


@part
def alike(one: Ints, other: Ints) -> bool:
    """Return whether two demands differ in their wishes alone."""
    return one[POINT] == other[POINT] and one[QUANTITY] == other[QUANTITY] and one[FIRST] == other[FIRST]


@part
def useless(structure: Packed, state: State, desk: Desk, wish: Wish, row: Ints) -> bool:
    """Return whether no day that is of use is possible, as far as is seen without a search."""
    if row[LAST] >= state.available.shape[1] - 1:
        return False
    return bound(structure, state, desk, wish, row[POINT], row[QUANTITY], DEMAND) > row[LAST]


@compiled(i8(PACKED, STATE, DESK, WISH, MATRIX, i8, i8), nogil=True)
def find_days(structure: Packed, state: State, desk: Desk, wish: Wish, rows: Ints, n: int, end: int) -> int:
    """Find the days of ``rows[n:end]``; return the position reached: behind the first that was searched for.

    Where the desk was too small, it is the position of what it was too small for.

    Parameters
    ----------
    rows
        Shape (N, 7), what is to be found `UNKNOWN`. Rows that are alike but for their wish lie together, the latest
        wish first; others may find the days of other rows meanwhile.
    """
    horizon = state.available.shape[1]
    desk.counts[JOURNAL] = 0
    desk.counts[RUNS] = 0
    first, searched = n, 0
    while n < end and searched == 0:
        row = rows[n]
        point, quantity, ship = row[POINT], row[QUANTITY], row[SHIP]
        if n == first or rows[n - 1, POINT] != point:
            begin(desk)
        soonest = rows[n - 1, SOONEST] if n > 0 and alike(rows[n - 1], row) else UNKNOWN
        day = max(soonest, ship)
        if soonest == UNKNOWN and not meet(structure, state, desk, wish, point, quantity, ship):
            clear(state, desk)
            if useless(structure, state, desk, wish, row):
                day = horizon
            else:
                searched = 1
                enough = ship if n + 1 == rows.shape[0] or not alike(rows[n + 1], row) else -1
                soonest = earliest(structure, state, desk, wish, point, quantity, row[FIRST], horizon, enough)[0]
                day = max(soonest, ship)
        full = desk.counts[OVERFLOW] != 0
        clear(state, desk)
        if full:
            return n
        row[DAY] = day
        row[SOONEST] = soonest
        n += 1
    return n
