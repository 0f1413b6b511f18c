"""Long work for later: jobs that are asked for here and done by a worker, and the worker itself."""

from __future__ import annotations

import datetime as dt
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from handfast.company.actions.import_tables import ImportReport
from handfast.company.ledger import release_expired
from handfast.company.people.permissions import Permission
from handfast.company.people.person import owner_of_the_file
from handfast.company.queries.promises import holds_ran_out
from handfast.company.routines import jobs as queue
from handfast.company.routines.events import clear_events
from handfast.company.routines.jobs import Job
from handfast.company.routines.kinds import IMPORT
from handfast.company.routines.uploads import keep_upload, upload_by_id
from handfast.company.routines.worker import Chore, Running, Stopped, Worker
from handfast.company.writing import writing
from handfast.engine.supply.plan.stops import Asked, Trail
from handfast.errors import BadConfiguration
from handfast.facade.backlog import Repromising
from handfast.facade.needs import needs
from handfast.facade.outside import sender, tell_outside
from handfast.facade.planning import Planning
from handfast.facade.safekeeping import Safekeeping, backup_name
from handfast.facade.tables import Tables
from handfast.facade.volumes import Volumes
from handfast.sentences import marked, sentence

BACKUPS = "HANDFAST_BACKUPS"
"""Environment variable: the folder into which jobs write backups."""

HOURLY, OFTEN = 3600.0, 30.0

TOLD_TO_ALL = ("plan", "proposal")
"""What came of a job that tells nothing of a site: what is called so is looked at by its own verb."""

FAILED_ELSEWHERE = marked("It failed. Whoever sees all customers and sites sees why.")

NEEDED_FOR = {
    "plan": (Permission.PLAN_MAKE,),
    "volume": (Permission.VOLUMES_PLAN,),
    "backlog": (Permission.BACKLOG_PROPOSE,),
    "import": (Permission.DATA_IMPORT,),
    "backup": (Permission.BACKUP_MAKE,),
}
"""What somebody must be allowed who asks for a job of a kind."""

ABOUT_EVERYTHING = ("backlog", "volume")
"""Kinds of jobs that are only for who sees all customers and sites, as the verbs are that do the same."""


class Working(Tables, Volumes, Planning, Repromising, Safekeeping):
    """Jobs, and the worker that does them."""

    @needs(Permission.PLAN_SEE)
    def ask_job(self, kind: str, /, **said: Any) -> Job:
        """Ask for a job that is about no file, such as ``"plan"`` or ``"backlog"``; a worker will do it.

        Parameters
        ----------
        said
            How, as the verbs of the same names take it; see :data:`handfast.company.routines.kinds.KINDS`.

        Raises
        ------
        NotAllowed
            This person may not do it themselves either.
        DataError
            There is no such kind, or something said does not fit.
        """
        for permission in NEEDED_FOR.get(kind, ()):
            self.person.assert_may(permission)
        if said.get("publish"):
            self.person.assert_may(Permission.PRICES_PUBLISH)
        if kind in ABOUT_EVERYTHING:
            self._seeing().assert_everything()
        return self._ask(kind, said)

    @needs(Permission.DATA_IMPORT)
    def import_later(
        self,
        name: str,
        content: bytes,
        *,
        decimal_mark: str | None = None,
        encoding: str | None = None,
        reason: str = IMPORT,
    ) -> Job:
        """Send a file, named after its table or a workbook, and ask for its import; a worker will do it."""
        said = {"decimal_mark": decimal_mark, "encoding": encoding, "reason": reason}
        upload = self._run(keep_upload, name, content, actor=self.actor, now=self.clock())
        return self._ask("import", said, upload)

    @needs(Permission.PLAN_SEE)
    def jobs(self, *, only_open: bool = False) -> list[Job]:
        """Return the jobs, the newest first."""
        return [self._shown(job) for job in self._run(queue.jobs, only_open=only_open)]

    @needs(Permission.PLAN_SEE)
    def job(self, job: int) -> Job:
        """Return a job as it stands now."""
        return self._shown(self._run(queue.job_by_id, job))

    @needs(Permission.PLAN_MAKE)
    def cancel_job(self, job: int) -> Job:
        """End a job that waits; ask one that runs to end."""
        return self._shown(self._run(queue.cancel, job, now=self.clock()))

    @needs(Permission.PEOPLE_MANAGE)
    def worker(self, stopping: threading.Event | None = None) -> Worker:
        """Return a worker that does this company's jobs and chores, whoever asked for them."""
        outside = sender(f"worker {uuid.uuid4().hex}", self.clock, stopping)
        works = {"plan": _plan, "volume": _volume, "backlog": _backlog, "import": _import, "backup": _backup}
        return Worker(
            self.database,
            {kind: partial(_as_who_asked, self, work) for kind, work in works.items()},
            clock=self.clock,
            chores=(
                Chore("holds that run out", OFTEN, _release),
                Chore("telling what happened", 1.0, lambda now: tell_outside(outside, now)),
                Chore("clearing away", HOURLY, _clear),
            ),
            stopping=stopping,
        )

    def _shown(self, job: Job) -> Job:
        """Return a job as they may see it: where backups are, and why one failed, is for who may have them.

        What came of it for other customers and sites than theirs is not told.
        """
        if not self.person.sees_every_promise:
            job = self._shown_in_part(job)
        if job.kind != "backup" or self.person.may(Permission.BACKUP_MAKE) or self.person.may(Permission.PEOPLE_MANAGE):
            return job
        failed = sentence("The backup was not made. Who may make backups sees why.")
        return replace(job, result={}, error=failed if job.error else "")

    def _shown_in_part(self, job: Job) -> Job:
        """Return a job to whoever sees a part of the company: of what came of it which plan, of reasons one's own."""
        result = {name: job.result[name] for name in TOLD_TO_ALL if name in job.result}
        said = job.arguments
        if said.get("reason") and job.actor != self.actor:
            said = {**said, "reason": ""}
        return replace(job, arguments=said, result=result, error=sentence(FAILED_ELSEWHERE) if job.error else "")

    def _ask(self, kind: str, said: Mapping[str, Any], upload: int | None = None) -> Job:
        number = self._run(queue.ask, kind, said, actor=self.actor, now=self.clock(), upload=upload)
        return self._run(queue.job_by_id, number)


