"""Making a company of a backup, on either database: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from handfast.company import schema
from handfast.company.actions.progress import Progress, silent
from handfast.company.backup.contents import inward
from handfast.company.backup.file import BackupReader, new_file, part_of
from handfast.company.database import Database, current
from handfast.company.ledger.verify import FROM_SERVER, verify
from handfast.company.moments import kept
from handfast.company.opening import absolute, created, is_address, open_company
from handfast.company.refusals import in_plain_words
from handfast.errors import Conflict, DatabaseBusy, DatabaseError, NewerDatabase
from handfast.sentences import sentence

_ROWS_AT_ONCE = 2_000
_WAIT_SECONDS = 30.0

QUIET = "restored from a backup"
"""Why nothing that reaches outside goes on by itself: the original may still be at work."""

_PAUSE = """
UPDATE webhook SET state = 'paused', words = %s, attempts = 0, next_at = NULL WHERE state = 'active'
"""
_FREE = "UPDATE webhook SET worker = '', lease_until = NULL"
_CANCEL = """
UPDATE job SET state = 'cancelled', worker = '', lease_until = NULL, error = %s, ended = %s
WHERE state IN ('waiting', 'running')
"""
_FORGET = "UPDATE job SET upload = NULL"


@dataclass(frozen=True)
class Restored:
    """A company made of a backup.

    Parameters
    ----------
    place
        Where it is, fit to be shown.
    made
        When the backup was made: what happened since is not in it.
    rows, entries
        How much is in it.
    faults
        In what its ledger contradicts itself; none where it is sound.
    """

    place: str
    made: dt.datetime
    rows: int
    entries: int
    faults: list[str]


def restore(
    file: Path,
    place: str | Path,
    *,
    now: dt.datetime,
    replace: bool = False,
    unsound: bool = False,
    progress: Progress = silent,
) -> Restored:
    """Make a company of a backup; its ledger begins a new epoch, so that old cursors are refused.

    Parameters
    ----------
    place
        A path, or ``postgresql://...`` of a database; there must be no company yet, unless it may be replaced.
    replace
        Whether the company that is there may go. Whoever has it open meets the restored one from then on.
    unsound
        Whether to restore a ledger that contradicts itself, too.

    Raises
    ------
    Conflict
        There is a company already.
    NewerDatabase
        A newer Handfast wrote the backup.
    DatabaseError
        The backup is damaged, or its ledger contradicts itself: nothing was written.
    """
    with BackupReader(file) as reader:
        _assert_known(reader)
        filling = Filling(reader, now, unsound=unsound, progress=progress)
        shown = _on_server(str(place), filling, replace=replace) if is_address(place) else ""
        if not shown:
            path = absolute(place)
            _as_file(path, filling, replace=replace)
            shown = str(path)
        entries = int(reader.manifest["tables"]["entry"]["rows"])
        made = dt.datetime.fromisoformat(reader.manifest["made"])
        return Restored(shown, made, reader.total, entries, filling.faults)


def _assert_known(reader: BackupReader) -> None:
    if int(reader.manifest["schema"]) > schema.SCHEMA:
        raise NewerDatabase(
            f"{reader.path} was written by a newer Handfast (its tables are version {reader.manifest['schema']}, this "
            f"one knows {schema.SCHEMA}). Update Handfast: pip install --upgrade handfast"
        )


def _on_server(url: str, filling: Filling, *, replace: bool) -> str:
    try:
        database = created(url, filling.make)
    except Conflict:
        if not replace:
            shown = url.rpartition("@")[2]
            raise Conflict(f"{shown} holds a company already. Choose another database, or say --replace.") from None
        database = open_company(url)
        with database:
            database.run(filling.make_anew, database)
    database.close()
    return database.place


def _as_file(path: Path, filling: Filling, *, replace: bool) -> None:
    there = path.exists()
    if there and not replace:
        raise Conflict(f"{path} exists already. Choose another name for the restored company, or say --replace.")
    if there:
        open_company(path).close()  # only a company may be replaced, and none of a newer Handfast
    for beside in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        if beside.exists() and not there:
            raise Conflict(f"{beside} is left over from another company. Move it away first.")
    with _over(path) if there else new_file(path, replace=False) as part:
        created(part, filling.make).close()


@contextmanager
def _over(path: Path) -> Iterator[Path]:
    """Yield a path to write to; then write it over a company that may be open elsewhere, in one transaction of it."""
    part = part_of(path)
    try:
        yield part
        source, target = sqlite3.connect(part), sqlite3.connect(path)
        deadline = time.monotonic() + _WAIT_SECONDS

        def waited(*_remaining: int) -> None:
            if time.monotonic() > deadline:
                raise DatabaseBusy(f"{path}: others have been writing for too long. Nothing was restored.")

        try:
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target, progress=waited)
        finally:
            target.close()
            source.close()
    finally:
        part.unlink(missing_ok=True)


class Filling:
    """Fills a database from a backup, and verifies it before anybody sees it."""

    def __init__(self, reader: BackupReader, now: dt.datetime, *, unsound: bool, progress: Progress) -> None:
        self.faults: list[str] = []
        self._reader = reader
        self._now = now
        self._unsound = unsound
        self._progress = progress

    def make(self, database: Database) -> None:
        """Fill a database in which nothing is."""
        self._make(database, drop=False)

    def make_anew(self, database: Database) -> None:
        """Fill a database in which a company is, that goes."""
        with in_plain_words(database):
            self._make(database, drop=True)
            schema.settle(database)

    def _make(self, database: Database, *, drop: bool) -> None:
        migrations = dict(self._reader.manifest["migrations"])
        schema.rebuild(database, migrations, self._fill, self._settle_in, drop=drop)

    def _fill(self, cursor: Any) -> None:
        tables = self._reader.manifest["tables"]
        done, total = 0, self._reader.total
        for name in tables:
            cursor.execute(f'DELETE FROM "{name}"')  # what migrations wrote by themselves
        for name, table in tables.items():
            columns = [(str(column), str(kind)) for column, kind in table["columns"]]
            for rows in _in_parts(self._reader.rows(name)):
                self._insert(cursor, name, columns, rows)
                done += len(rows)
                self._progress(sentence("restoring"), done, total)

    def _insert(self, cursor: Any, name: str, columns: list[tuple[str, str]], rows: list[list[Any]]) -> None:
        names = ", ".join(f'"{column}"' for column, _ in columns)
        form = inward(columns, kept)
        if self._vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{name}" ({names}) VALUES ({marks})', [form(row) for row in rows])
            return
        with cursor.copy(f'COPY "{name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(form(row))

    def _settle_in(self, cursor: Any) -> None:
        """Bring counters to where they were, let nothing reach outside by itself, and verify."""
        for name, value in self._reader.manifest["counters"].items():
            self._count_on(cursor, name, int(value))
        for statement, values in ((_PAUSE, [QUIET]), (_FREE, []), (_CANCEL, [QUIET, kept(self._now)]), (_FORGET, [])):
            cursor.execute(statement, values)
        cursor.execute("UPDATE head SET home = %s WHERE id = 1", [self._home(cursor)])
        self._progress(sentence("verifying"), 0, 1)
        self.faults = verify()
        if self.faults and not self._unsound:
            raise DatabaseError(
                f"The ledger in {self._reader.path} contradicts itself ({len(self.faults)} differences, the first: "
                f"{self.faults[0]}). Nothing was written. Take another backup, or say --unsound to see this one."
            )

    def _count_on(self, cursor: Any, table: str, value: int) -> None:
        if self._vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, value])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{table}"', value])

    def _home(self, cursor: Any) -> str:
        """Return what tells where old entries were written: those of a server need not be in order of time."""
        if self._vendor != "sqlite":
            return ""
        if self._reader.manifest["database"] == "sqlite":
            cursor.execute("SELECT home FROM head WHERE id = 1")
            return str(cursor.fetchone()[0])
        cursor.execute("SELECT coalesce(max(id), 0) FROM entry")
        return f"{FROM_SERVER}{cursor.fetchone()[0]}"

    @property
    def _vendor(self) -> str:
        return current().vendor


def _in_parts(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while part := list(islice(rows, _ROWS_AT_ONCE)):
        yield part
