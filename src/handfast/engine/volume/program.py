"""The model as a linear program in columns and rows: arrays that a solver takes as they are.

Maximise ``cost @ x`` with ``row_low <= A x <= row_high`` and ``low <= x <= high``. Columns and rows stand block after
block, buckets fastest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import Model

INF = np.inf


@dataclass(frozen=True)
class Decisions:
    """What the plan decides, in units and minutes."""

    start: Floats  # (N, B)
    stock: Floats  # (P, B) at the end of the bucket
    deliver: Floats  # (D, B)
    wait: Floats  # (D, B) at the end of the bucket
    overtime: Floats  # (R, B)


@dataclass(frozen=True)
class Prices:
    """What one more of each scarce thing would earn: the duals."""

    material: Floats  # (P, B) money for one unit that is there in the bucket
    capacity: Floats  # (R, B) money for one minute
    demand: Floats  # (D, B) money for one more unit wanted


class Entries(NamedTuple):
    """Coefficients of a block: rows, columns, values."""

    row: Ints
    column: Ints
    value: Floats


@dataclass(frozen=True)
class Program:
    """A linear program; ``A`` by columns: those of column ``j`` are ``first[j]`` to ``first[j + 1] - 1``."""

    model: Model
    cost: Floats
    high: Floats  # every column is at least 0
    row_low: Floats
    row_high: Floats
    first: Ints
    row: Ints
    coefficient: Floats
    blocks: Blocks

    def decisions(self, x: Floats) -> Decisions:
        """Return columns' values as what they mean."""
        blocks, model = self.blocks, self.model
        stock = blocks.read(x, "usual").copy()
        stock[blocks.safe] += blocks.read(x, "safe")
        stock[blocks.full] += blocks.read(x, "excess")
        start, deliver, wait = (blocks.read(x, name) for name in ("start", "deliver", "wait"))
        assert stock.shape == (model.points, model.buckets)
        return Decisions(start, stock, deliver, wait, blocks.read(x, "overtime"))

    def prices(self, duals: Floats) -> Prices:
        """Return rows' duals as what they mean."""
        model, b = self.model, self.model.buckets
        points, resources = model.points * b, model.resources * b
        material = -duals[:points].reshape(-1, b)  # a balance's right side is the supply, with its sign turned
        capacity = duals[points : points + resources].reshape(-1, b)
        demand = duals[points + resources : points + resources + model.streams * b].reshape(-1, b)
        return Prices(material, capacity, demand)

    def columns(self, decisions: Decisions) -> Floats:
        """Return decisions as columns' values, stock in its parts."""
        blocks, model = self.blocks, self.model
        safe = np.minimum(decisions.stock, model.minimum[:, None])
        usual = np.minimum(decisions.stock - safe, (model.maximum - model.minimum)[:, None])
        excess = decisions.stock - safe - usual
        start, deliver, wait, overtime = decisions.start, decisions.deliver, decisions.wait, decisions.overtime
        parts = [start, safe[blocks.safe], usual, excess[blocks.full], deliver, wait, overtime]
        return np.concatenate([part.ravel() for part in parts])

    def duals(self, prices: Prices) -> Floats:
        """Return prices as rows' duals; those of teams' weeks are 0."""
        parts = [-prices.material.ravel(), prices.capacity.ravel(), prices.demand.ravel()]
        return np.concatenate([*parts, np.zeros(len(self.row_low) - sum(map(len, parts)))])


class Blocks:
    """Where the columns of each decision stand."""

    def __init__(self, model: Model) -> None:
        self.buckets = model.buckets
        self.safe = np.nonzero(model.minimum > 0)[0]
        self.full = np.nonzero(np.isfinite(model.maximum))[0]
        heights = {
            "start": model.processes,
            "safe": len(self.safe),
            "usual": model.points,
            "excess": len(self.full),
            "deliver": model.streams,
            "wait": model.streams,
            "overtime": model.resources,
        }
        self.first: dict[str, int] = {}
        self.height = heights
        self.columns = 0
        for name, height in heights.items():
            self.first[name] = self.columns
            self.columns += height * self.buckets

    def grid(self, name: str) -> Ints:
        """Return the columns of a block, shape (height, B)."""
        return self.first[name] + np.arange(self.height[name] * self.buckets).reshape(-1, self.buckets)

    def read(self, x: Floats, name: str) -> Floats:
        """Return the values of a block, shape (height, B)."""
        return x[self.first[name] : self.first[name] + self.height[name] * self.buckets].reshape(-1, self.buckets)


