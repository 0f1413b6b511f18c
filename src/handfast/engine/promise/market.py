"""The market: what is sold, to whom, from where, at what price, and how it gets there.

Read once from the company's tables beside the network; quotes look things up here and never in tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import polars as pl

from handfast.engine.calendar import EPOCH
from handfast.engine.network import Ints, Network
from handfast.engine.promise.largest import LargestAsk
from handfast.engine.promise.prices import Price, PriceList, Rates, days_from, read_prices, read_rates
from handfast.engine.reading.cells import near
from handfast.engine.shipping import Route, Routes
from handfast.engine.tables.frame import Tables, frame_of
from handfast.engine.volume.bid_prices import BidPrices, PricesOnDays
from handfast.errors import NotFound
from handfast.sentences import sentence


class Item(NamedTuple):
    """What is sold. Days are counted from the network's origin; None where nothing is said."""

    key: str
    name: str
    unit: str
    decimals: int
    price: Price | None
    weight_grams: int | None
    shelf_life: int
    launched: int | None
    ended: int | None


class Customer(NamedTuple):
    """Who buys; somebody unknown has an empty key."""

    key: str
    name: str
    segment: str
    region: str
    currency: str
    remaining_life: int


class Outlet(NamedTuple):
    """A stock point that customers may be served from."""

    site: str
    point: int
    rank: int


class Lane(NamedTuple):
    """What the way from a site to a region costs, in minor units, and its preference."""

    cost_per_unit: int
    cost_fixed: int
    rank: int


class Substitute(NamedTuple):
    """An item that can be offered instead: `per_unit` smallest units of it for one smallest unit of what is wanted."""

    item: str
    per_unit: Fraction


class Process(NamedTuple):
    """What a process is called and does: ``make``, ``buy``, ``move``, or ``substitute``."""

    key: str
    kind: str
    supplier: str


NEXT_DOOR = Lane(0, 0, 1)
"""The lane between a site and a region that have none."""


@dataclass(frozen=True)
class Market:
    """The commercial side of a company, beside its network."""

    network: Network
    routes: Routes
    prices: PriceList
    rates: Rates
    items: dict[str, Item]
    customers: dict[str, Customer]
    outlets: dict[str, list[Outlet]]
    lanes: dict[tuple[str, str], Lane]
    substitutes: dict[str, list[Substitute]]
    processes: list[Process]
    site_names: dict[str, str]
    resource_names: list[str]
    largest: LargestAsk
    scarcity: PricesOnDays | None = None
    _ways: dict[tuple[str, str], Route] = field(default_factory=dict, repr=False)
    _dates: dict[int, date] = field(default_factory=dict, repr=False)

    @property
    def currency(self) -> str:
        """The company's own currency."""
        return self.rates.own

    @property
    def today(self) -> date:
        """The company's today."""
        return self.date_of(0)

    def date_of(self, day: int) -> date:
        """Return the date of a day counted from the network's origin."""
        known = self._dates.get(day)
        if known is None:
            known = self._dates[day] = EPOCH + timedelta(days=self.network.origin + day)
        return known

    def day_of(self, day: date) -> int:
        """Return a date as a day counted from the network's origin."""
        return (day - EPOCH).days - self.network.origin

    def item(self, key: str) -> Item:
        """Return an item.

        Raises
        ------
        NotFound
            With the names that come close.
        """
        if key not in self.items:
            raise _missing("item", key, self.items)
        return self.items[key]

    def customer(self, key: str) -> Customer:
        """Return a customer; an empty key is somebody unknown, next door.

        Raises
        ------
        NotFound
            With the names that come close.
        """
        if not key:
            return Customer("", "", "", "", "", 0)
        if key not in self.customers:
            raise _missing("customer", key, self.customers)
        return self.customers[key]

    def outlets_for(self, item: str, customer: Customer) -> list[Outlet]:
        """Return where a customer may be served an item from, best first: by stock point, lane, and time on the way."""
        sold = self.outlets.get(item, [])
        if len(sold) < 2:
            return sold
        region = customer.region
        return sorted(
            sold,
            key=lambda outlet: (
                outlet.rank,
                self.lanes.get((outlet.site, region), NEXT_DOOR).rank,
                self.route(outlet.site, customer.key).transit_days,
                outlet.site,
            ),
        )

    def route(self, site: str, customer: str) -> Route:
        """Return the way from a site to a customer (empty: somebody unknown)."""
        route = self._ways.get((site, customer))
        if route is None:
            route = self._ways[site, customer] = self.routes.between(site, customer)
        return route

    def price(self, item: Item, customer: Customer, quantity: int) -> Price | None:
        """Return what a customer pays today: the price list's price, else the item's; None where neither is known."""
        currency = customer.currency or self.currency
        listed = self.prices.find(
            item.key, quantity, 0, customer=customer.key, segment=customer.segment, currency=currency
        )
        return listed or item.price

    def lane(self, site: str, customer: Customer) -> Lane:
        """Return what the way to a customer costs."""
        return self.lanes.get((site, customer.region), NEXT_DOOR)

    def shelf_life(self) -> Ints:
        """Return the days that new output of each stock point lasts, 0: for ever; shape (P,)."""
        return np.array([self.items[item].shelf_life for item in self.network.items], np.int64)


