"""Drafts of imports: what is wrong with them and what they would change, mended cell by cell, then imported whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Query

from handfast.company.queries.import_drafts import ImportDraft
from handfast.doors.api import forms
from handfast.doors.api.endpoints.work import router
from handfast.doors.api.given import DraftSeen, Number, Page, SheetMending, SheetNumber, TakingDraft
from handfast.doors.api.refusals import Refused, fault_form
from handfast.doors.api.told import page_of, told, unchanged
from handfast.doors.connect.files.packing import packed
from handfast.doors.entrance.request import Request
from handfast.engine.reading.company import Reading
from handfast.engine.reading.draft import (
    Draft,
    with_cells,
    with_column,
    with_header,
    with_mark,
    with_table,
    without_rows,
)
from handfast.engine.reading.raw import Mark
from handfast.engine.tables import CONTRACT
from handfast.errors import DataError, Fault, NotFound, StaleAnswer
from handfast.facade.mending import MOST_AT_ONCE, changes_of, name_of


@router.get("/imports", response=forms.Rows[forms.DraftRow], url_name="imports", summary="Find drafts")
def drafts(request: Request, wanted: Query[Page]) -> HttpResponse:
    """Return the drafts that wait to be mended or imported, the one mended last first."""
    found = request.company.drafts()
    return page_of(
        request, found[wanted.offset : wanted.offset + wanted.limit], len(found), wanted.page, wanted.limit, _row
    )


@router.get("/imports/{int:number}", response=forms.Draft, url_name="import", summary="Look at a draft")
def draft(request: Request, number: Number) -> HttpResponse:
    """Return a draft with its sheets, everything that is wrong with it, and what it would change; with its ETag."""
    kept = request.company.draft(number)
    if unchanged(request, _tag(kept)):
        return HttpResponse(status=304, headers={"ETag": _tag(kept)})
    return _told(request, kept)


@router.get(
    "/imports/{int:number}/sheets/{int:sheet}", response=forms.Rows[dict[str, Any]], url_name="import_sheet",
    summary="Read a sheet of a draft",
)  # fmt: skip
def sheet(request: Request, number: Number, sheet: SheetNumber, wanted: Query[Page]) -> HttpResponse:
    """Return rows of a sheet as they stand: their number, and the texts in the order of its header."""
    grid = _sheet(request.company.draft(number).draft, sheet).grid
    rows = [
        {"row": grid.rows[n], "texts": [column[n] for column in grid.columns]}
        for n in range(wanted.offset, min(wanted.offset + wanted.limit, len(grid.rows)))
    ]
    return page_of(request, rows, len(grid.rows), wanted.page, wanted.limit, lambda row: row)


@router.patch(
    "/imports/{int:number}/sheets/{int:sheet}", response=forms.Draft, url_name="import_sheet", summary="Mend a draft"
)
def mend(
    request: Request, number: Number, sheet: SheetNumber, said: SheetMending, expected: DraftSeen = ""
) -> HttpResponse:
    """Mend a sheet that was seen as If-Match says: table, columns, rows and cells, in this order; all or nothing."""
    version = _version(expected)
    try:
        kept = request.company.mend(number, version, _mending(sheet, said))
    except StaleAnswer as stale:
        raise Refused(412, str(stale), kind="StaleAnswer") from stale
    return _told(request, kept)


@router.post("/imports/{int:number}/import", response={200: forms.Imported, 202: forms.Imported},
             url_name="import_take", summary="Import a draft")  # fmt: skip
def take(request: Request, number: Number, said: TakingDraft) -> HttpResponse:
    """Import a draft as it was seen: all of it, or nothing. More than 20,000 rows are imported by a worker's job."""
    company = request.company
    kept = company.draft(number)
    if sum(len(each.grid.rows) for each in kept.draft.sheets) <= MOST_AT_ONCE:
        report = company.load_draft(number, said.seen, reason=said.reason)
        changed = sum(each.added.height + each.changed_rows for each in report.differences.values())
        return told({"rows": changed, "job": None})
    reading = company.read_draft(kept.draft, kept.name)
    if reading.faults:
        raise DataError(reading.faults)
    if name_of(changes_of(reading)) != said.seen:
        raise StaleAnswer("What would change is no longer what you saw. Nothing was written: look at it again.")
    asked = company.import_later(f"draft-{number}.zip", packed(kept.draft), reason=said.reason or kept.reason)
    company.drop_draft(number)
    return told({"rows": None, "job": asked.id}, 202, {"Location": f"/api/v1/jobs/{asked.id}"})


