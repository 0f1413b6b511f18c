"""Needs and what feeds them: stock first, then runs for what stock cannot cover, then what those runs need."""

from __future__ import annotations

from numba import types

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import (
    DEMAND,
    DESK,
    INPUT_FIRST,
    INPUT_POINT,
    JOURNAL,
    NEED_COLUMNS,
    NO_PROCESS,
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
from handfast.engine.supply.place.compiled import compiled, inlined
from handfast.engine.supply.place.journal import blame, take_back
from handfast.engine.supply.place.need import (
    carried_life,
    close_run,
    gap_from,
    input_used,
    may_run,
    open_run,
    take,
)

(
    POINT,
    DAY,
    USER,
    FRESH,
    MARK,
    RUNS_BEFORE,
    WHOLE,
    GAP_DAY,
    DEEPEST,
    MISSING_FIRST,
    CHOICE,
    GAP,
    RUN_MARK,
    RUN,
    OPENED,
    INPUT,
) = range(NEED_COLUMNS)
"""Columns of a need on the desk.

What is needed and by whom; the journal and the runs before it; all that is missing, and on its first day; the next
process to try; of its newest run: the gap that it is for, the journal before it, its number, its row, its next input.
"""

ASK, FEED, GIVE_UP = range(3)
"""What is done next: receive a need, feed the newest run of the one that is looked at, or take that run back."""


@inlined
def receive(
    structure: Packed,
    state: State,
    desk: Desk,
    depth: int,
    point: int,
    quantity: int,
    day: int,
    user: int,
    fresh: int,
) -> None:
    """Take what is needed, and write down what is missing then."""
    need = desk.needs[depth]
    need[POINT], need[DAY], need[USER], need[FRESH] = point, day, user, fresh
    need[MARK], need[RUNS_BEFORE] = desk.counts[JOURNAL], desk.counts[RUNS]
    gap_day, whole = take(state, desk, point, quantity, day, user, fresh)
    if whole > 0 and structure.process_first[point + 1] == structure.process_first[point]:
        blame(desk, NO_PROCESS, point, -1, -1, gap_day, whole, day)
    need[WHOLE] = whole
    missing(state, need, gap_day, whole)
    desk.on_path[point] += 1


@inlined
def missing(state: State, need: Ints, gap_day: int, deepest: int) -> None:
    """Write down what is missing of a need; all processes may be tried for it."""
    need[GAP_DAY], need[DEEPEST], need[CHOICE] = gap_day, deepest, 0
    if deepest > 0:
        need[MISSING_FIRST] = -state.available[need[POINT], gap_day]


@inlined
def open_next(structure: Packed, state: State, desk: Desk, wish: Wish, need: Ints) -> bool:
    """Open a run of the next process: for the whole gap, or else for what is missing first; return whether it can."""
    point, day, choice = need[POINT], need[GAP_DAY], need[CHOICE]
    first, count = structure.process_first[point], structure.process_first[point + 1] - structure.process_first[point]
    process = first + (choice if choice < count else choice - count)
    need[CHOICE] = choice + 1
    need[GAP] = need[DEEPEST] if choice < count else need[MISSING_FIRST]
    need[RUN_MARK], need[RUN] = desk.counts[JOURNAL], desk.counts[RUNS]
    need[INPUT] = structure.process[process, INPUT_FIRST]
    if not may_run(structure, wish, desk, process, day):
        return False
    if not open_run(structure, state, desk, wish, process, need[GAP], need[WHOLE], day, need[USER], need[FRESH]):
        return False
    if desk.counts[OVERFLOW] != 0:  # the journal's last row may be another than the run's
        return False
    need[OPENED] = desk.counts[JOURNAL] - 1
    return True


@inlined
def is_left(structure: Packed, desk: Desk, need: Ints) -> bool:
    """Return whether something is missing of a need, and there is another process to try."""
    count = structure.process_first[need[POINT] + 1] - structure.process_first[need[POINT]]
    last = 2 * count if need[DEEPEST] > need[MISSING_FIRST] else count
    return need[DEEPEST] > 0 and need[CHOICE] < last and desk.counts[OVERFLOW] == 0


@inlined
def give_up_run(state: State, desk: Desk, need: Ints) -> None:
    """Take back the newest run of a need with all that feeds it."""
    take_back(state, desk, need[RUN_MARK])
    desk.counts[RUNS] = need[RUN]


@inlined
def next_input(structure: Packed, desk: Desk, need: Ints) -> tuple[int, int, int, int, int]:
    """Return what the newest run of a need still needs: point (-1: nothing), quantity, day, its number, shelf life."""
    opened = desk.journal[need[OPENED]]
    process, starts, start = opened[1], opened[2], opened[3]
    while need[INPUT] < structure.process[process + 1, INPUT_FIRST]:
        n = need[INPUT]
        need[INPUT] = n + 1
        used, source = input_used(structure, n, starts), structure.input[n, INPUT_POINT]
        if used > 0:
            life = carried_life(structure, source, need[POINT], start, need[GAP_DAY], need[FRESH])
            return source, used, start, need[RUN], life
    return -1, 0, 0, 0, 0


@inlined
def use_run(structure: Packed, state: State, desk: Desk, need: Ints) -> None:
    """Let the newest run of a need yield, and write down what is missing still."""
    opened = desk.journal[need[OPENED]]
    close_run(structure, state, desk, opened[1], opened[2], opened[4], need[RUN], need[GAP])
    gap_day, deepest = gap_from(state, desk, need[POINT], need[DAY])
    missing(state, need, gap_day, deepest)


@compiled(types.boolean(PACKED, STATE, DESK, WISH, i8, i8, i8, i8))
def supply(
    structure: Packed, state: State, desk: Desk, wish: Wish, point: int, quantity: int, day: int, fresh: int
) -> bool:
    """Meet a demand by a day, writing every change to the journal; on failure leave nothing.

    Where taking a quantity leaves a gap on some day (the need's own, or a later one whose commitments counted on this
    stock), runs are placed whose output is there by then: one for the whole gap, or else one for what is missing first;
    the best-ranked process that can. What a run needs is met in the same way, before the next run is looked for.

    The needs from the demand down lie on the desk. A call for each would hand over all arrays of the company each time:
    that took as long as all else.

    Parameters
    ----------
    point, quantity, day
        What is needed, in smallest units, and by which day.
    fresh
        Days of shelf life that the goods must still have.
    """
    depth, step, user = -1, ASK, DEMAND
    while True:
        if step == ASK and depth + 1 == desk.needs.shape[0]:
            desk.counts[OVERFLOW] = 1
        elif step == ASK:
            depth += 1
            receive(structure, state, desk, depth, point, quantity, day, user, fresh)
        need = desk.needs[depth]
        if step == FEED:
            point, quantity, day, user, fresh = next_input(structure, desk, need)
            if point >= 0:
                step = ASK
                continue
            use_run(structure, state, desk, need)
        elif step == GIVE_UP:
            give_up_run(state, desk, need)
        if is_left(structure, desk, need):
            step = FEED if open_next(structure, state, desk, wish, need) else GIVE_UP
            continue
        desk.on_path[need[POINT]] -= 1
        met = need[DEEPEST] <= 0
        if depth == 0:
            break
        depth -= 1
        step = FEED if met else GIVE_UP
    if not met:
        take_back(state, desk, need[MARK])
        desk.counts[RUNS] = need[RUNS_BEFORE]
    return met
