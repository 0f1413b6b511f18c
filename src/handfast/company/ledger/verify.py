"""``handfast ledger verify``: everything in the ledger derived anew from its entries, and compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from typing import Any

from handfast.company.database import current
from handfast.company.ledger.body import plain
from handfast.company.ledger.entry import NewPromise
from handfast.company.ledger.laws import LAWS
from handfast.company.ledger.replay import Derived, replay
from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.state import EntryRead, entries
from handfast.company.schema import assert_append_only
from handfast.errors import DatabaseError

FROM_SERVER = "server until "
"""How a file's `head.home` begins whose first entries, up to the one named after it, were written on a server."""

_USUAL = {each.name: each.default for each in fields(NewPromise) if each.name != "ref"}
_PROMISE = (*_USUAL, "created_entry", "updated_entry")
_BALANCE = ("kind", "node", "day", "expires", "available", "run", "ref", "short", "committed", "made")
_RUN = ("process", "starts", "start_day", "available_day", "state", "promise", "done")


def verify() -> list[str]:
    """Return, in plain words, all in which the current company's ledger contradicts its own entries, or the law.

    An empty list is the proof that every figure of the ledger follows from its entries, that nothing is oversold, and
    that every promise is covered or openly at risk.
    """
    found: list[str] = []
    try:
        assert_append_only(current())
    except DatabaseError as error:
        found.append(str(error))
    with snapshot() as cursor:
        written = entries()
        derived = replay(written)
        found += derived.unknown
        found += _time_goes_on(cursor, written)
        for table in (_balances, _commitments, _runs, _promises, _head, _requests):
            found += table(cursor, derived)
    for law in LAWS:
        found += law(derived)
    return found


def _time_goes_on(cursor: Any, written: list[EntryRead]) -> Iterator[str]:
    """On SQLite, where writers come one after another, no entry is earlier than the one before.

    Entries that were written on a server, and restored into a file, are left out: there, writers come side by side.
    """
    if current().vendor != "sqlite":
        return
    cursor.execute("SELECT home FROM head WHERE id = 1")
    from_server = int(cursor.fetchone()[0].removeprefix(FROM_SERVER) or 0)
    for before, after in pairwise(written):
        if after.time < before.time and after.id > from_server:
            yield f"entry {after.id} is earlier than entry {before.id}"


def _rows(cursor: Any, columns: tuple[str, ...], table: str) -> dict[int, dict[str, Any]]:
    quoted = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(f"SELECT id, {quoted} FROM {table} ORDER BY id")
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in cursor.fetchall()}


def _compared(
    what: str, kept: Mapping[Any, Mapping[str, Any]], derived: Mapping[Any, Mapping[str, Any]]
) -> Iterator[str]:
    for id_ in sorted(kept.keys() - derived.keys()):
        yield f"{what}{id_} is in the database, but no entry made it"
    for id_ in sorted(derived.keys() - kept.keys()):
        yield f"{what}{id_} follows from the entries, but is not in the database"
    for id_ in sorted(kept.keys() & derived.keys()):
        for name, value in kept[id_].items():
            if value != derived[id_].get(name):
                yield f"{what}{id_}: {name} is {value}, the entries add up to {derived[id_].get(name)}"


def _balances(cursor: Any, derived: Derived) -> Iterator[str]:
    made = {id_: {name: getattr(each, name) for name in _BALANCE} for id_, each in derived.balances.items()}
    return _compared("balance ", _rows(cursor, _BALANCE, "balance"), made)


def _commitments(cursor: Any, derived: Derived) -> Iterator[str]:
    cursor.execute("SELECT balance, promise, run, need_day, quantity FROM commitment")
    kept = {
        (balance, "promise" if run is None else "run", promise if run is None else run, day): {"quantity": quantity}
        for balance, promise, run, day, quantity in cursor.fetchall()
    }
    made = {
        (balance, *consumer, day): {"quantity": quantity}
        for consumer, taken in derived.taken.items()
        for (balance, day), quantity in taken.items()
    }
    return _compared("commitment (balance, consumer, day) ", kept, made)


def _runs(cursor: Any, derived: Derived) -> Iterator[str]:
    made = {id_: {name: getattr(each, name) for name in _RUN} for id_, each in derived.runs.items()}
    return _compared("run ", _rows(cursor, _RUN, "run"), made)


def _promises(cursor: Any, derived: Derived) -> Iterator[str]:
    kept = {id_: plain(_in_utc(row)) for id_, row in _rows(cursor, _PROMISE, "promise").items()}
    made = {id_: _USUAL | said for id_, said in derived.promises.items()}
    return _compared("promise P-", kept, made)


def _in_utc(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) and value.tzinfo is None else value
        for name, value in row.items()
    }


def _head(cursor: Any, derived: Derived) -> Iterator[str]:
    kept = _rows(cursor, ("generation", "today"), "head")
    return _compared("head ", kept, {1: {"generation": derived.generation, "today": derived.today}})


def _requests(cursor: Any, _derived: Derived) -> Iterator[str]:
    cursor.execute("SELECT r.key, r.actor FROM request r LEFT JOIN entry e ON e.id = r.entry WHERE e.id IS NULL")
    for key, actor in cursor.fetchall():
        yield f"the request '{key}' of {actor} was answered by an entry that is not there"
