"""What is expected of each stock point: by its forecast where there is one, else as it was; and how far that may miss.

The spread is the forecast's own error where forecasts of past periods are kept beside what was really asked; else the
variation of weekly demand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from handfast.engine.inventory.demand_history import WEEK, Histories, sited
from handfast.engine.network import Network
from handfast.engine.tables.frame import Tables, frame_of

Floats = NDArray[np.float64]
WEEKS = 52
"""Weeks that are looked ahead."""

ENOUGH = 6
"""Past periods of a forecast from which its error is learned."""


@dataclass(frozen=True)
class Expected:
    """What customers are expected to want of stock points, P of them.

    Attributes
    ----------
    weeks
        Expected demand of the coming weeks, shape (P, WEEKS), smallest units.
    variance
        Variance of a day's demand, shape (P,).
    known
        Weeks of history, or periods of forecast, that the variance rests on, shape (P,); 0: nothing is known.
    forecast
        Whether a forecast speaks of the coming weeks, shape (P,).
    by_error
        Whether the variance is the forecast's error, shape (P,).
    """

    weeks: Floats
    variance: Floats
    known: NDArray[np.int64]
    forecast: NDArray[np.bool_]
    by_error: NDArray[np.bool_]


def read_expected(tables: Tables, network: Network, histories: Histories) -> Expected:
    """Return what is expected of each stock point by customers; what other stock points need comes on top."""
    points = len(network.items)
    found = Expected(
        np.zeros((points, WEEKS)),
        np.zeros(points),
        np.zeros(points, np.int64),
        np.zeros(points, np.bool_),
        np.zeros(points, np.bool_),
    )
    for key, history in histories.points.items():
        if (point := network.point_of.get(key)) is not None:
            found.weeks[point] = history.mean
            found.variance[point] = history.variance / WEEK
            found.known[point] = len(history.weeks)
    _end(found, tables, network)
    periods = _forecasts(tables, network)
    _foresee(found, network, periods)
    _learn_errors(found, network, periods, histories)
    return found


def _end(found: Expected, tables: Tables, network: Network) -> None:
    """Expect nothing of the past to go on before an item is launched, or after it has ended."""
    days = [(pl.col(name).cast(pl.Int32).cast(pl.Int64) - network.origin).alias(name) for name in ("launched", "ended")]
    bounds = frame_of(tables, "item").select("item", *days)
    limited = bounds.filter(pl.col("launched").is_not_null() | pl.col("ended").is_not_null())
    between = {item: (launched, ended) for item, launched, ended in limited.iter_rows()}
    for point, item in enumerate(network.items):
        if item in between:
            launched, ended = between[item]
            day = np.arange(WEEKS * WEEK)
            sold = (day >= (launched if launched is not None else 0)) & (
                day <= (ended if ended is not None else day[-1])
            )
            found.weeks[point] *= sold.reshape(WEEKS, WEEK).mean(axis=1)


def _forecasts(tables: Tables, network: Network) -> pl.DataFrame:
    """Return forecasts, all segments together: ``item``, ``site``, ``first``, ``last`` (days), ``quantity``."""
    day = {name: pl.col(f"{name}_day").cast(pl.Int32).cast(pl.Int64) - network.origin for name in ("first", "last")}
    return (
        sited(frame_of(tables, "forecast"), tables, network)
        .group_by("item", "site", day["first"].alias("first"), day["last"].alias("last"))
        .agg(pl.col("quantity").sum())
        .sort("item", "site", "first")
    )


def _foresee(found: Expected, network: Network, periods: pl.DataFrame) -> None:
    """Put forecasts in the place of the past mean, from today up to where they end."""
    ahead = periods.filter((pl.col("last") >= 0) & (pl.col("last") >= pl.col("first")))
    for (item, site), rows in ahead.group_by("item", "site"):
        point = network.point_of.get((str(item), str(site)))
        if point is None:
            continue
        days = np.full(WEEKS * WEEK, found.weeks[point, 0] / WEEK)
        for first, last, quantity in rows.select("first", "last", "quantity").iter_rows():
            days[max(first, 0) : max(last + 1, 0)] = quantity / (last - first + 1)
        found.weeks[point] = days.reshape(WEEKS, WEEK).sum(axis=1)
        found.forecast[point] = True


def _learn_errors(found: Expected, network: Network, periods: pl.DataFrame, histories: Histories) -> None:
    """Take the mean squared error of past periods, where enough of them lie within the history."""
    whole = (pl.col("last") >= pl.col("first")) & (pl.col("first") >= -histories.reach)
    past = periods.filter((pl.col("last") < 0) & whole).with_row_index("period")
    asked = (
        past.join(histories.rows, on=["item", "site"], how="inner", suffix="_asked")
        .filter(pl.col("day").is_between(pl.col("first"), pl.col("last")))
        .group_by("period")
        .agg(pl.col("quantity_asked").sum().alias("asked"))
    )
    missed = (
        past.join(asked, on="period", how="left")
        .with_columns(
            (pl.col("asked").fill_null(0) - pl.col("quantity")).alias("miss"),
            (pl.col("last") - pl.col("first") + 1).alias("days"),
        )
        .group_by("item", "site")
        .agg((pl.col("miss").cast(pl.Float64) ** 2 / pl.col("days")).mean().alias("variance"), pl.len().alias("known"))
        .filter(pl.col("known") >= ENOUGH)
    )
    for item, site, variance, known in missed.select("item", "site", "variance", "known").iter_rows():
        point = network.point_of.get((item, site))
        if point is not None and found.forecast[point]:
            found.variance[point], found.known[point], found.by_error[point] = variance, known, True


def expected_between(weeks: Floats, first: float, last: float) -> float:
    """Return the expected demand of days `first` to `last` (fractions too), 0 being today; `weeks` of shape (WEEKS,).

    Beyond the last week, its demand goes on.
    """
    reached = np.concatenate([[0.0], np.cumsum(weeks)])

    def until(day: float) -> float:
        weeks_full = day / WEEK
        beyond = max(weeks_full - len(weeks), 0.0)
        return float(np.interp(weeks_full, np.arange(len(reached)), reached)) + beyond * float(weeks[-1])

    return until(last) - until(first)
