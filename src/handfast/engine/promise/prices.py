"""Prices: what an item is sold for, to whom, from which quantity, in which currency; exact, never floating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import polars as pl

from handfast.engine.currency import minor_digits
from handfast.engine.tables.frame import Tables, frame_of

ALWAYS = 1 << 40
"""A day that never comes: the end of what has no end."""


class Price(NamedTuple):
    """Money for a number of units: `amount` minor units of `currency` for `per` of the item's units."""

    amount: int
    per: int
    currency: str

    def of(self, quantity: int, decimals: int) -> Fraction:
        """Return what `quantity` smallest units cost, in minor units, not rounded."""
        return Fraction(self.amount * quantity, self.per * 10**decimals)


class PriceRow(NamedTuple):
    """A row of the price table, its days counted from the network's origin."""

    segment: str
    customer: str
    min_quantity: int
    price: Price
    first_day: int
    last_day: int


class PriceList:
    """All prices.

    The price for a customer hides one for the segment, and that one a price for everybody. Among those, the customer's
    currency comes first, then the largest quantity break that is reached, then what holds since the latest day.
    """

    def __init__(self, rows: Mapping[str, Sequence[PriceRow]]) -> None:
        self._rows = rows

    def find(
        self, item: str, quantity: int, day: int, *, customer: str = "", segment: str = "", currency: str = ""
    ) -> Price | None:
        """Return the price of an item, or None where none is listed.

        Parameters
        ----------
        quantity
            Smallest units asked for; breaks are reached by it.
        day
            Day on which the price is given, counted from the network's origin.
        currency
            Currency that the customer is invoiced in.
        """
        best: tuple[int, bool, int, int] | None = None
        found = None
        for row in self._rows.get(item, ()):
            level = _level(row, customer, segment)
            if level < 0 or row.min_quantity > quantity or not row.first_day <= day <= row.last_day:
                continue
            rank = (level, row.price.currency == currency, row.min_quantity, row.first_day)
            if best is None or rank > best:
                best, found = rank, row.price
        return found


def _level(row: PriceRow, customer: str, segment: str) -> int:
    """Return how closely a row fits a customer: 2 for the customer, 1 for the segment, 0 for everybody, -1 not."""
    if row.customer:
        return 2 if row.customer == customer and row.segment in ("", segment) else -1
    if row.segment:
        return 1 if row.segment == segment else -1
    return 0


class Rates:
    """What other currencies are worth in the company's own.

    Parameters
    ----------
    own
        The company's currency.
    digits
        Its digits after the point.
    dated
        Currency to (day, company currency for one of it), sorted by day.
    """

    def __init__(self, own: str, digits: int, dated: Mapping[str, Sequence[tuple[int, Fraction]]]) -> None:
        self.own = own
        self.digits = digits
        self._dated = dated

    def digits_of(self, currency: str) -> int:
        """Return the digits after the point of a currency."""
        return self.digits if currency == self.own else minor_digits(currency)

    def to_own(self, currency: str, day: int) -> Fraction | None:
        """Return own minor units for one minor unit of `currency`; None where no rate is known on `day` or before."""
        if currency == self.own:
            return Fraction(1)
        known = [rate for since, rate in self._dated.get(currency, ()) if since <= day]
        return known[-1] * Fraction(10**self.digits, 10 ** minor_digits(currency)) if known else None


def days_from(column: str, origin: int) -> pl.Expr:
    """Return dates as days counted from `origin`."""
    return pl.col(column).cast(pl.Int32).cast(pl.Int64) - origin


def read_prices(tables: Tables, origin: int, own: str) -> PriceList:
    """Return the company's price list; days are counted from `origin` (days since 1970-01-01)."""
    rows: dict[str, list[PriceRow]] = defaultdict(list)
    frame = frame_of(tables, "price").select(
        "item",
        "segment",
        "customer",
        "currency",
        "min_quantity",
        "price",
        "price_per",
        days_from("valid_from", origin).fill_null(-ALWAYS),
        days_from("valid_to", origin).fill_null(ALWAYS),
    )
    for item, segment, customer, currency, least, amount, per, first, last in frame.iter_rows():
        rows[item].append(PriceRow(segment, customer, least, Price(amount, per, currency or own), first, last))
    return PriceList(rows)


def read_rates(tables: Tables, origin: int) -> Rates:
    """Return the company's currency and its exchange rates."""
    company = frame_of(tables, "company")
    own, digits = (company["currency"][0], company["minor_digits"][0]) if company.height else ("EUR", 2)
    dated: dict[str, list[tuple[int, Fraction]]] = defaultdict(list)
    frame = frame_of(tables, "exchange_rate").select("currency", days_from("date", origin), "rate").sort("date")
    for currency, day, rate in frame.iter_rows():
        dated[currency].append((day, Fraction(rate)))
    return Rates(own, digits, dated)
