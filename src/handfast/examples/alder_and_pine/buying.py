"""Purchase orders and what suppliers make of them: each is late in its own way, one a little more every quarter."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from handfast.examples.alder_and_pine.days import next_working
from handfast.examples.alder_and_pine.planning import Supply

SLIPPING = "OAKMILL"
QUARTER = 91

# supplier: shape and scale of the days late (gamma), days taken off: some come early
HABITS: dict[str, tuple[float, float, float]] = {
    "TEAKSEA": (1.6, 9.0, 4.0),
    "FOUNDRY": (1.4, 5.0, 1.0),
    "SUNSAIL": (1.5, 6.0, 3.0),
    "WEAVERS": (1.2, 4.0, 1.0),
    "BRASSMITH": (1.1, 6.0, 1.0),
    "NEEDLE": (1.0, 3.0, 1.0),
}
PUNCTUAL = (0.8, 1.2, 0.6)

# share of a delivery that is not good
REJECTS = {"FOUNDRY": 0.018, "OAKMILL": 0.012, "TEAKSEA": 0.01}


@dataclass(slots=True, eq=False)
class PurchaseOrder:
    """One purchase order of one line."""

    key: str
    way: Supply
    ordered_on: int
    due: int
    arrives: int
    quantity: int
    received: int = 0
    rejected: int = 0

    @property
    def supplier(self) -> str:
        """Who delivers."""
        return self.way.bought.supplier


def days_late(supplier: str, day: int, rng: Generator) -> int:
    """Return how many days after the confirmed date a delivery ordered on `day` comes."""
    if supplier == SLIPPING:
        quarter = day // QUARTER
        mean = 0.5 + 1.25 * quarter
        return round(float(rng.gamma(6.0, mean / 6.0)))
    shape, scale, early = HABITS.get(supplier, PUNCTUAL)
    return round(float(rng.gamma(shape, scale)) - early)


def purchase_order(number: int, way: Supply, quantity: int, day: int, rng: Generator) -> PurchaseOrder:
    """Return a new order for `quantity` smallest units placed on `day`."""
    works = next_working("five days")
    due = int(works[day + way.lead_days])
    arrives = int(works[max(due + days_late(way.bought.supplier, day, rng), day + 1)])
    return PurchaseOrder(f"PO-{number}", way, day, due, arrives, quantity)


def receive(order: PurchaseOrder, rng: Generator) -> int:
    """Fill in what came and what was not good; return what can be used."""
    short = rng.random() < 0.04
    order.received = int(order.quantity * (0.93 + 0.06 * float(rng.random()))) if short else order.quantity
    share = REJECTS.get(order.supplier, 0.002)
    order.rejected = int(rng.binomial(order.received, share)) if rng.random() < 0.5 else 0
    return order.received - order.rejected
