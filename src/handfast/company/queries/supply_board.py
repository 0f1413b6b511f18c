"""The supply board: hours against capacity by resource and week, what is behind them, and the runs of a resource.

Hours are counted by run: those of a run that a promise counts on, directly or through other runs, are promised; those
of a planned run that nobody counts on yet are the plan's, and the next plan may move them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from handfast.company.database import current
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.planned_runs import needed_runs, planned_runs
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.runs import EXPEDITED, run_name
from handfast.engine.network import Ints
from handfast.engine.promise.prices import Price
from handfast.errors import NotFound
from handfast.sentences import sentence

WEEKS = 12
"""Weeks that the board shows."""

CHUNK = 900
"""Values that one statement is given at most: a database takes a thousand at least."""

PROMISED, PLAN = "promised", "plan"

_MINUTES = """
SELECT b.node, b.day - (b.day + 3) %% 7, CAST(sum(b.committed) AS bigint) FROM balance b
WHERE b.node IN (SELECT id FROM resource) AND b.kind = %s AND b.day >= %s AND b.day < %s GROUP BY 1, 2
"""
_PLANNED_MINUTES = """
SELECT b.node, b.day - (b.day + 3) %% 7, c.run, CAST(sum(c.quantity) AS bigint)
FROM run r JOIN commitment c ON c.run = r.id JOIN balance b ON b.id = c.balance
WHERE r.state = 'planned' AND b.kind = 'capacity' AND b.day >= %s AND b.day < %s GROUP BY 1, 2, 3
"""
_BY_RUN = """
SELECT c.run, sum(c.quantity), sum(CASE WHEN b.kind = 'overtime' THEN c.quantity ELSE 0 END), min(b.day), max(b.day)
FROM commitment c JOIN balance b ON b.id = c.balance
WHERE b.kind IN ('capacity', 'overtime') AND c.run IS NOT NULL AND b.node = %s AND b.day >= %s AND b.day < %s
GROUP BY c.run ORDER BY min(b.day), c.run
"""
_RUNS = """
SELECT r.id, r.state, r.process, r.start_day, r.available_day, s.item, s.site, i.unit, i.decimals,
    sum(b.available), sum(b.made)
FROM run r JOIN balance b ON b.run = r.id JOIN stock_point s ON s.id = b.node JOIN item i ON i.item = s.item
LEFT JOIN process p ON p.process = replace(r.process, '{expedited}', '')
WHERE r.id IN ({marks}) AND (p.process IS NULL OR (p.item = s.item AND p.site = s.site))
GROUP BY r.id, r.state, r.process, r.start_day, r.available_day, s.item, s.site, i.unit, i.decimals
"""
_SERVED = """
WITH RECURSIVE hanging (root, run) AS (
    SELECT id, id FROM run WHERE id IN ({marks})
    UNION
    SELECT h.root, c.run FROM hanging h JOIN balance b ON b.run = h.run
    JOIN commitment c ON c.balance = b.id AND c.run IS NOT NULL
)
SELECT DISTINCT h.root, p.id, p.state, p.customer, p.item, p.site, p.owner, p.quantity, i.decimals, i.unit,
    p.arrive_day, p.price, p.currency, p.price_per
FROM hanging h JOIN balance b ON b.run = h.run JOIN commitment c ON c.balance = b.id
JOIN promise p ON p.id = c.promise JOIN item i ON i.item = p.item ORDER BY h.root, p.id
"""

SeesSite = Callable[[str], bool]


class WeekLoad(NamedTuple):
    """A resource's week, in minutes: what is there, what of it is promised and planned, and what comes on top."""

    week: dt.date
    there: int
    promised: int
    plan: int
    overtime: int

    @property
    def free(self) -> int:
        """Minutes that nothing takes."""
        return self.there - self.promised - self.plan

    @property
    def share(self) -> float | None:
        """What is taken of what is there, overtime too; None where nothing is there and nothing is taken."""
        taken = self.promised + self.plan + self.overtime
        return taken / self.there if self.there else (float("inf") if taken else None)


@dataclass(frozen=True)
class ResourceLoad:
    """A row of the board."""

    resource: str
    name: str
    site: str
    weeks: tuple[WeekLoad, ...]

    @property
    def strain(self) -> tuple[int, float]:
        """How bad it is: weeks that are nine tenths full or more, and the share of all weeks."""
        there = sum(week.there for week in self.weeks)
        taken = sum(week.promised + week.plan + week.overtime for week in self.weeks)
        full = sum(1 for week in self.weeks if week.share is not None and week.share >= 0.9)
        return full, taken / there if there else 0.0


