"""The three asks of the demonstration, answered by the real company: imported, covered, and asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from handfast.company.actions.import_tables import import_tables
from handfast.company.opening import create, open_company
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.engine.promise.quote import Demand, place
from handfast.engine.shipping import Routes
from handfast.examples.alder_and_pine.asks import ASKS
from handfast.examples.alder_and_pine.places import TODAY, WAREHOUSES

YES, NO, UNDERCUT = ASKS
MORNING = datetime(2027, 3, 1, 8, tzinfo=UTC)


@dataclass
class Desk:
    """A company in which one can ask."""

    mirror: Mirror
    routes: Routes

    def arrival(self, item: str, quantity: int, wish: date, customer: str, **ways: bool) -> date:
        """Return the earliest day of arrival over all warehouses; nothing is left behind."""
        days = []
        for site in WAREHOUSES:
            route = self.routes.between(site, customer)
            ship = route.latest_ship((wish - TODAY).days)
            demand = Demand(self.mirror.network.point_of[item, site], quantity, ship or 0, **ways)
            placement = place(self.mirror.book, demand)
            self.mirror.book.placer.undo(placement)
            days.append(route.arrive_day(placement.day))
        return TODAY + timedelta(days=min(day for day in days if day is not None))


def desk_of(tables: dict[str, pl.DataFrame], folder) -> Iterator[Desk]:
    place_of_it = folder / "alder.db"
    create(place_of_it).close()
    with open_company(str(place_of_it)) as database, database.here():
        import_tables(tables, actor="test", now=MORNING, today=TODAY)
        mirror = load_mirror()
        yield Desk(mirror, Routes(tables, mirror.network.origin, mirror.network.horizon))


@pytest.fixture(scope="module")
def desk(company, tmp_path_factory) -> Iterator[Desk]:
    """The company with all its promises."""
    yield from desk_of(company, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def desk_without_harbour(company, tmp_path_factory) -> Iterator[Desk]:
    """The company without the great order of Harbour Gardens."""
    lines = company["order_line"].filter(pl.col("order") != "SO-9900")
    yield from desk_of({**company, "order_line": lines}, tmp_path_factory.mktemp("without"))


def on_shelf(company, item: str) -> int:
    return company["stock"].filter((pl.col("item") == item) & (pl.col("status") == "free"))["quantity"].sum()


def test_the_callers_are_customers_who_still_order(company):
    last = company["order_line"].group_by("customer").agg(pl.col("ordered_on").max()).rows()
    for ask in ASKS:
        assert dict(last)[ask.customer] > TODAY - timedelta(days=120)


def test_prices_are_those_of_the_list(company):
    prices = company["price"]
    for ask in ASKS:
        segment = company["customer"].filter(pl.col("customer") == ask.customer)["segment"].item()
        listed = prices.filter(
            (pl.col("item") == ask.item) & (pl.col("segment") == segment) & (pl.col("customer") == "")
        )
        listed = listed.filter((pl.col("currency") == "") & (pl.col("min_quantity") <= ask.quantity))
        assert ask.price == listed.sort("min_quantity")["price"][-1]


def test_the_plain_yes(desk):
    assert desk.arrival(YES.item, YES.quantity, YES.wish, YES.customer) == YES.wish


def test_the_no_and_its_ways_out(desk):
    late = desk.arrival(NO.item, NO.quantity, NO.wish, NO.customer)
    assert late > NO.wish
    assert desk.arrival(NO.item, 150, NO.wish, NO.customer) == NO.wish, "a part in time"
    assert desk.arrival(NO.item, NO.quantity, NO.wish, NO.customer, overtime=True) < late, "Saturdays help"
    assert desk.arrival(f"{NO.item}-TEAK", NO.quantity, NO.wish, NO.customer) == NO.wish, "teak is there"


def test_the_no_is_because_of_welding(desk):
    route = desk.routes.between("PORT", NO.customer)
    demand = Demand(
        desk.mirror.network.point_of[NO.item, "PORT"], NO.quantity, route.latest_ship((NO.wish - TODAY).days)
    )
    placement = place(desk.mirror.book, demand)
    desk.mirror.book.placer.undo(placement)
    full = {desk.mirror.network.resources[o.resource] for o in placement.obstacles if o.resource >= 0}
    assert "WELD" in full


def test_what_is_promised_cannot_be_undercut(company, desk, desk_without_harbour):
    """The goods are there; were it not for the promise to Harbour Gardens, the answer would be yes."""
    assert on_shelf(company, UNDERCUT.item) >= UNDERCUT.quantity
    terms = (UNDERCUT.item, UNDERCUT.quantity, UNDERCUT.wish, UNDERCUT.customer)
    assert desk_without_harbour.arrival(*terms) == UNDERCUT.wish
    assert desk.arrival(*terms) > UNDERCUT.wish + timedelta(days=14)
    assert desk.arrival(UNDERCUT.item, 80, UNDERCUT.wish, UNDERCUT.customer) == UNDERCUT.wish, "what can be made again"
    assert desk.arrival(f"{UNDERCUT.item}-PINE", *terms[1:]) == UNDERCUT.wish, "pine stands unsold"
