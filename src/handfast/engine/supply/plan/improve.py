"""Improving a plan: lift some demands out, place them again in another order, keep what is no worse.

Large neighbourhood search (Shaw, *Using constraint programming and local search methods to solve vehicle routing
problems*, CP 1998) with exact removal: what was lifted out of the state can be put back to the bit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from handfast.engine.network import Ints
from handfast.engine.supply.place.sequence import NOT_PLACED
from handfast.engine.supply.plan.lines import Lines
from handfast.engine.supply.plan.neighbours import Groups
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.stops import Stop, Trail

MOST_LIFTED = 9
"""Demands lifted out at once, at most."""

DRAWN_AT_ONCE = 200

RARELY, OFTEN = 0.1, 0.3
"""Part of the demands lifted that change their direction or overtime, and of those that change what is made along."""


class Improvement:
    """A search that makes a schedule better, step by step.

    Parameters
    ----------
    schedule
        All its demands are placed; changed in place, never for the worse.
    lines
        The lines of its jobs.
    seed
        The same seed and number of steps give the same plan.
    steps
        Steps that were done before.
    overtime
        Whether demands may be changed to use overtime, and back.
    """

    def __init__(self, schedule: Schedule, lines: Lines, *, seed: int, steps: int = 0, overtime: bool = False) -> None:
        self.schedule = schedule
        self.lines = lines
        self.overtime = overtime
        self.steps = steps
        self.gained = 0
        self._random = np.random.default_rng(seed)
        self._neighbourhoods: list[Groups] = [
            groups for groups in (lines.jobs.lines(), lines.sharing) if len(groups.member)
        ]
        self._gains_by_lots = gains_by_lots(schedule)
        self._drawn: list[int] = []

    def run(self, stop: Stop, seconds: Callable[[], float], progress: Callable[[Trail], None]) -> Trail:
        """Improve until told to stop.

        Parameters
        ----------
        stop
            Asked before every step.
        seconds
            Tells the seconds since the plan was begun.
        progress
            Told after every step.
        """
        score, since = self.schedule.score().total, 0
        while True:
            trail = Trail(self.steps, since, seconds(), score)
            progress(trail)
            if score == 0 or stop(trail):
                return trail
            gain = self.step()
            score -= gain
            since = 0 if gain > 0 else since + 1

    def step(self) -> int:
        """Try one change; return the points gained, 0 where it was taken back."""
        self.steps += 1
        worst = self._drawn_late()
        if worst is None:
            return 0
        gain = self._placed_anew(self._shuffled(worst, self._around(worst)))
        self.gained += gain
        return gain

    def _drawn_late(self) -> int | None:
        """Return a demand that is late or unmet, the costlier the likelier; any one where none is."""
        if not self._drawn:
            cost = self.schedule.lateness_points().astype(np.float64)
            total = cost.sum()
            if total == 0:
                cost[:], total = 1.0, len(cost)
            self._drawn = self._random.choice(len(cost), DRAWN_AT_ONCE, p=cost / total).tolist()
        return self._drawn.pop() if self._drawn else None

    def _around(self, worst: int) -> Ints:
        """Return demands that may stand in the way of a late one, itself among them."""
        size = int(self._random.integers(1, MOST_LIFTED))
        candidates = self._candidates(worst)
        if not len(candidates):
            return np.array([worst], np.int64)
        days, due = self.schedule.days, int(self.schedule.wanted.due[worst])
        day = int(self._random.integers(due, max(int(days[worst]), due) + 1))
        distance = np.abs(days[candidates] - day) + self._random.random(len(candidates)) * 4
        if self._random.random() < 0.5:
            distance = self._random.random(len(candidates))
        near = candidates[np.argpartition(distance, min(size, len(candidates)) - 1)[:size]]
        return np.unique(np.append(near, worst))

    def _candidates(self, worst: int) -> Ints:
        """Return who shares a line, or a stock point, with a demand and is not later than it."""
        if not self._neighbourhoods:
            return np.zeros(0, np.int64)
        neighbourhood = self._neighbourhoods[int(self._random.integers(len(self._neighbourhoods)))]
        groups = neighbourhood.of(worst)
        if not len(groups):
            return np.zeros(0, np.int64)
        members = neighbourhood.members(int(groups[self._random.integers(len(groups))]))
        earlier: Ints = members[self.schedule.days[members] <= self.schedule.days[worst]]
        return earlier

    def _shuffled(self, worst: int, which: Ints) -> Ints:
        """Return demands in about the order of their days, the late one where it would be in time."""
        key = self.schedule.begins(which) + self._random.normal(0, 3, len(which))
        key[which == worst] = self.schedule.wanted.due[worst] - self._random.integers(0, 6)
        shuffled: Ints = which[np.argsort(key, kind="stable")]
        return shuffled

    def _placed_anew(self, order: Ints) -> int:
        """Place demands anew, some of them in another way; return the points gained, 0 where it was taken back."""
        wanted = self.schedule.wanted
        forward, overtime = wanted.forward[order], wanted.overtime[order]
        forward = np.where(self._random.random(len(order)) < RARELY, 1 - forward, forward)
        if self.overtime:
            overtime = np.where(self._random.random(len(order)) < RARELY, 1 - overtime, overtime)
        more = self._more(order) if self._gains_by_lots[order].any() else None
        return self.schedule.replace(order, forward=forward, overtime=overtime, more=more) or 0

    def _more(self, order: Ints) -> Ints:
        """Return how much is made along with each demand: now and then, what those that come next need of the same."""
        wanted = self.schedule.wanted
        more = wanted.more[order].copy()
        for n, k in enumerate(order.tolist()):
            if self._gains_by_lots[k] and self._random.random() < OFTEN:
                next_ones = order[n + 1 :][wanted.point[order[n + 1 :]] == wanted.point[k]]
                served = int(self._random.integers(len(next_ones) + 1))
                more[n] = wanted.quantity[next_ones[:served]].sum()
        return more


def gains_by_lots(schedule: Schedule) -> NDArray[np.bool_]:
    """Return whether each demand's stock point is supplied by runs that one would rather share: lots, set-ups.

    Not where goods grow old: there, what is made along is not for everybody.
    """
    s = schedule.network.structure
    process = np.repeat(np.arange(len(s.output_point)), np.diff(s.load_first))
    fixed = np.repeat(np.arange(len(s.output_point)), np.diff(s.input_first))[s.input_fixed > 0]
    shared = (s.lot_min > 1) | (s.lot_multiple > 1) | (s.yield_num != s.yield_den)
    shared[process[s.load_setup > 0]] = True
    shared[fixed] = True
    points = np.zeros(len(schedule.network.items), bool)
    points[s.output_point[shared]] = True
    lasting = (schedule.state.shelf_life == 0) & (np.diff(schedule.state.lot_first) == 0)
    found: NDArray[np.bool_] = (points & lasting)[schedule.demands.point]
    return found


def pull_right(schedule: Schedule) -> int:
    """Place what is ready before it is wished just in time, the last first; return the points gained.

    Nothing becomes later than wished; what is kept in stock is kept for a shorter time.
    """
    early = np.flatnonzero((schedule.days < schedule.demands.due) & (schedule.days != NOT_PLACED))
    gained = 0
    for k in early[np.argsort(-schedule.days[early], kind="stable")].tolist():
        one = np.array([k], np.int64)
        zero = np.zeros(1, np.int64)
        gained += schedule.replace(one, forward=zero, overtime=schedule.wanted.overtime[one], in_time=True) or 0
    return gained
