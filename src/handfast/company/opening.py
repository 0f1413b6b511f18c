"""Creating, opening and closing a company: a SQLite file, or a PostgreSQL database by its address.

Full durability is not a wish here but read back from the database: a promise that was acknowledged is on the disk.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handfast.company import schema
from handfast.company.database import Database
from handfast.company.refusals import in_plain_words
from handfast.errors import BadConfiguration, Conflict, DatabaseError, NewerDatabase, NotACompany, NotFound
from handfast.settings import configure

SQLITE_OLDEST = (3, 35, 0)  # UPDATE .. FROM and RETURNING
_WAIT_SECONDS = 30.0
_HEADER = b"SQLite format 3\x00"
_PRAGMAS = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY"


def create(place: str | Path) -> Database:
    """Create an empty company and open it.

    Parameters
    ----------
    place
        A path that does not exist yet, or ``postgresql://...`` of a database without a company in it.

    Raises
    ------
    Conflict
        There is something already.
    NotFound
        The folder, the server or its database is not there.
    DatabaseError
        It cannot be written: no rights, no space.
    """
    return created(place, schema.migrate)


def created(place: str | Path, make: Callable[[Database], None]) -> Database:
    """Create a company as :func:`create` does, with the tables that `make` makes, and open it.

    Raises
    ------
    HandfastError
        As :func:`create` does, and `make`; then there is nothing.
    """
    configure()
    if is_address(place):
        return _created_on_server(str(place), make)
    path = absolute(place)
    if path.exists():
        raise Conflict(f"{path} exists already. Open it, or choose another name for the new company.")
    if not path.parent.is_dir():
        raise NotFound(f"The folder {path.parent} does not exist. Create it, or choose another place for the company.")
    _assert_writable(path.parent, "folder")
    _new_file(path)
    database = _sqlite(path)
    try:
        database.run(_begin_sqlite, database)
        database.run(_make_ready, database, make)
    except BaseException:
        database.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
    return database


def open_company(place: str | Path) -> Database:
    """Open an existing company; one from an older version is brought up to date first.

    Raises
    ------
    NotFound
        The file, the server or its database is not there.
    NotACompany
        It is something else.
    NewerDatabase
        A newer Handfast wrote it.
    DatabaseError
        It cannot be read and written, or does not keep what it acknowledges.
    """
    configure()
    database = _postgresql(str(place)) if is_address(place) else _sqlite(_readable(absolute(place)))
    try:
        database.run(_check, database)
    except BaseException:
        database.close()
        raise
    return database


def is_address(place: str | Path) -> bool:
    """Return whether a company's place is on a server."""
    return isinstance(place, str) and "://" in place


def absolute(place: str | Path) -> Path:
    """Return a company's file in full."""
    return Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100  resolve() would follow links


# ---------------------------------------------------------------- SQLite


def _sqlite(path: Path) -> Database:
    if sqlite3.sqlite_version_info < SQLITE_OLDEST:
        wanted = ".".join(map(str, SQLITE_OLDEST))
        raise BadConfiguration(
            f"This Python brings SQLite {sqlite3.sqlite_version}; Handfast needs {wanted} or newer. Use a newer Python."
        )
    return Database(
        "sqlite",
        str(path),
        {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"{path.as_uri()}?mode=rw",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": _WAIT_SECONDS, "init_command": _PRAGMAS},
        },
    )


def _new_file(path: Path) -> None:
    """Create an empty file, or say that somebody else just did."""
    try:
        path.open("xb").close()
    except FileExistsError:
        raise Conflict(f"{path} was just created by somebody else. Open it, or choose another name.") from None
    except OSError as error:
        raise DatabaseError(f"{path} cannot be created: {error.strerror}.") from error


def _begin_sqlite(database: Database) -> None:
    """Choose write-ahead logging: readers and the writer do not wait for each other. It stays with the file."""
    with in_plain_words(database), database.connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")


def _readable(path: Path) -> Path:
    if not path.exists():
        raise NotFound(f"{path} does not exist. Check the name, or create the company: handfast init {path.name}")
    if path.is_dir():
        raise NotACompany(f"{path} is a folder. Name the company's file in it.")
    try:
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except OSError as error:
        raise DatabaseError(f"{path} cannot be read: {error.strerror}.") from error
    if header not in {_HEADER, b""}:  # nothing yet: somebody is just creating it
        raise NotACompany(
            f"{path} is no Handfast company, but some other file. Tables are loaded into one with: handfast import"
        )
    _assert_writable(path, "file")
    _assert_writable(path.parent, "folder")
    return path


