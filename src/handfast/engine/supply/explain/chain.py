"""The binding chain of a late need: what stands between its wish and its day, each with the days that it costs.

Walked from the day that the plan gives backwards to the wish, beside everything else of the plan: what binds the last
day before the one reached so far is lifted, the need is placed again, and the days won are that constraint's. It stays
lifted while the next one is looked for, so that the parts telescope: they sum to the delay, to the day. What is scarce
is lifted first, then time, then lots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.constraints import (
    CALENDAR,
    CAPACITY,
    LEAD,
    LOT,
    MATERIAL,
    NOTICE,
    SHELF_LIFE,
    WORK,
    Constraint,
    relaxed,
)
from handfast.engine.supply.place.arrays import (
    FIRST_START,
    LEAD_AFTER,
    LEAD_BEFORE,
    LEAD_CALENDAR,
    LOAD_FIRST,
    LOT_MIN,
    LOT_MULTIPLE,
    NO_CAPACITY,
    NO_LOT,
    NO_NOTICE,
    NO_PROCESS,
    NO_TIME,
    TOO_OLD,
)
from handfast.engine.supply.placing import Obstacle, Placement, Placer

PAST, ORDER, DEARER, FENCE, TANGLED = "past", "order", "dearer", "fence", "tangled"
"""Links that are no constraint of the company: the wish has passed already; nothing stands in the way any more, the
plan has only not found it, or it costs more than it gains; the frozen days; nothing that could be named."""

TIERS = ((FENCE, CAPACITY, MATERIAL, SHELF_LIFE, NOTICE), (LEAD, CALENDAR), (LOT,), (WORK,))
"""Kinds in the order in which they are lifted."""

MOST_ROUNDS = 24
"""Constraints that are lifted for one need at most."""

MOST_SEEN = 6
"""Constraints of a tier that are tried each time, those that were met first."""


class Late(NamedTuple):
    """A need that is late; `day` is the horizon where it cannot be met. Days are the network's; `due` may be past."""

    point: int
    quantity: int
    due: int
    day: int
    overtime: bool = False
    expedite: bool = False


@dataclass(frozen=True)
class Link:
    """One part of a delay.

    Parameters
    ----------
    kind, node
        What binds: a kind of `Constraint` with its resource, stock point or process; or `PAST`, `ORDER`,
        `DEARER`, `FENCE`, `TANGLED` with -1.
    days
        Days that it costs, beside what was lifted before it.
    without
        Day on which the need could be there if it were not for this, and for the links before it.
    point
        Stock point at which it was met; -1: none.
    first, last
        Days between which it binds.
    along
        What binds together with it: lifted alone, none of them wins a day.
    """

    kind: str
    node: int
    days: int
    without: int
    point: int = -1
    first: int = -1
    last: int = -1
    along: tuple[Constraint, ...] = ()


@dataclass(frozen=True)
class Chain:
    """A need's binding chain: its links' days sum to the delay. Where it is not `met`, to the horizon's end."""

    links: tuple[Link, ...]
    days: int
    met: bool


class Binding:
    """Looks for what binds late needs of one plan.

    Parameters
    ----------
    placer
        The company as the plan knows it, with everything placed but the need that is asked for.
    first_start
        First day on which a run of each process may start where there is no frozen zone, shape (N,).
    """

    def __init__(self, placer: Placer, first_start: Ints) -> None:
        self.placer = placer
        self.horizon = placer.network.horizon
        self.first_start = first_start
        self.fenced = bool((placer.structure.process[: len(first_start), FIRST_START] != first_start).any())

    def chain(self, late: Late, now: Placement, costs: Callable[[Placement], int]) -> Chain:
        """Return the binding chain of a need that is lifted out of the state.

        Parameters
        ----------
        now
            How the plan places it.
        costs
            Returns the points of the need, placed in another way.
        """
        return _Walk(self, late, now, costs).chain()

    @contextmanager
    def without(self, constraints: Sequence[Constraint]) -> Iterator[None]:
        """Look at the company as if the constraints, and the frozen zone where it is among them, were not there."""
        column = self.placer.structure.process[: len(self.first_start), FIRST_START]
        before = column.copy()
        if any(each.kind == FENCE for each in constraints):
            column[:] = self.first_start
        try:
            with relaxed(self.placer, [each for each in constraints if each.kind != FENCE]):
                yield
        finally:
            column[:] = before


