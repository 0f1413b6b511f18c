"""What is expected to be sold beyond what was ordered: forecasts, less what orders consumed of them (rule 11)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from handfast.company.database import current
from handfast.company.queries.tables import load_table
from handfast.engine.supply.netting import Forecast, Ordered, in_weeks, net_forecast

if TYPE_CHECKING:
    from handfast.company.queries.mirror import Mirror

_ORDERED = """
SELECT id, item, site, segment, ship_day, quantity FROM promise
WHERE state IN ('held', 'promised', 'delivered', 'kept', 'broken') AND ship_day IS NOT NULL
"""

DAYS_BACK = 124
"""Forecasts that ended so many days ago are looked at, for orders may have consumed those in place of later ones."""


@dataclass(frozen=True)
class ExpectedSales:
    """A forecast of an outlet, with what is left of it; days are days since 1970-01-01.

    Parameters
    ----------
    point
        Stock point that it is sold from, by the network's number; None where no site sells the item.
    left
        Smallest units beyond what was ordered.
    """

    forecast: Forecast
    point: int | None
    left: int

    def in_weeks(self, today: int) -> list[tuple[int, int]]:
        """Return the days from which parts of it are expected, and how much; see :func:`in_weeks`."""
        return in_weeks(self.forecast, self.left, today)


def expected_sales(mirror: Mirror, last_day: int) -> list[ExpectedSales]:
    """Return what is expected beyond what was ordered, of all forecasts that begin by a day."""
    return netted(mirror, forecasts(mirror.today, last_day), ordered().values())


def netted(mirror: Mirror, listed: list[Forecast], orders: Iterable[Ordered]) -> list[ExpectedSales]:
    """Return forecasts with what orders leave of them."""
    left = net_forecast(listed, orders)
    return [
        ExpectedSales(each, outlet_of(mirror, each.item, each.site), rest)
        for each, rest in zip(listed, left, strict=True)
    ]


def forecasts(today: int, last_day: int) -> list[Forecast]:
    """Return the forecasts that begin by a day and have not ended long ago."""
    days = [pl.col(name).cast(pl.Int32).cast(pl.Int64) for name in ("first_day", "last_day")]  # since 1970-01-01
    rows = load_table("forecast").select("item", "site", "segment", *days, "quantity")
    near = rows.filter(pl.col("last_day") >= today - DAYS_BACK, pl.col("first_day") <= last_day)
    return [Forecast(*row) for row in near.iter_rows()]


def ordered(promises: Collection[int] | None = None) -> dict[int, Ordered]:
    """Return all orders that consume forecasts, by their promises; or those of some promises only."""
    if promises is None:
        return {id_: Ordered(*row) for id_, *row in _rows(_ORDERED, [])}
    marks = ", ".join(["%s"] * len(promises)) or "NULL"
    return {id_: Ordered(*row) for id_, *row in _rows(f"{_ORDERED} AND id IN ({marks})", sorted(promises))}


def outlet_of(mirror: Mirror, item: str, site: str) -> int | None:
    """Return the stock point from which an item is sold; without a site the best-ranked one, None where none is."""
    if site:
        return mirror.network.point_of.get((item, site))
    outlets = mirror.market.outlets.get(item, [])
    return outlets[0].point if outlets else None


def _rows(sql: str, parameters: list[int]) -> Iterator[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        yield from cursor.fetchall()
