"""What is written is read again as the same frames, in every form, and no text runs as a formula."""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.doors.connect.files import read_company, write_company
from handfast.engine.reading import cells
from handfast.engine.reading.headers import EXAMPLE_MARK
from handfast.engine.tables import CONTRACT, Column, Kind, Table
from handfast.engine.tables.frame import schema_of
from handfast.errors import DataError

TODAY = dt.date(2027, 3, 1)
CURRENCIES = ("EUR", "JPY", "KWD", "USD")

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
WORDS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=12),
    st.sampled_from(
        ["=1+1", "+49 30", "-10", "@SUM(A1)", "'=x", "''-y", "#N/A", "007", "1e5", "TRUE", 'a "b", c', "é;ß"]
    ),
)


def name() -> st.SearchStrategy[str]:
    trimmed = WORDS.map(lambda text: pl.Series([text]).str.strip_chars()[0])
    return trimmed.filter(lambda text: text.strip() and not text.startswith(EXAMPLE_MARK))


def value_of(table: Table, column: Column) -> st.SearchStrategy[object]:
    """Return valid typed values of `column`; quantities and money are drawn in smallest units."""
    match column.kind:
        case Kind.KEY:
            return name() if column.required else st.one_of(st.just(""), name())
        case Kind.TEXT:
            if column.name == "currency":
                return st.sampled_from(CURRENCIES if column.default else ("", *CURRENCIES))
            lines = st.lists(name(), min_size=1, max_size=3).map("\n".join)
            return lines if column.default else st.one_of(st.just(""), lines)
        case Kind.CHOICE:
            return st.sampled_from(column.choices)
        case Kind.FLAG:
            return st.booleans()
        case Kind.DATE:
            return maybe(column, st.dates(cells.FIRST_DAY, cells.LAST_DAY))
        case Kind.INTEGER:
            low = int(column.low) if column.low else -cells.INTEGER_LIMIT
            high = int(column.high) if column.high else cells.INTEGER_LIMIT
            return maybe(column, st.integers(low, high))
        case Kind.RATIO:
            return maybe(column, ratio(table, column))
        case Kind.MONEY:
            return maybe(column, st.integers(0 if column.low == "0" else -cells.MONEY_LIMIT, cells.MONEY_LIMIT))
        case Kind.QUANTITY:
            return maybe(column, st.integers(0 if column.low == "0" else -cells.QUANTITY_LIMIT, cells.QUANTITY_LIMIT))
        case Kind.MOMENT:
            raise AssertionError("no table has moments so far; add them here when one does")


def ratio(table: Table, column: Column) -> st.SearchStrategy[str]:
    limit = cells.RUN_RATIO_LIMIT if table.area == "processes" else cells.RATIO_LIMIT
    whole = st.integers(0 if column.low == "0" else -limit, limit)
    fraction = st.builds(Fraction, whole, st.integers(1, limit))
    if column.high == "1":
        fraction = fraction.map(lambda value: value if value <= 1 else 1 / value)
    return fraction.map(str)


def maybe(column: Column, values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    said = column.required or column.default is not None
    return values if said else st.one_of(st.none(), values)


@st.composite
def companies(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """Draw a company with items and up to three other tables whose rows are valid cell by cell."""
    chosen = draw(st.sets(st.sampled_from([t for t in CONTRACT if t not in ("company", "item")]), max_size=3))
    tables = {"company": draw(rows_of(CONTRACT["company"], None)), "item": draw(rows_of(CONTRACT["item"], None))}
    items = tables["item"]["item"].to_list()
    return tables | {table: draw(rows_of(CONTRACT[table], items)) for table in sorted(chosen)}


@st.composite
def rows_of(draw: st.DrawFn, table: Table, items: list[str] | None) -> pl.DataFrame:
    row = {
        column.name: st.sampled_from(items) if items and column.name == "item" else value_of(table, column)
        for column in table.columns
    }
    count = 1 if table.name == "company" else 3
    unique = (lambda row: row["item"]) if table.name == "item" else None
    rows = draw(st.lists(st.fixed_dictionaries(row), min_size=1, max_size=count, unique_by=unique))
    return pl.DataFrame(rows, schema=schema_of(table), orient="row")


def same_again(tables: dict[str, pl.DataFrame], path: Path, form: str, **options: bool) -> None:
    write_company(tables, path, form, **options)
    reading = read_company(path, today=TODAY)
    for table, frame in tables.items():
        again = reading.tables.get(table)
        if again is None or not again.equals(frame):
            raise AssertionError(f"{table}:\n{frame.to_dicts()}\n{again}\n{[str(f) for f in reading.faults]}")


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
@settings(max_examples=40, deadline=None)
@given(tables=companies())
def test_round_trip(form: str, tables: dict[str, pl.DataFrame]) -> None:
    with TemporaryDirectory() as folder:
        same_again(tables, Path(folder) / ("company.xlsx" if form == "xlsx" else "company"), form)


@settings(max_examples=20, deadline=None)
@given(tables=companies())
def test_round_trip_of_csv_that_is_not_meant_for_spreadsheets(tables: dict[str, pl.DataFrame]) -> None:
    with TemporaryDirectory() as folder:
        same_again(tables, Path(folder), "csv", spreadsheet_safe=False)


def formulas() -> dict[str, pl.DataFrame]:
    names = ['=HYPERLINK("x")', "+1", "-1", "@A1", "'=x", "plain"]
    rows = [{c.name: None for c in CONTRACT["segment"].columns} | {"segment": n, "name": ""} for n in names]
    filled = [row | {"priority": 2, "weight": 1, "backlog_class": "fill"} for row in rows]
    return {"segment": pl.DataFrame(filled, schema=schema_of(CONTRACT["segment"]), orient="row")}


def test_csv_holds_no_text_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    write_company(formulas(), tmp_path / "safe")
    with (tmp_path / "safe" / "segment.csv").open(encoding="utf-8-sig", newline="") as file:
        first = [row[0] for row in csv.reader(file)][1:]
    assert first == ['\'=HYPERLINK("x")', "'+1", "'-1", "'@A1", "''=x", "plain"]


def test_workbooks_hold_texts_and_never_formulas(tmp_path: Path) -> None:
    path = write_company(formulas(), tmp_path / "company.xlsx")
    sheet = openpyxl.load_workbook(path)["segment"]
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * 7
    assert sheet["A2"].value == '=HYPERLINK("x")'
    assert sheet["C2"].data_type == "n"


def test_parquet_has_exact_types(tmp_path: Path) -> None:
    item = {c.name: None for c in CONTRACT["item"].columns} | {
        "item": "OIL", "name": "", "family": "", "unit": "l", "decimals": 3, "price": 1250, "price_per": 1,
        "shelf_life_days": 0,
    }  # fmt: skip
    stock = {
        "item": "OIL",
        "site": "N",
        "lot": "",
        "quantity": 1500,
        "status": "free",
        "expires_on": None,
        "as_of": TODAY,
    }
    tables = {
        "item": pl.DataFrame([item], schema=schema_of(CONTRACT["item"]), orient="row"),
        "stock": pl.DataFrame([stock], schema=schema_of(CONTRACT["stock"]), orient="row"),
    }
    write_company(tables, tmp_path, "parquet")
    written = pl.read_parquet(tmp_path / "stock.parquet")
    assert written.schema["quantity"] == pl.Decimal(38, 6)
    assert str(written["quantity"][0]) == "1.500000"
    assert written.schema["as_of"] == pl.Date


def test_an_unknown_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'pdf' is no form to write. Say one of: csv, parquet, xlsx."):
        write_company({}, tmp_path, "pdf")
