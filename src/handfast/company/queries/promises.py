"""Promises and what they hold, as the ledger has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.ledger.snapshot import rows
from handfast.company.ledger.sqlite import written
from handfast.company.ledger.words import ONE_A_DAY
from handfast.company.moments import moment_of
from handfast.engine.calendar import EPOCH
from handfast.engine.currency import minor_digits
from handfast.errors import NotFound
from handfast.sentences import in_a_row, sentence

COLUMNS = (
    "id",
    "state",
    "order",
    "line",
    "customer",
    "segment",
    "item",
    "site",
    "quantity",
    "shipped",
    "price",
    "currency",
    "price_per",
    "wish_day",
    "ship_day",
    "arrive_day",
    "original_ship_day",
    "original_arrive_day",
    "earliest_day",
    "arrived_day",
    "expires_at",
    "owner",
    "created_entry",
    "updated_entry",
)

NEAR = 1_000
"""How far the numbers of promises that were made in one entry may lie from each other."""


class PromiseRow(NamedTuple):
    """A promise as it stands; days are days since 1970-01-01."""

    id: int
    state: str
    order: str
    line: int | None
    customer: str
    segment: str
    item: str
    site: str
    quantity: int
    shipped: int
    price: int | None
    currency: str
    price_per: int
    wish_day: int | None
    ship_day: int | None
    arrive_day: int | None
    original_ship_day: int | None
    original_arrive_day: int | None
    earliest_day: int | None
    arrived_day: int | None
    expires_at: dt.datetime | None
    owner: str
    created_entry: int
    updated_entry: int


class ToldPromise(PromiseRow):
    """A promise that also reads as people write it: dates, a quantity with its unit, a price with its currency.

    Parameters
    ----------
    measure
        Unit and decimals of its item, currency of its price, and that one's digits after the point.
    """

    measure: tuple[str, int, str, int]

    @classmethod
    def told(cls, row: PromiseRow, measure: tuple[str, int, str, int]) -> ToldPromise:
        """Return a promise's row, with how its figures are written."""
        promise = cls(*row)
        promise.measure = measure
        return promise

    def _replace(self, **fields: Any) -> ToldPromise:
        return self.told(PromiseRow(*self)._replace(**fields), self.measure)

    def __str__(self) -> str:
        unit, decimals, currency, digits = self.measure
        said = [f"P-{self.id} {self.state}: {_plain(self.quantity, decimals)} {unit} {self.item}".replace("  ", " ")]
        said += [f"for {self.customer}"] if self.customer else []
        said.append(f"from {self.site}")
        if self.price is not None:
            per = f" per {self.price_per}" if self.price_per != 1 else ""
            said.append(f"at {Decimal(self.price).scaleb(-digits):f} {currency}{per}")
        days = [("ships", self.ship_day), ("arrives", self.arrive_day), ("arrived", self.arrived_day)]
        if self.arrived_day is not None:
            days = days[2:]
        told = [" ".join(said), *(f"{verb} on {_date(day)}" for verb, day in days if day is not None)]
        if self.original_arrive_day not in (None, self.arrive_day):
            told.append(f"first promised for {_date(self.original_arrive_day or 0)}")
        told += [f"{_plain(self.shipped, decimals)} {unit} of it have left".replace("  ", " ")] if self.shipped else []
        if self.expires_at is not None:
            until = self.expires_at
            moment = until.replace(tzinfo=dt.UTC) if until.tzinfo is None else until.astimezone(dt.UTC)
            told.append(f"held until {moment:%Y-%m-%d %H:%M} UTC")
        return ", ".join(told)

    def __repr__(self) -> str:
        return f"<{self}>"


def _plain(quantity: int, decimals: int) -> str:
    return f"{Decimal(quantity) / 10**decimals:f}"


def _date(day: int) -> str:
    return (EPOCH + dt.timedelta(days=day)).isoformat()


class Holding(NamedTuple):
    """What a promise or a run has of a balance; the last three are the balance's."""

    balance: int
    kind: str
    need_day: int
    quantity: int
    day: int
    available: int
    short: int

    @property
    def quota(self) -> bool:
        """Whether it is part of a segment's allocation, not of any supply."""
        return self.kind == "allocation"

    @property
    def uncovered(self) -> bool:
        """Whether it stands for something that nothing covers."""
        return self.kind == "uncovered"

    @property
    def minutes(self) -> bool:
        """Whether it is time of a resource, not an item."""
        return self.kind in ONE_A_DAY


