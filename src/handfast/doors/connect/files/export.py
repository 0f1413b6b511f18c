"""Write a company to files, so that reading them gives the same frames again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from handfast.doors.connect.files.whole import whole_folder
from handfast.engine.tables import CONTRACT, Kind, Table
from handfast.engine.tables.frame import Tables, frame_of
from handfast.engine.writing import written_table
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

FORMS = ("csv", "parquet", "xlsx")

RISKY = re.compile(r"'*[=+\-@\t\r]")
"""A text that a spreadsheet might run as a formula, or that looks as if it had been guarded before."""

NUMBERS = {Kind.QUANTITY: pl.Decimal(38, 6), Kind.MONEY: pl.Decimal(38, 4)}
STRINGS = (Kind.KEY, Kind.TEXT, Kind.CHOICE)


def write_company(
    tables: Tables,
    path: str | Path,
    form: str | None = None,
    *,
    spreadsheet_safe: bool = True,
    notes: Mapping[str, pl.DataFrame] | None = None,
) -> Path:
    """Write `tables` and return where.

    Parameters
    ----------
    tables
        Typed frames; tables without rows are left out.
    path
        A folder for ``csv`` and ``parquet``, a file for ``xlsx``. What is there is replaced table by table, once all
        of them are written.
    form
        ``csv``, ``parquet`` or ``xlsx``; ``None``: ``xlsx`` where the path ends so, else ``csv``.
    spreadsheet_safe
        CSV only: put an apostrophe before a text that a spreadsheet would run as a formula. Reading takes it away
        again. (In a workbook texts are texts, and nothing is needed.)
    notes
        What else is to be told beside the tables, as text, by name; written as ``notes-NAME``, which reading leaves
        aside.
    """
    path = Path(path)
    form = form or ("xlsx" if path.suffix.casefold() == ".xlsx" else "csv")
    if form not in FORMS:
        wrong, cure = sentence("is no form to write"), sentence("Say one of: {names}.", names=", ".join(FORMS))
        raise DataError([Fault("", "", None, "", form, wrong, cure)])
    filled = [name for name in CONTRACT if frame_of(tables, name).height]
    texts = {name: written_table(tables, name) for name in filled}
    told = {f"notes-{name}": frame for name, frame in (notes or {}).items()}
    if form == "xlsx":
        from handfast.doors.connect.files.sheets import write_workbook  # openpyxl takes half a second to load

        write_workbook(texts, CONTRACT, path, told)
        return path
    with whole_folder(path) as folder:
        for name, text in texts.items():
            if form == "csv":
                write_csv(text, CONTRACT[name], folder / f"{name}.csv", spreadsheet_safe=spreadsheet_safe)
            else:
                _write_parquet(_typed(text, CONTRACT[name], frame_of(tables, name)), folder / f"{name}.parquet")
        for name, frame in told.items():
            if form == "csv":
                safe = ([guarded(cell, spreadsheet_safe=spreadsheet_safe) for cell in row] for row in frame.iter_rows())
                _write_rows(frame.columns, safe, folder / f"{name}.csv")
            else:
                _write_parquet(frame, folder / f"{name}.parquet")
    return path


def guarded(text: str, *, spreadsheet_safe: bool = True) -> str:
    """Return `text` with an apostrophe before it where a spreadsheet would run it as a formula."""
    match = RISKY.match(text)
    return f"'{text}" if match and (spreadsheet_safe or text.startswith("'")) else text


def write_csv(text: pl.DataFrame, table: Table, path: Path, *, spreadsheet_safe: bool = True) -> None:
    """Write rows of text as CSV: UTF-8 with the mark that spreadsheets look for, commas, decimal points."""
    columns = [
        [guarded(cell, spreadsheet_safe=spreadsheet_safe) for cell in text[name]]
        if table.by_name[name].kind in STRINGS
        else text[name].to_list()
        for name in text.columns
    ]
    _write_rows(text.columns, zip(*columns, strict=True), path)


def _write_rows(head: Sequence[str], rows: Iterable[Sequence[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    content = io.BytesIO()  # a full disk is then said by the system, not by the library in words of its own
    frame.write_parquet(content)
    path.write_bytes(content.getbuffer())


def _typed(text: pl.DataFrame, table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return `text` with the types that Parquet has: quantities and money as exact decimals."""
    columns: list[pl.Series] = []
    for column in table.columns:
        if column.kind in NUMBERS:
            exact = text.select(pl.col(column.name).replace("", None).cast(NUMBERS[column.kind])).to_series()
            columns.append(exact)
        else:
            columns.append(text[column.name] if column.kind is Kind.RATIO else frame[column.name])
    return pl.DataFrame(columns)
