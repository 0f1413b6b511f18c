"""Items and resources as their pages show them: what is there, how it comes, what waits for it, how full it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from handfast.company.ledger.state import LedgerState, read_state
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.volumes import committed_minutes
from handfast.engine.tables.frame import frame_of
from handfast.errors import NotFound

WEEKS = 26
"""Weeks ahead that pages look."""

QUANTITY = pl.Decimal(38, 6)
ITEMS: dict[str, pl.DataType] = {
    "item": pl.String(),
    "name": pl.String(),
    "family": pl.String(),
    "unit": pl.String(),
    "there": QUANTITY,
    "free": QUANTITY,
    "coming": QUANTITY,
    "lowest": QUANTITY,
    "lowest_on": pl.Date(),
}
"""`there`: in stock today; `free`: of that, promised to nobody; `coming`: later, promised to nobody; `lowest`: the
least that will be there in the weeks ahead, and when."""

LOADS: dict[str, pl.DataType] = {
    "resource": pl.String(),
    "week": pl.Date(),
    "hours": pl.Float64(),
    "promised": pl.Float64(),
}
PROJECTION: dict[str, pl.DataType] = {
    "site": pl.String(),
    "day": pl.Date(),
    "quantity": QUANTITY,
    "safety": QUANTITY,
    "most": QUANTITY,
}

Sees = Callable[[str], bool]
"""Whether somebody may see a site."""


@dataclass(frozen=True)
class ItemView:
    """One item.

    Parameters
    ----------
    row
        Its row in the list of items.
    sites
        By site: in stock, free, coming, safety stock.
    projection
        What will be there, by site and day on which it changes.
    ways
        How it comes: processes, the best first.
    made_of, used_in
        Its inputs, and the items that it goes into.
    """

    row: dict[str, Any]
    sites: list[dict[str, Any]]
    projection: pl.DataFrame
    ways: list[dict[str, Any]]
    made_of: list[dict[str, Any]]
    used_in: list[dict[str, Any]]


def item_list(mirror: Mirror, sees: Sees) -> pl.DataFrame:
    """Return all items with what is there, free and coming at the sites that somebody sees."""
    points = _points(mirror, read_state(), sees)
    by_item: dict[str, list[_Point]] = defaultdict(list)
    for point in points:
        by_item[point.item].append(point)
    items = frame_of(mirror.tables, "item").select("item", "name", "family", "unit", "decimals")
    rows = [
        _item(mirror, by_item[item], (item, name or item, family, unit), 10**decimals)
        for item, name, family, unit, decimals in items.iter_rows()
    ]
    return pl.DataFrame(rows, schema=ITEMS, orient="row")


def item_view(mirror: Mirror, item: str, sees: Sees) -> ItemView:
    """Return one item at the sites that somebody sees.

    Raises
    ------
    NotFound
        There is no such item.
    """
    found = mirror.market.item(item)
    scale = 10**found.decimals
    points = [point for point in _points(mirror, read_state(), sees) if point.item == item]
    row = item_list(mirror, sees).row(by_predicate=pl.col("item") == item, named=True)
    sites = [
        {
            "site": point.site,
            "there": exact(point.there, scale),
            "free": exact(point.free, scale),
            "coming": exact(point.coming, scale),
            "safety": exact(point.safety, scale),
        }
        for point in points
    ]
    projection = pl.DataFrame(
        [row for point in points for row in point.projected(mirror, scale)], schema=PROJECTION, orient="row"
    )
    return ItemView(row, sites, projection, *_structure(mirror, item))


def resource_loads(mirror: Mirror, resource: str = "") -> pl.DataFrame:
    """Return hours that are there and hours that are promised, by resource and week; of all, or of one.

    Raises
    ------
    NotFound
        There is no such resource.
    """
    network = mirror.network
    if resource and resource not in network.resources:
        raise NotFound(f"There is no resource '{resource}'. One of: {', '.join(network.resources)}.")
    there, taken = network.capacity(), committed_minutes(mirror)
    today = mirror.today - network.origin
    monday = today - (mirror.today + 3) % 7  # 1970-01-01 was a Thursday
    rows = []
    for r, name in enumerate(network.resources):
        if resource not in ("", name):
            continue
        for week in range(WEEKS):
            first, last = max(monday + 7 * week, today), min(monday + 7 * week + 7, network.horizon)
            if first >= last:
                break
            hours = [float(minutes[r, first:last].sum()) / 60 for minutes in (there, taken)]
            rows.append((name, as_date(network.origin + monday + 7 * week), *hours))
    return pl.DataFrame(rows, schema=LOADS, orient="row")


# ---------------------------------------------------------------- inside


@dataclass
class _Point:
    """A stock point with what comes and goes, in smallest units; days are the ledger's."""

    item: str
    site: str
    safety: int
    most: int | None
    there: int = 0
    free: int = 0
    coming: int = 0
    flow: dict[int, int] | None = None

    def levels(self) -> Iterable[tuple[int, int]]:
        """Yield each day on which the stock changes with what is there after it."""
        level = 0
        for day, quantity in sorted((self.flow or {}).items()):
            level += quantity
            yield day, level

    def projected(
        self, mirror: Mirror, scale: int
    ) -> Iterable[tuple[str, dt.date | None, Decimal, Decimal, Decimal | None]]:
        """Yield what will be there, from today to the end of the weeks ahead."""
        end, level = mirror.today + 7 * WEEKS, 0
        most = None if self.most is None else exact(self.most, scale)
        levels = list(self.levels())
        if not levels or levels[0][0] > mirror.today:
            levels.insert(0, (mirror.today, 0))
        for day, after in levels:
            if day > end:
                break
            level = after
            yield self.site, as_date(day), exact(after, scale), exact(self.safety, scale), most
        yield self.site, as_date(end), exact(level, scale), exact(self.safety, scale), most


