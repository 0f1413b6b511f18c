"""What the database says no with, in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DjangoError

from handfast.company.database import Database
from handfast.errors import DatabaseAway, DatabaseBusy, DatabaseError, DiskFull, NotACompany, NotFound
from handfast.sentences import marked, sentence

_SQLITE: dict[str, tuple[type[DatabaseError], str]] = {
    "SQLITE_FULL": (DiskFull, marked("the disk is full. Nothing was written. Make space, and try again")),
    "SQLITE_IOERR_SHMSIZE": (
        DiskFull,
        marked("the disk is full: there is not even space to read beside others. Make space"),
    ),
    "SQLITE_BUSY": (
        DatabaseBusy,
        marked("another process has been writing for too long. Nothing was written. Try again"),
    ),
    "SQLITE_READONLY": (
        DatabaseError,
        marked("it is read-only. Nothing was written. Allow writing to the file and its folder"),
    ),
    "SQLITE_IOERR": (
        DatabaseError,
        marked("the disk does not answer as it should. Nothing was acknowledged. Look after the disk"),
    ),
    "SQLITE_CANTOPEN": (DatabaseError, marked("it cannot be opened. Check the rights on the file and its folder")),
    "SQLITE_CORRUPT": (DatabaseError, marked("the file is damaged. Go back to a backup")),
    "SQLITE_NOTADB": (NotACompany, marked("it is no Handfast company, but some other file")),
}
_POSTGRESQL: dict[str, tuple[type[DatabaseError], str]] = {
    "53100": (DiskFull, marked("the server's disk is full. Nothing was written. Make space, and try again")),
    "25006": (DatabaseError, marked("the server only allows reading just now")),
    "28": (DatabaseError, marked("the server does not know this user or password")),
    "42501": (DatabaseError, marked("this user may not do that there")),
    "55P03": (DatabaseBusy, marked("another process has been writing for too long. Nothing was written. Try again")),
    "57P": (DatabaseError, marked("the server is shutting down")),
}


@contextmanager
def in_plain_words(database: Database) -> Iterator[None]:
    """Turn what the driver raises for a reason that a person can mend into an error that says so.

    What is not recognised passes as it is: it is a fault of ours, and must be seen.
    """
    try:
        yield
    except (DjangoError, sqlite3.Error) as error:
        known = plain(database, error)
        if known is None:
            raise
        raise known from error
    except Exception as error:
        if database.vendor != "postgresql" or (known := plain(database, error)) is None:
            raise
        raise known from error


def plain(database: Database, error: BaseException) -> Exception | None:
    """Return what `error` means to a person, or ``None`` where it means nothing to them."""
    cause = error.__cause__ if isinstance(error, DjangoError) and error.__cause__ is not None else error
    if isinstance(cause, sqlite3.Error):
        return _named(database, _SQLITE, getattr(cause, "sqlite_errorname", ""))
    state = getattr(cause, "sqlstate", None)
    if state:
        return _named(database, _POSTGRESQL, state)
    if type(cause).__module__.startswith("psycopg") and type(cause).__name__ == "OperationalError":
        return _unreached(database, " ".join(str(cause).split()))
    return None


def _unreached(database: Database, said: str) -> NotFound | DatabaseAway:
    """Return what a broken connection means; the driver gives no code for it, only words."""
    if 'database "' in said and "does not exist" in said:
        return NotFound(
            sentence(
                "{place}: the server has no such database. Create it there first: createdb NAME", place=database.place
            )
        )
    if said.startswith(("connection failed", "connection is bad", "connection to server", "connection timeout")):
        away = sentence(
            "{place}: the database server cannot be reached. Try again in a while; if it stays so, whoever looks after "
            "it has to see that it runs, and that its address is right.",
            place=database.place,
        )
        return DatabaseAway(away, said)
    lost = sentence(
        "{place}: the connection was lost. What was being written is in the ledger or not, never in part: look, or "
        "send it again under the same name.",
        place=database.place,
    )
    return DatabaseAway(lost, said)


def _named(database: Database, known: dict[str, tuple[type[DatabaseError], str]], name: str) -> DatabaseError | None:
    for start, (kind, words) in known.items():
        if name.startswith(start):
            return kind(sentence("{place}: {what}.", place=database.place, what=sentence(words)))
    return None
