"""The worker: takes jobs one after another, and does small chores in between."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.company.database import Database
from handfast.company.routines.jobs import Job, LostJob, claim, end, hand_back, renew
from handfast.errors import DatabaseError, DataError, HandfastError
from handfast.sentences import sentence

LEASE = dt.timedelta(seconds=60)
"""How long a worker may be silent before another takes its job over."""

PULSE_SECONDS = 1.0
"""How often a worker tells how far it is, and holds its job on."""

PAUSE_SECONDS = 1.0
"""How long a worker rests where nothing is to be done."""

Clock = Callable[[], dt.datetime]
Work = Callable[["Running"], Mapping[str, Any]]
"""Does a job and returns what came of it."""

log = logging.getLogger("handfast.worker")


class Stopped(Exception):
    """The job is to end now: it was cancelled, lost, or the worker is told to stop."""


@dataclass(frozen=True)
class Chore:
    """Something small that is done again and again, beside the jobs."""

    name: str
    every_seconds: float
    do: Callable[[dt.datetime], object]


class Running:
    """A job under way, as the work that does it sees it.

    Attributes
    ----------
    job
        What is to be done.
    clock
        Tells the present moment.
    """

    def __init__(self, job: Job, clock: Clock, stopping: threading.Event) -> None:
        self.job = job
        self.clock = clock
        self.told = ("", 0, 0)
        self.cancelled = threading.Event()
        self.lost = threading.Event()
        self.ended = False
        self._stopping = stopping

    def progress(self, what: str, done: int, of: int) -> None:
        """Tell how far it is; a job that is to end ends here.

        Raises
        ------
        Stopped
            It is to end.
        """
        self.told = (what, done, of)
        if self.to_end:
            raise Stopped

    @property
    def to_end(self) -> bool:
        """Whether somebody wants it to end."""
        return self.cancelled.is_set() or self.lost.is_set() or self._stopping.is_set()

    def done(self, result: Mapping[str, Any]) -> None:
        """Write in the work's own transaction that it is done, so that both last or neither: exactly once.

        Raises
        ------
        LostJob
            Another worker has taken it over; the transaction must not last.
        """
        end(self.job, "done", now=self.clock(), result=result)
        self.ended = True


class Worker:
    """Does the jobs of one company.

    Parameters
    ----------
    works
        What does each kind of job; other kinds are left to other workers.
    chores
        What is done beside them.
    stopping
        Set from outside, it makes the worker end; a job under way is given back.
    """

    def __init__(
        self,
        database: Database,
        works: Mapping[str, Work],
        *,
        clock: Clock,
        chores: Sequence[Chore] = (),
        stopping: threading.Event | None = None,
        lease: dt.timedelta = LEASE,
        pulse_seconds: float = PULSE_SECONDS,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self.stopping = stopping or threading.Event()
        self._database = database
        self._works = works
        self._clock = clock
        self._chores = {chore: dt.datetime.min.replace(tzinfo=dt.UTC) for chore in chores}
        self._lease = lease
        self._pulse_seconds = pulse_seconds

    def run(self) -> None:
        """Work until told to stop; chores are done beside the jobs, for these may be long."""
        beside = threading.Thread(target=self._chores_beside, name="chores", daemon=True)
        beside.start()
        while not self.stopping.is_set():
            try:
                busy = self.one()
            except DatabaseError as error:  # busy, or away for a while: nothing is lost, come again
                log.warning("%s", error)
                busy = False
            if not busy:
                self.stopping.wait(PAUSE_SECONDS)
        beside.join()

    def _chores_beside(self) -> None:
        with self._database.here() as database:
            while not self.stopping.is_set():
                self._do_chores()
                self.stopping.wait(PAUSE_SECONDS)
            database.connection.close()

    def until_empty(self) -> int:
        """Do all jobs that may be begun now, and return how many."""
        done = 0
        while not self.stopping.is_set() and self.one():
            done += 1
        with self._database.here():
            self._do_chores()
        return done

    def one(self) -> bool:
        """Do one job; return whether there was one."""
        job = self._database.run(claim, self.name, now=self._clock(), lease=self._lease, kinds=sorted(self._works))
        if job is None:
            return False
        log.info("%s %s begins, asked for by %s", job.name, job.kind, job.actor)
        running = Running(job, self._clock, self.stopping)
        with _Pulse(self._database, running, self._lease, self._pulse_seconds):
            outcome = self._outcome(running)
        self._database.run(outcome)
        return True

    def _outcome(self, running: Running) -> Callable[[], None]:
        """Do the work, and return what writes down how it ended."""
        job = running.job
        try:
            result = self._works[job.kind](running)
        except Stopped:
            return lambda: self._stopped(running)
        except DataError as error:
            faults = {"faults": [str(fault) for fault in error.faults]}
            return self._ending(running, "failed", faults, error.said)
        except LostJob as error:
            log.warning("%s", error)
            return lambda: None
        except HandfastError as error:
            return self._ending(running, "failed", None, error.said)
        except Exception as error:  # told in the log with its trace, and to whoever asked for the job
            log.exception("%s broke", job.name)
            kind = type(error).__name__
            said = sentence("This is a fault of Handfast, not yours: {kind}: {error}", kind=kind, error=str(error))
            return self._ending(running, "failed", None, said)
        return self._ending(running, "done", result, "")

    def _ending(self, running: Running, state: str, result: Mapping[str, Any] | None, error: str) -> Callable[[], None]:
        def write() -> None:
            if running.ended:
                return
            try:
                end(running.job, state, now=self._clock(), result=result, error=error)
            except LostJob as lost:
                log.warning("%s", lost)
            else:
                log.info("%s %s%s", running.job.name, state, f": {error}" if error else "")

        return write

    def _stopped(self, running: Running) -> None:
        """Write down why a job ended before its end; one that is another's by now is left alone."""
        if running.cancelled.is_set():
            self._ending(running, "cancelled", None, "")()
        elif not running.lost.is_set():
            hand_back(running.job)
            log.info("%s given back: this worker stops", running.job.name)

    def _do_chores(self) -> None:
        now = self._clock()
        for chore, last in list(self._chores.items()):
            if self.stopping.is_set() or (now - last).total_seconds() < chore.every_seconds:
                continue
            self._chores[chore] = now
            try:
                chore.do(now)
            except HandfastError as error:
                log.warning("%s: %s", chore.name, error)
            except Exception:  # the other chores must go on; this one comes again in its time
                log.exception("%s broke", chore.name)


class _Pulse:
    """Holds a job on while it is being done, and hears whether it is to end."""

    def __init__(self, database: Database, running: Running, lease: dt.timedelta, seconds: float) -> None:
        self._database = database
        self._running = running
        self._lease = lease
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"pulse of {running.job.name}", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        with self._database.here() as database:
            try:
                while not self._over.wait(self._seconds):
                    self._once()
            finally:
                database.connection.close()

    def _once(self) -> None:
        running = self._running
        what, done, of = running.told
        try:
            if renew(running.job, now=running.clock(), lease=self._lease, words=what, done=done, of=of):
                running.cancelled.set()
        except LostJob:
            if not running.ended:
                running.lost.set()
        except DatabaseError as error:  # busy: the lease is long enough for another try
            log.warning("%s: %s", running.job.name, error)
