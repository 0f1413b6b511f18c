"""Empty files to fill: headers, meaning, and one example row that is marked and never read."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from handfast.doors.connect.files.export import guarded
from handfast.doors.connect.files.whole import whole_folder
from handfast.doors.connect.files.wording import kind_words
from handfast.engine.reading.headers import EXAMPLE_MARK
from handfast.engine.tables import CONTRACT, SIX_TO_START, Table
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

HOW_TO = (
    "Tables for Handfast",
    f"Fill these six first: {', '.join(SIX_TO_START)}. All other tables may stay empty.",
    f"Each table has one example row; its first cell begins with {EXAMPLE_MARK}. It is never read: leave or delete it.",
    "Numbers: a decimal point or comma, no marks for thousands. Dates: 2027-04-12 or 12.04.2027. Flags: yes or no.",
    "A column that you delete, or leave empty, means what the column 'empty means' says.",
)


def write_template(path: str | Path, form: str | None = None, tables: Sequence[str] | None = None) -> Path:
    """Write files to fill and return where.

    Parameters
    ----------
    path
        A file for ``xlsx``, a folder for ``csv``.
    form
        ``xlsx`` or ``csv``; ``None``: ``xlsx`` where the path ends so, else ``csv``.
    tables
        Names of the tables wanted; ``None``: all, the six that a small company fills first.

    Raises
    ------
    DataError
        A table is not known, or the form is none, or there is something at `path` already: a filled file is never
        written over.
    """
    path = Path(path)
    form = form or ("xlsx" if path.suffix.casefold() == ".xlsx" else "csv")
    wanted = _wanted(tables)
    if form not in ("xlsx", "csv"):
        raise DataError(
            [Fault("", "", None, "", form, sentence("is no form of template"), sentence("Say xlsx or csv."))]
        )
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        cure = sentence("Name a new file or an empty folder, so that nothing you have filled is lost.")
        raise DataError([Fault(path.name, "", None, "", "", sentence("is there already"), cure)])
    if form == "xlsx":
        from handfast.doors.connect.files.sheets import write_template_workbook  # openpyxl takes half a second to load

        write_template_workbook(wanted, _explanation(wanted), path)
        return path
    lines = ["\n".join(row if len(row) == 1 else (" | ".join(row),)) for row in _explanation(wanted)]
    with whole_folder(path) as folder:
        for table in wanted:
            _write_form(table, folder / f"{table.name}.csv")
        (folder / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _wanted(names: Sequence[str] | None) -> list[Table]:
    if names is None:
        rest = [name for name in CONTRACT if name not in SIX_TO_START]
        return [CONTRACT[name] for name in (*SIX_TO_START, *rest)]
    unknown = [name for name in names if name not in CONTRACT]
    if unknown:
        cure = sentence("The tables are: {names}.", names=", ".join(CONTRACT))
        raise DataError([Fault("", "", None, "", name, sentence("is no table of Handfast"), cure) for name in unknown])
    return [CONTRACT[name] for name in names]


def _explanation(tables: Sequence[Table]) -> list[tuple[str, ...]]:
    """Return the rows of the README: how to fill, then every column."""
    rows: list[tuple[str, ...]] = [(line,) for line in HOW_TO]
    rows += [("",), ("table", "column", "required", "kind", "unit", "empty means", "meaning", "example")]
    for table in tables:
        rows.append((table.name, "", "", "", "", "", table.meaning, ""))
        rows += [
            (
                table.name,
                column.name,
                "yes" if column.required else "",
                kind_words(column),
                column.unit,
                column.default or "",
                column.meaning,
                column.example,
            )
            for column in table.columns
        ]
    return rows


def _write_form(table: Table, path: Path) -> None:
    examples = [column.example for column in table.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in table.columns])
        writer.writerow([f"{EXAMPLE_MARK} {examples[0]}", *(guarded(example) for example in examples[1:])])
