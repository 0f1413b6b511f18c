"""How far a search keeps what is available: what it writes, reads and takes back is what whole rows say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.kernel import placer_of
from tests.oracle.random_companies import random_company, seeded_dice

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import DEMAND, JOURNAL, KEEP, MAKE, TAKE, Desk, State, new_desk
from handfast.engine.supply.place.journal import take_back, undo, write
from handfast.engine.supply.place.level import STEP, available_on, level_from, settle
from handfast.engine.supply.place.need import gap_from
from handfast.engine.supply.place.tried import begin

HORIZON = 4 * STEP
ANY = placer_of(random_company(seeded_dice(1))).state
DAYS = st.integers(0, HORIZON - 1)
ROWS = st.lists(st.tuples(DAYS, st.integers(-3, 3)), max_size=4)
CHANGES = st.lists(st.tuples(st.sampled_from([TAKE, MAKE, KEEP]), st.integers(0, 1), DAYS, st.integers(0, 5)))


def rows_of(steps: tuple[list[tuple[int, int]], list[tuple[int, int]]]) -> Ints:
    """Return what is available of two stock points, from the days on which it changes."""
    rows = np.zeros((2, HORIZON), np.int64)
    for row, changes in zip(rows, steps, strict=True):
        for day, more in changes:
            row[day:] += more
    return rows


def write_all(state: State, desk: Desk, changes: list[tuple[int, int, int, int]], whole: Ints) -> None:
    """Write changes in a search, and into whole rows."""
    for op, point, day, quantity in changes:
        write(state, desk, op, point, day, quantity, DEMAND, 0, 0)
        whole[point, day:] += quantity if op == MAKE else -quantity


@given(st.tuples(ROWS, ROWS), CHANGES, CHANGES, DAYS)
def test_a_search_reads_and_leaves_what_whole_rows_say(
    steps: tuple[list[tuple[int, int]], list[tuple[int, int]]],
    stays: list[tuple[int, int, int, int]],
    goes: list[tuple[int, int, int, int]],
    day: int,
) -> None:
    state, desk = ANY._replace(available=rows_of(steps)), new_desk(2)
    before, whole = state.available.copy(), state.available.copy()
    begin(desk)
    write_all(state, desk, stays, whole)
    mark = int(desk.counts[JOURNAL])
    write_all(state, desk, goes, whole.copy())
    take_back(state, desk, mark)
    for point in range(2):
        rest = whole[point, day:]
        short = np.flatnonzero(rest < 0)
        first = day + int(short[0]) if len(short) else HORIZON
        assert gap_from(state, desk, point, day) == (first, max(-int(rest.min()), 0))
        assert [available_on(state, desk, point, each) for each in range(HORIZON)] == whole[point].tolist()
    settle(state, desk)
    assert np.array_equal(state.available, whole)
    undo(state, desk, 0)
    assert np.array_equal(state.available, before)


@given(ROWS)
def test_a_row_is_level_from_its_last_change_on(steps: list[tuple[int, int]]) -> None:
    row = rows_of((steps, []))[0]
    changes = np.flatnonzero(np.diff(row))
    assert level_from(row) == (int(changes[-1]) + 1 if len(changes) else 0)
