"""Items and resources as their pages show them: what is there, how it comes, what waits for it, how full it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from handfast.company.database import current
from handfast.company.ledger.snapshot import snapshot
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import as_date, exact
from handfast.engine.tables.frame import frame_of
from handfast.errors import NotFound
from handfast.sentences import sentence

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

CHUNK = 900
"""Stock points that one statement is given at most: a database takes a thousand values at least."""

_COMES = """
SELECT b.node, CASE WHEN b.day > %s THEN b.day ELSE %s END, CAST(sum(b.available) AS bigint),
    CAST(sum(CASE WHEN b.available > b.committed THEN b.available - b.committed ELSE 0 END) AS bigint)
FROM balance b LEFT JOIN run r ON r.id = b.run
WHERE b.node IN ({marks}) AND b.kind IN ('stock', 'receipt', 'run') AND (r.state IS NULL OR r.state <> 'gone')
GROUP BY 1, 2
"""
_GOES = """
SELECT b.node, c.need_day, CAST(sum(c.quantity) AS bigint) FROM balance b JOIN commitment c ON c.balance = b.id
WHERE b.node IN ({marks}) AND b.kind IN ('stock', 'receipt', 'run', 'uncovered') GROUP BY 1, 2
"""
_PROMISED = """
SELECT b.node, b.day - (b.day + 3) %% 7, CAST(sum(b.committed) AS bigint) FROM balance b
WHERE b.node IN (SELECT id FROM resource WHERE resource = %s OR %s = '') AND b.kind = 'capacity'
    AND b.day >= %s AND b.day < %s
GROUP BY 1, 2
"""

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
    kept
        What the published plan keeps for segments' forecasts: site, segment, quantity, from which day, until when.
    """

    row: dict[str, Any]
    sites: list[dict[str, Any]]
    projection: pl.DataFrame
    ways: list[dict[str, Any]]
    made_of: list[dict[str, Any]]
    used_in: list[dict[str, Any]]
    kept: list[dict[str, Any]]


