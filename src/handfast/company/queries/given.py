"""What a caller gives, taken exactly: numbers of promises, days, quantities, prices."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from handfast.company.queries.mirror import Mirror
from handfast.engine.promise.prices import Price
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

Quantity = int | str | Decimal
"""A quantity in the item's unit; a float is not what was typed, and is refused."""

Day = dt.date | str
"""A day, or its ISO text."""


def number_of(promise: int | str) -> int:
    """Return a promise's number: 12 for ``12``, ``"12"`` or ``"P-12"``."""
    return _numbered(promise, "P-", "promise")


def run_number(run: int | str) -> int:
    """Return a run's number: 12 for ``12``, ``"12"`` or ``"R-12"``."""
    return _numbered(run, "R-", "run")


def plan_number(plan: int | str) -> int:
    """Return a plan's number: 12 for ``12``, ``"12"`` or ``"S-12"``."""
    return _numbered(plan, "S-", "plan")


def proposal_number(proposal: int | str) -> int:
    """Return the number of a proposal for the backlog: 12 for ``12``, ``"12"`` or ``"B-12"``."""
    return _numbered(proposal, "B-", "proposal")


def _numbered(name: int | str, letter: str, what: str) -> int:
    text = str(name).strip().upper().removeprefix(letter)
    if not text.isdecimal():
        raise DataError(
            [
                Fault(
                    "",
                    "",
                    None,
                    what,
                    str(name),
                    sentence("is no {what}", what=what),
                    sentence("Write it like {letter}12", letter=letter),
                )
            ]
        )
    return int(text)


def as_day(day: Day) -> dt.date:
    """Return a date, or an ISO text as one."""
    if isinstance(day, dt.date):
        return day
    try:
        return dt.date.fromisoformat(day.strip())
    except ValueError:
        cure = sentence("Write it as year-month-day, like 2027-04-12")
        raise DataError([Fault("", "", None, "day", day, sentence("is no date"), cure)]) from None


def smallest_units(mirror: Mirror, item: str, quantity: Quantity) -> int:
    """Return a quantity in the item's unit as smallest units, exactly.

    Raises
    ------
    NotFound
        There is no such item.
    DataError
        It is no number, or a fraction the item cannot have.
    """
    found = mirror.market.item(item)
    scaled = exact_number(quantity, "quantity").scaleb(found.decimals)
    if scaled != scaled.to_integral_value():
        digits = (
            sentence("at most {decimals} digits after the point", decimals=found.decimals)
            if found.decimals
            else sentence("whole numbers only")
        )
        cure = sentence("{item} is counted in {unit}, {digits}", item=item, unit=found.unit, digits=digits)
        raise DataError(
            [Fault("", "", None, "quantity", str(quantity), sentence("is a fraction it cannot have"), cure)]
        )
    return int(scaled)


def price_of(mirror: Mirror, customer: str, price: Quantity) -> Price:
    """Return a price of one unit in the customer's currency, in minor units."""
    currency = mirror.market.customer(customer).currency or mirror.market.currency
    scaled = exact_number(price, "price").scaleb(mirror.market.rates.digits_of(currency))
    if scaled != scaled.to_integral_value():
        cure = sentence(
            "Prices in {currency} have {digits} digits after the point",
            currency=currency,
            digits=mirror.market.rates.digits_of(currency),
        )
        raise DataError([Fault("", "", None, "price", str(price), sentence("is finer than money"), cure)])
    return Price(int(scaled), 1, currency)


def exact_number(value: Quantity, column: str) -> Decimal:
    """Return a number exactly; floats are refused, because they are not what was typed."""
    if isinstance(value, float):
        cure = sentence("Write it as text or Decimal: '{value}'", value=value)
        raise DataError([Fault("", "", None, column, str(value), sentence("is a float, which is not exact"), cure)])
    try:
        number = Decimal("NaN") if isinstance(value, bool) else Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        number = Decimal("NaN")
    if not number.is_finite():
        raise DataError(
            [Fault("", "", None, column, str(value), sentence("is no number"), sentence("Write it like 300 or 2.5"))]
        )
    return number
