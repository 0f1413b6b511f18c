"""Data: bring tables in, take them out, and see what is there."""

from __future__ import annotations

import mimetypes
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from handfast.company.people.permissions import Permission
from handfast.doors.connect.files import write_template
from handfast.doors.connect.files.finding import ARCHIVE, DELIMITED, WORKBOOKS
from handfast.doors.entrance.request import Request
from handfast.doors.web.shell import page
from handfast.doors.web.uploads import MOST_BYTES
from handfast.engine.tables import CONTRACT, SIX_TO_START
from handfast.errors import DataError, Fault, NotFound

READ = (*DELIMITED, *WORKBOOKS, ".parquet", ARCHIVE)
"""Endings of files that are read."""

AREAS = {
    "structure": gettext_lazy("Items, sites and people"),
    "processes": gettext_lazy("How things are made, bought and moved"),
    "sales": gettext_lazy("Customers and orders"),
    "demand": gettext_lazy("Demand"),
    "supply": gettext_lazy("Stock and supply"),
    "service": gettext_lazy("After the sale"),
}
FORMS = {"xlsx": ".xlsx", "csv": ".zip", "parquet": ".zip"}


@dataclass(frozen=True)
class Area:
    """Tables that belong together, with how many rows each has."""

    name: str | Promise
    tables: list[dict[str, Any]]


@require_safe
def data(request: Request) -> HttpResponse:
    """Show where data comes in and goes out, what waits to be mended, and all tables."""
    company = request.company
    counts = company.row_counts()
    may_import = _sees_all(request) and request.who.may(Permission.DATA_IMPORT)
    return page(
        request,
        "data.html",
        areas=_areas(counts),
        empty=not any(counts.values()),
        drafts=company.drafts() if may_import else [],
        changes=company.table_changes()[:5],
        may_import=may_import,
        **import_jobs(request),
        may_export=_sees_all(request),
        read=",".join(READ),
        most=MOST_BYTES,
        six=SIX_TO_START,
    )


@require_safe
def jobs(request: Request) -> HttpResponse:
    """Show how far imports are that a worker does: a part of the page, asked for again while one is open."""
    if not request.htmx:
        return redirect("data")
    return page(request, "parts/import_jobs.html", **import_jobs(request))


def import_jobs(request: Request) -> dict[str, Any]:
    """Return the last imports that were left to a worker, and whether any of them is still to be done."""
    if not request.who.may(Permission.PLAN_SEE):
        return {}
    found = [job for job in request.company.jobs() if job.kind == "import"][:5]
    return {"jobs": found, "waiting": any(job.open for job in found)}


def _sees_all(request: Request) -> bool:
    """Whether they may see all of every table, which an import and an export are about."""
    return request.company.seeing().everything and request.who.may(Permission.COST_SEE)


def _areas(counts: dict[str, int]) -> list[Area]:
    found: dict[str, list[dict[str, Any]]] = {}
    for table in CONTRACT.values():
        row = {"name": table.name, "meaning": _(table.meaning), "rows": counts.get(table.name, 0)}
        found.setdefault(table.area, []).append(row)
    return [Area(AREAS.get(area, area), tables) for area, tables in found.items()]


@require_POST
def upload(request: Request) -> HttpResponseBase:
    """Take files that were dropped, and show what is wrong with them and what they would change."""
    files = request.FILES.getlist("files")
    if not files:
        raise DataError([Fault("", "", None, "", "", _("There is no file"), _("Choose a file, or drop one."))])
    with TemporaryDirectory(prefix="handfast-") as folder:
        for file in files:
            _keep(file, Path(folder))
        source = Path(folder) if len(files) > 1 else Path(folder) / safe_name(str(files[0].name))
        name = safe_name(str(files[0].name)) if len(files) == 1 else _("{count} files").format(count=len(files))
        number = request.company.begin_draft(name, source)
    return redirect("data_draft", number)


def _keep(file: UploadedFile[Any], folder: Path) -> None:
    name = safe_name(str(file.name))
    if Path(name).suffix.casefold() not in READ:
        problem = _("is a kind of file that is not read")
        raise DataError(
            [Fault(name, "", None, "", "", problem, _("Save it as an Excel workbook (.xlsx), CSV or Parquet."))]
        )
    target = folder / name
    if target.exists():
        raise DataError([Fault(name, "", None, "", "", _("was dropped twice"), _("Drop it once."))])
    with target.open("wb") as out:
        shutil.copyfileobj(file, out)


def safe_name(name: str) -> str:
    """Return the last part of a file's name, without what no file should be called by."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in last if each.isprintable() and each not in '<>:"|?*').strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    return f"{stem[:120]}{dot}{suffix[:12]}" if stem else f"file.{suffix[:12]}"


@require_safe
def template(request: Request) -> HttpResponseBase:
    """Give an empty workbook to fill: all tables, the six first, or one."""
    wanted = request.GET.getlist("table") or None
    if wanted is not None and not set(wanted) <= set(CONTRACT):
        raise NotFound(_("There is no such table."))
    with TemporaryDirectory(prefix="handfast-") as folder:
        name = f"{wanted[0]}.xlsx" if wanted and len(wanted) == 1 else "handfast-template.xlsx"
        path = write_template(Path(folder) / name, tables=wanted)
        return download(path)


@require_safe
def export(request: Request) -> HttpResponseBase:
    """Give all tables, as a workbook or an archive of CSV or Parquet files."""
    form = request.GET.get("form", "xlsx")
    if form not in FORMS:
        raise NotFound(_("There is no such form. One of: {forms}.").format(forms=", ".join(FORMS)))
    if not _sees_all(request):
        messages.warning(request, _("An export holds everything, and you see a part. Ask somebody who sees all of it."))
        return redirect("data")
    with TemporaryDirectory(prefix="handfast-") as folder:
        target = Path(folder) / ("handfast.xlsx" if form == "xlsx" else "handfast")
        written = request.company.export(target, form)
        if form != "xlsx":
            written = Path(shutil.make_archive(str(target), "zip", written))
        return download(written)


def download(path: Path) -> HttpResponse:
    """Return a file to be saved, never to be opened in the browser; the file itself may go at once."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = HttpResponse(path.read_bytes(), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
