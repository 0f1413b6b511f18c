"""Reading as of one moment, without keeping anybody from writing: several statements, or one alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from handfast.company.database import Database, current
from handfast.company.refusals import in_plain_words


@contextmanager
def snapshot() -> Iterator[Any]:
    """Hold one view of the current company for the block, and yield a cursor on it.

    Inside a transaction, or another snapshot, that one's view is taken as it is.
    """
    database = current()
    connection = database.connection
    with in_plain_words(database), connection.cursor() as cursor:
        if connection.in_atomic_block:
            yield cursor
        elif database.vendor == "sqlite":
            yield from _sqlite(database, cursor)
        else:
            with transaction.atomic(using=database.alias):
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield cursor


def rows(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """Return the rows of one statement (with ``%s`` for its values), which reads as of one moment by itself.

    Inside a transaction or a snapshot that one's view is taken. SQLite's driver is asked directly: what Django does
    around a statement takes longer than a small one, and every answer needs several.
    """
    database = current()
    connection = database.connection
    with in_plain_words(database):
        if database.vendor == "sqlite":
            connection.ensure_connection()
            return list(connection.connection.execute(sql.replace("%s", "?"), values).fetchall())
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())


def _sqlite(database: Database, cursor: Any) -> Iterator[Any]:
    raw = database.connection.connection
    if raw.in_transaction:
        yield cursor
        return
    raw.execute("BEGIN DEFERRED")  # Django's own transactions begin IMMEDIATE: they are for writers
    try:
        yield cursor
    finally:
        raw.execute("ROLLBACK")
