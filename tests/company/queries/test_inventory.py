"""Stock points as people read them, on the ledger's truth, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import polars as pl
import pytest
from tests.company.workshop_for_tests import Clock, day, kinds, open_workshop, workshop

from handfast.company.queries.inventory import SCHEMA
from handfast.facade import Company

PAST = [
    {"item": item, "site": "NORTH", "customer": "C-1", "date": day(-3 - 7 * week), "quantity": quantity + week % 3}
    for week in range(60)
    for item, quantity in (("BENCH", 4), ("OIL", 15))
]


@pytest.fixture
def shop(places) -> Iterator[Company]:
    """The workshop with a year of sales behind it."""
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(sales_history=PAST))
        yield company


def row(found: pl.DataFrame, item: str) -> dict[str, object]:
    return found.row(by_predicate=pl.col("item") == item, named=True)


def test_quantities_are_in_the_items_unit_and_nothing_is_written(shop: Company) -> None:
    before = kinds(shop)
    found = shop.inventory()
    assert dict(found.schema) == SCHEMA
    oil = row(found, "OIL")
    assert oil["free"] == Decimal(50)
    assert oil["weekly"] == pytest.approx(1.6, abs=0.05)
    assert oil["reorder_point"] is None  # no process supplies it
    assert kinds(shop) == before


def test_what_is_promised_is_no_longer_free(shop: Company) -> None:
    assert row(shop.inventory("BENCH"), "BENCH")["free"] == 10
    shop.promise(shop.quote("BENCH", 8, day(1), customer="C-1"))
    found = shop.inventory("BENCH")
    assert row(found, "BENCH")["free"] == 2
    assert found.height == 1


def test_components_follow_what_is_sold_and_lost_stock_is_missed_at_once(shop: Company) -> None:
    top = row(shop.inventory(), "TOP")
    assert top["weekly"] == pytest.approx(2 * row(shop.inventory(), "BENCH")["weekly"])
    assert top["position"] == 140
    shop.report_loss("TOP", "NORTH", 40, supply="T-1", reason="fire")
    lost = row(shop.inventory(), "TOP")
    assert lost["position"] == 100
    assert lost["out_on"] is not None
    assert lost["out_on"] < top["out_on"]
    assert isinstance(lost["out_on"], dt.date)
