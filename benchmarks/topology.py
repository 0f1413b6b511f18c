"""The benchmarks' company: chains of processes under end items, shared resources and purchased components.

N end items, each the top of a chain of L processes; the first loads one of R resources, one day for each unit, on one
of U units; the last uses one of C purchased components that all chains share (40 days of lead time, lots of 80 or more
in tens, opening stock of 30 to 90 % of expected use). So that an offer has everything to search, resources could work
four hours of overtime, components could be expedited, and each end item has one substitute; none of this is used for a
date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from handfast.engine.tables import CONTRACT, Column, Kind
from handfast.engine.tables.frame import schema_of

TODAY = date(2027, 3, 1)
ORIGIN = (TODAY - date(1970, 1, 1)).days
HORIZON = 400
LEAD_DAYS, LOT_MIN, LOT_MULTIPLE, EXPEDITED_DAYS = 40, 80, 10, 15
SITE, CUSTOMER = "S", "C-1"


@dataclass(frozen=True)
class Topology:
    """How large the company is."""

    items: int = 500
    levels: int = 5
    resources: int = 100
    units: int = 10
    components: int = 200
    orders: int = 10_000

    @property
    def stock_points(self) -> int:
        """Number of stock points."""
        return self.items * self.levels + self.components


def frame(table: str, columns: dict[str, object], height: int) -> pl.DataFrame:
    """Return a typed frame of `height` rows; what is not given means what an empty cell means."""
    contract = CONTRACT[table]
    schema = schema_of(contract)
    given = {name: pl.Series(name, values, schema[name]) for name, values in columns.items()}
    return pl.DataFrame(
        [
            given[column.name]
            if column.name in given
            else pl.repeat(empty(column), height, eager=True).alias(column.name)
            for column in contract.columns
        ],
        schema_overrides=schema,
    ).cast(schema)


def empty(column: Column) -> object:
    """Return what an empty cell of a column means."""
    if column.default is None:
        return "" if column.kind in {Kind.KEY, Kind.TEXT} else None
    if column.kind is Kind.FLAG:
        return column.default == "yes"
    return int(column.default) if column.kind in {Kind.INTEGER, Kind.QUANTITY, Kind.MONEY} else column.default


@dataclass(frozen=True)
class Chains:
    """The items: `made` chain after chain, end item first; `uses[k]` is what ``made[k]`` is made of."""

    made: list[str]
    bought: list[str]
    uses: list[str]
    levels: int

    @property
    def ends(self) -> list[str]:
        """The items that are sold."""
        return self.made[:: self.levels]

    @property
    def sold(self) -> list[bool]:
        """Whether each item, made ones first, is sold."""
        return [k % self.levels == 0 for k in range(len(self.made))] + [False] * len(self.bought)


def company(size: Topology, seed: int = 1) -> dict[str, pl.DataFrame]:
    """Return the company's tables; the same seed gives the same company."""
    rng = np.random.default_rng(seed)
    levels, parts = size.levels, size.components
    made = [f"I{i}" if level == 0 else f"I{i}-{level}" for i in range(size.items) for level in range(levels)]
    bought = [f"C{c}" for c in range(parts)]
    uses = [made[k + 1] if (k + 1) % levels else bought[rng.integers(parts)] for k in range(len(made))]
    chains = Chains(made, bought, uses, levels)
    stock = (size.orders * 3 // parts * rng.uniform(0.3, 0.9, parts)).astype(int)
    loads = [f"R{rng.integers(size.resources)}" for _ in chains.ends]
    return {**places(size), **goods(chains, stock), **processes(chains, loads)}


def places(size: Topology) -> dict[str, pl.DataFrame]:
    """Return the company itself, its site, calendars, resources and customer."""
    shops = size.resources
    return {
        "company": frame("company", {"name": ["Topology"], "fixed_today": [TODAY], "horizon_days": [HORIZON]}, 1),
        "calendar": frame("calendar", {"calendar": ["always", "overtime"], **{day: [480, 240] for day in WEEK}}, 2),
        "site": frame("site", {"site": [SITE]}, 1),
        "resource": frame(
            "resource",
            {
                "resource": [f"R{r}" for r in range(shops)],
                "site": [SITE] * shops,
                "calendar": ["always"] * shops,
                "units": [size.units] * shops,
                "cost_per_hour": [30_00] * shops,
                "overtime_calendar": ["overtime"] * shops,
                "overtime_cost_per_hour": [20_00] * shops,
            },
            shops,
        ),
        "customer": frame("customer", {"customer": [CUSTOMER]}, 1),
    }


def goods(chains: Chains, stock: np.ndarray) -> dict[str, pl.DataFrame]:
    """Return items, stock points, substitutes and stock."""
    made, parts, sold = len(chains.made), len(chains.bought), chains.sold
    items = chains.made + chains.bought
    costs = [standard_cost(k, chains.levels) for k in range(made)] + [20_00] * parts
    prices = [390_00 if each else None for each in sold]
    points = {"item": items, "site": [SITE] * len(items), "sells": sold}
    lots = {
        "item": chains.bought,
        "site": [SITE] * parts,
        "quantity": stock.tolist(),
        "as_of": [TODAY] * parts,
    }
    ends = chains.ends
    return {
        "item": frame("item", {"item": items, "price": prices, "cost": costs}, len(items)),
        "stock_point": frame("stock_point", points, len(items)),
        "substitute": frame("substitute", {"item": ends, "alternative": ends[1:] + ends[:1]}, len(ends)),
        "stock": frame("stock", lots, parts),
    }


def processes(chains: Chains, loads: list[str]) -> dict[str, pl.DataFrame]:
    """Return processes, what they use, and the resource that each end item loads."""
    made, parts = len(chains.made), len(chains.bought)
    makes, buys = [f"make {item}" for item in chains.made], [f"buy {item}" for item in chains.bought]
    columns: dict[str, object] = {
        "process": makes + buys,
        "kind": ["make"] * made + ["buy"] * parts,
        "item": chains.made + chains.bought,
        "site": [SITE] * (made + parts),
        "lot_min": [None] * made + [LOT_MIN] * parts,
        "lot_multiple": [None] * made + [LOT_MULTIPLE] * parts,
        "lead_after_days": [0 if k % chains.levels == 0 else 1 for k in range(made)] + [LEAD_DAYS] * parts,
        "same_day": [True] * (made + parts),
        "cost": [1_00] * made + [20_00] * parts,
        "expedite_days": [None] * made + [EXPEDITED_DAYS] * parts,
        "expedite_cost": [0] * made + [5_00] * parts,
    }
    steps = {
        "process": makes[:: chains.levels],
        "resource": loads,
        "minutes_per_unit": ["480"] * len(loads),
    }
    return {
        "process": frame("process", columns, made + parts),
        "process_input": frame("process_input", {"process": makes, "item": chains.uses}, made),
        "process_load": frame("process_load", steps, len(loads)),
    }


def order_lines(orders: Sequence[tuple[str, int, int, int]]) -> pl.DataFrame:
    """Return orders (item, quantity, wished day, confirmed day) as the table of open order lines."""
    items, quantities, wishes, days = zip(*orders, strict=True)
    return frame(
        "order_line",
        {
            "order": [f"O-{n}" for n in range(len(orders))],
            "line": [1] * len(orders),
            "customer": [CUSTOMER] * len(orders),
            "item": items,
            "quantity": quantities,
            "ordered_on": [TODAY] * len(orders),
            "requested": [TODAY + timedelta(days=day) for day in wishes],
            "confirmed": [TODAY + timedelta(days=day) for day in days],
        },
        len(orders),
    )


def standard_cost(k: int, levels: int) -> int:
    """Return what the k-th made item costs: a component, what each process adds, and a day of a resource on top."""
    level = k % levels
    return 20_00 + (levels - level) * 1_00 + (0 if level else 8 * 30_00)


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def asks(size: Topology, count: int, seed: int) -> list[tuple[str, int, int]]:
    """Return random asks: item, quantity 1 to 5, and wished day (exponential with a mean of 30 days)."""
    rng = np.random.default_rng(seed)
    return [
        (f"I{rng.integers(size.items)}", int(rng.integers(1, 6)), min(int(rng.exponential(30)), HORIZON - 100))
        for _ in range(count)
    ]
