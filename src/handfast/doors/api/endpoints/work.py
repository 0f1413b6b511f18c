"""Plans, imports, and the jobs that do long work."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from handfast.company.queries.forms import job_form, plan_form
from handfast.company.routines.jobs import Job
from handfast.company.routines.kinds import IMPORT
from handfast.company.routines.uploads import plain_name
from handfast.doors.api import forms
from handfast.doors.api.endpoints.things import plainly
from handfast.doors.api.given import FoundJobs, Importing, Number, Page, Planning
from handfast.doors.api.refusals import Refused, fault_form
from handfast.doors.api.told import page_of, told
from handfast.doors.connect.files.finding import ARCHIVE, DELIMITED, WORKBOOKS
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.unplaced import unplaced

router = Router(tags=["Plans, imports and jobs"])

READ = (*DELIMITED, *WORKBOOKS, ".parquet", ARCHIVE)


@router.get("/plans", response=forms.Rows[forms.PlanRow], url_name="plans", summary="Find plans")
def plans(request: Request, wanted: Query[Page]) -> HttpResponse:
    """Return the plans, the newest first, with what they cost."""
    found = request.company.plans()
    rows = found.slice(wanted.offset, wanted.limit).to_dicts()
    return page_of(request, rows, found.height, wanted.page, wanted.limit, _plan_row)


@router.post("/plans", response={202: forms.Job}, url_name="plans", summary="Make a plan")
def plan(request: Request, how: Planning) -> HttpResponse:
    """Ask for a plan, which a worker will make."""
    return later(request.company.ask_job("plan", **how.model_dump()))


@router.get("/plans/{int:number}", response=forms.Plan, url_name="plan", summary="Look at a plan")
def plan_version(request: Request, number: Number) -> HttpResponse:
    """Return a plan with its figures, its needs and its runs."""
    return told(plainly(plan_form(request.company.plan_version(number))))


@router.get("/jobs", response=forms.Rows[forms.Job], url_name="jobs", summary="Find jobs")
def jobs(request: Request, wanted: Query[FoundJobs]) -> HttpResponse:
    """Return the jobs, the newest first."""
    found = request.company.jobs(only_open=wanted.open)
    shown = found[wanted.offset : wanted.offset + wanted.limit]
    return page_of(request, shown, len(found), wanted.page, wanted.limit, _job)


@router.get("/jobs/{int:number}", response=forms.Job, url_name="job", summary="Look at a job")
def job(request: Request, number: Number) -> HttpResponse:
    """Return how far a job is, and what came of it."""
    return told(_job(request.company.job(number)))


@router.post("/imports", response={201: forms.Import, 202: forms.Import}, url_name="imports", summary="Import a file")
def imports(request: Request, file: File[UploadedFile], said: Form[Importing]) -> HttpResponse:
    """Send a file named after its table, a workbook or an archive: as a draft to be looked at, or to be imported.

    A draft says what is wrong with it and changes nothing; a job imports all of it, or nothing.
    """
    name = plain_name(str(file.name))
    if Path(name).suffix.casefold() not in READ:
        raise Refused(415, f"'{name}' is a kind of file that is not read. Send one of: {', '.join(READ)}.")
    company = request.company
    if said.becomes == "job":
        asked = company.import_later(name, file.read(), reason=said.reason or IMPORT)
        return told({"draft": None, "job": asked.id, "faults": []}, 202, {"Location": f"/api/v1/jobs/{asked.id}"})
    with TemporaryDirectory(prefix="handfast-") as folder:
        path = Path(folder) / name
        path.write_bytes(file.read())
        number = company.begin_draft(name, path, reason=said.reason)
    kept = company.draft(number)
    faults = [fault_form(each) for each in company.read_draft(kept.draft, kept.name).faults]
    return told({"draft": number, "job": None, "faults": faults}, 201, {"Location": f"/api/v1/imports/{number}"})


def later(asked: Job) -> HttpResponse:
    """Return a job that was asked for, and where it can be looked at."""
    return told(_job(asked), 202, {"Location": f"/api/v1/jobs/{asked.id}"})


def _job(found: Job) -> dict[str, Any]:
    return {"number": found.id, **job_form(found), "error": unplaced(found.error) or None}


def _plan_row(row: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = plainly(row)
    return {"number": int(row["plan"][2:]), **form, "made": str(form["made"])}
