"""What suppliers really did: how long orders took, how many came late and by how much, and whether that changes.

An order is a line of a purchase order; it has come when its last part has. What is still open tells nothing yet. The
newest orders count, as for lead times; few of them are told as few, and say nothing about shares and trends.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import NormalDist, median
from typing import NamedTuple

import polars as pl

from handfast.engine.inventory.lead_time import RECENT
from handfast.engine.tables.frame import Tables, frame_of

FEWEST_FOR_SHARES = 5
"""Below so many orders no share and no spread is told: one order more would turn them over."""

FEWEST_FOR_TREND = 8
"""Below so many orders the normal approximation of the trend test is too rough (Kendall 1975)."""

TREND_OF = 100
"""The trend is that of so many orders, the newest."""

SURE = 0.95
"""How sure a trend must be before it is told."""

_DAYS_A_YEAR = 365.25


class Delivery(NamedTuple):
    """An order of an item that has come in full, as far as it ever will.

    Attributes
    ----------
    days
        From the order to its last part.
    late
        Days after the day that the supplier confirmed (below 0: before it); None where none was confirmed.
    came
        Day of its last part, days since 1970-01-01.
    ordered, received, rejected
        Smallest units.
    """

    days: int
    late: int | None
    came: int
    ordered: int
    received: int
    rejected: int


class Trend(NamedTuple):
    """How lead times move: days a year (Sen's slope), and how sure it is that they move at all (Mann and Kendall)."""

    days_a_year: float
    sure: float


class Record(NamedTuple):
    """What a supplier really did.

    Attributes
    ----------
    seen
        Orders that it rests on, the newest; with none of them all else is None.
    median, low, high
        Days from order to last part: the middle, and the tenth and ninetieth of a hundred; the latter two None where
        there were too few orders.
    dated
        Orders of them whose day was confirmed: what the next two rest on.
    late_share
        Share that came after that day; None where there were too few.
    late_median, late_high
        Days after that day: the middle, and the ninetieth of a hundred (0: on the day; below 0: before it).
    short_share, rejected_share
        Share of what was ordered that never came, and of what came that was not good.
    trend
        None where there were too few orders.
    """

    seen: int = 0
    median: float | None = None
    low: float | None = None
    high: float | None = None
    dated: int = 0
    late_share: float | None = None
    late_median: float | None = None
    late_high: float | None = None
    short_share: float | None = None
    rejected_share: float | None = None
    trend: Trend | None = None

    @property
    def changes(self) -> str:
        """What its lead times do: ``longer``, ``shorter``, ``steady``; empty where too little is known to say."""
        if self.trend is None:
            return ""
        if self.trend.sure < SURE or not self.trend.days_a_year:
            return "steady"
        return "longer" if self.trend.days_a_year > 0 else "shorter"


def read_deliveries(tables: Tables) -> dict[tuple[str, str], list[Delivery]]:
    """Return, by supplier and item, the orders that have come, the oldest first."""
    line = ["purchase_order", "line", "supplier", "item"]
    came = (
        frame_of(tables, "purchase_receipt")
        .group_by(line)
        .agg(
            pl.col("ordered_on", "due_on").min(),
            pl.col("received_on").max(),
            pl.col("ordered").max(),
            pl.col("received", "rejected").sum(),
        )
        .sort("received_on", "ordered_on", "purchase_order", "line")
        .with_columns(pl.col("ordered_on", "due_on", "received_on").cast(pl.Int32))
    )
    found: dict[tuple[str, str], list[Delivery]] = {}
    for row in came.iter_rows(named=True):
        due, end = row["due_on"], row["received_on"]
        delivery = Delivery(
            max(end - row["ordered_on"], 0),
            None if due is None else end - due,
            end,
            row["ordered"],
            row["received"],
            row["rejected"],
        )
        found.setdefault((row["supplier"], row["item"]), []).append(delivery)
    return found


def newest_late(deliveries: Sequence[Delivery], recent: int = RECENT) -> list[int]:
    """Return how many days after the day confirmed the newest orders came, the least first; undated ones not."""
    return sorted(each.late for each in deliveries[-recent:] if each.late is not None)


def record_of(deliveries: Sequence[Delivery], recent: int = RECENT) -> Record:
    """Return the record that orders, the oldest first, make: figures of the newest `recent`."""
    newest = deliveries[-recent:]
    if not newest:
        return Record()
    days = sorted(each.days for each in newest)
    late = newest_late(newest)
    ordered, received = sum(each.ordered for each in newest), sum(each.received for each in newest)
    missing = sum(max(each.ordered - each.received, 0) for each in newest)
    enough, dated = len(days) >= FEWEST_FOR_SHARES, len(late) >= FEWEST_FOR_SHARES
    return Record(
        seen=len(newest),
        median=float(median(days)),
        low=quantile(days, 0.1) if enough else None,
        high=quantile(days, 0.9) if enough else None,
        dated=len(late),
        late_share=sum(each > 0 for each in late) / len(late) if dated else None,
        late_median=float(median(late)) if late else None,
        late_high=quantile(late, 0.9) if dated else None,
        short_share=missing / ordered if ordered else None,
        rejected_share=sum(each.rejected for each in newest) / received if received else None,
        trend=trend_of([(each.came - each.days, each.days) for each in deliveries[-TREND_OF:]]),
    )


def quantile(values: Sequence[int], share: float) -> float:
    """Return a quantile of sorted values, between two of them where it falls there (Hyndman and Fan 1996, type 8)."""
    place = (len(values) + 1 / 3) * share + 1 / 3 - 1
    low = min(max(math.floor(place), 0), len(values) - 1)
    high = min(low + 1, len(values) - 1)
    part = min(max(place - low, 0.0), 1.0)
    return values[low] + part * (values[high] - values[low])


def trend_of(points: Sequence[tuple[int, int]]) -> Trend | None:
    """Return how the second of each pair moves with the first, a day; None for fewer than `FEWEST_FOR_TREND` of them.

    Whether it moves at all is tested by Mann and Kendall (Econometrica 13, 1945), ties counted as they are; how much,
    is the median slope of all pairs (Sen, Journal of the American Statistical Association 63, 1968). One outlier moves
    neither.
    """
    if len(points) < FEWEST_FOR_TREND:
        return None
    pairs = list(_pairs(points))
    score = sum((change > 0) - (change < 0) for apart, change in pairs if apart)
    spread = _score_variance([day for day, _ in points], [value for _, value in points])
    slopes = [change / apart for apart, change in pairs if apart]
    if not slopes or spread <= 0:
        return Trend(0.0, 0.0)
    steps = max(abs(score) - 1, 0) / math.sqrt(spread)
    return Trend(median(slopes) * _DAYS_A_YEAR, 2 * NormalDist().cdf(steps) - 1)


def _pairs(points: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    ordered = sorted(points)
    for n, (day, value) in enumerate(ordered):
        for later, other in ordered[n + 1 :]:
            yield later - day, other - value


def _score_variance(days: Sequence[int], values: Sequence[int]) -> float:
    """Return the variance of Kendall's score where nothing moves, with ties in both (Kendall 1975)."""
    count = len(days)
    ties = [Counter(listed).values() for listed in (days, values)]
    twos = [sum(t * (t - 1) for t in tied) for tied in ties]
    threes = [sum(t * (t - 1) * (t - 2) for t in tied) for tied in ties]
    tied_score = sum(t * (t - 1) * (2 * t + 5) for tied in ties for t in tied)
    variance = (count * (count - 1) * (2 * count + 5) - tied_score) / 18
    variance += threes[0] * threes[1] / (9 * count * (count - 1) * (count - 2))
    return variance + twos[0] * twos[1] / (2 * count * (count - 1))