def _points(mirror: Mirror, state: LedgerState, sees: Sees) -> list[_Point]:
    network, today = mirror.network, mirror.today
    levels = frame_of(mirror.tables, "stock_point").select("item", "site", "safety_stock", "stock_max").iter_rows()
    kept = {(item, site): (safety or 0, most) for item, site, safety, most in levels}
    points = [
        _Point(item, site, *kept.get((item, site), (0, None)), flow=defaultdict(int))
        for item, site in zip(network.items, network.sites, strict=True)
    ]
    for row in state.supplies:
        at = mirror.points.get(row.node)
        if at is None or row.kind == "uncovered":
            continue
        point, free = points[at], max(row.available - row.committed, 0)
        assert point.flow is not None
        point.flow[max(row.day, today)] += row.available
        if row.day <= today:
            point.there += row.available
            point.free += free
        else:
            point.coming += free
    for need in state.needs:
        at = mirror.points.get(need.node)
        if at is not None:
            flow = points[at].flow
            assert flow is not None
            flow[max(need.need_day, today)] -= need.quantity
    return [point for point in points if sees(point.site)]


def _item(mirror: Mirror, points: list[_Point], head: tuple[str, ...], scale: int) -> tuple[Any, ...]:
    flow: dict[int, int] = defaultdict(int)
    for point in points:
        for day, quantity in (point.flow or {}).items():
            flow[day] += quantity
    whole = _Point(head[0], "", 0, None, flow=flow)
    levels = [(level, day) for day, level in whole.levels() if day <= mirror.today + 7 * WEEKS]
    lowest, on = min(levels, default=(0, None))
    sums = (sum(getattr(point, name) for point in points) for name in ("there", "free", "coming"))
    return (*head, *(exact(each, scale) for each in sums), exact(lowest, scale), as_date(on))


def _structure(mirror: Mirror, item: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return how an item comes, what it is made of, and what it goes into."""
    processes = frame_of(mirror.tables, "process")
    inputs = frame_of(mirror.tables, "process_input")
    ways = processes.filter(item=item).sort("rank", "process")
    made_of = inputs.join(ways.select("process"), on="process").select("process", "item", "per_unit")
    used_in = inputs.filter(item=item).select("process", "per_unit")
    used_in = used_in.join(processes.select("process", "item"), on="process")
    return ways.to_dicts(), made_of.to_dicts(), used_in.to_dicts()
