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
