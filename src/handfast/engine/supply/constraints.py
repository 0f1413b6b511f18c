"""Constraints: what can stand in the way of a date, and how the company would look without one of them.

A constraint is found from the kernel's obstacles. Its counterfactual changes the kernel's arrays for a moment, only for
what the constraint says, and restores them exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import (
    LEAD_AFTER,
    LEAD_BEFORE,
    LEAD_CALENDAR,
    LOAD_FIRST,
    LOAD_NUM,
    LOAD_RESOURCE,
    LOAD_SETUP,
    LOT_MIN,
    LOT_MULTIPLE,
    NO_CAPACITY,
    NO_LOT,
    NO_NOTICE,
    NO_PROCESS,
    NO_TIME,
    SAME_DAY,
    TOO_OLD,
)
from handfast.engine.supply.placing import Obstacle, Placer

CAPACITY, MATERIAL, TIME, LOT, SHELF_LIFE, NOTICE = "capacity", "material", "time", "lot", "shelf_life", "notice"
LEAD, WORK, CALENDAR = "lead", "work", "calendar"
"""Parts of a process's time: its lead days, the hours of its steps, and the days on which its resources are closed."""

SCARCE_FIRST = {TIME: 1, LOT: 2}
"""Kinds that are looked into after all others."""

AMPLE = 1 << 45
"""More than anything asked for, and far from what 64 bits hold."""


class Constraint(NamedTuple):
    """What stands in the way: a resource's capacity, a stock point's material, a process's time or lot, shelf life.

    Or that a process's run comes without the notice that people need. `node` is the resource, stock point or process
    that `kind` speaks of; without a process's lot, a run starts at least `starts`.
    """

    kind: str
    node: int
    starts: int = 1


def constraints_of(placer: Placer, obstacles: Iterable[Obstacle], demand_point: int, *, fresh: int) -> list[Constraint]:
    """Return the constraints that obstacles point to, each once: what is scarce first, then time, then lots.

    Within these, in the order of the obstacles.
    """
    found: dict[Constraint, None] = {}
    if fresh > 0:
        found[Constraint(SHELF_LIFE, demand_point)] = None
    for obstacle in obstacles:
        for constraint in _of_obstacle(placer, obstacle, demand_point):
            found[constraint] = None
    return sorted(found, key=lambda constraint: SCARCE_FIRST.get(constraint.kind, 0))


def _of_obstacle(placer: Placer, obstacle: Obstacle, demand_point: int) -> Iterator[Constraint]:
    structure = placer.network.structure
    process = obstacle.process
    if obstacle.reason == NO_PROCESS:
        yield Constraint(MATERIAL, obstacle.point)
    elif obstacle.reason == TOO_OLD:
        yield Constraint(SHELF_LIFE, obstacle.point)
    elif obstacle.reason == NO_LOT:
        yield Constraint(LOT, process)
    elif obstacle.reason == NO_NOTICE:
        yield Constraint(NOTICE, process)
    elif obstacle.reason in (NO_CAPACITY, NO_TIME):
        if obstacle.reason == NO_CAPACITY:  # or too little time for all steps, which only the counterfactual tells
            yield Constraint(CAPACITY, obstacle.resource)
        leaf = structure.input_first[process] == structure.input_first[process + 1]
        bought = leaf and obstacle.point != demand_point
        yield Constraint(MATERIAL, obstacle.point) if bought else Constraint(TIME, process)
        if structure.lot_min[process] > 1 or structure.lot_multiple[process] > 1:
            yield Constraint(LOT, process)


@contextmanager
def relaxed(placer: Placer, constraints: Iterable[Constraint]) -> Iterator[None]:
    """Look at the company as if the constraints were not there.

    A resource has ample minutes on its working days; a stock point has ample stock; a process takes no lead time and
    each of its steps one minute (or only one of these), or its resources work on closed days as well; a lot may be any
    number from the constraint's `starts` on; output does not grow old; a process's runs surprise nobody. What is placed
    inside must be undone inside.
    """
    saved = [_relax(placer, constraint) for constraint in constraints]
    try:
        yield
    finally:
        for undo in reversed(saved):
            for rows, before in undo:
                rows[...] = before


def _relax(placer: Placer, constraint: Constraint) -> list[tuple[Ints, Ints]]:
    """Relax a constraint; return the rows that it changed with what they held before."""
    state, structure, node = placer.state, placer.structure, constraint.node
    process = structure.process[node] if constraint.kind in OF_PROCESS else structure.process[0]
    if constraint.kind == CAPACITY:
        rows = [state.capacity[node]]
    elif constraint.kind == MATERIAL:
        rows = [state.available[node]]
    elif constraint.kind == SHELF_LIFE:
        rows = [state.shelf_life[node : node + 1]]
    elif constraint.kind == NOTICE:
        rows = [state.people.near[node : node + 1]]
    elif constraint.kind == CALENDAR:
        rows = [
            process,
            *(row for r in _resources(placer, node) for row in (structure.unit_minutes[r], state.capacity[r])),
        ]
    else:
        rows = [process, _steps(placer, node)]
    saved = [(row, row.copy()) for row in rows]
    if constraint.kind in (CAPACITY, MATERIAL):
        rows[0] += AMPLE
    elif constraint.kind in (SHELF_LIFE, NOTICE):
        rows[0][:] = 0
    elif constraint.kind == LOT:
        process[[LOT_MIN, LOT_MULTIPLE]] = constraint.starts, 1
    elif constraint.kind == CALENDAR:
        process[LEAD_CALENDAR] = -1
        for resource in _resources(placer, node):
            _open_every_day(placer, resource)
    if constraint.kind in (TIME, LEAD):
        process[[LEAD_BEFORE, LEAD_AFTER]] = 0, 0
    if constraint.kind == TIME:
        process[LEAD_CALENDAR] = -1
    if constraint.kind in (TIME, WORK):
        process[SAME_DAY] = 1
        rows[1][:, LOAD_NUM] = 0
        rows[1][:, LOAD_SETUP] = 1
    return saved


OF_PROCESS = (TIME, LEAD, WORK, CALENDAR, LOT)  # and NOTICE, which is a row of what people expect
"""Kinds whose node is a process."""


def _steps(placer: Placer, process: int) -> Ints:
    first, last = placer.structure.process[process, LOAD_FIRST], placer.structure.process[process + 1, LOAD_FIRST]
    return placer.structure.load[first:last]


def _resources(placer: Placer, process: int) -> list[int]:
    return sorted({int(resource) for resource in _steps(placer, process)[:, LOAD_RESOURCE]})


def _open_every_day(placer: Placer, resource: int) -> None:
    """Let a resource work on its closed days as long as on its longest."""
    minutes = placer.structure.unit_minutes[resource]
    closed, longest = minutes == 0, minutes.max()
    minutes[closed] = longest
    placer.state.capacity[resource, closed] += longest * placer.network.resource_units[resource]
