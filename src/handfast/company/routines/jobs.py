"""Jobs as rows of a table: asked for, begun by one worker at a time, done once, cleared away in time.

A worker holds a job by a lease that it renews while it lives. Whoever was killed does not renew it: then another takes
the job over, once; a job whose second worker is gone too has failed. Whatever a worker writes of a job, it writes only
while the job is still its own (`worker` and `attempts` are as it began).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from handfast.company.database import current
from handfast.company.ledger.snapshot import snapshot
from handfast.company.moments import kept, moment_of, moment_or_none
from handfast.company.routines.kinds import KINDS, arguments_of
from handfast.company.routines.uploads import assert_kept, drop_forgotten, drop_upload
from handfast.company.writing import writing
from handfast.errors import Conflict, DataError, Fault, NotFound
from handfast.sentences import made_again, made_of, sentence

ATTEMPTS = 2
"""How often a job is begun: once, and once more by another worker where the first was killed."""

KEPT_DAYS = 30
"""How long a job that has ended is kept."""

_COLUMNS = (
    "id, kind, arguments, actor, state, asked, started, ended, attempts, worker, cancel, words, words_made_of, done, "
    "of, result, error, error_made_of, upload"
)
_ASK = """
INSERT INTO job (kind, arguments, actor, state, asked, attempts, worker, alone, cancel, words, done, "of", result,
    error, upload)
VALUES (%s, %s, %s, 'waiting', %s, 0, '', %s, %s, '', 0, 0, '', '', %s) RETURNING id
"""
_CLAIM = """
UPDATE job SET state = 'running', worker = %s, lease_until = %s, attempts = attempts + 1, started = %s,
    words = '', words_made_of = NULL, done = 0, "of" = 0
WHERE id = (
    SELECT j.id FROM job j
    WHERE (j.state = 'waiting' OR (j.state = 'running' AND j.lease_until < %s AND j.attempts < %s)) AND NOT j.cancel
        AND j.kind IN ({kinds})
        AND (NOT j.alone OR NOT EXISTS (
            SELECT 1 FROM job r WHERE r.kind = j.kind AND r.state = 'running' AND r.alone AND r.id <> j.id))
    ORDER BY j.id LIMIT 1 {locked})
RETURNING {columns}
"""
_GIVE_UP = """
UPDATE job SET state = CASE WHEN cancel THEN 'cancelled' ELSE 'failed' END, ended = %s, lease_until = NULL, error = %s,
    error_made_of = %s
WHERE state = 'running' AND lease_until < %s AND (attempts >= %s OR cancel) RETURNING id, upload
"""
_OWN = "id = %s AND worker = %s AND attempts = %s AND state = 'running'"
_RENEW = (
    f'UPDATE job SET lease_until = %s, words = %s, words_made_of = %s, done = %s, "of" = %s WHERE {_OWN} '
    "RETURNING cancel"
)
_END = (
    "UPDATE job SET state = %s, ended = %s, lease_until = NULL, result = %s, error = %s, error_made_of = %s "
    f"WHERE {_OWN}"
)
_HAND_BACK = f"UPDATE job SET state = 'waiting', lease_until = NULL, attempts = attempts - 1 WHERE {_OWN}"
_CANCEL_WAITING = "UPDATE job SET state = 'cancelled', cancel = %s, ended = %s WHERE id = %s AND state = 'waiting'"
_CANCEL_RUNNING = "UPDATE job SET cancel = %s WHERE id = %s AND state = 'running'"
_CLEAR = "DELETE FROM job WHERE state IN ('done', 'failed', 'cancelled') AND ended < %s"


class LostJob(Conflict):
    """The job is no longer this worker's: it answered too late, and another has taken it over."""


