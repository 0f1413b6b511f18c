"""Drafts: every mending returns a new draft, rows keep their numbers, and what is kept as text comes back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.reading.draft import (
    Draft,
    Sheet,
    draft_of_text,
    draft_text,
    matched,
    with_cells,
    with_column,
    with_header,
    with_mark,
    with_table,
    without_rows,
)
from handfast.engine.reading.headers import Grid
from handfast.engine.reading.raw import Mark
from handfast.errors import DataError, Fault

GRID = Grid("stock.csv", "", ["Item", "site", "Qty"], 1, [["A", "B"], ["N", "N"], ["1", "x"]], [2, 5], Mark.EITHER)
STOCK = Draft((Sheet("stock", GRID),))


def problems(draft: Draft) -> list[str]:
    return [str(fault) for fault in matched(draft).faults]


def test_a_cell_is_mended_where_it_stands() -> None:
    mended = with_cells(STOCK, 0, {5: {"site": "S"}})
    assert [list(column) for column in mended.sheets[0].grid.columns] == [["A", "B"], ["N", "S"], ["1", "x"]]
    assert STOCK.sheets[0].grid.columns[1] == ["N", "N"]


def test_a_new_row_and_a_new_column_are_empty_but_for_what_is_said() -> None:
    grid = with_cells(STOCK, 0, {9: {"item": "C", "expires_on": "2027-01-01"}}).sheets[0].grid
    assert grid.header == ["Item", "site", "Qty", "expires_on"]
    assert grid.rows == [2, 5, 9]
    assert [list(column) for column in grid.columns] == [
        ["A", "B", "C"],
        ["N", "N", ""],
        ["1", "x", ""],
        ["", "", "2027-01-01"],
    ]


def test_a_column_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(DataError, match="colour"):
        with_cells(STOCK, 0, {2: {"colour": "red"}})


def test_headers_are_named_left_out_and_added() -> None:
    assert "is no column of table stock" in problems(STOCK)[0]
    assert problems(with_header(STOCK, 0, 2, "quantity")) == []
    without = with_header(STOCK, 0, 2, "")
    assert without.sheets[0].grid.header == ["Item", "site"]
    assert any("quantity" in each and "is missing" in each for each in problems(without))
    added = with_column(without, 0, "quantity")
    assert problems(added) == []
    assert matched(added).raws[0].cells["quantity"].to_list() == ["", ""]


def test_a_sheet_is_named_or_left_out() -> None:
    unnamed = Draft((Sheet("stok", GRID), *STOCK.sheets))
    assert "Did you mean stock?" in problems(unnamed)[0]
    assert any("holds table stock, which" in each for each in problems(with_table(unnamed, 0, "stock")))
    assert with_table(unnamed, 0, "") == STOCK


def test_rows_leave() -> None:
    grid = without_rows(STOCK, 0, [2]).sheets[0].grid
    assert (grid.rows, [list(column) for column in grid.columns]) == ([5], [["B"], ["N"], ["x"]])


TEXTS = st.text(max_size=5)


@given(
    st.lists(st.tuples(TEXTS, TEXTS), max_size=5),
    st.sampled_from(list(Mark)),
    st.lists(st.builds(Fault, TEXTS, TEXTS, st.none() | st.integers(1, 9), TEXTS, TEXTS, TEXTS, TEXTS), max_size=2),
)
def test_a_draft_kept_as_text_comes_back_the_same(rows: list[tuple[str, str]], mark: Mark, faults: list[Fault]) -> None:
    grid = Grid("a", "b", ["item", "=x"], 3, [[a for a, _ in rows], [b for _, b in rows]], list(range(len(rows))))
    draft = with_mark(Draft((Sheet("item", grid),), tuple(faults), tuple(faults)), 0, mark)
    assert draft_of_text(draft_text(draft)) == draft
