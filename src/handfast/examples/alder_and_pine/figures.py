"""The troubles of Alder & Pine, measured on its own tables: what the story claims, anybody can check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import polars as pl

from handfast.examples.alder_and_pine.buying import SLIPPING
from handfast.examples.alder_and_pine.catalogue import articles
from handfast.examples.alder_and_pine.days import minutes, number_of
from handfast.examples.alder_and_pine.places import RESOURCES, TODAY

Tables = Mapping[str, pl.DataFrame]

BOTTLENECK = "WELD"
PEAK, QUIET = (4, 5, 6), (9, 10, 11)
"""Months of arrival in spring and in autumn."""
WELDED_BEFORE = 9
"""Days before the confirmed arrival by which a frame must be welded: assembly and two ways."""
SPRING, AUTUMN = (date(2026, 3, 16), date(2026, 5, 3)), (date(2026, 9, 7), date(2026, 11, 29))


@cache
def welding_minutes(key: str) -> float:
    """Return the minutes of welding in one unit of an article, through all levels."""
    recipe = articles()[key].recipe
    if recipe is None:
        return 0.0
    own = sum(float(spent) for resource, spent, _ in recipe.steps if resource == BOTTLENECK)
    return own + sum(float(amount) * welding_minutes(used) for used, amount in recipe.inputs)


def late_lines(tables: Tables) -> pl.DataFrame:
    """Return delivered order lines with `days_late` against the confirmed day and the `month` of it."""
    arrived = tables["shipment"].group_by("order", "line").agg(pl.col("delivered_on").max().alias("arrived"))
    lines = tables["order_line"].filter(pl.col("state") == "closed").join(arrived, on=["order", "line"])
    return lines.filter(pl.col("arrived").is_not_null()).with_columns(
        (pl.col("arrived") - pl.col("confirmed")).dt.total_days().clip(0).alias("days_late"),
        pl.col("confirmed").dt.month().alias("month"),
    )


def late_share(tables: Tables, months: tuple[int, ...]) -> float:
    """Return the share of delivered lines that came after the confirmed day, of those confirmed for `months`."""
    lines = late_lines(tables).filter(pl.col("month").is_in(months))
    return float((lines["days_late"] > 0).sum()) / lines.height


def welding_weeks(tables: Tables, *, open_only: bool = False) -> pl.DataFrame:
    """Return for each week (its Monday) the minutes of welding that ordered lines need, and those that there are."""
    smallest = {key: article.smallest for key, article in articles().items()}
    lines = tables["order_line"].filter(pl.col("state") != "cancelled")
    if open_only:
        lines = lines.filter(pl.col("state") == "open")
    rest = pl.col("quantity") - (pl.col("shipped") if open_only else 0)
    each = {key: welding_minutes(key) / smallest[key] for key in articles()}
    needed = (
        lines.select(
            (pl.col("confirmed") - timedelta(days=WELDED_BEFORE)).dt.truncate("1w").alias("week"),
            (rest * pl.col("item").replace_strict(each, return_dtype=pl.Float64)).alias("needed"),
        )
        .group_by("week")
        .agg(pl.col("needed").sum())
        .sort("week")
    )
    units = RESOURCES[BOTTLENECK][3]
    there = [int(minutes("welding")[number_of(week) : number_of(week) + 7].sum()) * units for week in needed["week"]]
    return needed.with_columns(pl.Series("there", there, dtype=pl.Int64))


def welding_load(tables: Tables, first: date, last: date) -> float:
    """Return the welding that ordered lines needed between two days, as a share of what there was."""
    weeks = welding_weeks(tables).filter(pl.col("week").is_between(first, last))
    return float(weeks["needed"].sum()) / float(weeks["there"].sum())


def overpromised(tables: Tables) -> pl.DataFrame:
    """Return the weeks ahead in which open lines need more welding than there is."""
    weeks = welding_weeks(tables, open_only=True)
    return weeks.filter((pl.col("week") >= TODAY) & (pl.col("needed") > pl.col("there")))


def supplier_lateness(tables: Tables, supplier: str = SLIPPING) -> pl.DataFrame:
    """Return the mean days late of a supplier for each quarter in which it was to deliver."""
    return (
        tables["purchase_receipt"]
        .filter((pl.col("supplier") == supplier) & (pl.col("due_on") < TODAY - timedelta(days=28)))
        .with_columns((pl.col("received_on") - pl.col("due_on")).dt.total_days().alias("late"))
        .group_by(pl.col("due_on").dt.truncate("1q").alias("quarter"))
        .agg(pl.col("late").mean(), pl.len().alias("deliveries"))
        .sort("quarter")
    )


def excess(tables: Tables) -> pl.DataFrame:
    """Return goods of which more lies there than half a year of forecast (or the open lines) needs.

    `excess` is in smallest units, `value` its cost in cents.
    """
    item = pl.col("item")
    stock = tables["stock"].group_by(item).agg(pl.col("quantity").sum().alias("there"))
    ahead = pl.col("first_day").is_between(TODAY, TODAY.replace(month=8))
    planned = tables["forecast"].filter(ahead).group_by(item).agg(pl.col("quantity").sum().alias("planned"))
    open_lines = tables["order_line"].filter(pl.col("state") == "open")
    booked = open_lines.group_by(item).agg((pl.col("quantity") - pl.col("shipped")).sum().alias("booked"))
    master = (
        tables["item"].filter(pl.col("price").is_not_null()).select("item", "name", "cost", "price_per", "decimals")
    )
    return (
        master.join(stock, on="item")
        .join(planned, on="item", how="left")
        .join(booked, on="item", how="left")
        .with_columns(
            (pl.col("there") - pl.max_horizontal(pl.col("planned").fill_null(0), pl.col("booked").fill_null(0)))
            .clip(0)
            .alias("excess")
        )
        .filter(pl.col("excess") > 0)
        .with_columns(
            (pl.col("excess") * pl.col("cost") / pl.col("price_per") / pl.lit(10).pow(pl.col("decimals")))
            .cast(pl.Int64)
            .alias("value")
        )
        .sort("value", "item", descending=[True, False])
    )


def kept_and_said(tables: Tables) -> float:
    """Return the correlation between a customer's share of kept lines in 120 days and what it then answered."""
    lines = late_lines(tables).select("customer", "arrived", (pl.col("days_late") == 0).alias("kept"))
    answers = tables["survey"].select("survey", "customer", "date", "recommend")
    pairs = (
        answers.join(lines, on="customer")
        .filter((pl.col("arrived") < pl.col("date")) & (pl.col("arrived") >= pl.col("date") - timedelta(days=120)))
        .group_by("survey")
        .agg(pl.col("recommend").first(), pl.col("kept").mean())
    )
    return float(pairs.select(pl.corr("recommend", "kept")).item())


def lost_customers(tables: Tables) -> list[str]:
    """Return customers with ten orders or more of which none is of the last half year."""
    return (
        tables["order_line"]
        .group_by("customer")
        .agg(pl.col("order").n_unique().alias("orders"), pl.col("ordered_on").max().alias("last"))
        .filter((pl.col("orders") >= 10) & (pl.col("last") < TODAY - timedelta(days=183)))
        .sort("customer")["customer"]
        .to_list()
    )