@dataclass(frozen=True)
class Job:
    """A job as it stands.

    Parameters
    ----------
    done, of
        How far it is; `of` is 0 where nobody knows.
    result
        What came of it; for one that failed over faults of what was given, these.
    error
        Why nothing came of it.
    """

    id: int
    kind: str
    arguments: dict[str, Any]
    actor: str
    state: str
    asked: dt.datetime
    started: dt.datetime | None
    ended: dt.datetime | None
    attempts: int
    worker: str
    cancel: bool
    words: str
    done: int
    of: int
    result: dict[str, Any]
    error: str
    upload: int | None

    @property
    def name(self) -> str:
        """How people read it."""
        return job_name(self.id)

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in {"waiting", "running"}

    @property
    def share(self) -> float | None:
        """How much of it is done, between 0 and 1; None where nobody knows."""
        return self.done / self.of if self.of else None


def job_name(job: int) -> str:
    """Return how people read a job's id: ``J-3``."""
    return f"J-{job}"


def ask(kind: str, said: Mapping[str, Any], *, actor: str, now: dt.datetime, upload: int | None = None) -> int:
    """Ask for a job and return its number; a worker will do it.

    Raises
    ------
    DataError
        There is no such kind, or an argument does not fit.
    NotFound
        The file that it is about is not there.
    """
    arguments = arguments_of(kind, said)
    if KINDS[kind].uploads != (upload is not None):
        wrong = sentence("needs a file") if KINDS[kind].uploads else sentence("takes no file")
        raise DataError(
            [Fault("", "", None, "upload", kind, wrong, sentence("Send the file first, then ask for the job."))]
        )
    with writing() as database, database.connection.cursor() as cursor:
        if upload is not None:
            assert_kept(cursor, upload)
        values = [kind, _written(arguments), actor, kept(now), KINDS[kind].alone, False, upload]
        cursor.execute(_ASK, values)
        return int(cursor.fetchone()[0])


def jobs(*, only_open: bool = False) -> list[Job]:
    """Return the jobs, the newest first."""
    which = "WHERE state IN ('waiting', 'running')" if only_open else ""
    with snapshot() as cursor:
        cursor.execute(f"SELECT {_named(_COLUMNS)} FROM job {which} ORDER BY id DESC")
        return [_job(row) for row in cursor.fetchall()]


def job_by_id(job: int) -> Job:
    """Return a job.

    Raises
    ------
    NotFound
        There is none of this number, or it ended long ago.
    """
    with snapshot() as cursor:
        cursor.execute(f"SELECT {_named(_COLUMNS)} FROM job WHERE id = %s", [job])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(
            sentence(
                "There is no job {job_name}; those that ended are kept for {kept_days} days.",
                job_name=job_name(job),
                kept_days=KEPT_DAYS,
            )
        )
    return _job(row)


def cancel(job: int, *, now: dt.datetime) -> Job:
    """End a job that waits; ask one that runs to end, which it does where it next tells how far it is.

    Raises
    ------
    Conflict
        It has ended already.
    """
    found = job_by_id(job)
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_CANCEL_WAITING, [True, kept(now), job])
        if cursor.rowcount:
            drop_upload(cursor, found.upload)
        else:
            cursor.execute(_CANCEL_RUNNING, [True, job])
        reached = cursor.rowcount
    if not reached:
        raise Conflict(
            sentence("{job_name} has ended already: {state}.", job_name=job_name(job), state=job_by_id(job).state)
        )
    return job_by_id(job)


# ---------------------------------------------------------------- what workers do


def claim(worker: str, *, now: dt.datetime, lease: dt.timedelta, kinds: Sequence[str] = tuple(KINDS)) -> Job | None:
    """Begin the oldest job that may be begun, and return it; None: there is none.

    Jobs whose worker is gone come first to an end here, if it was the second, or if they were to be cancelled.
    """
    locked = "FOR UPDATE OF j SKIP LOCKED" if current().vendor == "postgresql" else ""
    try:
        with writing() as database, database.connection.cursor() as cursor:
            _give_up(cursor, now)
            marks = ", ".join(["%s"] * len(kinds))
            statement = _CLAIM.format(locked=locked, columns=_named(_COLUMNS), kinds=marks)
            cursor.execute(statement, [worker, kept(now + lease), kept(now), kept(now), ATTEMPTS, *kinds])
            row = cursor.fetchone()
    except IntegrityError:  # somebody else has just begun one that runs alone
        return None
    return None if row is None else _job(row)


