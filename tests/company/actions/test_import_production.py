"""An import that says what runs have made: nothing counts twice, and what nobody spoke of is told."""

import polars as pl
import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, kinds, open_workshop, order, orders, workshop
from tests.engine.tables_for_tests import frame

from handfast.errors import DataError

HERE = {"item": "BENCH", "site": "NORTH"}


def stocks(shop):
    """Return available, committed and short of every lot by item, of what is alive."""
    return sorted(key[3:] for key in balances(shop).elements() if key[0] == "stock")


def at_risk(shop):
    return shop.promises().filter("at_risk")["promise"].to_list()


def runs(shop):
    return [(row["run"], row["state"], int(row["quantity"]), int(row["made"])) for row in shop.runs().to_dicts()]


def count(*rows, tops=40, legs=4_000, as_of=None):
    """Return a count: benches by lot, tops, legs and oil."""
    counted = [HERE | {"lot": lot, "quantity": quantity, "as_of": as_of} for lot, quantity in rows]
    others = (("TOP", "T-1", tops), ("LEG", "L-1", legs), ("OIL", "O-1", 500))
    counted += [
        {"item": item, "site": "NORTH", "lot": lot, "quantity": quantity, "as_of": as_of}
        for item, lot, quantity in others
        if quantity
    ]
    return {"stock": frame("stock", *counted)}


def made(good, run="R-1", name="W-1", ended=0, **more):
    """Return a work order that carries out a promised run."""
    said = {"run": name, "process": "make BENCH", "started": 15, "good": good, "started_on": day(0)}
    return HERE | said | {"ended_on": None if ended is None else day(ended), "promised_run": run} | more


def actuals(*rows):
    return {"production_run": frame("production_run", *rows)}


@pytest.fixture
def making(shop):
    """A promise of 25: 10 from the shelf, 15 made of 30 tops and 60 legs on day 0, there on day 1."""
    shop.promise(shop.quote("BENCH", 25, day(1)))
    return shop


def test_a_finished_run_and_the_count_that_holds_it_count_once(making, clock):
    clock.go_to(1)
    report = making.load(actuals(made(15, lot="B-2")) | count(("B-1", 10), ("B-2", 15), tops=10, legs=3_940))
    assert (report.runs.reported, report.runs.presumed, at_risk(making)) == (("R-1",), (), [])
    assert stocks(making) == [(10, 0, 0), (10, 10, 0), (15, 15, 0), (500, 0, 0), (3940, 0, 0)]
    assert runs(making) == []
    assert_sound(making)
    assert not making.quote("BENCH", 1, day(1)).on_time


def test_the_same_rows_again_say_nothing_new(making, clock):
    clock.go_to(1)
    rows = actuals(made(15, lot="B-2")) | count(("B-1", 10), ("B-2", 15), tops=10, legs=3_940)
    making.load(rows)
    before, entries = balances(making), kinds(making)
    assert making.load(rows).runs.reported == ()
    assert (balances(making), kinds(making)) == (before, entries)


def test_what_was_reported_by_hand_is_not_reported_again(making, clock):
    clock.go_to(1)
    making.report_production("R-1", 5, lot="B-2")
    report = making.load(actuals(made(5, ended=None)) | count(("B-1", 10), ("B-2", 5), tops=30, legs=3_980))
    assert (report.runs.reported, report.runs.presumed, at_risk(making)) == ((), (), [])
    assert runs(making) == [("R-1", "firm", 10, 5)]
    assert_sound(making)


def test_a_run_that_goes_on_keeps_its_rest_and_is_not_presumed(making, clock):
    clock.go_to(2)
    report = making.load(actuals(made(5, ended=None)) | count(("B-1", 15), tops=30, legs=3_980))
    assert (report.runs.reported, report.runs.presumed, at_risk(making)) == (("R-1",), (), [])
    assert runs(making) == [("R-1", "firm", 10, 5)]
    assert_sound(making)


def test_inputs_that_left_at_the_start_are_not_taken_twice(making, clock):
    clock.go_to(0, hour=16)
    making.load(actuals(made(0, ended=None, inputs_taken=True)) | count(("B-1", 10), tops=10, legs=3_940))
    assert at_risk(making) == []
    assert runs(making) == [("R-1", "firm", 15, 0)]
    assert stocks(making) == [(10, 0, 0), (10, 10, 0), (500, 0, 0), (3940, 0, 0)]
    assert_sound(making)


def test_two_work_orders_of_one_run_are_summed(making, clock):
    clock.go_to(1)
    making.load(actuals(made(6, ended=None), made(5, name="W-2")))
    assert runs(making) == [("R-1", "firm", 4, 11)]
    making.load(actuals(made(9)))
    assert runs(making) == []
    assert at_risk(making) == ["P-1"]
    assert_sound(making)


def test_a_run_of_which_nothing_is_said_is_taken_to_be_in_the_count(making, clock):
    clock.go_to(1)
    report = making.load(count(("B-1", 25), tops=10, legs=3_940))
    told = report.runs.presumed
    assert [(each.run, each.quantity, each.due, each.counted) for each in told] == [("R-1", 15, day(1), day(1))]
    assert (at_risk(making), runs(making)) == ([], [])
    assert stocks(making) == [(10, 0, 0), (25, 25, 0), (500, 0, 0), (3940, 0, 0)]
    assert not making.quote("BENCH", 1, day(1)).on_time
    assert_sound(making)


def test_what_the_count_lacks_of_such_a_run_is_at_risk(making, clock):
    clock.go_to(1)
    report = making.load(count(("B-1", 10)))
    assert [each.run for each in report.runs.presumed] == ["R-1"]
    assert at_risk(making) == ["P-1"]
    assert not making.quote("BENCH", 1, day(1)).on_time
    assert_sound(making)


