"""What an import would change: new frames against those that the company has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from handfast.engine.tables import CONTRACT, Table
from handfast.engine.tables.frame import Tables, frame_of

SNAPSHOTS = ("stock", "receipt")
"""Tables that say what is there now: a row that is no longer in the file is gone."""


@dataclass(frozen=True)
class TableDifference:
    """One table's difference, row by row, named by the table's key.

    Parameters
    ----------
    added
        Rows that the company does not have, typed as the table.
    changed
        One row for each changed cell: the key's columns, then ``column``, ``old``, ``new`` (texts of the inside
        values; null where not said).
    same
        Number of rows that are as they were.
    only_in_company
        Rows that the company has and the new frames do not, typed as the table.
    gone
        Those of them that go: the ones that were said to, and of snapshots all.
    """

    added: pl.DataFrame
    changed: pl.DataFrame
    same: int
    only_in_company: pl.DataFrame
    gone: pl.DataFrame

    @property
    def changed_rows(self) -> int:
        """Number of rows of which at least one cell changed."""
        key = self.changed.select(pl.exclude("column", "old", "new"))
        return key.unique().height if key.width else min(1, self.changed.height)


def difference(old: Tables, new: Tables, gone: Tables = MappingProxyType({})) -> dict[str, TableDifference]:
    """Return how `new` differs from `old`, for each of its tables in the order of the contract.

    Parameters
    ----------
    gone
        Rows of `old` that go.
    """
    return {
        name: _difference(CONTRACT[name], frame_of(old, name), frame_of(new, name), frame_of(gone, name))
        for name in CONTRACT
        if name in new or name in gone
    }


def _difference(table: Table, old: pl.DataFrame, new: pl.DataFrame, gone: pl.DataFrame) -> TableDifference:
    key = list(table.key)
    if table.name == "company" and old.height == new.height == 1:
        key = []  # there is only one, whatever its name
        both = new.join(old, how="cross", suffix="|old")
        added, only_in_company = new.clear(), old.clear()
    else:
        both = new.join(old, on=key, how="inner", suffix="|old", nulls_equal=True, maintain_order="left")
        added = new.join(old, on=key, how="anti", nulls_equal=True, maintain_order="left")
        only_in_company = old.join(new, on=key, how="anti", nulls_equal=True, maintain_order="left")
    both = both.with_row_index("row")
    changed = pl.concat([_changed(both, key, column.name) for column in table.columns if column.name not in key])
    same = both.height - changed["row"].n_unique()
    changed = changed.sort("row", maintain_order=True).drop("row")
    return TableDifference(added, changed, same, only_in_company, only_in_company if table.name in SNAPSHOTS else gone)


def _changed(both: pl.DataFrame, key: list[str], name: str) -> pl.DataFrame:
    """Return the rows of which cell `name` changed: its row, its key, and what it was and is."""
    return both.filter(~pl.col(name).eq_missing(pl.col(f"{name}|old"))).select(
        "row",
        *key,
        pl.lit(name).alias("column"),
        pl.col(f"{name}|old").cast(pl.String).alias("old"),
        pl.col(name).cast(pl.String).alias("new"),
    )


def with_unsaid_kept(table: Table, new: pl.DataFrame, said: Collection[str], old: pl.DataFrame) -> pl.DataFrame:
    """Return `new` where columns that the file does not have keep what `old` says for the same row."""
    unsaid = [column.name for column in table.columns if column.name not in said and column.name not in table.key]
    if not unsaid or not old.height:
        return new
    known = old.unique(table.key, keep="first", maintain_order=True).select(
        *table.key, *unsaid, pl.lit(value=True).alias("known")
    )
    paired = new.join(known, on=list(table.key), how="left", suffix="|old", nulls_equal=True, maintain_order="left")
    return paired.select(
        pl.when("known").then(f"{name}|old").otherwise(name).alias(name) if name in unsaid else pl.col(name)
        for name in new.columns
    )


def updated(
    old: Tables, new: Mapping[str, pl.DataFrame], gone: Tables = MappingProxyType({})
) -> dict[str, pl.DataFrame]:
    """Return the whole company after an import: the rows of `new` first, then those that only `old` has.

    Parameters
    ----------
    gone
        Rows of `old` that go.
    """
    whole: dict[str, pl.DataFrame] = {}
    for name, table in CONTRACT.items():
        before, after = frame_of(old, name), frame_of(new, name)
        if name == "company" and after.height:
            before = before.clear()
        rest = before.join(after, on=list(table.key), how="anti", nulls_equal=True, maintain_order="left")
        if name in gone:
            rest = rest.join(gone[name], on=list(table.key), how="anti", nulls_equal=True, maintain_order="left")
        if after.height or rest.height:
            whole[name] = pl.concat([after, rest])
    return whole
