"""Backing a company up while it is at work: all tables as they stood at one moment, in one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from handfast.company import schema
from handfast.company.actions.progress import Progress, silent
from handfast.company.backup.contents import Carried, carried_tables, outward
from handfast.company.backup.file import BackupReader, BackupWriter, new_file
from handfast.company.backup.restore import restore
from handfast.company.database import Database, current
from handfast.company.ledger.snapshot import snapshot
from handfast.sentences import sentence

_ROWS_AT_ONCE = 2_000
_TOLD_EVERY = 5_000

_COUNTERS = {
    "sqlite": "SELECT name, seq FROM sqlite_sequence",
    "postgresql": """
SELECT t.relname, pg_sequence_last_value(s.oid) FROM pg_class s JOIN pg_depend d ON d.objid = s.oid
JOIN pg_class t ON t.oid = d.refobjid
WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i') AND t.relnamespace = current_schema()::regnamespace
""",
}


@dataclass(frozen=True)
class Backup:
    """A backup as it was written.

    Parameters
    ----------
    path, size
        Where, and how many bytes.
    made
        When.
    tables, rows, entries
        How much of what is in it.
    faults
        What the trial found wrong with the ledger in it; None: it was not tried.
    """

    path: Path
    size: int
    made: dt.datetime
    tables: int
    rows: int
    entries: int
    faults: list[str] | None = None


def back_up(path: Path, *, now: dt.datetime, replace: bool = False, progress: Progress = silent) -> Backup:
    """Write the current company to a file, as it stands at one moment, while others go on writing.

    Parameters
    ----------
    path
        Where to. Nothing stands there before all of it does.
    replace
        Whether what is there already may go.

    Raises
    ------
    Conflict
        There is something already.
    DatabaseError
        It cannot be written (DiskFull: no space).
    """
    database, tables = current(), carried_tables()
    with new_file(path, replace=replace) as part:
        with snapshot() as cursor, BackupWriter(part) as writer:
            told = Count(sentence("backing up"), sum(_count(cursor, table) for table in tables), progress)
            for table in tables:
                writer.table(table.name, table.columns, _rows(database, table), told)
            writer.finish(_manifest(database, cursor, now, [table.name for table in tables]))
        size = part.stat().st_size
        with BackupReader(part) as reader:
            reader.check(Count(sentence("checking"), told.of, progress))
            counts = {name: int(table["rows"]) for name, table in reader.manifest["tables"].items()}
    return Backup(path, size, now, len(counts), sum(counts.values()), counts["entry"])


def tried(path: Path, *, now: dt.datetime, progress: Progress = silent) -> list[str]:
    """Restore a backup beside itself, verify its ledger, throw the copy away, and return what is wrong with it."""
    with TemporaryDirectory(prefix=".handfast-trial-", dir=path.parent) as folder:
        return restore(path, Path(folder) / "trial.db", now=now, unsound=True, progress=progress).faults


class Count:
    """Counts rows, and tells how far it is now and then."""

    def __init__(self, what: str, of: int, progress: Progress) -> None:
        self.what, self.of, self.done, self._progress = what, of, 0, progress
        progress(what, 0, of)

    def __call__(self) -> None:
        """Count one."""
        self.done += 1
        if self.done % _TOLD_EVERY == 0 or self.done == self.of:
            self._progress(self.what, self.done, self.of)


def _count(cursor: Any, table: Carried) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table.name}"')
    return int(cursor.fetchone()[0])


def _rows(database: Database, table: Carried) -> Iterator[list[Any]]:
    """Yield a table's rows in order of key, few at a time."""
    form = outward(table.columns)
    with database.connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT {table.names} FROM "{table.name}" ORDER BY "{table.key}"')
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield from map(form, rows)


def _manifest(database: Database, cursor: Any, now: dt.datetime, tables: list[str]) -> dict[str, Any]:
    cursor.execute(_COUNTERS[database.vendor])
    counters = {name: int(value) for name, value in cursor.fetchall() if value and name in tables}
    return {
        "schema": schema.version(database),
        "migrations": schema.applied(database),
        "database": database.vendor,
        "made": now.isoformat(),
        "counters": counters,
    }