class ServedPromise(NamedTuple):
    """A promise that a run serves; `value` is what it is sold for in the company's money, None: not known or seen."""

    id: int
    state: str
    customer: str
    item: str
    site: str
    owner: str
    quantity: Decimal
    unit: str
    arrive: dt.date | None
    value: Decimal | None


@dataclass(frozen=True)
class BoardRun:
    """A run as the board shows it: `minutes` and days are those on the resource and in the days looked at."""

    id: int
    kind: str
    state: str
    process: str
    item: str
    site: str
    quantity: Decimal
    unit: str
    minutes: int
    overtime: int
    first: dt.date
    last: dt.date
    starts: dt.date
    there: dt.date
    serves: tuple[ServedPromise, ...] = ()
    started: bool = False

    @property
    def movable(self) -> bool:
        """Whether it may be moved to another day at all: it has not started, and is not only held."""
        return not self.started and self.state != "held"

    @property
    def name(self) -> str:
        """How people read it."""
        return f"R-{self.id}"

    @property
    def value(self) -> Decimal:
        """What the promises that it serves, as far as they are seen, are sold for."""
        return sum((each.value for each in self.serves if each.value is not None), Decimal(0))


def supply_board(mirror: Mirror, first: dt.date, weeks: int) -> list[ResourceLoad]:
    """Return the board, worst resource first.

    Parameters
    ----------
    first
        A day of the first week.
    """
    begin = monday(day_number(first))
    mondays = range(begin, begin + 7 * weeks, 7)
    there = _by_week(mirror, mirror.minutes("capacity"), mirror.today, mondays).tolist()
    promised, plan = (each.tolist() for each in _taken(mirror, mondays))
    overtime = _minutes(mirror, "overtime", mondays).tolist()
    dates, rows = list(map(_date, mondays)), []
    for number, name, site in _resources(mirror, lambda _: True):
        columns = (dates, there[number], promised[number], plan[number], overtime[number])
        rows.append(ResourceLoad(mirror.network.resources[number], name, site, tuple(map(WeekLoad, *columns))))
    return sorted(rows, key=lambda row: row.strain, reverse=True)


def runs_on(
    mirror: Mirror, resource: str, first: dt.date, days: int, sees: SeesSite, *, served: bool = False
) -> list[BoardRun]:
    """Return the runs that take hours of a resource on some days, by day; with the promises that each serves.

    Raises
    ------
    NotFound
        There is no such resource, or it is at a site that is not shown.
    """
    node = next(
        (mirror.resource_ids[n] for n, _, _ in _resources(mirror, sees) if mirror.network.resources[n] == resource),
        None,
    )
    if node is None:
        raise NotFound(
            sentence("There is no resource '{resource}', or it is at a site that you do not see.", resource=resource)
        )
    begin = day_number(first)
    minutes = {int(row[0]): row[1:] for row in _rows(_BY_RUN, [node, begin, begin + days])}
    serves = _served(mirror, list(minutes)) if served else {}
    swappable = planned_runs().keys() - needed_runs()
    details = {row[0]: row for row in _of_runs(_RUNS, list(minutes))}
    return [
        _board_run(mirror, details[run], run in swappable, taken, serves.get(run, ()))
        for run, taken in minutes.items()
        if run in details
    ]


def board_run(mirror: Mirror, run: int) -> BoardRun:
    """Return a run as the board shows it.

    Raises
    ------
    NotFound
        There is none of this number, or it is gone.
    """
    found = board_runs(mirror, [run])
    if not found or found[0].state == "gone":
        raise NotFound(
            sentence("There is no run {run_name}, or it is gone. Look at the board.", run_name=run_name(run))
        )
    return found[0]


def board_runs(mirror: Mirror, runs: Sequence[int]) -> list[BoardRun]:
    """Return runs in the order asked for; their minutes are those of no resource, their days those of the whole run."""
    details = {row[0]: row for row in _of_runs(_RUNS, runs)}
    swappable = planned_runs().keys() - needed_runs()
    return [
        _board_run(mirror, row, run in swappable, (0, 0, row[3], row[4]), ())
        for run in runs
        if (row := details.get(run)) is not None
    ]


def _board_run(
    mirror: Mirror, row: Any, swappable: bool, taken: Sequence[Any], serves: Sequence[ServedPromise]
) -> BoardRun:
    run, state, process, starts, there, item, site, unit, decimals, available, made = row
    whole, extra, low, high = (int(each) for each in taken)
    return BoardRun(
        run,
        PLAN if swappable else PROMISED,
        state,
        process,
        item,
        site,
        exact(int(available) + int(made), 10**decimals),
        unit,
        whole,
        extra,
        _date(low),
        _date(high),
        _date(starts),
        _date(there),
        tuple(serves),
        starts <= mirror.today or bool(made),
    )


