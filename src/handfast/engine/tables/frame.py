"""Typed frames: how rows of a table look inside.

==========  =======================  ==================================
kind        polars type              an empty cell without default
==========  =======================  ==================================
key, text   String                   ``""`` (strings are never null)
choice      String                   never empty
flag        Boolean                  never empty
integer     Int64                    null
quantity    Int64 (smallest units)   null
money       Int64 (minor units)      null
ratio       String ``"n/d"``/``"n"`` null
date        Date                     null
moment      Datetime (us, UTC)       null
==========  =======================  ==================================
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from handfast.engine.tables import CONTRACT, Kind, Table
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

Tables = Mapping[str, pl.DataFrame]
"""A company as typed frames, by table name; a table that is not there has no rows."""

TYPES: dict[Kind, pl.DataType] = {
    Kind.KEY: pl.String(),
    Kind.TEXT: pl.String(),
    Kind.CHOICE: pl.String(),
    Kind.FLAG: pl.Boolean(),
    Kind.INTEGER: pl.Int64(),
    Kind.QUANTITY: pl.Int64(),
    Kind.MONEY: pl.Int64(),
    Kind.RATIO: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.MOMENT: pl.Datetime("us", "UTC"),
}


def schema_of(table: Table) -> dict[str, pl.DataType]:
    """Return the polars type of each column of `table`, in its order."""
    return {column.name: TYPES[column.kind] for column in table.columns}


def empty_frame(table: Table) -> pl.DataFrame:
    """Return `table` without rows."""
    return pl.DataFrame(schema=schema_of(table))


def frame_of(tables: Tables, name: str) -> pl.DataFrame:
    """Return the frame of table `name`, without rows where the company has none."""
    frame = tables.get(name)
    return empty_frame(CONTRACT[name]) if frame is None else frame


def typed_frame(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows that a caller made as a frame, in the contract's types and order of columns.

    Raises
    ------
    DataError
        There is no such table, a column lacks or is not in the contract, or a value does not fit its type.
    """
    if name not in CONTRACT:
        raise DataError(
            [
                Fault(
                    name,
                    "",
                    None,
                    "",
                    "",
                    sentence("is no table"),
                    sentence("The tables are listed by: handfast template"),
                )
            ]
        )
    schema = schema_of(CONTRACT[name])
    faults = [
        Fault(name, "", None, column, "", *said)
        for columns, said in (
            ([each for each in schema if each not in frame.columns], ("is not there", "Add it, with nulls if need be")),
            ([each for each in frame.columns if each not in schema], ("is no column of the table", "Take it out")),
        )
        for column in columns
    ]
    if faults:
        raise DataError(faults)
    return frame.select(_typed(name, frame[column], kind) for column, kind in schema.items())


def _typed(name: str, values: pl.Series, kind: pl.DataType) -> pl.Series:
    if values.dtype == kind:
        return values
    try:
        typed = values.cast(kind)
    except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError) as error:
        said, cure = f"holds {values.dtype}, where {kind} belongs", "Convert it before it is loaded"
        raise DataError([Fault(name, "", None, values.name, "", said, cure)]) from error
    if values.dtype.is_float() and not (typed.cast(values.dtype) == values).all():
        said, cure = "holds fractions, where whole numbers belong", "Give quantities and money in their smallest unit"
        raise DataError([Fault(name, "", None, values.name, "", said, cure)])
    return typed
