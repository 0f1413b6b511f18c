"""Columns of frames as the arrays that the kernel runs over."""

from __future__ import annotations

import numpy as np
import polars as pl

from handfast.engine.network import Ints
from handfast.errors import DataError, Fault
from handfast.sentences import sentence


def refusal(column: str, value: object, problem: str, cure: str) -> DataError:
    """Return the error for one thing that is wrong with the company as a whole."""
    return DataError([Fault("", "", None, column, str(value), problem, cure)])


def ints(column: pl.Series) -> Ints:
    """Return `column` as a contiguous array that may be written to (to the kernel a read-only one is another type)."""
    return np.array(column.to_numpy(), dtype=np.int64)


def offsets(owner: Ints, owners: int) -> Ints:
    """Return where each owner's rows begin, shape (owners + 1,), for rows sorted by `owner`."""
    first = np.zeros(owners + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=owners), out=first[1:])
    return first


def require(frame: pl.DataFrame, column: str, problem: str, cure: str, *names: str) -> None:
    """Raise :class:`DataError` where `column` was not found for some row; import checks find such rows first.

    Parameters
    ----------
    frame
        Rows after looking something up.
    column
        The column that holds what was looked up; null where it was not found.
    problem
        What is wrong: a pattern with gaps of these `names`, filled from the first such row.
    cure
        What to do.
    names
        Columns that say which row it is.
    """
    missing = frame.filter(pl.col(column).is_null())
    if missing.height:
        raise refusal("", "", sentence(problem, **missing.select(names).row(0, named=True)), cure)
