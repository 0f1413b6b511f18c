"""Mending: drafts of imports, edits of rows where they stand, what imports changed, and the way back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from handfast.company.actions.import_tables import ImportReport
from handfast.company.actions.keep_draft import begin_draft, end_draft, mend_draft
from handfast.company.people.permissions import Permission
from handfast.company.queries.import_drafts import ImportDraft, import_draft, import_drafts
from handfast.company.queries.table_changes import TableChange, WayBack, table_change, table_changes, way_back
from handfast.company.queries.tables import (
    first_names,
    items_named,
    load_rows,
    load_table,
    load_tables,
    row_count,
    row_counts,
)
from handfast.doors.connect.files.finding import find_draft
from handfast.doors.connect.files.reading import read_draft
from handfast.engine.difference import difference
from handfast.engine.reading.changes import TableChanges, typed_changes
from handfast.engine.reading.company import Reading
from handfast.engine.reading.draft import Draft
from handfast.engine.reading.editing import RowEdit, edited
from handfast.engine.tables import CONTRACT
from handfast.engine.writing import written_table
from handfast.errors import DataError, StaleAnswer
from handfast.facade.needs import needs
from handfast.facade.tables import Tables
from handfast.sentences import sentence

MOST_AT_ONCE = 20_000
"""Rows of a draft that are imported while somebody waits; more are left to a worker."""


@dataclass(frozen=True)
class TablePage:
    """A page of a table: `rows` as text with their number in ``row``, how many were found in all, and which page."""

    rows: pl.DataFrame
    found: int
    page: int


class Mending(Tables):
    """What may be done with rows before they are imported."""

    @needs(Permission.DATA_IMPORT)
    def begin_draft(self, name: str, source: str | Path | Draft, *, reason: str = "") -> int:
        """Keep what stands in files, faults and all, to be mended; return the draft's number.

        Raises
        ------
        NotFound, DataError
            There is nothing to read, or none of it is a table.
        """
        self._assert_whole()
        draft = source if isinstance(source, Draft) else find_draft(Path(source))
        return self._run(begin_draft, name, draft, actor=self.actor, now=self.clock(), reason=reason)

    @needs(Permission.DATA_IMPORT)
    def drafts(self) -> list[ImportDraft]:
        """Return the drafts that wait to be mended or imported, without their rows."""
        return self._run(import_drafts)

    @needs(Permission.DATA_IMPORT)
    def draft(self, number: int) -> ImportDraft:
        """Return a draft with its rows."""
        found = self._run(import_draft, number)
        self._assert_whole()
        return found

    @needs(Permission.DATA_IMPORT)
    def mend(self, number: int, version: int, change: Callable[[Draft], Draft]) -> ImportDraft:
        """Mend a draft that was seen at `version`.

        Raises
        ------
        StaleAnswer
            It was mended in another window since.
        """
        self._assert_whole()
        return self._run(mend_draft, number, version, change, now=self.clock())

    @needs(Permission.DATA_IMPORT)
    def drop_draft(self, number: int) -> None:
        """Throw a draft away."""
        self._run(end_draft, number)

    @needs(Permission.DATA_IMPORT)
    def read_draft(self, draft: Draft, name: str = "") -> Reading:
        """Read a draft against what the company has, and check all of it; nothing is stored."""
        return self._heard_ledger(read_draft(draft, self._run(load_tables), Path(name).stem))

    @needs(Permission.DATA_IMPORT)
    def load_draft(self, number: int, shown: str, *, reason: str = "") -> ImportReport:
        """Import a draft, if its difference is still the one that was shown, and let it go.

        Parameters
        ----------
        shown
            Name of the difference that was shown: :func:`name_of`.

        Raises
        ------
        DataError
            Something is still wrong with it.
        StaleAnswer
            The difference is another one by now.
        """
        kept = self.draft(number)
        reading = self.read_draft(kept.draft, kept.name)
        if reading.faults:
            raise DataError(reading.faults)
        if name_of(changes_of(reading)) != shown:
            raise StaleAnswer(
                sentence("What would change is no longer what you saw. Nothing was written: look at it again.")
            )
        report = self.load(reading, reason=reason or kept.reason or sentence("import of {name}", name=kept.name))
        self._run(end_draft, number)
        return report

    @needs(Permission.DATA_IMPORT)
    def read_edits(self, table: str, edits: Sequence[RowEdit], removed: Iterable[tuple[str, ...]] = ()) -> Reading:
        """Read edited rows of a table, and check the whole company with them; nothing is stored.

        Faults name the edits' rows, without a file; all others stand elsewhere in the company.
        """
        self._assert_whole()
        existing = self._run(load_tables)
        draft, faults = edited(table, written_table(existing, table), edits, removed)
        reading = self._heard_ledger(read_draft(draft, existing))
        if not faults:
            return reading
        told = {(fault.row, fault.column) for fault in faults}
        rest = [fault for fault in reading.faults if (fault.row, fault.column) not in told]
        return replace(reading, faults=[*faults, *rest])

    @needs(Permission.DATA_SEE)
    def row_counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return self._run(row_counts)

    @needs(Permission.DATA_SEE)
    def table_text(self, name: str) -> pl.DataFrame:
        """Return a table as people would type it: the rows and columns that the person who acts may see."""
        tables = {each: self._run(load_table, each) for each in {"item", "company", name}}
        return written_table({**tables, name: self._seeing().table(name, tables[name])}, name)

    @needs(Permission.DATA_SEE)
    def table_page(self, name: str, words: str = "", *, page: int = 1, limit: int = 100) -> TablePage:
        """Return a page of a table as people would type it, those rows alone in any cell of which the words stand.

        Parameters
        ----------
        page
            From 1; beyond the last one, the last one is returned.
        """
        if words or not self._sees_whole():
            return _page_of(self._text_found(name, words.casefold()), page, limit)
        found = self._run(row_count, name)
        page = _within(page, found, limit)
        rows = self._run(load_rows, name, (page - 1) * limit, limit)
        tables = {**self._run(load_tables, ("company",)), "item": self._run(_decimals_of, name, rows), name: rows}
        return TablePage(written_table(tables, name).with_row_index("row", (page - 1) * limit + 1), found, page)

    def _text_found(self, name: str, folded: str) -> pl.DataFrame:
        """Return the numbered rows of a table that they may see and in which the folded words stand."""
        whole = self._sees_whole()
        text = self._as_it_stands(("text", name), lambda _: self.table_text(name)) if whole else self.table_text(name)
        text = text.with_row_index("row", 1)
        columns = [pl.col(column).str.to_lowercase().str.contains(folded, literal=True) for column in text.columns[1:]]
        return text.filter(pl.any_horizontal(columns)) if folded else text

    @needs(Permission.DATA_SEE)
    def names_in(self, name: str, most: int) -> list[str]:
        """Return the first names of a table's rows, `most` at most: to choose from."""
        self._assert_whole()
        return self._run(first_names, name, most)

    @needs(Permission.DATA_SEE)
    def table_changes(self) -> list[TableChange]:
        """Return what imports changed in the tables, the newest first; why only to those who see all of them."""
        found = self._run(table_changes)
        return found if self._sees_whole() else [replace(each, reason="") for each in found]

    @needs(Permission.DATA_SEE)
    def table_change(self, number: int) -> TableChange:
        """Return one import, with every cell that it changed for those who see all of the tables."""
        found = self._past_change(number)
        return found if self._sees_whole() else replace(found, reason="", changes={})

    def _past_change(self, number: int) -> TableChange:
        """Return one import; what was is never changed, so it is read once as long as the ledger is the same one."""

        def here() -> TableChange:
            epoch = self._caught_up().cursor.epoch
            return self._memory.past.at(epoch, ("table change", number), lambda: table_change(number))

        return self._run(here)

    @needs(Permission.DATA_IMPORT)
    def way_back(self, number: int) -> WayBack:
        """Return the rows that would give the cells of one import their old values back, and what stays."""
        found = self._past_change(number)
        self._assert_whole()
        return self._run(way_back, found)

    def _sees_whole(self) -> bool:
        return self._seeing().everything and self.person.may(Permission.COST_SEE)

    def _assert_whole(self) -> None:
        """Refuse whoever sees only a part: what an import would change tells what stands there now."""
        self._seeing().assert_everything()
        self.person.assert_may(Permission.COST_SEE)


def _page_of(text: pl.DataFrame, page: int, limit: int) -> TablePage:
    page = _within(page, text.height, limit)
    return TablePage(text.slice((page - 1) * limit, limit), text.height, page)


def _within(page: int, found: int, limit: int) -> int:
    """Return the page, or the first or last one where there is no such page."""
    return min(max(page, 1), max(1, -(-found // limit)))


def _decimals_of(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return those items by whose decimals the quantities in rows of a table are written."""
    column = CONTRACT[name].item_column or "item"
    return items_named(set(rows[column])) if column in rows.columns else items_named(set())


def changes_of(reading: Reading) -> dict[str, TableChanges]:
    """Return what importing a reading would change, as it would be typed."""
    differences = difference(reading.existing, reading.tables, reading.gone)
    return typed_changes(reading.existing, reading.tables, differences)


def name_of(changes: dict[str, TableChanges]) -> str:
    """Return a name that two differences share only where they are the same."""
    return hashlib.sha256(repr(changes).encode()).hexdigest()[:32]
