"""What is expected and what is done about it: campaigns, forecasts, overrides, spend, targets, allocations."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from handfast.examples.alder_and_pine.catalogue import articles
from handfast.examples.alder_and_pine.customers import KEY, PROJECT, RETAIL
from handfast.examples.alder_and_pine.days import day_of, number_of
from handfast.examples.alder_and_pine.filling import Row, ratio
from handfast.examples.alder_and_pine.history import History
from handfast.examples.alder_and_pine.places import TODAY
from handfast.examples.alder_and_pine.sales_tables import open_lines
from handfast.examples.alder_and_pine.seasons import CAMPAIGNS
from handfast.examples.alder_and_pine.turns import TALKED_INTO

FORECAST_FROM, FORECAST_MONTHS = date(2026, 3, 1), 21
SHARES = {KEY: 0.58, RETAIL: 0.30, PROJECT: 0.12}
ROOM = {KEY: 400, RETAIL: 150, PROJECT: 200}
"""What a segment may at least be promised beyond what it has ordered."""
PEAK = (date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1))

# what a month of each channel costs (cents), and how much more before and in spring
CHANNELS = (
    ("search ads", 5_200_00, 1.8),
    ("trade press", 1_900_00, 1.3),
    ("sales team", 31_000_00, 1.0),
    ("catalogue", 2_400_00, 1.5),
)

# indicator, owner, value for 2025, 2026, 2027
TARGETS = (
    ("promise kept", "", ("0.92", "0.94", "0.95")),
    ("promise kept", "sales north", ("0.92", "0.94", "0.95")),
    ("promise kept", "sales south", ("0.92", "0.94", "0.95")),
    ("OTIF to request", "", ("0.80", "0.82", "0.85")),
    ("revenue", "sales north", ("1900000", "2050000", "2300000")),
    ("revenue", "sales south", ("1800000", "1950000", "2150000")),
    ("revenue", "projects and online", ("1100000", "1200000", "1300000")),
    ("win rate", "projects and online", ("0.45", "0.48", "0.50")),
    ("gross margin", "", ("0.36", "0.37", "0.38")),
    ("inventory turnover", "", ("6", "6.5", "7")),
    ("forecast accuracy", "", ("0.35", "0.32", "0.30")),
    ("plan attainment", "", ("0.85", "0.88", "0.90")),
    ("defect rate", "", ("0.015", "0.012", "0.010")),
    ("capacity utilisation", "", ("0.75", "0.75", "0.78")),
)

# active changes to the forecast: item, site, month, multiple, author, reason, expiry
OVERRIDES = (
    ("BENCH-150", "PORT", date(2027, 4, 1), 1.25, "sales north", "Harbour Gardens opens two shops", date(2027, 5, 1)),
    ("TABLE-160", "PORT", date(2027, 4, 1), 1.20, "sales north", "Harbour Gardens opens two shops", date(2027, 5, 1)),
    (
        "BENCH-LOOP",
        "WEST",
        date(2027, 4, 1),
        1.60,
        "sales south",
        "the launch is the talk of the fair",
        date(2027, 5, 1),
    ),
    ("PARASOL-250-SAND", "ALPS", date(2027, 6, 1), 1.15, "sales south", "parasol weeks", date(2027, 7, 1)),
    ("CHAIR-S", "WEST", date(2027, 5, 1), 0.85, "supply planning", "two retailers are leaving", date(2027, 6, 1)),
)


def campaigns() -> list[Row]:
    """Return promotions, fairs and the launch."""
    names = ("campaign", "kind", "item", "family", "first_day", "last_day", "uplift", "budget")
    return [{**dict(zip(names, row, strict=True)), "uplift": ratio(row[6])} for row in CAMPAIGNS]


def forecasts(history: History) -> dict[str, list[Any]]:
    """Return what planners expect, month by month, a year back and nine months ahead, whole units."""
    columns: dict[str, list[Any]] = {name: [] for name in ("item", "site", "first_day", "last_day", "quantity")}
    months = [_month(FORECAST_FROM, ahead) for ahead in range(FORECAST_MONTHS)]
    for (key, site), weekly in history.expected.items():
        daily = np.concatenate([[0.0], np.cumsum(np.repeat(weekly / 7, 7))])
        for first, last in months:
            units = round(float(daily[number_of(last) + 1] - daily[number_of(first)]))
            if units:
                row = (key, site, first, last, units * articles()[key].smallest)
                for name, value in zip(columns, row, strict=True):
                    columns[name].append(value)
    return columns


def overrides(forecast: dict[str, list[Any]]) -> list[Row]:
    """Return what people changed: past talk that never became business, and what is claimed now."""
    rows: list[Row] = []
    for turn in TALKED_INTO:
        first, last = _month(turn.day.replace(day=1), 2)
        rows.append(
            {
                "item": turn.item,
                "site": turn.site,
                "first_day": first,
                "last_day": last,
                "quantity": turn.quantity * articles()[turn.item].smallest,
                "author": turn.author,
                "reason": turn.reason,
                "expires_on": last + timedelta(days=1),
            }
        )
    keys = zip(forecast["item"], forecast["site"], forecast["first_day"], strict=True)
    expected = dict(zip(keys, forecast["quantity"], strict=True))
    for item, site, first, multiple, author, reason, expires in OVERRIDES:
        smallest = articles()[item].smallest
        quantity = round(expected[item, site, first] / smallest * multiple) * smallest
        rows.append(
            {
                "item": item,
                "site": site,
                "first_day": first,
                "last_day": _month(first, 0)[1],
                "quantity": quantity,
                "author": author,
                "reason": reason,
                "expires_on": expires,
            }
        )
    return rows


def spend(rng: Generator) -> list[Row]:
    """Return what sales and marketing cost: channels every month, campaigns when they begin."""
    rows: list[Row] = []
    for back in range(36):
        first, _ = _month(date(2024, 3, 1), back)
        for channel, usual, peak in CHANNELS:
            season = peak if first.month in (2, 3, 4, 5) else 1.0
            amount = round(usual * season * float(rng.normal(1.0, 0.06)) / 100) * 100
            rows.append({"date": first, "channel": channel, "amount": amount})
    for name, kind, _, _, first, _, _, budget in CAMPAIGNS:
        if first < TODAY:
            channel = "fairs" if kind == "fair" else "promotion"
            rows.append(
                {
                    "date": first,
                    "channel": channel,
                    "campaign": name,
                    "amount": round(budget * float(rng.normal(1.04, 0.08))),
                }
            )
    return rows


def targets() -> list[Row]:
    """Return what was agreed to reach, year by year."""
    return [
        {
            "indicator": indicator,
            "owner": owner,
            "first_day": date(year, 1, 1),
            "last_day": date(year, 12, 31),
            "value": ratio(value),
        }
        for indicator, owner, values in TARGETS
        for year, value in zip((2025, 2026, 2027), values, strict=True)
    ]


def allocations(history: History) -> list[Row]:
    """Return how many benches and tables each segment may be promised in the peak months; what is booked fits in."""
    booked: dict[tuple[str, date, str], int] = defaultdict(int)
    for line in open_lines(history):
        month = day_of(max(line.ship_due, number_of(TODAY))).replace(day=1)
        booked[line.article.family, month, line.customer.segment] += line.open // line.article.smallest
    rows: list[Row] = []
    for family in ("benches", "tables"):
        for first, last in (_month(month, 0) for month in PEAK):
            whole = _expected(history, family, first, last)
            for segment, share in SHARES.items():
                rows.append(
                    {
                        "segment": segment,
                        "family": family,
                        "first_day": first,
                        "last_day": last,
                        "quantity": max(round(whole * share), booked[family, first, segment] + ROOM[segment]),
                        "frees_on": last - timedelta(days=10),
                    }
                )
    return rows


def _expected(history: History, family: str, first: date, last: date) -> float:
    """Return the units of a family expected between two days."""
    days = slice(number_of(first), number_of(last) + 1)
    return sum(
        float(np.repeat(weekly / 7, 7)[days].sum())
        for (key, _), weekly in history.expected.items()
        if articles()[key].family == family
    )


def _month(first: date, ahead: int) -> tuple[date, date]:
    """Return the first and the last day of the month `ahead` months after `first`."""
    begin = _first_of(first, ahead)
    return begin, _first_of(first, ahead + 1) - timedelta(days=1)


def _first_of(first: date, ahead: int) -> date:
    month = first.year * 12 + first.month - 1 + ahead
    return date(month // 12, month % 12 + 1, 1)