class Output(NamedTuple):
    """A run's output: its balance, and the stock point's row."""

    balance: int
    node: int
    available: int
    committed: int
    expires: int | None


@dataclass(frozen=True)
class RunHolding:
    """A run with what it yields and what it takes."""

    id: int
    process: str
    starts: int
    start_day: int
    available_day: int
    state: str
    outputs: tuple[Output, ...]
    inputs: tuple[Holding, ...]


NO_PROMISES = sentence(
    "There are no promises yet. Ask, and make the first one: handfast promise ITEM QUANTITY --by DATE"
)
"""What is said where somebody looks for a promise and the book is empty."""

_COLUMNS = ", ".join(f'p."{name}"' for name in COLUMNS)
_TOLD = f"""
SELECT {_COLUMNS}, (SELECT i.unit FROM item i WHERE i.item = p.item),
    (SELECT i.decimals FROM item i WHERE i.item = p.item), (SELECT currency FROM company LIMIT 1),
    (SELECT minor_digits FROM company LIMIT 1)
FROM promise p WHERE p.id = %s
"""
"""A promise with unit and decimals of its item, and the company's currency with its digits."""

_HELD = "c.balance, b.kind, c.need_day, c.quantity, b.day, b.available, b.short"


def _selected(where: str, values: Sequence[Any]) -> list[PromiseRow]:
    return [promise_row(row) for row in rows(f"SELECT {_COLUMNS} FROM promise p {where} ORDER BY id", values)]


def promise_row(values: Iterable[Any]) -> PromiseRow:
    """Return a row of the promise table, in the order of `COLUMNS`; its moment has its time zone on every database."""
    row = PromiseRow(*values)
    return row if row.expires_at is None else row._replace(expires_at=moment_of(row.expires_at))


def promise_by_id(id_: int) -> ToldPromise:
    """Return one promise, which also reads as people write it.

    Raises
    ------
    NotFound
        There is none of this number.
    """
    found = rows(_TOLD, [id_])
    if not found:
        any_yet = rows("SELECT 1 FROM promise LIMIT 1")
        raise NotFound(
            no_promise(id_)
            if any_yet
            else in_a_row([sentence("There is no promise P-{id}.", id=id_), NO_PROMISES], " ")
        )
    *values, unit, decimals, own, digits = found[0]
    row = promise_row(values)
    currency = row.currency or own or "EUR"
    own_digits = digits if currency == own else minor_digits(currency)
    return ToldPromise.told(row, (unit or "", decimals or 0, currency, own_digits))


def no_promise(id_: int) -> str:
    """Return what is said where there is no such promise, or none that may be seen."""
    return sentence("There is no promise P-{id}. Look at the list of promises.", id=id_)


def promises_of_orders() -> dict[tuple[str, int], PromiseRow]:
    """Return the latest promise of every order line that has one."""
    return {(row.order, row.line or 0): row for row in _selected("WHERE \"order\" <> ''", [])}


def next_line(order: str) -> int:
    """Return the number of the first line that an order does not have, whatever became of the others."""
    [(last,)] = rows('SELECT max(line) FROM promise WHERE "order" = %s', [order])
    return int(last or 0) + 1


def all_promises(states: Iterable[str] = ()) -> list[PromiseRow]:
    """Return all promises, or those in one of `states`."""
    wanted = list(states)
    if not wanted:
        return _selected("", [])
    return _selected(f"WHERE state IN ({', '.join(['%s'] * len(wanted))})", wanted)


def commitments_of_promise(promise: int) -> list[Holding]:
    """Return what a promise holds of supplies and quotas."""
    sql = (
        f"SELECT {_HELD} FROM commitment c JOIN balance b ON b.id = c.balance "
        "WHERE c.promise = %s ORDER BY c.need_day, c.balance"
    )
    return [Holding(*row) for row in rows(sql, [promise])]


