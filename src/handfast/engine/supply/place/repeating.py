"""Repeating placements that were made before, as long as each fits on what is left now."""

from __future__ import annotations

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import KEEP, LOAD, LOT, MATRIX, RUN, STATE, TAKE, VECTOR, State, i8
from handfast.engine.supply.place.compiled import compiled, part
from handfast.engine.supply.place.journal import change


@part
def fits(state: State, op: int, a: int, b: int, d: int) -> bool:
    """Return whether what a change took was there: nothing that it touched is below zero."""
    people = state.people
    if op in (TAKE, KEEP):
        rest = state.available[a, b:]
        for day in range(rest.shape[0]):
            if rest[day] < 0:
                return False
    elif op == LOAD:
        if state.capacity[a, b] < 0 or state.overtime[a, b] < 0:
            return False
        return d == 0 or people.overtime[people.team[a], people.week[b]] >= 0
    elif op == LOT:
        return bool(state.lot_free[a] >= 0)
    return True


@part
def calm(state: State, process: int, day: int) -> bool:
    """Return whether people may still be asked for a run that starts on a day: no team has too many changes."""
    people = state.people
    if day < people.near[process]:
        for n in range(people.crew_first[process], people.crew_first[process + 1]):
            if people.changes[people.crew[n], people.week[day]] < 0:
                return False
    return True


@compiled(i8(STATE, MATRIX, VECTOR, i8))
def repeat_while_fitting(state: State, rows: Ints, first: Ints, n: int) -> int:
    """Apply kept journals one after another, from the n-th on, until one of them does not fit; it is not applied.

    Parameters
    ----------
    rows, first
        The journals: the k-th is ``rows[first[k]:first[k + 1]]``.

    Returns
    -------
    int
        Which does not fit; their number where all do.
    """
    while n < first.shape[0] - 1:
        for r in range(first[n], first[n + 1]):
            change(state, rows[r, 0], rows[r, 1], rows[r, 2], rows[r, 3], rows[r, 4], 1)
        good = True
        for r in range(first[n], first[n + 1]):
            op, a, b, c, d = rows[r, 0], rows[r, 1], rows[r, 2], rows[r, 3], rows[r, 4]
            good = good and (calm(state, a, c) if op == RUN else fits(state, op, a, b, d))
        if not good:
            for r in range(first[n], first[n + 1]):
                change(state, rows[r, 0], rows[r, 1], rows[r, 2], rows[r, 3], rows[r, 4], -1)
            return n
        n += 1
    return n
