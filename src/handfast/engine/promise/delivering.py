"""Deliveries: how a quantity of an item could reach a customer from one site, tried on the book's state.

A delivery that was tried stays on the state until it is taken back; whoever tries takes back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from handfast.engine.network import EXPEDITED
from handfast.engine.promise.book import Book
from handfast.engine.promise.keeping import Keeping
from handfast.engine.promise.market import Customer, Item, Market, Outlet
from handfast.engine.promise.pegging import CommitmentsOf
from handfast.engine.promise.prices import Price
from handfast.engine.promise.quotas import whole_units
from handfast.engine.promise.quote import Demand, place, refused
from handfast.engine.promise.rebinding import Bound
from handfast.engine.shipping import Route
from handfast.engine.supply.placing import Placement

NEVER = 1 << 40
"""The day of what does not happen before the horizon."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """So much of an item, from one site, to arrive on one day.

    Parameters
    ----------
    line
        Which line of the ask it serves, from 0.
    wish
        Day of arrival wished for.
    ship_day, arrive_day
        `NEVER` where it is not possible before the horizon.
    price
        What is paid for it; None: not known.
    demand, placement
        What was asked of the network, and how it is met.
    in_reach
        Whether goods that ship today or on the first day of sale could still arrive by the wish.
    """

    line: int
    item: str
    site: str
    quantity: int
    wish: int
    ship_day: int
    arrive_day: int
    price: Price | None
    demand: Demand
    placement: Placement
    in_reach: bool

    @property
    def feasible(self) -> bool:
        """Whether it is possible before the horizon."""
        return self.placement.feasible and self.arrive_day < NEVER

    @property
    def on_time(self) -> bool:
        """Whether it arrives as wished."""
        return self.arrive_day <= self.wish


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of an ask on the network's days: `wish` is a day of arrival; `outlets` best first."""

    line: int
    item: Item
    quantity: int
    wish: int
    price: Price | None
    outlets: tuple[Outlet, ...]

    def of_any_age(self) -> Wanted:
        """Return the same for a customer who does not mind how old the goods are."""
        return replace(self, item=self.item._replace(shelf_life=0))


