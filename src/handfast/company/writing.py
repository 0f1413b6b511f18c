"""One writing transaction of the current company, and how writers wait for each other."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, transaction

from handfast.company.database import Database, current
from handfast.company.refusals import in_plain_words

PATIENCE_SECONDS = 30.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0002, 0.001


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
    with in_plain_words(database), database.turns.turn(), ExitStack() as stack:
        _begin(database, stack)
        yield database


def _begin(database: Database, stack: ExitStack) -> None:
    """Begin as soon as no other process is writing.

    SQLite's own waiting pauses for up to a tenth of a second, in which a busy writer comes back many times: whoever
    waits may starve. Looking again every millisecond is cheap beside a commit, and keeps waiting short.
    """
    connection = database.connection
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        pause, deadline = _FIRST_PAUSE, time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                stack.enter_context(transaction.atomic(using=database.alias))
            except OperationalError as error:
                busy = getattr(error.__cause__, "sqlite_errorname", "").startswith("SQLITE_BUSY")
                if not busy or time.monotonic() > deadline:
                    raise
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_PAUSE)
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(PATIENCE_SECONDS * 1000)}")
