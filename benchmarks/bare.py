"""The ledger's own statements for a promise, in a bare loop over the driver: all parameters are prepared beforehand."""

import json
from collections.abc import Callable
from typing import Any

from benchmarks.places import NOW, TODAY
from handfast.company.database import Database
from handfast.company.ledger import NewPromise, postgresql, sqlite
from handfast.company.ledger.body import Body, said_of
from handfast.company.ledger.dialect import Counts, promise_row

Row = tuple[Any, ...]


def bare_promises(company: Database, first: int, takes: list[list[int]]) -> Callable[[], None]:
    """Return a function that promises one unit from each of the balances in `takes`, with ids from `first` on."""
    company.connection.ensure_connection()
    raw = company.connection.connection
    prepared = [_parameters(company.vendor, first + number, shelves) for number, shelves in enumerate(takes)]
    if company.vendor == "sqlite":
        return lambda: _sqlite(raw, prepared)
    return lambda: _postgresql(raw, prepared)


def _parameters(vendor: str, id_: int, shelves: list[int]) -> tuple[Any, ...]:
    """Return the parameters of all statements of one promise: look, promise, take, commit, entry."""
    new = NewPromise(-1, "promised", "BENCH-150", "NORTH", len(shelves), ship_day=TODAY, arrive_day=TODAY + 2)
    body = Body()
    body.promise(id_, said_of(new))
    for shelf in shelves:
        body.commit(shelf, id_, None, TODAY, 1)
    promise = promise_row(id_, new, id_)
    entry: Row = (id_, "ben", "promise", "", id_, body.text())
    takes = [(shelf, 1, TODAY, TODAY) for shelf in shelves]
    commits = [(shelf, id_, TODAY, 1) for shelf in shelves]
    if vendor == "sqlite":
        now = sqlite.written(NOW)
        return (now, "ben", None), promise, (json.dumps(takes),), (json.dumps(commits),), (*entry, now)
    ids, units, firsts, lasts = (list(column) for column in zip(*takes, strict=True))
    look = {"now": NOW, "actor": "ben", "key": None, **Counts(promises=1)._asdict()}
    taken = {"ids": ids, "takes": units, "firsts": firsts, "lasts": lasts}
    return look, promise, taken, tuple(list(column) for column in zip(*commits, strict=True)), (*entry, NOW)


def _sqlite(raw: Any, prepared: list[tuple[Any, ...]]) -> None:
    assert raw.execute("PRAGMA synchronous").fetchone()[0] == 2, "the comparison is fully durable too"
    for look, promise, take, commit, entry in prepared:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(sqlite.LOOK, look).fetchall()
        raw.execute(sqlite.PROMISE, promise)
        raw.execute(sqlite.TAKE, take)
        raw.execute(sqlite.COMMIT["promise"], commit)
        raw.execute(sqlite.ENTRY, entry)
        raw.execute("COMMIT")


def _postgresql(raw: Any, prepared: list[tuple[Any, ...]]) -> None:
    import psycopg

    durable = "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
    assert psycopg.Cursor(raw).execute(durable).fetchone() == ("on", "on"), "the comparison is fully durable too"
    statements = (postgresql.PROMISE, postgresql.TAKE, postgresql.COMMIT["promise"], postgresql.ENTRY)
    raw.autocommit = False
    for look, *parameters in prepared:
        psycopg.Cursor(raw).execute(postgresql.LOOKS[False, True], look, prepare=True).fetchall()
        with raw.pipeline():
            for sql, given in zip(statements, parameters, strict=True):
                psycopg.Cursor(raw).execute(sql, given, prepare=True)
        raw.commit()
    raw.autocommit = True
