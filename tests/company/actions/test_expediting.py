"""What expediting would gain: found by placing again, shown with its cost, accepted line by line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.company.workshop_for_tests import Clock, assert_sound, day, open_workshop, order, orders, workshop

from handfast.errors import NotFound
from handfast.facade import Company

BUY = {
    "process": "buy TOP",
    "kind": "buy",
    "item": "TOP",
    "site": "NORTH",
    "supplier": "OAKMILL",
    "lead_after_days": 20,
    "lot_min": 50,
    "cost": 3_000,
}
MAKE = {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH"}


def processes(**expedite: int) -> list[dict[str, object]]:
    return [MAKE, BUY | expedite]


@pytest.fixture
def start(places) -> Iterator[Any]:
    """Open a workshop whose tops are bought as said, after a promise for 60 benches was made."""
    opened: list[Company] = []

    def start(late_day: int, **expedite: int) -> Company:
        company = open_workshop(places.company(), Clock())
        opened.append(company.__enter__())
        company.load(workshop(process=processes(**expedite)))
        company.load(orders(order("SO-1", 60, late_day)))
        return company

    yield start
    for company in opened:
        company.close()


def lines(company: Company, *kinds: str) -> list[dict[str, Any]]:
    return [row for row in company.proposals().to_dicts() if row["kind"] in kinds]


def test_a_purchase_is_expedited_where_that_gains_more_than_it_costs(start) -> None:
    company = start(12, expedite_days=4, expedite_cost=10, expedite_cost_fixed=500)
    late = company.plan(steps=10)
    (found,) = late.figures["sooner"]
    assert (found["what"], found["needs"]) == ("buy TOP (expedited)", [["P-1", late.needs[0].late_days]])
    assert late.figures["score"]["expedite"] == 0  # it only says so
    company.publish(late.id)
    (row,) = lines(company, "expedite")
    assert row["proposal"] == "buy TOP (expedited)"
    assert row["gain"] > row["cost"] >= Decimal("5.00")
    with pytest.raises(NotFound, match="is not proposed"):
        company.accept([row["proposal"]])  # a plan has to be made with it
    on_time = company.plan(steps=10, expedite=True)
    assert on_time.needs[0].late_days == 0
    assert on_time.figures["score"]["expedite"] == found["cost"]
    assert on_time.figures["total"] == late.figures["total"] + found["cost"] - found["gain"]
    assert company.plan_faults(on_time.id) == []
    assert company.publish(on_time.id).at_risk == 0
    (run,) = lines(company, "expedite")
    assert (run["cost"], run["gain"]) == (row["cost"], row["gain"])
    assert company.accept([run["proposal"]]) == [run["proposal"]]
    assert lines(company, "expedite") == []
    assert_sound(company)


def test_what_costs_more_than_it_gains_is_not_proposed(start) -> None:
    company = start(12, expedite_days=4, expedite_cost_fixed=50_000_000)
    version = company.plan(steps=10, expedite=True)
    assert version.needs[0].late_days > 0
    assert [row for row in version.figures["sooner"] if not row["on_order"]] == []
    assert version.figures["score"]["expedite"] == 0


def test_a_receipt_is_asked_for_sooner_and_comes_as_accepted(start) -> None:
    company = start(8)  # twenty are there with tops in stock; the receipt of day 14 is too late for the rest
    version = company.plan(steps=10)
    assert version.needs[0].late_days > 0
    (found,) = version.figures["sooner"]
    assert (found["what"], found["on_order"], found["cost"]) == ("PO-1", True, None)
    company.publish(version.id)
    (row,) = lines(company, "expedite")
    assert row["proposal"] == "PO-1"
    assert row["there"] < day(14)
    assert company.accept(["PO-1"], reason="OAKMILL agreed") == ["PO-1"]
    again = company.plan(steps=10)
    assert again.needs[0].late_days < version.needs[0].late_days
    assert again.needs[0].late_days == version.needs[0].late_days - found["needs"][0][1]
    assert_sound(company)


def test_of_much_on_order_only_what_gains_is_asked_for_sooner(places) -> None:
    top = {"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 100, "date": day(14)}
    legs = [{**top, "receipt": f"PO-{n}", "item": "LEG", "date": day(n)} for n in range(9, 14)]
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(process=processes(), receipt=[*legs, top]))
        company.load(orders(order("SO-1", 60, 8)))
        (found,) = company.plan(steps=10).figures["sooner"]
        assert (found["what"], found["gain"] > 0) == ("PO-1", True)


def test_what_is_asked_for_later_or_not_at_all_may_be_accepted_together(places) -> None:
    receipts = [
        {"receipt": f"PO-{n}", "item": "TOP", "site": "NORTH", "quantity": 40, "date": day(n)} for n in (3, 6, 9)
    ]
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(receipt=receipts))
        company.promise(company.quote("BENCH", 40, day(40)))  # 60 tops for 30 benches: 40 in stock, one receipt
        rows = lines(company, "delay", "cancel")
        assert sorted((row["proposal"], row["kind"]) for row in rows) == [
            ("PO-3", "delay"),
            ("PO-6", "cancel"),
            ("PO-9", "cancel"),
        ]
        assert company.accept([row["proposal"] for row in rows]) == [row["proposal"] for row in rows]
        assert company.promises().filter(at_risk=True).is_empty()
        assert lines(company, "delay", "cancel") == []
        assert_sound(company)


def test_nothing_is_accepted_where_one_name_is_wrong(start) -> None:
    company = start(8)
    company.publish(company.plan(steps=10).id)
    with pytest.raises(NotFound, match="PO-99 is not proposed"):
        company.accept(["PO-1", "PO-99"])
    assert lines(company, "expedite")[0]["proposal"] == "PO-1"
