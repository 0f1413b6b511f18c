"""Files that somebody sent, until the job that needs them has ended; in the database, for workers may be elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from handfast.company.ledger.snapshot import snapshot
from handfast.company.moments import kept
from handfast.company.writing import writing
from handfast.errors import DataError, Fault, NotFound
from handfast.sentences import sentence

MOST_BYTES = 100_000_000
LONGEST_NAME = 120
FORGOTTEN_HOURS = 24
"""How long a file waits for somebody to ask for its job."""

_KEEP = "INSERT INTO upload (name, actor, sent, size, content) VALUES (%s, %s, %s, %s, %s) RETURNING id"
_FORGOTTEN = """
DELETE FROM upload WHERE sent < %s
AND id NOT IN (SELECT upload FROM job WHERE upload IS NOT NULL AND state IN ('waiting', 'running'))
"""


@dataclass(frozen=True)
class Upload:
    """A file; `name` is a plain name without any folder."""

    id: int
    name: str
    content: bytes


def keep_upload(name: str, content: bytes, *, actor: str, now: dt.datetime) -> int:
    """Keep a file and return its number.

    Raises
    ------
    DataError
        It is empty or too big, or its name is none.
    """
    plain = plain_name(name)
    problem = ""
    if not plain:
        problem, cure = sentence("is no name of a file"), sentence("Name it after its table, such as stock.csv.")
    elif not content:
        problem, cure = sentence("is empty"), sentence("Send a file with rows.")
    elif len(content) > MOST_BYTES:
        problem = sentence("has {count:,} bytes, more than {most:,}", count=len(content), most=MOST_BYTES)
        cure = sentence("Send it as CSV or Parquet, or in parts; or import it on the command line")
    if problem:
        raise DataError([Fault(plain, "", None, "", "" if plain else name, problem, cure)])
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_KEEP, [plain, actor, kept(now), len(content), content])
        return int(cursor.fetchone()[0])


def plain_name(name: str) -> str:
    """Return the last part of a name, whichever system wrote it, without what no file's name should hold."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    printable = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(". ")
    ending = PurePosixPath(printable).suffix
    return printable if len(printable) <= LONGEST_NAME else printable[: LONGEST_NAME - len(ending)] + ending


def upload_by_id(upload: int) -> Upload:
    """Return a file.

    Raises
    ------
    NotFound
        There is none of this number any more.
    """
    with snapshot() as cursor:
        cursor.execute("SELECT name, content FROM upload WHERE id = %s", [upload])
        row = cursor.fetchone()
    if row is None:
        raise _gone(upload)
    return Upload(upload, row[0], bytes(row[1]))


def assert_kept(cursor: Any, upload: int) -> None:
    """Raise NotFound unless a file is there and no open job is about it."""
    cursor.execute("SELECT id FROM upload WHERE id = %s", [upload])
    if cursor.fetchone() is None:
        raise _gone(upload)


def drop_upload(cursor: Any, upload: int | None) -> None:
    """Remove a file, if there is one."""
    if upload is not None:
        cursor.execute("DELETE FROM upload WHERE id = %s", [upload])


def drop_forgotten(cursor: Any, now: dt.datetime) -> None:
    """Remove files for which nobody asked a job in time."""
    cursor.execute(_FORGOTTEN, [kept(now - dt.timedelta(hours=FORGOTTEN_HOURS))])


def _gone(upload: int) -> NotFound:
    return NotFound(sentence("The file {upload} is not there any more. Send it again.", upload=upload))
