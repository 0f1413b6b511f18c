"""What a plan has to meet beyond what is covered already: promises at risk, forecasts, safety stock.

Promises that are covered keep what they hold; a plan is made beside them. Three kinds of needs:

* ``risk``: a part of a promise, or of a run that a promise counts on, that nothing covers in time;
* ``forecast``: what is expected beyond what is ordered, week by week;
* ``safety``: safety stock that is not there.

A day of lateness costs a share of the need's value, the more the heavier its kind and segment.

A promise was made for a delivery of all of a line on one day (who wants less sooner has promises for the parts), and a
run takes all that it needs: what they lack is met as a whole or not at all. Forecasts and safety stock are met as far
as can be, in portions where it must be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from handfast.company.database import current
from handfast.company.queries.expected_sales import ExpectedSales, expected_sales
from handfast.company.queries.lacking import lacking
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.need_names import need_name
from handfast.company.queries.tables import load_table
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.objective import POINTS_PER_MINOR_UNIT

RISK, FORECAST, SAFETY = "risk", "forecast", "safety"
KIND_WEIGHTS = {RISK: 100, FORECAST: 10, SAFETY: 1}
"""How much a day of lateness weighs, in thousandths of the need's value, before the segment's own weight."""

IN_PORTIONS = frozenset({FORECAST, SAFETY})
"""Kinds of which a part is worth a part."""

UNMET_DAYS = 400
"""A need that cannot be met at all costs as much as being so many days late."""

_SEGMENTS = "SELECT id, segment FROM promise WHERE state IN ('held', 'promised')"


@dataclass(frozen=True)
class PlanNeed:
    """Something that a plan has to meet.

    Parameters
    ----------
    kind
        ``risk``, ``forecast`` or ``safety``.
    point
        Stock point, by the network's number.
    quantity
        Smallest units.
    due
        Day, counted from the network's origin.
    promise, run
        Who lacks it, where somebody does.
    segment
        Whose forecast it is, or whose promise.
    whole, part
        Where it is a portion of a need: all that the need is, and the portion's number, from 1.
    expected
        Of what it is a week, where it is forecast.
    """

    kind: str
    point: int
    quantity: int
    due: int
    promise: int | None = None
    run: int | None = None
    segment: str = ""
    whole: int = 0
    part: int = 0
    expected: ExpectedSales | None = None


def in_portions(needs: Sequence[PlanNeed], of: Sequence[int], quantity: Sequence[int]) -> list[PlanNeed]:
    """Return needs cut into portions: portion n is `quantity[n]` of need `of[n]`, those of one need in a row."""
    found: list[PlanNeed] = []
    for n, k in enumerate(of):
        need, amount = needs[k], quantity[n]
        if amount != need.quantity:
            number = found[-1].part + 1 if n and of[n - 1] == k else 1
            need = replace(need, quantity=amount, whole=need.quantity, part=number)
        found.append(need)
    return found


def plan_needs(mirror: Mirror, *, horizon: int) -> list[PlanNeed]:
    """Return what a plan has to meet until `horizon` days from now: risks, then forecasts, then safety stock."""
    found = [*_risks(mirror), *_forecasts(mirror, horizon), *_safety(mirror)]
    return [need for need in found if need.quantity > 0]


def demands_of_needs(mirror: Mirror, needs: list[PlanNeed]) -> Demands:
    """Return needs as the engine plans them, with what lateness costs by their value, kind and segment."""
    weights = dict(load_table("segment").select("segment", "weight").iter_rows())
    late = [_late_cost(mirror, need, weights) for need in needs]
    days = [max(need.due, 0) for need in needs]

    def column(values: list[int]) -> Any:
        return np.array(values, np.int64)

    return Demands(
        column([need.point for need in needs]),
        column([need.quantity for need in needs]),
        column(days),
        column(late),
        column([cost * UNMET_DAYS for cost in late]),
        names=tuple(name_of(mirror, need) for need in needs),
        portions=column([int(need.kind in IN_PORTIONS) for need in needs]),
    )


def name_of(mirror: Mirror, need: PlanNeed) -> str:
    """Return what a need is called where people read it."""
    item, site = mirror.network.items[need.point], mirror.network.sites[need.point]
    day = mirror.market.date_of(max(need.due, 0))
    what = (need.kind, item, site, day)
    return need_name(*what, promise=need.promise, run=need.run, segment=need.segment, part=need.part)


def _late_cost(mirror: Mirror, need: PlanNeed, weights: dict[str, int]) -> int:
    item = mirror.market.items[mirror.network.items[need.point]]
    cost = mirror.network.item_cost
    own = item.price is not None and item.price.currency == mirror.market.currency
    value = (
        int(item.price.of(need.quantity, item.decimals))
        if own and item.price is not None
        else need.quantity * int(cost.num[need.point]) // int(cost.den[need.point])
    )
    weight = KIND_WEIGHTS[need.kind] * (weights.get(need.segment, 1) if need.segment else 1)
    return max(1, value) * POINTS_PER_MINOR_UNIT * weight // 1000


def _risks(mirror: Mirror) -> Iterator[PlanNeed]:
    """Yield what is short."""
    segments = dict(_rows(_SEGMENTS))
    for each in lacking():
        if each.node in mirror.points:
            due = each.need_day - mirror.network.origin
            segment = segments.get(each.promise, "")
            yield PlanNeed(RISK, mirror.points[each.node], each.quantity, due, each.promise, each.run, segment)


def _forecasts(mirror: Mirror, horizon: int) -> Iterator[PlanNeed]:
    today, last = mirror.network.origin, mirror.network.origin + horizon
    for each in expected_sales(mirror, last):
        if each.point is not None:
            for day, quantity in each.in_weeks(today):
                if day <= last:
                    segment = each.forecast.segment
                    yield PlanNeed(FORECAST, each.point, quantity, day - today, segment=segment, expected=each)


def _safety(mirror: Mirror) -> Iterator[PlanNeed]:
    points = load_table("stock_point").filter(pl.col("safety_stock") > 0)
    for item, site, quantity in points.select("item", "site", "safety_stock").iter_rows():
        point = mirror.network.point_of.get((item, site))
        if point is not None:
            yield PlanNeed(SAFETY, point, quantity, 0)


def _rows(sql: str) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
