"""An import on its way: every fault in its own cell, mended in place, and what would change before it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handfast.company.queries.import_drafts import ImportDraft
from handfast.doors.connect.files.packing import packed
from handfast.doors.entrance.request import Request
from handfast.doors.web.grid import ROWS, GridRow, GridView, edits_of, faults_form, sent, suggestions_for
from handfast.doors.web.preview import verdict_on
from handfast.doors.web.shell import page
from handfast.doors.web.typed_numbers import counted_number
from handfast.engine.reading.cells import nearest
from handfast.engine.reading.company import Reading
from handfast.engine.reading.draft import (
    Draft,
    Sheet,
    with_cells,
    with_column,
    with_header,
    with_mark,
    with_table,
    without_rows,
)
from handfast.engine.reading.going import GOES
from handfast.engine.reading.headers import spelled_alike
from handfast.engine.reading.raw import Mark
from handfast.engine.tables import CONTRACT, Kind
from handfast.errors import Fault, NotFound, StaleAnswer
from handfast.facade.mending import MOST_AT_ONCE


@dataclass(frozen=True)
class Tab:
    """A sheet of the draft, as a tab: its number, its table, how many rows and faults it has."""

    number: int
    name: str
    rows: int
    faults: int


@dataclass(frozen=True)
class Stranger:
    """A column that its table does not have: where it stands, what it was called, and what it may have been meant."""

    position: int
    header: str
    guess: str | None


@require_safe
def draft(request: Request, number: int) -> HttpResponse:
    """Show a draft: one sheet of it, with what is wrong in its cells."""
    kept = request.company.draft(number)
    reading = request.company.read_draft(kept.draft, kept.name)
    tabs = [_tab(n, sheet, reading) for n, sheet in enumerate(kept.draft.sheets)]
    wanted = counted_number(request.GET.get("sheet", ""))
    first_wrong = next((tab.number for tab in tabs if tab.faults), 0)
    shown = first_wrong if wanted is None or wanted >= len(tabs) else wanted
    context: dict[str, Any] = {"tabs": tabs, "shown": shown}
    if tabs:
        context |= _sheet(request, kept, reading, shown)
    return page(request, "draft.html", draft=kept, **context, **_verdict(kept, reading))


def _tab(number: int, sheet: Sheet, reading: Reading) -> Tab:
    name = sheet.table if sheet.table in CONTRACT else (sheet.grid.sheet or sheet.grid.file)
    return Tab(number, name, len(sheet.grid.rows), len(_faults_of(sheet, reading)))


def _faults_of(sheet: Sheet, reading: Reading) -> list[Fault]:
    place = (sheet.grid.file, sheet.grid.sheet)
    return [fault for fault in reading.faults if (fault.file, fault.sheet) == place]


def _verdict(kept: ImportDraft, reading: Reading) -> dict[str, Any]:
    numbers = {(sheet.grid.file, sheet.grid.sheet): n for n, sheet in enumerate(kept.draft.sheets)}

    def link(fault: Fault) -> str:
        """Return where the fault's cell is shown; nowhere for what stands in no sheet."""
        number = numbers.get((fault.file, fault.sheet))
        row = "" if fault.row is None else f"&row={fault.row}"
        return "" if number is None else f"{reverse('data_draft', args=[kept.number])}?sheet={number}{row}"

    return {
        "verdict": verdict_on(reading, link),
        "import_address": reverse("data_draft_import", args=[kept.number]),
        "nothing": _("Importing this would change nothing."),
        "reason": kept.reason,
    }


def _sheet(request: Request, kept: ImportDraft, reading: Reading, shown: int) -> dict[str, Any]:
    """Return what the page shows of one sheet."""
    sheet = kept.draft.sheets[shown]
    table, faults = CONTRACT.get(sheet.table), _faults_of(sheet, reading)
    found: dict[str, Any] = {"sheet": sheet, "table_names": list(CONTRACT)}
    if table is None:
        return {**found, "guess": nearest(spelled_alike(sheet.table), CONTRACT)}
    headers = [spelled_alike(header) for header in sheet.grid.header]
    missing = [column.name for column in table.columns if column.name not in headers]
    strangers = [
        Stranger(n, header, nearest(headers[n], missing))
        for n, header in enumerate(sheet.grid.header)
        if headers[n] not in {*table.by_name, GOES} or headers[n] in headers[:n]
    ]
    wrong = {fault.row for fault in faults if fault.row is not None and fault.row != sheet.grid.header_row}
    only_wrong = request.GET.get("show") == "wrong" and bool(wrong)
    return {
        **found,
        "strangers": strangers,
        "missing": missing,
        "must": [name for name in missing if table.by_name[name].required],
        "wrong": len(wrong),
        "only_wrong": only_wrong,
        "mark": sheet.grid.mark.value,
        "has_numbers": any(
            table.by_name[name].kind in (Kind.QUANTITY, Kind.MONEY, Kind.RATIO)
            for name in headers
            if name in table.by_name
        ),
        "grid": _grid(request, kept, reading, shown, faults, wrong if only_wrong else None),
    }


