"""Fulfilment: deliveries that could be written to the ledger as they are, with what feeds them and what they earn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial

from handfast.engine.promise.delivering import Deliveries, Delivery
from handfast.engine.promise.market import Customer, Market
from handfast.engine.promise.pegging import Peg, Pegging, peg
from handfast.engine.promise.profit import Costing, Costs, Margin
from handfast.engine.promise.quote import joined
from handfast.engine.supply.placing import Placement


@dataclass(frozen=True)
class Fulfilment:
    """How an ask would be met.

    Parameters
    ----------
    deliveries
        All of them possible; a line may have several, or none.
    whole
        All placements as one; the n-th delivery is user ``-1 - n``. None where there are no deliveries.
    pegging
        What feeds the whole, and what must be bound anew for it.
    charge
        Works out the costs and margins, where anybody asks: whoever takes the answer, whatever it earns, does not.
    """

    deliveries: tuple[Delivery, ...]
    whole: Placement | None
    pegging: Pegging
    charge: Callable[[], tuple[tuple[Costs, ...], tuple[Margin | None, ...]]] = field(repr=False, compare=False)

    @cached_property
    def _charged(self) -> tuple[tuple[Costs, ...], tuple[Margin | None, ...]]:
        return self.charge()

    @property
    def costs(self) -> tuple[Costs, ...]:
        """What each delivery costs."""
        return self._charged[0]

    @property
    def margins(self) -> tuple[Margin | None, ...]:
        """What each earns; None where its price, its currency's rate, or a part of its costs is not known."""
        return self._charged[1]

    @property
    def arrive_day(self) -> int:
        """Day on which the last delivery arrives."""
        return max(delivery.arrive_day for delivery in self.deliveries)

    @property
    def margin(self) -> Margin | None:
        """What all deliveries earn together; None where one is not known."""
        total = Margin(0, Costs())
        for margin in self.margins:
            if margin is None:
                return None
            total += margin
        return total

    @property
    def total_costs(self) -> Costs:
        """What all deliveries cost together."""
        return sum(self.costs, start=Costs())

    def pegs_of(self, number: int) -> list[Peg]:
        """Return what feeds the delivery `number` directly."""
        return [peg for peg in self.pegging.pegs if peg.user == -1 - number]


NOTHING = Fulfilment((), None, Pegging((), ()), lambda: ((), ()))


def fulfilment_of(tried: Deliveries, deliveries: Sequence[Delivery]) -> Fulfilment:
    """Return deliveries with what feeds them; those that are not possible are left out.

    Parameters
    ----------
    tried
        Where they were tried; the kernel's arrays are not looked at.
    deliveries
        Possible all together, in the order in which they were placed.
    """
    possible = tuple(delivery for delivery in deliveries if delivery.feasible)
    if not possible:
        return NOTHING
    whole = possible[0].placement if len(possible) == 1 else joined([each.placement for each in possible])
    if whole is None:
        return NOTHING
    pegging = peg(tried.book, whole, tried.commitments_of)
    charge = partial(_charges, tried.market, tried.customer, possible, whole, pegging)
    return Fulfilment(possible, whole, pegging, charge)


def _charges(
    market: Market, customer: Customer, deliveries: Sequence[Delivery], whole: Placement, pegging: Pegging
) -> tuple[tuple[Costs, ...], tuple[Margin | None, ...]]:
    """Return what each delivery costs, and what it earns."""
    costing = Costing(market.network, whole, pegging)
    freights = _freights(market, customer, deliveries)
    costs = tuple(costing.of_line(number, freight) for number, freight in enumerate(freights))
    scarcity = market.scarcity
    margins = tuple(
        _margin(market, delivery, cost, None if scarcity is None else costing.opportunity_of_line(number, scarcity))
        for number, (delivery, cost) in enumerate(zip(deliveries, costs, strict=True))
    )
    return costs, margins


def _freights(market: Market, customer: Customer, deliveries: Sequence[Delivery]) -> list[Fraction]:
    """Return the freight of each delivery; what a shipment costs once is paid by the first that goes with it."""
    shipments: set[tuple[str, int]] = set()
    freights = []
    for delivery in deliveries:
        lane = market.lane(delivery.site, customer)
        decimals = market.items[delivery.item].decimals
        freight = Fraction(lane.cost_per_unit * delivery.quantity, 10**decimals)
        shipment = (delivery.site, delivery.ship_day)
        if shipment not in shipments:
            freight += lane.cost_fixed
        shipments.add(shipment)
        freights.append(freight)
    return freights


def _margin(market: Market, delivery: Delivery, costs: Costs, elsewhere: int | None) -> Margin | None:
    rate = None if delivery.price is None else market.rates.to_own(delivery.price.currency, 0)
    if delivery.price is None or rate is None or not costs.known:
        return None
    paid = round(delivery.price.of(delivery.quantity, market.items[delivery.item].decimals))
    return Margin(round(paid * rate), costs, elsewhere)
