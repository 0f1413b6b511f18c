"""Rows of a table that people edit where they stand: their whole rows as text, to be read and checked like a file's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from handfast.engine.difference import SNAPSHOTS
from handfast.engine.reading.draft import Draft, Sheet
from handfast.engine.reading.going import GOES
from handfast.engine.reading.headers import Grid
from handfast.engine.tables import CONTRACT
from handfast.errors import Fault
from handfast.sentences import sentence

NEW_ROWS = 10_000_000
"""Where rows are numbered that a snapshot takes along unchanged, beyond all that people edit."""


@dataclass(frozen=True)
class RowEdit:
    """What somebody typed into one row.

    Parameters
    ----------
    row
        Number by which faults name it.
    key
        The row's key as it would be typed; None: a new row.
    cells
        Column to its new text.
    seen
        Column to the text that stood there when they began; a cell that somebody else has changed since is a fault.
    goes
        Whether the row goes; of a new one nothing is left.
    """

    row: int
    key: tuple[str, ...] | None
    cells: Mapping[str, str]
    seen: Mapping[str, str] = field(default_factory=dict)
    goes: bool = False


def edited(
    name: str, text: pl.DataFrame, edits: Sequence[RowEdit], removed: Iterable[tuple[str, ...]] = ()
) -> tuple[Draft, list[Fault]]:
    """Return the edited rows as a draft, and what speaks against editing them at all.

    Parameters
    ----------
    text
        Table `name` as it stands, as text.
    removed
        Keys of rows that are to go; only of snapshots, which are taken whole.
    """
    table = CONTRACT[name]
    known = dict(zip(text.select(table.key).rows(), text.to_dicts(), strict=True))
    removed = {*removed, *(edit.key for edit in edits if edit.goes and edit.key is not None)}
    rows: dict[int, dict[str, str]] = {}
    faults: list[Fault] = []
    for edit in edits:
        if edit.goes and edit.key is None:
            continue
        before = known.get(edit.key) if edit.key is not None else dict.fromkeys(table.by_name, "")
        if before is None:
            cure = sentence("Reload the page: somebody took it out in the meantime.")
            faults.append(Fault("", "", edit.row, "", ", ".join(edit.key or ()), sentence("is no longer there"), cure))
            continue
        faults += _against(name, edit, before)
        if not (edit.goes and name in SNAPSHOTS):
            rows[edit.row] = {**before, GOES: "yes"} if edit.goes else {**before, **edit.cells}
    if name in SNAPSHOTS:
        touched = {edit.key for edit in edits} | removed
        rest = (row for key, row in known.items() if key not in touched)
        rows |= dict(enumerate(rest, start=NEW_ROWS))
    header = [*table.by_name, *([GOES] if any(GOES in row for row in rows.values()) else [])]
    columns = [[row.get(column, "") for row in rows.values()] for column in header]
    grid = Grid("", "", header, 0, columns, list(rows))
    return Draft((Sheet(name, grid),)), faults


def _against(name: str, edit: RowEdit, before: Mapping[str, str]) -> list[Fault]:
    """Return what speaks against an edit: its row would get another name, or somebody else was faster."""
    faults = []
    for column, text in (edit.seen if edit.goes else edit.cells).items():
        old = before[column]
        if edit.key is not None and column in CONTRACT[name].key and text != old:
            cure = sentence("Leave {old}, and add a row with the other name.", old=old)
            faults.append(Fault("", "", edit.row, column, text, sentence("would give the row another name"), cure))
        elif column in edit.seen and old not in (edit.seen[column], text):
            problem = sentence("was changed to '{old}' by somebody else since you opened the page", old=old)
            faults.append(
                Fault(
                    "", "", edit.row, column, text, problem, sentence("Reload the page, and type it again if it holds.")
                )
            )
    return faults
