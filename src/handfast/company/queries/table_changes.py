"""What imports changed in the tables, the newest first; and the rows that would bring one's old values back."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from handfast.company.database import current
from handfast.company.moments import moment_of
from handfast.company.queries.tables import load_tables
from handfast.engine.difference import SNAPSHOTS
from handfast.engine.reading.changes import CellChange, TableChanges
from handfast.engine.reading.draft import Draft, Sheet
from handfast.engine.reading.editing import RowEdit, edited
from handfast.engine.tables import CONTRACT
from handfast.engine.writing import written_table
from handfast.errors import NotFound

MOST = 200
"""Imports that are listed at most."""

_LIST = "SELECT id, time, actor, reason, counts FROM table_change ORDER BY id DESC LIMIT %s"
_ONE = "SELECT id, time, actor, reason, counts, content FROM table_change WHERE id = %s"


@dataclass(frozen=True)
class TableChange:
    """One import.

    Parameters
    ----------
    counts
        Table to rows added, changed and gone.
    changes
        All of it, as it would be typed; of added rows only their keys. Only where one import is looked at.
    """

    number: int
    time: dt.datetime
    actor: str
    reason: str
    counts: Mapping[str, tuple[int, int, int]]
    changes: Mapping[str, TableChanges] = field(default_factory=dict)


@dataclass(frozen=True)
class WayBack:
    """What would bring the old values of a change back.

    Parameters
    ----------
    draft
        The rows with their old values, to be imported like any others.
    stays
        What does not come back, and why, in words.
    """

    draft: Draft
    stays: list[str]


def table_changes() -> list[TableChange]:
    """Return what imports changed, the newest first, without the cells."""
    with current().connection.cursor() as cursor:
        cursor.execute(_LIST, [MOST])
        return [_change(*row) for row in cursor.fetchall()]


def last_table_change() -> int:
    """Return the number of the newest import that changed any table: imports of mere history write no entry."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM table_change")
        return int(cursor.fetchone()[0])


def table_change(number: int) -> TableChange:
    """Return one import with all that it changed.

    Raises
    ------
    NotFound
        There is none of this number.
    """
    with current().connection.cursor() as cursor:
        cursor.execute(_ONE, [number])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(f"There is no change {number}.")
    form = json.loads(zlib.decompress(bytes(row[5])))
    changes = {
        name: TableChanges(
            each["added"],
            [CellChange(tuple(key), column, old, new) for key, column, old, new in each["cells"]],
            each["gone"],
        )
        for name, each in form.items()
    }
    return replace(_change(*row[:5]), changes=changes)


def _change(number: int, time: dt.datetime, actor: str, reason: str, counts: str) -> TableChange:
    found = {name: (added, changed, gone) for name, (added, changed, gone) in json.loads(counts).items()}
    return TableChange(number, moment_of(time), actor, reason, found)


def way_back(change: TableChange) -> WayBack:
    """Return the rows that give the cells of `change` their old values back, where nobody changed them since.

    Rows that were added stay, as other tables and the ledger may name them by now; stock and receipts are counted
    anew, not taken back.
    """
    tables = load_tables()
    sheets: list[Sheet] = []
    stays: list[str] = []
    for name, changes in change.changes.items():
        if name in SNAPSHOTS:
            stays.append(f"{name}: stock and receipts are counted anew, not taken back")
            continue
        if changes.added:
            added = len(changes.added)
            stay = (
                "1 added row stays, for others may name it"
                if added == 1
                else f"{added:,} added rows stay, for others may name them"
            )
            stays.append(f"{name}: {stay} by now")
        text = written_table(tables, name)
        now = dict(zip(text.select(CONTRACT[name].key).rows(), text.to_dicts(), strict=True))
        edits: dict[tuple[str, ...], dict[str, str]] = {}
        for cell in changes.cells:
            if now.get(cell.key, {}).get(cell.column) == cell.new:
                edits.setdefault(cell.key, {})[cell.column] = cell.old
            else:
                stays.append(f"{name} {', '.join(cell.key)}: {cell.column} was changed again since")
        if edits:
            rows = [RowEdit(n, key, cells) for n, (key, cells) in enumerate(edits.items(), start=2)]
            sheets += [replace(each, grid=replace(each.grid, file=name)) for each in edited(name, text, rows)[0].sheets]
    return WayBack(Draft(tuple(sheets)), stays)
