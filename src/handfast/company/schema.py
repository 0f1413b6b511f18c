"""The tables' version, and how a database comes to it.

Everything happens inside one transaction that only one process can hold: whoever comes second waits, and finds the work
done. A failure (a full disk, a kill) leaves the database as it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from handfast.company.database import Database
from handfast.errors import DatabaseError

SCHEMA = 20
"""Version of the tables: the number of the last migration."""

_LOCK = 0x48616E6466617374  # "Handfast", the key of PostgreSQL's advisory lock

_HOME = """
SELECT place, place || '/' || timeline, known FROM (
    SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || (
            SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || 'entry'::regclass::oid AS place,
        (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline, (SELECT home FROM head WHERE id = 1) AS known) h
"""
KEPT = {"entry": "the ledger is append-only", "audit": "the audit trail is append-only"}
"""Tables whose rows are never changed or deleted, and what is said to whoever tries."""


def _sqlite_triggers(table: str) -> dict[str, str]:
    return {
        f"{table}_append_only_{event.lower()}": (
            f"CREATE TRIGGER {table}_append_only_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT[table]}'); END"
        )
        for event in ("UPDATE", "DELETE")
    }


def _postgresql_triggers(table: str) -> dict[str, str]:
    return {
        f"{table}_append_only_{name}": (
            f"CREATE TRIGGER {table}_append_only_{name} BEFORE {events} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION handfast_append_only('{KEPT[table]}')"
        )
        for name, events, each in (("row", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
    }


_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION handfast_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
)


def version(database: Database) -> int | None:
    """Return the version of the tables in `database`; ``None`` where there is no ledger."""
    with database.connection.cursor() as cursor:
        if not _has_head(database, cursor):
            return None
        cursor.execute("SELECT schema FROM head WHERE id = 1")
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _has_head(database: Database, cursor: Any) -> bool:
    if database.vendor == "sqlite":
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('head', 'entry', 'balance')"
        )
    else:
        cursor.execute(
            "SELECT count(*) FROM pg_class "
            "WHERE oid IN (to_regclass('head'), to_regclass('entry'), to_regclass('balance'))"
        )
    return int(cursor.fetchone()[0]) == 3


def migrate(database: Database) -> None:
    """Bring `database` to this version of the tables; from nothing, if it is empty."""
    with _alone(database):
        if version(database) == SCHEMA:
            return
        from django.core.management import call_command

        call_command("migrate", database=database.alias, interactive=False, verbosity=0)
        with database.connection.cursor() as cursor:
            _protect(database, cursor)
            cursor.execute(
                "INSERT INTO head (id, generation, today, epoch, schema, home) VALUES (1, 1, NULL, %s, %s, '') "
                "ON CONFLICT (id) DO UPDATE SET schema = excluded.schema",
                [uuid.uuid4().hex, SCHEMA],
            )


def rebuild(
    database: Database,
    migrations: Mapping[str, str],
    fill: Callable[[Any], None],
    settle_in: Callable[[Any], None],
    *,
    drop: bool = False,
) -> None:
    """Give `database` the tables of another version, let `fill` fill them, bring it to this version: all or nothing.

    Parameters
    ----------
    migrations
        The last migration of each application, as :func:`applied` told it.
    fill, settle_in
        Given a cursor, before and after the tables have come to this version.
    drop
        Whether to remove the company that is there.
    """
    from django.core.management import call_command

    with _alone(database), database.connection.cursor() as cursor:
        if drop:
            _drop_everything(cursor)
        for application, name in migrations.items():
            call_command("migrate", application, name, database=database.alias, interactive=False, verbosity=0)
        fill(cursor)
        if database.vendor == "postgresql":  # tables whose keys are still to be checked cannot be altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        call_command("migrate", database=database.alias, interactive=False, verbosity=0)
        _protect(database, cursor)
        cursor.execute("UPDATE head SET schema = %s, epoch = %s WHERE id = 1", [SCHEMA, uuid.uuid4().hex])
        settle_in(cursor)
        if database.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_key_check")
            lost = cursor.fetchall()
            if lost:
                raise DatabaseError(f"Rows of {lost[0][0]} belong to rows of {lost[0][2]} that are not there.")


def applied(database: Database) -> dict[str, str]:
    """Return the last migration of each application in `database`, in the order in which they came."""
    with database.connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return dict(cursor.fetchall())


def _drop_everything(cursor: Any) -> None:
    """Remove all tables of a company on a server."""
    from django.apps import apps

    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f'"{name}"' for name in sorted(tables)) + " CASCADE")


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Hold one transaction, alone, in which tables may be rebuilt."""
    connection = database.connection
    with connection.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")  # cannot be changed inside the transaction
        try:
            with transaction.atomic(using=database.alias):
                if database.vendor == "postgresql":
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                yield
        finally:
            if database.vendor == "sqlite":
                cursor.execute("PRAGMA foreign_keys = ON")


def _protect(database: Database, cursor: Any) -> None:
    """Write the triggers that keep entries as they are; they vanish whenever Django rebuilds a SQLite table."""
    if database.vendor == "postgresql":
        cursor.execute(_POSTGRESQL_FUNCTION)
    for table in KEPT:
        for name, sql in triggers(database, table).items():
            cursor.execute(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if database.vendor == "postgresql" else "")
            )
            cursor.execute(sql)


def triggers(database: Database, table: str) -> dict[str, str]:
    """Return what keeps a table's rows as they are: names of triggers, and how each is made."""
    return _sqlite_triggers(table) if database.vendor == "sqlite" else _postgresql_triggers(table)


def settle(database: Database) -> None:
    """Notice that a PostgreSQL ledger was restored, and make its tail start afresh.

    Entries remember the transaction that wrote them, and so do the cursors of those who follow. In a restored ledger
    both speak of another server's past: old entries become visible to everybody, and old cursors are refused.
    """
    if database.vendor != "postgresql":
        return
    with database.connection.cursor() as cursor:
        cursor.execute(_HOME)
        place, home, known = cursor.fetchone()
        if home == known:
            return
        with transaction.atomic(using=database.alias):
            cursor.execute("SELECT home FROM head WHERE id = 1 FOR UPDATE")
            known = cursor.fetchone()[0]
            if known and not known.startswith(f"{place}/"):
                cursor.execute("ALTER TABLE entry DISABLE TRIGGER USER")
                cursor.execute("UPDATE entry SET x = '3'::xid8")
                cursor.execute("ALTER TABLE entry ENABLE TRIGGER USER")
            epoch = uuid.uuid4().hex if known else None
            cursor.execute("UPDATE head SET home = %s, epoch = coalesce(%s, epoch) WHERE id = 1", [home, epoch])


def assert_append_only(database: Database) -> None:
    """Raise DatabaseError unless the database itself refuses to change or delete entries, and the audit trail."""
    if database.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = (
            "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') "
            "AND tgrelid IN ('entry'::regclass, 'audit'::regclass)"
        )
    with database.connection.cursor() as cursor:
        cursor.execute(sql)
        found = {row[0] for row in cursor.fetchall()}
    for table in KEPT:
        missing = sorted(set(triggers(database, table)) - found)
        if missing:
            raise DatabaseError(
                f"{database.place}: somebody removed {', '.join(missing)}, without which rows of {table} can be "
                "changed, and may have been since. Compare with a backup, or go back to it."
            )
