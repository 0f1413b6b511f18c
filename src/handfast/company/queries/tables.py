"""The contract's tables as they are kept: database rows to typed frames, and the ids behind their keys."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from handfast.company.database import current
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import schema_of


def load_table(name: str, *, with_id: bool = False) -> pl.DataFrame:
    """Return all rows of table `name`, oldest first; with their ids in a column ``id`` if asked for."""
    schema: dict[str, pl.DataType] = schema_of(CONTRACT[name])
    if with_id:
        schema = {"id": pl.Int64(), **schema}
    columns = ", ".join(f'"{column}"' for column in schema)
    with current().connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{name}" ORDER BY id')
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=schema, orient="row")


def load_tables(names: Iterable[str] = tuple(CONTRACT)) -> dict[str, pl.DataFrame]:
    """Return those of the tables that have rows."""
    frames = ((name, load_table(name)) for name in names)
    return {name: frame for name, frame in frames if frame.height}


def row_counts() -> dict[str, int]:
    """Return how many rows each table has."""
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in CONTRACT)
    with current().connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())