def test_a_count_from_before_the_run_leaves_it_alone(making, clock):
    clock.go_to(1)
    report = making.load(count(("B-1", 10), as_of=day(0)))
    assert (report.runs.presumed, runs(making), at_risk(making)) == ((), [("R-1", "firm", 15, 0)], [])
    assert_sound(making)


def test_what_was_made_after_the_count_comes_on_top_of_it(making, clock):
    clock.go_to(2)
    report = making.load(actuals(made(15, ended=2, lot="B-2")) | count(("B-1", 10), as_of=day(1)))
    assert (report.runs.reported, report.runs.presumed, at_risk(making)) == (("R-1",), (), [])
    assert stocks(making) == [(10, 0, 0), (10, 10, 0), (15, 15, 0), (500, 0, 0), (3940, 0, 0)]
    assert_sound(making)


def test_goods_that_were_made_and_left_in_the_same_import_count_once(shop, clock):
    shop.load(orders(order("A", 25, 10)))
    clock.go_to(3)
    shop.load(
        actuals(made(15, ended=1, lot="B-2"))
        | orders(order("A", 25, 10, shipped=25, state="closed"))
        | count(tops=10, legs=3_940)
    )
    assert (stocks(shop), runs(shop), at_risk(shop)) == ([(10, 0, 0), (500, 0, 0), (3940, 0, 0)], [], [])
    assert_sound(shop)


def test_a_fresh_purchase_order_takes_the_place_of_the_run(shop):
    shop.promise(shop.quote("BENCH", 100, day(60)))
    bought = shop.runs().filter(pl.col("process") == "buy TOP").to_dicts()[0]
    there = {"item": "TOP", "site": "NORTH", "date": bought["there"], "promised_run": bought["run"]}
    first = {"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 100, "date": day(14)}
    rows = {"receipt": frame("receipt", first, there | {"receipt": "PO-2", "quantity": int(bought["quantity"])})}
    before = sum(key[3] for key in balances(shop).elements() if key[0] in {"run", "receipt"})
    report = shop.load(rows)
    assert (report.runs.reported, at_risk(shop)) == ((bought["run"],), [])
    assert bought["run"] not in shop.runs()["run"].to_list()
    assert sum(key[3] for key in balances(shop).elements() if key[0] in {"run", "receipt"}) == before
    assert_sound(shop)
    entries = kinds(shop)
    shop.load(rows)
    assert kinds(shop) == entries


def test_a_purchase_order_that_is_late_or_too_small_puts_the_promise_at_risk(shop):
    shop.promise(shop.quote("BENCH", 100, day(60)))
    bought = shop.runs().filter(pl.col("process") == "buy TOP").to_dicts()[0]
    late = {"receipt": "PO-2", "item": "TOP", "site": "NORTH", "quantity": 40, "date": day(100)}
    first = {"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 100, "date": day(14)}
    shop.load({"receipt": frame("receipt", first, late | {"promised_run": bought["run"]})})
    assert at_risk(shop) == ["P-1"]
    assert_sound(shop)


def test_what_a_supplier_delivered_is_received_in_parts(shop, clock):
    shop.promise(shop.quote("BENCH", 100, day(60)))
    bought = shop.runs().filter(pl.col("process") == "buy TOP").to_dicts()[0]
    name, quantity = bought["run"], int(bought["quantity"])
    part = {"purchase_order": "PO-2", "supplier": "OAKMILL", "item": "TOP", "site": "NORTH", "promised_run": name}
    part |= {"ordered_on": day(0), "ordered": quantity, "received": 20, "rejected": 2, "received_on": day(1)}
    clock.go_to(1)
    shop.load({"purchase_receipt": frame("purchase_receipt", part)})
    assert [each[2:] for each in runs(shop) if each[0] == name] == [(quantity - 20, 18)]
    assert_sound(shop)
    clock.go_to(3)
    rest = part | {"received": quantity - 20, "rejected": 0, "received_on": day(3)}
    shop.load({"purchase_receipt": frame("purchase_receipt", rest)})
    assert name not in [each[0] for each in runs(shop)]
    assert_sound(shop)


def test_references_that_cannot_be_meant_are_faults_with_a_cure(making):
    for said, problem in (
        (made(1, run="R-9"), "is no promised run"),
        (made(1, run="W-1"), "is no promised run"),
        (made(1) | {"item": "TOP"}, "yields BENCH at NORTH"),
    ):
        with pytest.raises(DataError, match=problem):
            making.load(actuals(said))
    before = kinds(making)
    making.hold(making.quote("BENCH", 20, day(60)))
    name = making.runs().filter(pl.col("state") == "held")["run"][0]
    with pytest.raises(DataError, match="only held"):
        making.load(actuals(made(1, run=name)))
    assert kinds(making) == [*before, "hold"]
    assert_sound(making)


def test_references_to_another_ledger_say_nothing_in_a_new_company(places, clock):
    with open_workshop(places.company(), clock) as other:
        report = other.load(workshop() | actuals(made(15)))
        assert report.runs.reported == ()
        assert_sound(other)


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_an_export_names_the_runs_beside_the_tables_and_an_import_leaves_them_aside(making, tmp_path, form):
    path = making.export(tmp_path / ("out.xlsx" if form == "xlsx" else "out"), form)
    if form == "csv":
        head, row = (path / "notes-runs.csv").read_text("utf-8-sig").splitlines()
        assert head == "run,state,kind,process,item,site,quantity,made,unit,starts,there,promises"
        assert row == "R-1,promised,make,make BENCH,BENCH,NORTH,15,0,pcs,2027-03-01,2027-03-02,P-1"
    reading = making.read(path)
    assert (reading.faults, set(reading.tables) - set(workshop())) == ([], set())
