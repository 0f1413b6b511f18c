"""What an import changes, as people would type it: each cell with what it was and is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from handfast.engine.difference import TableDifference
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables, frame_of
from handfast.engine.writing import written


class CellChange(NamedTuple):
    """One cell: the row's key as it would be typed, the column, what it was and is; empty: not said."""

    key: tuple[str, ...]
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class TableChanges:
    """What changes in one table, all of it as it would be typed.

    Parameters
    ----------
    added
        Rows that are new, by column.
    cells
        Cells of rows that are there already.
    gone
        Rows that are no longer there, by column.
    """

    added: list[dict[str, str]]
    cells: list[CellChange]
    gone: list[dict[str, str]]

    @property
    def rows(self) -> int:
        """Number of rows that are there already and change."""
        return len({cell.key for cell in self.cells})

    def __bool__(self) -> bool:
        return bool(self.added or self.cells or self.gone)


def typed_changes(old: Tables, new: Tables, differences: Mapping[str, TableDifference]) -> dict[str, TableChanges]:
    """Return what `differences` between `old` and `new` say, table by table; tables without any are left out."""
    found = {}
    for name, each in differences.items():
        changes = TableChanges(
            _typed(name, each.added, old, new).to_dicts(),
            list(typed_cells(name, each.changed, old, new)),
            _typed(name, each.gone, old, new).to_dicts(),
        )
        if changes:
            found[name] = changes
    return found


def typed_cells(name: str, changed: pl.DataFrame, old: Tables, new: Tables) -> Iterator[CellChange]:
    """Yield each cell of `changed` (see :class:`~handfast.engine.difference.TableDifference`) as it would be typed."""
    key = [each for each in changed.columns if each not in ("column", "old", "new")]
    before, after = (_by_key(name, key, changed, tables, old, new) for tables in (old, new))
    for *parts, column, _, _ in changed.iter_rows():
        was, now = before[tuple(parts)], after[tuple(parts)]
        yield CellChange(tuple(now[part] for part in CONTRACT[name].key), column, was[column], now[column])


def _by_key(
    name: str, key: list[str], changed: pl.DataFrame, tables: Tables, old: Tables, new: Tables
) -> dict[tuple[Any, ...], dict[str, str]]:
    rows = frame_of(tables, name)
    if key:
        rows = rows.join(changed.select(key).unique(), on=key, how="semi", nulls_equal=True, maintain_order="left")
    keys = rows.select(key).rows() if key else [()] * rows.height
    return dict(zip(keys, _typed(name, rows, old, new).to_dicts(), strict=True))


def _typed(name: str, rows: pl.DataFrame, old: Tables, new: Tables) -> pl.DataFrame:
    """Return rows as text, by the units and the currency of both."""
    decimals = pl.concat([frame_of(new, "item"), frame_of(old, "item")]).select("item", "decimals")
    heads = [*frame_of(new, "company").rows(named=True), *frame_of(old, "company").rows(named=True)]
    currency = (heads[0]["currency"], heads[0]["minor_digits"]) if heads else ("EUR", 2)
    return written(CONTRACT[name], rows, decimals, currency)
