"""Customers as their pages show them: what was promised and kept, how they buy, what troubles them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.ledger.risk import promises_at_risk
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.open_promises import OpenPromises
from handfast.errors import NotFound
from handfast.sentences import sentence

CASES = 8
MONTHS = 12
FEWEST_ORDERS = 3
"""Days of ordering from which a rhythm can be told."""


class Standing(NamedTuple):
    """A customer in the list: how many promises are open and at risk, and when they ordered last."""

    customer: str
    name: str
    segment: str
    owner: str
    open: int
    at_risk: int
    last_order: dt.date | None


@dataclass(frozen=True)
class Rhythm:
    """How a customer buys.

    Parameters
    ----------
    days
        Days on which they ordered.
    last, gap, expected
        The last of them; the median days between two; when the next is due by that, None where it cannot be told.
    months
        Days of ordering by month of the year, January first.
    """

    days: int
    last: dt.date | None
    gap: int | None
    expected: dt.date | None
    months: tuple[int, ...]


class Case(NamedTuple):
    """A service case."""

    case: str
    opened_on: dt.date
    closed_on: dt.date | None
    reason: str
    item: str
    note: str


@dataclass(frozen=True)
class CustomerView:
    """One customer.

    Parameters
    ----------
    kept, delivered
        Of so many order lines that were delivered, so many by the day that was confirmed.
    open_cases, cases
        How many cases are open, and the latest.
    satisfaction, surveys
        Mean answer of their surveys, from 1 to 5, and how many there are; None: they were not asked.
    """

    customer: str
    name: str
    segment: str
    owner: str
    region: str
    kept: int
    delivered: int
    rhythm: Rhythm
    open_cases: int
    cases: tuple[Case, ...]
    satisfaction: float | None
    surveys: int


def customer_standings(mirror: Mirror, opened: OpenPromises, last: Mapping[str, dt.date]) -> list[Standing]:
    """Return all customers, those with promises at risk first.

    Parameters
    ----------
    opened
        The open promises, as they were kept.
    last
        When each customer ordered last.
    """
    open_ = opened.by_customer(mirror.generation)
    at_risk = opened.among({risk.promise for risk in promises_at_risk()})
    found = [
        Standing(key, name or key, segment, owner, open_.get(key, 0), at_risk.get(key, 0), last.get(key))
        for key, name, segment, owner in mirror.tables["customer"]
        .select("customer", "name", "segment", "owner")
        .iter_rows()
    ]
    return sorted(found, key=lambda each: (-each.at_risk, -each.open, each.name))


def last_orders() -> dict[str, dt.date]:
    """Return when each customer ordered last, as far as it is known."""
    rows = _rows("SELECT customer, max(ordered_on) FROM order_line WHERE ordered_on IS NOT NULL GROUP BY customer", ())
    return {customer: _day(ordered_on) for customer, ordered_on in rows}


def customer_view(customer: str) -> CustomerView:
    """Return one customer.

    Raises
    ------
    NotFound
        There is none of this key.
    """
    found = _rows("SELECT name, segment, owner, region FROM customer WHERE customer = %s", [customer])
    if not found:
        raise NotFound(sentence("There is no customer {customer}.", customer=customer))
    name, segment, owner, region = found[0]
    kept, delivered = _kept(customer)
    cases = [
        Case(case, _day(opened), _date(closed), reason, item, note)
        for case, opened, closed, reason, item, note in _rows(_CASES, [customer])
    ]
    answers = [row[0] for row in _rows("SELECT satisfaction FROM survey WHERE customer = %s", [customer]) if row[0]]
    return CustomerView(
        customer,
        name or customer,
        segment,
        owner,
        region,
        kept,
        delivered,
        _rhythm(customer),
        sum(case.closed_on is None for case in cases),
        tuple(cases[:CASES]),
        sum(answers) / len(answers) if answers else None,
        len(answers),
    )


_CASES = """
SELECT "case", opened_on, closed_on, reason, item, note FROM service_case WHERE customer = %s
ORDER BY opened_on DESC, id DESC
"""

_DELIVERED = """
SELECT l.confirmed, l.requested, max(s.delivered_on) FROM order_line l
JOIN shipment s ON s."order" = l."order" AND s.line = l.line
WHERE l.customer = %s AND l.state = 'closed' GROUP BY l.id, l.confirmed, l.requested
"""


def _kept(customer: str) -> tuple[int, int]:
    """Return how many order lines came by the day confirmed, or wished for where none was; and how many came at all."""
    found = [
        (_date(confirmed) or _date(requested), _date(arrived))
        for confirmed, requested, arrived in _rows(_DELIVERED, [customer])
    ]
    judged = [(due, arrived) for due, arrived in found if due and arrived]
    return sum(arrived <= due for due, arrived in judged), len(judged)


def _rhythm(customer: str) -> Rhythm:
    rows = _rows(
        "SELECT DISTINCT ordered_on FROM order_line WHERE customer = %s AND ordered_on IS NOT NULL ORDER BY ordered_on",
        [customer],
    )
    days = [_day(row[0]) for row in rows]
    by_month = Counter(day.month for day in days)
    months = tuple(by_month[month] for month in range(1, MONTHS + 1))
    if len(days) < FEWEST_ORDERS:
        return Rhythm(len(days), days[-1] if days else None, None, None, months)
    gap = median_low([(after - before).days for before, after in itertools.pairwise(days)])
    return Rhythm(len(days), days[-1], gap, days[-1] + dt.timedelta(days=gap), months)


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _date(value: Any) -> dt.date | None:
    return None if value is None else _day(value)


def _day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
