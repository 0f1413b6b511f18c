"""Keep typed frames: new rows are inserted, changed rows updated in place, so that ids stay what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from handfast.company.database import current
from handfast.company.queries.tables import load_table
from handfast.engine.difference import TableDifference
from handfast.engine.tables import CONTRACT

BATCH = 5_000


def keep_tables(new: Mapping[str, pl.DataFrame], differences: Mapping[str, TableDifference]) -> None:
    """Write what `differences` found, inside the caller's transaction.

    Parameters
    ----------
    new
        Typed frames, by table.
    differences
        What is new and changed in them against what is kept.
    """
    for name, found in differences.items():
        if found.added.height:
            _insert(name, found.added)
        if found.changed.height:
            _update(name, new[name], found.changed)


def drop_rows(name: str, rows: pl.DataFrame) -> int:
    """Delete rows of table `name` that are no longer there; return how many."""
    if not rows.height:
        return 0
    kept = load_table(name, with_id=True)
    key = list(CONTRACT[name].key)
    gone = kept.join(rows.select(key), on=key, how="semi", nulls_equal=True)
    _many(f'DELETE FROM "{name}" WHERE id = %s', gone.select("id").iter_rows())
    return gone.height


def _insert(name: str, rows: pl.DataFrame) -> None:
    columns = ", ".join(f'"{column}"' for column in rows.columns)
    marks = ", ".join(["%s"] * rows.width)
    _many(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', rows.iter_rows())


def _update(name: str, rows: pl.DataFrame, changed: pl.DataFrame) -> None:
    kept = load_table(name, with_id=True)
    one_row = name == "company" and kept.height == rows.height == 1  # whatever its name
    key = [] if one_row else list(CONTRACT[name].key)
    if key:
        touched = rows.join(changed.select(key).unique(), on=key, how="semi", nulls_equal=True)
        touched = touched.join(kept.select("id", *key), on=key, how="inner", nulls_equal=True)
    else:
        touched = rows.with_columns(kept["id"])
    columns = [column for column in rows.columns if column not in key]
    sets = ", ".join(f'"{column}" = %s' for column in columns)
    _many(f'UPDATE "{name}" SET {sets} WHERE id = %s', touched.select(*columns, "id").iter_rows())


def _many(sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    listed = list(rows)
    with current().connection.cursor() as cursor:
        for start in range(0, len(listed), BATCH):
            cursor.executemany(sql, listed[start : start + BATCH])