@router.delete("/imports/{int:number}", response={204: None}, url_name="import", summary="Throw a draft away")
def drop(request: Request, number: Number) -> HttpResponse:
    """Throw a draft away; nothing in the company changes."""
    request.company.draft(number)
    request.company.drop_draft(number)
    return HttpResponse(status=204)


# ------------------------------------------------------------ inside


def _told(request: Request, kept: ImportDraft) -> HttpResponse:
    reading = request.company.read_draft(kept.draft, kept.name)
    sheets = [
        {
            "sheet": n,
            "table": each.table if each.table in CONTRACT else None,
            "file": each.grid.file,
            "name": each.grid.sheet,
            "header": list(each.grid.header),
            "rows": len(each.grid.rows),
        }
        for n, each in enumerate(kept.draft.sheets)
    ]
    form = {
        **_row(kept),
        "sheets": sheets,
        "faults": [fault_form(each) for each in reading.faults],
        **_changes(reading),
    }
    return told(form, headers={"ETag": _tag(kept)})


def _changes(reading: Reading) -> dict[str, Any]:
    """Return what a sound draft would change, and the name by which it is imported as it was seen."""
    if reading.faults:
        return {"changes": None, "seen": None}
    found = changes_of(reading)
    counts = {
        name: {"added": len(each.added), "changed": each.rows, "gone": len(each.gone)} for name, each in found.items()
    }
    return {"changes": counts, "seen": name_of(found)}


def _mending(number: int, said: SheetMending) -> Callable[[Draft], Draft]:
    """Return what mends a sheet."""

    def change(draft: Draft) -> Draft:
        _sheet(draft, number)
        if said.table is not None:
            draft = with_table(draft, number, _table(said.table))
        for name in said.headers:
            _assert_column(draft, number, name)
            draft = with_header(draft, number, name, said.headers[name])
        for column in said.columns:
            draft = with_column(draft, number, column)
        if said.decimal_mark is not None:
            draft = with_mark(draft, number, Mark(said.decimal_mark))
        draft = without_rows(draft, number, said.without)
        if said.cells and draft.sheets[number].table not in CONTRACT:
            raise _wrong("table", draft.sheets[number].table, "Say first which table the sheet is: table.")
        return with_cells(draft, number, said.cells) if said.cells else draft

    return change


def _sheet(draft: Draft, number: int) -> Any:
    if number >= len(draft.sheets):
        raise NotFound(f"This import has no sheet {number}; they are counted from 0.")
    return draft.sheets[number]


def _table(name: str) -> str:
    if name not in CONTRACT:
        raise _wrong("table", name, f"It is one of: {', '.join(CONTRACT)}.")
    return name


def _assert_column(draft: Draft, number: int, position: int) -> None:
    width = len(draft.sheets[number].grid.header)
    if not 0 <= position < width:
        raise _wrong("headers", str(position), f"The sheet has {width} columns, counted from 0.")


def _wrong(field: str, value: str, cure: str) -> DataError:
    return DataError([Fault("", "", None, field, value, "is not there", cure)])


def _row(kept: ImportDraft) -> dict[str, Any]:
    return {
        "draft": kept.number,
        "name": kept.name,
        "actor": kept.actor,
        "made": kept.made.isoformat(),
        "changed": kept.changed.isoformat(),
        "reason": kept.reason,
        "version": kept.version,
    }


def _tag(kept: ImportDraft) -> str:
    return f'"{kept.number}-{kept.version}"'


def _version(given: str) -> int:
    """Return the version of a draft that a program saw.

    Raises
    ------
    Refused
        It does not say, or not so that it could be understood.
    """
    version = given.strip().strip('"').rpartition("-")[2]
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise Refused(428, "Say which version you saw: the draft's ETag, as If-Match.")
    return int(version)
