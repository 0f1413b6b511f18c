"""Placing some demands again, in another order: kept where it is no worse, else taken back to the bit."""

from __future__ import annotations

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import DESK, MATRIX, PACKED, STATE, VECTOR, Desk, Packed, State, i8
from handfast.engine.supply.place.compiled import compiled
from handfast.engine.supply.place.sequence import (
    KEPT,
    WANTED,
    Kept,
    Wanted,
    leaves_gap,
    lift_each,
    place_each,
    put_back,
)
from handfast.engine.supply.plan.objective import RATES, Rates, add_costs

START, COUNT, DAY, BOUND, FORWARD, OVERTIME = range(6)
"""Rows of the room in which demands are remembered as they were."""

NOT_POSSIBLE = -(1 << 62)
"""Instead of a gain: nothing was changed, for somebody else would have gone short."""

NO_ROOM = NOT_POSSIBLE + 1
"""Instead of a gain: nothing was changed, for the room for rows or the desk was too small."""


@compiled(i8(PACKED, STATE, DESK, WANTED, RATES, KEPT, VECTOR, MATRIX, MATRIX, VECTOR, i8, i8))
def place_again(
    structure: Packed,
    state: State,
    desk: Desk,
    wanted: Wanted,
    rates: Rates,
    kept: Kept,
    order: Ints,
    modes: Ints,
    was: Ints,
    total: Ints,
    horizon: int,
    in_time: int,
) -> int:
    """Lift demands out, place them in this order, and keep that if it costs no more; return the points gained.

    Parameters
    ----------
    order
        Demands, each once.
    modes
        (2, n): whether each is placed forward now, and whether overtime may be used.
    was, total
        Room to work in: (6, n) and (6,).
    in_time
        1: what is not late must not become late, whatever is gained.

    Returns
    -------
    int
        Not less than 0; `NOT_POSSIBLE` or `NO_ROOM` where nothing was changed.
    """
    for n in range(total.shape[0]):
        total[n] = 0
    add_costs(structure, rates, kept, order, horizon, total)
    gain = total.sum()
    for n in range(order.shape[0]):
        k = order[n]
        was[START, n], was[COUNT, n], was[DAY, n], was[BOUND, n] = (
            kept.start[k],
            kept.size[k],
            kept.day[k],
            kept.bound[k],
        )
        was[FORWARD, n], was[OVERTIME, n] = wanted.forward[k], wanted.overtime[k]
        wanted.forward[k], wanted.overtime[k] = modes[0, n], modes[1, n]
    lift_each(state, kept, order)
    reached = place_each(structure, state, desk, wanted, kept, order, 0, order.shape[0], 0)
    answer = NO_ROOM
    if reached == order.shape[0]:
        answer = NOT_POSSIBLE
        if not leaves_gap(state, kept, was[START], was[COUNT]):
            for n in range(total.shape[0]):
                total[n] = 0
            add_costs(structure, rates, kept, order, horizon, total)
            answer = gain - total.sum()
            for n in range(order.shape[0]):
                due = wanted.due[order[n]]
                if in_time != 0 and was[DAY, n] <= due and kept.day[order[n]] > due:
                    answer = NOT_POSSIBLE
    if answer >= 0:
        return answer
    put_back(state, kept, order, was[START], was[COUNT], was[DAY], was[BOUND])
    for n in range(order.shape[0]):
        wanted.forward[order[n]], wanted.overtime[order[n]] = was[FORWARD, n], was[OVERTIME, n]
    return answer
