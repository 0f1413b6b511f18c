"""Every check fires on an example and is silent on a sound company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest

from handfast.engine.checks import CHECKS, Check, Company, Finding, Severity, judge
from handfast.engine.reading.company import Reading, read_tables
from handfast.engine.reading.raw import Places, RawTable

TODAY = dt.date(2027, 3, 1)
Rows = list[dict[str, str]]


def sound() -> dict[str, Rows]:
    """Return a small company with nothing wrong."""
    return {
        "company": [{"name": "Alder & Pine"}],
        "calendar": [{"calendar": "five days"}],
        "calendar_exception": [{"calendar": "five days", "date": "2027-12-24", "until": "2027-12-31"}],
        "site": [{"site": "NORTH", "calendar": "five days"}, {"site": "SOUTH"}],
        "item": [
            {"item": "BENCH", "price": "349", "cost": "190"},
            {"item": "TOP", "cost": "60"},
            {"item": "OIL", "unit": "l", "decimals": "3", "cost": "5"},
            {"item": "WASTE"},
        ],
        "unit_conversion": [{"item": "OIL", "unit": "drum", "factor": "200"}],
        "stock_point": [
            {"item": "BENCH", "site": "NORTH"},
            {"item": "TOP", "site": "NORTH", "sells": "no"},
            {"item": "OIL", "site": "NORTH", "sells": "no"},
            {"item": "BENCH", "site": "SOUTH"},
        ],
        "resource": [{"resource": "WELD", "site": "NORTH", "units": "2", "calendar": "five days"}],
        "exchange_rate": [{"currency": "USD", "date": "2027-01-01", "rate": "0.92"}],
        "supplier": [{"supplier": "OAKMILL"}],
        "process": [
            {"process": "make", "kind": "make", "item": "BENCH", "site": "NORTH", "lot_min": "10", "lot_multiple": "5",
             "lot_max": "200", "yield": "0.98", "lead_after_days": "9", "expedite_days": "7"},
            {"process": "buy", "kind": "buy", "item": "TOP", "site": "NORTH", "supplier": "OAKMILL"},
            {"process": "oil", "kind": "buy", "item": "OIL", "site": "NORTH", "supplier": "OAKMILL"},
            {"process": "move", "kind": "move", "item": "BENCH", "site": "SOUTH", "from_site": "NORTH"},
        ],
        "process_input": [
            {"process": "make", "item": "TOP", "per_unit": "2"},
            {"process": "make", "item": "OIL", "per_unit": "0.05"},
        ],
        "process_output": [{"process": "make", "item": "WASTE", "per_unit": "1/3"}],
        "process_load": [{"process": "make", "resource": "WELD", "minutes_per_unit": "12"}],
        "substitute": [{"item": "TOP", "alternative": "BENCH"}],
        "segment": [{"segment": "key"}],
        "customer": [{"customer": "C-1", "segment": "key", "currency": "USD"}, {"customer": "C-2"}],
        "price": [
            {"item": "BENCH", "price": "319", "valid_to": "2027-06-30"},
            {"item": "BENCH", "price": "329", "valid_from": "2027-07-01"},
        ],
        "allocation": [
            {"segment": "key", "item": "BENCH", "first_day": "2027-04-01", "last_day": "2027-04-30", "quantity": "400"},
            {"segment": "key", "item": "BENCH", "first_day": "2027-05-01", "last_day": "2027-05-31", "quantity": "400"},
        ],
        "order_line": [
            {"order": "SO-1", "customer": "C-1", "item": "BENCH", "quantity": "40", "requested": "2027-04-12",
             "ordered_on": "2027-02-03", "price": "319", "currency": "USD"},
        ],
        "stock": [{"item": "TOP", "site": "NORTH", "quantity": "85", "as_of": "2027-03-01"}],
        "receipt": [{"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": "200", "date": "2027-04-03"}],
        "shipment": [{"shipment": "D-1", "order": "SO-0", "item": "BENCH", "site": "NORTH", "quantity": "40",
                      "shipped_on": "2027-01-11", "delivered_on": "2027-01-13"}],
    }  # fmt: skip


def read(tables: dict[str, Rows]) -> Reading:
    raws = []
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        cells = pl.DataFrame(
            {c: [row.get(c, "") for row in rows] for c in columns}, schema=dict.fromkeys(columns, pl.String)
        )
        numbers = pl.int_range(2, len(rows) + 2, eager=True)
        raws.append(RawTable(name, cells, Places(f"{name}.csv", "", numbers)))
    reading = read_tables(raws, {}, "company")
    assert reading.faults == []
    return reading


Change = Callable[[dict[str, Rows]], None]


def put(table: str, row: int, **cells: str) -> Change:
    return lambda tables: tables[table][row].update({name.rstrip("_"): value for name, value in cells.items()})


def add(table: str, **cells: str) -> Change:
    return lambda tables: tables.setdefault(table, []).append({k.rstrip("_"): v for k, v in cells.items()})


def both(*changes: Change) -> Change:
    def change(tables: dict[str, Rows]) -> None:
        for one in changes:
            one(tables)

    return change


FIRING: list[tuple[str, Change, str, str]] = [
    # check, what goes wrong, the offending cell "table row column", words of the problem
    ("unknown names", put("stock", 0, item="TOPP"), "stock 0 item", "is no known item"),
    ("rows that stand twice", add("item", item="TOP"), "item 4 item", "same item"),
    ("rows that stand twice", add("company", name="Other"), "company 1 name", "second company"),
    ("names that look alike", add("customer", customer="c- 1"), "customer 2 customer", "'C-1'"),
    ("kind of process", put("process", 3, from_site=""), "process 3 from_site", "is empty in a move"),
    ("kind of process", put("process", 3, from_site="SOUTH"), "process 3 from_site", "the site that the move supplies"),
    ("kind of process", put("process", 0, from_site="SOUTH"), "process 0 from_site", "is no move"),
    ("buying from nobody", put("process", 1, supplier=""), "process 1 supplier", "empty"),
    ("process without output", put("process", 0, yield_="0"), "process 0 yield", "nothing good"),
    ("lot sizes", put("process", 0, lot_max="9"), "process 0 lot_max", "less than lot_min"),
    ("lot sizes", put("process", 0, lot_min="11", lot_max="14"), "process 0 lot_max", "leaves no multiple"),
    ("lot sizes", put("process", 0, lot_multiple="0"), "process 0 lot_multiple", "is zero"),
    ("expediting that is slower", put("process", 0, expedite_days="12"), "process 0 expedite_days", "slower"),
    ("factors of zero", put("unit_conversion", 0, factor="0"), "unit_conversion 0 factor", "more than zero"),
    ("conversion of the own unit", put("unit_conversion", 0, unit="L"), "unit_conversion 0 unit", "counted anyway"),
    ("more units than there are", put("process_load", 0, units="3"), "process_load 0 units", "more than the 2"),
    ("resource at another site", put("resource", 0, site="SOUTH"), "process_load 0 resource", "stands at SOUTH"),
    ("by-product that is the product", put("process_output", 0, item="BENCH"), "process_output 0 item", "anyway"),
    ("bill of materials that contains itself", add("process_input", process="make", item="BENCH"),
     "process_input 2 item", "itself makes"),
    ("ring in the bill of materials",
     both(add("process", process="back", kind="make", item="TOP", site="NORTH"),
          add("process_input", process="back", item="BENCH")),
     "process_input 2 item", "needs BENCH at NORTH"),
    ("ring in the bill of materials",
     both(add("process", process="back", kind="make", item="TOP", site="SOUTH"),
          add("process_input", process="back", item="BENCH"),
          add("process", process="return", kind="move", item="TOP", site="NORTH", from_site="SOUTH")),
     "process_input 0 item", "TOP at NORTH needs TOP at SOUTH"),
    ("moves in a ring", add("process", process="return", kind="move", item="BENCH", site="NORTH", from_site="SOUTH"),
     "process 4 from_site", "ring of moves: BENCH at SOUTH needs BENCH at NORTH needs BENCH at SOUTH"),
    ("nothing supplies it", add("stock_point", item="WASTE", site="SOUTH"), "stock_point 4 item", "sold from SOUTH"),
    ("nothing supplies it", add("process_input", process="make", item="SAND"), "process_input 2 item", "used at NORTH"),
    ("made out of nothing", add("process", process="air", kind="make", item="TOP", site="NORTH"),
     "process 4 process", "without using"),
    ("substitute of itself", put("substitute", 0, alternative="TOP"), "substitute 0 alternative", "for itself"),
    ("overflow", both(put("item", 1, decimals="6"), put("process_input", 0, per_unit="2000000"),
                      put("stock", 0, quantity="1"), put("receipt", 0, quantity="1")),
     "process_input 0 per_unit", "BENCH needs TOP"),
    ("room for small asks only", both(put("item", 1, decimals="6"), put("process_input", 0, per_unit="1000"),
                                      put("stock", 0, quantity="1"), put("receipt", 0, quantity="1")),
     "process_input 0 per_unit", "BENCH needs TOP"),
    ("calendar without working time",
     put("calendar", 0, monday="0", tuesday="0", wednesday="0", thursday="0", friday="0"),
     "resource 0 calendar", "no working day in the next 400 days"),
    ("calendar without working time",
     put("calendar_exception", 0, date="2027-01-01", until="2029-12-31"), "site 0 calendar", "no working day"),
    ("days longer than a day", put("calendar", 0, monday="1441"), "calendar 0 monday", "more than a day"),
    ("periods that end before they begin", put("item", 0, launched="2027-04-01", ended="2027-03-31"),
     "item 0 ended", "is before launched (2027-04-01)"),
    ("facts that end before they begin", put("shipment", 0, delivered_on="2027-01-10"),
     "shipment 0 delivered_on", "before shipped_on"),
    ("overdue", put("receipt", 0, date="2027-02-28"), "receipt 0 date", "before today (2027-03-01)"),
    ("overdue", put("order_line", 0, confirmed="2027-02-28"), "order_line 0 confirmed", "before today"),
    ("overdue", put("stock", 0, expires_on="2027-03-01"), "stock 0 expires_on", "still free"),
    ("stock that expires of an item that does not", put("stock", 0, expires_on="2027-03-20"),
     "stock 0 expires_on", "TOP has no shelf_life_days"),
    ("facts after today", put("stock", 0, as_of="2027-03-02"), "stock 0 as_of", "after today"),
    ("exceptions that overlap", add("calendar_exception", calendar="five days", date="2027-12-31", minutes="240"),
     "calendar_exception 1 date", "ends on 2027-12-31"),
    ("stock at no stock point", put("stock", 0, site="SOUTH"), "stock 0 site", "no stock point of item TOP"),
    ("ordered, but not sold", put("order_line", 0, item="OIL"), "order_line 0 item", "no site sells it"),
    ("ordered, but not sold", put("order_line", 0, item="TOP", site="NORTH"), "order_line 0 site", "does not sell"),
    ("more shipped than ordered", put("order_line", 0, shipped="41"), "order_line 0 shipped", "more than was ordered"),
    ("value too large", put("order_line", 0, quantity="1000000000000", price="1000000000"),
     "order_line 0 quantity", "larger than can be computed"),
    ("currency without exchange rate", put("order_line", 0, currency="GBP"), "order_line 0 currency", "company's EUR"),
    ("currency without exchange rate", put("exchange_rate", 0, currency="EUR"), "exchange_rate 0 currency", "own"),
    ("no standard cost", put("item", 0, cost=""), "item 0 cost", "no known margin"),  # sold
    ("no standard cost", put("item", 2, cost=""), "item 2 cost", "no known margin"),  # used
    ("digits of the currency", put("company", 0, minor_digits="3"), "company 0 minor_digits", "ISO 4217"),
    ("prices that overlap", put("price", 0, valid_to=""), "price 1 valid_from", "never ends"),
    ("prices that overlap", put("price", 0, valid_to="2027-07-01"), "price 1 valid_from", "ends on 2027-07-01"),
    ("allocations that overlap", put("allocation", 1, first_day="2027-04-30"), "allocation 1 first_day", "2027-04-30"),
    ("allocations that overlap", put("allocation", 1, item=""), "allocation 1 item", "empty"),
    ("allocations that overlap", put("allocation", 1, family="benches"), "allocation 1 family", "beside an item"),
]  # fmt: skip


def found(check: Check, reading: Reading) -> list[Finding]:
    return list(check.find(Company(reading.whole(), TODAY)))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_is_silent_on_a_sound_company(check: Check) -> None:
    assert found(check, read(sound())) == []


@pytest.mark.parametrize(
    ("name", "change", "cell", "words"), FIRING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_check_fires_on_its_example(name: str, change: Change, cell: str, words: str) -> None:
    check = next(check for check in CHECKS if check.name == name)
    tables = sound()
    change(tables)
    findings = found(check, read(tables))
    table, row, column = cell.split()
    hits = [f for f in findings if (f.table, f.row, f.column) == (table, int(row), column)]
    assert hits, findings
    assert words in hits[0].problem
    assert hits[0].cure or check.cure


def test_every_check_but_one_has_a_firing_example() -> None:
    # "negative stock" cannot come from a file, where the cell itself is refused; see below
    assert {check.name for check in CHECKS} - {name for name, *_ in FIRING} == {"negative stock"}
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_negative_stock_in_typed_frames() -> None:
    whole = read(sound()).whole()
    whole["stock"] = whole["stock"].with_columns(quantity=pl.lit(-3, pl.Int64))
    verdict = judge(whole, TODAY, {})
    (fault,) = verdict.faults
    assert str(fault).startswith("stock TOP, NORTH, free in the company, column quantity: '-3' is less than nothing.")


def test_findings_are_told_with_place_value_and_severity() -> None:
    tables = sound()
    put("stock", 0, item="topp")(tables)
    put("process", 1, supplier="")(tables)
    add("item", item="TOP")(tables)
    reading = read(tables)
    verdict = judge(reading.whole(), TODAY, reading.places)
    unknown, twice = (str(fault) for fault in verdict.faults)
    assert unknown == (
        "stock.csv, row 2, column item: 'topp' is no known item. Did you mean TOP? "
        "Correct the name, or add a row with it to table item."
    )
    assert twice == (
        "item.csv, row 6, column item: 'TOP' has the same item as another row (row 3). "
        "Delete one of them, or tell them apart."
    )
    (nobody,) = (str(fault) for fault in verdict.notices if fault.column == "supplier")
    assert nobody == "process.csv, row 3, column supplier: is empty in a buy process. Name the supplier."


def test_a_row_with_an_unknown_name_has_no_faults_that_follow_from_it() -> None:
    tables = sound()
    put("order_line", 0, item="BENHC")(tables)
    reading = read(tables)
    assert [fault.problem for fault in judge(reading.whole(), TODAY, reading.places).faults] == ["is no known item"]


def test_a_cell_that_has_a_fault_already_is_not_told_twice() -> None:
    tables = sound()
    put("stock", 0, item="TOPP")(tables)
    reading = read(tables)
    once = judge(reading.whole(), TODAY, reading.places)
    again = judge(reading.whole(), TODAY, reading.places, known=once.faults)
    assert [fault.column for fault in once.faults if fault.row == 2 and fault.column == "item"] == ["item"]
    assert not [fault for fault in again.faults if fault.column == "item"]


def test_a_ring_of_a_thousand_levels_is_shown_without_recursion() -> None:
    n = 1000
    tables: dict[str, Rows] = {
        "item": [{"item": f"I{k}"} for k in range(n)],
        "process": [{"process": f"P{k}", "kind": "make", "item": f"I{k}", "site": "N"} for k in range(n)],
        "process_input": [{"process": f"P{k}", "item": f"I{(k + 1) % n}"} for k in range(n)],
    }
    check = next(check for check in CHECKS if check.name == "ring in the bill of materials")
    (finding,) = found(check, read(tables))
    assert finding.problem.count(" needs ") == n


def test_every_check_bears_with_an_empty_company() -> None:
    for check in CHECKS:
        assert list(check.find(Company({}, TODAY))) == []
        assert check.severity in Severity
        assert check.meaning.endswith(".")
        assert check.cure.endswith(".")
