"""A plan: all demands placed in a good order, then improved; with what it costs and how good it could be at best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from handfast.engine.network import Ints, Network
from handfast.engine.supply.place.arrays import State, copied
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.improve import Improvement, pull_right
from handfast.engine.supply.plan.lines import Lines
from handfast.engine.supply.plan.objective import Score
from handfast.engine.supply.plan.portions import meet_in_portions
from handfast.engine.supply.plan.rough import RoughPlan
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.sequences import earliest_due, priority_due
from handfast.engine.supply.plan.sharing import rough_company
from handfast.engine.supply.plan.stops import Stop, Trail, no_progress
from handfast.engine.supply.plan.superfluous import leave_out_superfluous

FEW = 2000
"""Up to so many demands, more orders are tried at first."""

SHOWS_BY = 0.1
"""Part of a rough plan's tries after which it shows whether it may become better than the plain plan."""


NOT_AT_ALL, IN_PART, WHOLLY = range(3)
"""How far a demand is met."""


@dataclass(frozen=True)
class Start:
    """A plan that was made at once, in one order: its name, its points, and when it was there."""

    name: str
    score: Score
    seconds: float


@dataclass(frozen=True)
class Plan:
    """A plan.

    Parameters
    ----------
    schedule
        Every demand with its placement; its state is what is left. What is met in portions is several demands there.
    of
        For each demand of the schedule, the number of the one asked for that it is, or is a portion of.
    score
        What it costs.
    starts
        The plans it was chosen from before it was improved.
    trail
        How far the improvement went; a plan that was stopped by time can be made again with as many steps.
    seed
        What it was made with.
    """

    schedule: Schedule
    of: Ints
    score: Score
    starts: tuple[Start, ...]
    trail: Trail
    seed: int

    @property
    def days(self) -> Ints:
        """Ship day of each demand of the schedule; the horizon where it cannot be met."""
        return self.schedule.days

    @property
    def lateness_points(self) -> Ints:
        """Points of lateness and shortage of each demand that was asked for."""
        total = np.zeros(self._asked, np.int64)
        np.add.at(total, self.of, self.schedule.lateness_points())
        return total

    @property
    def late_days(self) -> Ints:
        """Days by which the last that is met of each demand that was asked for is late."""
        met, late = self.days < self.schedule.network.horizon, np.zeros(self._asked, np.int64)
        np.maximum.at(late, self.of[met], np.maximum(self.days - self.schedule.demands.due, 0)[met])
        return late

    @property
    def met(self) -> Ints:
        """How far each demand that was asked for is met: `NOT_AT_ALL`, `IN_PART` or `WHOLLY`."""
        met = self.days < self.schedule.network.horizon
        some, lacking = (np.bincount(self.of[each], minlength=self._asked) > 0 for each in (met, ~met))
        return np.where(lacking, np.where(some, IN_PART, NOT_AT_ALL), WHOLLY)

    @property
    def _asked(self) -> int:
        return int(self.of.max(initial=-1)) + 1


def no_clock() -> float:
    """Return no time at all: for plans that are stopped by steps."""
    return 0.0


def make_plan(
    network: Network,
    state: State,
    demands: Demands,
    rates: dict[str, Ints],
    stop: Stop,
    *,
    seed: int = 1,
    overtime: bool = False,
    seconds: Callable[[], float] = no_clock,
    progress: Callable[[Trail], None] = no_progress,
) -> Plan:
    """Plan demands on what is left of a company.

    Parameters
    ----------
    network, state
        The company; the state is not changed.
    demands, rates
        What is to be met, and what the company's parts cost, see `objective`.
    stop
        When to stop improving; it is asked between the first plans, too.
    overtime
        Whether overtime may be used where that is worth its cost.
    seconds, progress
        The clock that `stop` goes by, and who is told how far it is.
    """
    return _Planning(network, state, demands, rates, stop, seed, overtime, seconds, progress).plan()