def _grid(
    request: Request, kept: ImportDraft, reading: Reading, shown: int, faults: list[Fault], only: set[int] | None
) -> GridView:
    sheet = kept.draft.sheets[shown]
    table, grid = CONTRACT[sheet.table], sheet.grid
    headers = [spelled_alike(header) for header in grid.header]
    columns = [name for n, name in enumerate(headers) if name in {*table.by_name, GOES} and name not in headers[:n]]
    places = [headers.index(name) for name in columns]
    rows = [n for n, row in enumerate(grid.rows) if only is None or row in only]
    number = _page_number(request, grid.rows, rows)
    visible = rows[(number - 1) * ROWS : number * ROWS]
    return GridView(
        table,
        columns,
        [
            GridRow(grid.rows[n], {name: grid.columns[at][n] for name, at in zip(columns, places, strict=True)})
            for n in visible
        ],
        len(rows),
        number,
        # what is wrong with a column that the sheet does not have is told at the row's head
        {(fault.row, fault.column if fault.column in columns else ""): fault for fault in faults if fault.row},
        f"{reverse('data_draft_cells', args=[kept.number])}?sheet={shown}",
        kept.version,
        max(grid.rows, default=grid.header_row),
        suggestions_for(table, names_known(reading)),
    )


def names_known(reading: Reading) -> dict[str, list[str]]:
    """Return the names that rows may use: the company's, and those that the reading brings."""
    whole = reading.whole()
    referred = {column.references for table in CONTRACT.values() for column in table.columns if column.references}
    return {
        name: [str(key) for key in whole[name][CONTRACT[name].key[0]].unique().sort()] for name in referred & set(whole)
    }


