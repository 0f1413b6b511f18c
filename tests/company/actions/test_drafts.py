"""Drafts and what imports changed, as each database keeps them."""

import datetime as dt

import pytest

from handfast.company.actions.keep_draft import begin_draft, end_draft, mend_draft
from handfast.company.actions.note_changes import note_changes
from handfast.company.queries.import_drafts import import_draft, import_drafts
from handfast.company.queries.table_changes import table_change, table_changes
from handfast.company.queries.tables import row_counts
from handfast.company.writing import writing
from handfast.engine.reading.changes import CellChange, TableChanges
from handfast.engine.reading.draft import Draft, Sheet, with_cells
from handfast.engine.reading.headers import Grid
from handfast.errors import NotFound, StaleAnswer

NOW = dt.datetime(2027, 3, 1, 9, 0, 0, 123456, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)
DRAFT = Draft((Sheet("item", Grid("item.csv", "", ["item"], 1, [["Ä\u202eB"]], [2])),))


def test_a_draft_is_kept_mended_and_ended(here):
    number = begin_draft("item.csv", DRAFT, actor="ina", now=NOW, reason="why")
    kept = import_draft(number)
    assert (kept.draft, kept.made, kept.changed, kept.version, kept.reason) == (DRAFT, NOW, NOW, 0, "why")
    mended = mend_draft(number, 0, lambda draft: with_cells(draft, 0, {2: {"item": "C"}}), now=LATER)
    assert (mended.made, mended.changed, mended.version) == (NOW, LATER, 1)
    assert list(mended.draft.sheets[0].grid.columns[0]) == ["C"]
    with pytest.raises(StaleAnswer):
        mend_draft(number, 0, lambda draft: draft, now=LATER)
    assert [(each.number, each.name, each.draft) for each in import_drafts()] == [(number, "item.csv", Draft())]
    end_draft(number)
    with pytest.raises(NotFound):
        import_draft(number)


def test_a_mending_that_fails_changes_nothing(here):
    number = begin_draft("item.csv", DRAFT, actor="ina", now=NOW)

    def fail(draft):
        raise NotFound("no")

    with pytest.raises(NotFound):
        mend_draft(number, 0, fail, now=LATER)
    assert import_draft(number).version == 0


def test_what_an_import_changed_is_kept(here):
    changes = {
        "item": TableChanges([{"item": "A", "name": "x"}], [CellChange(("B",), "name", "old", "new")], []),
        "stock": TableChanges([], [], [{"item": "A", "site": "N", "quantity": "1"}]),
    }
    with writing():
        note_changes(changes, actor="ina", now=NOW, reason="Monday")
        note_changes({}, actor="ina", now=NOW, reason="nothing")
    listed = table_changes()[0]
    assert (listed.time, listed.actor, listed.reason) == (NOW, "ina", "Monday")
    assert listed.counts == {"item": (1, 1, 0), "stock": (0, 0, 1)}
    found = table_change(listed.number).changes
    assert found["item"].added == [{"item": "A"}]  # the rest of the row stands in its table
    assert found["item"].cells == changes["item"].cells
    assert found["stock"].gone == changes["stock"].gone
    with pytest.raises(NotFound):
        table_change(listed.number + 1)


def test_rows_are_counted(here):
    counts = row_counts()
    assert counts["item"] == 0
    assert len(counts) > 40
