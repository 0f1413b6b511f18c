"""A page of the promise book: filtered, ordered and counted by the database, so that a long book opens as fast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from handfast.company.database import current
from handfast.company.ledger.risk import at_risk_of, promises_at_risk
from handfast.company.people.seeing import Scope
from handfast.company.queries.mirror import day_number
from handfast.company.queries.promise_book import book_rows
from handfast.company.queries.promises import COLUMNS, PromiseRow, promise_row
from handfast.engine.promise.prices import Price, Rates

OPEN = ("held", "promised")
STATES: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "held": ("held",),
    "promised": ("promised",),
    "delivered": ("delivered", "kept", "broken"),
    "kept": ("kept",),
    "broken": ("broken",),
    "gone": ("withdrawn", "released", "expired", "declined"),
    "all": (),
}
"""What people look for, and the states of promises that it means; none: all."""

ORDERS = {
    "arrive": "arrive_day, id",
    "-arrive": "arrive_day DESC, id DESC",
    "newest": "id DESC",
    "oldest": "id",
    "ship": "ship_day, id",
    "ends": "expires_at, id",
    "customer": "customer, arrive_day, id",
    "item": "item, arrive_day, id",
    "quantity": "quantity DESC, id",
}
"""Orders in which the book can be read; by their name."""

GROUPS = {"": "", "customer": "customer, ", "item": "item, ", "week": "(arrive_day + 3) / 7{direction}, "}
"""What keeps promises of a group together, before their order; weeks begin on Monday, 1970-01-01 was a Thursday."""


@dataclass(frozen=True)
class Search:
    """What is looked for in the promise book; what is empty does not matter.

    Parameters
    ----------
    states
        States of promises.
    at_risk
        Only those that hang on something short.
    customer, item, order, owner
        Keys; the customer's order number; who made the promise.
    since, until
        First and last day of arrival.
    by, group
        One of `ORDERS`, one of `GROUPS`.
    leaves_until
        Last day on which it ships.
    """

    states: tuple[str, ...] = ()
    at_risk: bool = False
    customer: str = ""
    item: str = ""
    order: str = ""
    owner: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    by: str = "arrive"
    group: str = ""
    leaves_until: dt.date | None = None

    @property
    def sorting(self) -> str:
        """The order as SQL; the weeks themselves run as the days of arrival do."""
        direction = " DESC" if self.by == "-arrive" else ""
        return GROUPS.get(self.group, "").format(direction=direction) + ORDERS.get(self.by, ORDERS["arrive"])


@dataclass(frozen=True)
class PromiseList:
    """A page of the book.

    Parameters
    ----------
    rows
        As :func:`~handfast.company.queries.promise_book.promise_book` names them.
    found
        How many there are in all.
    """

    rows: list[dict[str, Any]]
    found: int


@dataclass(frozen=True)
class Balance:
    """How the book stands: how many are open, at risk, and broken since a day."""

    open: int
    at_risk: int
    broken: int


@dataclass(frozen=True)
class DayFigures:
    """How a day stands: promises that are open, soon due, held; and of those `ended` lately, how many were kept."""

    promised: int
    due: int
    held: int
    kept: int
    ended: int


_FIGURES = (
    ("state = 'promised'", ""),
    ("state IN ('held', 'promised') AND state = 'promised'", "arrive_day <= %s"),
    ("state = 'held'", ""),
    ("state IN ('kept', 'broken') AND state = 'kept'", "arrived_day > %s"),
    ("state IN ('kept', 'broken')", "arrived_day > %s"),
)
"""States and days that a day's figures count, so that an index of promises in these states serves each."""


def day_figures(scope: Scope, soon: dt.date, lately: dt.date) -> DayFigures:
    """Return how the day stands for whoever sees `scope`: due by `soon`, ended after `lately`."""
    where, scoped = _where(Search(), scope, ())
    counts, values = list[str](), list[Any]()
    for (states, bound), day in zip(_FIGURES, (None, soon, None, lately, lately), strict=True):
        counts.append(f"(SELECT count(*) FROM promise WHERE {' AND '.join(filter(None, (states, bound, where)))})")
        values += [*([] if day is None else [day_number(day)]), *scoped]
    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", values)
        return DayFigures(*map(int, cursor.fetchone()))


@dataclass(frozen=True)
class Worth:
    """What promises bring that are looked for, for what has not left yet.

    Parameters
    ----------
    amount
        Minor units of the company's currency, exact before it is rounded once, at today's rates of exchange.
    promises
        How many they are.
    unpriced
        How many of them have no price, or one in a currency of which no rate is known: they count for nothing.
    """

    amount: int
    promises: int
    unpriced: int


