"""Text frames become typed frames; every fault names its cell."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl
import pytest

from handfast.engine.reading.raw import Mark, Places, RawTable
from handfast.engine.reading.typed import Measures, Typed, read_typed
from handfast.engine.tables import CONTRACT, Kind
from handfast.engine.tables.frame import schema_of

MEASURES = Measures(
    items={"BENCH": ("pcs", 0), "OIL": ("l", 3)},
    conversions={("OIL", "drum"): Fraction(200), ("BENCH", "dozen"): Fraction(12), ("OIL", "third"): Fraction(1, 3)},
)


def read(name: str, columns: dict[str, list[str]], mark: Mark = Mark.POINT) -> Typed:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    rows = pl.int_range(2, frame.height + 2, eager=True)
    return read_typed(RawTable(name, frame, Places(f"{name}.csv", "", rows), mark), MEASURES)


def test_frames_have_the_types_of_the_contract_whatever_columns_are_there() -> None:
    for name, table in CONTRACT.items():
        required = {c.name: [c.example] for c in table.columns if c.required}
        typed = read(name, required)
        assert typed.frame.schema == pl.Schema(schema_of(table)), name
        whole = read(
            name, {c.name: [c.example] for c in table.columns} | ({"item": ["OIL"]} if table.item_column else {})
        )
        assert whole.faults == [], name
        assert whole.frame.schema == pl.Schema(schema_of(table)), name


def test_an_empty_file_gives_an_empty_frame() -> None:
    typed = read("stock", {"item": [], "site": [], "quantity": []})
    assert typed.frame.height == 0
    assert typed.frame.schema == pl.Schema(schema_of(CONTRACT["stock"]))


def test_defaults_hold_no_decimal_mark() -> None:
    # an absent cell is read as its default, whatever the mark of the file
    for table in CONTRACT.values():
        for column in table.columns:
            if column.kind in (Kind.INTEGER, Kind.QUANTITY, Kind.MONEY, Kind.RATIO):
                assert "." not in (column.default or ""), (table.name, column.name)


def test_quantities_count_smallest_units_and_convert_other_units() -> None:
    typed = read(
        "stock",
        {
            "item": ["OIL", "OIL", "OIL", "BENCH", "BENCH", "BENCH"],
            "site": ["N"] * 6,
            "quantity": ["1.5", "12 drum", "0.5 Drum", "7", "2 dozen", "3 pcs"],
        },
    )
    assert typed.faults == []
    assert typed.frame["quantity"].to_list() == [1500, 2_400_000, 100_000, 7, 24, 3]


def test_quantity_faults_name_the_item_and_its_unit() -> None:
    typed = read(
        "stock",
        {
            "item": ["BENCH", "BENCH", "OIL", "BENCH", "OIL", "BENCH", "NOBODY", ""],
            "site": ["N"] * 8,
            "quantity": ["1.5", "2 crates", "1 third", "-1", "99999999999", "", "4", "5"],
        },
    )
    told = {(f.row, f.column): (f.problem, f.cure) for f in typed.faults}
    assert "item BENCH, which is counted in pcs, whole units only" in told[2, "quantity"][0]
    assert "is in crates, but item BENCH is counted in pcs" in told[3, "quantity"][0]
    assert "Known units of BENCH: pcs, dozen" in told[3, "quantity"][1]
    assert "at most 3 digits" in told[4, "quantity"][0]
    assert told[5, "quantity"][0] == "is negative"
    assert told[6, "quantity"][0] == "is too large"
    assert told[7, "quantity"][0] == "is empty"
    assert told[9, "item"][0] == "is empty"
    assert (8, "quantity") not in told  # the unknown item is a fault of its own


def test_a_fault_names_file_row_column_value_problem_and_cure() -> None:
    (fault,) = read("stock", {"item": ["BENCH"], "site": ["N"], "quantity": ["1.5"]}).faults
    assert (fault.file, fault.row, fault.column, fault.value) == ("stock.csv", 2, "quantity", "1.5")
    assert str(fault) == (
        "stock.csv, row 2, column quantity: '1.5' is not possible for item BENCH, which is counted in pcs, "
        "whole units only. Correct the quantity, or raise decimals of BENCH in table item."
    )


def test_money_has_the_digits_of_its_currency() -> None:
    typed = read(
        "price",
        {"item": ["BENCH"] * 4, "price": ["319.00", "319", "1.5", "1.234"], "currency": ["EUR", "jpy", "JPY", "KWD"]},
    )
    assert typed.frame["price"].to_list() == [31900, 319, None, 1234]
    assert typed.frame["currency"].to_list() == ["EUR", "JPY", "JPY", "KWD"]
    assert [(f.row, f.problem) for f in typed.faults] == [(4, "has more than 0 digits after the point")]


def test_bounds() -> None:
    typed = read("process", {
        "process": ["a", "b", "c"], "kind": ["make"] * 3, "item": ["BENCH"] * 3, "site": ["N"] * 3,
        "yield": ["98%", "1.2", "-1"], "rank": ["1", "0", "1001"],
    })  # fmt: skip
    assert [(f.row, f.column, f.cure) for f in typed.faults] == [
        (3, "rank", "Write a value from 1 to 1000."),
        (4, "rank", "Write a value from 1 to 1000."),
        (3, "yield", "Write a value from 0 to 1."),
        (4, "yield", "Write a value from 0 to 1."),
    ]
    assert typed.frame["yield"].to_list() == ["49/50", "1", "1"]


def test_every_fault_is_found_not_only_the_first() -> None:
    typed = read("order_line", {"order": ["1"] * 500, "item": ["BENCH"] * 500, "quantity": ["x"] * 500})
    assert len(typed.faults) == 500
    assert [f.row for f in typed.faults] == list(range(2, 502))


def test_decimal_commas_and_local_dates() -> None:
    typed = read(
        "receipt",
        {"receipt": [" 1 "], "item": ["OIL"], "site": ["N\u00a0"], "quantity": ["12,5"], "date": ["03.04.2027"]},
        Mark.EITHER,
    )
    assert typed.faults == []
    row = typed.frame.row(0, named=True)
    assert (row["receipt"], row["site"], row["quantity"]) == ("1", "N", 12500)
    assert row["date"] == dt.date(2027, 4, 3)


@pytest.mark.parametrize("table", list(CONTRACT))
def test_empty_cells_mean_the_default_or_not_said(table: str) -> None:
    contract = CONTRACT[table]
    required = {c.name: ["OIL" if c.name == "item" else c.example] for c in contract.columns if c.required}
    (row,) = read(table, required).frame.rows(named=True)
    for column in contract.columns:
        if column.required:
            assert row[column.name] is not None
        elif column.default is None:
            assert row[column.name] == ("" if column.kind in (Kind.KEY, Kind.TEXT) else None)
        else:
            assert row[column.name] is not None
