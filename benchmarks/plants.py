"""A company of plants, for volume plans: 1,000 stock points, 20 resources each, tied together by moves.

A plant sells 200 end items, made of 300 assemblies, 250 made parts and 250 bought parts, many of them shared. Every
made item loads one resource; some have a second one, slower and dearer. Resources are a few percent short on average,
and by half in the season: what to make ahead, work overtime for, subcontract or leave is the question. Some assemblies
and bought parts are moved to the next plant, which makes end items of its own from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import numpy as np
import polars as pl

from benchmarks.topology import TODAY, WEEK, frame
from handfast.engine.network import Network
from handfast.engine.volume.demand import EXPECTED, Wanted

STOCK_POINTS = 1_000
KINDS = {"E": 0.2, "A": 0.3, "M": 0.25, "B": 0.25}
"""End items, assemblies, made parts, bought parts: as parts of a plant's stock points."""

RESOURCES = {"E": range(8), "A": range(8, 15), "M": range(15, 20)}
"""Which resources of a plant each kind loads."""

LOADED = 0.95
"""Hours needed, as a part of those there are, on average."""

WEEKLY_MINUTES = 5 * 960
SHARED = 10
"""Assemblies, and as many bought parts, that the next plant uses too."""

Demand = dict[tuple[str, str], np.ndarray]


class Rows:
    """The tables of a company, row after row."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, list[object]]] = {}

    def add(self, table: str, **cells: object) -> None:
        """Add a row; all rows of a table fill the same cells."""
        columns = self._columns.setdefault(table, {name: [] for name in cells})
        for name, cell in cells.items():
            columns[name].append(cell)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return them as typed frames."""
        return {
            name: frame(name, columns, len(next(iter(columns.values())))) for name, columns in self._columns.items()
        }


class Plant:
    """One plant: what its items are made of, what they cost and load, and how much of them is needed in a week."""

    def __init__(self, number: int, size: int, weeks: int, rng: np.random.Generator) -> None:
        self.number, self.site, self.rng = number, f"S{number}", rng
        self.of = {
            kind: [f"{kind}{number}-{n}" for n in range(max(round(size * part), 2))] for kind, part in KINDS.items()
        }
        self.uses: dict[str, list[tuple[str, int]]] = {}
        below = {"E": self.of["A"], "A": self.of["M"] + self.of["B"], "M": self.of["B"]}
        for kind, most in (("E", 3), ("A", 3), ("M", 2)):
            deck: list[str] = []  # dealt until all are used, then shuffled anew
            for item in self.of[kind]:
                if len(deck) < most:
                    deck += rng.permutation([each for each in below[kind] if each not in deck]).tolist()
                count = int(rng.integers(1, most))
                self.uses[item] = [(child, int(rng.integers(1, 4))) for child in deck[:count]]
                del deck[:count]
        self.demand: Demand = {(item, self.site): self._season(weeks) for item in self.of["E"]}
        self.need = self._needs()
        self.resource = {item: int(rng.choice(list(RESOURCES[kind]))) for kind in RESOURCES for item in self.of[kind]}
        self.units, self.minutes = self._minutes()
        self.cost = self._costs()

    def _season(self, weeks: int) -> np.ndarray:
        level, shift = self.rng.lognormal(3.5, 0.8), self.rng.uniform(-0.1, 0.1)
        return self.rng.poisson(level * (1 + 0.5 * np.sin(2 * np.pi * (np.arange(weeks) / 26 + shift))))

    def _needs(self) -> dict[str, float]:
        need = {item: 0.0 for items in self.of.values() for item in items}
        need |= {item: float(quantity.mean()) for (item, _), quantity in self.demand.items()}
        for kind in ("E", "A", "M"):
            for item in self.of[kind]:
                for child, per in self.uses[item]:
                    need[child] += per * need[item]
        return need

    def _minutes(self) -> tuple[list[int], dict[str, float]]:
        """Return the units of each resource, and minutes for one of each item so that the resources are just short."""
        rough = {item: float(self.rng.uniform(1, 6)) for item in self.resource}
        load = np.zeros(1 + max(self.resource.values()))
        for item, machine in self.resource.items():
            load[machine] += rough[item] * self.need[item]
        wanted = np.maximum(load / LOADED / self.rng.uniform(0.9, 1.25, len(load)), 1.0)
        units = np.ceil(wanted / WEEKLY_MINUTES).astype(int)
        stretch = units * WEEKLY_MINUTES / wanted
        return units.tolist(), {item: round(rough[item] * stretch[n], 2) for item, n in self.resource.items()}

    def _costs(self) -> dict[str, float]:
        cost = {item: float(self.rng.lognormal(1.5, 0.8) + 0.5) for item in self.of["B"]}
        for kind in ("M", "A", "E"):
            for item in self.of[kind]:
                cost[item] = sum(per * cost[child] for child, per in self.uses[item]) + 0.7 * self.minutes[item]
        return cost

    def write(self, rows: Rows) -> None:
        """Write the plant's rows."""
        rows.add("site", site=self.site)
        for n, units in enumerate(self.units):
            rows.add(
                "resource",
                resource=f"R{self.number}-{n}",
                site=self.site,
                calendar="two shifts",
                units=units,
                cost_per_hour=42_00,
                overtime_calendar="more",
                overtime_cost_per_hour=25_00,
            )
        for kind, items in self.of.items():
            for item in items:
                self._write_goods(rows, kind, item)
                if kind == "B":
                    self._write_buys(rows, item)
                else:
                    self._write_makes(rows, kind, item)

    def _write_goods(self, rows: Rows, kind: str, item: str) -> None:
        rng, need, cost = self.rng, self.need[item], self.cost[item]
        price = cents(cost * rng.uniform(1.15, 1.9) + 1) if kind == "E" else None
        rows.add("item", item=item, cost=cents(cost), price=price)
        rows.add(
            "stock_point",
            item=item,
            site=self.site,
            sells=kind == "E",
            safety_stock=int(need * rng.uniform(0, 0.6)) if kind in "EB" else 0,
        )
        stock = int(need * (rng.uniform(2, 7) if kind == "B" else rng.uniform(0.1, 1.5)))
        if stock:
            rows.add("stock", item=item, site=self.site, quantity=stock, as_of=TODAY)

    def _write_buys(self, rows: Rows, item: str) -> None:
        weeks = int(self.rng.integers(2, 6))
        self._process(rows, "buy", item, "buy", 1, 7 * weeks, self.cost[item])
        if self.rng.random() < 0.3:
            self._process(rows, "rush", item, "buy", 2, 7, 1.4 * self.cost[item])

    def _write_makes(self, rows: Rows, kind: str, item: str) -> None:
        ways = [("make", self.resource[item], 1.0, 0.5)]
        other = int(self.rng.choice(list(RESOURCES[kind])))
        if self.rng.random() < 0.05 and other != self.resource[item] and other < len(self.units):
            ways.append(("make elsewhere", other, 1.2, 0.8))
        for rank, (verb, machine, slow, cost) in enumerate(ways, 1):
            name = self._process(rows, verb, item, "make", rank, 0, cost)
            minutes = round(self.minutes[item] * slow, 2)
            rows.add(
                "process_load",
                process=name,
                step=1,
                resource=f"R{self.number}-{machine}",
                minutes_per_unit=str(minutes),
            )
            for child, per in self.uses[item]:
                rows.add("process_input", process=name, item=child, per_unit=str(per))
        if kind == "E" and self.rng.random() < 0.15:
            self._process(rows, "subcontract", item, "buy", 3, 21, 1.25 * self.cost[item])

    def _process(self, rows: Rows, verb: str, item: str, kind: str, rank: int, lead: int, cost: float) -> str:
        name = f"{verb} {item}"
        write_process(rows, name, kind, item, self.site, "", rank, lead, cost)
        return name

    def write_moves(self, rows: Rows, other: Plant) -> None:
        """Write what the plant `other` gets from here, and the end items that it makes of it."""
        for kind in ("A", "B"):
            for item in self.rng.choice(self.of[kind], min(SHARED, len(self.of[kind])), replace=False).tolist():
                made, site = f"F{self.number}-{item}", other.site
                rows.add("stock_point", item=item, site=site, sells=False, safety_stock=0)
                write_process(rows, f"move {item} to {site}", "move", item, site, self.site, 1, 7, 0.3)
                rows.add("item", item=made, cost=cents(1.3 * self.cost[item]), price=cents(2 * self.cost[item] + 3))
                rows.add("stock_point", item=made, site=site, sells=True, safety_stock=0)
                name = f"make {made}"
                write_process(rows, name, "make", made, site, "", 1, 0, 0.5)
                machine = f"R{other.number}-{self.rng.integers(len(RESOURCES['E']))}"
                rows.add("process_load", process=name, step=1, resource=machine, minutes_per_unit="3")
                rows.add("process_input", process=name, item=item, per_unit="1")
                weeks = len(next(iter(self.demand.values())))
                other.demand[made, site] = self.rng.poisson(0.05 * self.need[item] + 1, weeks)


