"""Fulfilment: deliveries that could be written to the ledger as they are, with what feeds them and what they earn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from handfast.engine.promise.delivering import Deliveries, Delivery
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
    costs
        What each delivery costs.
    margins
        What each delivery earns; None where its price, its currency's exchange rate, or a part of its costs is not
        known.
    """

    deliveries: tuple[Delivery, ...]
    whole: Placement | None
    pegging: Pegging
    costs: tuple[Costs, ...]
    margins: tuple[Margin | None, ...]

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


NOTHING = Fulfilment((), None, Pegging((), ()), (), ())


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
    costing = Costing(tried.market.network, whole, pegging)
    freights = _freights(tried, possible)
    costs = tuple(costing.of_line(number, freight) for number, freight in enumerate(freights))
    scarcity = tried.market.scarcity
    margins = tuple(
        _margin(tried, delivery, cost, None if scarcity is None else costing.opportunity_of_line(number, scarcity))
        for number, (delivery, cost) in enumerate(zip(possible, costs, strict=True))
    )
    return Fulfilment(possible, whole, pegging, costs, margins)


def _freights(tried: Deliveries, deliveries: Sequence[Delivery]) -> list[Fraction]:
    """Return the freight of each delivery; what a shipment costs once is paid by the first that goes with it."""
    shipments: set[tuple[str, int]] = set()
    freights = []
    for delivery in deliveries:
        lane = tried.market.lane(delivery.site, tried.customer)
        decimals = tried.market.items[delivery.item].decimals
        freight = Fraction(lane.cost_per_unit * delivery.quantity, 10**decimals)
        shipment = (delivery.site, delivery.ship_day)
        if shipment not in shipments:
            freight += lane.cost_fixed
        shipments.add(shipment)
        freights.append(freight)
    return freights


def _margin(tried: Deliveries, delivery: Delivery, costs: Costs, elsewhere: int | None) -> Margin | None:
    market = tried.market
    rate = None if delivery.price is None else market.rates.to_own(delivery.price.currency, 0)
    if delivery.price is None or rate is None or not costs.known:
        return None
    paid = round(delivery.price.of(delivery.quantity, market.items[delivery.item].decimals))
    return Margin(round(paid * rate), costs, elsewhere)
