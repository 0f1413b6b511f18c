"""One step of the first-order method, block by block: ascent in what is decided, descent in prices.

All arrays are (rows, buckets). A step moves each block by its gradient, reflects it, and pulls it towards an anchor
(Halpern): ``next = weight * (2 * moved - now) + (1 - weight) * anchor``. `first` and `last` bound the rows of one
thread. What is returned is the squared length of the move, in the metric of the step sizes.
"""

from __future__ import annotations

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.volume.compiled import compiled
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import Wiring
from handfast.engine.volume.order import Turned

HALVINGS = 60
"""Halvings until the price of a team's minute of overtime is exact to the last bit that matters."""


@compiled
def move_starts(
    first: int, last: int, weight: float, pace: float, now: Floats, anchor: Floats, moved: Floats, mirrored: Floats,
    material: Floats, capacity: Floats, tau: Floats, cost: Floats, w: Wiring,
) -> float:  # fmt: skip
    """Move starts: by what they yield, less what they use, load and cost."""
    buckets = now.shape[1]
    grad = np.empty(buckets)
    length = 0.0
    for k in range(first, last):
        t = w.timing[k]
        grad[:] = -cost[k]
        for e in range(w.in_first[k], w.in_first[k + 1]):
            p, per = w.in_point[e], w.in_per[e]
            for b in range(buckets):
                grad[b] -= per * material[p, b]
        for e in range(w.out_first[k], w.out_first[k + 1]):
            p, per = w.out_point[e], w.out_per[e]
            for j in range(w.out_part.shape[2]):
                for b in range(buckets):
                    grad[b] += per * w.out_part[t, b, j] * material[p, w.out_to[t, b] + j]
        for e in range(w.load_first[k], w.load_first[k + 1]):
            r, per = w.load_resource[e], w.load_per[e]
            for j in range(w.load_part.shape[2]):
                for b in range(buckets):
                    grad[b] -= per * w.load_part[t, b, j] * capacity[r, w.load_to[t, b] + j]
        step, change = tau[k] * pace, 0.0
        for b in range(buckets):
            old = now[k, b]
            new = max(old + step * grad[b], 0.0) if w.allowed[t, b] else 0.0
            moved[k, b] = new
            change += (new - old) * (new - old)
            mirrored[k, b] = 2.0 * new - old
            now[k, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor[k, b]
        length += change / step
    return length


@compiled
def move_stock(
    first: int, last: int, weight: float, pace: float, now: Floats, anchor: Floats, moved: Floats, mirrored: Floats,
    material: Floats, tau: Floats, hold: Floats, minimum: Floats, missing: Floats, maximum: Floats, excess: Floats,
) -> float:  # fmt: skip
    """Move stock: towards the bucket in which it is worth more, by pieces of its cost."""
    buckets = now.shape[1]
    length = 0.0
    for p in range(first, last):
        step = tau[p] * pace
        low, high = minimum[p], maximum[p]
        change = 0.0
        for b in range(buckets):
            old = now[p, b]
            later = material[p, b + 1] if b + 1 < buckets else 0.0
            usual = old + step * (later - material[p, b] - hold[p, b])
            if usual < low:
                new = min(usual + step * missing[p, b], low)
            elif usual > high:
                new = max(usual - step * excess[p, b], high)
            else:
                new = usual
            new = max(new, 0.0)
            moved[p, b] = new
            change += (new - old) * (new - old)
            mirrored[p, b] = 2.0 * new - old
            now[p, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor[p, b]
        length += change / step
    return length


@compiled
def move_service(
    first: int, last: int, weight: float, pace: float, now: Floats, anchor: Floats, moved: Floats, mirrored: Floats,
    now_wait: Floats, anchor_wait: Floats, moved_wait: Floats, mirrored_wait: Floats, material: Floats, worth: Floats,
    tau: Floats, tau_wait: Floats, value: Floats, wait_cost: Floats, point: Ints,
) -> float:  # fmt: skip
    """Move deliveries and what waits."""
    buckets = now.shape[1]
    length = 0.0
    for d in range(first, last):
        p = point[d]
        step, step_wait = tau[d] * pace, tau_wait[d] * pace
        for b in range(buckets):
            old = now[d, b]
            new = max(old + step * (value[d] - material[p, b] - worth[d, b]), 0.0)
            moved[d, b] = new
            length += (new - old) * (new - old) / step
            mirrored[d, b] = 2.0 * new - old
            now[d, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor[d, b]
            old = now_wait[d, b]
            later = worth[d, b + 1] if b + 1 < buckets else 0.0
            new = max(old + step_wait * (later - worth[d, b] - wait_cost[d, b]), 0.0)
            moved_wait[d, b] = new
            length += (new - old) * (new - old) / step_wait
            mirrored_wait[d, b] = 2.0 * new - old
            now_wait[d, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor_wait[d, b]
    return length


@compiled
def hold_to_limits(target: Floats, high: Floats, step: Floats, team: Ints, limit: Floats) -> None:
    """Move overtime to the closest that keeps all limits, in the metric of the step sizes; `target` is changed.

    Parameters
    ----------
    target
        Where overtime would go, shape (R, B).
    high
        Most of each resource.
    step
        Shape (R,).
    """
    teams = limit.shape[0]
    for b in range(target.shape[1]):
        for t in range(teams):
            low, up, asked = 0.0, 0.0, 0.0
            for r in range(target.shape[0]):
                if team[r] == t:
                    asked += min(max(target[r, b], 0.0), high[r, b])
                    up = max(up, target[r, b] / step[r])
            if asked <= limit[t, b]:
                continue
            for _ in range(HALVINGS):
                price, asked = (low + up) / 2.0, 0.0
                for r in range(target.shape[0]):
                    if team[r] == t:
                        asked += min(max(target[r, b] - step[r] * price, 0.0), high[r, b])
                if asked > limit[t, b]:
                    low = price
                else:
                    up = price
            for r in range(target.shape[0]):
                if team[r] == t:
                    target[r, b] -= step[r] * up
        for r in range(target.shape[0]):
            target[r, b] = min(max(target[r, b], 0.0), high[r, b])


@compiled
def move_overtime(
    weight: float, pace: float, now: Floats, anchor: Floats, moved: Floats, mirrored: Floats, capacity: Floats,
    tau: Floats, cost: Floats, high: Floats, team: Ints, limit: Floats,
) -> float:  # fmt: skip
    """Move overtime, within what each team may work."""
    length = 0.0
    for r in range(now.shape[0]):
        for b in range(now.shape[1]):
            moved[r, b] = now[r, b] + tau[r] * pace * (capacity[r, b] - cost[r])
    hold_to_limits(moved, high, tau, team, limit)
    for r in range(now.shape[0]):
        step = tau[r] * pace
        for b in range(now.shape[1]):
            old, new = now[r, b], moved[r, b]
            length += (new - old) * (new - old) / step
            mirrored[r, b] = 2.0 * new - old
            now[r, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor[r, b]
    return length


@compiled
def move_material(
    first: int, last: int, weight: float, pace: float, now: Floats, anchor: Floats, moved: Floats, sigma: Floats,
    starts: Floats, stock: Floats, deliver: Floats, supply: Floats, makers: Turned, users: Turned, streams: Turned,
    timing: Ints, out_to: Ints, out_part: Floats,
) -> float:  # fmt: skip
    """Move prices of material: down where more comes in than goes out."""
    buckets, width = now.shape[1], out_part.shape[2]
    rest = np.empty(buckets + width)
    length = 0.0
    for p in range(first, last):
        rest[buckets:] = 0.0
        for b in range(buckets):
            rest[b] = supply[p, b] - stock[p, b]
        for b in range(1, buckets):
            rest[b] += stock[p, b - 1]
        for e in range(makers.first[p], makers.first[p + 1]):
            k, per = makers.owner[e], makers.per[e]
            t = timing[k]
            for b in range(buckets):
                for j in range(width):
                    rest[out_to[t, b] + j] += per * out_part[t, b, j] * starts[k, b]
        for e in range(users.first[p], users.first[p + 1]):
            k, per = users.owner[e], users.per[e]
            for b in range(buckets):
                rest[b] -= per * starts[k, b]
        for e in range(streams.first[p], streams.first[p + 1]):
            d = streams.owner[e]
            for b in range(buckets):
                rest[b] -= deliver[d, b]
        step = sigma[p] * pace
        change = 0.0
        for b in range(buckets):
            old = now[p, b]
            new = old - step * rest[b]
            moved[p, b] = new
            change += (new - old) * (new - old)
            now[p, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor[p, b]
        length += change / step
    return length


@compiled
def move_capacity(
    first: int, last: int, weight: float, pace: float, now: Floats, anchor: Floats, moved: Floats, sigma: Floats,
    starts: Floats, overtime: Floats, capacity: Floats, loaders: Turned, timing: Ints, load_to: Ints,
    load_part: Floats,
) -> float:  # fmt: skip
    """Move prices of capacity: up where more is loaded than there is."""
    buckets, width = overtime.shape[1], load_part.shape[2]
    rest = np.empty(buckets + width)
    length = 0.0
    for r in range(first, last):
        rest[buckets:] = 0.0
        for b in range(buckets):
            rest[b] = capacity[r, b] + overtime[r, b]
        for e in range(loaders.first[r], loaders.first[r + 1]):
            k, per = loaders.owner[e], loaders.per[e]
            t = timing[k]
            for b in range(buckets):
                for j in range(width):
                    rest[load_to[t, b] + j] -= per * load_part[t, b, j] * starts[k, b]
        step = sigma[r] * pace
        for b in range(buckets):
            old = now[r, b]
            new = max(old - step * rest[b], 0.0)
            moved[r, b] = new
            length += (new - old) * (new - old) / step
            now[r, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor[r, b]
    return length


@compiled
def move_worth(
    first: int, last: int, weight: float, pace: float, now: Floats, anchor: Floats, moved: Floats, sigma: Floats,
    deliver: Floats, wait: Floats, demand: Floats,
) -> float:  # fmt: skip
    """Move what one more unit wanted is worth."""
    buckets = now.shape[1]
    length = 0.0
    for d in range(first, last):
        step = sigma[d] * pace
        for b in range(buckets):
            rest = demand[d, b] - deliver[d, b] - wait[d, b]
            if b:
                rest += wait[d, b - 1]
            old = now[d, b]
            new = max(old - step * rest, 0.0)
            moved[d, b] = new
            length += (new - old) * (new - old) / step
            now[d, b] = weight * (2.0 * new - old) + (1.0 - weight) * anchor[d, b]
    return length
