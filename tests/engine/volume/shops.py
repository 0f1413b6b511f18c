"""Small companies whose best plan can be worked out with pencil and paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl
from tests.engine.tables_for_tests import DAY_0, ORIGIN, tables

from handfast.engine.assembly import Supplies, build_network, read_supplies
from handfast.engine.network import Network
from handfast.engine.volume.demand import EXPECTED, PROMISED, Wanted
from handfast.engine.volume.plan import VolumePlan
from handfast.engine.volume.planning import WEEKS, plan_buckets, plan_volumes, read_limits

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Rows = list[dict[str, object]]


def shop(**changes: Rows) -> dict[str, pl.DataFrame]:
    """Return a shop with one machine of 40 hours a week that makes chairs (an hour) and stools (half an hour).

    A chair brings 100 and costs 10: 90 for an hour. A stool brings 60 and costs 20: 80 for an hour.
    """
    rows: dict[str, Rows] = {
        "company": [{"name": "Shop", "fixed_today": DAY_0, "horizon_days": 120}],
        "calendar": [{"calendar": "saturdays", **dict.fromkeys(WEEK, 0), "saturday": 480}],
        "site": [{"site": "S"}],
        "item": [{"item": "CHAIR", "price": 100_00}, {"item": "STOOL", "price": 60_00}],
        "stock_point": [{"item": "CHAIR", "site": "S"}, {"item": "STOOL", "site": "S"}],
        "resource": [{"resource": "R", "site": "S"}],
        "process": [
            {"process": "make CHAIR", "kind": "make", "item": "CHAIR", "site": "S", "cost": 10_00, "same_day": True},
            {"process": "make STOOL", "kind": "make", "item": "STOOL", "site": "S", "cost": 20_00, "same_day": True},
        ],
        "process_load": [
            {"process": "make CHAIR", "resource": "R", "minutes_per_unit": "60"},
            {"process": "make STOOL", "resource": "R", "minutes_per_unit": "30"},
        ],
    }
    return tables(**{**rows, **changes})


def want(network: Network, item: str, quantity: float, week: int, price: float | None, sort: str = EXPECTED) -> Wanted:
    """Return a want on the Monday of a week, at a price in units of money."""
    minor = None if price is None else price * 100
    return Wanted(network.point_of[item, "S"], quantity, 7 * week, 7 * week, minor, sort)


def planned(
    company: dict[str, pl.DataFrame],
    wants: Iterable[tuple[Any, ...]],
    count: int = 1,
    period: str = WEEKS,
    **more: Any,
) -> tuple[VolumePlan, Supplies]:
    """Return the plan of a company for wants (item, quantity, week, price[, sort])."""
    network = build_network(company, ORIGIN)
    supplies = read_supplies(company, network)
    wanted = [want(network, *each) for each in wants]
    limits, buckets = read_limits(company, network), plan_buckets(network, count, period)
    return plan_volumes(network, supplies, wanted, limits, buckets, **more), supplies


def starts(plan: VolumePlan, process: str) -> list[float]:
    """Return what a process starts, bucket by bucket."""
    row = plan.solution.decisions.start[plan.network.processes.index(process)]
    return [round(float(each), 6) for each in row]


def hour(plan: VolumePlan, resource: str = "R") -> list[float]:
    """Return what one more hour of a resource would earn, bucket by bucket."""
    row = plan.solution.prices.capacity[plan.network.resource_of[resource]]
    return [round(float(each) * 60, 4) for each in np.asarray(row)]


__all__ = ["EXPECTED", "PROMISED", "hour", "planned", "shop", "starts", "want"]