_WORTH = """
SELECT p.price, p.price_per, p.currency, i.decimals, sum(p.quantity - p.shipped), count(*)
FROM promise p JOIN item i ON i.item = p.item WHERE p.id IN (SELECT id FROM promise WHERE {where})
GROUP BY 1, 2, 3, 4
"""


def worth(search: Search, scope: Scope, rates: Rates, today: int) -> Worth:
    """Return what the promises that are looked for bring; `today`: the day of the rates, counted from their origin."""
    where, values = _where(search, scope, _all_at_risk() if search.at_risk else ())
    amount, promises, unpriced = Fraction(0), 0, 0
    with current().connection.cursor() as cursor:
        cursor.execute(_WORTH.format(where=where), values)
        for price, per, currency, decimals, quantity, count in cursor.fetchall():
            rate = None if price is None else rates.to_own(currency or rates.own, today)
            promises += count
            if rate is None:
                unpriced += count
            else:
                amount += Price(price, per, currency).of(int(quantity), decimals) * rate
    return Worth(round(amount), promises, unpriced)


def promise_list(search: Search, scope: Scope, *, offset: int = 0, limit: int = 100) -> PromiseList:
    """Return a page of the promises that are looked for and may be seen."""
    risky = _all_at_risk() if search.at_risk else ()
    where, values = _where(search, scope, risky)
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM promise WHERE {where}", values)
        found = int(cursor.fetchone()[0])
        cursor.execute(
            f"SELECT {columns} FROM promise WHERE {where} ORDER BY {search.sorting} LIMIT %s OFFSET %s",
            [*values, limit, offset],
        )
        rows = [promise_row(row) for row in cursor.fetchall()]
    return PromiseList(book_rows(rows, at_risk_of({row.id for row in rows})), found)


def promise_seen(row: PromiseRow, *, at_risk: bool | None = None) -> dict[str, Any]:
    """Return one promise as the book names its fields; `at_risk` where it is known whether it is."""
    risky = at_risk_of({row.id}) if at_risk is None else {row.id} if at_risk else set()
    return book_rows([row], risky)[0]


def _all_at_risk() -> list[int]:
    return sorted({risk.promise for risk in promises_at_risk()})


def balance(scope: Scope, since: dt.date) -> Balance:
    """Return how the book stands for whoever sees `scope`; broken are those that were to arrive since a day."""
    risky = _all_at_risk()
    counts = []
    for search in (Search(OPEN), Search(OPEN, at_risk=True), Search(("broken",), since=since)):
        where, values = _where(search, scope, risky)
        with current().connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM promise WHERE {where}", values)
            counts.append(int(cursor.fetchone()[0]))
    return Balance(*counts)


_INDEXED = {
    OPEN: "state IN ('held', 'promised')",
    ("held",): "state IN ('held', 'promised') AND state = 'held'",
    ("promised",): "state IN ('held', 'promised') AND state = 'promised'",
}
"""States word for word as the indexes of promises in them say it, else they would not be used; any of them may be."""


def _where(search: Search, scope: Scope, risky: Sequence[int]) -> tuple[str, list[Any]]:
    conditions, values = ["1 = 1"], list[Any]()

    def among(column: str, wanted: Sequence[Any]) -> None:
        conditions.append(f"{column} IN ({', '.join(['%s'] * len(wanted))})" if wanted else "1 = 0")
        values.extend(wanted)

    if search.states in _INDEXED:
        conditions.append(_INDEXED[search.states])
    elif search.states:
        among("state", search.states)
    if search.at_risk:
        among("id", risky)
    for column, value in (("customer", search.customer), ("item", search.item), ("owner", search.owner)):
        if value:
            among(column, [value])
    if search.order:
        conditions.append("\"order\" LIKE %s ESCAPE '!'")
        values.append(_like(search.order))
    days = (("arrive_day >=", search.since), ("arrive_day <=", search.until), ("ship_day <=", search.leaves_until))
    for comparison, day in days:
        if day is not None:
            conditions.append(f"{comparison} %s")
            values.append(day_number(day))
    if scope.sites is not None:
        among("site", sorted(scope.sites))
    if scope.customers is not None:
        marks = ", ".join(["%s"] * len(scope.customers)) or "NULL"
        own = " OR (customer = '' AND owner = %s)" if scope.owner else ""
        conditions.append(f"(customer IN ({marks}){own})")
        values.extend([*sorted(scope.customers), *filter(None, [scope.owner])])
    return " AND ".join(conditions), values


def _like(words: str) -> str:
    for special in "!%_":
        words = words.replace(special, f"!{special}")
    return f"%{words}%"
