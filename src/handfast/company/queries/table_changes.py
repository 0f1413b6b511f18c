"""What imports changed in the tables, the newest first; and the rows that would bring one's old values back."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from handfast.company.database import current
from handfast.company.moments import moment_of
from handfast.company.queries.ledger_names import named_in_ledger
from handfast.company.queries.tables import load_tables
from handfast.engine.difference import SNAPSHOTS
from handfast.engine.reading.changes import CellChange, TableChanges
from handfast.engine.reading.company import read_tables
from handfast.engine.reading.draft import Draft, matched
from handfast.engine.reading.editing import RowEdit, edited
from handfast.engine.reading.going import STAY, still_named
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables
from handfast.engine.writing import written_table
from handfast.errors import NotFound
from handfast.sentences import counted, made_again, sentence

MOST = 200
"""Imports that are listed at most."""

_LIST = "SELECT id, time, actor, reason, reason_made_of, counts FROM table_change ORDER BY id DESC LIMIT %s"
_ONE = "SELECT id, time, actor, reason, reason_made_of, counts, content FROM table_change WHERE id = %s"


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
        raise NotFound(sentence("There is no change {number}.", number=number))
    form = json.loads(zlib.decompress(bytes(row[6])))
    changes = {
        name: TableChanges(
            each["added"],
            [CellChange(tuple(key), column, old, new) for key, column, old, new in each["cells"]],
            each["gone"],
        )
        for name, each in form.items()
    }
    return replace(_change(*row[:6]), changes=changes)


def _change(number: int, time: dt.datetime, actor: str, reason: str, of: str | None, counts: str) -> TableChange:
    found = {name: (added, changed, gone) for name, (added, changed, gone) in json.loads(counts).items()}
    return TableChange(number, moment_of(time), actor, made_again(reason, of), found)


def way_back(change: TableChange) -> WayBack:
    """Return the rows that give the cells of `change` their old values back, where nobody changed them since.

    Rows that were added go again, unless others or the ledger name them by now; rows that went come back; stock and
    receipts are counted anew, not taken back.
    """
    tables = load_tables()
    stays: list[str] = []
    edits: dict[str, list[RowEdit]] = {}
    text: dict[str, pl.DataFrame] = {}
    for name, changes in change.changes.items():
        if name in SNAPSHOTS:
            stays.append(sentence("{name}: stock and receipts are counted anew, not taken back", name=name))
            continue
        text[name] = written_table(tables, name)
        now = dict(zip(text[name].select(CONTRACT[name].key).rows(), text[name].to_dicts(), strict=True))
        cells: dict[tuple[str, ...], dict[str, str]] = {}
        for cell in changes.cells:
            if now.get(cell.key, {}).get(cell.column) == cell.new:
                cells.setdefault(cell.key, {})[cell.column] = cell.old
            else:
                stays.append(
                    sentence(
                        "{name} {key}: {column} was changed again since",
                        name=name,
                        key=", ".join(cell.key),
                        column=cell.column,
                    )
                )
        back = [row for row in changes.gone if tuple(row[part] for part in CONTRACT[name].key) not in now]
        added = [key for row in changes.added if (key := tuple(row[part] for part in CONTRACT[name].key)) in now]
        if added and name in STAY:
            stays.append(_stays(name, len(added)))
            added = []
        changed = [RowEdit(0, key, texts) for key, texts in cells.items()]
        whole = [*changed, *(RowEdit(0, None, row) for row in back), *(RowEdit(0, key, {}, goes=True) for key in added)]
        edits[name] = [replace(each, row=n) for n, each in enumerate(whole, start=2)]
    while True:
        draft = _draft(edits, text)
        named = _named_by_now(draft, tables)
        if not named:
            return WayBack(draft, stays)
        for name, rows in named.items():
            stays.append(_stays(name, len(rows)))
            edits[name] = [edit for edit in edits[name] if edit.row not in rows]


def _draft(edits: Mapping[str, Sequence[RowEdit]], text: Mapping[str, pl.DataFrame]) -> Draft:
    sheets = [
        replace(each, grid=replace(each.grid, file=name))
        for name, some in edits.items()
        if some
        for each in edited(name, text[name], some)[0].sheets
    ]
    return Draft(tuple(sheets))


def _named_by_now(draft: Draft, tables: Tables) -> dict[str, set[int]]:
    """Return, by table, the rows of a draft that cannot go, because something names them."""
    found = matched(draft)
    reading = read_tables(found.raws, tables, "", found.going)
    told = [*still_named(reading.going, reading.whole()), *named_in_ledger(reading.going)]
    named: dict[str, set[int]] = {}
    for fault in told:
        if fault.row is not None:
            named.setdefault(fault.file, set()).add(fault.row)
    return named


def _stays(name: str, count: int) -> str:
    return counted(
        "{name}: {count} added row stays, for others or the ledger name it by now",
        "{name}: {count} added rows stay, for others or the ledger name them by now",
        count,
        name=name,
    )
