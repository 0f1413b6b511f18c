"""Write workbooks: true numbers and dates, texts that are never formulas, and templates to fill."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from handfast.doors.connect.files.whole import whole_file
from handfast.engine.reading.headers import EXAMPLE_MARK
from handfast.engine.tables import Column, Kind, Table
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

SHEET_ROWS = 1_048_576
NUMBERS = (Kind.INTEGER, Kind.QUANTITY, Kind.MONEY, Kind.RATIO)
CHOICE_ROWS = 5000
"""Rows of a template that offer the words of a choice."""

REQUIRED, OPTIONAL, EXAMPLE = (PatternFill("solid", fgColor=colour) for colour in ("F6D9A8", "E8EDE6", "F4F4F4"))


def cell_value(column: Column, text: str) -> str | Decimal | dt.date | None:
    """Return what a cell of a workbook holds for `text`: a number, a date, a text, or nothing."""
    if not text:
        return None
    if column.kind in NUMBERS and "/" not in text:
        return Decimal(text)
    if column.kind is Kind.DATE:
        return dt.date.fromisoformat(text)
    return text


def write_workbook(
    texts: Mapping[str, pl.DataFrame],
    tables: Mapping[str, Table],
    path: Path,
    notes: Mapping[str, pl.DataFrame] | None = None,
) -> None:
    """Write one sheet for each table of text rows, and one for each of the notes."""
    for name, text in texts.items():
        if text.height >= SHEET_ROWS:
            problem = sentence("has {height:,} rows, more than a sheet of Excel can hold", height=text.height)
            raise DataError([Fault(path.name, name, None, "", "", problem, sentence("Write CSV or Parquet."))])
    book = Workbook(write_only=True)
    for name, text in texts.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(tables[name].columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = _width(column)
        sheet.append(text.columns)
        for row in _rows(sheet, tables[name], text):
            sheet.append(row)
    for name, text in (notes or {}).items():
        sheet = book.create_sheet(name)
        sheet.append(text.columns)
        for row in text.iter_rows():
            sheet.append([_cell(sheet, cell) for cell in row])
    if not texts:
        book.create_sheet("README").append(["This company has no rows yet."])
    _save(book, path)


def _save(book: Workbook, path: Path) -> None:
    """Save a workbook, whole or not at all; made in memory, for a file that cannot be finished would be left open."""
    content = io.BytesIO()
    book.save(content)
    with whole_file(path) as file:
        file.write_bytes(content.getbuffer())


def _rows(sheet: Any, table: Table, text: pl.DataFrame) -> Iterable[tuple[Any, ...]]:
    columns = [[_cell(sheet, cell_value(table.by_name[name], cell)) for cell in text[name]] for name in text.columns]
    return zip(*columns, strict=True)


def _cell(sheet: Any, value: object) -> Any:
    """Return `value`; a text that could be taken for a formula or an error as a cell that says it is a text."""
    if not isinstance(value, str) or not value.startswith(("=", "#")):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _width(column: Column) -> int:
    return min(40, max(12, len(column.name) + 2, len(column.example) + 2))


def write_template_workbook(tables: Sequence[Table], explanation: Sequence[Sequence[str]], path: Path) -> None:
    """Write an empty workbook to fill: a README sheet, then a sheet for each table with one marked example row.

    Parameters
    ----------
    explanation
        Rows of the README sheet.
    """
    book = Workbook()
    _write_explanation(book.active, explanation)
    for table in tables:
        _write_form(book.create_sheet(table.name), table)
    _save(book, path)


def _write_explanation(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    sheet.title = "README"
    for row in rows:
        sheet.append(list(row))
        if len(row) > 1 and row[0] == "table":
            for cell in sheet[sheet.max_row]:
                cell.font, cell.fill = Font(bold=True), OPTIONAL
    sheet["A1"].font = Font(bold=True, size=14)
    for letter, width in zip("ABCDEFGH", (20, 22, 10, 16, 14, 12, 60, 30), strict=True):
        sheet.column_dimensions[letter].width = width


def _write_form(sheet: Any, table: Table) -> None:
    """Write headers with their meaning, the words of choices, and the example row."""
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        letter = get_column_letter(number)
        header = sheet.cell(1, number, column.name)
        header.font = Font(bold=True)
        header.fill = REQUIRED if column.required else OPTIONAL
        header.comment = Comment(_hint(column), "Handfast", height=120, width=280)
        sheet.column_dimensions[letter].width = _width(column)
        example = cell_value(column, column.example)
        cell = sheet.cell(2, number, f"{EXAMPLE_MARK} {column.example}" if number == 1 else example)
        cell.font, cell.fill, cell.alignment = Font(italic=True, color="777777"), EXAMPLE, Alignment(wrap_text=False)
        words = column.choices or (("yes", "no") if column.kind is Kind.FLAG else ())
        if words:
            offered = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True)
            offered.error = f"One of: {', '.join(words)}"
            sheet.add_data_validation(offered)
            offered.add(f"{letter}2:{letter}{CHOICE_ROWS}")


def _hint(column: Column) -> str:
    lines = [column.meaning, "Must be filled." if column.required else "May stay empty."]
    if column.unit:
        lines.append(f"Unit: {column.unit}.")
    if column.default:
        lines.append(f"Empty means: {column.default}.")
    if column.references:
        lines.append(f"A name from table {column.references}.")
    return "\n".join(lines)
