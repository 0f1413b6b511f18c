"""Which of many placements still fit what is left, after somebody took of it since they were made.

All of them fit together where nobody took anything, though not one by one: what one makes beyond its need, another
takes. So they are put on the state all at once, and the last of those that overdraw something is taken off, until
nothing is overdrawn. Only those that touch what is overdrawn are looked at.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence

from handfast.engine.supply.placing import Placement, Placer

POINT, RESOURCE, LOT, TEAM = "point", "resource", "lot", "team"
Thing = tuple[str, int, int]
"""A stock point or a lot (and 0), a resource on a day, or a team's overtime in a week."""


def lift_what_does_not_fit(placer: Placer, placements: Sequence[Placement]) -> list[int]:
    """Take placements off the state until nothing that they take is overdrawn.

    Parameters
    ----------
    placer
        On its state all placements are applied already.

    Returns
    -------
    list of int
        Positions of those that were taken off, in that order; always the last that overdraws something.
    """
    takers: dict[Thing, list[int]] = defaultdict(list)
    for n, placement in enumerate(placements):
        for thing in _taken(placer, placement):
            takers[thing].append(n)
    waiting: list[int] = []  # those that may overdraw something, the last first
    queued: set[int] = set()

    def look_at(things: set[Thing]) -> None:
        for thing in things:
            for n in takers.get(thing, ()) if _overdrawn(placer, thing) else ():
                if n not in queued:
                    queued.add(n)
                    heapq.heappush(waiting, -n)

    look_at(set(takers))
    gone: dict[int, None] = {}
    while waiting:
        n = -heapq.heappop(waiting)
        queued.discard(n)
        if n in gone or not any(_overdrawn(placer, thing) for thing in _taken(placer, placements[n])):
            continue
        placer.undo(placements[n])
        gone[n] = None
        look_at({(POINT, make.point, 0) for make in placements[n].makes})  # whoever took of what it made
    return list(gone)


def _taken(placer: Placer, placement: Placement) -> set[Thing]:
    """Return what a placement takes from."""
    people = placer.state.people
    return {
        *((POINT, take.point, 0) for take in placement.takes),
        *((RESOURCE, load.resource, load.day) for load in placement.loads),
        *((LOT, take.lot, 0) for take in placement.lot_takes),
        *(
            (TEAM, int(people.team[load.resource]), int(people.week[load.day]))
            for load in placement.loads
            if load.overtime
        ),
    }


def _overdrawn(placer: Placer, thing: Thing) -> bool:
    kind, number, day = thing
    state = placer.state
    if kind == POINT:
        return bool(state.available[number].min() < 0)
    if kind == LOT:
        return bool(state.lot_free[number] < 0)
    if kind == TEAM:
        return bool(state.people.overtime[number, day] < 0)
    return bool(state.capacity[number, day] < 0 or state.overtime[number, day] < 0)
