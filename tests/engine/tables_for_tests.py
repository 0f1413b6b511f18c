"""Typed frames from a few rows, with the contract's defaults in the columns that a test does not speak of."""

from __future__ import annotations

from datetime import date

import polars as pl

from handfast.engine.tables import CONTRACT, Column, Kind
from handfast.engine.tables.frame import schema_of

DAY_0 = date(2027, 3, 1)
"""A Monday."""
ORIGIN = (DAY_0 - date(1970, 1, 1)).days


def _value_of(column: Column) -> object:
    """Return what an empty cell of `column` means."""
    if column.default is None:
        return "" if column.kind in {Kind.KEY, Kind.TEXT} else None
    if column.kind is Kind.FLAG:
        return column.default == "yes"
    if column.kind in {Kind.INTEGER, Kind.QUANTITY, Kind.MONEY}:
        return int(column.default)
    return column.default


def frame(table: str, *rows: dict[str, object]) -> pl.DataFrame:
    """Return the typed frame of `table` with these rows."""
    columns = CONTRACT[table].columns
    unknown = {name for row in rows for name in row} - {column.name for column in columns}
    assert not unknown, f"{table} has no column {unknown}"
    full = [{column.name: row.get(column.name, _value_of(column)) for column in columns} for row in rows]
    return pl.DataFrame(full, schema=schema_of(CONTRACT[table]))


def tables(**rows: list[dict[str, object]]) -> dict[str, pl.DataFrame]:
    """Return a company: for each table its rows."""
    return {name: frame(name, *given) for name, given in rows.items()}
