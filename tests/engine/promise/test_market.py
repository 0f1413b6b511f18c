"""Prices, currencies, sites and freight: read once, looked up exactly."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.engine.promise.garden import Garden, march
from tests.engine.tables_for_tests import ORIGIN, tables

from handfast.engine.network import NO_LIMIT
from handfast.engine.promise.prices import Price, PriceList, read_prices, read_rates
from handfast.errors import NotFound


def prices(*rows: dict[str, object]) -> PriceList:
    return read_prices(tables(price=[{"item": "BENCH", **row} for row in rows]), ORIGIN, "EUR")


def test_the_closest_price_wins() -> None:
    known = prices(
        {"price": 349_00},
        {"price": 329_00, "segment": "key"},
        {"price": 335_00, "customer": "C-1"},
        {"price": 299_00, "segment": "other"},
    )
    assert known.find("BENCH", 1, 0) == Price(349_00, 1, "EUR")
    assert known.find("BENCH", 1, 0, segment="key") == Price(329_00, 1, "EUR")
    assert known.find("BENCH", 1, 0, segment="key", customer="C-1") == Price(335_00, 1, "EUR")
    assert known.find("TABLE", 1, 0) is None


def test_quantity_breaks_are_reached_by_the_quantity() -> None:
    known = prices({"price": 349_00}, {"price": 319_00, "min_quantity": 50}, {"price": 300_00, "min_quantity": 100})
    found = [known.find("BENCH", quantity, 0) for quantity in (49, 50, 99, 100)]
    assert [price and price.amount for price in found] == [349_00, 319_00, 319_00, 300_00]


def test_a_price_holds_from_its_first_day_to_its_last() -> None:
    known = prices(
        {"price": 349_00},
        {"price": 330_00, "valid_from": march(2), "valid_to": march(3)},
    )
    found = [known.find("BENCH", 1, day) for day in range(4)]
    assert [price and price.amount for price in found] == [349_00, 330_00, 330_00, 349_00]


def test_the_customers_currency_comes_before_quantity_breaks() -> None:
    known = prices({"price": 349_00, "min_quantity": 10}, {"price": 400_00, "currency": "USD"})
    assert known.find("BENCH", 20, 0, currency="USD") == Price(400_00, 1, "USD")
    assert known.find("BENCH", 20, 0, currency="EUR") == Price(349_00, 1, "EUR")


def test_a_price_for_many_units_is_exact_for_parts_of_a_unit() -> None:
    assert Price(10_00, 3, "EUR").of(1_50, decimals=2) == Fraction(1000 * 150, 3 * 100)


def test_rates_hold_from_their_day_on_and_mind_the_digits_of_currencies() -> None:
    rates = read_rates(
        tables(
            company=[{"name": "Garden"}],
            exchange_rate=[
                {"currency": "JPY", "date": date(2027, 1, 1), "rate": "1/160"},
                {"currency": "JPY", "date": march(5), "rate": "1/150"},
            ],
        ),
        ORIGIN,
    )
    assert rates.to_own("EUR", 0) == 1
    assert rates.to_own("JPY", 3) == Fraction(100, 160)  # one yen has no minor unit, one euro a hundred
    assert rates.to_own("JPY", 4) == Fraction(100, 150)
    assert rates.to_own("JPY", -100) is None
    assert rates.to_own("USD", 0) is None


def test_outlets_come_by_rank_then_by_lane() -> None:
    points = [
        {"item": "TEAK", "site": "SOUTH", "sells": True},
        {"item": "TEAK", "site": "NORTH", "sells": True},
        {"item": "BENCH", "site": "NORTH", "sells": False},
        {"item": "TOP", "site": "NORTH", "sells": False},
    ]
    lanes = [
        {"site": "NORTH", "region": "FAR", "transit_days": 2, "rank": 2},
        {"site": "SOUTH", "region": "FAR", "transit_days": 4, "rank": 1},
    ]
    market = Garden(stock_point=points, lane=lanes).market
    assert [outlet.site for outlet in market.outlets_for("TEAK", market.customer("FAR"))] == ["SOUTH", "NORTH"]
    assert [outlet.site for outlet in market.outlets_for("TEAK", market.customer(""))] == ["NORTH", "SOUTH"]
    assert market.outlets_for("BENCH", market.customer("")) == []


def test_what_is_not_known_is_refused_with_what_comes_close() -> None:
    market = Garden().market
    with pytest.raises(NotFound, match=r"There is no item 'BENCHH'\. Did you mean BENCH"):
        market.item("BENCHH")
    with pytest.raises(NotFound, match="Look it up in the customer table"):
        market.customer("zzz")


def test_the_largest_ask_shrinks_with_what_one_unit_explodes_into() -> None:
    company = Garden()
    largest, point_of = company.market.largest, company.network.point_of
    assert largest.ask(point_of["TEAK", "SOUTH"]) == NO_LIMIT
    inputs = [{"process": "make BENCH", "item": "TOP", "per_unit": "1000000000"}]
    exploding = Garden(process_input=inputs)
    assert exploding.market.largest.ask(point_of["BENCH", "NORTH"]) < 2**60 // 10**9 + 1
    assert exploding.market.largest.ask(point_of["BENCH", "NORTH"]) > 10**6
