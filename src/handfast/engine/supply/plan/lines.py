"""The company's resources as lines of jobs: which demands load what, and in which order they are best placed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import LOAD
from handfast.engine.supply.place.sequence import Kept
from handfast.engine.supply.plan.line import SLOT, Line, best_order
from handfast.engine.supply.plan.neighbours import Groups, grouped, rows_with_owner, sharing_points
from handfast.engine.supply.plan.rough import Rough, days_with_all_time
from handfast.engine.supply.plan.schedule import Schedule

NO_RESOURCE = -1


@dataclass(frozen=True)
class Jobs:
    """What each demand loads of the resource that matters most to it: the fullest of those it loads. N demands.

    Parameters
    ----------
    resource
        `NO_RESOURCE` where it loads none.
    work
        Minutes over all units.
    first, last
        Its first and last day there.
    tail
        Days from then to the ship day.
    """

    resource: Ints
    work: Ints
    first: Ints
    last: Ints
    tail: Ints

    def of(self, resource: int) -> Ints:
        """Return the demands whose job is on a resource."""
        return np.flatnonzero(self.resource == resource)

    def lines(self) -> Groups:
        """Return the demands by line."""
        on_line = np.flatnonzero(self.resource != NO_RESOURCE)
        return grouped(on_line, self.resource[on_line], len(self.resource))


def jobs_of(schedule: Schedule, kept: Kept) -> Jobs:
    """Return the jobs of demands as they are placed in `kept`."""
    count, resources = len(kept.start), len(schedule.network.resources)
    rows, owner = rows_with_owner(kept, LOAD)
    minutes = rows[:, 3] + rows[:, 4]
    room = np.maximum(schedule.state.capacity.sum(axis=1), 1)
    fullness = np.bincount(rows[:, 1], minutes, resources) / room
    order = np.argsort(fullness[rows[:, 1]], kind="stable")
    resource = np.full(count, NO_RESOURCE, np.int64)
    resource[owner[order]] = rows[order, 1]  # the fullest comes last and stays
    mine = rows[:, 1] == resource[owner]
    owner, days, minutes = owner[mine], rows[mine, 2], minutes[mine]
    first, last = np.full(count, schedule.network.horizon, np.int64), np.zeros(count, np.int64)
    np.minimum.at(first, owner, days)
    np.maximum.at(last, owner, days)
    work = np.bincount(owner, minutes, count).astype(np.int64)
    return Jobs(resource, work, first, last, np.maximum(kept.day - last, 0))


class Lines:
    """Lines of jobs, made from what each demand would do alone.

    Parameters
    ----------
    schedule
        Nothing is placed on it yet: its state is what the plan begins with.
    """

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.alone = schedule.alone()
        self.jobs = jobs_of(schedule, self.alone)
        self.sharing = sharing_points(self.alone)
        self.head = self.jobs.first.copy()
        on_line = self.jobs.resource != NO_RESOURCE
        schedule.lengths = np.where(on_line, self.alone.day - self.jobs.first, 0)
        units = np.maximum(schedule.network.resource_units, 1)
        self._work_before = np.concatenate(
            [np.zeros((len(units), 1), np.int64), np.cumsum(schedule.state.capacity // units[:, None], axis=1)], axis=1
        )
        self.resources = np.unique(self.jobs.resource[self.jobs.resource != NO_RESOURCE])

    def learn_heads(self, rough: Rough, order: Ints) -> None:
        """Learn when each demand could be fed if demands got their materials in this order, and time were no matter."""
        days = days_with_all_time(rough, order)
        first = days - (self.alone.day - self.jobs.first)
        self.head = np.where(days < self.schedule.network.horizon, first, self.head)

    def line(self, resource: int, members: Ints) -> Line:
        """Return the line of a resource's jobs."""
        before, demands, jobs = self._work_before[resource], self.schedule.demands, self.jobs
        slots = (np.arange(max(1, int(before[-1]) // SLOT)) * SLOT) + 1
        return Line(
            jobs.work[members],
            before[np.minimum(self.head[members], len(before) - 1)],
            jobs.tail[members],
            demands.due[members],
            demands.late_cost[members],
            np.searchsorted(before[1:], slots).astype(np.int64),
            np.zeros(max(1, int(self.schedule.network.resource_units[resource])), np.int64),
        )

    def begins(self, resource: int, order: Ints) -> Ints:
        """Return the day on which each job of an ordered line begins, were the resource alone."""
        line = self.line(resource, order)
        free = line.free.copy()
        days = np.zeros(len(order), np.int64)
        for n in range(len(order)):
            unit = int(np.argmin(free))
            start = max(int(free[unit]), int(line.head[n]))
            days[n] = line.slot_day[min(start // SLOT, len(line.slot_day) - 1)]
            free[unit] = start + line.work[n]
        return days

    def all_ordered(self) -> Ints:
        """Return all demands, in the order in which their jobs begin on their lines; the rest by when they are due."""
        demands = self.schedule.demands
        key = np.maximum(demands.due - (self.alone.day - self.head), 0)
        key = np.where(self.jobs.resource == NO_RESOURCE, demands.due, key)
        for resource in self.resources.tolist():
            members = self.jobs.of(resource)
            order = members[best_order(self.line(resource, members))]
            key[order] = self.begins(resource, order)
        return np.lexsort((demands.due, -demands.late_cost, key))
