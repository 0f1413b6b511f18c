"""One need, step by step: what is taken, what a run must start, use and yield."""

from __future__ import annotations

from handfast.engine.network import NO_LIMIT, SUBSTITUTION
from handfast.engine.supply.place.arrays import (
    ASKED,
    EXTRA_DEN,
    EXTRA_FIRST,
    EXTRA_NUM,
    EXTRA_POINT,
    GIVEN_UP,
    INPUT_DEN,
    INPUT_FIRST,
    INPUT_FIXED,
    INPUT_NUM,
    INPUT_POINT,
    KEEP,
    LOAD_FIRST,
    LOOP,
    LOT,
    LOT_MAX,
    LOT_MIN,
    LOT_MULTIPLE,
    MAKE,
    MOST_TRIES,
    NO_LOT,
    NO_NOTICE,
    OUTPUT_POINT,
    PROCESS_CLASS,
    RUN,
    RUNS,
    TAKE,
    TOO_OLD,
    TRIES,
    YIELD_DEN,
    YIELD_NUM,
    Desk,
    Packed,
    State,
    Wish,
)
from handfast.engine.supply.place.compiled import inlined
from handfast.engine.supply.place.journal import blame, write
from handfast.engine.supply.place.level import known_to
from handfast.engine.supply.place.loads import ceil_ratio, run_by


