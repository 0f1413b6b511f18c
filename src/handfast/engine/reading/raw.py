"""A table as it stands in a file: text cells, and where each row stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import polars as pl

from handfast.errors import Fault


class Mark(Enum):
    """What separates whole units from fractions in the numbers of a file."""

    POINT = "point"  # 1234.5
    COMMA = "comma"  # 1234,5
    EITHER = "either"  # both, as long as it cannot be a mark for thousands


@dataclass(frozen=True)
class Places:
    """Where the rows of a frame stand.

    Parameters
    ----------
    file, sheet
        File name, and sheet of a workbook (else empty).
    rows
        Row number of each row as a spreadsheet shows it, shape (rows,).
    """

    file: str
    sheet: str
    rows: pl.Series

    def fault(self, index: int | None, column: str, value: str, problem: str, cure: str) -> Fault:
        """Return the fault of the cell at row `index` of the frame."""
        row = None if index is None else int(self.rows[index])
        return Fault(self.file, self.sheet, row, column, value, problem, cure)


@dataclass(frozen=True)
class RawTable:
    """A table of text cells.

    Parameters
    ----------
    name
        Table of the contract.
    cells
        Text columns named as in the contract (only those that the file has); an empty cell is ``""``, never null.
    places
        Where the rows stand.
    mark
        How its numbers are written.
    """

    name: str
    cells: pl.DataFrame
    places: Places
    mark: Mark = Mark.POINT
