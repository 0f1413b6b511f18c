"""Forecast netting: what is forecast beyond what was ordered already (rule 11).

An order consumes forecast of the same item, site and segment: first of the period that it falls into, then of earlier
periods (the latest first) as far back as the window reaches, then of later ones (the earliest first).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BACKWARD_DAYS = 31
FORWARD_DAYS = 31
"""How far an order reaches for forecast of other periods, where nothing else is said."""


@dataclass(frozen=True)
class Forecast:
    """So much is expected to be sold from `first_day` to `last_day`, beside what is ordered already or not."""

    item: str
    site: str
    segment: str
    first_day: int
    last_day: int
    quantity: int


@dataclass(frozen=True)
class Ordered:
    """So much was ordered for a day."""

    item: str
    site: str
    segment: str
    day: int
    quantity: int


def net_forecast(
    forecasts: Sequence[Forecast],
    orders: Iterable[Ordered],
    *,
    backward_days: int = BACKWARD_DAYS,
    forward_days: int = FORWARD_DAYS,
) -> list[int]:
    """Return what is left of each forecast, in their order, when orders have consumed what they meet.

    Parameters
    ----------
    forecasts
        Forecasts of one item, site and segment should not overlap.
    orders
        Consume in order of day. A forecast without a segment, or without a site, is consumed by the orders of any
        that find nothing of their own.
    backward_days, forward_days
        A period is reached if its last (first) day is at most so many days before (after) the order's.
    """
    left = [max(each.quantity, 0) for each in forecasts]
    of: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for n, each in enumerate(forecasts):
        of[each.item, each.site, each.segment].append(n)
    for order in sorted(orders, key=lambda each: each.day):
        rest = order.quantity
        sites, segments = dict.fromkeys((order.site, "")), dict.fromkeys((order.segment, ""))
        reached = [
            _reach(forecasts, of.get((order.item, site, segment), ()), order.day, backward_days, forward_days)
            for segment in segments
            for site in sites
        ]
        for n in (n for ordered in reached for n in ordered):
            part = min(rest, left[n])
            left[n] -= part
            rest -= part
            if rest == 0:
                break
    return left


def _reach(forecasts: Sequence[Forecast], numbers: Sequence[int], day: int, backward: int, forward: int) -> list[int]:
    """Return the forecasts that an order for a day may consume, in the order in which it does."""
    own = [n for n in numbers if forecasts[n].first_day <= day <= forecasts[n].last_day]
    before = [n for n in numbers if day - backward <= forecasts[n].last_day < day]
    after = [n for n in numbers if day < forecasts[n].first_day <= day + forward]
    before.sort(key=lambda n: -forecasts[n].last_day)
    after.sort(key=lambda n: forecasts[n].first_day)
    return [*own, *before, *after]


def in_weeks(forecast: Forecast, quantity: int, today: int) -> list[tuple[int, int]]:
    """Return a period's quantity as (day, quantity) of the weeks it falls into, from today on; parts sum to the whole.

    Each part is due on the first day of its seven days, for nobody knows on which of them it is asked for. What was
    expected for days that have passed is expected for those that are left.
    """
    first = max(forecast.first_day, today)
    if quantity <= 0 or forecast.last_day < first:
        return []
    starts = list(range(first, forecast.last_day + 1, 7))
    days = [min(start + 6, forecast.last_day) - start + 1 for start in starts]
    parts, given, gone = [], 0, 0
    for start, length in zip(starts, days, strict=True):
        gone += length
        upto = quantity * gone // sum(days)
        if upto > given:
            parts.append((start, upto - given))
        given = upto
    return parts
