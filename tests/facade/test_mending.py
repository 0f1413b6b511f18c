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
from handfast.engine.tables import CONTRACT
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


def test_added_rows_go_again_as_long_as_nobody_names_them(company: Company) -> None:
    company.load(company.read_edits("item", [RowEdit(1, None, {"item": "NEW"}), RowEdit(2, None, {"item": "USED"})]))
    number = company.table_changes()[0].number
    company.load(company.read_edits("price", [RowEdit(1, None, {"item": "USED", "price": "3"})]))
    back = company.way_back(number)
    assert back.stays == ["item: 1 added row stays, for others or the ledger name it by now"]
    company.load(company.read_draft(back.draft))
    assert company.table("item")["item"].to_list() == ["BENCH", "OIL", "USED"]
    again = company.way_back(company.table_changes()[0].number)  # what went comes back, whole
    company.load(company.read_draft(again.draft))
    assert company.table("item").filter(item="NEW").height == 1


def goes(row: int, *key: str) -> RowEdit:
    return RowEdit(row, key, {}, goes=True)


def test_a_row_that_nobody_names_goes_with_its_difference_before(company: Company) -> None:
    company.load(company.read_edits("customer", [RowEdit(1, None, {"customer": "C2", "name": "Twice"})]))
    before = company.table("customer").height
    reading = company.read_edits("customer", [goes(2, "C2")])
    assert reading.faults == []
    assert [row["customer"] for row in changes_of(reading)["customer"].gone] == ["C2"]
    assert company.table("customer").height == before  # nothing is stored by reading
    report = company.load(reading)
    assert report.gone == {"customer": 1}
    assert company.table("customer")["customer"].to_list() == ["C1"]
    assert company.table_changes()[0].counts == {"customer": (0, 0, 1)}
    assert company.verify() == []


def test_a_row_that_others_name_stays_and_they_are_named(company: Company) -> None:
    (fault,) = company.read_edits("item", [goes(3, "OIL")]).faults
    assert (fault.row, fault.column, fault.value) == (3, "item", "OIL")
    assert fault.problem == "cannot go: stock_point OIL N, stock OIL N free name it"
    assert fault.cure == "Let them name another one, or let them go first."
    fault = company.read_edits("stock_point", [goes(3, "OIL", "N")]).faults[0]
    assert "stock OIL N" in fault.problem


def test_what_was_promised_keeps_its_rows(company: Company) -> None:
    offer = company.quote("BENCH", 2, by=NOW.date() + dt.timedelta(days=9), customer="C1")
    promised = company.promise(offer)
    faults = company.read_edits("customer", [goes(2, "C1")]).faults
    assert [fault.problem for fault in faults] == [f"cannot go: promise P-{promised[0].id} names it"]
    company.load(company.read_edits("stock", [goes(1, "BENCH", "N", "", "free")]))
    (fault,) = company.read_edits("stock_point", [goes(2, "BENCH", "N")]).faults
    assert fault.problem == f"cannot go: promise P-{promised[0].id}, the ledger (what lay or will lie there) name it"


def test_what_is_promised_meanwhile_stops_a_row_from_going(company: Company) -> None:
    company.load(company.read_edits("customer", [RowEdit(1, None, {"customer": "C2"})]))
    reading = company.read_edits("customer", [goes(2, "C2")])
    company.promise(company.quote("BENCH", 1, by=NOW.date() + dt.timedelta(days=9), customer="C2"))
    with pytest.raises(DataError, match="cannot go: promise"):
        company.load(reading)
    assert "C2" in company.table("customer")["customer"].to_list()


def test_a_new_generation_begins_where_a_row_goes(company: Company) -> None:
    ask = {"item": "BENCH", "quantity": 1, "by": NOW.date() + dt.timedelta(days=9)}
    assert company.quote(**ask).lines[0].wanted.price is not None
    company.load(
        company.read_edits("price", [goes(2, *company.table_text("price").select(CONTRACT["price"].key).row(0))])
    )
    assert company.quote(**ask).lines[0].wanted.price is None


def test_a_file_says_which_rows_go_and_what_it_does_not_mention_stays(company: Company, tmp_path: Path) -> None:
    company.load(company.read_edits("customer", [RowEdit(n, None, {"customer": f"C{n}"}) for n in (2, 3, 4)]))
    (tmp_path / "customer.csv").write_text("customer,name,goes\nC2,,yes\nC3,Three,no\n")
    company.load(tmp_path / "customer.csv")
    rows = dict(company.table("customer").select("customer", "name").rows())
    assert rows == {"C1": "Harbour", "C3": "Three", "C4": ""}
    (tmp_path / "item.csv").write_text("item,goes\nNONE,yes\nBENCH,perhaps\n")
    told = {(fault.row, fault.column, fault.problem) for fault in company.read(tmp_path / "item.csv").faults}
    assert (2, "item", "is no row of item, so it cannot go") in told
    assert (3, "goes", "is neither yes nor no") in told


@pytest.mark.parametrize("table", ["company", "stock", "receipt", "order_line", "allocation"])
def test_some_rows_never_go_by_a_file(company: Company, tmp_path: Path, table: str) -> None:
    key = CONTRACT[table].key
    (tmp_path / f"{table}.csv").write_text(
        f"{','.join(key)},goes\n{','.join(CONTRACT[table].by_name[k].example for k in key)},yes\n"
    )
    faults = company.read(tmp_path / f"{table}.csv").faults
    assert "never goes" in {fault.problem for fault in faults}


def test_rows_that_name_each_other_go_together(company: Company, tmp_path: Path) -> None:
    company.load(company.read_edits("item", [RowEdit(1, None, {"item": "NEW"})]))
    company.load(company.read_edits("stock_point", [RowEdit(1, None, {"item": "NEW", "site": "N"})]))
    folder = tmp_path / "going"
    folder.mkdir()
    (folder / "item.csv").write_text("item,goes\nNEW,yes\n")
    (folder / "stock_point.csv").write_text("item,site,goes\nNEW,N,yes\n")
    company.load(folder)
    assert "NEW" not in company.table("item")["item"].to_list()
    assert "NEW" not in company.table("stock_point")["item"].to_list()


def test_a_row_that_somebody_changed_meanwhile_does_not_go_unseen(company: Company) -> None:
    company.load(company.read_edits("customer", [RowEdit(1, None, {"customer": "C2", "name": "Old"})]))
    company.load(company.read_edits("customer", [RowEdit(2, ("C2",), {"name": "New"})]))
    seen = RowEdit(2, ("C2",), {}, {"customer": "C2", "name": "Old"}, goes=True)
    (fault,) = company.read_edits("customer", [seen]).faults
    assert "was changed to 'New' by somebody else" in fault.problem


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


def test_checks_are_made_anew_when_tables_change_and_not_by_a_promise(company: Company) -> None:
    first = company.checked()
    company.promise(company.quote("BENCH", 1, by=NOW.date() + dt.timedelta(days=9), customer="C1"))
    assert company.checked() is first
    company.load(company.read_edits("customer", [RowEdit(1, None, {"customer": "c1", "name": "Alike"})]))
    assert company.checked() is not first
    assert company.checked() == company.check()
    assert len(company.checked().notices) == len(first.notices) + 1
