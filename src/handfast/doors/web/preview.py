"""What an import would change, as pages show it: the first of each kind, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handfast.engine.checks.judge import IN_COMPANY
from handfast.engine.reading.changes import CellChange, TableChanges
from handfast.engine.reading.company import Reading
from handfast.engine.tables import CONTRACT
from handfast.errors import Fault
from handfast.facade.mending import changes_of, name_of

CELLS, KEYS, FAULTS = 60, 12, 60
"""How many changed cells and named rows of a table, and how many faults, are shown."""


@dataclass(frozen=True)
class TablePreview:
    """What changes in one table."""

    name: str
    added: int
    changed: int
    gone: int
    cells: Sequence[CellChange]
    cells_more: int
    added_keys: Sequence[str]
    added_more: int
    gone_keys: Sequence[str]
    gone_more: int


@dataclass(frozen=True)
class Told:
    """A fault, and where the page shows its cell."""

    fault: Fault
    link: str


@dataclass(frozen=True)
class Verdict:
    """What was found in rows that somebody wants to import, and what they would change.

    Parameters
    ----------
    faults
        The first of what is wrong; `count` is how much there is.
    shown
        Name of the difference, so that what is saved is what was seen.
    """

    faults: Sequence[Told]
    count: int
    notices: Sequence[Fault]
    created: Sequence[str]
    tables: Sequence[TablePreview]
    shown: str

    @property
    def more(self) -> int:
        """How many faults are not shown."""
        return self.count - len(self.faults)

    @property
    def notices_more(self) -> int:
        """How many notices are not shown."""
        return max(0, len(self.notices) - FAULTS)


def verdict_on(reading: Reading, link: Callable[[Fault], str] = lambda _fault: "") -> Verdict:
    """Return what pages show of a reading: its faults, or what it would change.

    Notices of rows that are in the company already are left out: they stand on a page of their own.
    """
    faults = list(reading.faults)
    notices = [notice for notice in reading.notices if not notice.file.endswith(IN_COMPANY)]
    if faults:
        told = [Told(fault, link(fault)) for fault in faults[:FAULTS]]
        return Verdict(told, len(faults), notices, [], [], "")
    changes = changes_of(reading)
    created = [str(each) for each in reading.created_defaults]
    return Verdict([], 0, notices, created, table_previews(changes), name_of(changes))


def table_previews(changes: Mapping[str, TableChanges]) -> list[TablePreview]:
    """Return what changes, table by table."""
    return [_table(name, each) for name, each in changes.items()]


def _table(name: str, changes: TableChanges) -> TablePreview:
    added, gone = _keys(name, changes.added[:KEYS]), _keys(name, changes.gone[:KEYS])
    return TablePreview(
        name,
        len(changes.added),
        changes.rows,
        len(changes.gone),
        changes.cells[:CELLS],
        max(0, len(changes.cells) - CELLS),
        added,
        max(0, len(changes.added) - KEYS),
        gone,
        max(0, len(changes.gone) - KEYS),
    )


def _keys(name: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [", ".join(row[part] for part in CONTRACT[name].key if row[part]) for row in rows]
