from __future__ import annotations

from datetime import timedelta

from tests.engine.tables_for_tests import DAY_0, ORIGIN, tables

from handfast.engine.assembly import RECEIPT, STOCK, build_network, read_supplies

HORIZON = 20


def day(n: int) -> object:
    return DAY_0 + timedelta(days=n)


def test_supplies_are_free_stock_and_receipts() -> None:
    company = tables(
        item=[{"item": "A"}, {"item": "MILK", "shelf_life_days": 5}],
        stock=[
            {"item": "A", "site": "S", "quantity": 7, "lot": "old", "as_of": day(-3)},
            {"item": "A", "site": "S", "quantity": 8, "lot": "counted later", "as_of": day(2)},
            {"item": "A", "site": "S", "quantity": 9, "lot": "waiting", "status": "quality"},
            {"item": "A", "site": "S", "quantity": 9, "lot": "blocked", "status": "blocked"},
            {"item": "A", "site": "S", "quantity": 0, "lot": "empty"},
            {"item": "MILK", "site": "S", "quantity": 3, "lot": "sour", "expires_on": day(0)},
            {"item": "MILK", "site": "S", "quantity": 4, "lot": "fresh", "expires_on": day(1)},
            {"item": "MILK", "site": "S", "quantity": 5, "lot": "for ever", "expires_on": day(99)},
        ],
        receipt=[
            {"receipt": "overdue", "item": "A", "site": "S", "quantity": 1, "date": day(-4)},
            {"receipt": "coming", "item": "MILK", "site": "S", "quantity": 2, "date": day(4)},
            {"receipt": "long", "item": "MILK", "site": "S", "quantity": 2, "date": day(17)},
            {"receipt": "beyond", "item": "A", "site": "S", "quantity": 6, "date": day(25)},
        ],
    )
    network = build_network(company, ORIGIN, HORIZON)
    supplies = read_supplies(company, network)
    a, milk = network.point_of["A", "S"], network.point_of["MILK", "S"]
    columns = (supplies.kind, supplies.point, supplies.day, supplies.expires, supplies.quantity)
    assert list(zip(supplies.reference, *columns, strict=True)) == [
        ("old", STOCK, a, 0, HORIZON, 7),
        ("counted later", STOCK, a, 2, HORIZON, 8),
        ("fresh", STOCK, milk, 0, 1, 4),
        ("for ever", STOCK, milk, 0, HORIZON, 5),
        ("overdue", RECEIPT, a, 0, HORIZON, 1),
        ("coming", RECEIPT, milk, 4, 9, 2),
        ("long", RECEIPT, milk, 17, HORIZON, 2),
        ("beyond", RECEIPT, a, 25, HORIZON, 6),
    ]  # fmt: skip


def test_a_company_without_stock_has_no_supplies() -> None:
    network = build_network({}, ORIGIN)
    assert read_supplies({}, network).reference == ()