class _Walk:
    def __init__(self, binding: Binding, late: Late, now: Placement, costs: Callable[[Placement], int]) -> None:
        self.binding, self.placer, self.late, self.costs = binding, binding.placer, late, costs
        self.wish = min(max(late.due, 0), binding.horizon - 1)
        self.reached, self.placement = late.day, now
        self.lifted: list[Constraint] = []
        self.points: dict[Constraint, int] = {}
        self.links: list[Link] = []

    def chain(self) -> Chain:
        """Return the chain."""
        found = self.placed(())
        if max(found.day, self.wish) < self.reached:
            dearer = self.costs(found) > self.costs(self.placement)
            self.step(Link(DEARER if dearer else ORDER, -1, 0, 0), found)
        for _ in range(MOST_ROUNDS):
            if self.reached <= self.wish or not self.lift():
                break
        if self.reached > self.wish:
            self.links.append(Link(TANGLED, -1, self.reached - self.wish, self.wish))
        if self.late.due < self.wish:
            self.links.append(Link(PAST, -1, self.wish - self.late.due, self.late.due))
        return Chain(tuple(self.links), self.late.day - self.late.due, self.late.day < self.binding.horizon)

    def placed(self, constraints: Sequence[Constraint]) -> Placement:
        """Return how the need would be placed without these and what is lifted already; the state stays as it is."""
        late = self.late
        with self.binding.without([*self.lifted, *constraints]):
            how = {"overtime": late.overtime, "expedite": late.expedite}
            found = self.placer.place(late.point, late.quantity, self.wish, **how)
            self.placer.undo(found)
        return found

    def step(self, link: Link, found: Placement) -> None:
        """Go on from a day that was found, if it is an earlier one."""
        day = max(found.day, self.wish)
        if day >= self.reached:
            return
        first, last = self.window(link, found)
        self.links.append(
            Link(link.kind, link.node, self.reached - day, day, link.point, first, last, along=link.along)
        )
        self.reached, self.placement = day, found

    def lift(self) -> bool:
        """Lift what binds the last day before the one reached; return whether there was anything to lift."""
        seen = self.seen()
        for tier in TIERS:
            tried = [each for each in seen if each.kind in tier][:MOST_SEEN]
            found = [(each, self.placed((each,))) for each in map(self.as_needed, tried) if each is not None]
            best = min(found, key=lambda pair: pair[1].day, default=None)
            if best is not None and best[1].day < self.reached:
                self.step(self.link(best[0]), best[1])
                self.lifted.append(best[0])
                return True
        return self.lift_together([each for each in seen if each.kind != LOT])

    def lift_together(self, seen: list[Constraint]) -> bool:
        """Lift the fewest of these that win days only together; all, to look behind them, where they win none."""
        if not seen:
            return False
        found = self.placed(seen)
        if found.day < self.reached:
            for each in list(seen):
                fewer = [other for other in seen if other != each]
                if fewer and (without := self.placed(fewer)).day <= found.day:
                    seen, found = fewer, without
            link = self.link(seen[0])
            self.step(Link(link.kind, link.node, 0, 0, link.point, along=tuple(seen[1:])), found)
        self.lifted += seen
        return True

    def link(self, constraint: Constraint) -> Link:
        return Link(constraint.kind, constraint.node, 0, 0, self.points.get(constraint, -1))

    def as_needed(self, constraint: Constraint) -> Constraint | None:
        """Return a constraint; of a lot only that it is larger than what is needed, None where it is not."""
        if constraint.kind != LOT:
            return constraint
        process = self.placer.structure.process[constraint.node]
        needed = sum(run.starts for run in self.placed((constraint,)).runs if run.process == constraint.node)
        if not needed or (needed >= process[LOT_MIN] and needed % process[LOT_MULTIPLE] == 0):
            return None
        return constraint._replace(starts=min(needed, int(process[LOT_MIN])))

    def seen(self) -> list[Constraint]:
        """Return what blocks the last day before the one reached, beside what is lifted, each once."""
        late, last = self.late, min(self.reached, self.binding.horizon) - 1
        with self.binding.without(self.lifted):
            how = {"overtime": late.overtime, "expedite": late.expedite}
            obstacles = self.placer.obstacles(late.point, late.quantity, last, **how)
            for obstacle in obstacles:
                for constraint in self.constraints(obstacle):
                    self.points.setdefault(constraint, obstacle.point)
        gone = {(each.kind, each.node) for each in self.lifted}
        found = [each for each in self.points if (each.kind, each.node) not in gone]
        if self.binding.fenced and (FENCE, -1) not in gone:
            found.insert(0, Constraint(FENCE, -1))
        return found

    def constraints(self, obstacle: Obstacle) -> Iterator[Constraint]:
        """Yield the constraints that an obstacle points to."""
        structure, process = self.placer.structure, obstacle.process
        if obstacle.reason == NO_PROCESS:
            yield Constraint(MATERIAL, obstacle.point)
        elif obstacle.reason == TOO_OLD:
            yield Constraint(SHELF_LIFE, obstacle.point)
        elif obstacle.reason == NO_LOT:
            yield Constraint(LOT, process)
        elif obstacle.reason == NO_NOTICE:
            yield Constraint(NOTICE, process)
        elif obstacle.reason in (NO_CAPACITY, NO_TIME):
            way, following = structure.process[process], structure.process[process + 1]
            if obstacle.reason == NO_CAPACITY:
                yield Constraint(CAPACITY, obstacle.resource)
            if self.bought(process) and obstacle.point != self.late.point:
                yield Constraint(MATERIAL, obstacle.point)
            else:
                steps = following[LOAD_FIRST] > way[LOAD_FIRST]
                if way[LEAD_BEFORE] + way[LEAD_AFTER] > 0:
                    yield Constraint(LEAD, process)
                if steps or way[LEAD_CALENDAR] >= 0:
                    yield Constraint(CALENDAR, process)
                yield Constraint(WORK, process)
            if way[LOT_MIN] > 1 or way[LOT_MULTIPLE] > 1:
                yield Constraint(LOT, process)

    def bought(self, process: int) -> bool:
        """Whether a process takes nothing of the company's own."""
        first = self.placer.network.structure.input_first
        return bool(first[process] == first[process + 1])

    def window(self, link: Link, without: Placement) -> tuple[int, int]:
        """Return the days between which a link binds: from where it would be used without it, to where it is."""
        now, then = self.days_of(link, self.placement), self.days_of(link, without)
        first = min([*then, *now], default=max(without.day, self.wish))
        return max(first, 0), max(max(now, default=self.reached), first)

    def days_of(self, link: Link, placement: Placement) -> list[int]:
        if link.kind == CAPACITY:
            return [load.day for load in placement.loads if load.resource == link.node]
        if link.kind in (MATERIAL, SHELF_LIFE):
            takes = [(take.point, take.need_day) for take in placement.takes]
            lots = [(take.point, take.need_day) for take in placement.lot_takes]
            return [day for point, day in takes + lots if point == link.node]
        if link.kind in (LEAD, CALENDAR, WORK, LOT, NOTICE):
            return [
                day for run in placement.runs if run.process == link.node for day in (run.start_day, run.available_day)
            ]
        return []


def path_to(placer: Placer, point: int, target: int) -> list[int]:
    """Return the stock points from one down to another along what processes use, the shortest way; [] where none is."""
    structure = placer.network.structure
    before: dict[int, int] = {point: -1}
    waiting = [point]
    for each in waiting:
        if each == target:
            found = [each]
            while before[found[-1]] >= 0:
                found.append(before[found[-1]])
            return found[::-1]
        first, last = structure.process_first[each], structure.process_first[each + 1]
        inputs = structure.input_point[structure.input_first[first] : structure.input_first[last]]
        for source in np.unique(inputs).tolist():
            if source not in before:
                before[source] = each
                waiting.append(source)
    return []
