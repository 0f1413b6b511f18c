"""The editable grid: rows of a table as cells that people type into, page by page; its script is ``static/grid/``.

A page gives it rows of text and faults; what people type goes back as JSON, is checked as a whole, and is shown in the
cells again. Nothing is stored before somebody says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handfast.doors.web.in_words import in_words
from handfast.engine.difference import SNAPSHOTS
from handfast.engine.reading.editing import RowEdit
from handfast.engine.reading.going import GOES, STAY
from handfast.engine.tables import Column, Kind, Table
from handfast.errors import DataError, Fault

ROWS = 100
"""Rows on a page."""

MOST_SUGGESTIONS = 400
MOST_EDITS = 20_000
NUMBERS = frozenset({Kind.INTEGER, Kind.QUANTITY, Kind.MONEY, Kind.RATIO})


@dataclass(frozen=True)
class GridRow:
    """A row: its number as people see it, its key where it is in the company already, its cells by column."""

    number: int
    cells: Mapping[str, str]
    key: Sequence[str] | None = None


@dataclass(frozen=True)
class GridView:
    """A page of rows.

    Parameters
    ----------
    table
        Table of the contract.
    columns
        Names of the columns shown, in order.
    rows
        The rows of this page.
    total
        How many rows there are on all pages.
    page
        Which page this is, from 1.
    faults
        What is wrong with cells: row number and column to the fault; an empty column is the whole row.
    check
        Address that what is typed is sent to.
    version
        Version of the draft that is mended; None: the rows stand in the company.
    last
        The largest row number on any page.
    suggestions
        Column to the names that may stand in it.
    editable
        Whether the reader may type.
    """

    table: Table
    columns: Sequence[str]
    rows: Sequence[GridRow]
    total: int
    page: int = 1
    faults: Mapping[tuple[int, str], Fault] = field(default_factory=dict)
    check: str = ""
    version: int | None = None
    last: int = 0
    suggestions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    editable: bool = True

    @property
    def lets_go(self) -> bool:
        """Whether rows may be marked to go: those of the company, but for what the ledger has taken in."""
        return self.editable and self.version is None and (self.table.name in SNAPSHOTS or self.table.name not in STAY)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // ROWS))

    @property
    def before(self) -> int:
        """The page before this one."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after this one."""
        return self.page + 1

    @property
    def heads(self) -> list[dict[str, Any]]:
        """What stands in the head: each column with its meaning."""
        return [_GOES if name == GOES else _head(self.table.by_name[name]) for name in self.columns]

    @property
    def body(self) -> SafeString:
        """The rows as HTML. Built here: a template would take ten times as long for a thousand cells."""
        numbers = self._numbers()
        first = (self.page - 1) * ROWS + 2  # the head is row 1
        rows = (self._row(row, first + n, numbers) for n, row in enumerate(self.rows))
        return mark_safe("".join(rows))

    @property
    def blank(self) -> SafeString:
        """An empty row, to be copied."""
        row = GridRow(0, dict.fromkeys(self.columns, ""))
        return mark_safe(self._row(row, 0, self._numbers()))

    def _numbers(self) -> set[str]:
        return {name for name in self.columns if name != GOES and self.table.by_name[name].kind in NUMBERS}

    def _row(self, row: GridRow, index: int, numbers: set[str]) -> str:
        key = "" if row.key is None else f' data-key="{escape(json.dumps(list(row.key), ensure_ascii=False))}"'
        whole = self.faults.get((row.number, ""))
        told = f'<span class="cell-fault">{escape(words(whole))}</span>' if whole else ""
        head = f'<th scope="row" class="row-number">{row.number or "+"}{told}</th>'
        cells = "".join(self._cell(row, name, name in numbers) for name in self.columns)
        return f'<tr data-row="{row.number}" aria-rowindex="{index}"{key}>{head}{cells}</tr>'

    def _cell(self, row: GridRow, name: str, number: bool) -> str:
        fault = self.faults.get((row.number, name))
        fixed = not self.editable or (row.key is not None and name in self.table.key)
        marks = ' class="number"' if number else ""
        marks += ' aria-readonly="true"' if fixed else ""
        text = escape(row.cells.get(name, ""))
        if fault is None:
            return f'<td role="gridcell" tabindex="-1"{marks}>{text}</td>'
        name_of_fault = f"fault-{row.number}-{name}"
        marks += f' aria-invalid="true" aria-describedby="{name_of_fault}"'
        told = f'<span class="cell-fault" id="{name_of_fault}">{escape(words(fault))}</span>'
        return f'<td role="gridcell" tabindex="-1"{marks}>{text}{told}</td>'


