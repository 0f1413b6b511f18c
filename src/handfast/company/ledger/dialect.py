"""What the ledger asks of a database, whichever it is. One file a dialect holds the statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from handfast.company.ledger.body import ChangedRow
from handfast.company.ledger.entry import NewBalance, NewPromise, NewRun, RunChange, Take
from handfast.company.ledger.hold_limits import OpenHold
from handfast.company.ledger.holds import Holding
from handfast.company.ledger.net import BalanceRow, Net

if TYPE_CHECKING:
    from handfast.company.database import Database

Row = tuple[Any, ...]


class Counts(NamedTuple):
    """How many of each kind come to be."""

    promises: int = 0
    runs: int = 0
    balances: int = 0


class Ids(NamedTuple):
    """The ids that they get, and the entry's own."""

    entry: int
    promises: Sequence[int]
    runs: Sequence[int]
    balances: Sequence[int]


@dataclass(frozen=True, slots=True)
class Look:
    """How the ledger stands as a writer comes in.

    Parameters
    ----------
    time
        The ledger's time: never before the last entry's, however the clock jumps.
    expired
        Whether any hold's time is over.
    request
        Hash, entry and answer of the request, if it was written before.
    ids
        Ids for what is new; ``None`` unless asked for.
    """

    generation: int
    time: dt.datetime
    expired: bool
    request: tuple[str, int, str] | None
    ids: Ids | None


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """What a writer must know of an existing promise."""

    id: int
    state: str
    expires_at: dt.datetime | None
    ship_day: int | None
    arrive_day: int | None
    original_arrive_day: int | None
    updated_entry: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """What a writer must know of an existing run."""

    id: int
    state: str
    starts: int
    promise: int | None
    start_day: int


class Sent(Protocol):
    """A statement under way; `rowcount` is known once the dialect has been flushed."""

    @property
    def rowcount(self) -> int:
        """Rows that it touched."""


class Dialect(Protocol):
    """One writing transaction's statements, on one database.

    Those that return rows run at once. Those that return :class:`Sent` may wait and run together at :meth:`flush`.
    """

    def look(self, actor: str, key: str | None, now: dt.datetime, counts: Counts | None, *, alone: bool) -> Look:
        """See how the ledger stands; `alone`: keep every other writer out until the transaction ends."""

    def expired_among(
        self, time: dt.datetime, promises: Sequence[int], balances: Sequence[int], days: Sequence[Take]
    ) -> list[int]:
        """Return the holds, in order of id, whose time is over and that are named, or take from what is named."""

    def expired_now(self, time: dt.datetime) -> list[int]:
        """Return all holds, in order of id, whose time is over."""

    def wait_for_turn(self, names: Sequence[str]) -> None:
        """Wait, in this order, until nobody else who waited for a name is still writing."""

    def open_holds(self, whose: str, name: str, time: dt.datetime) -> list[OpenHold]:
        """Return the holds of an owner or a segment whose time is not over, the first to end first."""

    def holding(self, promise: int) -> Holding:
        """Return what a promise takes, by itself and through its held runs."""

    def lock_promises(self, ids: Iterable[int]) -> dict[int, PromiseRow]:
        """Lock promises in order of id and return them; unknown ones are missing."""

    def lock_runs(self, ids: Iterable[int]) -> dict[int, RunRow]:
        """Lock runs in order of id and return them; unknown ones are missing."""

    def open_days(self, takes: Sequence[Take]) -> dict[tuple[str, int, int], tuple[int, bool]]:
        """Write the balances of resources' days that are not there yet; return all ids and whether they are new."""

    def lock_balances(self, ids: Iterable[int]) -> dict[int, BalanceRow]:
        """Lock balances in order of id and return them; unknown ones are missing."""

    def next_ids(self, counts: Counts) -> Ids:
        """Return ids for what is new."""

    def insert_promises(self, promises: Sequence[NewPromise], ids: Ids) -> None:
        """Write new promises."""

    def insert_runs(self, rows: Sequence[tuple[int, NewRun, int | None]]) -> None:
        """Write new runs: id, run, promise."""

    def insert_balances(self, rows: Sequence[tuple[int, NewBalance, int | None, int, int]]) -> None:
        """Write new balances: id, balance, run, committed, short."""

    def take(self, nets: Sequence[tuple[int, Net]]) -> Sent:
        """Take from balances, by id, those that allow it: each checks that it has enough, in time, and is not short."""

    def change(self, rows: Sequence[ChangedRow]) -> Sent:
        """Change locked balances: id, available, committed, short (all differences), day, made (a difference)."""

    def commit(self, consumer: str, rows: Sequence[tuple[int, int, int, int]]) -> Sent:
        """Add to commitments of promises or of runs: balance, consumer, need day, quantity."""

    def give_back(self, consumer: str, rows: Sequence[tuple[int, int, int, int]]) -> tuple[Sent, Sent]:
        """Take from commitments, and remove those of which nothing is left; together they touch every row given."""

    def set_promise(self, id_: int, fields: dict[str, Any]) -> Sent:
        """Set fields of a locked promise."""

    def set_run(self, change: RunChange, starts: int) -> Sent:
        """Set a locked run."""

    def set_head(self, *, generation: int, today: int | None) -> None:
        """Move the generation, and the ledger's day unless it is ``None``."""

    def insert_entry(self, row: Row, time: dt.datetime) -> None:
        """Write the entry: id, actor, kind, reason and what it is made of, promise, body."""

    def insert_request(self, row: Row) -> None:
        """Remember an answered request: actor, key, hash, entry, answer."""

    def flush(self) -> None:
        """Run what is waiting."""

    def needed_before(self, balances: Sequence[int]) -> list[int]:
        """Return those balances that are committed to needs before their day."""

    def held_outputs(self, balances: Sequence[int]) -> list[tuple[int, int]]:
        """Return those balances that are outputs of held runs, each with its run."""

    def not_empty(self, runs: Sequence[int]) -> list[int]:
        """Return those runs that still yield something, or take from something."""

    def fault(self, error: Exception) -> str:
        """Return what the database complains of: ``again`` (a deadlock, a race), a constraint's name, or nothing."""


def dialect_of(database: Database, connection: Any) -> Dialect:
    """Return the dialect of `database`, on one connection of its driver."""
    if database.vendor == "sqlite":
        from handfast.company.ledger.sqlite import Sqlite

        return Sqlite(connection)
    from handfast.company.ledger.postgresql import Postgresql

    return Postgresql(connection)


def promise_row(id_: int, new: NewPromise, entry: int, moment: Any = None) -> Row:
    """Return the values of `PROMISE` for a new promise; `moment` writes a moment as the database wants it."""
    expires = new.expires_at
    return (
        id_,
        new.state,
        new.item,
        new.site,
        new.quantity,
        new.order,
        new.line,
        new.customer,
        new.segment,
        new.price,
        new.currency,
        new.price_per,
        new.wish_day,
        new.ship_day,
        new.arrive_day,
        *new.originals,
        new.earliest_day,
        moment(expires) if moment is not None and expires is not None else expires,
        new.owner,
        new.shipped,
        entry,
        entry,
    )


def run_row(id_: int, new: NewRun, promise: int | None) -> Row:
    """Return the values of `RUN` for a new run."""
    return (id_, new.process, new.starts, new.start_day, new.available_day, new.state, promise)


def balance_row(id_: int, new: NewBalance, run: int | None, committed: int, short: int) -> Row:
    """Return the values of `BALANCE` for a new balance."""
    return (id_, new.kind, new.node, new.day, new.expires, new.available, committed, short, run, new.ref)