def run_holdings(balances: Sequence[int]) -> list[RunHolding]:
    """Return the runs, not yet gone, that yield any of `balances`."""
    if not balances:
        return []
    marks = ", ".join(["%s"] * len(balances))
    sql = (
        "SELECT DISTINCT r.id, r.process, r.starts, r.start_day, r.available_day, r.state FROM run r "
        f"JOIN balance b ON b.run = r.id WHERE b.id IN ({marks}) AND r.state <> 'gone' ORDER BY r.id"
    )
    return [
        RunHolding(id_, process, starts, start, available, state, _outputs(id_), run_inputs(id_))
        for id_, process, starts, start, available, state in rows(sql, balances)
    ]


def holds_ran_out(now: dt.datetime) -> bool:
    """Return whether any hold's time is over."""
    sql = "SELECT 1 FROM promise WHERE state = 'held' AND expires_at <= %s LIMIT 1"
    return bool(rows(sql, [written(now) if current().vendor == "sqlite" else now]))


def held_runs(promise: int) -> list[RunHolding]:
    """Return the runs that are held for a promise."""
    return _runs_of(promise, "held")


def runs_made_for(promise: int) -> list[RunHolding]:
    """Return the promised runs that were made for a promise and are not gone; each before the runs that feed it."""
    return _runs_of(promise, "promised")


def gone_together(promise: int) -> list[int]:
    """Return a promise that is gone with those that were made in one entry with it and are gone as well.

    Numbers that are given in one entry lie near each other: so not all promises are read.
    """
    sql = (
        "SELECT o.id FROM promise p JOIN promise o ON o.created_entry = p.created_entry "
        "WHERE p.id = %s AND o.id BETWEEN %s AND %s AND o.state IN ('released', 'withdrawn', 'expired') ORDER BY o.id"
    )
    return [row[0] for row in rows(sql, [promise, promise - NEAR, promise + NEAR])]


def _runs_of(promise: int, state: str) -> list[RunHolding]:
    sql = (
        "SELECT id, process, starts, start_day, available_day, state FROM run "
        "WHERE promise = %s AND state = %s ORDER BY id"
    )
    return [
        RunHolding(id_, process, starts, start, available, state, _outputs(id_), run_inputs(id_))
        for id_, process, starts, start, available, state in rows(sql, [promise, state])
    ]


def outputs_that_hang_on_shorts() -> list[int]:
    """Return the outputs of runs that take from something short."""
    sql = (
        "SELECT DISTINCT o.id FROM balance b JOIN commitment c ON c.balance = b.id AND c.run IS NOT NULL "
        "JOIN balance o ON o.run = c.run WHERE b.short > 0 ORDER BY o.id"
    )
    return [row[0] for row in rows(sql)]


def never_covered() -> dict[int, str]:
    """Return the promises of which nothing covers a part, and which were made like that.

    By which kind of entry: an ``override``, knowingly, or an ``import``, before there was a ledger.
    """
    sql = (
        "SELECT DISTINCT p.id, e.kind FROM balance b JOIN commitment c ON c.balance = b.id "
        "JOIN promise p ON p.id = c.promise JOIN entry e ON e.id = p.created_entry "
        "WHERE b.kind = 'uncovered' AND e.kind IN ('override', 'import') ORDER BY p.id"
    )
    return {row[0]: row[1] for row in rows(sql)}


def runs_to_start(day: int) -> list[tuple[int, str]]:
    """Return the promised and planned runs, with their states, that should have started before a ledger day."""
    sql = "SELECT id, state FROM run WHERE state IN ('promised', 'planned') AND start_day < %s ORDER BY id"
    return [(row[0], row[1]) for row in rows(sql, [day])]


def _outputs(run: int) -> tuple[Output, ...]:
    sql = "SELECT id, node, available, committed, expires FROM balance WHERE run = %s ORDER BY id"
    return tuple(Output(*row) for row in rows(sql, [run]))


def run_inputs(run: int) -> tuple[Holding, ...]:
    """Return what a run takes of supplies and of resources' days."""
    sql = (
        f"SELECT {_HELD} FROM commitment c JOIN balance b ON b.id = c.balance "
        "WHERE c.run = %s ORDER BY c.need_day, c.balance"
    )
    return tuple(Holding(*row) for row in rows(sql, [run]))
