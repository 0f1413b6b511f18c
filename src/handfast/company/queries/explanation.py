"""Why a promise stands as it stands: its life entry by entry, and everything that feeds it, down to the last supply."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.sqlite import read
from handfast.company.queries.expected_cover import ExpectedCover, expected_cover
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.promises import PromiseRow, promise_by_id
from handfast.company.queries.runs import run_name
from handfast.sentences import made_again

MINUTES = ("capacity", "overtime")
NO_SUPPLY = (*MINUTES, "team_overtime", "allocation")
"""Kinds of balances that no goods come from: hours, teams' weeks, and quotas."""

CHUNK = 900
"""Values that one statement is given at most."""


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
    missing
        How much of all that is bound to it is not there, in the item's unit; 0: nothing.
    bound
        All that is bound to it, by this promise and by others.
    starts_on
        First day of a run.
    feeds
        What feeds the run in turn.
    loads
        Minutes by resource and day that the run takes.
    run
        How the run is called, such as ``R-12``; empty for other supplies.
    """

    kind: str
    name: str
    item: str
    site: str
    quantity: Decimal
    unit: str
    there: dt.date
    needed: dt.date
    missing: Decimal
    bound: Decimal
    starts_on: dt.date | None = None
    feeds: tuple[Feed, ...] = ()
    loads: tuple[Loaded, ...] = ()
    run: str = ""

    @property
    def short(self) -> bool:
        """Whether more is bound to it than it has."""
        return self.missing > 0


class Loaded(NamedTuple):
    """Minutes that a run takes from a resource on a day."""

    resource: str
    day: dt.date
    minutes: int
    overtime: bool


class Missing(NamedTuple):
    """Something that a promise hangs on, and that has less than is bound to it.

    Parameters
    ----------
    kind
        ``stock``, ``receipt``, ``run`` or ``uncovered``; ``capacity`` or ``overtime``; ``allocation``.
    name
        The lot, the receipt, the run's process, or the resource.
    item, site
        What is missing, and where; empty for minutes and quotas.
    missing, bound
        How much is missing of all that is bound to it, in `unit`.
    needed
        First day on which the promise, or a run for it, needs it.
    """

    kind: str
    name: str
    item: str
    site: str
    missing: Decimal
    bound: Decimal
    unit: str
    needed: dt.date


class Changed(NamedTuple):
    """What an entry made different of a promise: its ``quantity`` (in the item's unit) or the day it ``arrives``."""

    what: str
    before: Decimal | dt.date
    after: Decimal | dt.date


class Event(NamedTuple):
    """One entry in a promise's life; `approver` answers for an override, whoever wrote it."""

    entry: int
    time: dt.datetime
    kind: str
    actor: str
    reason: str
    approver: str = ""
    changed: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A promise with its life and its pegging; `expected` is what may be waited for where nothing covers it in time."""

    promise: PromiseRow
    quantity: Decimal
    unit: str
    life: tuple[Event, ...]
    feeds: tuple[Feed, ...]
    missing: tuple[Missing, ...]
    expected: tuple[ExpectedCover, ...] = ()

    @property
    def at_risk(self) -> bool:
        """Whether anything that it hangs on is missing."""
        return bool(self.missing)


class _Taken(NamedTuple):
    """A commitment of the promise, or of a run that feeds it, with its balance."""

    consumer: int | None
    balance: int
    kind: str
    node: int
    day: int
    ref: str
    short: int
    committed: int
    made_by: int | None
    need_day: int
    quantity: int
    process: str | None
    start_day: int | None


_PEGGING = """
WITH RECURSIVE fed (run) AS (
    SELECT b.run FROM commitment c JOIN balance b ON b.id = c.balance WHERE c.promise = %s AND b.run IS NOT NULL
    UNION
    SELECT b.run FROM fed JOIN commitment c ON c.run = fed.run JOIN balance b ON b.id = c.balance
    WHERE b.run IS NOT NULL
)
SELECT c.run, b.id, b.kind, b.node, b.day, b.ref, b.short, b.committed, b.run, c.need_day, c.quantity, r.process,
    r.start_day
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
    by_run: dict[int | None, list[_Taken]] = field(default_factory=lambda: defaultdict(list))


def explain(promise: int) -> Explanation:
    """Return the explanation of a promise.

    Raises
    ------
    NotFound
        There is no such promise.
    """
    promised = promise_by_id(promise)
    with snapshot() as cursor:
        cursor.execute(_PEGGING, [promise, promise])
        taken = [_Taken(*row) for row in cursor.fetchall()]
    names = _names_of(promised.item, taken)
    for each in taken:
        names.by_run[each.consumer].append(each)
    unit, scale = names.measures[promised.item]
    quantity, missing = exact(promised.quantity, scale), _missing(names, promised.item)
    runs = {run for run in names.by_run if run is not None}
    expected = expected_cover(promise, runs) if missing else ()
    return Explanation(promised, quantity, unit, _life(promise, scale), _feeds(names, None), missing, expected)


def _names_of(item: str, taken: Sequence[_Taken]) -> _Names:
    """Return the names behind what is taken, and of the promise's own item."""
    resources = {each.node for each in taken if each.kind in MINUTES}
    nodes = {each.node for each in taken if each.kind not in NO_SUPPLY}
    points = {id_: (of, site) for id_, of, site in _among("SELECT id, item, site FROM stock_point WHERE id", nodes)}
    items = {item, *(of for of, _ in points.values())}
    measures = _among("SELECT item, unit, decimals FROM item WHERE item", items)
    return _Names(
        points,
        dict(_among("SELECT id, resource FROM resource WHERE id", resources)),
        {of: (unit, 10**decimals) for of, unit, decimals in measures},
    )


def _among(sql: str, values: Set[Any]) -> Iterator[Any]:
    """Yield the rows of a statement that ends before ``IN``, so many values at a time."""
    listed = sorted(values)
    for first in range(0, len(listed), CHUNK):
        some = listed[first : first + CHUNK]
        with current().connection.cursor() as cursor:
            cursor.execute(f"{sql} IN ({', '.join(['%s'] * len(some))})", some)
            yield from cursor.fetchall()


def _feeds(names: _Names, run: int | None) -> tuple[Feed, ...]:
    return tuple(_feed(names, taken) for taken in names.by_run[run] if taken.kind not in NO_SUPPLY)


def _feed(names: _Names, taken: _Taken) -> Feed:
    item, site = names.points[taken.node]
    unit, scale = names.measures[item]
    return Feed(
        taken.kind,
        taken.process or taken.ref,
        item,
        site,
        exact(taken.quantity, scale),
        unit,
        _day(taken.day),
        _day(taken.need_day),
        exact(taken.short, scale),
        exact(taken.committed, scale),
        as_date(taken.start_day),
        _feeds(names, taken.made_by) if taken.made_by is not None else (),
        _loads(names, taken.made_by) if taken.made_by is not None else (),
        run_name(taken.made_by) if taken.made_by is not None else "",
    )


def _loads(names: _Names, run: int) -> tuple[Loaded, ...]:
    return tuple(
        Loaded(names.resources[taken.node], _day(taken.day), taken.quantity, taken.kind == "overtime")
        for taken in names.by_run[run]
        if taken.kind in MINUTES
    )


def _missing(names: _Names, of: str) -> tuple[Missing, ...]:
    """Return all that is short, once each, the first needed first."""
    first: dict[int, _Taken] = {}
    for taken in (each for all_ in names.by_run.values() for each in all_ if each.short):
        if taken.balance not in first or taken.need_day < first[taken.balance].need_day:
            first[taken.balance] = taken
    found = []
    for taken in sorted(first.values(), key=lambda each: (each.need_day, each.balance)):
        item, site, name, (unit, scale) = "", "", taken.process or taken.ref, names.measures[of]
        if taken.kind in MINUTES:
            name, unit, scale = names.resources[taken.node], "min", 1
        elif taken.kind == "allocation":
            unit, scale = "min" if _is_of_resource(taken.node) else unit, 1
        elif taken.kind not in NO_SUPPLY:
            item, site = names.points[taken.node]
            unit, scale = names.measures[item]
        missing, bound = exact(taken.short, scale), exact(taken.committed, scale)
        found.append(Missing(taken.kind, name, item, site, missing, bound, unit, _day(taken.need_day)))
    return tuple(found)


def _is_of_resource(allocation: int) -> bool:
    """Return whether an allocation counts the minutes of a resource, not whole units."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT resource FROM allocation WHERE id = %s", [allocation])
        row = cursor.fetchone()
    return row is not None and row[0] != ""


def _day(day: int) -> dt.date:
    found = as_date(day)
    assert found is not None
    return found


def _life(promise: int, scale: int) -> tuple[Event, ...]:
    """Return the entries about a promise, oldest first."""
    with current().connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, time, kind, actor, reason, reason_made_of, body FROM entry WHERE promise = %s ORDER BY id",
            [promise],
        )
        rows = cursor.fetchall()
    events, known = [], dict[str, Any]()
    for id_, time, kind, actor, reason, of, body in rows:
        said = _said(body, promise)
        owner = said.get("owner", "") if kind == "override" else ""
        why = made_again(reason, of)
        events.append(Event(id_, _moment(time), kind, actor, why, owner, _changed(known, said, scale)))
        known |= said
    return tuple(events)


def _moment(time: dt.datetime) -> dt.datetime:
    """Return a moment as the driver gives it with its time zone: SQLite's comes without."""
    return time if time.tzinfo else read(time)


def _said(body: str, promise: int) -> dict[str, Any]:
    """Return what an entry says of a promise."""
    said: dict[str, Any] = {}
    for change in json.loads(body):
        if change[0] == "promise" and change[1] == promise:
            said |= change[2]
    return said


def _changed(known: dict[str, Any], said: dict[str, Any], scale: int) -> tuple[Changed, ...]:
    """Return what is said to be otherwise than it was known to be."""

    def differs(name: str) -> bool:
        return known.get(name) is not None and said.get(name) is not None and known[name] != said[name]

    found = []
    if differs("quantity"):
        found.append(Changed("quantity", exact(known["quantity"], scale), exact(said["quantity"], scale)))
    if differs("arrive_day"):
        found.append(Changed("arrives", _day(known["arrive_day"]), _day(said["arrive_day"])))
    return tuple(found)
