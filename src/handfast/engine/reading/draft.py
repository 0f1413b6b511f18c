"""A draft: tables as they stand in files, before they are read; people mend them cell by cell until nothing is wrong.

A draft is never changed: every mending returns a new one. Rows keep the numbers that the spreadsheet shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from handfast.engine.reading.cells import nearest
from handfast.engine.reading.going import GOES
from handfast.engine.reading.headers import Grid, match_headers, spelled_alike
from handfast.engine.reading.raw import Mark, RawTable
from handfast.engine.tables import CONTRACT
from handfast.errors import DataError, Fault
from handfast.sentences import sentence


@dataclass(frozen=True)
class Sheet:
    """Rows of a file, and the table that they are of.

    Parameters
    ----------
    table
        Name of a table; any other name is a fault that says which are there.
    """

    table: str
    grid: Grid


@dataclass(frozen=True)
class Draft:
    """What files hold.

    Parameters
    ----------
    sheets
        Their rows.
    faults
        What is wrong with the files themselves, and cannot be mended here.
    notices
        What a person should know about the files.
    """

    sheets: tuple[Sheet, ...] = ()
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Matched:
    """The tables of a draft, the names of rows that go, and what is wrong with their names and headers."""

    raws: list[RawTable]
    going: list[RawTable]
    faults: list[Fault]
    notices: list[Fault]


def matched(draft: Draft) -> Matched:
    """Return the raw tables of a draft: which sheet is which table, which column is which."""
    found = Matched([], [], list(draft.faults), list(draft.notices))
    seen: dict[str, Grid] = {}
    for sheet in draft.sheets:
        fault = _unnamed(sheet) or _twice(sheet, seen)
        if fault is not None:
            found.faults.append(fault)
            continue
        seen[sheet.table] = sheet.grid
        headed = match_headers(sheet.table, sheet.grid)
        found.raws.append(headed.raw)
        if headed.going.places.rows.len():
            found.going.append(headed.going)
        found.faults.extend(headed.faults)
        found.notices.extend(headed.notices)
    return found


def _unnamed(sheet: Sheet) -> Fault | None:
    if sheet.table in CONTRACT:
        return None
    near = nearest(sheet.table, CONTRACT)
    hint = sentence("Did you mean {near}? ", near=near) if near else ""
    what = "sheet" if sheet.grid.sheet else "file"
    cure = sentence(
        "{hint}Name the {what} after its table, or begin its name with README if it is none.", hint=hint, what=what
    )
    return Fault(sheet.grid.file, sheet.grid.sheet, None, "", "", sentence("is named like no table of Handfast"), cure)


def _twice(sheet: Sheet, seen: Mapping[str, Grid]) -> Fault | None:
    before = seen.get(sheet.table)
    if before is None:
        return None
    where = ", ".join(part for part in (before.file, before.sheet) if part)
    problem = sentence("holds table {table}, which {where} holds too", table=sheet.table, where=where)
    return Fault(sheet.grid.file, sheet.grid.sheet, None, "", "", problem, sentence("Keep one of the two."))


# ---------------------------------------------------------------- mending


def _with_grid(draft: Draft, number: int, change: Callable[[Grid], Grid]) -> Draft:
    sheets = list(draft.sheets)
    sheets[number] = replace(sheets[number], grid=change(sheets[number].grid))
    return replace(draft, sheets=tuple(sheets))


def with_cells(draft: Draft, number: int, cells: Mapping[int, Mapping[str, str]]) -> Draft:
    """Return `draft` with other texts in some cells of sheet `number`.

    Parameters
    ----------
    cells
        Row number to column of the contract to text. A row that is not there is added; a column too.

    Raises
    ------
    DataError
        A column is none of the sheet's table.
    """
    table = CONTRACT[draft.sheets[number].table]
    unknown = {name for row in cells.values() for name in row} - {*table.by_name, GOES}
    if unknown:
        cure = sentence("Its columns are: {names}.", names=", ".join(table.by_name))
        problem = sentence("is no column of table {name}", name=table.name)
        raise DataError([Fault("", "", None, name, "", problem, cure) for name in sorted(unknown)])
    return _with_grid(draft, number, lambda grid: _mended(grid, cells))


def _mended(grid: Grid, cells: Mapping[int, Mapping[str, str]]) -> Grid:
    positions = {spelled_alike(header): n for n, header in reversed(list(enumerate(grid.header)))}
    wanted = list(dict.fromkeys(name for row in cells.values() for name in row if name not in positions))
    positions |= {name: len(grid.header) + n for n, name in enumerate(wanted)}
    new_rows = sorted(set(cells) - set(grid.rows))
    rows = [*grid.rows, *new_rows]
    columns = [[*column, *[""] * len(new_rows)] for column in grid.columns]
    columns += [[""] * len(rows) for _ in wanted]
    index = {row: n for n, row in enumerate(rows)}
    for row, texts in cells.items():
        for name, text in texts.items():
            columns[positions[name]][index[row]] = text
    return replace(grid, header=[*grid.header, *wanted], columns=columns, rows=rows)


def with_header(draft: Draft, number: int, position: int, name: str) -> Draft:
    """Return `draft` where the column in `position` (from 0) of sheet `number` is called `name`; empty: left out."""

    def change(grid: Grid) -> Grid:
        if not 0 <= position < len(grid.header):
            return grid
        if name:
            return replace(grid, header=[*grid.header[:position], name, *grid.header[position + 1 :]])
        header = [each for n, each in enumerate(grid.header) if n != position]
        return replace(grid, header=header, columns=[each for n, each in enumerate(grid.columns) if n != position])

    return _with_grid(draft, number, change)


def with_column(draft: Draft, number: int, name: str) -> Draft:
    """Return `draft` with an empty column more in sheet `number`."""

    def change(grid: Grid) -> Grid:
        return replace(grid, header=[*grid.header, name], columns=[*grid.columns, [""] * len(grid.rows)])

    return _with_grid(draft, number, change)


def with_table(draft: Draft, number: int, table: str) -> Draft:
    """Return `draft` where sheet `number` is of `table`; empty: the sheet is left out."""
    sheets = list(draft.sheets)
    if table:
        sheets[number] = replace(sheets[number], table=table)
    else:
        del sheets[number]
    return replace(draft, sheets=tuple(sheets))


def with_mark(draft: Draft, number: int, mark: Mark) -> Draft:
    """Return `draft` where the numbers of sheet `number` are written with another decimal mark."""
    return _with_grid(draft, number, lambda grid: replace(grid, mark=mark))


def without_rows(draft: Draft, number: int, rows: Sequence[int]) -> Draft:
    """Return `draft` without some rows of sheet `number`."""
    gone = set(rows)

    def change(grid: Grid) -> Grid:
        kept = [n for n, row in enumerate(grid.rows) if row not in gone]
        columns = [[column[n] for n in kept] for column in grid.columns]
        return replace(grid, columns=columns, rows=[grid.rows[n] for n in kept])

    return _with_grid(draft, number, change)


# ---------------------------------------------------------------- kept as text


def draft_text(draft: Draft) -> str:
    """Return a draft as JSON."""

    def form(sheet: Sheet) -> dict[str, Any]:
        grid = sheet.grid
        return {
            "table": sheet.table,
            "file": grid.file,
            "sheet": grid.sheet,
            "header": list(grid.header),
            "header_row": grid.header_row,
            "columns": [list(column) for column in grid.columns],
            "rows": list(grid.rows),
            "mark": grid.mark.value,
        }

    faults, notices = ([asdict(each) for each in some] for some in (draft.faults, draft.notices))
    return json.dumps({"sheets": [form(sheet) for sheet in draft.sheets], "faults": faults, "notices": notices})


def draft_of_text(text: str) -> Draft:
    """Return the draft that was kept as JSON."""
    form = json.loads(text)
    sheets = tuple(Sheet(each.pop("table"), Grid(**{**each, "mark": Mark(each["mark"])})) for each in form["sheets"])
    faults, notices = (tuple(Fault(**each) for each in form[name]) for name in ("faults", "notices"))
    return Draft(sheets, faults, notices)
