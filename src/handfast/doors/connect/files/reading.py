"""Read a company from files: a folder of CSV, Parquet or Excel files named by table, one workbook, or one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handfast.doors.connect.files.delimited import read_delimited
from handfast.doors.connect.files.parquet import read_parquet
from handfast.engine.checks import judge
from handfast.engine.reading.cells import nearest
from handfast.engine.reading.company import Reading, read_tables
from handfast.engine.reading.headers import Grid, match_headers, spelled_alike
from handfast.engine.reading.raw import Mark, RawTable
from handfast.engine.tables import CONTRACT, SIX_TO_START
from handfast.engine.tables.frame import Tables, frame_of
from handfast.errors import DataError, Fault, NotFound

DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
OTHER_SHEETS = (".xls", ".xlsb", ".ods", ".numbers")
LEFT_ASIDE = ("readme", "notes", "instructions")
"""Sheets and files whose name begins so are for people."""

MARKS = {None: None, ".": Mark.POINT, ",": Mark.COMMA}


@dataclass
class _Found:
    """What the files hold, before it is read as a company."""

    raws: dict[str, RawTable] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    decimal_mark: Mark | None = None
    encoding: str | None = None


def read_company(
    path: str | Path,
    existing: Tables | None = None,
    *,
    decimal_mark: str | None = None,
    encoding: str | None = None,
    today: dt.date | None = None,
) -> Reading:
    """Return what the files say, with every fault, and nothing stored.

    Parameters
    ----------
    path
        Folder of files named by table, one workbook with a sheet for each table, or one file named by its table.
    existing
        Typed frames that the company has already; its names, units and currency hold for the new rows too.
    decimal_mark
        "." or "," for the numbers of CSV files; ``None``: "." between commas; between semicolons or tabs both, where it
        cannot be a mark for thousands.
    encoding
        Encoding of CSV files; ``None``: found out.
    today
        Day against which dates are checked; ``None``: the company's today.

    Returns
    -------
    Reading
        Typed frames, faults, notices and created rows. Import only where there are no faults.

    Raises
    ------
    NotFound
        There is nothing at `path`.
    DataError
        Nothing at `path` is a table of Handfast, or no table has rows.
    """
    path = Path(path)
    if decimal_mark not in MARKS:
        raise DataError([Fault("", "", None, "", decimal_mark or "", "is no decimal mark", "Say '.' or ','.")])
    found = _Found(decimal_mark=MARKS[decimal_mark], encoding=encoding)
    for file in _files(path):
        _read_file(file, found)
    if not found.raws and not found.faults:
        cure = f"Name each file, or each sheet of the workbook, after its table: {', '.join(CONTRACT)}."
        raise DataError([Fault(path.name, "", None, "", "", "holds no table of Handfast", cure)])
    if not found.faults and not any(raw.cells.height for raw in found.raws.values()):
        cure = f"Fill some rows; a small company begins with {', '.join(SIX_TO_START)}."
        raise DataError([Fault(path.name, "", None, "", "", "holds tables, but no rows", cure)])
    reading = read_tables(list(found.raws.values()), existing or {}, path.resolve().stem)
    if found.faults:
        # tables that could not be read would look like names that nobody knows
        return replace(reading, faults=_in_order([*found.faults, *reading.faults]), notices=_in_order(found.notices))
    whole = reading.whole()
    zone = _unknown_time_zone(reading)
    verdict = judge(whole, today or company_day(whole, dt.datetime.now(dt.UTC)), reading.places, reading.faults)
    return replace(
        reading,
        faults=_in_order([*reading.faults, *zone, *verdict.faults]),
        notices=_in_order([*found.notices, *verdict.notices]),
    )


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return `faults` as a person goes through them: file by file, from top to bottom."""
    return sorted(faults, key=lambda fault: (fault.file, fault.sheet, fault.row or 0))


