"""What customers have wanted of each stock point, week by week.

Order lines tell what was asked for and when, whether it could be met or not; where they do not reach back, sales
history does; shipments speak only for orders that are not in the order lines. Sales history by month is spread over the
days of each month; the variation of its weeks is stretched by what that smooths away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from handfast.engine.network import Network
from handfast.engine.tables.frame import Tables, frame_of

WEEK = 7
MONTH = 30.4
"""Days of a month, in the mean."""
Point = tuple[str, str]


@dataclass(frozen=True)
class History:
    """What was asked of a stock point.

    Attributes
    ----------
    weeks
        Demand of whole weeks, oldest first, the last one ending yesterday; smallest units, never below 0 (returns count
        against the week in which they came).
    last
        Day of the last demand, counted from today (negative); None: there was none.
    spread_over
        Weeks over which each figure was spread: 1, or those of a month.
    """

    weeks: tuple[int, ...]
    last: int | None
    spread_over: float = 1.0

    @property
    def mean(self) -> float:
        """Mean demand of a week."""
        return float(np.mean(self.weeks)) if self.weeks else 0.0

    @property
    def variance(self) -> float:
        """Variance of a week's demand; 0 where there are fewer than two weeks."""
        return self.spread_over * float(np.var(self.weeks, ddof=1)) if len(self.weeks) > 1 else 0.0


@dataclass(frozen=True)
class Histories:
    """Demand of all stock points that customers asked.

    Attributes
    ----------
    points
        By (item, site).
    reach
        Days back to the first demand of the whole company; 0: there is none.
    rows
        Columns ``item``, ``site``, ``day`` (from today, negative), ``quantity``, ``monthly``: what it was counted from.
    """

    points: Mapping[Point, History]
    reach: int
    rows: pl.DataFrame


def demand_rows(tables: Tables, network: Network) -> pl.DataFrame:
    """Return past demand: columns ``item``, ``site``, ``day`` (from today, negative), ``quantity``, ``monthly``."""
    lines = frame_of(tables, "order_line")
    asked = lines.filter(pl.col("state") != "cancelled").select(
        "item", "site", pl.coalesce("requested", "confirmed", "ordered_on").alias("date"), "quantity"
    )
    first = asked["date"].min()
    sold = frame_of(tables, "sales_history").select("item", "site", "date", "quantity")
    if first is not None:
        sold = sold.filter(pl.col("date") < first)
    sold = _by_day(sold) if _is_monthly(sold) else sold.with_columns(pl.lit(False).alias("monthly"))
    left = (
        frame_of(tables, "shipment")
        .join(lines.select("order", "line"), on=["order", "line"], how="anti")
        .select("item", "site", pl.col("shipped_on").alias("date"), "quantity")
    )
    rows = pl.concat([sold, pl.concat([asked, left]).with_columns(pl.lit(False).alias("monthly"))]).drop_nulls("date")
    return (
        sited(rows, tables, network)
        .with_columns((pl.col("date").cast(pl.Int32).cast(pl.Int64) - network.origin).alias("day"))
        .filter(pl.col("day") < 0)
        .select("item", "site", "day", "quantity", "monthly")
    )


def _is_monthly(sold: pl.DataFrame) -> bool:
    """Whether every figure stands on the first of a month, of two months at least."""
    return sold["date"].n_unique() > 1 and bool((sold["date"].dt.day() == 1).all())


def _by_day(sold: pl.DataFrame) -> pl.DataFrame:
    """Return monthly figures as whole parts for each day, which sum to the month's."""
    count, day = pl.col("date").dt.month_end().dt.day().cast(pl.Int64), pl.col("nth")
    part = (pl.col("quantity") * (day + 1)).floordiv(count) - (pl.col("quantity") * day).floordiv(count)
    return (
        sold.with_columns(pl.int_ranges(count).alias("nth"))
        .explode("nth")
        .with_columns(part.alias("part"), (pl.col("date") + pl.duration(days="nth")).alias("date"))
        .select("item", "site", "date", pl.col("part").alias("quantity"), pl.lit(True).alias("monthly"))
    )


def sited(rows: pl.DataFrame, tables: Tables, network: Network) -> pl.DataFrame:
    """Return `rows` with a stock point each: the preferred one where no site is said, or one that keeps no such item.

    The preferred site is the best-ranked that sells the item; rows of items that no site sells are left out.
    """
    preferred = (
        frame_of(tables, "stock_point")
        .filter("sells")
        .sort("rank", "site")
        .unique("item", keep="first", maintain_order=True)
        .select("item", pl.col("site").alias("preferred"))
    )
    points = pl.DataFrame(
        {"item": network.items, "site": network.sites, "kept": True},
        schema={"item": pl.String, "site": pl.String, "kept": pl.Boolean},
    )
    found = rows.join(points, on=["item", "site"], how="left", maintain_order="left")
    found = found.join(preferred, on="item", how="left", maintain_order="left")
    site = pl.when(pl.col("kept")).then("site").otherwise("preferred")
    return found.with_columns(site.alias("site")).drop("preferred", "kept").drop_nulls("site")


def read_histories(tables: Tables, network: Network, weeks: int) -> Histories:
    """Return the demand of the last `weeks` weeks, fewer where the company's history is shorter."""
    rows = demand_rows(tables, network)
    reach = -int(rows["day"].min() or 0)  # type: ignore[arg-type]  # days are whole numbers
    known = min(weeks, reach // WEEK)
    week = pl.col("day").floordiv(WEEK)  # -1: the week that ends yesterday
    totals = (
        rows.filter(week >= -known)
        .group_by("item", "site", week.alias("week"))
        .agg(pl.col("quantity").sum().clip(0))
        .sort("item", "site", "week")
    )
    last = rows.filter(pl.col("quantity") > 0).group_by("item", "site").agg(pl.col("day").max())
    counts: dict[Point, np.ndarray[tuple[int], np.dtype[np.int64]]] = {
        (item, site): np.zeros(known, np.int64) for item, site in rows.select("item", "site").unique().iter_rows()
    }
    for item, site, at, quantity in totals.iter_rows():
        counts[item, site][at] = quantity
    smoothed = rows.filter("monthly", week >= -known).select("item", "site").unique()
    spread = dict.fromkeys(smoothed.iter_rows(), MONTH / WEEK)
    lasts: dict[Point, int] = {(item, site): day for item, site, day in last.iter_rows()}
    found = {
        key: History(tuple(values.tolist()), lasts.get(key), spread.get(key, 1.0)) for key, values in counts.items()
    }
    return Histories(found, reach, rows)