def by_money(runs: Iterable[BoardRun]) -> list[BoardRun]:
    """Return runs, those first whose promises bring the most money, and of each run's promises the dearest first."""
    ordered = [
        replace(run, serves=tuple(sorted(run.serves, key=lambda each: (-(each.value or 0), each.id)))) for run in runs
    ]
    return sorted(ordered, key=lambda run: (-run.value, not run.serves, run.first, run.id))


def monday(day: int) -> int:
    """Return the Monday of a ledger day's week; 1970-01-01 was a Thursday."""
    return day - (day + 3) % 7


# ---------------------------------------------------------------- inside


def _rows(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _of_runs(sql: str, runs: Sequence[int]) -> Iterator[Any]:
    """Yield the rows of a statement about runs, so many runs at a time."""
    for start in range(0, len(runs), CHUNK):
        part = runs[start : start + CHUNK]
        yield from _rows(sql.format(marks=", ".join(["%s"] * len(part)), expedited=EXPEDITED), part)


def _date(day: int) -> dt.date:
    found = as_date(day)
    assert found is not None
    return found


def _within(mirror: Mirror, day: int) -> int:
    return min(max(day - mirror.network.origin, 0), mirror.network.horizon)


def _resources(mirror: Mirror, sees: SeesSite) -> Iterator[tuple[int, str, str]]:
    """Yield number, name and site of the resources that are shown."""
    table = mirror.tables["resource"].select("resource", "name", "site")
    known = {resource: (name or resource, site) for resource, name, site in table.iter_rows()}
    for number, resource in enumerate(mirror.network.resources):
        name, site = known[resource]
        if sees(site):
            yield number, name, site


def _by_week(mirror: Mirror, minutes: Ints, first: int, mondays: range) -> Ints:
    """Return the sums of days' minutes, shape (R, H), by resource and week, of the days from a ledger day on."""
    sums = np.zeros((minutes.shape[0], minutes.shape[1] + 1), np.int64)
    np.cumsum(minutes, axis=1, out=sums[:, 1:])
    low = np.array([_within(mirror, max(week, first)) for week in mondays])
    high = np.array([_within(mirror, week + 7) for week in mondays])
    return np.asarray(sums[:, np.maximum(high, low)] - sums[:, low])


def _minutes(mirror: Mirror, kind: str, mondays: range) -> Ints:
    """Return the minutes that are taken of a kind, by resource and week, shape (R, weeks).

    The company in memory knows them for the days that can be promised; of those before and after, the ledger tells.
    """
    found = _by_week(mirror, mirror.minutes(kind) - mirror.minutes_left(kind), mondays.start, mondays)
    origin, end = mirror.network.origin, mondays.stop
    for low, high in ((mondays.start, min(origin, end)), (max(origin + mirror.network.horizon, mondays.start), end)):
        for node, week, minutes in _rows(_MINUTES, [kind, low, high]) if low < high else ():
            if node in mirror.resources:
                found[mirror.resources[node], mondays.index(int(week))] += minutes
    return found


def _taken(mirror: Mirror, mondays: range) -> tuple[Ints, Ints]:
    """Return what is promised and what is only planned of all that is taken in plain hours, by resource and week."""
    promised = _minutes(mirror, "capacity", mondays)
    plan = np.zeros_like(promised)
    planned = planned_runs()
    swappable = planned.keys() - needed_runs() if planned else set()
    for node, week, run, minutes in _rows(_PLANNED_MINUTES, [mondays.start, mondays.stop]) if swappable else ():
        if node in mirror.resources and run in swappable:
            plan[mirror.resources[node], mondays.index(int(week))] += minutes
    return promised - plan, plan


def _served(mirror: Mirror, runs: Sequence[int]) -> dict[int, list[ServedPromise]]:
    found: dict[int, list[ServedPromise]] = defaultdict(list)
    for root, id_, state, customer, item, site, owner, quantity, decimals, unit, arrive, *price in _of_runs(
        _SERVED, runs
    ):
        found[root].append(
            ServedPromise(
                id_,
                state,
                customer,
                item,
                site,
                owner,
                exact(quantity, 10**decimals),
                unit,
                as_date(arrive),
                _value(mirror, quantity, decimals, *price),
            )
        )
    return found


def _value(mirror: Mirror, quantity: int, decimals: int, price: int | None, currency: str, per: int) -> Decimal | None:
    """Return what a promise is sold for in the company's money, rounded to its minor unit; None: not known."""
    market = mirror.market
    rate = None if price is None else market.rates.to_own(currency or market.currency, 0)
    if price is None or rate is None:
        return None
    minor = round(Price(price, per, currency).of(quantity, decimals) * Fraction(rate))
    return exact(minor, 10 ** market.rates.digits_of(market.currency))