class Deliveries:
    """Tries deliveries to one customer on the book's state.

    Parameters
    ----------
    market, book
        The company.
    customer
        Who receives.
    commitments_of
        See :func:`~handfast.engine.promise.pegging.peg`.
    keeping
        What others' forecasts keep from the customer, hidden by whoever tries; None: nothing.
    """

    def __init__(
        self,
        market: Market,
        book: Book,
        customer: Customer,
        commitments_of: CommitmentsOf,
        keeping: Keeping | None = None,
    ) -> None:
        self.market = market
        self.book = book
        self.customer = customer
        self.keeping = keeping or Keeping(book, (), ())
        self._displaces = False
        self._commitments_of = commitments_of
        self._commitments: dict[int, list[Bound]] = {}
        self._placed: dict[int, Delivery] = {}  # what lies on the state, by its identity
        self._searched: dict[Hashable, tuple[Delivery, tuple[Delivery, ...]]] = {}

    def commitments_of(self, point: int) -> list[Bound]:
        """Return what is bound at a stock point, asked for once: nothing is written while deliveries are tried."""
        if point not in self._commitments:
            self._commitments[point] = list(self._commitments_of(point))
        return self._commitments[point]

    @contextmanager
    def displacing(self) -> Iterator[None]:
        """Try, for the block, as if nothing were kept for others' forecasts; see :meth:`Keeping.shown`."""
        with self.keeping.shown():
            self._displaces = True
            try:
                yield
            finally:
                self._displaces = False

    def route(self, site: str) -> Route:
        """Return the way from a site to the customer."""
        return self.market.route(site, self.customer.key)

    def wanted(
        self, line: int, key: str, quantity: int, wish: int | None, *, price: Price | None = None, site: str = ""
    ) -> Wanted:
        """Return a line of an ask; without a wish it wishes for what could arrive soonest if it lay in stock.

        Parameters
        ----------
        price
            Price that is talked about; None: what the price list says.
        site
            The only site that may serve it; empty: any that sells it.
        """
        item = self.market.item(key)
        outlets = [each for each in self.market.outlets_for(key, self.customer) if site in ("", each.site)]
        if wish is None:
            first = max(item.launched or 0, 0)
            wish = min((self.arrive_day(outlet.site, first) for outlet in outlets), default=first)
        return Wanted(line, item, quantity, wish, price or self.price(item, quantity), tuple(outlets))

    def price(self, item: Item, quantity: int) -> Price | None:
        """Return what the customer pays for a quantity."""
        return self.market.price(item, self.customer, quantity)

    def demand(self, wanted: Wanted, outlet: Outlet, quantity: int) -> tuple[Demand, bool]:
        """Return what the wish asks of a stock point, and whether the way there leaves time for it at all."""
        latest = self.route(outlet.site).latest_ship(wanted.wish)
        first = max(wanted.item.launched or 0, 0)
        in_reach = latest is not None and latest >= first
        ship = min(max(latest or 0, first), self.book.network.horizon - 1)
        fresh = self._fresh(wanted.item, outlet.site, ship)
        waits = not wanted.item.shelf_life  # what grows old is made for its day, or sooner on purpose
        return Demand(outlet.point, quantity, ship, fresh, first=first if waits else None), in_reach

    def best(self, wanted: Wanted, *, overtime: bool = False, expedite: bool = False) -> Delivery | None:
        """Return the delivery from the best-ranked site that meets the wish, else the earliest; None without sites.

        The state is left as it was.
        """
        best = None
        for outlet in wanted.outlets:
            delivery = self.tried(wanted, outlet, overtime=overtime, expedite=expedite)
            if delivery.on_time:
                return delivery
            if best is None or delivery.arrive_day < best.arrive_day:
                best = delivery
        return best

    def tried(
        self,
        wanted: Wanted,
        outlet: Outlet,
        *,
        overtime: bool = False,
        expedite: bool = False,
        parts: bool = True,
    ) -> Delivery:
        """Return a delivery from a site, the state as it was; searched once for what lies on the state.

        What would be too old on the wished day is delivered sooner, if it can be; else on the first day after it.
        """
        expedite = expedite and bool(self.book.network.may_be_expedited[outlet.point])
        asked = (wanted, outlet, overtime, expedite, parts, self._displaces, tuple(self._placed))
        if asked not in self._searched:
            found = self._search(wanted, outlet, overtime=overtime, expedite=expedite, parts=parts)
            self._searched[asked] = found, tuple(self._placed.values())  # kept, so that no other has their identity
        return self._searched[asked][0]

    def _search(self, wanted: Wanted, outlet: Outlet, *, overtime: bool, expedite: bool, parts: bool) -> Delivery:
        demand, in_reach = self.demand(wanted, outlet, wanted.quantity)
        demand = demand._replace(overtime=overtime, expedite=expedite, parts=parts)
        delivery = self.deliver(wanted, outlet, demand, in_reach=in_reach)
        self.remove([delivery])
        if delivery.on_time or not wanted.item.shelf_life or not in_reach:
            return delivery
        return self._sooner(wanted, outlet, demand) or delivery

    def _sooner(self, wanted: Wanted, outlet: Outlet, demand: Demand) -> Delivery | None:
        """Return a delivery on the last possible day before the wished one, the state as it was."""
        if not self.may_ask(wanted.item, demand):
            return None
        first = max(wanted.item.launched or 0, 0)
        for day in range(demand.ship_day - 1, first - 1, -1):
            earlier = demand._replace(ship_day=day, fresh=self._fresh(wanted.item, outlet.site, day))
            placement = self.book.placer.place_on(
                earlier.point,
                earlier.quantity,
                day,
                overtime=earlier.overtime,
                expedite=earlier.expedite,
                fresh=earlier.fresh,
            )
            if placement is None:
                continue
            self.book.placer.undo(placement)
            if not self.quota_frees(wanted, outlet.site, placement):
                return self._delivery(wanted, outlet, earlier, placement, in_reach=True)
        return None

    def earliest(self, wanted: Wanted, known: Delivery, *, proven: bool = True) -> tuple[int, int]:
        """Return the earliest day of arrival found from any site; the state as it was.

        Parameters
        ----------
        known
            A delivery that was found.
        proven
            Whether it matters before which day nothing is possible, also where the earliest is known without.

        Returns
        -------
        tuple
            The day, and one before which all of it cannot come from one site, whichever that is.
        """
        searched = not known.on_time or known.placement.day == 0  # already, from every site
        if searched and not proven:
            return known.arrive_day, 0
        bounds = {outlet.site: self._bound_from(wanted, outlet) for outlet in wanted.outlets}
        earliest, bound = known.arrive_day, min(bounds.values(), default=NEVER)
        if searched:
            return earliest, bound
        for outlet in sorted(wanted.outlets, key=lambda each: each.site != known.site):
            if earliest <= bounds[outlet.site]:
                continue
            first = max(wanted.item.launched or 0, 0)
            demand = self.demand(wanted, outlet, wanted.quantity)[0]._replace(ship_day=first)
            soonest = self.deliver(wanted, outlet, demand)
            self.remove([soonest])
            earliest = min(earliest, soonest.arrive_day)
        return earliest, bound

    def _bound_from(self, wanted: Wanted, outlet: Outlet) -> int:
        demand, _ = self.demand(wanted, outlet, wanted.quantity)
        if not self.may_ask(wanted.item, demand):
            return NEVER
        fresh = self.customer.remaining_life if wanted.item.shelf_life else 0
        day = max(self.book.placer.bound(demand.point, demand.quantity, fresh=fresh), wanted.item.launched or 0, 0)
        day = self._quota_day(wanted, outlet.site, day)
        return NEVER if day >= self.book.network.horizon else self.arrive_day(outlet.site, day)

    def _quota_day(self, wanted: Wanted, site: str, day: int) -> int:
        """Return the first day from `day` on for which the customer's segment has quota left for all of it."""
        quotas, segment, item = self.book.quotas, self.customer.segment, wanted.item
        units = whole_units(wanted.quantity, item.decimals)
        while day < self.book.network.horizon:
            ship = self._days(site, day)[0]
            if units <= quotas.left(segment, item.key, ship):
                break
            day = quotas.next_day(segment, item.key, ship, units)
        return day

    def quota_frees(self, wanted: Wanted, site: str, placement: Placement) -> int:
        """Return 0 where the customer's segment may be promised a placement, else the next day for which it may."""
        quotas, segment, item = self.book.quotas, self.customer.segment, wanted.item
        ship, units = self._days(site, placement.day)[0], whole_units(placement.quantity, item.decimals)
        if units <= quotas.left(segment, item.key, ship):
            return 0
        return quotas.next_day(segment, item.key, ship, units)

    def deliver(
        self, wanted: Wanted, outlet: Outlet, demand: Demand, *, in_reach: bool = True, heed_quotas: bool = True
    ) -> Delivery:
        """Place a demand and leave it on the state, on a day for which the customer's segment has quota left.

        Goods with a shelf life must still be fresh enough on arrival: where the way turns out longer (a weekend, say)
        than it was for the wish, they are placed again, fresher.
        """
        while True:
            if self.may_ask(wanted.item, demand):
                placement = place(self.book, demand)
            else:
                placement = refused(demand, self.book.network.horizon)
            fresh = self._fresh(wanted.item, outlet.site, placement.day) if placement.feasible else 0
            free_day = self.quota_frees(wanted, outlet.site, placement) if heed_quotas and placement.feasible else 0
            if fresh <= demand.fresh and not free_day:
                return self._left(self._delivery(wanted, outlet, demand, placement, in_reach=in_reach))
            self.book.placer.undo(placement)
            if free_day >= self.book.network.horizon:
                placement = refused(demand, self.book.network.horizon)
                return self._delivery(wanted, outlet, demand, placement, in_reach=in_reach)
            first = None if demand.first is None else max(free_day, demand.first)
            ship = max(free_day, demand.ship_day)
            demand = demand._replace(fresh=max(fresh, demand.fresh), ship_day=ship, first=first)

    def most_on_wish(self, wanted: Wanted, outlet: Outlet, most: int, beyond: int = 0) -> Delivery | None:
        """Return a delivery of as much, up to `most`, as is possible by the wish, left on the state.

        None where nothing is possible, or nothing that is found `beyond` a quantity.
        """
        demand, in_reach = self.demand(wanted, outlet, most)
        ship = self._days(outlet.site, demand.ship_day)[0]
        unit = int(10**wanted.item.decimals)
        quota = unit * self.book.quotas.left(self.customer.segment, wanted.item.key, ship)
        most = min(most, self.market.largest.ask(demand.point), quota)
        if not in_reach or most <= beyond or not self.may_ask(wanted.item, demand._replace(quantity=most)):
            return None
        placement = self.book.placer.most_by(
            demand.point, most, demand.ship_day, first=demand.first, beyond=beyond, fresh=demand.fresh
        )
        if placement is None:
            return None
        demand = demand._replace(quantity=placement.quantity)
        return self._left(self._delivery(wanted, outlet, demand, placement, in_reach=True))

    def may_ask(self, item: Item, demand: Demand) -> bool:
        """Whether the item is still sold, and the quantity small enough for the kernel's integers."""
        ended = item.ended is not None and item.ended < 0
        return not ended and demand.quantity <= self.market.largest.ask(demand.point)

    def _delivery(
        self, wanted: Wanted, outlet: Outlet, demand: Demand, placement: Placement, *, in_reach: bool
    ) -> Delivery:
        ship, arrive = self._days(outlet.site, placement.day) if placement.feasible else (NEVER, NEVER)
        return Delivery(
            line=wanted.line,
            item=wanted.item.key,
            site=outlet.site,
            quantity=demand.quantity,
            wish=wanted.wish,
            ship_day=ship,
            arrive_day=arrive,
            price=wanted.price,
            demand=demand,
            placement=placement,
            in_reach=in_reach,
        )

    def arrive_day(self, site: str, ready: int) -> int:
        """Return the day on which goods that are ready at a site on day `ready` arrive."""
        return self._days(site, ready)[1]

    def last_arrival(self, site: str) -> int:
        """Return the last day on which anything that ships within the horizon arrives from a site."""
        ready = self.book.network.horizon - 1
        while ready > 0 and self.arrive_day(site, ready) >= NEVER:
            ready -= 1
        return self.arrive_day(site, ready)

    def expedited(self, delivery: Delivery) -> list[int]:
        """Return the processes of a delivery's expedited runs."""
        classes = self.book.network.structure.process_class
        return [run.process for run in delivery.placement.runs if classes[run.process] == EXPEDITED]

    def _days(self, site: str, ready: int) -> tuple[int, int]:
        """Return the days on which goods that are ready on day `ready` ship and arrive."""
        route = self.route(site)
        ship = route.ship_day(ready)
        arrive = None if ship is None else route.arrive_day(ship)
        return (NEVER, NEVER) if ship is None or arrive is None else (ship, arrive)

    def _fresh(self, item: Item, site: str, ready: int) -> int:
        """Return the days of shelf life that goods must have on day `ready` to be fresh enough on arrival."""
        if not item.shelf_life:
            return 0
        arrive = self._days(site, ready)[1]
        return self.customer.remaining_life + (arrive - ready if arrive < NEVER else 0)

    def remove(self, deliveries: Sequence[Delivery]) -> None:
        """Take deliveries off the state."""
        for delivery in deliveries:
            self.book.placer.undo(delivery.placement)
            self._use_quotas(delivery, -1)
            self._placed.pop(id(delivery), None)

    def restore(self, deliveries: Sequence[Delivery]) -> None:
        """Put deliveries back on the state."""
        for delivery in deliveries:
            self.book.placer.redo(delivery.placement)
            self._left(delivery)

    def _left(self, delivery: Delivery) -> Delivery:
        """Return a delivery whose placement is on the state, so that its quotas are used as well."""
        self._use_quotas(delivery, 1)
        self._placed[id(delivery)] = delivery
        return delivery

    def _use_quotas(self, delivery: Delivery, sign: int) -> None:
        units = whole_units(delivery.quantity, self.market.items[delivery.item].decimals)
        self.book.quotas.take(self.customer.segment, delivery.item, delivery.ship_day, sign * units)


def points_asked(market: Market, customer: Customer, items: Iterable[str]) -> list[int]:
    """Return the stock points from which a customer may be served with items, or with what is offered instead."""
    named = [each for item in items for each in (item, *(other.item for other in market.substitutes.get(item, ())))]
    return [outlet.point for item in named for outlet in market.outlets_for(item, customer)]