def _assert_writable(path: Path, what: str) -> None:
    if not os.access(path, os.W_OK):
        raise DatabaseError(
            f"The {what} {path} is read-only. A company is written even when it is only asked (its log lies beside "
            "it): allow writing, or copy the file to where you may write."
        )


def _assert_durable_sqlite(database: Database, cursor: Any) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for pragma, value in wanted.items():
        cursor.execute(f"PRAGMA {pragma}")
        found = cursor.fetchone()[0]
        if found != value:
            raise DatabaseError(
                f"{database.place}: SQLite runs with {pragma} = {found} instead of {value}, and could lose what it "
                "acknowledged. Network drives often do not allow it: keep the company on a local disk."
            )


# ---------------------------------------------------------------- PostgreSQL


def _postgresql(url: str) -> Database:
    scheme = url.split("://", 1)[0]
    if scheme not in {"postgresql", "postgres"}:
        raise BadConfiguration(f"'{scheme}://' is not known. A company is a path, or postgresql://user@host/database.")
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise BadConfiguration("PostgreSQL needs its driver: pip install 'handfast[postgres]'") from None
    try:
        parts = dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise BadConfiguration(f"This is no address of a PostgreSQL database: {error}") from None
    name = parts.pop("dbname", None)
    if not name:
        raise BadConfiguration("The address names no database: postgresql://user@host/database")
    given = {
        key: parts.pop(part, "")
        for key, part in (("USER", "user"), ("PASSWORD", "password"), ("HOST", "host"), ("PORT", "port"))
    }
    place = f"postgresql://{given['HOST'] or 'localhost'}{':' + str(given['PORT']) if given['PORT'] else ''}/{name}"
    parts.setdefault("application_name", "handfast")
    return Database(
        "postgresql",
        place,
        {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            **given,
            "OPTIONS": {"server_side_binding": True, **parts},
        },
    )


def _created_on_server(url: str, make: Callable[[Database], None]) -> Database:
    database = _postgresql(url)
    try:
        if database.run(_in_words, database, schema.version) is not None:
            raise Conflict(f"{database.place} holds a company already. Open it, or choose another database.")
        database.run(_make_ready, database, make)
    except BaseException:
        database.close()
        raise
    return database


def _assert_durable_postgresql(database: Database, cursor: Any) -> None:
    cursor.execute(
        "SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')"
    )
    fsync, pages, commit = cursor.fetchone()
    if (fsync, pages) != ("on", "on"):
        raise DatabaseError(
            f"{database.place}: the server runs with fsync = {fsync} and full_page_writes = {pages}, and could "
            "lose what it acknowledged. Switch both on in postgresql.conf."
        )
    if commit in {"off", "local"}:
        cursor.execute("SET synchronous_commit = on")


# ---------------------------------------------------------------- both


def _in_words(database: Database, work: Callable[[Database], Any]) -> Any:
    with in_plain_words(database):
        return work(database)


def _make_ready(database: Database, make: Callable[[Database], None]) -> None:
    with in_plain_words(database):
        make(database)
    _check(database)


def _check(database: Database) -> None:
    """Refuse what is no company, what a newer Handfast wrote, and what could lose an acknowledged promise."""
    with in_plain_words(database):
        found = schema.version(database)
        if found is None and _is_being_made(database):
            schema.migrate(database)
            found = schema.version(database)
        if found is None:
            raise NotACompany(
                f"{database.place} is a database, but no Handfast company. Create one: handfast init NAME"
            )
        if found > schema.SCHEMA:
            raise NewerDatabase(
                f"{database.place} was written by a newer Handfast (its tables are version {found}, this one knows "
                f"{schema.SCHEMA}). Update Handfast: pip install --upgrade handfast"
            )
        if found < schema.SCHEMA:
            schema.migrate(database)
        with database.connection.cursor() as cursor:
            (_assert_durable_sqlite if database.vendor == "sqlite" else _assert_durable_postgresql)(database, cursor)
        schema.assert_append_only(database)
        schema.settle(database)


def _is_being_made(database: Database) -> bool:
    """Whether this is a file in which somebody is just creating a company: nothing is in it yet."""
    if database.vendor != "sqlite":
        return False
    with database.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
        return int(cursor.fetchone()[0]) == 0 and Path(database.place).stat().st_size == 0
