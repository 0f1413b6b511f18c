"""Stock points as people read them: too little, too much, why, and what to do about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from handfast.company.ledger.snapshot import snapshot
from handfast.company.queries.mirror import EPOCH, NEVER, Mirror
from handfast.company.queries.promise_book import exact
from handfast.company.queries.tables import load_tables
from handfast.engine.inventory.cure import Cure
from handfast.engine.inventory.outlook import Free
from handfast.engine.inventory.review import review
from handfast.engine.inventory.standing import Standing
from handfast.engine.inventory.terms import Terms
from handfast.engine.tables.frame import Tables
from handfast.errors import NotFound
from handfast.sentences import sentence

LEARNED_FROM = ("order_line", "shipment", "sales_history", "forecast", "purchase_receipt", "production_run")
"""Tables that tell of demand and of lead times; they are large, and only read when asked for."""

_FREE = """
SELECT b.node, b.day, b.expires, b.available - b.committed FROM balance b LEFT JOIN run r ON r.id = b.run
WHERE b.kind IN ('stock', 'receipt', 'run', 'uncovered') AND b.available <> b.committed
AND (r.state IS NULL OR r.state <> 'gone') ORDER BY b.id
"""
_NEEDS = """
SELECT b.node, CASE WHEN c.need_day > %s THEN (c.need_day - %s) / 7 ELSE 0 END, CAST(sum(c.quantity) AS bigint)
FROM commitment c JOIN balance b ON b.id = c.balance
WHERE b.kind IN ('stock', 'receipt', 'run', 'uncovered') GROUP BY 1, 2
"""
WEEK = 7

QUANTITY, MONEY = pl.Decimal(38, 6), pl.Decimal(38, 4)
CURE: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "what": pl.String(),
    "quantity": QUANTITY,
    "on": pl.Date(),
    "spend": MONEY,
    "beyond": MONEY,
    "lost": MONEY,
    "cost": MONEY,
    "rest": QUANTITY,
}
SCHEMA: dict[str, pl.DataType] = {
    "item": pl.String(),
    "site": pl.String(),
    "state": pl.String(),
    "unit": pl.String(),
    "free": QUANTITY,
    "position": QUANTITY,
    "weekly": pl.Float64(),
    "safety_stock": QUANTITY,
    "safety_stock_kept": QUANTITY,
    "safety_stock_over_sites": QUANTITY,
    "reorder_point": QUANTITY,
    "order_quantity": QUANTITY,
    "until_supplied": pl.Float64(),
    "spread": pl.Float64(),
    "cycle_service": pl.Float64(),
    "fill_rate": pl.Float64(),
    "lead_days": pl.Float64(),
    "lead_spread": pl.Float64(),
    "lead_stated": pl.Float64(),
    "lead_seen": pl.Int64(),
    "out_on": pl.Date(),
    "short": QUANTITY,
    "excess": QUANTITY,
    "excess_value": MONEY,
    "expiring": QUANTITY,
    "at_stake": MONEY,
    "cures": pl.List(pl.Struct(CURE)),
    "why": pl.List(pl.String()),
    "unknown": pl.List(pl.String()),
}


def inventory(mirror: Mirror, terms: Terms, item: str = "", site: str = "") -> pl.DataFrame:
    """Return how stock points stand, worst first; all of them, or those of one item or site.

    The whole company is looked at in any case, as stock points supply one another.

    Raises
    ------
    NotFound
        There is no such item or site.
    """
    network = mirror.network
    if item:
        mirror.market.item(item)
    if site and site not in network.sites:
        known = ", ".join(sorted(set(network.sites)))
        raise NotFound(sentence("There is no stock at site '{site}'. One of: {known}.", site=site, known=known))
    return reviewed(mirror, stock_seen(mirror), terms, item, site)


class StockSeen(NamedTuple):
    """What a review of stock looks at, read at one moment.

    Parameters
    ----------
    free
        What nothing is bound to, by stock point.
    needs
        What is bound, by stock point and by the first day of its week, counted from today; earlier is today.
    """

    tables: Tables
    free: list[tuple[int, Free]]
    needs: list[tuple[int, int, int]]


def stock_seen(mirror: Mirror) -> StockSeen:
    """Read what a review of stock looks at: sums of the ledger, for nobody else is answered meanwhile."""
    origin = mirror.network.origin
    with snapshot() as cursor:
        cursor.execute(_FREE)
        free = list(_free(mirror, cursor.fetchall()))
        cursor.execute(_NEEDS, [origin, origin])
        needs = [
            (point, WEEK * week, many) for node, week, many in cursor if (point := mirror.points.get(node)) is not None
        ]
        tables = {**mirror.tables, **load_tables(LEARNED_FROM)}
    return StockSeen(tables, free, needs)


def reviewed(mirror: Mirror, seen: StockSeen, terms: Terms, item: str = "", site: str = "") -> pl.DataFrame:
    """Return the same of what was read before: it takes seconds, and needs neither database nor ledger."""
    rows = review(seen.tables, mirror.network, seen.free, seen.needs, terms)
    wanted = (row for row in rows if item in ("", row.item) and site in ("", row.site))
    return pl.DataFrame([_told(mirror, row) for row in wanted], schema=SCHEMA, orient="row")


def _free(mirror: Mirror, rows: Iterable[tuple[int, int, int | None, int]]) -> Iterable[tuple[int, Free]]:
    origin = mirror.network.origin
    for node, day, expiry, quantity in rows:
        if (point := mirror.points.get(node)) is not None:
            expires = NEVER if expiry is None else expiry - origin
            if expires > max(day - origin, 0):
                yield point, Free(day - origin, expires, quantity)


def _told(mirror: Mirror, row: Standing) -> tuple[Any, ...]:
    item = mirror.market.item(row.item)
    scale = 10**item.decimals
    minor = 10 ** mirror.market.rates.digits_of(mirror.market.currency)

    def many(quantity: int | None) -> Decimal | None:
        return None if quantity is None else exact(quantity, scale)

    def money(amount: int | None) -> Decimal | None:
        return None if amount is None else exact(amount, minor)

    def day(number: int | None) -> dt.date | None:
        return None if number is None else EPOCH + dt.timedelta(days=mirror.network.origin + number)

    def told(cure: Cure) -> dict[str, Any]:
        amounts = {name: money(getattr(cure, name)) for name in ("spend", "beyond", "lost", "cost")}
        counts = {name: many(getattr(cure, name)) for name in ("quantity", "rest")}
        return {"kind": cure.kind, "what": cure.what, "on": day(cure.day), **amounts, **counts}

    policy, lead, outlook = row.policy, row.lead, row.outlook
    return (
        row.item,
        row.site,
        row.state,
        item.unit,
        many(outlook.now),
        many(outlook.position),
        row.weekly / scale,
        many(policy.safety_stock if policy else None),
        many(row.kept),
        many(row.placed),
        many(policy.reorder_point if policy else None),
        many(policy.quantity if policy else None),
        policy and policy.until / scale,
        policy and policy.spread / scale,
        policy and policy.cycle,
        policy and policy.fill,
        lead and lead.mean,
        lead and lead.sd,
        lead and lead.stated,
        lead and lead.seen,
        day(outlook.out_on),
        many(row.short),
        many(row.excess),
        money(row.excess_value),
        many(outlook.expiring),
        money(row.at_stake),
        [told(cure) for cure in row.cures],
        list(row.why),
        list(row.unknown),
    )
