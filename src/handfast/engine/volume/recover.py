"""A plan that can be carried out, from one that almost can: bucket after bucket, inputs before what is made of them.

Where material falls short, its users are cut alike; where a resource does, all its runs are. What was cut is made up
for later where there is room. The outcome keeps every balance and every capacity exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from handfast.engine.volume.compiled import compiled
from handfast.engine.volume.crews import allotted
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import Model, Wiring
from handfast.engine.volume.order import Graph
from handfast.engine.volume.program import Decisions

SAFE = 1.0 - 1e-12
"""What is divided is taken so much smaller, that rounding never takes more than there is."""


def recovered(model: Model, graph: Graph, wanted: Decisions) -> Decisions:
    """Return decisions close to those wanted that keep all limits."""
    room = model.capacity + allotted(model.team, model.team_overtime, wanted.overtime, model.overtime)
    start, stock, deliver = _carry_out(
        graph, model.wiring, wanted.start, wanted.deliver, model.supply, model.demand, room
    )
    wait = _waiting(deliver, model.demand)
    return Decisions(start, stock, deliver, wait, np.maximum(loads(model, start) - model.capacity, 0.0))


def loads(model: Model, start: Floats) -> Floats:
    """Return the minutes that starts load on each resource and bucket, shape (R, B)."""
    lags, load = model.lags, np.zeros((model.resources, model.buckets))
    process = np.repeat(np.arange(model.processes), np.diff(model.load_first))
    timing = lags.of[process]
    for j in range(lags.load_part.shape[2]):
        minutes = model.load_per[:, None] * lags.load_part[timing][:, :, j] * start[process]
        np.add.at(load, (model.load_resource[:, None], lags.load_first[timing] + j), minutes)
    return load


def earned(model: Model, made: Decisions) -> float:
    """Return what decisions are worth: the objective of the plan."""
    short = np.maximum(model.minimum[:, None] - made.stock, 0.0)
    over = np.maximum(made.stock - model.maximum[:, None], 0.0)
    return float(
        (made.deliver.sum(axis=1) * model.stream_value).sum()
        - (made.start.sum(axis=1) * model.run_cost).sum()
        - (made.stock * model.hold_cost).sum()
        + ((model.minimum[:, None] - short) * model.minimum_cost).sum()
        - (over * model.maximum_cost).sum()
        - (made.wait * model.wait_cost).sum()
        - (made.overtime.sum(axis=1) * model.overtime_cost).sum()
    )


@compiled
def _waiting(deliver: Floats, demand: Floats) -> Floats:
    """Return the least that must wait so that deliveries after their bucket are late ones, not new ones."""
    wait = np.zeros_like(deliver)
    for d in range(deliver.shape[0]):
        later = 0.0
        for b in range(deliver.shape[1] - 1, 0, -1):
            later = max(0.0, deliver[d, b] + later - demand[d, b])
            wait[d, b - 1] = later
    return wait


class Ground(NamedTuple):
    """How things stand while decisions are carried out."""

    rest: Floats  # (P,) what is there in the bucket
    arriving: Floats  # (P, B)
    share: Floats  # (P,) which part of what is wanted of a stock point it can give
    fits: Floats  # (R, B) which part of what is wanted of a resource fits
    spare: Floats  # (R, B) minutes beyond that
    owed: Floats  # (N,) starts that were cut and not made up for


@compiled
def _room(w: Wiring, want: Floats, capacity: Floats) -> tuple[Floats, Floats]:
    """Return which part of the load wanted fits on each resource, and what is left beside it."""
    load = np.zeros(capacity.shape)
    for k in range(want.shape[0]):
        t = w.timing[k]
        for e in range(w.load_first[k], w.load_first[k + 1]):
            for b in range(want.shape[1]):
                for j in range(w.load_part.shape[2]):
                    load[w.load_resource[e], w.load_to[t, b] + j] += w.load_per[e] * w.load_part[t, b, j] * want[k, b]
    fits, spare = np.ones(capacity.shape), np.zeros(capacity.shape)
    for r in range(capacity.shape[0]):
        for b in range(capacity.shape[1]):
            if load[r, b] > capacity[r, b]:
                fits[r, b] = capacity[r, b] / load[r, b] * SAFE
            else:
                spare[r, b] = capacity[r, b] - load[r, b]
    return fits, spare


@compiled
def _start(k: int, b: int, wish: float, w: Wiring, ground: Ground) -> float:
    """Start as much of a process as there is room and material for; return how much."""
    t, reach = w.timing[k], w.load_part.shape[2]
    part = 1.0
    for e in range(w.load_first[k], w.load_first[k + 1]):
        for j in range(reach):
            if w.load_part[t, b, j] > 0.0:
                part = min(part, ground.fits[w.load_resource[e], w.load_to[t, b] + j])
    base = wish * part
    extra = max(ground.owed[k] + wish - base, 0.0)
    for e in range(w.load_first[k], w.load_first[k + 1]):
        for j in range(reach):
            if w.load_part[t, b, j] > 0.0:
                room = ground.spare[w.load_resource[e], w.load_to[t, b] + j] / (w.load_per[e] * w.load_part[t, b, j])
                extra = min(extra, max(room, 0.0) * SAFE)
    amount: float = base + extra
    for e in range(w.in_first[k], w.in_first[k + 1]):
        p = w.in_point[e]
        amount = min(amount, (base + extra) * ground.share[p])
        if w.in_per[e] > 0.0:
            amount = min(amount, max(ground.rest[p], 0.0) / w.in_per[e] * SAFE)
    ground.owed[k] += wish - amount
    for e in range(w.in_first[k], w.in_first[k + 1]):
        ground.rest[w.in_point[e]] -= w.in_per[e] * amount
    for e in range(w.out_first[k], w.out_first[k + 1]):
        for j in range(w.out_part.shape[2]):
            at, good = w.out_to[t, b] + j, w.out_per[e] * w.out_part[t, b, j] * amount
            ground.arriving[w.out_point[e], at] += good
            if at == b:
                ground.rest[w.out_point[e]] += good
    for e in range(w.load_first[k], w.load_first[k + 1]):
        for j in range(reach):
            freed = w.load_per[e] * w.load_part[t, b, j] * (base - amount)
            ground.spare[w.load_resource[e], w.load_to[t, b] + j] += freed
    return amount


@compiled
def _carry_out(
    graph: Graph, w: Wiring, want: Floats, want_deliver: Floats, supply: Floats, demand: Floats, capacity: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return starts, stock and deliveries that keep every balance and capacity."""
    processes, buckets = want.shape
    points, streams = len(graph.order), len(want_deliver)
    start, stock, deliver = np.zeros(want.shape), np.zeros((points, buckets)), np.zeros(want_deliver.shape)
    fits, spare = _room(w, want, capacity)
    ground = Ground(np.zeros(points), supply.copy(), np.ones(points), fits, spare, np.zeros(processes))
    unserved, still_wanted = np.zeros(streams), np.zeros(streams)
    for b in range(buckets):
        ground.rest[:] += ground.arriving[:, b]
        still_wanted += demand[:, b]
        decided = np.zeros(processes, np.bool_)
        for n in range(points):
            p = graph.order[n]
            # Runs that yield this stock point: all their inputs have been looked at.
            for m in range(graph.makers.first[p], graph.makers.first[p + 1]):
                k = graph.makers.owner[m]
                if not decided[k]:
                    decided[k] = True
                    if want[k, b] > 0.0:
                        start[k, b] = _start(k, b, want[k, b], w, ground)
            # What is there is shared by those who want it now.
            wanted = 0.0
            for m in range(graph.users.first[p], graph.users.first[p + 1]):
                k = graph.users.owner[m]
                if not decided[k]:
                    wanted += graph.users.per[m] * (want[k, b] + ground.owed[k])
            for m in range(graph.streams.first[p], graph.streams.first[p + 1]):
                wanted += want_deliver[graph.streams.owner[m], b]
            ground.share[p] = 1.0 if wanted <= ground.rest[p] else max(ground.rest[p], 0.0) / wanted
        for p in range(points):
            for m in range(graph.streams.first[p], graph.streams.first[p + 1]):
                d = graph.streams.owner[m]
                wish = unserved[d] + want_deliver[d, b]
                amount = min(max(wish, 0.0), still_wanted[d], max(ground.rest[p], 0.0))
                deliver[d, b] = amount
                unserved[d] = wish - amount
                still_wanted[d] -= amount
                ground.rest[p] -= amount
            stock[p, b] = max(ground.rest[p], 0.0)
    return start, stock, deliver