def write_process(
    rows: Rows, name: str, kind: str, item: str, site: str, from_site: str, rank: int, lead: int, cost: float
) -> None:
    """Write a process; what it yields may be used on the same day."""
    rows.add(
        "process",
        process=name,
        kind=kind,
        item=item,
        site=site,
        from_site=from_site,
        rank=rank,
        lead_after_days=lead,
        same_day=True,
        cost=cents(cost),
    )


def cents(money: float) -> int:
    """Return money in minor units."""
    return round(money * 100)


def company(points: int, weeks: int, seed: int = 1) -> tuple[dict[str, pl.DataFrame], Demand]:
    """Return a company's tables, and what is wanted of each end item week by week; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    count = max(round(points / STOCK_POINTS), 1)
    rows = Rows()
    rows.add("company", name="Plants", fixed_today=TODAY, horizon_days=max(400, weeks * 7 + 60))
    rows.add("calendar", calendar="two shifts", **{day: 960 if n < 5 else 0 for n, day in enumerate(WEEK)})
    rows.add("calendar", calendar="more", **{day: 60 if n < 5 else 480 if n == 5 else 0 for n, day in enumerate(WEEK)})
    plants = [Plant(number, min(points, STOCK_POINTS), weeks, rng) for number in range(count)]
    for plant in plants:
        plant.write(rows)
    if count > 1:
        for plant in plants:
            plant.write_moves(rows, plants[(plant.number + 1) % count])
    return rows.tables(), {key: row for plant in plants for key, row in plant.demand.items()}


def wanted_of(
    demand: Mapping[tuple[str, str], np.ndarray], tables: Mapping[str, pl.DataFrame], network: Network
) -> Iterable[Wanted]:
    """Return demand as the volume plan takes it: expected, evenly over each week, at the list price."""
    price = dict(tables["item"].select("item", "price").iter_rows())
    assert TODAY + timedelta(days=-TODAY.weekday()) == TODAY  # weeks begin with the company's today
    return [
        Wanted(network.point_of[item, site], float(quantity), 7 * week, 7 * week + 6, float(price[item]), EXPECTED)
        for (item, site), row in demand.items()
        for week, quantity in enumerate(row.tolist())
        if quantity
    ]
