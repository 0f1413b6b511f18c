"""Templates: everything a person needs to fill them, and nothing that is imported by itself."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from handfast.doors.connect.files import read_company, write_template
from handfast.engine.tables import CONTRACT, SIX_TO_START
from handfast.errors import DataError


def test_a_workbook_has_a_sheet_for_each_table_the_six_first(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "acme.xlsx"))
    assert book.sheetnames[: 1 + len(SIX_TO_START)] == ["README", *SIX_TO_START]
    assert set(book.sheetnames[1:]) == set(CONTRACT)
    for name, table in CONTRACT.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert column.meaning in cell.comment.text
        assert str(sheet["A2"].value).startswith("(example) ")


def test_choices_are_offered_as_lists(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_template(tmp_path / "acme.xlsx"))["process"]
    offered = {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation}
    assert offered["B2"] == '"make,buy,move"'
    position = [column.name for column in CONTRACT["process"].columns].index("same_day")
    assert offered[f"{openpyxl.utils.get_column_letter(position + 1)}2"] == '"yes,no"'


def test_the_readme_sheet_tells_every_column(tmp_path: Path) -> None:
    rows = list(openpyxl.load_workbook(write_template(tmp_path / "acme.xlsx"))["README"].values)
    told = {(row[0], row[1]) for row in rows if len(row) > 1 and row[1]}
    assert {(t.name, c.name) for t in CONTRACT.values() for c in t.columns} <= told


@pytest.mark.parametrize("name", ["acme.xlsx", "acme"])
def test_an_untouched_template_imports_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="holds tables, but no rows"):
        read_company(write_template(tmp_path / name))


def test_a_filled_template_imports_what_was_filled_and_not_the_example(tmp_path: Path) -> None:
    path = write_template(tmp_path / "acme.xlsx")
    book = openpyxl.load_workbook(path)
    book["item"].append(["TABLE-90", "Table"])
    book["stock_point"].append(["TABLE-90", "N"])
    book["stock"].append(["TABLE-90", "N", None, 12])
    book.save(path)
    reading = read_company(path)
    assert [str(fault) for fault in reading.faults] == []
    assert [(notice.sheet, notice.row, notice.column) for notice in reading.notices] == [("item", 3, "cost")]
    assert reading.tables["item"]["item"].to_list() == ["TABLE-90"]
    assert reading.places["item"].rows.to_list() == [3]


def test_an_example_row_that_was_written_over_is_told(tmp_path: Path) -> None:
    path = write_template(tmp_path / "acme.xlsx")
    book = openpyxl.load_workbook(path)
    book["item"].append(["A"])
    book["stock_point"].append(["A", "N"])
    book["stock"]["D2"] = 99
    book.save(path)
    (notice,) = (str(n) for n in read_company(path).notices if "example" in n.problem)
    assert notice == (
        "acme.xlsx, sheet stock, row 2: '(example) BENCH-150' is an example row and was left out. "
        "Take '(example)' out of its first cell if it is to count."
    )


def test_some_tables_only(tmp_path: Path) -> None:
    folder = write_template(tmp_path / "few", tables=["item", "stock"])
    assert sorted(file.name for file in folder.iterdir()) == ["README.txt", "item.csv", "stock.csv"]
    with pytest.raises(DataError, match=r"'stok' is no table of Handfast. The tables are: company"):
        write_template(tmp_path / "other", tables=["stok"])


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = write_template(tmp_path / "acme.xlsx")
    before = path.read_bytes()
    with pytest.raises(DataError, match="is there already"):
        write_template(path)
    with pytest.raises(DataError, match="is there already"):
        write_template(tmp_path)
    assert path.read_bytes() == before
