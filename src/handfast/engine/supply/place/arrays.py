"""What the kernel works on: the state that promises change, and the desk it works at. All int64."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types

from handfast.engine.network import Ints, Structure

OP, A, B, C, D, E, F = range(7)
"""Columns of a journal row: what was done, and its arguments."""

TAKE = 1  # point, need day, quantity, run that uses it (or DEMAND)
MAKE = 2  # point, day available, quantity, run
LOAD = 3  # resource, day, regular minutes, overtime minutes, run, step
RUN = 4  # process, starts, start day, day available, number of the run
LOT = 5  # lot, need day, quantity, run that uses it (or DEMAND), point
KEEP = 6  # point, day, quantity, run: output that grows old, kept from other needs until it is booked as a lot

DEMAND = -1
"""The user of what the demand itself takes, in place of the number of a run."""

NO_LOT, NO_TIME, NO_CAPACITY, NO_PROCESS, LOOP, TOO_OLD, GIVEN_UP, NO_NOTICE = range(1, 9)
"""Why an attempt failed: blame rows hold reason, point, process, resource, day, quantity, needed by."""

JOURNAL, RUNS, BLAMES, KEPT, TRIES, OVERFLOW, ASKED, PLACED, SEQUENCES, SEARCH = range(10)
"""What `Desk.counts` counts; then the number of the item asked for, and what `tried` keeps."""

NEED_COLUMNS = 16
"""What is written down of a need while it is being met."""

ROWS_A_LEVEL = 64
"""A desk whose journal has so many rows for each may go so many levels down from a demand."""

MOST_TRIED = 1 << 12
"""So many attempts of one search are remembered."""

MOST_BLAMES = 64
"""Reasons kept of one attempt; those of the wished day are kept in as many rows behind."""

MOST_TRIES = 20_000
"""Runs tried for one placement before it is given up as too tangled; the answer then is not proven."""


(
    OUTPUT_POINT,
    PROCESS_CLASS,
    SAME_DAY,
    YIELD_NUM,
    YIELD_DEN,
    LOT_MIN,
    LOT_MULTIPLE,
    LOT_MAX,
    LEAD_BEFORE,
    LEAD_AFTER,
    LEAD_CALENDAR,
    FIRST_START,
    LAST_START,
    INPUT_FIRST,
    EXTRA_FIRST,
    LOAD_FIRST,
) = range(16)
"""Columns of `Packed.process`, in the order of `PROCESS_COLUMNS`."""

PROCESS_COLUMNS = (
    "output_point",
    "process_class",
    "same_day",
    "yield_num",
    "yield_den",
    "lot_min",
    "lot_multiple",
    "lot_max",
    "lead_before",
    "lead_after",
    "lead_calendar",
    "first_start",
    "last_start",
    "input_first",
    "extra_first",
    "load_first",
)

INPUT_POINT, INPUT_NUM, INPUT_DEN, INPUT_FIXED = range(4)
EXTRA_POINT, EXTRA_NUM, EXTRA_DEN = range(3)
LOAD_RESOURCE, LOAD_NUM, LOAD_DEN, LOAD_SETUP, LOAD_UNITS = range(5)


class Packed(NamedTuple):
    """`Structure`, with what is read together lying together: a run reads one row of `process`, not sixteen arrays."""

    process_first: Ints  # (P + 1,)
    process: Ints  # (N + 1, 16); the last row closes the ranges of inputs, extras and loads
    input: Ints  # (I, 4)
    extra: Ints  # (E, 3)
    load: Ints  # (S, 5)
    unit_minutes: Ints  # (R, H)
    unit_overtime: Ints  # (R, H)
    working_before: Ints  # (C, H + 1)
    working_day: Ints  # (C, H + 1)
    point_item: Ints  # (P,)


def packed(structure: Structure) -> Packed:
    """Return `structure` as the kernel reads it."""

    def rows(*names: str, close: int = 0) -> Ints:
        table = np.zeros((len(getattr(structure, names[0])) + close, len(names)), np.int64)
        for n, name in enumerate(names):
            column = getattr(structure, name)
            table[: len(column), n] = column
        return table

    process = rows(*PROCESS_COLUMNS, close=1)
    return Packed(
        np.ascontiguousarray(structure.process_first),
        process,
        rows("input_point", "input_num", "input_den", "input_fixed"),
        rows("extra_point", "extra_num", "extra_den"),
        rows("load_resource", "load_num", "load_den", "load_setup", "load_units"),
        *(np.ascontiguousarray(getattr(structure, name)) for name in Packed._fields[5:]),
    )


class People(NamedTuple):
    """What may still be asked of people. T teams, R resources, H days, W weeks, N processes, Z days of notice.

    The last row of what is counted by team is that of the resources without one, which nothing limits.
    """

    team: Ints  # (R,) team that works at a resource
    week: Ints  # (H,) number of a day's week
    overtime: Ints  # (T + 1, W) minutes of overtime left
    near: Ints  # (N,) other starts than published within so many days are last-minute changes; 0: none is
    expected: Ints  # (N, Z) runs that the published plan starts and that are not placed; below 0: runs beyond these
    crew_first: Ints  # (N + 1,) the teams that a process's runs concern
    crew: Ints  # (X,)
    changes: Ints  # (T + 1, W) runs that may still come unexpected
    change_points: Ints  # (N,) what one last-minute change of a process counts for
    points: Ints  # (1,) what all last-minute changes count for, as it stands


class State(NamedTuple):
    """What is left to be taken. P stock points, R resources, H days, L lots.

    `available` is cumulative: supply up to a day less what is needed up to it, never negative. Stock points that keep
    expiring lots hold zeros there; their lots are taken one by one, sorted by expiry within a stock point.
    """

    available: Ints  # (P, H)
    capacity: Ints  # (R, H) minutes of all units
    overtime: Ints  # (R, H) minutes of all units
    lot_first: Ints  # (P + 1,)
    lot_day: Ints  # (L,) first day of use
    lot_expires: Ints  # (L,) first day on which it is too old
    lot_free: Ints  # (L,)
    shelf_life: Ints  # (P,) days that new output lasts, 0: for ever
    made_along_first: Ints  # (P + 1,) processes that yield the point as a co-product
    made_along: Ints  # (X,)
    people: People


def copied(state: State) -> State:
    """Return a state of its own to place things on."""
    people = state.people
    own = {name: getattr(people, name).copy() for name in ("overtime", "expected", "changes", "points")}
    changing = {name: getattr(state, name).copy() for name in ("available", "capacity", "overtime", "lot_free")}
    return state._replace(**changing, people=people._replace(**own))


class Desk(NamedTuple):
    """Where the kernel writes: what was done, blame for what could not be, the path it is on, what it tried."""

    journal: Ints  # (J, 7)
    blame: Ints  # (2 * MOST_BLAMES, 7)
    counts: Ints  # (10,)
    on_path: Ints  # (P,)
    needs: Ints  # (D, NEED_COLUMNS): from the demand down, see `supplying`
    level: Ints  # (P, 2): search, last day that it keeps of a stock point's row, see `level`
    tried: Ints  # (MOST_TRIED, 6): search, number of what was placed, quantity, day, manner, answer


def new_desk(points: int, rows: int = 4096) -> Desk:
    """Return a desk for a company of `points` stock points, with room for `rows` changes."""
    return Desk(
        np.zeros((rows, 7), np.int64),
        np.zeros((2 * MOST_BLAMES, 7), np.int64),
        np.zeros(SEARCH + 1, np.int64),
        np.zeros(points, np.int64),
        np.zeros((1 + rows // ROWS_A_LEVEL, NEED_COLUMNS), np.int64),
        np.zeros((points, 2), np.int64),
        np.zeros((MOST_TRIED, 6), np.int64),
    )


class Wish(NamedTuple):
    """How a demand may be met; part of every call of the kernel."""

    classes: int  # bit set of process classes allowed: 1 << PLAIN | 1 << EXPEDITED ...
    overtime: int  # 1: overtime may be used
    split: int  # lots are cut into so many parts, so that they can run side by side; 0 or 1: whole
    fresh: int  # days of shelf life that the demand's goods must still have
    parts: int  # 1: part of the demand may be made ready early, and wait, where all of it then is there sooner
    close: int = 0  # 1: a run may take what is left of a day and is too little for it; where lots are cut it may anyway


i8 = types.int64
VECTOR = types.Array(i8, 1, "C")
MATRIX = types.Array(i8, 2, "C")
PACKED = types.NamedTuple([VECTOR] + [MATRIX] * 8 + [VECTOR], Packed)
MATRICES = {"available", "capacity", "overtime", "expected", "changes"}
PEOPLE = types.NamedTuple([MATRIX if name in MATRICES else VECTOR for name in People._fields], People)
STATE = types.NamedTuple(
    [PEOPLE if name == "people" else MATRIX if name in MATRICES else VECTOR for name in State._fields], State
)
DESK = types.NamedTuple([MATRIX, MATRIX, VECTOR, VECTOR, MATRIX, MATRIX, MATRIX], Desk)
WISH = types.NamedUniTuple(i8, len(Wish._fields), Wish)
