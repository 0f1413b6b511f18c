"""What a check is: a name, how grave it is, how it finds the rows that are wrong, and the cure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from string import Formatter

import polars as pl

from handfast.engine.tables.frame import Tables, frame_of
from handfast.sentences import sentence

ROW = "row_in_frame"


class Severity(Enum):
    """Whether a finding stops an import."""

    FAULT = "fault"
    NOTICE = "notice"


@dataclass(frozen=True)
class Finding:
    """One offending row.

    Parameters
    ----------
    table, row
        Table and index of the row in its frame; ``None``: the table as a whole.
    column
        The offending column; empty for the whole row.
    problem
        What is wrong, said of the cell's value.
    cure
        What to do; empty: the check's own cure.
    also
        Another row of the same table that belongs to the problem.
    """

    table: str
    row: int | None
    column: str
    problem: str
    cure: str = ""
    also: int | None = None


@dataclass(frozen=True)
class Company:
    """What checks look at: a company's typed frames, on a day that is its today."""

    tables: Tables
    today: dt.date

    def frame(self, name: str) -> pl.DataFrame:
        """Return table `name`."""
        return frame_of(self.tables, name)

    def numbered(self, name: str) -> pl.DataFrame:
        """Return table `name` with the index of each row in column ``row_in_frame``."""
        return self.frame(name).with_row_index(ROW)


Find = Callable[[Company], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A named check over a whole company.

    Parameters
    ----------
    name
        In words; shown to people, and stable.
    severity
        FAULT stops an import, NOTICE does not.
    meaning
        What it looks for, one sentence.
    cure
        What to do about a finding that brings no cure of its own.
    find
        Function of a company that yields findings; it bears with cells that could not be read (null).
    """

    name: str
    severity: Severity
    meaning: str
    cure: str
    find: Find


def each_where(
    company: Company, name: str, condition: pl.Expr, column: str, problem: str, **shown: pl.Expr
) -> Iterator[Finding]:
    """Yield a finding for each row of table `name` for which `condition` holds.

    `problem` may name columns in braces, whose values it then shows, and what else is given to be `shown`.
    """
    named = {field for _, field, _, _ in Formatter().parse(problem) if field}
    for row in company.numbered(name).filter(condition).with_columns(**shown).iter_rows(named=True):
        yield Finding(name, row[ROW], column, sentence(problem, **{field: row[field] for field in named}))
