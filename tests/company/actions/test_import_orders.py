"""Order lines become promises, and follow what the order lines say: import after import, all or nothing."""

import polars as pl
import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, kinds, open_workshop, order, orders, workshop

from handfast.company.actions import import_orders
from handfast.company.queries.mirror import day_number
from handfast.company.queries.promises import promise_by_id
from handfast.errors import DataError


def told(shop):
    """Return order, state, quantity, shipped and risk of each promise."""
    book = shop.promises()
    return {
        row["order"]: (row["state"], int(row["quantity"]), int(row["shipped"]), row["at_risk"])
        for row in book.iter_rows(named=True)
    }


def test_open_lines_become_promises_at_the_confirmed_date(shop):
    report = shop.load(orders(order("A", 4, 10), order("B", 8, 20, customer="C-2"))).orders
    assert (report.promised, report.at_risk, report.uncovered) == (2, 0, 0)
    assert told(shop) == {"A": ("promised", 4, 0, False), "B": ("promised", 8, 0, False)}
    first = shop.database.run(promise_by_id, 1)
    assert (first.original_arrive_day, first.segment) == (day_number(day(10)), "key")
    assert kinds(shop).count("import") == 1 + 2  # the tables, and one for each promise
    assert_sound(shop)


def test_scarce_supply_goes_to_the_earliest_date_then_to_the_better_segment(shop):
    shop.load(orders(order("WEB", 10, 0, customer="C-2"), order("LATER", 3, 2), order("KEY", 10, 0)))
    assert told(shop)["KEY"] == ("promised", 10, 0, False)
    assert told(shop)["WEB"][3]
    assert_sound(shop)


def test_what_nothing_covers_is_at_risk_from_the_first_day(shop):
    report = shop.load(orders(order("A", 14, 0))).orders
    assert (report.at_risk, report.uncovered) == (1, 4)
    assert told(shop) == {"A": ("promised", 14, 0, True)}
    assert_sound(shop)


def test_a_date_that_is_past_stays_the_original_date(shop):
    shop.load(orders(order("A", 4, -9)))
    row = shop.database.run(promise_by_id, 1)
    assert (row.original_arrive_day, row.arrive_day) == (day_number(day(-9)), day_number(day(0)))
    assert_sound(shop)


def test_closed_and_cancelled_lines_that_were_never_promised_stay_outside(shop):
    report = shop.load(
        orders(order("A", 4, -20, state="closed", shipped=4), order("B", 4, 5, state="cancelled"))
    ).orders
    assert (report.promised, told(shop)) == (0, {})


def test_the_same_import_again_writes_no_entry(shop):
    rows = orders(order("A", 4, 10), order("B", 30, 25), order("C", 4, -20, state="closed", shipped=4))
    shop.load(rows)
    before, entries = balances(shop), kinds(shop)
    report = shop.load(workshop() | rows)
    assert (kinds(shop), balances(shop), report.orders.promised) == (entries, before, 0)


def test_a_changed_quantity_or_date_is_a_revision_and_the_original_date_stays(shop):
    shop.load(orders(order("A", 4, 10), order("B", 4, 12)))
    report = shop.load(orders(order("A", 9, 10), order("B", 4, 30))).orders
    assert report.revised == 2
    assert told(shop) == {"A": ("promised", 9, 0, False), "B": ("promised", 4, 0, False)}
    row = shop.database.run(promise_by_id, 2)
    assert (row.arrive_day, row.original_arrive_day) == (day_number(day(30)), day_number(day(12)))
    assert_sound(shop)


def test_a_line_that_becomes_smaller_gives_back_what_it_no_longer_needs(shop):
    before = balances(shop)
    shop.load(orders(order("A", 30, 25)))
    shop.load(orders(order("A", 30, 25, state="cancelled")))
    assert balances(shop) == before
    shop.load(orders(order("B", 30, 25)))
    shop.load(orders(order("B", 6, 25)))
    assert told(shop)["B"] == ("promised", 6, 0, False)
    assert_sound(shop)


def test_what_was_shipped_leaves_stock_and_commitment_once(shop):
    shop.load(orders(order("A", 8, 10)))
    report = shop.load(orders(order("A", 8, 10, shipped=3))).orders
    assert (report.shipped, told(shop)) == (1, {"A": ("promised", 8, 3, False)})
    assert [row[3:] for row in balances(shop) if row[0] == "stock"].count((7, 5, 0)) == 1
    shop.load(orders(order("A", 8, 10, shipped=8, state="closed")))
    assert told(shop) == {"A": ("delivered", 8, 8, False)}
    assert [row[3:] for row in balances(shop) if row[0] == "stock"].count((2, 0, 0)) == 1
    assert_sound(shop)