def _give_up(cursor: Any, now: dt.datetime) -> None:
    said = sentence(
        "Its worker was killed or stopped answering, {count} times. Ask for it again, perhaps smaller; "
        "the worker's log may tell why.",
        count=ATTEMPTS,
    )
    cursor.execute(_GIVE_UP, [kept(now), said, made_of(said), kept(now), ATTEMPTS])
    for _, upload in cursor.fetchall():
        drop_upload(cursor, upload)


def renew(job: Job, *, now: dt.datetime, lease: dt.timedelta, words: str, done: int, of: int) -> bool:
    """Hold a job on, tell how far it is, and return whether somebody wants it to end.

    Raises
    ------
    LostJob
        It is another's by now.
    """
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_RENEW, [kept(now + lease), words, made_of(words), done, of, *_own(job)])
        row = cursor.fetchone()
    if row is None:
        raise _lost(job)
    return bool(row[0])


def end(job: Job, state: str, *, now: dt.datetime, result: Mapping[str, Any] | None = None, error: str = "") -> None:
    """End a job that is this worker's; within the work's own transaction, both last or neither.

    Raises
    ------
    LostJob
        It is another's by now; nothing was written.
    """
    text = json.dumps(result, ensure_ascii=False) if result is not None else ""
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_END, [state, kept(now), text, error, made_of(error), *_own(job)])
        if cursor.rowcount != 1:
            raise _lost(job)
        drop_upload(cursor, job.upload)


def hand_back(job: Job) -> None:
    """Give a job back that this worker cannot finish, because it is told to stop; it is as if never begun."""
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_HAND_BACK, _own(job))


def clear(*, now: dt.datetime, days: int = KEPT_DAYS) -> int:
    """Remove jobs that ended long ago, and files for which nobody asked a job; return how many jobs."""
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_CLEAR, [kept(now - dt.timedelta(days=days))])
        gone = cursor.rowcount
        drop_forgotten(cursor, now)
        return int(gone)


def _own(job: Job) -> Sequence[Any]:
    return (job.id, job.worker, job.attempts)


def _lost(job: Job) -> LostJob:
    return LostJob(
        sentence("{name} is no longer this worker's: it answered too late. Nothing was written.", name=job.name)
    )


def _written(arguments: Mapping[str, Any]) -> str:
    """Return arguments as they are kept; a text that Handfast gave with what it is made of."""
    made = {name: {"text": each, "made_of": of} for name, each in arguments.items() if (of := _of(each))}
    return json.dumps({**arguments, **made})


def _of(argument: Any) -> str | None:
    return made_of(argument) if isinstance(argument, str) else None


def _read(arguments: str) -> dict[str, Any]:
    kept_ones = json.loads(arguments).items()
    return {name: made_again(**each) if isinstance(each, dict) else each for name, each in kept_ones}


def _named(columns: str) -> str:
    return columns.replace(" of,", ' "of",')


def _job(row: Iterable[Any]) -> Job:
    id_, kind, arguments, actor, state, asked, started, ended, attempts, worker, cancel_, *rest = row
    words, words_of, done, of, result, error, error_of, upload = rest
    return Job(
        id_,
        kind,
        _read(arguments),
        actor,
        state,
        moment_of(asked),
        moment_or_none(started),
        moment_or_none(ended),
        attempts,
        worker,
        bool(cancel_),
        made_again(words, words_of),
        done,
        of,
        json.loads(result) if result else {},
        made_again(error, error_of),
        upload,
    )
