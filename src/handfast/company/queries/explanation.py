"""Why a promise stands as it stands: its life entry by entry, and everything that feeds it, down to the last supply."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.ledger.snapshot import snapshot
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.promises import PromiseRow, promise_by_id
from handfast.company.queries.tables import load_table

NO_SUPPLY = ("capacity", "overtime", "allocation")
"""Kinds of balances that no goods come from: hours, and quotas."""


@dataclass(frozen=True)
class Feed:
    """A supply that feeds a promise or a run.

    Parameters
    ----------
    kind
        ``stock``, ``receipt``, ``run`` or ``uncovered``.
    name
        The lot, the receipt, or the run's process.
    quantity
        What is taken of it, in the item's unit.
    there, needed
        Day from which it is there, and day on which it is needed.
    short
        Whether more is bound to it than it has.
    starts_on
        First day of a run.
    feeds
        What feeds the run in turn.
    loads
        Minutes by resource and day that the run takes.
    """

    kind: str
    name: str
    item: str
    site: str
    quantity: Decimal
    unit: str
    there: dt.date
    needed: dt.date
    short: bool
    starts_on: dt.date | None = None
    feeds: tuple[Feed, ...] = ()
    loads: tuple[Loaded, ...] = ()


class Loaded(NamedTuple):
    """Minutes that a run takes from a resource on a day."""

    resource: str
    day: dt.date
    minutes: int
    overtime: bool


class Event(NamedTuple):
    """One entry in a promise's life."""

    entry: int
    time: dt.datetime
    kind: str
    actor: str
    reason: str


@dataclass(frozen=True)
class Explanation:
    """A promise with its life and its pegging."""

    promise: PromiseRow
    quantity: Decimal
    unit: str
    life: tuple[Event, ...]
    feeds: tuple[Feed, ...]

    @property
    def at_risk(self) -> bool:
        """Whether anything that feeds it is short."""
        return any(_risky(feed) for feed in self.feeds)


def _risky(feed: Feed) -> bool:
    return feed.short or any(_risky(each) for each in feed.feeds)


_PEGGING = """
WITH RECURSIVE fed (run) AS (
    SELECT b.run FROM commitment c JOIN balance b ON b.id = c.balance WHERE c.promise = %s AND b.run IS NOT NULL
    UNION
    SELECT b.run FROM fed JOIN commitment c ON c.run = fed.run JOIN balance b ON b.id = c.balance
    WHERE b.run IS NOT NULL
)
SELECT c.run, b.kind, b.node, b.day, b.ref, b.short, b.run, c.need_day, c.quantity, r.process, r.start_day
FROM commitment c JOIN balance b ON b.id = c.balance LEFT JOIN run r ON r.id = b.run
WHERE c.promise = %s OR c.run IN (SELECT run FROM fed)
ORDER BY c.need_day, b.id
"""


@dataclass
class _Names:
    """Names behind the ledger's nodes."""

    points: dict[int, tuple[str, str]]
    resources: dict[int, str]
    measures: dict[str, tuple[str, int]]
    by_run: dict[int | None, list[Any]] = field(default_factory=lambda: defaultdict(list))


def explain(promise: int) -> Explanation:
    """Return the explanation of a promise.

    Raises
    ------
    NotFound
        There is no such promise.
    """
    row = promise_by_id(promise)
    points = load_table("stock_point", with_id=True).select("id", "item", "site").iter_rows()
    resources = load_table("resource", with_id=True).select("id", "resource").iter_rows()
    items = load_table("item").select("item", "unit", "decimals").iter_rows()
    names = _Names(
        {id_: (item, site) for id_, item, site in points},
        dict(resources),
        {item: (unit, 10**decimals) for item, unit, decimals in items},
    )
    with snapshot() as cursor:
        cursor.execute(_PEGGING, [promise, promise])
        for taken in cursor.fetchall():
            names.by_run[taken[0]].append(taken)
    unit, scale = names.measures[row.item]
    return Explanation(row, exact(row.quantity, scale), unit, _life(promise), _feeds(names, None))


def _feeds(names: _Names, run: int | None) -> tuple[Feed, ...]:
    return tuple(_feed(names, taken) for taken in names.by_run[run] if taken[1] not in NO_SUPPLY)


def _feed(names: _Names, taken: Any) -> Feed:
    _, kind, node, day, ref, short, made_by, need_day, quantity, process, start_day = taken
    item, site = names.points[node]
    unit, scale = names.measures[item]
    return Feed(
        kind,
        process or ref,
        item,
        site,
        exact(quantity, scale),
        unit,
        _day(day),
        _day(need_day),
        short > 0,
        as_date(start_day),
        _feeds(names, made_by) if made_by is not None else (),
        _loads(names, made_by) if made_by is not None else (),
    )


def _loads(names: _Names, run: int) -> tuple[Loaded, ...]:
    return tuple(
        Loaded(names.resources[node], _day(day), minutes, kind == "overtime")
        for _, kind, node, day, _, _, _, _, minutes, _, _ in names.by_run[run]
        if kind in {"capacity", "overtime"}
    )


def _day(day: int) -> dt.date:
    found = as_date(day)
    assert found is not None
    return found


def _life(promise: int) -> tuple[Event, ...]:
    """Return the entries about a promise, oldest first."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT id, time, kind, actor, reason FROM entry WHERE promise = %s ORDER BY id", [promise])
        return tuple(Event(id_, time, kind, actor, reason) for id_, time, kind, actor, reason in cursor.fetchall())
