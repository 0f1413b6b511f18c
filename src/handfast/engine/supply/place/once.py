"""One run by itself, of a process and a lot that are given: its minutes, as late as they fit."""

from __future__ import annotations

from numba import types

from handfast.engine.supply.place.arrays import DESK, PACKED, RUN, STATE, Desk, Packed, State, Wish, i8
from handfast.engine.supply.place.compiled import compiled
from handfast.engine.supply.place.journal import take_back, write
from handfast.engine.supply.place.loads import run_by


@compiled(types.boolean(PACKED, STATE, DESK, i8, i8, i8, i8))
def run_once(structure: Packed, state: State, desk: Desk, process: int, starts: int, need: int, overtime: int) -> bool:
    """Book a run so that its output is there by `need`; what it takes and yields is not looked at.

    Where it does not fit, nothing is booked, and the blame says why.
    """
    start, available = run_by(structure, state, desk, Wish(0, overtime, 0, 0, 0, 0), process, starts, need, 0)
    if start < 0:
        take_back(state, desk, 0)
        return False
    write(state, desk, RUN, process, starts, start, available, 0, -1)
    return True