_GOES: dict[str, Any] = {
    "name": GOES,
    "meaning": gettext_lazy("Whether the row is to go from the company: yes, or empty. Its name is enough."),
    "required": False,
    "number": False,
    "text": False,
}


def _head(column: Column) -> dict[str, Any]:
    meaning = _(column.meaning)
    if column.unit:
        meaning += " " + _("Unit: {unit}.").format(unit=_(column.unit))
    if column.choices:
        meaning += " " + _("One of: {words}.").format(words=", ".join(column.choices))
    if column.default:
        meaning += " " + _("Empty means {default}.").format(default=column.default)
    return {
        "name": column.name,
        "meaning": meaning,
        "required": column.required,
        "number": column.kind in NUMBERS,
        "text": column.kind in (Kind.KEY, Kind.TEXT),
    }


def suggestions_for(table: Table, names: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return what may be typed into columns of choices, flags and names of other tables.

    Parameters
    ----------
    names
        Table to the names of its rows; those with too many are left out.
    """
    found: dict[str, list[str]] = {}
    for column in table.columns:
        known = list(names.get(column.references, ())) if column.references else []
        if column.kind is Kind.CHOICE:
            found[column.name] = list(column.choices)
        elif column.kind is Kind.FLAG:
            found[column.name] = ["yes", "no"]
        elif 0 < len(known) <= MOST_SUGGESTIONS:
            found[column.name] = known
    return found


def words(fault: Fault) -> str:
    """Return what is wrong with a cell and what helps, without its place."""
    problem = in_words(fault.problem)
    return f"{problem[:1].upper()}{problem[1:]}. {in_words(fault.cure)}".strip()


def faults_form(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """Return faults as the grid's script reads them."""
    return [{"row": fault.row, "column": fault.column, "words": words(fault)} for fault in faults]


# ---------------------------------------------------------------- what comes back


def sent(request: HttpRequest) -> dict[str, Any]:
    """Return what the grid's script sent.

    Raises
    ------
    DataError
        It is not what that script sends.
    """
    try:
        form = json.loads(request.body)
    except ValueError:
        form = None
    if not isinstance(form, dict):
        raise _not_understood()
    return form


def edits_of(form: Mapping[str, Any]) -> list[RowEdit]:
    """Return the edited rows.

    Raises
    ------
    DataError
        They are not what the script sends, or more than can be checked at once.
    """
    edits = form.get("edits", [])
    if not isinstance(edits, list):
        raise _not_understood()
    if len(edits) > MOST_EDITS:
        problem = _("{count} rows at once are more than a page can take").format(count=f"{len(edits):,}")
        raise DataError([Fault("", "", None, "", "", problem, _("Bring them as a file."))])
    return [_edit(each) for each in edits]


def _edit(form: Any) -> RowEdit:
    if not isinstance(form, dict) or not isinstance(form.get("row"), int):
        raise _not_understood()
    key = form.get("key")
    cells, seen = form.get("cells", {}), form.get("seen", {})
    sound = all(
        isinstance(each, dict) and all(isinstance(text, str) for text in each.values()) for each in (cells, seen)
    )
    if not sound or not (key is None or (isinstance(key, list) and all(isinstance(part, str) for part in key))):
        raise _not_understood()
    return RowEdit(form["row"], None if key is None else tuple(key), cells, seen, form.get("goes") is True)


def _not_understood() -> DataError:
    return DataError([Fault("", "", None, "", "", _("This could not be read"), _("Reload the page and try again."))])
