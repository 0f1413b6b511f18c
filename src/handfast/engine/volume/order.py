"""The order in which stock points feed each other, and what flows and costs to expect of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.volume.compiled import compiled
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import Model, Wiring


class Turned(NamedTuple):
    """Entries of a model sorted by what they touch: those of row ``n`` are ``first[n]`` to ``first[n + 1] - 1``."""

    first: Ints
    owner: Ints
    per: Floats


def turned(first: Ints, node: Ints, per: Floats, nodes: int) -> Turned:
    """Return entries sorted by node, with the process that each belongs to."""
    owner = np.repeat(np.arange(len(first) - 1), np.diff(first))
    order = np.argsort(node, kind="stable")
    start = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(node, minlength=nodes), out=start[1:])
    return Turned(start, owner[order], np.ascontiguousarray(per[order]))


class Graph(NamedTuple):
    """A model seen from its stock points and resources."""

    makers: Turned  # processes that yield a stock point
    users: Turned  # processes that use it
    loaders: Turned  # processes that load a resource
    streams: Turned  # demand for a stock point
    order: Ints  # (P,) stock points, inputs before what is made of them; where they go in circles, as they come


def read_graph(model: Model) -> Graph:
    """Return a model's graph."""
    points = model.points
    makers = turned(model.out_first, model.out_point, model.out_per, points)
    users = turned(model.in_first, model.in_point, model.in_per, points)
    loaders = turned(model.load_first, model.load_resource, model.load_per, model.resources)
    each = np.arange(model.streams + 1)
    streams = turned(each, model.stream_point, np.ones(model.streams), points)
    order = _order(points, model.wiring, users)
    return Graph(makers, users, loaders, streams, order)


@compiled
def _order(points: int, w: Wiring, users: Turned) -> Ints:
    """Return stock points so that as few as possible come before what they are made of (Kahn's algorithm)."""
    waits = np.zeros(points, np.int64)
    for k in range(len(w.in_first) - 1):
        for e in range(w.out_first[k], w.out_first[k + 1]):
            waits[w.out_point[e]] += w.in_first[k + 1] - w.in_first[k]
    order = np.empty(points, np.int64)
    seen = np.zeros(points, np.int64)
    filled, done, scan = 0, 0, 0
    for p in range(points):
        if waits[p] == 0:
            order[filled] = p
            seen[p] = 1
            filled += 1
    while done < points:
        if done == filled:  # a circle: begin it with the first stock point that is left
            while seen[scan]:
                scan += 1
            order[filled] = scan
            seen[scan] = 1
            filled += 1
        p = order[done]
        done += 1
        for u in range(users.first[p], users.first[p + 1]):
            k = users.owner[u]
            for e in range(w.out_first[k], w.out_first[k + 1]):
                q = w.out_point[e]
                waits[q] -= 1
                if waits[q] == 0 and not seen[q]:
                    order[filled] = q
                    seen[q] = 1
                    filled += 1
    return order


@dataclass(frozen=True)
class Expected:
    """Rough sizes, to measure steps by."""

    flow: Floats  # (P,) units in a bucket
    worth: Floats  # (P,) money a unit
    starts: Floats  # (N,) units in a bucket


def expect(model: Model, graph: Graph) -> Expected:
    """Return what flows where if every stock point were supplied by its first process, and what it would cost."""
    wanted = np.bincount(model.stream_point, model.demand.sum(axis=1) / model.buckets, minlength=model.points).astype(
        np.float64
    )
    flow, worth, starts = _expect(graph.order, wanted, model.run_cost, model.wiring, graph.makers)
    return Expected(flow, worth, starts)


@compiled
def _expect(order: Ints, wanted: Floats, run_cost: Floats, w: Wiring, makers: Turned) -> tuple[Floats, Floats, Floats]:
    """Return flows, worths and starts, worths from what is used upwards, flows from what is wanted downwards."""
    points = len(order)
    worth = np.zeros(points)
    starts = np.zeros(len(run_cost))
    for n in range(points):
        p = order[n]
        best = -1.0
        for e in range(makers.first[p], makers.first[p + 1]):
            k = makers.owner[e]
            if makers.per[e] <= 0.0:
                continue
            cost = run_cost[k]
            for i in range(w.in_first[k], w.in_first[k + 1]):
                cost += w.in_per[i] * worth[w.in_point[i]]
            cost /= makers.per[e]
            if best < 0.0 or cost < best:
                best = cost
        worth[p] = max(best, 0.0)
    flow = wanted.copy()
    for n in range(points - 1, -1, -1):
        p = order[n]
        for e in range(makers.first[p], makers.first[p + 1]):
            k = makers.owner[e]
            if makers.per[e] <= 0.0 or w.out_point[w.out_first[k]] != p:
                continue
            starts[k] = flow[p] / makers.per[e]
            for i in range(w.in_first[k], w.in_first[k + 1]):
                flow[w.in_point[i]] += w.in_per[i] * starts[k]
            break
        for e in range(makers.first[p], makers.first[p + 1]):
            if makers.per[e] > 0.0 and starts[makers.owner[e]] == 0.0:
                starts[makers.owner[e]] = 0.3 * flow[p] / makers.per[e]
    return flow, worth, starts
