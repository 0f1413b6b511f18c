"""How long supply really takes: what is stated, corrected by what happened, the more so the more often it happened.

A stated lead time counts as much as `WEIGHT` deliveries that came exactly then. So a single late one moves little, a
dozen move nearly all, and where nothing is known the stated lead time stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from handfast.engine.network import Network
from handfast.engine.tables.frame import Tables, frame_of

WEIGHT = 4
"""Deliveries that the stated lead time counts for."""

RECENT = 20
"""Deliveries, the newest, that are looked at: suppliers change."""


class LeadTime(NamedTuple):
    """Days from ordering to availability.

    Attributes
    ----------
    mean, sd
        As learned.
    stated
        As the process says.
    seen
        Deliveries or runs that it was learned from.
    """

    mean: float
    sd: float
    stated: float
    seen: int


def learn(stated: float, happened: Sequence[int], weight: float = WEIGHT) -> LeadTime:
    """Return the lead time by shrinking what `happened` to what is `stated`.

    Mean and variance of `weight` deliveries as stated and those that happened, taken together.
    """
    count = weight + len(happened)
    mean = (weight * stated + sum(happened)) / count
    squares = weight * (stated - mean) ** 2 + sum((days - mean) ** 2 for days in happened)
    return LeadTime(mean, math.sqrt(squares / count), stated, len(happened))


def stated_days(network: Network, way: int, quantity: int) -> float:
    """Return the calendar days that a run of `quantity` takes as its process states them: lead, and hours at work.

    Working days are stretched by the share of days that their calendar works; a day of output is added where it is
    available on the day after.
    """
    structure = network.structure
    lead = float(structure.lead_before[way] + structure.lead_after[way])
    calendar = int(structure.lead_calendar[way])
    if calendar >= 0:
        lead *= _stretch(float(structure.working_before[calendar, -1]), network.horizon)
    for step in range(structure.load_first[way], structure.load_first[way + 1]):
        resource = int(structure.load_resource[step])
        minutes = structure.load_setup[step] + -(-quantity * structure.load_num[step] // structure.load_den[step])
        lead += math.ceil(minutes / max(float(structure.unit_minutes[resource].mean()), 1.0))
    loads = structure.load_first[way + 1] > structure.load_first[way]
    return lead + float(loads and not structure.same_day[way])


def _stretch(working: float, days: int) -> float:
    return days / working if working else 1.0


def read_happened(tables: Tables) -> Mapping[str, list[int]]:
    """Return, for each process of the table, how many days its last deliveries or runs took, newest first."""
    process = frame_of(tables, "process")
    bought = (
        frame_of(tables, "purchase_receipt")
        .group_by("purchase_order", "line", "supplier", "item", "site")
        .agg(pl.col("ordered_on").min(), pl.col("received_on").max())
        .select("supplier", "item", "site", pl.col("ordered_on").alias("began"), pl.col("received_on").alias("ended"))
    )
    buys = process.filter(pl.col("kind") == "buy").select("process", "supplier", "item", pl.col("site").alias("at"))
    came = (
        buys.join(bought, on=["supplier", "item"])
        .filter((pl.col("site") == "") | (pl.col("site") == pl.col("at")))
        .with_columns(pl.lit(0).alias("after"))
    )
    later = process.select("process", (~pl.col("same_day")).cast(pl.Int32).alias("after"))
    runs = (
        frame_of(tables, "production_run")
        .drop_nulls("ended_on")
        .join(later, on="process")
        .select(
            "process",
            pl.min_horizontal("planned_start", "started_on").alias("began"),
            pl.col("ended_on").alias("ended"),
            "after",
        )
    )
    columns = ["process", "began", "ended", "after"]
    rows = pl.concat([came.select(columns), runs.select(columns)]).sort("process", "ended", "began", descending=True)
    took = ((pl.col("ended") - pl.col("began")).dt.total_days() + pl.col("after")).clip(0)
    happened: dict[str, list[int]] = {}
    for name, days in rows.select("process", took).iter_rows():
        listed = happened.setdefault(name, [])
        if len(listed) < RECENT:
            listed.append(days)
    return happened
