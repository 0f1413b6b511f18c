"""A bound that no plan passes, from any prices: prices are mended until they contradict no decision, then added up.

Weak duality: with prices at which no decision earns more than it costs, what is scarce is worth at least what any plan
earns.
"""

from __future__ import annotations

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.volume.compiled import compiled
from handfast.engine.volume.crews import worth
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import Model, Wiring
from handfast.engine.volume.order import Graph, Turned
from handfast.engine.volume.program import Prices

SWEEPS = 60


def mended(model: Model, graph: Graph, prices: Prices) -> tuple[Prices, float]:
    """Return prices at which nothing is worth more than what it can be had for, and the bound that they prove.

    The bound is infinite where the prices cannot be mended (supplies that go in circles at no cost).
    """
    keeping = model.hold_cost + np.where(np.isfinite(model.maximum), model.maximum_cost.T, 0.0).T
    floor = -np.cumsum(keeping[:, ::-1], axis=1)[:, ::-1]  # at worst, it is kept until the end
    material = np.maximum(prices.material, floor)
    capacity = np.maximum(prices.capacity, 0.0)
    worst = 0.0
    for _ in range(SWEEPS):
        worst = _lower(
            graph.order, graph.makers, model.wiring, material, capacity, model.run_cost, model.hold_cost,
            model.maximum, model.maximum_cost,
        )  # fmt: skip
        if worst <= 1e-12:
            break
    demand = _worth(material, model.stream_point, model.stream_value, model.wait_cost)
    mended = Prices(material, capacity, demand)
    if worst > 1e-12 or (material[:, -1] + keeping[:, -1] < -1e-9 * (1 + np.abs(material[:, -1]))).any():
        return mended, np.inf
    return mended, total(model, mended)


def total(model: Model, prices: Prices) -> float:
    """Return what everything scarce is worth at mended prices."""
    later = np.zeros_like(prices.material)
    later[:, :-1] = prices.material[:, 1:]
    keep = later - prices.material - model.hold_cost
    room = np.where(np.isfinite(model.maximum), model.maximum - model.minimum, 0.0)
    return float(
        (prices.material * model.supply).sum()
        + (prices.capacity * model.capacity).sum()
        + worth(model.team, model.team_overtime, prices.capacity - model.overtime_cost[:, None], model.overtime)
        + (prices.demand * model.demand).sum()
        + (np.maximum(keep + model.minimum_cost, 0.0) * model.minimum[:, None]).sum()
        + (np.maximum(keep, 0.0) * room[:, None]).sum()
    )


@compiled
def _cost(k: int, w: Wiring, material: Floats, capacity: Floats, cost: Floats) -> None:
    """Add to `cost` (B,) what one unit started of a process uses and loads, at prices."""
    buckets, t = material.shape[1], w.timing[k]
    for e in range(w.in_first[k], w.in_first[k + 1]):
        for b in range(buckets):
            cost[b] += w.in_per[e] * material[w.in_point[e], b]
    for e in range(w.load_first[k], w.load_first[k + 1]):
        for j in range(w.load_part.shape[2]):
            for b in range(buckets):
                cost[b] += w.load_per[e] * w.load_part[t, b, j] * capacity[w.load_resource[e], w.load_to[t, b] + j]


@compiled
def _lower(
    order: Ints, makers: Turned, w: Wiring, material: Floats, capacity: Floats, run_cost: Floats, hold: Floats,
    maximum: Floats, excess: Floats,
) -> float:  # fmt: skip
    """Lower prices of material to what making, buying, moving or keeping them costs; return the largest change."""
    buckets, width = material.shape[1], w.out_part.shape[2]
    cost = np.empty(buckets)
    worst = 0.0
    for n in range(len(order)):
        p = order[n]
        for m in range(makers.first[p], makers.first[p + 1]):
            k = makers.owner[m]
            t = w.timing[k]
            cost[:] = run_cost[k]
            _cost(k, w, material, capacity, cost)
            for b in range(buckets):
                if not w.allowed[t, b]:
                    continue
                gain, weight = 0.0, 0.0
                for e in range(w.out_first[k], w.out_first[k + 1]):
                    for j in range(width):
                        gain += w.out_per[e] * w.out_part[t, b, j] * material[w.out_point[e], w.out_to[t, b] + j]
                for j in range(width):
                    weight += makers.per[m] * w.out_part[t, b, j]
                over = gain - cost[b]
                if over > 1e-12 * (1.0 + abs(cost[b])) and weight > 0.0:
                    for j in range(width):
                        if w.out_part[t, b, j] > 0.0:
                            material[p, w.out_to[t, b] + j] -= over / weight
                    worst = max(worst, over / (1.0 + abs(cost[b])))
        for b in range(1, buckets):
            most = material[p, b - 1] + hold[p, b - 1]
            if maximum[p] < np.inf:
                most += excess[p, b - 1]
            material[p, b] = min(material[p, b], most)
    return worst


@compiled
def _worth(material: Floats, point: Ints, value: Floats, wait_cost: Floats) -> Floats:
    """Return the least that one more unit wanted must be worth, so that no delivery earns more than it costs."""
    worth = np.zeros((len(point), material.shape[1]))
    for d in range(len(point)):
        later = 0.0
        for b in range(material.shape[1] - 1, -1, -1):
            worth[d, b] = max(0.0, value[d] - material[point[d], b], later - wait_cost[d, b])
            later = worth[d, b]
    return worth