def test_a_count_in_the_same_import_knows_of_the_goods_that_left(shop):
    shop.load(orders(order("A", 8, 10)))
    counted = workshop()["stock"].with_columns(quantity=pl.Series([2, 40, 4_000, 500]))
    shop.load({"stock": counted, **orders(order("A", 8, 10, shipped=8))})
    assert [row[3:] for row in balances(shop) if row[0] == "stock"].count((2, 0, 0)) == 1
    assert_sound(shop)


def test_receipts_alone_leave_stock_as_the_ledger_has_it(shop):
    shop.promise(shop.quote("BENCH", 6, day(10)))
    shop.ship(1)
    receipts = workshop()["receipt"].with_columns(quantity=120)
    shop.load({"receipt": receipts})
    found = balances(shop)
    assert [row[3:] for row in found if row[0] == "receipt"] == [(120, 0, 0)]
    assert [row[3:] for row in found if row[0] == "stock"].count((4, 0, 0)) == 1
    assert_sound(shop)


def test_closed_with_less_than_ordered_and_cancelled_lines_are_withdrawn(shop):
    shop.load(orders(order("A", 8, 10), order("B", 2, 10)))
    report = shop.load(
        orders(order("A", 8, 10, shipped=3, state="closed"), order("B", 2, 10, state="cancelled"))
    ).orders
    assert report.ended == 2
    assert told(shop) == {"A": ("withdrawn", 8, 3, False), "B": ("withdrawn", 2, 0, False)}
    assert_sound(shop)


def test_a_line_that_is_open_again_is_promised_again_with_its_original_date(shop):
    shop.load(orders(order("A", 8, 10)))
    shop.load(orders(order("A", 8, 10, state="cancelled")))
    shop.load(orders(order("A", 8, 15)))
    row = shop.database.run(promise_by_id, 1)
    assert (row.state, row.arrive_day, row.original_arrive_day) == ("promised", *(day_number(day(n)) for n in (15, 10)))
    assert_sound(shop)


def test_more_of_a_line_that_has_left_whole_is_refused_with_a_cure(shop):
    shop.load(orders(order("A", 8, 10)))
    shop.ship(1)
    with pytest.raises(DataError, match="new order line"):
        shop.load(orders(order("A", 9, 10)))
    assert told(shop) == {"A": ("delivered", 8, 8, False)}


def test_an_order_system_that_does_not_know_yet_what_has_left_changes_nothing(shop):
    shop.load(orders(order("A", 8, 10)))
    shop.ship(1, 5)
    shop.load(orders(order("A", 8, 10, shipped=2)))
    assert told(shop) == {"A": ("promised", 8, 5, False)}
    assert_sound(shop)


def test_a_failure_in_the_middle_leaves_nothing_behind(shop, monkeypatch):
    before, entries, cover = balances(shop), kinds(shop), import_orders.cover_as_far_as_possible
    done = []

    def fail_at_the_second(*given):
        done.append(given)
        if len(done) == 2:
            raise RuntimeError("power")
        return cover(*given)

    monkeypatch.setattr(import_orders, "cover_as_far_as_possible", fail_at_the_second)
    with pytest.raises(RuntimeError, match="power"):
        shop.load(orders(order("A", 4, 10), order("B", 30, 25)))
    assert (balances(shop), kinds(shop), told(shop)) == (before, entries, {})
    assert not shop.table("order_line").height
    monkeypatch.undo()
    shop.load(orders(order("A", 4, 10), order("B", 30, 25)))
    assert_sound(shop)


def test_many_lines_at_once_come_out_as_one_by_one(shop, places, clock):
    rows = [order(f"O-{n:02}", 1 + n % 7, 3 + (n * 5) % 40, customer=f"C-{1 + n % 2}") for n in range(16)]
    shop.load(orders(*rows))
    together = told(shop)
    with open_workshop(places.workshop(), clock) as other:
        for row in sorted(rows, key=lambda row: (row["confirmed"], row["customer"], row["order"])):
            other.load(orders(row))
        assert told(other) == together
        assert_sound(other)
    assert_sound(shop)
