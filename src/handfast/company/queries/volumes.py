"""What a volume plan starts from: what is there, what has started, what is promised, what is expected beyond that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from handfast.company.database import current
from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.state import LedgerState, read_state
from handfast.company.queries.expected_sales import expected_sales
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import PromiseRow, all_promises
from handfast.engine.assembly import RECEIPT, STOCK, Supplies
from handfast.engine.network import Ints, Network
from handfast.engine.promise.market import Customer, Market
from handfast.engine.tables.frame import Tables
from handfast.engine.volume.demand import EXPECTED, PROMISED, Wanted

OPEN = ("held", "promised")

DAYS_A_WEEK = 7

_STARTED = """
SELECT c.balance, sum(c.quantity) FROM commitment c JOIN run r ON r.id = c.run
WHERE r.state = 'firm' OR (r.state = 'promised' AND r.start_day <= %s) GROUP BY c.balance
"""
_STARTED_RUNS = "SELECT id FROM run WHERE state = 'firm' OR (state = 'promised' AND start_day <= %s)"


@dataclass(frozen=True)
class Volumes:
    """Everything that a volume plan is made of.

    Attributes
    ----------
    busy
        Shape (R, H): minutes that runs which have started take already.
    expiring
        Lots and receipts that expire within the horizon: a volume plan does not follow their age.
    nowhere
        Forecasts of items that no site sells.
    """

    network: Network
    tables: Tables
    supplies: Supplies
    wanted: list[Wanted]
    busy: Ints
    expiring: int
    nowhere: tuple[str, ...]


def volumes(mirror: Mirror, days: int) -> Volumes:
    """Return what a volume plan of so many days starts from; runs that have not started are planned anew."""
    with snapshot():
        state = read_state()
        started = dict(_rows(_STARTED, [mirror.today]))
        runs = {run for (run,) in _rows(_STARTED_RUNS, [mirror.today])}
        promises = list(all_promises(OPEN))
        forecasts, nowhere = _forecasts(mirror, days)
    supplies = _supplies(mirror, state, started, runs)
    return Volumes(
        mirror.network,
        mirror.tables,
        supplies,
        [*_promised(mirror, promises), *forecasts],
        _busy(mirror, state, started),
        int((supplies.expires < days).sum()),
        nowhere,
    )


def committed_minutes(mirror: Mirror) -> Ints:
    """Return minutes that are promised already, shape (R, H), regular ones."""
    minutes = np.zeros((len(mirror.network.resources), mirror.network.horizon), np.int64)
    for row in read_state().days:
        day = row.day - mirror.network.origin
        if row.kind == "capacity" and row.node in mirror.resources and 0 <= day < mirror.network.horizon:
            minutes[mirror.resources[row.node], day] += row.committed
    return minutes


def price_of(market: Market, row: PromiseRow) -> float | None:
    """Return what a promise pays for one smallest unit, in minor units of the company's currency; None: not known.

    Where the promise does not say, the price list does.
    """
    if row.price is None:
        return list_price(market, row.item, row.segment)
    rate = market.rates.to_own(row.currency or market.currency, 0)
    if rate is None:
        return None
    return float(rate * row.price / row.price_per) / float(10 ** market.items[row.item].decimals)


def list_price(market: Market, item: str, segment: str) -> float | None:
    """Return what a segment pays for one smallest unit of an item, without quantity breaks; None: not known."""
    sold = market.items[item]
    price = market.price(sold, Customer("", "", segment, "", "", 0), 0)
    rate = None if price is None else market.rates.to_own(price.currency, 0)
    if price is None or rate is None:
        return None
    return float(price.of(1, sold.decimals) * rate)


def _promised(mirror: Mirror, promises: list[PromiseRow]) -> Iterator[Wanted]:
    for row in promises:
        point, left = mirror.network.point_of.get((row.item, row.site)), row.quantity - row.shipped
        if left > 0 and point is not None and row.ship_day is not None:
            day = row.ship_day - mirror.network.origin
            yield Wanted(point, float(left), day, day, price_of(mirror.market, row), PROMISED)


def _forecasts(mirror: Mirror, days: int) -> tuple[list[Wanted], tuple[str, ...]]:
    found, nowhere = [], set()
    for each in expected_sales(mirror, mirror.today + days - 1):
        if each.point is None:
            nowhere.add(each.forecast.item)
            continue
        price = list_price(mirror.market, each.forecast.item, each.forecast.segment)
        for day, quantity in each.in_weeks(mirror.today):
            first = day - mirror.today
            last = min(first + DAYS_A_WEEK - 1, each.forecast.last_day - mirror.today)
            if first < days:
                found.append(Wanted(each.point, float(quantity), first, max(last, first), price, EXPECTED))
    return found, tuple(sorted(nowhere))


def _supplies(mirror: Mirror, state: LedgerState, started: dict[int, int], runs: set[int]) -> Supplies:
    """Return stock, receipts and what runs that have started will bring, less what these are still to use."""
    horizon, origin = mirror.network.horizon, mirror.network.origin
    rows = [
        (
            mirror.points[row.node],
            max(row.day - origin, 0),
            horizon if row.expires is None else min(row.expires - origin, horizon),
            row.available - started.get(row.id, 0),
            STOCK if row.kind == "stock" else RECEIPT,
        )
        for row in state.supplies
        if row.node in mirror.points and (row.kind in {"stock", "receipt"} or row.run in runs)
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T.copy()
    point, day, expires, quantity, kind = columns
    return Supplies(point, day, expires, quantity, kind, ("",) * len(rows))


def _busy(mirror: Mirror, state: LedgerState, started: dict[int, int]) -> Ints:
    busy = np.zeros((len(mirror.network.resources), mirror.network.horizon), np.int64)
    for row in state.days:
        day = row.day - mirror.network.origin
        if row.kind == "capacity" and row.node in mirror.resources and 0 <= day < mirror.network.horizon:
            busy[mirror.resources[row.node], day] += started.get(row.id, 0)
    return busy


def _rows(sql: str, parameters: list[int]) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
