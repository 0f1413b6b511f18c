"""Find tables in files: which file or sheet is which table, and its rows as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handfast.doors.connect.files.delimited import read_delimited
from handfast.doors.connect.files.parquet import read_parquet
from handfast.doors.connect.files.weighing import unpacked
from handfast.engine.reading.draft import Draft, Sheet
from handfast.engine.reading.headers import Grid, spelled_alike
from handfast.engine.reading.raw import Mark
from handfast.engine.tables import CONTRACT
from handfast.errors import DataError, Fault, NotFound
from handfast.sentences import sentence

DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
ARCHIVE = ".zip"
OTHER_SHEETS = (".xls", ".xlsb", ".ods", ".numbers")
LEFT_ASIDE = ("readme", "notes", "instructions")
"""Sheets and files whose name begins so are for people."""

MARKS = {None: None, ".": Mark.POINT, ",": Mark.COMMA}


@dataclass
class _Found:
    """What the files hold, so far."""

    sheets: list[Sheet] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    decimal_mark: Mark | None = None
    encoding: str | None = None


def find_draft(path: Path, *, decimal_mark: str | None = None, encoding: str | None = None) -> Draft:
    """Return the rows that stand in files, as text.

    Parameters
    ----------
    path, decimal_mark, encoding
        As for :func:`~handfast.doors.connect.files.reading.read_company`.

    Raises
    ------
    NotFound
        There is nothing at `path`.
    DataError
        Nothing at `path` is a table of Handfast.
    """
    if decimal_mark not in MARKS:
        raise DataError(
            [Fault("", "", None, "", decimal_mark or "", sentence("is no decimal mark"), sentence("Say '.' or ','."))]
        )
    found = _Found(decimal_mark=MARKS[decimal_mark], encoding=encoding)
    if path.suffix.casefold() == ARCHIVE and path.is_file():
        with unpacked(path, _SUFFIXES) as folder:
            _read_files(folder, found)
    else:
        _read_files(path, found)
    if not found.sheets and not found.faults:
        cure = sentence(
            "Name each file, or each sheet of the workbook, after its table: {names}.", names=", ".join(CONTRACT)
        )
        raise DataError([Fault(path.name, "", None, "", "", sentence("holds no table of Handfast"), cure)])
    return Draft(tuple(found.sheets), tuple(found.faults), tuple(found.notices))


def _read_files(path: Path, found: _Found) -> None:
    for file in _files(path):
        _read_file(file, found)


def _files(path: Path) -> Iterator[Path]:
    """Return the files to read at `path`, in the order of their names."""
    if not path.exists():
        raise NotFound(
            sentence("There is nothing at {path}. Check the path; it may be a folder, a workbook or a file.", path=path)
        )
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
            table = spelled_alike(path.stem)
            if suffix == ".parquet":
                found.sheets.append(Sheet(table, read_parquet(path)))
            else:
                grid, notices = read_delimited(path, table, found.decimal_mark, found.encoding)
                found.notices += notices
                found.sheets.append(Sheet(table, grid))
        else:
            cure = sentence("Save it as an Excel workbook (.xlsx), CSV or Parquet.")
            problem = sentence("is a kind of file that is not read ({suffix})", suffix=suffix)
            found.faults.append(Fault(path.name, "", None, "", "", problem, cure))
    except DataError as error:
        found.faults += error.faults
    except OSError as error:
        cure = sentence("Check that it may be read and is not open in another program.")
        reason = error.strerror or str(error)
        found.faults.append(
            Fault(path.name, "", None, "", "", sentence("cannot be opened ({reason})", reason=reason), cure)
        )


def _add_sheets(path: Path, grids: Iterable[Grid], found: _Found) -> None:
    sheets = [grid for grid in grids if not grid.sheet.casefold().startswith(LEFT_ASIDE)]
    alone = len(sheets) == 1 and spelled_alike(sheets[0].sheet) not in CONTRACT
    for grid in sheets:
        by_file = alone and spelled_alike(path.stem) in CONTRACT
        found.sheets.append(Sheet(spelled_alike(path.stem if by_file else grid.sheet), grid))