def item_list(mirror: Mirror, sees: Sees, items: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return items with what is there, free and coming at the sites that somebody sees.

    Parameters
    ----------
    items
        Rows of the item table; None: all of them.
    """
    wanted = frame_of(mirror.tables, "item") if items is None else items
    by_item: dict[str, list[_Point]] = defaultdict(list)
    for point in _points(mirror, sees, None if items is None else set(wanted["item"])):
        by_item[point.item].append(point)
    columns = wanted.select("item", "name", "family", "unit", "decimals")
    rows = [
        _item(mirror, by_item[item], (item, name or item, family, unit), 10**decimals)
        for item, name, family, unit, decimals in columns.iter_rows()
    ]
    return pl.DataFrame(rows, schema=ITEMS, orient="row")


def items_found(mirror: Mirror, words: str = "", family: str = "") -> pl.DataFrame:
    """Return the rows of the item table in whose key, name or family the words stand, or of one family alone."""
    found = frame_of(mirror.tables, "item")
    if words:
        low = words.casefold()
        holds = (pl.col(name).str.to_lowercase().str.contains(low, literal=True) for name in ("item", "name", "family"))
        found = found.filter(pl.any_horizontal(*holds))
    return found.filter(family=family) if family else found


def item_view(mirror: Mirror, item: str, sees: Sees) -> ItemView:
    """Return one item at the sites that somebody sees.

    Raises
    ------
    NotFound
        There is no such item.
    """
    found = mirror.market.item(item)
    scale = 10**found.decimals
    points = _points(mirror, sees, {item})
    head = (item, *frame_of(mirror.tables, "item").filter(item=item).select("name", "family", "unit").row(0))
    row = dict(zip(ITEMS, _item(mirror, points, (item, head[1] or item, *head[2:]), scale), strict=True))
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
    kept = [each for point in points for each in _kept(mirror, point.site, item, scale)]
    return ItemView(row, sites, projection, *_structure(mirror, item), kept)


def resource_loads(mirror: Mirror, resource: str = "", weeks: int = WEEKS) -> pl.DataFrame:
    """Return hours that are there and hours that are promised, by resource and week; of all, or of one.

    Raises
    ------
    NotFound
        There is no such resource.
    """
    network = mirror.network
    if resource and resource not in network.resources:
        raise NotFound(
            sentence(
                "There is no resource '{resource}'. One of: {names}.",
                resource=resource,
                names=", ".join(network.resources),
            )
        )
    today = mirror.today - network.origin
    monday = today - (mirror.today + 3) % 7  # 1970-01-01 was a Thursday
    mondays = [day for day in range(monday, monday + 7 * weeks, 7) if max(day, today) < network.horizon]
    begins = [max(day, today) for day in mondays]
    end = min(monday + 7 * weeks, network.horizon)
    there = np.add.reduceat(network.capacity()[:, :end], begins, axis=1) if begins else np.zeros((0, 0))
    asked = [resource, resource, mirror.today, network.origin + end]
    taken = {(node, week): minutes for node, week, minutes in _rows(_PROMISED, asked)}
    rows = [
        (name, as_date(network.origin + day), float(hours) / 60, taken.get((node, network.origin + day), 0) / 60)
        for r, (name, node) in enumerate(zip(network.resources, mirror.resource_ids, strict=True))
        if resource in ("", name)
        for day, hours in zip(mondays, there[r], strict=True)
    ]
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
    flow: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def levels(self) -> Iterable[tuple[int, int]]:
        """Yield each day on which the stock changes with what is there after it."""
        level = 0
        for day, quantity in sorted(self.flow.items()):
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


def _points(mirror: Mirror, sees: Sees, items: Set[str] | None) -> list[_Point]:
    """Return the stock points of some items, or of all, at the sites that somebody sees, with what comes and goes."""
    today, network = mirror.today, mirror.network
    table = frame_of(mirror.tables, "stock_point")
    table = table if items is None else table.filter(pl.col("item").is_in(list(items)))
    levels = {row[:2]: row[2:] for row in table.select("item", "site", "safety_stock", "stock_max").iter_rows()}
    points: dict[int, _Point] = {}
    numbers = {n: key for key in levels if (n := network.point_of.get(key)) is not None and sees(key[1])}
    for n, (item, site) in sorted(numbers.items()):
        safety, most = levels[item, site]
        points[mirror.point_ids[n]] = _Point(item, site, safety or 0, most)
    with snapshot():  # what comes and what goes, as of one moment
        comes, goes = list(_of_points(_COMES, points, [today, today])), list(_of_points(_GOES, points, []))
    for node, day, quantity, free in comes:
        point = points[node]
        point.flow[max(day, today)] += quantity
        if day <= today:
            point.there += quantity
            point.free += free
        else:
            point.coming += free
    for node, day, quantity in goes:
        points[node].flow[max(day, today)] -= quantity
    return list(points.values())


def _of_points(sql: str, points: Iterable[int], values: list[int]) -> Iterator[Any]:
    """Yield the rows of a statement about stock points, so many at a time."""
    listed = list(points)
    for first in range(0, len(listed), CHUNK):
        some = listed[first : first + CHUNK]
        yield from _rows(sql.format(marks=", ".join(["%s"] * len(some))), [*values, *some])


def _rows(sql: str, values: list[Any]) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _item(mirror: Mirror, points: list[_Point], head: tuple[str, ...], scale: int) -> tuple[Any, ...]:
    flow: dict[int, int] = defaultdict(int)
    for point in points:
        for day, quantity in point.flow.items():
            flow[day] += quantity
    whole = _Point(head[0], "", 0, None, flow=flow)
    levels = [(level, day) for day, level in whole.levels() if day <= mirror.today + 7 * WEEKS]
    lowest, on = min(levels, default=(0, None))
    sums = (sum(getattr(point, name) for point in points) for name in ("there", "free", "coming"))
    return (*head, *(exact(each, scale) for each in sums), exact(lowest, scale), as_date(on))


def _kept(mirror: Mirror, site: str, item: str, scale: int) -> Iterator[dict[str, Any]]:
    """Yield what is kept of an item at a site."""
    point, origin = mirror.network.point_of[item, site], mirror.network.origin
    for each in sorted(mirror.book.kept.at(point)) if point in mirror.book.kept.points else ():
        yield {
            "site": site,
            "segment": each.segment,
            "quantity": exact(each.quantity, scale),
            "from": as_date(origin + each.day),
            "until": as_date(origin + each.until),
        }


def _structure(mirror: Mirror, item: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return how an item comes, what it is made of, and what it goes into."""
    processes = frame_of(mirror.tables, "process")
    inputs = frame_of(mirror.tables, "process_input")
    ways = processes.filter(item=item).sort("rank", "process")
    made_of = inputs.join(ways.select("process"), on="process").select("process", "item", "per_unit")
    used_in = inputs.filter(item=item).select("process", "per_unit")
    used_in = used_in.join(processes.select("process", "item"), on="process")
    return ways.to_dicts(), made_of.to_dicts(), used_in.to_dicts()
