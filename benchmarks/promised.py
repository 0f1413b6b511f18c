"""A book on the topology, filled with promised orders."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from benchmarks.topology import CUSTOMER, ORIGIN, SITE, TODAY, Topology, asks, company
from handfast.engine.assembly import STOCK as STOCK_SUPPLY
from handfast.engine.assembly import build_network, read_supplies
from handfast.engine.network import Network
from handfast.engine.promise.ask import Ask, ask
from handfast.engine.promise.book import RECEIPT, STOCK, Book, Supply
from handfast.engine.promise.booking import Booking
from handfast.engine.promise.market import Market, read_market
from handfast.engine.promise.quote import Demand, quote


class Promised:
    """The company in memory: network, market, and a book that promises were made on."""

    def __init__(self, size: Topology, tables: dict[str, pl.DataFrame] | None = None) -> None:
        self.size = size
        self.tables = company(size) if tables is None else tables
        self.network: Network = build_network(self.tables, ORIGIN)
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
        self.orders: list[tuple[str, int, int, int]] = []

    def demand(self, item: str, quantity: int, day: int) -> Demand:
        """Return an ask of the topology as a demand."""
        return Demand(self.network.point_of[item, SITE], quantity, day)

    def ask(self, item: str, quantity: int, day: int) -> Ask:
        """Return an ask of the topology as somebody would ask it."""
        return ask(item, quantity, TODAY + timedelta(days=day), customer=CUSTOMER)

    def promise(self, orders: int, seed: int = 3) -> int:
        """Promise orders one after the other; return how many are late. `orders` keeps what and when."""
        late = 0
        for row in asks(self.size, orders, seed):
            answer = quote(self.book, self.demand(*row), self.booking.commitments_of)
            if answer.feasible:
                self.booking.promise(answer.placement, answer.pegging)
                self.orders.append((*row, answer.ship_day))
            late += not answer.on_time
        return late
