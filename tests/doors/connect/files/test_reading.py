"""Files as people really have them: what is read, and what is refused with place and cure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from handfast.doors.connect.files import read_company
from handfast.engine.reading.company import Reading
from handfast.errors import DataError, Fault, NotFound

TODAY = dt.date(2027, 3, 1)

ITEM = "item,unit,decimals\nBENCH,pcs,0\nOIL,l,3\n"
POINT = "item,site\nBENCH,N\nOIL,N\n"


def folder(path: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (path / f"{name}.csv").write_bytes(data)
    return path


def read(path: Path, **options: str) -> Reading:
    return read_company(path, today=TODAY, **options)  # type: ignore[arg-type]


def told(reading: Reading) -> list[str]:
    return [str(fault) for fault in reading.faults]


# ---------------------------------------------------------------- what is there


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is nothing at"):
        read(tmp_path / "nowhere")


def test_folder_without_tables(tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text("Dear all")
    with pytest.raises(DataError, match=r"holds no table of Handfast. Name each file, .* after its table: company, "):
        read(tmp_path)


def test_tables_without_rows(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r"holds tables, but no rows\. Fill some rows; a small company begins with item"
    ):
        read(folder(tmp_path, item="item\n"))


def test_zero_byte_file_stands_beside_what_could_be_read(tmp_path: Path) -> None:
    reading = read(folder(tmp_path, item=ITEM, stock=""))
    assert told(reading) == ["stock.csv: is empty. Write a header row, or delete the file."]
    assert reading.tables["item"].height == 2


def test_a_file_named_like_no_table_gets_a_suggestion(tmp_path: Path) -> None:
    reading = read(folder(tmp_path, item=ITEM, order_lines="order\n"))
    (fault,) = told(reading)
    assert fault.startswith("order_lines.csv: is named like no table of Handfast. Did you mean order_line?")


def test_readme_and_hidden_files_are_left_aside(tmp_path: Path) -> None:
    (tmp_path / "README.csv").write_text("how to")
    (tmp_path / ".stock.csv").write_text("")
    (tmp_path / "~$stock.xlsx").write_text("")
    assert told(read(folder(tmp_path, item=ITEM, stock_point=POINT))) == []


def test_a_file_that_may_not_be_read_and_old_formats(tmp_path: Path) -> None:
    (tmp_path / "stock.xls").write_bytes(b"\xd0\xcf")
    (tmp_path / "price.parquet").write_text("no parquet")
    (tmp_path / "site.xlsx").write_text("no workbook")
    faults = told(read(folder(tmp_path, item=ITEM)))
    assert any(f.startswith("stock.xls: is a kind of file that is not read (.xls). Save it as") for f in faults)
    assert any(f.startswith("price.parquet: is no readable Parquet file") for f in faults)
    assert any(f.startswith("site.xlsx: is no readable Excel workbook") for f in faults)


def test_one_file_is_enough(tmp_path: Path) -> None:
    folder(tmp_path, item=ITEM)
    assert read(tmp_path / "item.csv").tables["item"]["item"].to_list() == ["BENCH", "OIL"]


def test_the_same_table_twice(tmp_path: Path) -> None:
    pl.DataFrame({"item": ["X"]}).write_parquet(tmp_path / "item.parquet")
    faults = told(read(folder(tmp_path, item=ITEM)))
    assert faults == ["item.parquet: holds table item, which item.csv holds too. Keep one of the two."]


# ---------------------------------------------------------------- CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_found_out(tmp_path: Path, encoding: str) -> None:
    reading = read(folder(tmp_path, item="item,name\nBÄNK,Gartenmöbel ✓\n".encode(encoding)))
    assert reading.tables["item"].row(0)[:2] == ("BÄNK", "Gartenmöbel ✓")
    assert reading.notices == []


def test_windows_1252_is_read_with_a_notice_that_shows_a_word_to_check(tmp_path: Path) -> None:
    reading = read(folder(tmp_path, item="item;name\nA;Bank\nB;Stuhl Größe 5\n".encode("cp1252")))
    assert reading.tables["item"]["name"].to_list() == ["Bank", "Stuhl Größe 5"]
    (notice,) = reading.notices
    assert "is not UTF-8 and was read as Windows-1252; check line 3, where it says 'Größe'" in notice.problem
    assert "CSV UTF-8" in notice.cure


def test_an_encoding_can_be_said(tmp_path: Path) -> None:
    path = folder(tmp_path, item="item,name\nA,Łódź\n".encode("cp1250"))
    assert read(path, encoding="cp1250").tables["item"]["name"].to_list() == ["Łódź"]
    assert "cannot be read as utf-8" in told(read(path, encoding="utf-8"))[0]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    reading = read(folder(tmp_path, item=ITEM, stock=b"\x81\x8d\x90\xff" * 9))
    assert told(reading)[0].startswith("stock.csv: is no text in a known encoding. Save it as 'CSV UTF-8'")


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    files = {"stock": "item;site;quantity\nOIL;N;12,5\nOIL;N;0,125\n"}
    reading = read(folder(tmp_path, item=ITEM, stock_point=POINT, **files))
    assert reading.tables["stock"]["quantity"].to_list() == [12500, 125]


def test_what_may_be_a_mark_for_thousands_is_never_guessed(tmp_path: Path) -> None:
    path = folder(
        tmp_path, item=ITEM, stock_point=POINT, stock="item;site;lot;quantity\nOIL;N;1;1,234\nOIL;N;2;1.234,5\n"
    )
    ambiguous, grouped = told(read(path))
    assert ambiguous == (
        "stock.csv, row 2, column quantity: '1,234' may mean 1234 or 1 and 234 thousandths. "
        "Write 1234, or 1,2340 for the fraction; or say which decimal mark the whole file uses."
    )
    assert "row 3, column quantity: '1.234,5' has marks for thousands" in grouped
    said = read(folder(tmp_path, stock="item;site;quantity\nOIL;N;1,234\n"), decimal_mark=",")
    assert said.tables["stock"]["quantity"].to_list() == [1234]


def test_an_unknown_decimal_mark(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"';' is no decimal mark. Say '.' or ','."):
        read(folder(tmp_path, item=ITEM), decimal_mark=";")


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = '\nitem,site,lot,quantity\n\nBENCH,N,"a\nb",1\n,,,\n\nBENCH,N,c,x\n'
    (fault,) = read(folder(tmp_path, item=ITEM, stock_point=POINT, stock=text)).faults
    assert (fault.row, fault.column, fault.value) == (7, "quantity", "x")


def test_a_quote_that_does_not_end_and_uneven_rows(tmp_path: Path) -> None:
    reading = read(
        folder(
            tmp_path, item=ITEM, stock='item,site,quantity\nBENCH,N,1\n"BENCH,N,2\n', site="site,name\nN,North,x\nS\n"
        )
    )
    faults = told(reading)
    assert "site.csv, row 2: has 3 cells, but the header has 2. Check its delimiters" in faults[0]
    assert "site.csv, row 3: has 1 cell, but the header has 2" in faults[1]
    assert "stock.csv, row 3: has a quote that does not end" in faults[2]


def test_headers(tmp_path: Path) -> None:
    text = "Process, KIND ,item,site,Lot min,lot-max,Yeild,Yield,yield,\na,buy,BENCH,N,1,2,1,1,1,\n"
    faults = told(read(folder(tmp_path, item=ITEM, process=text)))
    assert len(faults) == 2
    assert faults[0].startswith("process.csv, row 1, column Yeild: is no column of table process. Did you mean yield?")
    assert faults[1] == "process.csv, row 1, column yield: stands twice in the header. Keep one of the two columns."


def test_missing_required_columns_and_empty_headers(tmp_path: Path) -> None:
    faults = told(read(folder(tmp_path, item=ITEM, stock="item,site,,amount\nBENCH,N,5,7\n")))
    assert "the header in position 3 is empty. Name the column, or delete it." in faults[0]
    assert "column amount: is no column of table stock" in faults[1]
    assert faults[2] == "stock.csv, row 1, column quantity: is missing. Add the column: How much. Example: 85."


def test_an_apostrophe_before_a_formula_is_not_part_of_the_text(tmp_path: Path) -> None:
    reading = read(folder(tmp_path, item="item,name\nA,'=x\nB,'tis\n"))
    assert reading.tables["item"]["name"].to_list() == ["=x", "'tis"]


# ---------------------------------------------------------------- what the tables say of each other


def test_tables_that_are_left_out_are_created_and_told(tmp_path: Path) -> None:
    reading = read(folder(
        tmp_path, item=ITEM, stock_point=POINT,
        process="process,kind,item,site,supplier\nm,make,BENCH,N,\nb,buy,OIL,N,OILCO\n",
        process_load="process,resource\nm,SAW\n",
        customer="customer,segment,calendar\nC1,key,five\n",
    ))  # fmt: skip
    assert told(reading) == []
    assert [str(created) for created in reading.created_defaults][:-1] == [
        "1 resource created with default values: SAW",
        "1 segment created with default values: key",
        "1 supplier created with default values: OILCO",
        "1 site created with default values: N",
        "1 calendar created with default values: five",
    ]
    assert reading.tables["resource"]["site"].to_list() == ["N"]
    assert reading.tables["calendar"].row(0) == ("five", 480, 480, 480, 480, 480, 0, 0)
    assert reading.tables["company"]["name"].to_list() == [tmp_path.name]


def test_where_the_table_is_there_an_unknown_name_is_a_fault(tmp_path: Path) -> None:
    (fault,) = told(read(folder(tmp_path, item=ITEM, site="site\nNorth\n", stock_point="item,site\nBENCH,north\n")))
    assert fault == (
        "stock_point.csv, row 2, column site: 'north' is no known site. "
        "Did you mean North? Correct the name, or add a row with it to table site."
    )


def test_an_unreadable_table_does_not_make_its_names_unknown(tmp_path: Path) -> None:
    reading = read(folder(tmp_path, item="itm,unit\nBENCH,pcs\n", stock_point=POINT))
    assert {fault.file for fault in reading.faults} == {"item.csv"}


def test_units_come_from_the_company_when_the_files_do_not_say_them(tmp_path: Path) -> None:
    before = read(folder(tmp_path, item=ITEM, stock_point=POINT)).tables
    (tmp_path / "more").mkdir()
    again = read_company(folder(tmp_path / "more", stock="item,site,quantity\nOIL,N,1.5\n"), before, today=TODAY)
    assert told(again) == []
    assert again.tables["stock"]["quantity"].to_list() == [1500]
    assert list(again.tables) == ["stock"]


def test_columns_that_a_file_does_not_have_stay_as_the_company_has_them(tmp_path: Path) -> None:
    before = read(folder(tmp_path, item=ITEM, stock_point=POINT)).tables
    (tmp_path / "more").mkdir()
    path = folder(tmp_path / "more", item="item,name\nOIL,Teak oil\nNEW,New\n")
    again = read_company(path, before, today=TODAY)
    rows = again.tables["item"].select("item", "name", "unit", "decimals").rows()
    assert rows == [("OIL", "Teak oil", "l", 3), ("NEW", "New", "pcs", 0)]


def test_decimals_of_a_kept_item_cannot_change(tmp_path: Path) -> None:
    before = read(folder(tmp_path, item=ITEM, stock_point=POINT)).tables
    (tmp_path / "more").mkdir()
    (fault,) = told(read_company(folder(tmp_path / "more", item="item,decimals\nOIL,1\n"), before, today=TODAY))
    assert fault.startswith("item.csv, row 2, column decimals: '1' would change from 3, by which the company's numbers")


def test_money_of_a_row_kept_in_another_currency_needs_its_currency(tmp_path: Path) -> None:
    rate = "currency,date,rate\nJPY,2027-01-01,0.006\n"
    lines = "order,customer,item,quantity,price,currency\nS1,C,BENCH,1,500,JPY\n"
    before = read(folder(tmp_path, item=ITEM, stock_point=POINT, order_line=lines, exchange_rate=rate)).tables
    (tmp_path / "more").mkdir()
    path = folder(tmp_path / "more", order_line="order,customer,item,quantity,price\nS1,C,BENCH,1,500\n")
    (fault,) = read_company(path, before, today=TODAY).faults
    assert (fault.row, fault.column, fault.value, fault.cure) == (2, "currency", "JPY", "Add the column currency.")


# ---------------------------------------------------------------- Excel and Parquet


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


ITEMS: list[list[object]] = [["item", "unit", "decimals"], [1042, "l", 3], ["BENCH", None, None]]


def test_a_workbook_with_true_types(tmp_path: Path) -> None:
    stock: list[list[object]] = [
        ["Item", "SITE", "quantity", "as of", "lot"],
        [1042, "N", 12.5, dt.datetime(2027, 3, 1), 7.0],  # noqa: DTZ001 (a workbook knows no time zones)
        [],
        ["BENCH", "N", 12.0, dt.date(2027, 2, 28), None],
    ]
    path = workbook(
        tmp_path / "acme.xlsx",
        item=ITEMS,
        Stock=stock,
        **{"stock point": [["item", "site"], [1042, "N"], ["BENCH", "N"]]},
    )
    reading = read(path)
    assert told(reading) == []
    assert reading.tables["stock"].select("item", "lot", "quantity", "as_of").rows() == [
        ("1042", "7", 12500, dt.date(2027, 3, 1)),
        ("BENCH", "", 12, dt.date(2027, 2, 28)),
    ]
    assert reading.places["stock"].rows.to_list() == [2, 4]
    assert reading.tables["company"]["name"].to_list() == ["acme"]


def test_a_fault_in_a_workbook_names_sheet_and_row(tmp_path: Path) -> None:
    stock: list[list[object]] = [["item", "site", "quantity"], [], ["BENCH", "N", 1 / 3], ["BENCH", "N", "#N/A"]]
    first, second = (
        fault
        for fault in read(workbook(tmp_path / "a.xlsx", item=ITEMS, stock=stock)).faults
        if fault.column == "quantity"
    )
    assert (first.file, first.sheet, first.row, first.value) == ("a.xlsx", "stock", 3, "0.3333333333333333")
    assert (second.row, second.problem) == (4, "is an error of the spreadsheet")


def test_merged_headers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", item=[["item", "unit", None], ["BENCH", "pcs", None]])
    book = openpyxl.load_workbook(path)
    book["item"].merge_cells("B1:C1")
    book.save(path)
    (fault,) = told(read(path))
    assert fault == (
        "a.xlsx, sheet item, row 1, column B1:C1: is a merged cell in the header. "
        "Unmerge the cells, and give every column its own header in one row."
    )


def test_a_value_in_merged_cells_is_not_taken_for_one_row_alone(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", item=[["item", "unit", "price"], ["BENCH", "pcs", 240], ["TOP", "pcs", None]])
    book = openpyxl.load_workbook(path)
    book["item"].merge_cells("C2:C3")
    book.save(path)
    (fault,) = told(read(path))
    assert fault == (
        "a.xlsx, sheet item, row 2, column C2:C3: '240' is in merged cells: which rows and columns it is for cannot be "
        "told. Unmerge the cells, and write into each what it is to hold."
    )


def test_empty_merged_cells_below_the_header_do_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", item=[*ITEMS, ["A", "pcs", 0]])
    book = openpyxl.load_workbook(path)
    book["item"].merge_cells("E3:F4")
    book.save(path)
    assert read(path).tables["item"].height == 3


def test_a_formula_without_its_value(tmp_path: Path) -> None:
    rows: list[list[object]] = [["item", "site", "quantity"], ["BENCH", "N", "=1+1"]]
    (fault,) = told(read(workbook(tmp_path / "a.xlsx", item=ITEMS, stock=rows)))
    assert fault == (
        "a.xlsx, sheet stock, row 2: '=1+1' at C2 is a formula without its value. "
        "Open the workbook in the spreadsheet and save it, so that the values are kept."
    )


def test_hidden_sheets_and_sheets_for_people(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", **{"README first": [["Dear all"]]}, item=ITEMS, stock=[["item"], ["X"]], Sheet1=[]
    )
    book = openpyxl.load_workbook(path)
    book["stock"].sheet_state = "hidden"
    book.save(path)
    reading = read(path)
    assert told(reading) == []
    assert [str(n) for n in reading.notices] == [
        "a.xlsx, sheet stock: is hidden and was not read. Unhide it if it is to be read."
    ]


def test_an_unknown_sheet(tmp_path: Path) -> None:
    (fault,) = told(read(workbook(tmp_path / "a.xlsx", item=ITEMS, stocks=[["x"], [1]])))
    assert fault.startswith("a.xlsx, sheet stocks: is named like no table of Handfast. Did you mean stock?")


def test_a_workbook_named_by_its_table_with_one_sheet(tmp_path: Path) -> None:
    assert read(workbook(tmp_path / "item.xlsx", Sheet1=ITEMS)).tables["item"].height == 2


def test_parquet_with_types_of_its_own(tmp_path: Path) -> None:
    folder(tmp_path, item=ITEM, stock_point=POINT)
    frame = pl.DataFrame({
        "item": pl.Series(["OIL", "BENCH", None], dtype=pl.Categorical), "site": ["N", "N", None],
        "quantity": [1.125, 3.0, None], "as_of": [TODAY, None, None],
    })  # fmt: skip
    frame.write_parquet(tmp_path / "stock.parquet")
    reading = read(tmp_path)
    assert told(reading) == []
    assert reading.tables["stock"].select("item", "quantity", "as_of").rows() == [
        ("OIL", 1125, TODAY),
        ("BENCH", 3, None),
    ]
    pl.DataFrame({"item": [["x"]], "site": ["N"], "quantity": [1]}).write_parquet(tmp_path / "stock.parquet")
    assert "column item: holds List(String). Write text, numbers" in told(read(tmp_path))[0]


# ---------------------------------------------------------------- how it is told


def test_many_faults_are_all_kept_and_few_are_printed() -> None:
    faults = [
        Fault("stock.csv", "", row, "quantity", "x", "is not a number", "Write a number.") for row in range(2, 1002)
    ]
    error = DataError(faults)
    assert len(error.faults) == 1000
    lines = str(error).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 980 more"


def test_the_day_is_the_companys(tmp_path: Path) -> None:
    files = {"receipt": "receipt,item,site,quantity,date\nP,BENCH,N,1,2027-03-10\n"}
    path = folder(tmp_path, item=ITEM, stock_point=POINT, company="name,fixed_today\nAcme,2027-03-11\n", **files)
    (notice,) = (str(n) for n in read_company(path).notices if n.file == "receipt.csv")
    assert "'2027-03-10' is before today (2027-03-11), and it is still to come" in notice


def test_an_unknown_time_zone(tmp_path: Path) -> None:
    path = folder(tmp_path, item=ITEM, stock_point=POINT, company="name,time_zone\nAcme,Mars/Olympus\n")
    (fault,) = (str(fault) for fault in read_company(path).faults)
    assert fault.startswith(
        "company.csv, row 2, column time_zone: 'Mars/Olympus' is no time zone. Write a name such as"
    )