def company_day(tables: Tables, now: dt.datetime) -> dt.date:
    """Return the company's today: the day on which it stands still, or the day of its time zone."""
    company = frame_of(tables, "company")
    if not company.height:
        return now.date()
    fixed: dt.date | None = company["fixed_today"][0]
    if fixed is not None:
        return fixed
    try:
        return now.astimezone(ZoneInfo(company["time_zone"][0])).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()  # told as a fault of the company's row


def _unknown_time_zone(reading: Reading) -> list[Fault]:
    """Return a fault where the company's time zone is none; the names of zones are files of this machine."""
    if "company" not in reading.places:
        return []
    name = reading.tables["company"]["time_zone"][0]
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        cure = "Write a name such as Europe/Berlin, America/New_York or UTC."
        return [reading.places["company"].fault(0, "time_zone", name, "is no time zone", cure)]
    return []


def _files(path: Path) -> Iterator[Path]:
    """Return the files to read at `path`, in the order of their names."""
    if not path.exists():
        raise NotFound(f"There is nothing at {path}. Check the path; it may be a folder, a workbook or a file.")
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.iterdir()):
        aside = file.name.startswith((".", "~$")) or file.name.casefold().startswith(LEFT_ASIDE)
        if file.is_file() and not aside and file.suffix.casefold() in _SUFFIXES:
            yield file


_SUFFIXES = (*DELIMITED, ".parquet", *WORKBOOKS, *OTHER_SHEETS)


def _read_file(path: Path, found: _Found) -> None:
    """Add what `path` holds to `found`."""
    suffix = path.suffix.casefold()
    try:
        if suffix in WORKBOOKS:
            from handfast.doors.connect.files.workbook import read_workbook  # openpyxl takes half a second to load

            grids, notices = read_workbook(path)
            found.notices += notices
            _add_sheets(path, grids, found)
        elif suffix in DELIMITED or suffix == ".parquet":
            table = _table_named(path.stem, path, "", found)
            if table is None:
                return
            if suffix == ".parquet":
                _add(table, read_parquet(path), found)
            else:
                grid, notices = read_delimited(path, table, found.decimal_mark, found.encoding)
                found.notices += notices
                _add(table, grid, found)
        else:
            cure = "Save it as an Excel workbook (.xlsx), CSV or Parquet."
            problem = f"is a kind of file that is not read ({suffix})"
            found.faults.append(Fault(path.name, "", None, "", "", problem, cure))
    except DataError as error:
        found.faults += error.faults
    except OSError as error:
        cure = "Check that it may be read and is not open in another program."
        reason = error.strerror or str(error)
        found.faults.append(Fault(path.name, "", None, "", "", f"cannot be opened ({reason})", cure))


def _add_sheets(path: Path, grids: Iterable[Grid], found: _Found) -> None:
    sheets = [grid for grid in grids if not grid.sheet.casefold().startswith(LEFT_ASIDE)]
    alone = len(sheets) == 1 and spelled_alike(sheets[0].sheet) not in CONTRACT
    for grid in sheets:
        if alone and spelled_alike(path.stem) in CONTRACT:
            _add(spelled_alike(path.stem), grid, found)
        elif (table := _table_named(grid.sheet, path, grid.sheet, found)) is not None:
            _add(table, grid, found)


def _table_named(name: str, path: Path, sheet: str, found: _Found) -> str | None:
    table = spelled_alike(name)
    if table in CONTRACT:
        return table
    near = nearest(table, CONTRACT)
    hint = f"Did you mean {near}? " if near else ""
    what = "sheet" if sheet else "file"
    cure = f"{hint}Name the {what} after its table, or begin its name with README if it is none."
    found.faults.append(Fault(path.name, sheet, None, "", "", "is named like no table of Handfast", cure))
    return None


def _add(table: str, grid: Grid, found: _Found) -> None:
    if table in found.raws:
        before = found.raws[table].places
        where = ", ".join(part for part in (before.file, before.sheet) if part)
        problem = f"holds table {table}, which {where} holds too"
        found.faults.append(Fault(grid.file, grid.sheet, None, "", "", problem, "Keep one of the two."))
        return
    headed = match_headers(table, grid)
    found.raws[table] = headed.raw
    found.faults += headed.faults
    found.notices += headed.notices
