"""Many demands, one after another, on one state: placed in an order, lifted out and put back exactly.

What one placement left is what the next one finds, so the order decides who is late. Every placement's journal is kept
among the rows of all, so that any of them can be lifted out again, in any order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import (
    DESK,
    JOURNAL,
    MAKE,
    MATRIX,
    OVERFLOW,
    PACKED,
    STATE,
    TAKE,
    VECTOR,
    Desk,
    Packed,
    State,
    Wish,
    i8,
)
from handfast.engine.supply.place.compiled import compiled, part
from handfast.engine.supply.place.earliest import place
from handfast.engine.supply.place.journal import change, undo
from handfast.engine.supply.place.level import settle

NOT_PLACED = -1
"""The day of a demand that is lifted out."""


class Wanted(NamedTuple):
    """Demands as columns, N of them, and how each is to be placed."""

    point: Ints  # (N,)
    quantity: Ints  # (N,) smallest units
    first: Ints  # (N,) no earlier ship day is of use
    due: Ints  # (N,) ship day wished
    fresh: Ints  # (N,) days of shelf life that the goods must still have
    classes: Ints  # (N,) bit set of process classes allowed
    overtime: Ints  # (N,) 1: overtime may be used
    forward: Ints  # (N,) 1: as early as possible; 0: just in time, and as early as possible where that fails
    more: Ints  # (N,) made along with it for whoever comes next, so that one run serves several


class Kept(NamedTuple):
    """The placements of all demands: the rows of demand k are ``start[k]`` to ``start[k] + size[k] - 1``."""

    rows: Ints  # (M, 7)
    start: Ints  # (N,)
    size: Ints  # (N,)
    day: Ints  # (N,) ship day; the horizon: cannot be met before it; NOT_PLACED
    bound: Ints  # (N,) no earlier day was possible on the state that it was placed on
    used: Ints  # (1,) rows in use


WANTED = types.NamedUniTuple(VECTOR, len(Wanted._fields), Wanted)
KEPT = types.NamedTuple([MATRIX] + [VECTOR] * 5, Kept)


def nothing_kept(demands: int, rows: int) -> Kept:
    """Return room for the placements of `demands` demands with `rows` changes in all."""
    empty = np.zeros(demands, np.int64)
    placed = np.full(demands, NOT_PLACED, np.int64)
    return Kept(np.zeros((rows, 7), np.int64), empty, empty.copy(), placed, empty.copy(), np.zeros(1, np.int64))


@part
def keep(desk: Desk, kept: Kept, k: int) -> None:
    """Copy the journal to the kept rows, as those of demand `k`."""
    first, count = kept.used[0], desk.counts[JOURNAL]
    for n in range(count):
        for column in range(7):
            kept.rows[first + n, column] = desk.journal[n, column]
    kept.start[k] = first
    kept.size[k] = count
    kept.used[0] = first + count


@part
def give_back(state: State, desk: Desk, more: int) -> None:
    """Leave `more` of what the demand itself takes for others: its newest takes become smaller, or go."""
    kept = desk.counts[JOURNAL]
    for n in range(kept - 1, -1, -1):
        row = desk.journal[n]
        if more > 0 and row[0] == TAKE and row[4] == -1:
            less = min(more, row[3])
            change(state, TAKE, row[1], row[2], less, 0, -1)
            row[3] -= less
            more -= less


@compiled(i8(PACKED, STATE, DESK, WANTED, KEPT, VECTOR, i8, i8, i8))
def place_each(
    structure: Packed,
    state: State,
    desk: Desk,
    wanted: Wanted,
    kept: Kept,
    order: Ints,
    n: int,
    last: int,
    alone: int,
) -> int:
    """Place the demands ``order[n:last]`` one after another; return the position reached.

    It is less than `last` where the desk or the room for rows ran out; that demand is then not placed. Where `alone` is
    1, each is placed by itself: kept, but not left on the state.
    """
    while n < last:
        k = order[n]
        wish = Wish(wanted.classes[k], wanted.overtime[k], 0, wanted.fresh[k], 0, 0)
        day = wanted.first[k] if wanted.forward[k] != 0 else max(wanted.due[k], wanted.first[k])
        quantity = wanted.quantity[k] + wanted.more[k]
        found, bound = place(structure, state, desk, wish, wanted.point[k], quantity, day, day)
        settle(state, desk)
        if desk.counts[OVERFLOW] != 0 or kept.used[0] + desk.counts[JOURNAL] > kept.rows.shape[0]:
            undo(state, desk, 0)
            return n
        if wanted.more[k] > 0:
            give_back(state, desk, wanted.more[k])
        keep(desk, kept, k)
        if alone != 0:
            undo(state, desk, 0)
        kept.day[k] = found
        kept.bound[k] = bound
        n += 1
    return n


@part
def apply_rows(state: State, kept: Kept, start: int, count: int, sign: int) -> None:
    """Do (1) or undo (-1) kept rows."""
    for n in range(start, start + count):
        row = kept.rows[n]
        change(state, row[0], row[1], row[2], row[3], row[4], sign)


@compiled(types.void(STATE, KEPT, VECTOR))
def lift_each(state: State, kept: Kept, which: Ints) -> None:
    """Lift demands out of the state. Their rows stay where they are until the room is tidied."""
    for n in range(which.shape[0]):
        k = which[n]
        apply_rows(state, kept, kept.start[k], kept.size[k], -1)
        kept.size[k] = 0
        kept.day[k] = NOT_PLACED


@compiled(types.void(STATE, KEPT, VECTOR, VECTOR, VECTOR, VECTOR, VECTOR))
def put_back(state: State, kept: Kept, which: Ints, start: Ints, count: Ints, day: Ints, bound: Ints) -> None:
    """Put demands back as they were: ``start``, ``count``, ``day`` and ``bound`` of each are what they were."""
    for n in range(which.shape[0]):
        k = which[n]
        apply_rows(state, kept, kept.start[k], kept.size[k], -1)
        kept.start[k] = start[n]
        kept.size[k] = count[n]
        kept.day[k] = day[n]
        kept.bound[k] = bound[n]
        apply_rows(state, kept, start[n], count[n], 1)


@compiled(types.boolean(STATE, KEPT, VECTOR, VECTOR))
def leaves_gap(state: State, kept: Kept, start: Ints, count: Ints) -> bool:
    """Return whether a stock point that these rows supplied is now short on some day: another demand relied on it."""
    for n in range(start.shape[0]):
        for r in range(start[n], start[n] + count[n]):
            if kept.rows[r, 0] == MAKE:
                row = state.available[kept.rows[r, 1]]
                for day in range(row.shape[0]):
                    if row[day] < 0:
                        return True
    return False


@compiled(types.void(KEPT, KEPT))
def move_rows(kept: Kept, to: Kept) -> None:
    """Copy all kept rows, without those no longer in use, into other room that is large enough."""
    free = 0
    for k in range(kept.start.shape[0]):
        first, count = kept.start[k], kept.size[k]
        for n in range(count):
            for column in range(7):
                to.rows[free + n, column] = kept.rows[first + n, column]
        to.start[k] = free
        to.size[k] = count
        to.day[k] = kept.day[k]
        to.bound[k] = kept.bound[k]
        free += count
    to.used[0] = free
