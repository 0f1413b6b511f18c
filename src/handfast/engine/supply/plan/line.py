"""One resource's line: in which order its jobs are best done, were the resource alone in the world.

A job is what one demand loads of the resource. In this simpler company jobs are done whole, one after another on the
first unit that is free, no sooner than the rest of the company could feed them. Orders of jobs are compared hundreds of
thousands of times a second here; the best one says in which order the kernel places the demands.

Apparent tardiness cost: Vepsalainen and Morton, *Priority rules for job shops with weighted tardiness costs*
(Management Science 33, 1987). Threshold accepting: Dueck and Scheuer (Journal of Computational Physics 90, 1990).
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

import numpy as np
from numba import types

from handfast.engine.network import Ints
from handfast.engine.supply.place.arrays import MATRIX, VECTOR, i8
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


@compiled(i8(LINE, VECTOR, MATRIX, VECTOR, i8))
def redo(line: Line, order: Ints, before: Ints, cost_before: Ints, first: int) -> int:
    """Do the jobs from position `first` on; return the cost of all.

    ``before[n]`` and ``cost_before[n]`` hold when units are free, and the cost so far, before the job at position n.
    """
    for n in range(first, order.shape[0]):
        after = before[n + 1]
        for u in range(after.shape[0]):
            after[u] = before[n, u]
        cost_before[n + 1] = cost_before[n] + do_job(line, after, order[n])
    return int(cost_before[order.shape[0]])


@compiled(types.void(LINE, VECTOR, VECTOR, VECTOR, i8))
def dispatch(line: Line, order: Ints, left: Ints, free: Ints, look_ahead: int) -> None:
    """Order the jobs by apparent tardiness cost: whenever a unit is free, the job whose delay would cost most.

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
    count = jobs
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
        do_job(line, free, order[n])


@part
def drawn(seed: Ints, below: int) -> int:
    """Return a number from 0 to `below` - 1 (xorshift; Marsaglia, Journal of Statistical Software 8, 2003)."""
    x = seed[0]
    x ^= x << 13
    x ^= (x >> 7) & 0x01FFFFFFFFFFFFFF
    x ^= x << 17
    seed[0] = x
    return (x & 0x7FFFFFFFFFFFFFFF) % below


@part
def move(order: Ints, source: int, target: int) -> None:
    """Move the job at position `source` to position `target`."""
    job = order[source]
    if source < target:
        for n in range(source, target):
            order[n] = order[n + 1]
    else:
        for n in range(source, target, -1):
            order[n] = order[n - 1]
    order[target] = job


@compiled(i8(LINE, VECTOR, VECTOR, MATRIX, VECTOR, VECTOR, i8, i8))
def improve_line(
    line: Line, order: Ints, best: Ints, before: Ints, cost_before: Ints, seed: Ints, tries: int, threshold: int
) -> int:
    """Improve an order of jobs by moving and swapping them; return the cost of the best one found, left in `best`.

    Parameters
    ----------
    order
        Where to begin; changed.
    before, cost_before
        Room to work in: (N + 1, U) and (N + 1,).
    seed
        One number, not 0; it moves on with every draw.
    tries
        How many changes are tried.
    threshold
        A change that costs up to this much more is accepted at first; less and less as tries go on.
    """
    jobs = order.shape[0]
    for u in range(line.free.shape[0]):
        before[0, u] = line.free[u]
    cost_before[0] = 0
    cost = redo(line, order, before, cost_before, 0)
    least = cost
    for n in range(jobs):
        best[n] = order[n]
    for attempt in range(tries):
        a = drawn(seed, jobs)
        b = drawn(seed, jobs) if drawn(seed, 4) == 0 else min(jobs - 1, max(0, a + drawn(seed, 17) - 8))
        if a == b:
            continue
        swap = drawn(seed, 2) == 0
        if swap:
            order[a], order[b] = order[b], order[a]
        else:
            move(order, a, b)
        changed = redo(line, order, before, cost_before, min(a, b))
        if changed <= cost + threshold * (tries - attempt) // tries:
            cost = changed
            if cost < least:
                least = cost
                for n in range(jobs):
                    best[n] = order[n]
        else:
            if swap:
                order[a], order[b] = order[b], order[a]
            else:
                move(order, b, a)
            redo(line, order, before, cost_before, min(a, b))
    return least


def best_order(line: Line, *, start: Ints | None, tries: int, seed: int) -> tuple[Ints, int]:
    """Return the best order of a line's jobs that is found, and its cost.

    Parameters
    ----------
    start
        An order to begin with; None: the best by apparent tardiness cost.
    tries
        How many changes are tried.
    seed
        Any number; the same gives the same.
    """
    jobs, units = len(line.work), len(line.free)
    before, cost_before = np.zeros((jobs + 1, units), np.int64), np.zeros(jobs + 1, np.int64)
    starts = _dispatched(line) if start is None else [start]
    costs = [_cost(line, order, before, cost_before) for order in starts]
    first = int(np.argmin(costs))
    best = starts[first].copy()
    if jobs < 2 or costs[first] == 0:
        return best, costs[first]
    draw = np.array([seed * 2 + 0x9E3779B97F4A7C1], np.int64)
    threshold = max(1, costs[first] // (4 * jobs))
    least = improve_line(line, starts[first], best, before, cost_before, draw, tries, threshold)
    return best, int(least)


LOOK_AHEADS = (5, 15, 30, 60)


def _dispatched(line: Line) -> list[Ints]:
    found = []
    for look_ahead in LOOK_AHEADS:
        order = np.zeros(len(line.work), np.int64)
        dispatch(line, order, np.zeros(len(line.work), np.int64), line.free.copy(), look_ahead)
        found.append(order)
    return found


def _cost(line: Line, order: Ints, before: Ints, cost_before: Ints) -> int:
    before[0] = line.free
    return int(redo(line, order, before, cost_before, 0))
