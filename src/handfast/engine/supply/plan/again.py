"""Placing some demands again, in another order: kept where it is no worse, else taken back to the bit."""

from __future__ import annotations

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import DESK, MATRIX, PACKED, STATE, VECTOR, Desk, Packed, State, i8
from handfast.engine.supply.place.compiled import compiled, part
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
from handfast.engine.supply.plan.objective import RATES, Rates, add_costs, late_cost

START, COUNT, DAY, BOUND, FORWARD, OVERTIME, MORE = range(7)
"""Rows of the room in which demands are remembered as they were."""

NOT_POSSIBLE = -(1 << 62)
"""Instead of a gain: nothing was changed, for somebody else would have gone short."""

NO_ROOM = NOT_POSSIBLE + 1
"""Instead of a gain: nothing was changed, for the room for rows or the desk was too small."""


@part
def cost_of(structure: Packed, rates: Rates, kept: Kept, order: Ints, horizon: int, total: Ints) -> int:
    """Return the points of demands; `total` is room to work in."""
    for n in range(total.shape[0]):
        total[n] = 0
    add_costs(structure, rates, kept, order, horizon, total)
    cost = 0
    for n in range(total.shape[0]):
        cost += total[n]
    return cost


@part
def change_modes(wanted: Wanted, kept: Kept, order: Ints, modes: Ints, was: Ints) -> None:
    """Remember demands in `was`, and how they were placed; place them in other ways from now on."""
    for n in range(order.shape[0]):
        k = order[n]
        was[START, n], was[COUNT, n] = kept.start[k], kept.size[k]
        was[DAY, n], was[BOUND, n] = kept.day[k], kept.bound[k]
        was[FORWARD, n], was[OVERTIME, n], was[MORE, n] = wanted.forward[k], wanted.overtime[k], wanted.more[k]
        wanted.forward[k], wanted.overtime[k], wanted.more[k] = modes[0, n], modes[1, n], modes[2, n]


@part
def becomes_late(wanted: Wanted, kept: Kept, order: Ints, was: Ints) -> bool:
    """Return whether a demand is late now that was not."""
    for n in range(order.shape[0]):
        due = wanted.due[order[n]]
        if was[DAY, n] <= due and kept.day[order[n]] > due:
            return True
    return False


@compiled(i8(PACKED, STATE, DESK, WANTED, RATES, KEPT, VECTOR, MATRIX, MATRIX, VECTOR, i8, i8, i8))
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
    late_only: int,
) -> int:
    """Lift demands out, place them in this order, and keep that if it costs no more; return the points gained.

    Parameters
    ----------
    order
        Demands, each once.
    modes
        (3, n): whether each is placed forward now, whether overtime may be used, and how many more are made along.
    was, total
        Room to work in: (7, n) and (7,).
    in_time
        1: what is not late must not become late, whatever is gained.
    late_only
        1: nothing costs but lateness and shortage, so that what is too late already need not be placed to the end.

    Returns
    -------
    int
        Not less than 0; `NOT_POSSIBLE` or `NO_ROOM` where nothing was changed.
    """
    before = cost_of(structure, rates, kept, order, horizon, total)
    changes = state.people.points[0]
    change_modes(wanted, kept, order, modes, was)
    lift_each(state, kept, order)
    n, lost, answer = 0, 0, NOT_POSSIBLE
    while n < order.shape[0] and (late_only == 0 or lost <= before):
        if place_each(structure, state, desk, wanted, kept, order, n, n + 1, 0) == n:
            answer = NO_ROOM
            break
        lost += late_cost(rates, kept, order[n], horizon)
        n += 1
    if n == order.shape[0] and not leaves_gap(state, kept, was[START], was[COUNT]):
        answer = before - cost_of(structure, rates, kept, order, horizon, total) + changes - state.people.points[0]
        if in_time != 0 and becomes_late(wanted, kept, order, was):
            answer = NOT_POSSIBLE
    if answer < 0:
        put_back(state, kept, order, was[START], was[COUNT], was[DAY], was[BOUND])
        for n in range(order.shape[0]):
            k = order[n]
            wanted.forward[k], wanted.overtime[k], wanted.more[k] = was[FORWARD, n], was[OVERTIME, n], was[MORE, n]
    return answer
