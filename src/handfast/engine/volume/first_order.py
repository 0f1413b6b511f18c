"""Prices for large companies: a first-order method on the model's own shape.

Restarted Halpern primal-dual hybrid gradient with reflection (Lu and Yang, "Restarted Halpern PDHG for linear
programming", 2024), matrix-free: an iteration reads each process, stock point and demand once, buckets side by side in
memory. Step sizes follow Pock and Chambolle (2011), measured in the flows and prices to be expected of each row and
column, so that screws and ships converge alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Self

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.volume import steps
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import Model
from handfast.engine.volume.order import Expected, Graph, expect
from handfast.engine.volume.program import Decisions, Prices

Move = Callable[[], float]

LARGE = 20_000
"""Rows from which on threads are worth it."""

SHORTER = 10.0
"""How much shorter the steps of prices are after `begin_at`."""


def _done(move: Move) -> float:
    return move()


class Block:
    """One block of decisions or prices: where it is, its anchor, and its last move."""

    def __init__(self, shape: tuple[int, int], step: Floats) -> None:
        self.now = np.zeros(shape)
        self.anchor = np.zeros(shape)
        self.moved = np.zeros(shape)
        self.mirrored = np.zeros(shape)
        self.step = step

    @property
    def places(self) -> tuple[Floats, Floats, Floats, Floats]:
        """All that a step reads and writes of a block of decisions."""
        return self.now, self.anchor, self.moved, self.mirrored

    def restart(self) -> float:
        """Begin anew from the last move; return the squared distance from the anchor, in the metric of the steps."""
        distance = float((((self.moved - self.anchor) ** 2).sum(axis=1) / self.step).sum())
        self.now[:] = self.moved
        self.anchor[:] = self.moved
        return distance


class FirstOrder:
    """The method on one model."""

    def __init__(self, model: Model, graph: Graph, threads: int = 1) -> None:
        self.model = model
        self.graph = graph
        self.expected = expect(model, self.graph)
        self.threads = threads if model.points + model.processes > LARGE else 1
        self._pool = ThreadPoolExecutor(self.threads)
        sizes = Sizes(model, self.expected)
        b = model.buckets
        self.starts = Block((model.processes, b), sizes.starts)
        self.stock = Block((model.points, b), sizes.stock)
        self.deliver = Block((model.streams, b), sizes.deliver)
        self.wait = Block((model.streams, b), sizes.wait)
        self.overtime = Block((model.resources, b), sizes.overtime)
        self.material = Block((model.points, b), sizes.material)
        self.capacity = Block((model.resources, b), sizes.capacity)
        self.worth = Block((model.streams, b), sizes.worth)
        self.material.now[:] = self.expected.worth[:, None]
        self.material.anchor[:] = self.material.now
        self.pace = 1.0  # ratio of the steps in decisions to those in prices
        self._wiring = model.wiring
        self.count = 0
        self._since = 0
        self._first_error = self._last_error = np.inf

    @property
    def decisions(self) -> tuple[Block, Block, Block, Block, Block]:
        """Starts, stock, deliveries, what waits, overtime."""
        return self.starts, self.stock, self.deliver, self.wait, self.overtime

    @property
    def prices(self) -> tuple[Block, Block, Block]:
        """Of material, capacity, and of what is wanted."""
        return self.material, self.capacity, self.worth

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()

    def begin_at(self, decisions: Decisions, prices: Prices) -> None:
        """Go on from what somebody else found: nearly right, so prices take shorter steps at first."""
        found = (decisions.start, decisions.stock, decisions.deliver, decisions.wait, decisions.overtime)
        worth = (prices.material, prices.capacity, prices.demand)
        for block, values in zip((*self.decisions, *self.prices), (*found, *worth), strict=True):
            block.now[:] = values
            block.anchor[:] = values
        self.count = self._since = 0
        self.pace *= SHORTER

    def run(self, iterations: int) -> None:
        """Do some iterations."""
        for _ in range(iterations):
            error = self.step()
            self.count += 1
            self._since += 1
            if self._since == 1:
                self._first_error = error
            if self._should_restart(error):
                self._restart()
            self._last_error = error

    def _should_restart(self, error: float) -> bool:
        return self._since > 1 and (
            error <= 0.04 * self._first_error
            or (error <= 0.64 * self._first_error and error > self._last_error)
            or self._since >= 0.36 * self.count
        )

    def _restart(self) -> None:
        moved = sum(block.restart() for block in self.decisions)
        priced = sum(block.restart() for block in self.prices)
        if moved > 1e-30 and priced > 1e-30:
            # Where decisions go farther than prices, their steps were too short.
            wanted = np.sqrt(moved / priced)
            self.pace = float(np.exp(0.5 * np.log(wanted) + 0.5 * np.log(self.pace)))
        self._since = 0

    def step(self) -> float:
        """Do one iteration; return the squared length of its move."""
        weight = (self._since + 1.0) / (self._since + 2.0)
        moved = self._all(self._moves_of_decisions(weight))
        return moved + self._all(self._moves_of_prices(weight))

    def _moves_of_decisions(self, weight: float) -> Iterator[Move]:
        model, pace = self.model, self.pace
        a, s, d, t, o = self.decisions
        material, capacity = self.material.now, self.capacity.now
        for share in self._shares(model.processes):
            yield partial(
                steps.move_starts, *share, weight, pace, *a.places, material, capacity, a.step, model.run_cost,
                self._wiring,
            )  # fmt: skip
        for share in self._shares(model.points):
            yield partial(
                steps.move_stock, *share, weight, pace, *s.places, material, s.step, model.hold_cost, model.minimum,
                model.minimum_cost, model.maximum, model.maximum_cost,
            )  # fmt: skip
        for share in self._shares(model.streams):
            yield partial(
                steps.move_service, *share, weight, pace, *d.places, *t.places, material, self.worth.now, d.step,
                t.step, model.stream_value, model.wait_cost, model.stream_point,
            )  # fmt: skip
        yield partial(
            steps.move_overtime, weight, pace, *o.places, capacity, o.step, model.overtime_cost, model.overtime,
            model.team, model.team_overtime,
        )  # fmt: skip

    def _moves_of_prices(self, weight: float) -> Iterator[Move]:
        model, graph, lags, pace = self.model, self.graph, self.model.lags, 1.0 / self.pace
        a, s, d, t, o = (block.mirrored for block in self.decisions)
        m, c, v = self.prices
        for share in self._shares(model.points):
            yield partial(
                steps.move_material, *share, weight, pace, m.now, m.anchor, m.moved, m.step, a, s, d, model.supply,
                graph.makers, graph.users, graph.streams, lags.of, lags.out_first, lags.out_part,
            )  # fmt: skip
        for share in self._shares(model.resources):
            yield partial(
                steps.move_capacity, *share, weight, pace, c.now, c.anchor, c.moved, c.step, a, o, model.capacity,
                graph.loaders, lags.of, lags.load_first, lags.load_part,
            )  # fmt: skip
        for share in self._shares(model.streams):
            yield partial(steps.move_worth, *share, weight, pace, v.now, v.anchor, v.moved, v.step, d, t, model.demand)

    def _shares(self, rows: int) -> list[tuple[int, int]]:
        edges = [rows * n // self.threads for n in range(self.threads + 1)]
        return list(pairwise(edges))

    def _all(self, calls: Iterable[Move]) -> float:
        if self.threads == 1:
            return float(sum(call() for call in calls))
        return float(sum(self._pool.map(_done, calls)))

    def found(self) -> tuple[Decisions, Prices]:
        """Return where the last move led."""
        return Decisions(*(each.moved for each in self.decisions)), Prices(*(each.moved for each in self.prices))


class Sizes:
    """Step sizes: for each column its flow over what its rows are worth, for each row its worth over what flows."""

    def __init__(self, model: Model, expected: Expected) -> None:
        def owner(first: Ints) -> Ints:
            return np.repeat(np.arange(len(first) - 1), np.diff(first))

        n, p, r, d = model.processes, model.points, model.resources, model.streams
        typical = max(float(np.median(expected.worth[expected.worth > 0])) if (expected.worth > 0).any() else 1.0, 1e-9)
        flow = np.maximum(expected.flow, np.maximum(model.minimum, 1e-3 * max(expected.flow.mean(), 1e-6)))
        starts = np.maximum(expected.starts, 1e-3 * max(expected.starts.mean(), 1e-6)) if n else np.zeros(0)
        worth = np.maximum(expected.worth, 1e-2 * typical)
        used = np.bincount(model.load_resource, model.load_per * starts[owner(model.load_first)], minlength=r)
        available = np.maximum(model.capacity.mean(axis=1), 1e-3)
        out, out_of = owner(model.out_first), model.out_point
        gain = np.bincount(out, model.out_per * worth[out_of], minlength=n)
        loader = owner(model.load_first)
        pressed = np.bincount(model.load_resource, 0.1 * (gain * starts)[loader], minlength=r)
        minute = np.where(used > 0, pressed / np.maximum(used, 1e-9), 1e-3)
        minute = np.maximum(minute, 1e-6)
        mass, load_mass = (
            arrivals(model.lags.out_part, model.lags.out_first, model.buckets),
            arrivals(model.lags.load_part, model.lags.load_first, model.buckets),
        )
        user = owner(model.in_first)
        self.starts = starts / np.maximum(
            gain
            + np.bincount(user, model.in_per * worth[model.in_point], minlength=n)
            + np.bincount(loader, model.load_per * minute[model.load_resource], minlength=n),
            1e-12,
        )
        self.stock = flow / (2 * worth)
        value = np.maximum(model.stream_value, 1e-2 * typical) if d else np.zeros(0)
        amount = np.maximum(model.demand.mean(axis=1), 1e-3) if d else np.zeros(0)
        margin = value
        self.deliver = amount / (worth[model.stream_point] + margin)
        self.wait = amount / (2 * margin)
        self.overtime = available / minute
        streams = np.bincount(model.stream_point, amount, minlength=p)
        self.material = worth / (
            2 * flow
            + streams
            + np.bincount(out_of, model.out_per * (starts * mass[model.lags.of])[out], minlength=p)
            + np.bincount(model.in_point, model.in_per * starts[user], minlength=p)
        )
        self.capacity = minute / (
            available
            + np.bincount(
                model.load_resource, model.load_per * (starts * load_mass[model.lags.of])[loader], minlength=r
            )
        )
        self.worth = margin / (3 * amount)


def arrivals(part: Floats, first: Ints, buckets: int) -> Floats:
    """Return for each timing the most that falls on one bucket, if one is started in every bucket."""
    most = np.zeros(len(part))
    for t in range(len(part)):
        total = np.zeros(buckets)
        for j in range(part.shape[2]):
            np.add.at(total, first[t] + j, part[t, :, j])
        most[t] = max(total.max(initial=0.0), 1.0)
    return most
