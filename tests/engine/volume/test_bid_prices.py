"""Bid prices: what offers charge for scarce things, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.engine.promise.garden import Garden, march
from tests.engine.tables_for_tests import DAY_0, ORIGIN
from tests.engine.volume.shops import planned, shop

from handfast.engine.assembly import build_network
from handfast.engine.promise.ask import Ask, AskLine
from handfast.engine.volume.bid_prices import MILLIONTHS, BidPrices, PricesOnDays, Used, opportunity_cost
from handfast.engine.volume.scarcity import bid_prices_of


def test_a_plan_prices_what_is_scarce_and_nothing_else():
    plan, _ = planned(shop(), [("CHAIR", 30, 0, 100.0), ("STOOL", 40, 0, 60.0), ("CHAIR", 1, 1, 100.0)], 2)
    prices = bid_prices_of(plan)
    assert prices.first.tolist() == [ORIGIN, ORIGIN + 7, ORIGIN + 14]
    first, second = prices.capacity["R"].tolist()
    waiting = 100 * 0.02  # a chair waits a week for 2.00, and an hour comes free; stools wait for 2.40
    assert first == pytest.approx(waiting * 100 / 60 * MILLIONTHS, abs=1)
    assert second == 0


def test_prices_are_looked_up_by_day_and_end_with_the_plan():
    network = build_network(shop(), ORIGIN)
    prices = PricesOnDays(
        BidPrices(np.array([ORIGIN - 7, ORIGIN, ORIGIN + 7]), {"R": np.array([1, 2]), "GONE": np.array([9, 9])},
                  {("CHAIR", "S"): np.array([3, 4])}),
        network,
    )  # fmt: skip
    assert [prices.minute(0, day) for day in (0, 6, 7, 400)] == [2, 2, 0, 0]
    assert [prices.unit(network.point_of["CHAIR", "S"], day) for day in (0, 7)] == [4, 0]
    assert prices.unit(network.point_of["STOOL", "S"], 0) == 0


def test_opportunity_cost_adds_up_exactly_and_rounds_once():
    network = build_network(shop(), ORIGIN)
    thirds = BidPrices(np.array([ORIGIN, ORIGIN + 7]), {"R": np.array([1_500_000])}, {})
    prices = PricesOnDays(thirds, network)
    assert opportunity_cost(prices, [Used(0, 0, 1, 3)] * 3, []) == 2  # 3 x 1/3 x 1.5 = 1.5
    assert opportunity_cost(prices, [Used(0, 0, 10, 1, 1_000_000)], []) == 5  # only what is above what is paid
    assert opportunity_cost(prices, [Used(0, 0, 10, 1, 2_000_000)], []) == 0
    assert opportunity_cost(prices, [], []) == 0


def priced(garden: Garden, *, hour: int = 0, top: int = 0) -> Garden:
    """Give the garden's welder and tops a price from 1 March on, in minor units for a minute and a piece."""
    first = np.array([ORIGIN, ORIGIN + 100])
    material = {("TOP", "NORTH"): np.array([top * MILLIONTHS])} if top else {}
    prices = BidPrices(first, {"WELD": np.array([hour * MILLIONTHS // 60])}, material)
    garden.market = replace(garden.market, scarcity=PricesOnDays(prices, garden.network))
    return garden


def test_an_offer_charges_the_hours_it_takes_from_others():
    asked = Ask((AskLine("BENCH", 4, march(12), None, "NORTH"),), "NEAR", False)
    plain = Garden().offer(asked).margin
    dear = priced(Garden(), hour=60_00).offer(asked).margin
    assert plain is not None
    assert dear is not None
    assert plain.opportunity_cost is None
    assert dear.opportunity_cost == 4 * 60_00
    assert dear.total == plain.total - 4 * 60_00


def test_an_offer_charges_the_stock_it_takes_from_others():
    asked = Ask((AskLine("BENCH", 4, march(12), None, "NORTH"),), "NEAR", False)
    margin = priced(Garden(), top=5_00).offer(asked).margin
    assert margin is not None
    assert margin.opportunity_cost == 8 * 5_00


def test_lines_and_the_form_tell_it():
    lines = (AskLine("BENCH", 4, march(12), None, "NORTH"), AskLine("TEAK", 2, march(12), None, "SOUTH"))
    offer = priced(Garden(), hour=60_00).offer(Ask(lines, "NEAR", False))
    form = offer.to_dict()
    assert form["margin"]["opportunity_cost"] == "240.00"
    assert [line["margin"]["opportunity_cost"] for line in form["lines"]] == ["240.00", "0.00"]
    assert date(2027, 3, 1) == DAY_0
