"""The minutes that a run takes of its resources, given back and taken again on a state in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.runs import Run
from handfast.engine.supply.place.arrays import State


def works_overtime(run: Run) -> bool:
    """Whether a run works overtime: only then it may on another day."""
    return any(each.kind == "overtime" for each in run.inputs)


def _minutes(mirror: Mirror, run: Run) -> Iterator[tuple[str, int, int, int]]:
    """Yield the minutes of a run within the horizon: kind, resource, day and how many."""
    for each in run.inputs:
        if each.kind in {"capacity", "overtime"} and each.node in mirror.resources:
            day = each.day - mirror.network.origin
            if 0 <= day < mirror.network.horizon:
                yield each.kind, mirror.resources[each.node], day, each.quantity


def lift_minutes(mirror: Mirror, state: State, run: Run, sign: int) -> None:
    """Give a run's minutes back (`sign` 1), or take them again (-1)."""
    for kind, resource, day, minutes in _minutes(mirror, run):
        if kind == "capacity":
            state.capacity[resource, day] += sign * minutes
        else:
            state.overtime[resource, day] += sign * minutes
            state.people.overtime[state.people.team[resource], state.people.week[day]] += sign * minutes


def fits(mirror: Mirror, state: State, run: Run) -> bool:
    """Whether nothing that a run takes is overdrawn."""
    for kind, resource, day, _ in _minutes(mirror, run):
        left: Any = state.capacity if kind == "capacity" else state.overtime
        team = state.people.overtime[state.people.team[resource], state.people.week[day]]
        if left[resource, day] < 0 or (kind == "overtime" and team < 0):
            return False
    return True
