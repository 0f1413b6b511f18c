"""From a grid as it stands in a file to a table of the contract: which column is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from handfast.engine.reading.cells import nearest
from handfast.engine.reading.going import GOES, split
from handfast.engine.reading.raw import Mark, Places, RawTable
from handfast.engine.tables import CONTRACT, Column, Table
from handfast.errors import Fault
from handfast.sentences import sentence

EXAMPLE_MARK = "(example)"
"""How the first cell of a template's example row begins; such rows are left out."""


@dataclass(frozen=True)
class Grid:
    """Rows of text as they stand in a file, blank rows already left out.

    Parameters
    ----------
    file, sheet
        File name, and sheet of a workbook (else empty).
    header
        The headers as written; `header_row` is the row they stand in.
    columns
        One sequence of texts for each header, all as long as `rows`.
    rows
        Row numbers as a spreadsheet shows them.
    mark
        How its numbers are written.
    """

    file: str
    sheet: str
    header: Sequence[str]
    header_row: int
    columns: Sequence[Sequence[str]]
    rows: Sequence[int]
    mark: Mark = Mark.POINT


@dataclass(frozen=True)
class Headed:
    """A raw table, the names of its rows that go, what is wrong with its headers, and what a person should know."""

    raw: RawTable
    going: RawTable
    faults: list[Fault]
    notices: list[Fault]


def spelled_alike(header: str) -> str:
    """Return `header` without what does not count: capitals, spaces, hyphens. ``Lot min`` is ``lot_min``."""
    return re.sub(r"\W+", "_", header.casefold().strip()).strip("_")


def match_headers(name: str, grid: Grid) -> Headed:
    """Return the table `name` that stands in `grid`, its columns named as in the contract."""
    table = CONTRACT[name]
    faults: list[Fault] = []
    found: dict[str, int] = {}
    for position, header in enumerate(grid.header):
        fault = _judge(header, position, grid, table, found)
        if fault is not None:
            faults.append(fault)
    kept, notices = _without_examples(grid, table, found)
    rows = pl.Series("row", [grid.rows[n] for n in kept], dtype=pl.Int64)
    texts = {
        column: pl.Series([grid.columns[position][n] for n in kept], dtype=pl.String)
        for column, position in found.items()
    }
    raw, going, unclear = split(RawTable(name, pl.DataFrame(texts), Places(grid.file, grid.sheet, rows), grid.mark))
    faults += unclear
    must = table.key if going.places.rows.len() and not raw.places.rows.len() else None  # what goes is only named
    faults += [
        _missing(column, grid)
        for column in table.columns
        if column.required and column.name not in found and (must is None or column.name in must)
    ]
    return Headed(raw, going, faults, notices)


def _judge(header: str, position: int, grid: Grid, table: Table, found: dict[str, int]) -> Fault | None:
    """Note in `found` which column `header` is; return a fault where it is none."""
    name = spelled_alike(header)

    def fault(problem: str, cure: str) -> Fault:
        return Fault(grid.file, grid.sheet, grid.header_row, header.strip(), "", problem, cure)

    if not name:
        if not any(cell.strip() for cell in grid.columns[position]):
            return None
        return fault(
            sentence("the header in position {position} is empty", position=position + 1),
            sentence("Name the column, or delete it."),
        )
    if name in found:
        return fault(sentence("stands twice in the header"), sentence("Keep one of the two columns."))
    if name not in table.by_name and name != GOES:
        near = nearest(name, [column for column in table.by_name if column not in found])
        hint = sentence("Did you mean {near}? ", near=near) if near else ""
        return fault(
            sentence("is no column of table {name}", name=table.name),
            sentence("{hint}Rename or delete it. Its columns are: {names}.", hint=hint, names=", ".join(table.by_name)),
        )
    found[name] = position
    return None


def _missing(column: Column, grid: Grid) -> Fault:
    meaning = f"Add the column: {column.meaning} Example: {column.example}."
    return Fault(grid.file, grid.sheet, grid.header_row, column.name, "", sentence("is missing"), meaning)


def _without_examples(grid: Grid, table: Table, found: dict[str, int]) -> tuple[list[int], list[Fault]]:
    """Return the positions of the rows that count, and a notice for each example row that was written over."""
    kept: list[int] = []
    notices: list[Fault] = []
    first = grid.columns[0] if grid.columns else []
    for n, row in enumerate(grid.rows):
        if not first[n].lstrip().startswith(EXAMPLE_MARK):
            kept.append(n)
            continue
        written_over = any(
            position and not _is_example(grid.columns[position][n].strip(), table.by_name[name].example)
            for name, position in found.items()
            if name != GOES
        )
        if written_over:
            cure = sentence("Take '{example_mark}' out of its first cell if it is to count.", example_mark=EXAMPLE_MARK)
            notices.append(
                Fault(grid.file, grid.sheet, row, "", first[n], sentence("is an example row and was left out"), cure)
            )
    return kept, notices


def _is_example(cell: str, example: str) -> bool:
    """Return whether a cell still holds the example of its column; a workbook shows 349.00 as 349."""
    return cell in ("", example) or ("." in example and cell == example.rstrip("0").rstrip("."))
