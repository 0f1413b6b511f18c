"""The shop floor, day by day: runs wait for parts, go over the resources, lose time and pieces."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from handfast.examples.alder_and_pine.days import END, minutes
from handfast.examples.alder_and_pine.places import RESOURCES
from handfast.examples.alder_and_pine.planning import Supply
from handfast.examples.alder_and_pine.stockroom import Take

FLOW = ("SAW", "CNC", "OIL", "SEW", "LASER", "BEND", "WELD", "COAT", "ASSY-N", "ASSY-S", "PACK-N", "PACK-S")
"""Resources in the order in which goods pass them within a day."""

REASONS: dict[str, tuple[str, ...]] = {
    "WELD": ("gas supply", "wire feed", "fixture worn", "robot stop"),
    "COAT": ("oven temperature", "conveyor"),
    "LASER": ("lens", "gas supply"),
    "SEW": ("needle bar",),
}
OTHER_REASONS = ("spindle", "tool broken", "sensor", "staff missing")
BREAKDOWNS = {"WELD": 0.07, "COAT": 0.05}
SATURDAY_FROM = 5.5
"""Days of work waiting at the welding line from which its Saturday is worked."""
WIP_DAYS = 2.5
"""Days of work before a run's narrowest resource from which no further run is started."""


@dataclass(slots=True, eq=False)
class Run:
    """One work order."""

    key: str
    way: Supply
    starts: int
    released: int
    planned_start: int
    planned_end: int
    narrowest: int  # step with most minutes
    work: list[int]  # minutes of each step
    started: int = -1
    step: int = 0
    left: int = 0
    ended: int = -1
    good: int = 0
    rushed: bool = False
    aside: bool = False  # its output is kept for the great order
    takes: list[Take] = field(default_factory=list)

    @property
    def lot(self) -> str:
        """The lot it makes."""
        return "L" + self.key[1:]


@dataclass(slots=True)
class Stop:
    """A resource that stood still for a time."""

    resource: str
    day: int
    reason: str
    minutes: int
    run: str


class Floor:
    """All resources of both plants."""

    def __init__(self, rng: Generator) -> None:
        self.rng = rng
        self.queues: dict[str, list[Run]] = {resource: [] for resource in FLOW}
        self.wip: dict[str, int] = dict.fromkeys(FLOW, 0)
        self.minutes = {resource: minutes(row[2]).tolist() for resource, row in RESOURCES.items()}
        self.saturday = minutes("saturdays").tolist()
        self.units = {resource: row[3] for resource, row in RESOURCES.items()}
        self.stops: list[Stop] = []
        self.saturdays: list[int] = []
        self.used: dict[str, list[int]] = {resource: [0] * (END + 1) for resource in FLOW}
        self.breaks = {resource: rng.random(END + 1) < BREAKDOWNS.get(resource, 0.025) for resource in FLOW}

    def has_room(self, run: Run) -> bool:
        """Whether the narrowest resource of `run` will soon have time for it."""
        resource = run.way.made.steps[run.narrowest][0]
        return self.wip[resource] < WIP_DAYS * 480 * self.units[resource]

    def start(self, run: Run, day: int) -> None:
        """Put `run` before its first resource."""
        steps = run.way.made.steps
        run.started = day
        run.left = run.work[0]
        self.queues[steps[0][0]].append(run)
        self.wip[steps[run.narrowest][0]] += run.work[run.narrowest]

    def work(self, day: int, waiting: int) -> list[Run]:
        """Work one day; `waiting` are the minutes of welding not started yet. Return the runs that ended."""
        ended: list[Run] = []
        busy = waiting + self.wip["WELD"] > SATURDAY_FROM * 480 * self.units["WELD"]
        for resource in FLOW:
            unit = self.minutes[resource][day]
            if resource == "WELD" and busy and self.saturday[day] and not unit:
                unit = self.saturday[day]
                self.saturdays.append(day)
            if not unit:
                continue
            queue = self.queues[resource]
            room = unit * self.units[resource] - self._lost(resource, day, unit, queue)
            ended += self._spend(resource, day, unit, room, busy)
        return ended

    def _spend(self, resource: str, day: int, unit: int, room: int, busy: bool) -> list[Run]:
        """Give the day's minutes of `resource` to its runs, most urgent first."""
        queue = self.queues[resource]
        queue.sort(key=lambda run: run.planned_end)
        ended: list[Run] = []
        staying: list[Run] = []
        whole = room
        for run in queue:
            spent = min(run.left, unit, room)
            run.left -= spent
            room -= spent
            if run.step == run.narrowest:
                self.wip[resource] -= spent
            if busy and resource == "WELD":
                run.rushed = True
            if run.left:
                staying.append(run)
            elif self._go_on(run):
                run.ended = day
                ended.append(run)
        self.queues[resource] = staying
        self.used[resource][day] = whole - room
        return ended

    def _go_on(self, run: Run) -> bool:
        """Send `run` to its next resource; return whether it is done."""
        steps = run.way.made.steps
        run.step += 1
        if run.step == len(steps):
            return True
        run.left = run.work[run.step]
        self.queues[steps[run.step][0]].append(run)
        return False

    def _lost(self, resource: str, day: int, unit: int, queue: list[Run]) -> int:
        """Return the minutes that a breakdown costs today."""
        if not self.breaks[resource][day]:
            return 0
        reasons = REASONS.get(resource, OTHER_REASONS)
        lost = int(min(unit, 20 + self.rng.gamma(2.0, 70.0)))
        reason = reasons[int(self.rng.integers(len(reasons)))]
        self.stops.append(Stop(resource, day, reason, lost, queue[0].key if queue else ""))
        return lost


def good_of(run: Run, rng: Generator) -> int:
    """Return how much of `run` turned out good: less where welding was rushed."""
    recipe = run.way.made
    numerator, _, denominator = recipe.good.partition("/")
    scrap = 1 - int(numerator) / int(denominator or 1)
    return run.starts - int(rng.binomial(run.starts, min(0.5, scrap * (1.8 if run.rushed else 0.9))))


def work_of(way: Supply, starts: int) -> list[int]:
    """Return the minutes of each step for `starts` smallest units."""
    per = np.array([float(minutes) for _, minutes, _ in way.made.steps])
    setups = [setup for _, _, setup in way.made.steps]
    spent = np.ceil(per * starts / way.article.smallest - 1e-9)
    return [int(run) + setup for run, setup in zip(spent, setups, strict=True)]
