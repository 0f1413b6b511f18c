"""Excel workbooks: one sheet for each table."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from handfast.doors.connect.files.parquet import float_text
from handfast.doors.connect.files.weighing import weigh_archive
from handfast.engine.reading.headers import Grid
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

Cells = list[tuple[int, Sequence[object]]]
"""Rows of a sheet that hold something, with their numbers."""

BROKEN = (InvalidFileException, KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile, ParseError)
"""What openpyxl raises where a workbook is damaged, or its XML a trap."""


def read_workbook(path: Path) -> tuple[list[Grid], list[Fault]]:
    """Return the visible sheets that hold something, and a notice for each hidden one that does.

    Raises
    ------
    DataError
        The file is no workbook, a sheet has merged cells, or a formula was saved without its value.
    """
    weigh_archive(path, sentence("is no readable Excel workbook"))
    marks = _marks(path)
    grids: list[Grid] = []
    notices: list[Fault] = []
    faults: list[Fault] = []
    with path.open("rb") as file:  # openpyxl leaves a file open that it fails to read
        try:
            # only the whole reader knows merged cells; the one that reads on the way is many times faster
            book = openpyxl.load_workbook(file, read_only=not marks["merged"], data_only=True)
            for sheet in book.worksheets:
                rows = list(_rows(sheet))
                if not rows:
                    continue
                if sheet.sheet_state != "visible":
                    problem = sentence("is hidden and was not read")
                    cure = sentence("Unhide it if it is to be read.")
                    notices.append(Fault(path.name, sheet.title, None, "", "", problem, cure))
                    continue
                faults += _merged(path, sheet, rows[0][0]) if marks["merged"] else []
                grids.append(_grid(path, sheet.title, rows))
        except BROKEN as error:
            raise _unreadable(path, str(error)) from None
    if marks["formulas"]:
        faults += _formulas_without_value(path)
    if faults:
        raise DataError(faults)
    return grids, notices


def _unreadable(path: Path, reason: str) -> DataError:
    problem = sentence("is no readable Excel workbook ({reason})", reason=reason)
    return DataError(
        [Fault(path.name, "", None, "", "", problem, sentence("Open it in the spreadsheet and save it as .xlsx."))]
    )


def _marks(path: Path) -> dict[str, bool]:
    """Return whether any sheet has merged cells or formulas, by a look at its text."""
    found = {"merged": False, "formulas": False}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    content = archive.read(name)
                    found["merged"] |= b"mergeCell " in content
                    found["formulas"] |= b"<f>" in content or b"<f " in content or b"<f/>" in content
    except (zipfile.BadZipFile, OSError) as error:
        raise _unreadable(path, str(error)) from None
    return found


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield number, cells


def _grid(path: Path, sheet: str, rows: Cells) -> Grid:
    header_row, headers = rows[0]
    names = [cell_text(header) for header in headers]
    while (
        names
        and not names[-1].strip()
        and not any(len(cells) >= len(names) and cells[len(names) - 1] is not None for _, cells in rows)
    ):
        names.pop()
    width = max([len(names), *(len(cells) for _, cells in rows)])
    names += [""] * (width - len(names))
    columns = [[cell_text(cells[n]) if n < len(cells) else "" for _, cells in rows[1:]] for n in range(width)]
    return Grid(path.name, sheet, names, header_row, columns, [number for number, _ in rows[1:]])


def cell_text(value: object) -> str:
    """Return a cell of a workbook as it would be typed into a file."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return float_text(value)
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def _merged(path: Path, sheet: Any, header_row: int) -> list[Fault]:
    """Return a fault for each merged header, and each merged cell with a value: only its first cell would have it."""
    faults = []
    for area in sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col)):
        value = sheet.cell(area.min_row, area.min_col).value
        if area.min_row <= header_row <= area.max_row:
            problem, cure = (
                sentence("is a merged cell in the header"),
                sentence("Unmerge the cells, and give every column its own header in one row."),
            )
            faults.append(Fault(path.name, sheet.title, header_row, str(area), "", problem, cure))
        elif area.min_row > header_row and value is not None:
            problem, cure = (
                sentence("is in merged cells: which rows and columns it is for cannot be told"),
                sentence("Unmerge the cells, and write into each what it is to hold."),
            )
            faults.append(Fault(path.name, sheet.title, area.min_row, str(area), str(value), problem, cure))
    return faults


def _formulas_without_value(path: Path) -> list[Fault]:
    """Return a fault for each formula that was saved without its value: it would be taken for an empty cell."""
    formulas = openpyxl.load_workbook(path, read_only=True)
    values = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        shown = [sheet for sheet in formulas.worksheets if sheet.sheet_state == "visible"]
        return [
            Fault(path.name, sheet.title, cell.row, "", str(cell.value), _no_value(cell), KEEP_VALUES)
            for sheet in shown
            for cell, value in _pairs(sheet, values[sheet.title])
            if value is None and getattr(cell, "data_type", "") == "f"
        ]
    finally:
        formulas.close()
        values.close()


def _no_value(cell: Any) -> str:
    return sentence("at {cell} is a formula without its value", cell=cell.coordinate)


KEEP_VALUES = sentence("Open the workbook in the spreadsheet and save it, so that the values are kept.")


def _pairs(formulas: Any, values: Any) -> Iterator[tuple[Any, object]]:
    """Yield each cell of a sheet with the value that was saved for it."""
    formulas.reset_dimensions()
    values.reset_dimensions()
    for written, shown in zip(formulas.iter_rows(), values.iter_rows(values_only=True), strict=True):
        yield from zip(written, shown, strict=True)
