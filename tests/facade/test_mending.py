"""Mending: drafts of imports, edits of rows where they stand, what imports changed, and the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import handfast
from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person
from handfast.company.people.roles import permissions_of
from handfast.engine.reading.draft import Draft, with_cells, with_header
from handfast.engine.reading.editing import RowEdit
from handfast.errors import DataError, NotAllowed, NotFound, StaleAnswer
from handfast.facade import Company
from handfast.facade.mending import changes_of, name_of

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
FILES = {
    "company": "name,currency,fixed_today\nAcme,EUR,2027-03-01\n",
    "item": "item,name,unit,decimals\nBENCH,Bench,pcs,0\nOIL,Oil,l,3\n",
    "stock_point": "item,site,sells\nBENCH,N,yes\nOIL,N,yes\n",
    "stock": "item,site,quantity\nBENCH,N,10\nOIL,N,2.5\n",
    "customer": "customer,name\nC1,Harbour\n",
    "price": "item,price\nBENCH,100.00\n",
}


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    folder = tmp_path / "acme"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text)
    with handfast.create(tmp_path / "acme.db", actor="ina", clock=lambda: NOW) as opened:
        opened.load(folder)
        yield opened


def begun(company: Company, folder: Path, name: str, text: str) -> int:
    (folder / name).write_text(text)
    return company.begin_draft(name, folder / name)


def test_a_draft_is_mended_until_nothing_is_wrong_and_then_imported(company: Company, tmp_path: Path) -> None:
    number = begun(company, tmp_path, "item.csv", "item,Nane,unit\nBENCH,Oak bench,pcs\nTABLE,Table,pc s\n")
    kept = company.draft(number)
    assert [fault.column for fault in company.read_draft(kept.draft).faults] == ["Nane"]
    with pytest.raises(DataError, match="is no column"):
        company.load_draft(number, "")
    kept = company.mend(number, kept.version, lambda draft: with_header(draft, 0, 1, "name"))
    kept = company.mend(number, kept.version, lambda draft: with_cells(draft, 0, {3: {"unit": "pcs"}}))
    reading = company.read_draft(kept.draft)
    changes = changes_of(reading)
    assert reading.faults == []
    assert [row["item"] for row in changes["item"].added] == ["TABLE"]
    assert [tuple(cell) for cell in changes["item"].cells] == [(("BENCH",), "name", "Bench", "Oak bench")]
    company.load_draft(number, name_of(changes), reason="new names")
    assert dict(company.table("item").select("item", "name").rows()) == {
        "BENCH": "Oak bench",
        "OIL": "Oil",
        "TABLE": "Table",
    }
    with pytest.raises(NotFound, match="was imported, or thrown away"):
        company.draft(number)


def test_two_windows_cannot_mend_past_each_other(company: Company, tmp_path: Path) -> None:
    number = begun(company, tmp_path, "item.csv", "item,name\nBENCH,A\n")
    company.mend(number, 0, lambda draft: with_cells(draft, 0, {2: {"name": "B"}}))
    with pytest.raises(StaleAnswer, match="another window"):
        company.mend(number, 0, lambda draft: with_cells(draft, 0, {2: {"name": "C"}}))
    assert company.draft(number).draft.sheets[0].grid.columns[1] == ["B"]


def test_a_draft_whose_difference_moved_is_not_imported(company: Company, tmp_path: Path) -> None:
    number = begun(company, tmp_path, "item.csv", "item,name\nBENCH,Better bench\n")
    shown = name_of(changes_of(company.read_draft(company.draft(number).draft)))
    company.load(company.read_edits("item", [RowEdit(1, ("BENCH",), {"name": "Other"})]))
    with pytest.raises(StaleAnswer, match="no longer what you saw"):
        company.load_draft(number, shown)
    assert company.draft(number).number == number


def test_rows_are_edited_where_they_stand(company: Company) -> None:
    reading = company.read_edits(
        "item", [RowEdit(7, ("OIL",), {"name": "Teak oil"}, {"name": "Oil"}), RowEdit(8, None, {"item": "NEW"})]
    )
    assert reading.faults == []
    company.load(reading)
    assert sorted(company.table("item")["name"]) == ["", "Bench", "Teak oil"]


def test_a_fault_names_the_edited_row_and_its_cell(company: Company) -> None:
    (fault,) = company.read_edits("item", [RowEdit(7, ("OIL",), {"family": "x", "shelf_life_days": "long"})]).faults
    assert (fault.file, fault.row, fault.column) == ("", 7, "shelf_life_days")


def test_a_row_that_is_edited_keeps_its_name(company: Company) -> None:
    (fault,) = company.read_edits("item", [RowEdit(7, ("OIL",), {"item": "OEL"})]).faults
    assert (fault.row, fault.column, fault.problem) == (7, "item", "would give the row another name")


def test_what_somebody_else_changed_meanwhile_is_not_written_over(company: Company) -> None:
    company.load(company.read_edits("item", [RowEdit(1, ("OIL",), {"name": "Linseed oil"})]))
    (fault,) = company.read_edits("item", [RowEdit(1, ("OIL",), {"name": "Teak oil"}, {"name": "Oil"})]).faults
    assert "was changed to 'Linseed oil' by somebody else" in fault.problem


def test_a_reading_is_not_imported_over_what_came_after_it(company: Company) -> None:
    mine = company.read_edits("item", [RowEdit(1, ("OIL",), {"name": "Mine"})])
    company.load(company.read_edits("item", [RowEdit(1, ("OIL",), {"name": "Theirs"})]))
    with pytest.raises(StaleAnswer, match="Somebody changed item in the meantime"):
        company.load(mine)
    assert "Theirs" in company.table("item")["name"].to_list()


def test_editing_one_row_of_the_stock_keeps_the_others(company: Company) -> None:
    key = ("OIL", "N", "", "free")
    reading = company.read_edits("stock", [RowEdit(1, key, {"quantity": "4"}, {"quantity": "2.5"})])
    assert [(cell.column, cell.old, cell.new) for cell in changes_of(reading)["stock"].cells] == [
        ("quantity", "2.5", "4")
    ]
    company.load(reading)
    assert dict(company.table("stock").select("item", "quantity").rows()) == {"BENCH": 10, "OIL": 4000}
    company.load(company.read_edits("stock", [], removed=[key]))
    assert company.table("stock")["item"].to_list() == ["BENCH"]


def test_what_an_import_changed_is_told_and_taken_back(company: Company) -> None:
    company.load(company.read_edits("item", [RowEdit(1, ("OIL",), {"name": "Mine", "family": "oils"})]), reason="why")
    newest = company.table_changes()[0]
    assert (newest.actor, newest.reason, newest.time, newest.counts) == ("ina", "why", NOW, {"item": (0, 1, 0)})
    back = company.way_back(newest.number)
    assert back.stays == []
    company.load(company.read_draft(back.draft))
    assert dict(company.table("item").select("name", "family").rows()) == {"Bench": "", "Oil": ""}


def test_the_way_back_leaves_alone_what_was_changed_again(company: Company) -> None:
    company.load(company.read_edits("item", [RowEdit(1, ("OIL",), {"name": "One", "family": "oils"})]))
    number = company.table_changes()[0].number
    company.load(company.read_edits("item", [RowEdit(1, ("OIL",), {"name": "Two"})]))
    back = company.way_back(number)
    assert back.stays == ["item OIL: name was changed again since"]
    company.load(company.read_draft(back.draft))
    assert dict(company.table("item").select("name", "family").rows())["Two"] == ""


def test_added_rows_stay(company: Company) -> None:
    company.load(company.read_edits("item", [RowEdit(1, None, {"item": "NEW"})]))
    back = company.way_back(company.table_changes()[0].number)
    assert back.draft.sheets == ()
    assert back.stays == ["item: 1 added row stays, for others may name it by now"]


def test_who_sees_only_a_part_imports_nothing(company: Company, tmp_path: Path) -> None:
    part = company.acting_as(
        Person(
            "pia",
            roles=frozenset({"planner"}),
            permissions=permissions_of(frozenset({"planner"})),
            sites=frozenset({"S"}),
        )
    )
    with pytest.raises(NotAllowed):
        part.read_edits("item", [])
    with pytest.raises(NotAllowed):
        part.begin_draft("x", Draft())


def test_who_sees_no_costs_is_told_only_when_and_who(company: Company) -> None:
    without = company.person.permissions - {Permission.COST_SEE}
    (seen,) = company.acting_as(Person("qa", permissions=without)).table_changes()
    assert (seen.actor, seen.reason, dict(seen.counts)["item"]) == ("ina", "", (2, 0, 0))
    assert company.acting_as(Person("qa", permissions=without)).table_change(seen.number).changes == {}