@inlined
def starts_for(structure: Packed, process: int, quantity: int, most: int) -> int:
    """Return what a run must start to yield `quantity`, as a legal lot; the largest legal lot where that is less.

    `most` bounds the lot further (0: no bound), but never below the smallest lot.
    """
    starts = ceil_ratio(quantity, structure.process[process, YIELD_DEN], structure.process[process, YIELD_NUM])
    starts = max(starts, structure.process[process, LOT_MIN])
    if most > 0:
        starts = min(starts, max(most, structure.process[process, LOT_MIN]))
    multiple = structure.process[process, LOT_MULTIPLE]
    if multiple > 1:
        starts = -(-starts // multiple) * multiple
    return min(starts, structure.process[process, LOT_MAX])


@inlined
def take_lots(state: State, desk: Desk, point: int, quantity: int, need: int, user: int, fresh: int) -> int:
    """Take from lots that expire, first expired first out; return what they could not give."""
    for lot in range(state.lot_first[point], state.lot_first[point + 1]):
        if quantity == 0:
            break
        if state.lot_day[lot] <= need and need + fresh < state.lot_expires[lot] and state.lot_free[lot] > 0:
            part = min(quantity, state.lot_free[lot])
            write(state, desk, LOT, lot, need, part, user, point, 0)
            quantity -= part
    return quantity


@inlined
def is_allowed(structure: Packed, wish: Wish, desk: Desk, process: int) -> bool:
    """Return whether a process may be used: its class is wished, and no substitute serves a customer unasked."""
    kind = structure.process[process, PROCESS_CLASS]
    item = structure.point_item[structure.process[process, OUTPUT_POINT]]
    return (wish.classes >> kind) & 1 == 1 and not (kind == SUBSTITUTION and item == desk.counts[ASKED])


@inlined
def would_loop(structure: Packed, desk: Desk, process: int) -> bool:
    """Return whether an input of the process is being supplied already on this path."""
    for n in range(structure.process[process, INPUT_FIRST], structure.process[process + 1, INPUT_FIRST]):
        if desk.on_path[structure.input[n, INPUT_POINT]] != 0:
            return True
    return False


@inlined
def gap_from(state: State, desk: Desk, point: int, day: int) -> tuple[int, int]:
    """Return the first day from `day` on with less than nothing available (or the horizon), and the worst shortage."""
    rest = state.available[point, day : known_to(state, desk, point, day) + 1]
    least = rest[0]
    for d in range(rest.shape[0]):
        least = min(least, rest[d])
    if least >= 0:
        return state.available.shape[1], 0
    for d in range(rest.shape[0]):
        if rest[d] < 0:
            return day + d, -least
    return state.available.shape[1], 0


@inlined
def may_run(structure: Packed, wish: Wish, desk: Desk, process: int, need: int) -> bool:
    """Return whether a process may be tried at all here; notes the blame where it may not."""
    if not is_allowed(structure, wish, desk, process):
        return False
    point = structure.process[process, OUTPUT_POINT]
    if would_loop(structure, desk, process):
        blame(desk, LOOP, point, process, -1, need, 0, need)
        return False
    desk.counts[TRIES] += 1
    if desk.counts[TRIES] > MOST_TRIES:
        blame(desk, GIVEN_UP, point, process, -1, need, 0, need)
        return False
    return True


@inlined
def is_too_sudden(state: State, process: int, start: int) -> bool:
    """Return whether a run would come unexpected to a team of which no more such changes may be asked that week."""
    people = state.people
    if start >= people.near[process] or people.expected[process, start] > 0:
        return False
    for n in range(people.crew_first[process], people.crew_first[process + 1]):
        if people.changes[people.crew[n], people.week[start]] <= 0:
            return True
    return False


@inlined
def open_run(
    structure: Packed,
    state: State,
    desk: Desk,
    wish: Wish,
    process: int,
    quantity: int,
    whole: int,
    need: int,
    user: int,
    fresh: int,
) -> bool:
    """Start a run for `quantity`: its lot, its minutes, its place in the journal (as the newest run).

    `whole` is the whole gap of which `quantity` is a part; wishes that split cut lots by it.
    """
    point = structure.process[process, OUTPUT_POINT]
    most = 0
    if wish.split > 1 and structure.process[process + 1, LOAD_FIRST] > structure.process[process, LOAD_FIRST]:
        starts = ceil_ratio(whole, structure.process[process, YIELD_DEN], structure.process[process, YIELD_NUM])
        most = -(-starts // wish.split)
    starts = starts_for(structure, process, quantity, most)
    output = starts * structure.process[process, YIELD_NUM] // structure.process[process, YIELD_DEN]
    if output <= 0 or starts >= NO_LIMIT:
        blame(desk, NO_LOT, point, process, -1, need, quantity, need)
        return False
    run = desk.counts[RUNS]
    start, available = run_by(structure, state, desk, wish, process, starts, need, run)
    if start < 0:
        return False
    if state.shelf_life[point] > 0 and need + fresh - available >= state.shelf_life[point]:
        blame(desk, TOO_OLD, point, process, -1, available, quantity, need)
        return False
    if is_too_sudden(state, process, start):
        blame(desk, NO_NOTICE, point, process, -1, start, quantity, need)
        return False
    write(state, desk, RUN, process, starts, start, available, run, user)
    desk.counts[RUNS] = run + 1
    return True


@inlined
def close_run(
    structure: Packed, state: State, desk: Desk, process: int, starts: int, available: int, run: int, gap: int
) -> None:
    """Write down what a run yields: its item and everything that comes along.

    Availability does not know how old goods are. So of what grows old, only the `gap` that the run was started for is
    there for the needs of this placement; the rest may be used once it is booked as a lot that expires.
    """
    point = structure.process[process, OUTPUT_POINT]
    output = starts * structure.process[process, YIELD_NUM] // structure.process[process, YIELD_DEN]
    write(state, desk, MAKE, point, available, output, run, 0, 0)
    if state.shelf_life[point] > 0 and output > gap:
        write(state, desk, KEEP, point, available, output - gap, run, 0, 0)
    for n in range(structure.process[process, EXTRA_FIRST], structure.process[process + 1, EXTRA_FIRST]):
        extra = starts * structure.extra[n, EXTRA_NUM] // structure.extra[n, EXTRA_DEN]
        if extra > 0:
            along = structure.extra[n, EXTRA_POINT]
            write(state, desk, MAKE, along, available, extra, run, 0, 0)
            if state.shelf_life[along] > 0:
                write(state, desk, KEEP, along, available, extra, run, 0, 0)


@inlined
def input_used(structure: Packed, n: int, starts: int) -> int:
    """Return what a run of `starts` uses of its input `n`."""
    return (
        ceil_ratio(starts, structure.input[n, INPUT_NUM], structure.input[n, INPUT_DEN])
        + structure.input[n, INPUT_FIXED]
    )


@inlined
def take(state: State, desk: Desk, point: int, quantity: int, need: int, user: int, fresh: int) -> tuple[int, int]:
    """Take a need from lots, and the rest from what is available; return the first day of the gap, and all of it."""
    if state.lot_first[point + 1] > state.lot_first[point]:
        quantity = take_lots(state, desk, point, quantity, need, user, fresh)
        if quantity == 0:
            return need, 0
    write(state, desk, TAKE, point, need, quantity, user, 0, 0)
    return gap_from(state, desk, point, need)


@inlined
def carried_life(structure: Packed, source: int, point: int, start: int, need: int, fresh: int) -> int:
    """Return the shelf life that an input must still have when a run takes it: what is only moved keeps its age."""
    if structure.point_item[source] != structure.point_item[point]:
        return 0
    return need - start + fresh
