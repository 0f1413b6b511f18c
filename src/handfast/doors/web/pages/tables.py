"""Tables: the rows of one table in the grid, edited in place, checked as a whole, saved as an import of changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handfast.company.people.permissions import Permission
from handfast.doors.entrance.request import Request
from handfast.doors.web.grid import (
    MOST_SUGGESTIONS,
    ROWS,
    GridRow,
    GridView,
    edits_of,
    faults_form,
    sent,
    suggestions_for,
)
from handfast.doors.web.preview import verdict_on
from handfast.doors.web.shell import page
from handfast.engine.reading.company import Reading
from handfast.engine.reading.draft import Draft, Sheet
from handfast.engine.reading.headers import Grid
from handfast.engine.tables import CONTRACT, Table
from handfast.errors import DataError, Fault, NotFound
from handfast.sentences import sentence

NEW = 1_000_000
"""New rows are numbered from here, beyond all that stand in the table."""


def _named(name: str) -> Table:
    if name not in CONTRACT:
        raise NotFound(_("There is no table {name}.").format(name=name))
    return CONTRACT[name]


@require_safe
def table(request: Request, name: str) -> HttpResponse:
    """Show a page of a table's rows, found by a word that stands in any of them."""
    shown, wanted = _named(name), request.GET.get("q", "").strip()
    number = request.GET.get("page", "1")
    at = int(number) if number.isdecimal() and len(number) < 10 else 1
    found = request.company.table_page(name, wanted, page=at, limit=ROWS)
    editable = may_edit(request)
    rows = [GridRow(row["row"], row, [row[part] for part in shown.key]) for row in found.rows.to_dicts()]
    grid = GridView(
        shown,
        list(shown.by_name),
        rows,
        found.found,
        found.page,
        check=reverse("data_table_check", args=[name]),
        last=NEW,
        suggestions=suggestions_for(shown, _names(request, shown)) if editable else {},
        editable=editable,
    )
    paste = reverse("data_table_paste", args=[name]) if editable else ""
    return page(request, "table.html", table=shown, grid=grid, paste=paste, q=wanted)


def may_edit(request: Request) -> bool:
    """Whether they may change tables: that takes seeing all of what stands in them."""
    person = request.who
    return (
        person.may(Permission.DATA_IMPORT) and person.may(Permission.COST_SEE) and request.company.seeing().everything
    )


def _names(request: Request, shown: Table) -> dict[str, list[str]]:
    """Return the names of other tables that this one's columns may hold."""
    others = {column.references for column in shown.columns if column.references}
    return {other: request.company.names_in(other, MOST_SUGGESTIONS + 1) for other in others if other}


@require_POST
def check(request: Request, name: str) -> HttpResponse:
    """Answer what is wrong with edited rows, and what saving them would change."""
    _named(name)
    reading = request.company.read_edits(name, edits_of(sent(request)))
    return JsonResponse(_answer(request, name, reading))


def _answer(request: Request, name: str, reading: Reading) -> dict[str, Any]:
    verdict = verdict_on(reading)
    changed = sum(each.added + each.changed + each.gone for each in verdict.tables)
    if verdict.count:
        said = ngettext("{count} thing to mend.", "{count} things to mend.", verdict.count).format(count=verdict.count)
    else:
        said = ngettext(
            "{count} row would change; not saved yet.", "{count} rows would change; not saved yet.", changed
        ).format(count=changed)
    context = {
        "verdict": verdict,
        "save_address": reverse("data_table_save", args=[name]),
        "nothing": _("Nothing is changed."),
    }
    return {
        "faults": faults_form(fault for fault in reading.faults if not fault.file),
        "verdict": render_to_string("parts/verdict.html", context, request),
        "said": said,
    }


@require_POST
def save(request: Request, name: str) -> HttpResponse:
    """Save edited rows: all of them, if they would still change what was shown; else answer what has changed."""
    _named(name)
    form = sent(request)
    reading = request.company.read_edits(name, edits_of(form))
    verdict = verdict_on(reading)
    if verdict.count or verdict.shown != form.get("shown"):
        return JsonResponse(_answer(request, name, reading))
    typed = str(form.get("reason") or "")[:200]
    request.company.load(reading, reason=typed or sentence("table {name} edited", name=name))
    rows = sum(each.added + each.changed + each.gone for each in verdict.tables)
    said = ngettext("Saved: {count} row.", "Saved: {count} rows.", rows).format(count=rows)
    messages.success(request, said)
    return JsonResponse({"saved": reverse("data_table", args=[name])})


@require_POST
def paste(request: Request, name: str) -> HttpResponse:
    """Take many pasted rows as an import of their own, where they are looked at page by page."""
    shown, form = _named(name), sent(request)
    columns, rows = form.get("columns", []), form.get("rows", [])
    sound = isinstance(columns, list) and isinstance(rows, list) and all(each in shown.by_name for each in columns)
    if not sound or not rows or not all(isinstance(row, list) for row in rows):
        raise DataError([Fault("", "", None, "", "", _("There is nothing to paste"), _("Copy the cells again."))])
    width = len(columns)
    texts = [[str(cell) for cell in row[:width]] + [""] * (width - len(row)) for row in rows]
    cells = [list(column) for column in zip(*texts, strict=True)]
    called = _("pasted {name}").format(name=name)
    grid = Grid(called, "", columns, 1, cells, list(range(2, len(texts) + 2)))
    number = request.company.begin_draft(called, Draft((Sheet(name, grid),)))
    return JsonResponse({"draft": reverse("data_draft", args=[number])})