def build_program(model: Model) -> Program:
    """Return the model's linear program."""
    blocks = Blocks(model)
    entries = list(_entries(model, blocks))
    row = np.concatenate([each.row.ravel() for each in entries])
    column = np.concatenate([each.column.ravel() for each in entries])
    value = np.concatenate([each.value.ravel() for each in entries])
    some = value != 0
    row, column, value = row[some], column[some], value[some]
    order = np.argsort(column, kind="stable")
    first = np.zeros(blocks.columns + 1, dtype=np.int64)
    np.cumsum(np.bincount(column, minlength=blocks.columns), out=first[1:])
    supply, teams = -model.supply.ravel(), len(model.team_overtime)
    return Program(
        model,
        cost=_cost(model, blocks),
        high=_high(model, blocks),
        row_low=np.concatenate([supply, np.full((model.resources + model.streams + teams) * model.buckets, -INF)]),
        row_high=np.concatenate([supply, model.capacity.ravel(), model.demand.ravel(), model.team_overtime.ravel()]),
        first=first,
        row=row[order],
        coefficient=value[order],
        blocks=blocks,
    )


def _cost(model: Model, blocks: Blocks) -> Floats:
    b = model.buckets
    hold = model.hold_cost
    parts = [
        np.repeat(-model.run_cost, b),
        (model.minimum_cost - hold)[blocks.safe],
        -hold,
        -(hold + model.maximum_cost)[blocks.full],
        np.repeat(model.stream_value, b),
        -model.wait_cost,
        np.repeat(-model.overtime_cost, b),
    ]
    return np.concatenate([np.asarray(part).ravel() for part in parts])


def _high(model: Model, blocks: Blocks) -> Floats:
    b = model.buckets
    room = model.maximum - model.minimum
    parts = [
        np.where(model.lags.allowed[model.lags.of], INF, 0.0),
        np.repeat(model.minimum[blocks.safe], b),
        np.repeat(room, b),
        np.full(len(blocks.full) * b, INF),
        np.full(model.streams * b, INF),
        np.full(model.streams * b, INF),
        model.overtime,
    ]
    return np.concatenate([np.asarray(part).ravel() for part in parts])


def _entries(model: Model, blocks: Blocks) -> Iterator[Entries]:
    """Yield all coefficients; a balance is what comes in less what is used, delivered and added to stock = -supply."""
    b = model.buckets
    balance = np.arange(model.points * b).reshape(-1, b)
    capacity = model.points * b + np.arange(model.resources * b).reshape(-1, b)
    demand = (model.points + model.resources) * b + np.arange(model.streams * b).reshape(-1, b)
    start = blocks.grid("start")
    yield from _runs(model, start, balance, capacity)
    for name, points in (("safe", blocks.safe), ("usual", np.arange(model.points)), ("excess", blocks.full)):
        column = blocks.grid(name)
        yield Entries(balance[points], column, np.full(column.shape, -1.0))
        yield Entries(balance[points][:, 1:], column[:, :-1], np.ones(column[:, 1:].shape))
    column = blocks.grid("deliver")
    yield Entries(balance[model.stream_point], column, np.full(column.shape, -1.0))
    yield Entries(demand, column, np.ones(column.shape))
    column = blocks.grid("wait")
    yield Entries(demand, column, np.ones(column.shape))
    yield Entries(demand[:, 1:], column[:, :-1], np.full(column[:, 1:].shape, -1.0))
    column = blocks.grid("overtime")
    yield Entries(capacity, column, np.full(column.shape, -1.0))
    limit = (model.points + model.resources + model.streams) * b + np.arange(len(model.team_overtime) * b)
    limited = model.team < len(model.team_overtime)
    rows = limit.reshape(-1, b)[model.team[limited]]
    yield Entries(rows, column[limited], np.ones(rows.shape))


def _runs(model: Model, start: Ints, balance: Ints, capacity: Ints) -> Iterator[Entries]:
    """Yield what starts yield, use and load."""
    lags, b = model.lags, model.buckets

    def owner(first: Ints) -> Ints:
        return np.repeat(np.arange(model.processes), np.diff(first))

    process = owner(model.in_first)
    per = np.repeat(model.in_per[:, None], b, axis=1)
    yield Entries(balance[model.in_point], start[process], -per)
    width = lags.out_part.shape[2]
    process = owner(model.out_first)
    yield from _spread(
        start[process], balance[model.out_point], model.out_per, lags.out_first, lags.out_part, lags.of[process], width
    )
    width = lags.load_part.shape[2]
    process = owner(model.load_first)
    yield from _spread(
        start[process],
        capacity[model.load_resource],
        model.load_per,
        lags.load_first,
        lags.load_part,
        lags.of[process],
        width,
    )


def _spread(
    column: Ints, row: Ints, per: Floats, first: Ints, part: Floats, timing: Ints, width: int
) -> Iterator[Entries]:
    """Yield coefficients that fall on the buckets that timings say; rows and columns of shape (entries, B)."""
    for j in range(width):
        bucket = first[timing] + j
        value = per[:, None] * part[timing][:, :, j]
        some = value != 0
        yield Entries(np.take_along_axis(row, bucket, axis=1)[some], column[some], value[some])