def _page_number(request: Request, numbers: Any, rows: list[int]) -> int:
    """Return the page that was asked for, or the one on which a wanted row stands."""
    pages = max(1, -(-len(rows) // ROWS))
    row, wanted = (counted_number(request.GET.get(name, "")) for name in ("row", "page"))
    if row is not None:
        at = next((n for n, index in enumerate(rows) if numbers[index] == row), 0)
        return at // ROWS + 1
    return min(wanted or 1, pages)


# ---------------------------------------------------------------- mending


@require_POST
def cells(request: Request, number: int) -> HttpResponse:
    """Take what was typed into cells, and answer with what is wrong now."""
    form = sent(request)
    edits, shown = edits_of(form), _sheet_number(request)

    def mend(draft: Draft) -> Draft:
        _assert_sheet(draft, shown)
        return with_cells(draft, shown, {edit.row: edit.cells for edit in edits})

    kept = request.company.mend(number, int(form.get("version", -1)), mend)
    reading = request.company.read_draft(kept.draft, kept.name)
    found = _verdict(kept, reading)
    count = found["verdict"].count
    said = (
        ngettext("{count} thing to mend.", "{count} things to mend.", count)
        if count
        else _("Nothing is wrong any more.")
    )
    answer = {
        "version": kept.version,
        "faults": faults_form(_faults_of(kept.draft.sheets[shown], reading)),
        "verdict": render_to_string("parts/verdict.html", found, request),
        "said": said.format(count=count),
    }
    return JsonResponse(answer)


def _sheet_number(request: Request) -> int:
    return counted_number(request.GET.get("sheet", "")) or 0


def _assert_sheet(draft: Draft, number: int) -> None:
    if number >= len(draft.sheets):
        raise NotFound(_("This import has no such sheet."))


Mend = Callable[[Draft, int, Mapping[str, str]], Draft]


def _named(draft: Draft, shown: int, form: Mapping[str, str]) -> Draft:
    if form["table"] not in {"", *CONTRACT}:
        raise NotFound(_("There is no such table."))
    return with_table(draft, shown, form["table"])


def _renamed(draft: Draft, shown: int, form: Mapping[str, str]) -> Draft:
    position = counted_number(form.get("position", ""))
    if position is None:
        raise NotFound(_("There is no such column."))
    return with_header(draft, shown, position, form.get("column", ""))


def _marked(draft: Draft, shown: int, form: Mapping[str, str]) -> Draft:
    if form.get("mark") not in {mark.value for mark in Mark}:
        raise NotFound(_("There is no such decimal mark."))
    return with_mark(draft, shown, Mark(form["mark"]))


def _more_columns(draft: Draft, shown: int, form: Mapping[str, str]) -> Draft:
    if form.get("column") not in CONTRACT[draft.sheets[shown].table].by_name:
        raise NotFound(_("There is no such column."))
    return with_column(draft, shown, form["column"])


def _fewer_rows(draft: Draft, shown: int, form: Mapping[str, str]) -> Draft:
    rows = (counted_number(row.strip()) for row in form.get("rows", "").split(","))
    return without_rows(draft, shown, [row for row in rows if row is not None])


MENDING: dict[str, Mend] = {
    "table": _named,
    "header": _renamed,
    "mark": _marked,
    "column": _more_columns,
    "rows": _fewer_rows,
}
"""What can be said about a whole sheet."""


@require_POST
def sheet(request: Request, number: int) -> HttpResponse:
    """Say which table a sheet is, which column a header means, how its numbers are written, or which rows go."""
    mend, shown = MENDING.get(request.POST.get("what", "")), _sheet_number(request)
    version = counted_number(request.POST.get("version", ""))
    if mend is None or version is None:
        raise NotFound(_("There is nothing of this kind to say about a sheet."))
    form = {key: str(value) for key, value in request.POST.items()}

    def change(draft: Draft) -> Draft:
        _assert_sheet(draft, shown)
        return mend(draft, shown, form)

    request.company.mend(number, version, change)
    return redirect(f"{reverse('data_draft', args=[number])}?sheet={shown}")


@require_POST
def take(request: Request, number: int) -> HttpResponse:
    """Import a draft: all of it, as it was shown, or nothing; a large one by a worker."""
    kept = request.company.draft(number)
    if sum(len(sheet.grid.rows) for sheet in kept.draft.sheets) > MOST_AT_ONCE:
        return _later(request, kept)
    report = request.company.load_draft(
        number, request.POST.get("shown", ""), reason=request.POST.get("reason", "")[:200]
    )
    rows = sum(each.added.height + each.changed_rows for each in report.differences.values())
    said = ngettext("Imported: {count} row is new or changed.", "Imported: {count} rows are new or changed.", rows)
    gone = sum(report.gone.values())
    lost = ngettext("{count} row is gone.", "{count} rows are gone.", gone).format(count=f"{gone:,}") if gone else ""
    messages.success(request, f"{said.format(count=f'{rows:,}')} {lost}".strip())
    if report.orders.promised or report.orders.revised:
        orders = _("Order lines: {promised} promised, {revised} revised.")
        messages.info(request, orders.format(promised=report.orders.promised, revised=report.orders.revised))
    return redirect("data")


def _later(request: Request, kept: ImportDraft) -> HttpResponse:
    """Hand a large draft to a worker, if it would still change what was shown."""
    verdict = verdict_on(request.company.read_draft(kept.draft, kept.name))
    if verdict.count or verdict.shown != request.POST.get("shown"):
        raise StaleAnswer(_("What would change is no longer what you saw. Nothing was written: look at it again."))
    name = f"{Path(kept.name).stem[:100]}.zip"
    reason = request.POST.get("reason", "")[:200] or kept.reason or kept.name
    job = request.company.import_later(name, packed(kept.draft), reason=reason)
    request.company.drop_draft(kept.number)
    said = _("So many rows take a while: a worker imports them as {job}. This page shows how far it is.")
    messages.info(request, said.format(job=job.name))
    return redirect("data")


@require_POST
def drop(request: Request, number: int) -> HttpResponse:
    """Throw a draft away."""
    request.company.drop_draft(number)
    messages.info(request, _("Thrown away. Nothing in the company has changed."))
    return redirect("data")
