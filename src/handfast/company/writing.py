"""One writing transaction of the current company, and how writers wait for each other."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import OperationalError, transaction

from handfast.company.database import Database, current
from handfast.company.refusals import in_plain_words

PATIENCE_SECONDS = 30.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0002, 0.002


@contextmanager
def writing() -> Iterator[Database]:
    """Hold a writing transaction for the block: all of it lasts, or none. Inside another it is a part of that one.

    Raises
    ------
    DatabaseError
        The database cannot write (DiskFull, DatabaseBusy); nothing was written.
    """
    database = current()
    if database.vendor != "sqlite" or database.connection.in_atomic_block:
        with in_plain_words(database), transaction.atomic(using=database.alias):
            yield database
        return
    database.connection.ensure_connection()
    with in_plain_words(database), database.turns.turn(), ExitStack() as stack:
        begin = transaction.atomic(using=database.alias)
        _begin(database.connection.connection, lambda: stack.enter_context(begin))
        yield database


@contextmanager
def writing_entry() -> Iterator[tuple[Database, Any]]:
    """Hold a writing transaction for the ledger's own statements; yield the company and the driver's connection.

    As :func:`writing`, but without Django's bookkeeping of transactions, which costs more than the statements: Django's
    own queries have no place inside.
    """
    database = current()
    connection = database.connection
    connection.ensure_connection()
    raw = connection.connection
    with in_plain_words(database):
        if connection.in_atomic_block:
            with transaction.atomic(using=database.alias):
                yield database, raw
        elif database.vendor == "sqlite":
            with database.turns.turn(), _sqlite_transaction(raw):
                yield database, raw
        else:
            try:
                with raw.transaction():
                    yield database, raw
            finally:
                if raw.closed:
                    connection.close()  # so that the next one connects again


@contextmanager
def _sqlite_transaction(raw: sqlite3.Connection) -> Iterator[None]:
    _begin(raw, lambda: raw.execute("BEGIN IMMEDIATE"))
    try:
        yield
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:  # a full disk has undone it already
            raw.execute("ROLLBACK")
        raise


def _begin(raw: sqlite3.Connection, begin: Callable[[], object]) -> None:
    """Begin as soon as no other process is writing.

    SQLite's own waiting pauses for up to a tenth of a second, in which a busy writer comes back many times: whoever
    waits may starve. Looking again every millisecond or two is cheap beside a commit, and keeps waiting short.
    """
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        pause, deadline = _FIRST_PAUSE, 0.0
        while True:
            try:
                begin()
            except (OperationalError, sqlite3.OperationalError) as error:
                deadline = deadline or time.monotonic() + PATIENCE_SECONDS
                if not _is_busy(error) or time.monotonic() > deadline:
                    raise
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_PAUSE)
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(PATIENCE_SECONDS * 1000)}")


def _is_busy(error: Exception) -> bool:
    cause = error if isinstance(error, sqlite3.Error) else error.__cause__
    return getattr(cause, "sqlite_errorname", "").startswith("SQLITE_BUSY")