class _Planning:
    def __init__(
        self,
        network: Network,
        state: State,
        demands: Demands,
        rates: dict[str, Ints],
        stop: Stop,
        seed: int,
        overtime: bool,
        seconds: Callable[[], float],
        progress: Callable[[Trail], None],
    ) -> None:
        self.network, self.state, self.demands, self.rates = network, state, demands, rates
        self.stop, self.seed, self.overtime = stop, seed, overtime
        self.seconds, self.progress = seconds, progress
        self.starts: list[Start] = []
        self.best: Schedule | None = None
        self.trail = Trail(0, 0, 0.0, 0)

    def plan(self) -> Plan:
        """Return the plan."""
        self.try_order("priority, due", priority_due(self.demands), forward=False)
        if not self.enough():
            self.search()
        schedule = self.best
        assert schedule is not None
        schedule, of = meet_in_portions(schedule, self.state)
        if not schedule.late_only:
            pull_right(schedule)
            leave_out_superfluous(schedule)
        return Plan(schedule, of, schedule.score(), tuple(self.starts), self.trail, self.seed)

    def fresh(self) -> Schedule:
        """Return the demands, unplaced, on a copy of the state."""
        return Schedule(self.network, copied(self.state), self.demands, self.rates)

    def enough(self) -> bool:
        """Return whether to stop here."""
        best = self.best
        score = best.score().total if best else 0
        self.trail = Trail(self.trail.steps, 0, self.seconds(), score)
        self.progress(self.trail)
        return self.stop(self.trail) or (best is not None and score == 0)

    def try_order(self, name: str, order: Ints, *, forward: bool, on: Schedule | None = None) -> None:
        """Place all demands in an order, `on` a schedule that is not needed again; keep the plan if it is the best."""
        schedule = self.fresh() if on is None else on
        schedule.wanted.forward[:] = int(forward)
        schedule.place(order)
        score = schedule.score()
        self.starts.append(Start(name, score, self.seconds()))
        self.trail = Trail(self.trail.steps + 1, 0, self.seconds(), 0)
        if self.best is None or score.total < self.best.score().total:
            self.best = schedule

    def search(self) -> None:
        """Try orders by the lines of the resources that demands load, then a rough plan's; improve the best plan."""
        lines = Lines(self.fresh())
        company = rough_company(lines.schedule, lines.alone)
        orders = [priority_due(self.demands), lines.all_ordered()]
        lines.learn_heads(company, orders[-1])
        orders.append(lines.all_ordered())
        few = {"earliest due": earliest_due(self.demands), "lines": orders[-1]}
        for name, order in few.items() if len(self.demands) <= FEW else ():
            if self.enough():
                return
            self.try_order(name, order, forward=True)
        rough = RoughPlan(company, orders, self.seed)
        finished = self.make_rough(rough)
        points, order = rough.points, np.lexsort((-self.demands.late_cost, rough.days))
        del company, orders, rough  # a large company's take memory that the next plan needs
        self.try_rough(points, order, lines.schedule)
        if not finished or self.enough():
            return
        schedule = self.best
        assert schedule is not None
        schedule.lengths = lines.schedule.lengths
        improvement = Improvement(schedule, lines, seed=self.seed, steps=self.trail.steps, overtime=self.overtime)
        self.trail = improvement.run(self.stop, self.seconds, self.progress)

    def make_rough(self, rough: RoughPlan) -> bool:
        """Improve a rough plan; return whether that came to its end. It is stopped early enough to be placed.

        Where it would not be placed, for the plain plan is better, it has a few slices to show that it may yet be.
        """
        placing, plain = self.starts[0].seconds, self.starts[0].score.total
        score = self.best.score().total if self.best else 0
        while True:
            self.trail = Trail(self.trail.steps, 0, self.seconds(), score)
            self.progress(self.trail)
            if self.stop(Trail(self.trail.steps, 0, self.trail.seconds + placing, score)):
                return False
            hopeless = len(self.demands) > FEW and rough.done >= SHOWS_BY * rough.slices and rough.points >= plain
            if hopeless or not rough.improve():
                return True
            self.trail = Trail(self.trail.steps + 1, 0, self.trail.seconds, score)

    def try_rough(self, points: int, order: Ints, on: Schedule) -> None:
        """Place the demands in a rough plan's order; where they are many, only if that looks better.

        Then the plan before is given up first, for two would take much memory; it is placed again should it have been
        better after all.
        """
        before = self.starts[0].score.total
        if len(self.demands) <= FEW:
            self.try_order("rough plan", order, forward=True, on=on)
        elif points < before:
            self.best = None
            self.try_order("rough plan", order, forward=True, on=on)
            if self.starts[-1].score.total > before:
                self.best = None
                self.try_order("priority, due", priority_due(self.demands), forward=False)
