"""From plain rows to the typed frames of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from handfast.engine.tables import CONTRACT, Column, Kind
from handfast.engine.tables.frame import schema_of

Row = dict[str, Any]

STRINGS = (Kind.KEY, Kind.TEXT, Kind.CHOICE, Kind.RATIO)
NUMBERS = (Kind.INTEGER, Kind.QUANTITY, Kind.MONEY)


def filled(name: str, rows: Iterable[Row]) -> pl.DataFrame:
    """Return `rows` as the frame of table `name`; a cell that is not given gets its column's default.

    Raises
    ------
    KeyError
        If a row names a column that the table does not have.
    """
    table = CONTRACT[name]
    rows = list(rows)
    for row in rows:
        for column in row:
            if column not in table.by_name:
                raise KeyError(f"table {name} has no column {column}")
    columns = {
        column.name: [row.get(column.name, empty) for row in rows]
        for column, empty in ((column, _empty(column)) for column in table.columns)
    }
    return pl.DataFrame(columns, schema=schema_of(table))


def columns_filled(name: str, columns: Mapping[str, list[Any]]) -> pl.DataFrame:
    """Return whole `columns` (equally long) as the frame of table `name`, defaults for those not given."""
    table = CONTRACT[name]
    unknown = [column for column in columns if column not in table.by_name]
    if unknown:
        raise KeyError(f"table {name} has no column {unknown[0]}")
    length = len(next(iter(columns.values())))
    whole = {column.name: columns.get(column.name, [_empty(column)] * length) for column in table.columns}
    return pl.DataFrame(whole, schema=schema_of(table))


def ratio(value: Fraction | int | str) -> str:
    """Return `value` as the contract writes it: a reduced fraction ``"n/d"``, or ``"n"``."""
    return str(Fraction(value))


def _empty(column: Column) -> Any:
    """Return what an empty cell of `column` means inside."""
    if column.kind is Kind.FLAG:
        return column.default == "yes"
    if column.default is None:
        return "" if column.kind in (Kind.KEY, Kind.TEXT) else None
    if column.kind in NUMBERS:
        return int(column.default)
    if column.kind in STRINGS:
        return column.default
    raise ValueError(f"column {column.name}: a default of kind {column.kind.value} is not known")
