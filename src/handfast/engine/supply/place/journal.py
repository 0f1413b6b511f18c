"""Every change the kernel makes is written down, so that it can be undone exactly, in any order."""

from __future__ import annotations

from numba import types

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import (
    BLAMES,
    DESK,
    JOURNAL,
    KEEP,
    LOAD,
    LOT,
    MAKE,
    MATRIX,
    MOST_BLAMES,
    OVERFLOW,
    RUN,
    STATE,
    TAKE,
    Desk,
    People,
    State,
    i8,
)
from handfast.engine.supply.place.compiled import compiled, inlined
from handfast.engine.supply.place.level import known_to


@inlined
def expect(people: People, process: int, day: int, sign: int) -> None:
    """Count a run that starts on a day (`sign` 1), or no longer does (-1), against what people expect of that day."""
    if day >= people.near[process]:
        return
    before = people.expected[process, day]
    now = before - sign
    people.expected[process, day] = now
    people.points[0] += people.change_points[process] * (abs(now) - abs(before))
    come = max(-now, 0) - max(-before, 0)
    for n in range(people.crew_first[process], people.crew_first[process + 1]):
        people.changes[people.crew[n], people.week[day]] -= come


@inlined
def change_to(state: State, end: int, op: int, a: int, b: int, c: int, d: int, sign: int) -> None:
    """Do one change (`sign` 1) or undo it (-1), of availability on the days before `end`.

    Changes add up, so their order does not matter.
    """
    if op in (TAKE, MAKE, KEEP):
        rest = state.available[a, b:end]
        amount = sign * c if op == MAKE else -sign * c
        for day in range(rest.shape[0]):
            rest[day] += amount
    elif op == LOAD:
        state.capacity[a, b] -= sign * c
        state.overtime[a, b] -= sign * d
        if d != 0:
            state.people.overtime[state.people.team[a], state.people.week[b]] -= sign * d
    elif op == RUN:
        expect(state.people, a, c, sign)
    elif op == LOT:
        state.lot_free[a] -= sign * c


@inlined
def change(state: State, op: int, a: int, b: int, c: int, d: int, sign: int) -> None:
    """Do one change, or undo it, up to the horizon."""
    change_to(state, state.available.shape[1], op, a, b, c, d, sign)


@inlined
def change_here(state: State, desk: Desk, op: int, a: int, b: int, c: int, d: int, sign: int) -> None:
    """Do one change, or undo it, as far as this search keeps what is available."""
    end = known_to(state, desk, a, b) + 1 if op in (TAKE, MAKE, KEEP) else 0
    change_to(state, end, op, a, b, c, d, sign)


@inlined
def write(state: State, desk: Desk, op: int, a: int, b: int, c: int, d: int, e: int, f: int) -> None:
    """Do one change and write it down. A full journal sets OVERFLOW and changes nothing."""
    n = desk.counts[JOURNAL]
    if n >= desk.journal.shape[0]:
        desk.counts[OVERFLOW] = 1
        return
    row = desk.journal[n]
    row[0] = op
    row[1] = a
    row[2] = b
    row[3] = c
    row[4] = d
    row[5] = e
    row[6] = f
    desk.counts[JOURNAL] = n + 1
    change_here(state, desk, op, a, b, c, d, 1)


@inlined
def take_back(state: State, desk: Desk, mark: int) -> None:
    """Undo everything that this search wrote since the journal held `mark` rows."""
    for n in range(desk.counts[JOURNAL] - 1, mark - 1, -1):
        row = desk.journal[n]
        change_here(state, desk, row[0], row[1], row[2], row[3], row[4], -1)
    desk.counts[JOURNAL] = mark


@compiled(types.void(STATE, DESK, i8))
def undo(state: State, desk: Desk, mark: int) -> None:
    """Undo everything written since the journal held `mark` rows, once the search has ended that wrote it."""
    for n in range(desk.counts[JOURNAL] - 1, mark - 1, -1):
        row = desk.journal[n]
        change(state, row[0], row[1], row[2], row[3], row[4], -1)
    desk.counts[JOURNAL] = mark


@inlined
def blame(desk: Desk, reason: int, point: int, process: int, resource: int, day: int, quantity: int, need: int) -> None:
    """Note why an attempt failed; the first reasons of an attempt are kept."""
    n = desk.counts[BLAMES]
    if n >= MOST_BLAMES:
        return
    row = desk.blame[n]
    row[0] = reason
    row[1] = point
    row[2] = process
    row[3] = resource
    row[4] = day
    row[5] = quantity
    row[6] = need
    desk.counts[BLAMES] = n + 1


@compiled(types.void(STATE, MATRIX, i8))
def repeat(state: State, rows: Ints, sign: int) -> None:
    """Apply (1) or take back (-1) all changes of a kept journal."""
    for n in range(rows.shape[0]):
        change(state, rows[n, 0], rows[n, 1], rows[n, 2], rows[n, 3], rows[n, 4], sign)
