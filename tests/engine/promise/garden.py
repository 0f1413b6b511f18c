"""A small maker of garden benches, by hand: every figure of its offers can be checked with pencil and paper.

NORTH makes oak benches: one hour of welding each (one welder, 8 hours a day, Monday to Friday), two oak tops each.
Tops are bought: 20 days, lots of 40, 61.50 each; expedited 5 days, 9.00 more each and 120.00 a run. SOUTH sells teak
benches from stock. Goods travel two days to the region FAR; who is not named is next door. Day 0 is 1 March 2027, a
Monday.
"""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.engine.tables_for_tests import DAY_0, ORIGIN, tables

from handfast.engine.assembly import STOCK as STOCK_SUPPLY
from handfast.engine.assembly import build_network, read_supplies
from handfast.engine.promise.ask import Ask
from handfast.engine.promise.book import RECEIPT, STOCK, Book, Supply
from handfast.engine.promise.booking import Booking
from handfast.engine.promise.market import Market, read_market
from handfast.engine.promise.offer import Offer
from handfast.engine.promise.offering import offer

Rows = dict[str, list[dict[str, object]]]


def garden(**changes: list[dict[str, object]]) -> dict[str, pl.DataFrame]:
    """Return the company's tables; whole tables can be given otherwise."""
    return tables(**{**goods_and_places(), **ways_and_supply(), **changes})


def goods_and_places() -> Rows:
    """Return what there is, where, and for whom."""
    return {
        "company": [{"name": "Garden", "fixed_today": DAY_0, "horizon_days": 120}],
        "site": [{"site": "NORTH", "name": "North plant"}, {"site": "SOUTH", "name": "South store"}],
        "item": [
            {"item": "BENCH", "name": "Oak bench", "price": 349_00, "cost": 190_00},
            {"item": "TEAK", "name": "Teak bench", "price": 399_00, "cost": 230_00},
            {"item": "TOP", "name": "Oak top", "cost": 60_00},
            {"item": "OIL", "name": "Teak oil", "unit": "l", "decimals": 2, "cost": 4_00, "shelf_life_days": 30},
            {"item": "LOST", "name": "Lost thing"},
        ],
        "stock_point": [
            {"item": "BENCH", "site": "NORTH", "sells": True},
            {"item": "BENCH", "site": "SOUTH", "sells": True, "rank": 2},
            {"item": "TEAK", "site": "SOUTH", "sells": True},
            {"item": "TOP", "site": "NORTH", "sells": False},
            {"item": "OIL", "site": "NORTH", "sells": True},
            {"item": "LOST", "site": "NORTH", "sells": True},
        ],
        "lane": [
            {"site": "NORTH", "region": "FAR", "transit_days": 2, "cost_per_unit": 4_50, "cost_fixed": 35_00},
            {"site": "SOUTH", "region": "FAR", "transit_days": 2, "cost_per_unit": 5_00, "cost_fixed": 20_00},
        ],
        "calendar": [{"calendar": "saturdays", **dict.fromkeys(WEEK, 0), "saturday": 240}],
        "segment": [{"segment": "key", "name": "Key accounts"}],
        "customer": [
            {"customer": "NEAR", "name": "Near shop"},
            {"customer": "FAR", "name": "Far shop", "segment": "key", "region": "FAR", "min_remaining_life_days": 10},
            {"customer": "US", "name": "Shop overseas", "currency": "USD"},
        ],
    }


def ways_and_supply() -> Rows:
    """Return how things are made and bought, and what is there already."""
    return {
        "resource": [
            {
                "resource": "WELD",
                "name": "Welding line",
                "site": "NORTH",
                "cost_per_hour": 42_00,
                "overtime_calendar": "saturdays",
                "overtime_cost_per_hour": 25_00,
            }
        ],
        "supplier": [{"supplier": "OAKMILL", "name": "Oak mill"}],
        "process": [
            {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH", "lot_max": 8, "cost": 3_00,
             "cost_fixed": 10_00, "same_day": True},
            {"process": "buy TOP", "kind": "buy", "item": "TOP", "site": "NORTH", "supplier": "OAKMILL",
             "lead_after_days": 20, "lot_min": 40, "cost": 61_50, "expedite_days": 5, "expedite_cost": 9_00,
             "expedite_cost_fixed": 120_00, "same_day": True},
        ],
        "process_input": [{"process": "make BENCH", "item": "TOP", "per_unit": "2"}],
        "process_load": [{"process": "make BENCH", "resource": "WELD", "minutes_per_unit": "60"}],
        "substitute": [{"item": "BENCH", "alternative": "TEAK", "use": "offer"}],
        "stock": [
            {"item": "TOP", "site": "NORTH", "lot": "L-1", "quantity": 40, "as_of": DAY_0},
            {"item": "TEAK", "site": "SOUTH", "lot": "L-2", "quantity": 100, "as_of": DAY_0},
            {"item": "OIL", "site": "NORTH", "lot": "L-3", "quantity": 50_00, "as_of": DAY_0,
             "expires_on": date(2027, 3, 21)},
        ],
        "receipt": [{"receipt": "PO-512", "item": "TOP", "site": "NORTH", "quantity": 40, "date": date(2027, 3, 15)}],
    }  # fmt: skip


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Garden:
    """The company open: its market, and a book that can be promised on."""

    def __init__(self, **changes: list[dict[str, object]]) -> None:
        self.tables = garden(**changes)
        self.network = build_network(self.tables, ORIGIN)
        self.market: Market = read_market(self.tables, self.network)
        self.book = Book(self.network, self.market.shelf_life())
        found = read_supplies(self.tables, self.network)
        columns = (found.point, found.day, found.expires, found.quantity, found.kind)
        rows = zip(*(column.tolist() for column in columns), found.reference, strict=True)
        self.book.load(
            [
                Supply(n, STOCK if kind == STOCK_SUPPLY else RECEIPT, point, day, expires, quantity, 0, reference)
                for n, (point, day, expires, quantity, kind, reference) in enumerate(rows)
            ],
            [],
        )
        self.booking = Booking(self.book)

    def offer(self, asked: Ask) -> Offer:
        """Return the offer for an ask."""
        return offer(self.market, self.book, asked, self.booking.commitments_of)

    def promise(self, asked: Ask) -> Offer:
        """Promise what is offered; return the offer."""
        answer = self.offer(asked)
        whole = answer.fulfilment.whole
        assert whole is not None
        self.booking.promise(whole, answer.fulfilment.pegging)
        return answer


def march(day: int) -> date:
    """Return a day of March 2027."""
    return date(2027, 3, day)