# ---------------------------------------------------------------- the work


def _as_who_asked(
    company: Working, work: Callable[[Working, Running], Mapping[str, Any]], running: Running
) -> Mapping[str, Any]:
    """Do a job in the name of whoever asked for it; whether they may was judged when they did."""
    return work(company.acting_as(owner_of_the_file(running.job.actor)), running)


def _plan(company: Working, running: Running) -> Mapping[str, Any]:
    said = running.job.arguments
    seconds, steps = float(said["seconds"]), said["steps"]
    improving = sentence("improving the plan")

    def told(trail: Trail) -> None:
        if steps is None:
            running.progress(improving, min(int(trail.seconds * 10), int(seconds * 10)), int(seconds * 10))
        else:
            running.progress(improving, trail.steps, int(steps))

    running.progress(sentence("reading the company"), 0, 0)
    version = company.plan(**said, stop=Asked(lambda: _ended(running)), progress=told)
    return {"plan": version.name}


def _ended(running: Running) -> bool:
    if running.to_end:
        raise Stopped
    return False


def _volume(company: Working, running: Running) -> Mapping[str, Any]:
    said = running.job.arguments
    running.progress(sentence("planning volumes"), 0, 0)
    plan = company.plan_volumes(said["count"], said["period"])
    running.progress(sentence("publishing") if said["publish"] else sentence("done"), 0, 0)
    entry = company.publish_prices(plan, reason=said["reason"]) if said["publish"] else None
    return {"value": plan.solution.value, "bound": plan.solution.bound, "entry": entry}


def _backlog(company: Working, running: Running) -> Mapping[str, Any]:
    running.progress(sentence("looking for better days"), 0, 0)
    return {"proposal": company.backlog(most_days_later=running.job.arguments["most_days_later"]).name}


def _import(company: Working, running: Running) -> Mapping[str, Any]:
    said, job = running.job.arguments, running.job
    running.progress(sentence("reading the file"), 0, 0)
    upload = company.database.run(upload_by_id, job.upload or 0)
    with TemporaryDirectory(prefix="handfast-") as folder:
        path = Path(folder) / upload.name
        path.write_bytes(upload.content)
        reading = company.read(path, decimal_mark=said["decimal_mark"], encoding=said["encoding"])

    def whole() -> Mapping[str, Any]:
        with writing():  # the import and the job's end are one transaction: whoever is killed, it is done once
            result = _import_form(company.load(reading, reason=said["reason"], progress=running.progress))
            running.done(result)
        return result

    return company.database.run(whole)


def _import_form(report: ImportReport) -> Mapping[str, Any]:
    tables = {
        name: {"added": found.added.height, "changed": found.changed.height}
        for name, found in report.differences.items()
    }
    orders = {name: getattr(report.orders, name) for name in ("promised", "revised", "shipped", "ended")}
    return {"tables": tables, "order_lines": orders, "gone": dict(report.gone)}


def _backup(company: Working, running: Running) -> Mapping[str, Any]:
    folder = os.environ.get(BACKUPS)
    if not folder:
        raise BadConfiguration(
            sentence("Say where backups go: set {name} to a folder where the worker runs.", name=BACKUPS)
        )
    path = Path(folder) / backup_name(company.database.place, running.clock())
    written = company.back_up(path, quick=running.job.arguments["quick"], progress=running.progress)
    return {"path": str(written.path), "bytes": written.size, "differences": written.faults}


def _clear(now: dt.datetime) -> None:
    queue.clear(now=now)
    clear_events(now)


def _release(now: dt.datetime) -> None:
    if holds_ran_out(now):
        release_expired(now)
