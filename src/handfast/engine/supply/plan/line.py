"""One resource's line: in which order its jobs are best done, were the resource alone in the world.

A job is what one demand loads of the resource. In this simpler company jobs are done whole, one after another on the
first unit that is free, no sooner than the rest of the company could feed them.

Apparent tardiness cost: Vepsalainen and Morton, *Priority rules for job shops with weighted tardiness costs*
(Management Science 33, 1987).
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

import numpy as np
from numba import types

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import VECTOR, i8
from handfast.engine.supply.place.compiled import compiled, part


class Line(NamedTuple):
    """A resource's jobs, N of them, and how its time runs. Work is counted in minutes that one unit has worked."""

    work: Ints  # (N,) minutes of one unit
    head: Ints  # (N,) minutes that a unit has worked before the job can be fed
    tail: Ints  # (N,) days from the job's last day to the ship day
    due: Ints  # (N,)
    weight: Ints  # (N,) cost of a day of lateness
    slot_day: Ints  # (T,) day on which each SLOT minutes of one unit's work lie
    free: Ints  # (U,) minutes after which each unit is free


SLOT = 30
"""Minutes of work in one entry of `Line.slot_day`."""

LINE = types.NamedUniTuple(VECTOR, len(Line._fields), Line)


@part
def day_of(line: Line, minutes: int) -> int:
    """Return the day on which work that ends after `minutes` of a unit's time ends."""
    slot = (minutes - 1) // SLOT
    if slot < 0:
        slot = 0
    if slot >= line.slot_day.shape[0]:
        return line.slot_day[line.slot_day.shape[0] - 1] + 1
    return line.slot_day[slot]


@part
def do_job(line: Line, free: Ints, job: int) -> int:
    """Do a job on the unit that can begin it first; return its cost. `free` is changed."""
    unit = 0
    for u in range(1, free.shape[0]):
        if free[u] < free[unit]:
            unit = u
    end = max(free[unit], line.head[job]) + line.work[job]
    free[unit] = end
    late = day_of(line, end) + line.tail[job] - line.due[job]
    return line.weight[job] * late if late > 0 else 0


@compiled(i8(LINE, VECTOR, VECTOR, VECTOR, i8))
def dispatch(line: Line, order: Ints, left: Ints, free: Ints, look_ahead: int) -> int:
    """Order the jobs by apparent tardiness cost: whenever a unit is free, the job whose delay would cost most.

    Returns what the order costs.

    Parameters
    ----------
    order
        Filled.
    left, free
        Room to work in: N jobs, U units.
    look_ahead
        Tenths of the mean work by which slack is weighed; more looks further ahead.
    """
    jobs = order.shape[0]
    total = 0
    for job in range(jobs):
        left[job] = job
        total += line.work[job]
    for u in range(free.shape[0]):
        free[u] = line.free[u]
    scale = max(1.0, look_ahead * total / (10.0 * max(jobs, 1)))
    per_day = SLOT * line.slot_day.shape[0] / max(1, line.slot_day[line.slot_day.shape[0] - 1] + 1)
    count, cost = jobs, 0
    for n in range(jobs):
        now = free[0]
        for u in range(1, free.shape[0]):
            now = min(now, free[u])
        best, best_index = -1.0, 0
        for index in range(count):
            job = left[index]
            start = max(now, line.head[job])
            slack = (line.due[job] - line.tail[job] + 1) * per_day - line.work[job] - start
            wait = start - now
            index_value = (line.weight[job] + 1e-6) / max(1, line.work[job] + wait) * exp(-max(0.0, slack) / scale)
            if index_value > best:
                best, best_index = index_value, index
        order[n] = left[best_index]
        count -= 1
        left[best_index] = left[count]
        cost += do_job(line, free, order[n])
    return cost


def best_order(line: Line) -> Ints:
    """Return the best order of a line's jobs by apparent tardiness cost, looking more and less far ahead."""
    jobs = len(line.work)
    tried, costs = [], []
    for look_ahead in LOOK_AHEADS:
        order = np.zeros(jobs, np.int64)
        costs.append(dispatch(line, order, np.zeros(jobs, np.int64), line.free.copy(), look_ahead))
        tried.append(order)
    return tried[int(np.argmin(costs))]


LOOK_AHEADS = (5, 15, 30, 60)
