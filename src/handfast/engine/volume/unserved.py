"""Why a demand is left unserved: the chain from what is wanted down to what is missing.

The price of what is wanted tells: it is what one more of it would cost, scarce things at their prices. Where that is
more than it is worth, the dearest scarcity on its cheapest way is the reason.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from handfast.engine.volume.bound import SWEEPS
from handfast.engine.volume.model import Model
from handfast.engine.volume.order import Expected, Graph
from handfast.engine.volume.program import Prices

NO_WAY, PRICE, CAPACITY, TIME = "no way", "price", "capacity", "time"
"""Nothing supplies it; it costs more than it brings; a resource is full; nothing can be there so soon."""


class Why(NamedTuple):
    """A reason: what kind, at which stock point, resource, process and bucket (-1 where there is none).

    Where time is too short, `process` is the one that is there first, and `bucket` that of its first arrival.
    `cost` is what one unit of what was wanted would cost, scarce things at their prices.
    """

    kind: str
    point: int
    resource: int
    process: int
    bucket: int
    cost: float


class Unserved:
    """Looks for reasons in a solved model."""

    def __init__(self, model: Model, graph: Graph, expected: Expected, prices: Prices) -> None:
        self.model, self.graph, self.prices = model, graph, prices
        self.base = expected.worth
        self._makers = graph.makers

    def why(self, stream: int, bucket: int) -> Why:
        """Return why a stream's demand of a bucket is not served."""
        model = self.model
        point = int(model.stream_point[stream])
        cost = float(self.prices.material[point, bucket])
        if not self._ways(point) and not model.supply[point].any():
            return Why(NO_WAY, point, -1, -1, bucket, cost)
        if self._ways(point) and self.base[point] >= model.stream_value[stream] * (1 - 1e-9):
            return Why(PRICE, point, -1, -1, bucket, float(self.base[point]))
        return self._down(point, bucket, cost)

    def _ways(self, point: int) -> list[int]:
        first = self._makers.first
        return [int(k) for k in self._makers.owner[first[point] : first[point + 1]]]

    def _down(self, point: int, bucket: int, cost: float) -> Why:
        """Follow the cheapest way down to what makes it dear."""
        model, lags = self.model, self.model.lags
        for _ in range(SWEEPS * model.buckets):
            best = self._cheapest(point, bucket)
            if best is None:
                if bucket == 0 or not self._ways(point):
                    return (
                        self._too_soon(point, cost) if self._ways(point) else Why(NO_WAY, point, -1, -1, bucket, cost)
                    )
                bucket -= 1  # nothing can arrive in this bucket: it would have to be there before
                continue
            process, start = best
            timing = int(lags.of[process])
            dear, where = 0.0, (-1, -1)
            for e in range(model.load_first[process], model.load_first[process + 1]):
                for j in range(lags.load_part.shape[2]):
                    at = int(lags.load_first[timing, start]) + j
                    resource = int(model.load_resource[e])
                    part = model.load_per[e] * lags.load_part[timing, start, j] * self.prices.capacity[resource, at]
                    if part > dear:
                        dear, where = float(part), (resource, at)
            inner, below = 0.0, -1
            for e in range(model.in_first[process], model.in_first[process + 1]):
                used = int(model.in_point[e])
                more = model.in_per[e] * (self.prices.material[used, start] - self.base[used])
                if more > inner:
                    inner, below = float(more), used
            if below >= 0 and inner > dear:
                point, bucket = below, start
                continue
            if dear > 0:
                return Why(CAPACITY, point, where[0], process, where[1], cost)
            if bucket == 0:
                return self._too_soon(point, cost)
            bucket -= 1
        return self._too_soon(point, cost)

    def _too_soon(self, point: int, cost: float) -> Why:
        """Return that time is too short, with the process that is there first, and the bucket of its first arrival."""
        first, process = min(((self._first_arrival(k), k) for k in self._ways(point)), default=(0, -1))
        return Why(TIME, point, -1, process, first, cost)

    def _first_arrival(self, process: int) -> int:
        """Return the first bucket in which something that a process starts can arrive; the number of buckets: none."""
        lags, timing = self.model.lags, int(self.model.lags.of[process])
        for start in np.nonzero(lags.allowed[timing])[0]:
            return int(lags.out_first[timing, start] + (lags.out_part[timing, start] > 0).argmax())
        return self.model.buckets

    def _cheapest(self, point: int, bucket: int) -> tuple[int, int] | None:
        """Return the process and the bucket of its start that bring a stock point's goods most cheaply in a bucket."""
        lags = self.model.lags
        best, found = np.inf, None
        for process in self._ways(point):
            timing = int(lags.of[process])
            for start in range(bucket + 1):
                at = bucket - int(lags.out_first[timing, start])
                if not lags.allowed[timing, start] or not 0 <= at < lags.out_part.shape[2]:
                    continue
                part = lags.out_part[timing, start, at]
                if part <= 0:
                    continue
                cost = self._cost(process, start) / part
                if cost < best:
                    best, found = cost, (process, start)
        return found

    def _cost(self, process: int, start: int) -> float:
        """Return what one unit started costs, scarce things at their prices."""
        model, lags = self.model, self.model.lags
        timing = int(lags.of[process])
        cost = float(model.run_cost[process])
        for e in range(model.in_first[process], model.in_first[process + 1]):
            cost += float(model.in_per[e] * self.prices.material[model.in_point[e], start])
        for e in range(model.load_first[process], model.load_first[process + 1]):
            for j in range(lags.load_part.shape[2]):
                at = int(lags.load_first[timing, start]) + j
                cost += float(
                    model.load_per[e]
                    * lags.load_part[timing, start, j]
                    * self.prices.capacity[model.load_resource[e], at]
                )
        return cost
