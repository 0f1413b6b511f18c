"""Parquet: typed columns are taken as they are, exact to the last digit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl

from handfast.doors.connect.files.weighing import weigh_parquet, weigh_texts
from handfast.engine.reading.headers import Grid
from handfast.errors import DataError, Fault
from handfast.sentences import sentence


def read_parquet(path: Path) -> Grid:
    """Return the rows of a Parquet file as text.

    Row numbers count as a spreadsheet would show them: the header is row 1.

    Raises
    ------
    DataError
        The file is no Parquet file, or a column holds lists, structs or bytes.
    """
    try:
        weigh_parquet(path)
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).splitlines()[0]
        fault = Fault(
            path.name,
            "",
            None,
            "",
            "",
            sentence("is no readable Parquet file ({reason})", reason=reason),
            sentence("Write it again."),
        )
        raise DataError([fault]) from None
    faults = [_untold(path, name, dtype) for name, dtype in frame.schema.items() if not _plain(dtype)]
    if faults:
        raise DataError(faults)
    weigh_texts(path, frame)
    columns = [as_text(frame[name]).to_list() for name in frame.columns]
    texts = [[("" if cell is None else cell) for cell in column] for column in columns]
    kept = [n for n in range(frame.height) if any(column[n].strip() for column in texts)]
    return Grid(path.name, "", frame.columns, 1, [[column[n] for n in kept] for column in texts], [n + 2 for n in kept])


def _plain(dtype: pl.DataType) -> bool:
    texts = dtype in (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null)
    return texts or dtype.is_numeric() or dtype in (pl.Date, pl.Datetime)


def _untold(path: Path, name: str, dtype: pl.DataType) -> Fault:
    return Fault(
        path.name,
        "",
        None,
        name,
        "",
        sentence("holds {dtype}", dtype=dtype),
        sentence("Write text, numbers, dates or yes and no."),
    )


def as_text(column: pl.Series) -> pl.Series:
    """Return typed cells as they would be typed into a file; floats by the shortest text that means them."""
    dtype = column.dtype
    if dtype == pl.Boolean:
        return column.replace_strict({True: "yes", False: "no"}, default=None, return_dtype=pl.String)
    if dtype.is_float():
        distinct = column.drop_nulls().unique()
        texts = [float_text(value) for value in distinct]
        return column.replace_strict(distinct, texts, default=None, return_dtype=pl.String)
    if isinstance(dtype, pl.Datetime):
        return column.dt.to_string("iso:strict")
    return column.cast(pl.String)


def float_text(value: float) -> str:
    """Return the shortest decimal that means exactly `value`, without powers of ten: 12.0 is ``12``."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
