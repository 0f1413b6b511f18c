"""The contract's tables as they are kept: database rows to typed frames, and the ids behind their keys."""

from __future__ import annotations

from collections.abc import Iterable, Set

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


def load_rows(name: str, offset: int, limit: int) -> pl.DataFrame:
    """Return some rows of table `name`, oldest first."""
    schema: dict[str, pl.DataType] = schema_of(CONTRACT[name])
    columns = ", ".join(f'"{column}"' for column in schema)
    with current().connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{name}" ORDER BY id LIMIT %s OFFSET %s', [limit, offset])
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=schema, orient="row")


def items_named(items: Set[str]) -> pl.DataFrame:
    """Return the rows of some items."""
    contract = CONTRACT["item"]
    columns = ", ".join(f'"{column}"' for column in schema_of(contract))
    marks = ", ".join(["%s"] * len(items)) or "NULL"
    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM item WHERE item IN ({marks})", sorted(items))
        return pl.DataFrame(cursor.fetchall(), schema=schema_of(contract), orient="row")


def row_count(name: str) -> int:
    """Return how many rows table `name` has."""
    with current().connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{CONTRACT[name].name}"')
        return int(cursor.fetchone()[0])


def first_names(name: str, most: int) -> list[str]:
    """Return what the rows of table `name` are called by the first part of their key, in order; `most` at most."""
    key = CONTRACT[name].key[0]
    with current().connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT "{key}" FROM "{name}" ORDER BY 1 LIMIT %s', [most])
        return [row[0] for row in cursor.fetchall()]


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
