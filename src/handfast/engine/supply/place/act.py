"""The one compiled door to all that is asked of the kernel about a demand.

A compiled function is loaded with everything it is made of. Four doors that share all but their last few lines would
be loaded four times, at each start of a command: a tenth of a second.
"""

from __future__ import annotations

from numba import types

from handfast.engine.supply.place.arrays import DEMAND, DESK, PACKED, STATE, WISH, Desk, Packed, State, Wish, i8
from handfast.engine.supply.place.bound import bound
from handfast.engine.supply.place.compiled import compiled
from handfast.engine.supply.place.earliest import most_until, place
from handfast.engine.supply.place.level import settle
from handfast.engine.supply.place.meeting import FINEST, STAYS, meet, meet_closely
from handfast.engine.supply.place.tried import begin

PLACE, MOST_UNTIL, MEET, MEET_CLOSELY, BOUND = range(5)
"""What can be asked: see the functions of these names."""


@compiled(types.UniTuple(i8, 2)(i8, PACKED, STATE, DESK, WISH, i8, i8, i8, i8, i8))
def act(
    what: int,
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    point: int,
    quantity: int,
    day: int,
    first: int,
    beyond: int,
) -> tuple[int, int]:
    """Do what is asked of a demand by a day; what is placed is left in the journal.

    Parameters
    ----------
    first
        The day from which on a day is looked for, where one is.
    beyond
        How much is no answer to `MOST_UNTIL` yet.

    Returns
    -------
    tuple
        `PLACE`: the day and a lower bound on it. Else one number twice: how much (`MOST_UNTIL`), the lower bound
        (`BOUND`), 1 for yes.
    """
    begin(desk)
    if what == BOUND:
        answer = bound(structure, state, desk, wish, point, quantity, DEMAND)
        return answer, answer
    if what == PLACE:
        answer, least = place(structure, state, desk, wish, point, quantity, day, first)
    else:
        if what == MOST_UNTIL:
            answer = most_until(structure, state, desk, wish, point, quantity, first, day, beyond)
        elif what == MEET:
            answer = 1 if meet(structure, state, desk, wish, point, quantity, day) else 0
        else:
            answer = 1 if meet_closely(structure, state, desk, wish, point, quantity, day, FINEST, STAYS) else 0
        least = answer
    settle(state, desk)
    return answer, least
