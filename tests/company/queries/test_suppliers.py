"""Suppliers in the workshop: what is ordered when, how late it usually is, and who waits for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from tests.company.workshop_for_tests import Clock, day, kinds, open_workshop, workshop
from tests.engine.tables_for_tests import frame

from handfast.company.queries.suppliers import PURCHASES, RECORDS, SUPPLIERS, WEEKS
from handfast.errors import NotFound
from handfast.facade import Company

LATE = (0, 2, 4, 6, 8, 10)
"""Days after the day confirmed: in the middle five."""


def delivered(late: tuple[int, ...] = LATE) -> list[dict[str, Any]]:
    """Return orders of tops that came so many days late, each confirmed for twenty days after it was placed."""
    return [
        {
            "purchase_order": f"PO-0{n}",
            "supplier": "OAKMILL",
            "item": "TOP",
            "site": "NORTH",
            "ordered_on": day(-300 + 40 * n),
            "due_on": day(-280 + 40 * n),
            "received_on": day(-280 + 40 * n + days),
            "ordered": 100,
            "received": 100,
        }
        for n, days in enumerate(late)
    ]


RECEIPT = [
    {
        "receipt": "PO-1",
        "item": "TOP",
        "site": "NORTH",
        "quantity": 100,
        "date": day(14),
        "supplier": "OAKMILL",
        "ordered_on": day(-6),
    }
]


@pytest.fixture
def shop(places) -> Iterator[Company]:
    """The workshop with six deliveries of tops behind it."""
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(purchase_receipt=delivered(), receipt=RECEIPT))
        yield company


def one(frame: pl.DataFrame, **said: Any) -> dict[str, Any]:
    return frame.filter(**said).row(0, named=True)


def test_what_is_on_its_way_and_who_waits_for_it(shop: Company) -> None:
    before = kinds(shop)
    view = shop.suppliers()
    assert dict(view.suppliers.schema) == SUPPLIERS
    assert dict(view.records.schema) == RECORDS
    assert dict(view.purchases.schema) == PURCHASES
    assert dict(view.weeks.schema) == WEEKS
    row = one(view.purchases, purchase="PO-1")
    assert (row["state"], row["ordered"], row["order"], row["there"]) == ("confirmed", True, day(-6), day(14))
    assert row["cost"] == Decimal(3000)  # a hundred tops at 30.00
    assert row["usually"] == day(19)
    assert row["promises"] == []
    assert kinds(shop) == before


def test_a_promise_that_would_miss_its_day_if_the_supplier_is_as_late_as_usual(shop: Company) -> None:
    soon = shop.promise(shop.quote("BENCH", 50, day(18)))[0]  # ten are there, twenty more from tops in stock
    later = shop.promise(shop.quote("BENCH", 10, day(40)))[0]
    row = one(shop.suppliers().purchases, purchase="PO-1")
    assert row["promises"] == [f"P-{soon.id}", f"P-{later.id}"]
    assert row["would_miss"] == [f"P-{soon.id}"]
    assert row["at_risk"] == []
    shop.report_delay("TOP", "NORTH", day(40), supply="PO-1", reason="the mill burned")
    late = one(shop.suppliers().purchases, purchase="PO-1")
    assert f"P-{soon.id}" in late["at_risk"]
    assert (late["there"], late["said"], late["usually"]) == (day(40), day(14), day(40))


def test_what_is_still_to_be_ordered_and_what_it_costs_by_week(shop: Company) -> None:
    shop.promise(shop.quote("BENCH", 120, day(60)))  # 220 tops, 140 there or coming: the smallest lot is 50
    view = shop.suppliers("OAKMILL", "TOP")
    row = view.purchases.filter(~pl.col("ordered")).row(0, named=True)
    assert (row["state"], row["supplier"], row["quantity"]) == ("promised", "OAKMILL", Decimal(80))
    assert row["there"] - row["order"] == dt.timedelta(20)
    assert row["usually"] - row["order"] == dt.timedelta(25)  # the middle of what really happened
    week = row["order"] - dt.timedelta(row["order"].weekday())
    assert one(view.weeks, week=week)["to_order"] == Decimal(2400)
    total = view.suppliers.row(0, named=True)
    assert (total["to_order"], total["on_the_way"], total["next_order"]) == (2400, 3000, row["order"])
    assert view.weeks["there"].sum() == 5400


def test_stated_against_real(shop: Company) -> None:
    row = one(shop.suppliers().records, item="TOP")
    assert (row["stated"], row["orders"], row["median"], row["late_median"]) == (20, 6, 25, 5)
    assert row["late_share"] == pytest.approx(5 / 6)
    assert row["learned"] == pytest.approx((4 * 20 + 6 * 25) / 10)  # the stated one counts as four deliveries
    assert row["changes"] == ""  # six orders are too few to tell a trend


def test_a_short_history_says_little(places) -> None:
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(purchase_receipt=delivered((30, 40)), receipt=RECEIPT))
        row = one(company.suppliers().records, item="TOP")
        assert (row["orders"], row["late_median"], row["late_share"], row["high"]) == (2, 35, None, None)
        assert one(company.suppliers().purchases, purchase="PO-1")["usually"] is None


def test_what_is_made_is_not_bought_and_what_nobody_prices_is_counted(places) -> None:
    made = {"receipt": "W-1", "item": "BENCH", "site": "NORTH", "quantity": 5, "date": day(3), "process": "make BENCH"}
    other = {"receipt": "PO-9", "item": "OIL", "site": "NORTH", "quantity": 70, "date": day(3)}
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(receipt=[made, other]))
        view = company.suppliers()
        assert view.purchases["purchase"].to_list() == ["PO-9"]
        assert one(view.purchases, purchase="PO-9")["cost"] is None
        assert one(view.suppliers, supplier="")["uncosted"] == 1


def test_a_receipt_that_is_overdue(places) -> None:
    clock = Clock()
    with open_workshop(places.company(), clock) as company:
        company.load(workshop(receipt=RECEIPT, purchase_receipt=delivered()))
        clock.go_to(16)
        row = one(company.suppliers().purchases, purchase="PO-1")
        assert (row["said"], row["there"], row["usually"]) == (day(14), day(16), day(19))
        assert one(company.suppliers().suppliers, supplier="OAKMILL")["overdue"] == 1


def test_unknown_names(shop: Company) -> None:
    with pytest.raises(NotFound, match="Did you mean OAKMILL"):
        shop.suppliers("OAKMIL")
    with pytest.raises(NotFound, match="There is no item 'TOPP'"):
        shop.suppliers(item="TOPP")


def test_terms_that_differ_from_the_process_stand_beside_it(shop: Company) -> None:
    shop.load({"supplier_item": frame("supplier_item", {"supplier": "OAKMILL", "item": "TOP", "lead_days": 28})})
    row = one(shop.suppliers().records, item="TOP")
    assert (row["stated"], row["agreed"]) == (20, 28)
