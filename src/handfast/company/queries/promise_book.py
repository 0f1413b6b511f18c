"""The promise book as people read it: every promise with its state, its dates and what puts it at risk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence, Set
from decimal import Decimal
from typing import Any

import polars as pl

from handfast.company.database import current
from handfast.company.ledger.risk import promises_at_risk
from handfast.company.queries.mirror import EPOCH
from handfast.company.queries.promises import PromiseRow, ToldPromise, all_promises
from handfast.company.queries.tables import load_table
from handfast.sentences import plain_number, sentence

FEW = 500
"""So many items are looked up one by one; more are read with the whole table."""

SCHEMA: dict[str, pl.DataType] = {
    "promise": pl.String(),
    "state": pl.String(),
    "at_risk": pl.Boolean(),
    "customer": pl.String(),
    "item": pl.String(),
    "site": pl.String(),
    "quantity": pl.Decimal(38, 6),
    "shipped": pl.Decimal(38, 6),
    "unit": pl.String(),
    "wish": pl.Date(),
    "ship": pl.Date(),
    "arrive": pl.Date(),
    "original": pl.Date(),
    "earliest": pl.Date(),
    "arrived": pl.Date(),
    "held_until": pl.Datetime("us", "UTC"),
    "order": pl.String(),
    "line": pl.Int64(),
    "owner": pl.String(),
}


def promise_book(states: Iterable[str] = ()) -> pl.DataFrame:
    """Return promises, newest last; all of them, or those in one of `states`."""
    risky = {risk.promise for risk in promises_at_risk()}
    return pl.DataFrame(_rows(all_promises(states), risky), schema=SCHEMA, orient="row")


def book_rows(promises: Sequence[PromiseRow], risky: Set[int]) -> list[dict[str, Any]]:
    """Return promises as the book names their fields; `risky` are those that hang on something short."""
    return [dict(zip(SCHEMA, row, strict=True)) for row in _rows(promises, risky)]


def _rows(promises: Sequence[PromiseRow], risky: Set[int]) -> list[tuple[object, ...]]:
    measures = _measures({row.item for row in promises if not isinstance(row, ToldPromise)})
    return [
        _row(row, row.id in risky, *(row.measure[:2] if isinstance(row, ToldPromise) else measures[row.item]))
        for row in promises
    ]


def _measures(items: Set[str]) -> dict[str, tuple[str, int]]:
    """Return unit and decimals of items: all at once, or only the few that are asked for."""
    if len(items) > FEW:
        table = load_table("item").select("item", "unit", "decimals")
        return {item: (unit, decimals) for item, unit, decimals in table.iter_rows()}
    if not items:
        return {}
    marks = ", ".join(["%s"] * len(items))
    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT item, unit, decimals FROM item WHERE item IN ({marks})", sorted(items))
        return {item: (unit, decimals) for item, unit, decimals in cursor.fetchall()}


def _row(row: PromiseRow, at_risk: bool, unit: str, decimals: int) -> tuple[object, ...]:
    scale = 10**decimals
    return (
        f"P-{row.id}",
        row.state,
        at_risk,
        row.customer,
        row.item,
        row.site,
        exact(row.quantity, scale),
        exact(row.shipped, scale),
        unit,
        as_date(row.wish_day),
        as_date(row.ship_day),
        as_date(row.arrive_day),
        as_date(row.original_arrive_day),
        as_date(row.earliest_day),
        as_date(row.arrived_day),
        row.expires_at,
        row.order,
        row.line,
        row.owner,
    )


def exact(quantity: int, scale: int) -> Decimal:
    """Return a quantity of smallest units in the item's unit, exactly."""
    return Decimal(quantity) / scale


def measured(item: str, quantity: int) -> str:
    """Return a quantity of smallest units as people read it: ``2.5 kg``."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT unit, decimals FROM item WHERE item = %s", [item])
        unit, decimals = cursor.fetchone()
    return sentence("{number} {unit}", number=plain_number(exact(quantity, 10**decimals)), unit=unit)


def as_date(day: int | None) -> dt.date | None:
    """Return a ledger day as a date."""
    return None if day is None else EPOCH + dt.timedelta(days=day)