def _missing(what: str, key: str, known: Iterable[str]) -> NotFound:
    close = near(key, known)
    cure = f"Did you mean {' or '.join(close)}?" if close else f"Look it up in the {what} table."
    return NotFound(sentence("There is no {what} '{key}'. {cure}", what=what, key=key, cure=cure))


def read_market(
    tables: Tables,
    network: Network,
    customers: dict[str, Customer] | None = None,
    bid_prices: BidPrices | None = None,
) -> Market:
    """Return the market of a company.

    Parameters
    ----------
    tables
        Typed frames that have passed the import checks.
    network
        Built from the same tables; its origin is today.
    customers
        As they were read from the same tables before; a company may have very many.
    bid_prices
        What scarce things are worth, as the volume plan that is published found it.
    """
    rates = read_rates(tables, network.origin)
    site = frame_of(tables, "site").select("site", "name")
    resource = frame_of(tables, "resource").select("resource", "name")
    lane = frame_of(tables, "lane").select("site", "region", "cost_per_unit", "cost_fixed", "rank")
    return Market(
        network=network,
        routes=Routes(tables, network.origin, network.horizon),
        prices=read_prices(tables, network.origin, rates.own),
        rates=rates,
        items=_items(tables, network.origin, rates.own),
        customers=_customers(tables) if customers is None else customers,
        outlets=_outlets(tables, network),
        lanes={(site, region): Lane(each, fixed, rank) for site, region, each, fixed, rank in lane.iter_rows()},
        substitutes=_substitutes(tables),
        processes=_processes(tables, network),
        site_names={key: name or key for key, name in site.iter_rows()},
        resource_names=[name or key for key, name in resource.iter_rows()],
        largest=LargestAsk(network),
        scarcity=None if bid_prices is None else PricesOnDays(bid_prices, network),
    )


def _items(tables: Tables, origin: int, own: str) -> dict[str, Item]:
    frame = frame_of(tables, "item").select(
        "item",
        "name",
        "unit",
        "decimals",
        "price",
        "price_per",
        "weight_grams",
        "shelf_life_days",
        days_from("launched", origin),
        days_from("ended", origin),
    )
    return {
        key: Item(
            key, name or key, unit, decimals, None if price is None else Price(price, per, own), weight, life, *sold
        )
        for key, name, unit, decimals, price, per, weight, life, *sold in frame.iter_rows()
    }


def _customers(tables: Tables) -> dict[str, Customer]:
    columns = ("customer", "name", "segment", "region", "currency", "min_remaining_life_days")
    frame = frame_of(tables, "customer").select(columns)
    return {key: Customer(key, name or key, *rest) for key, name, *rest in frame.iter_rows()}


def _outlets(tables: Tables, network: Network) -> dict[str, list[Outlet]]:
    outlets: dict[str, list[Outlet]] = defaultdict(list)
    sold = frame_of(tables, "stock_point").filter("sells").select("item", "site", "rank").sort("rank", "site")
    for item, site, rank in sold.iter_rows():
        outlets[item].append(Outlet(site, network.point_of[item, site], rank))
    return dict(outlets)


def _substitutes(tables: Tables) -> dict[str, list[Substitute]]:
    """Return what may be offered instead of an item, best first."""
    decimals = dict(frame_of(tables, "item").select("item", "decimals").iter_rows())
    substitutes: dict[str, list[Substitute]] = defaultdict(list)
    offered = frame_of(tables, "substitute").filter(pl.col("use") == "offer").sort("rank", "alternative")
    for item, alternative, per_unit in offered.select("item", "alternative", "per_unit").iter_rows():
        shift = Fraction(10) ** (decimals[alternative] - decimals[item])
        substitutes[item].append(Substitute(alternative, Fraction(per_unit) * shift))
    return dict(substitutes)


def _processes(tables: Tables, network: Network) -> list[Process]:
    """Return what each of the network's processes is; component substitutes are in no table."""
    suppliers = dict(frame_of(tables, "supplier").select("supplier", "name").iter_rows())
    known = {
        key: Process(key, kind, suppliers.get(supplier) or supplier)
        for key, kind, supplier in frame_of(tables, "process").select("process", "kind", "supplier").iter_rows()
    }
    return [known.get(name, Process(name, "substitute", "")) for name in network.processes]
