"""The policy of one stock point: its safety stock, when to order, and how much."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from handfast.engine.inventory.law import Law, law_of
from handfast.engine.inventory.lead_time import LeadTime
from handfast.engine.inventory.newsvendor import fill_level
from handfast.engine.inventory.order_quantity import economic_quantity, legal_lot
from handfast.engine.inventory.reorder_point import (
    Costs,
    best_point,
    best_policy,
    point_for_cycles,
    point_for_share,
    share_filled,
)
from handfast.engine.inventory.terms import Terms
from handfast.engine.network import NO_LIMIT
from handfast.sentences import marked, sentence

REASONS = {
    "least cost": marked(
        "quantity and reorder point: the least cost of ordering, of holding at {holding:.0f}% of cost a year "
        "and of lacking at {late:.0f}% of margin a week"
    ),
    "smallest, no cost": marked("quantity: smallest lot, as no cost of the item is known"),
    "smallest, orders free": marked("quantity: smallest lot, as an order costs nothing by itself"),
    "until review": marked("quantity: demand until the next review"),
    "economic": marked("quantity: economic order quantity, holding at {holding:.0f}% of cost a year"),
    "demand met": marked("reorder point: {service:.4g} of demand met"),
    "point of least cost": marked("reorder point: what lacks and what lies idle cost the least together"),
    "cycles": marked("reorder point: {service:.4g} of cycles without stock-out"),
    "cycles, no costs": marked(
        "reorder point: {service:.4g} of cycles without stock-out, as price or cost is not known"
    ),
}
"""What quantity and reorder point rest on."""

KEPT = 64
"""So many reasons are kept: for a few sets of terms."""

YEAR = 365


@dataclass(frozen=True)
class Situation:
    """What a policy is made from. Quantities are smallest units, money is minor units.

    Attributes
    ----------
    demand
        Expected demand of the time between ordering and having it, and until somebody looks again.
    daily
        Expected demand of a day, now.
    variance
        Variance of a day's demand.
    lead
        Lead time.
    lot
        Smallest, multiple and largest quantity of one order.
    order_cost
        Cost of one order; None: not said.
    unit_cost
        Cost of one unit; None: not said.
    margin
        What is lost with a unit that lacks; None: not known.
    """

    demand: float
    daily: float
    variance: float
    lead: LeadTime
    lot: tuple[int, int, int] = (1, 1, NO_LIMIT)
    order_cost: float | None = None
    unit_cost: float | None = None
    margin: float | None = None


@dataclass(frozen=True)
class StockPolicy:
    """When to order, how much, and what both rest on.

    Attributes
    ----------
    safety_stock
        What is kept beyond expected demand, smallest units; not negative.
    reorder_point
        Order when what is free and on its way falls to it.
    quantity
        Order at least so much: a legal lot.
    until
        Expected demand that the reorder point must last for: until an order can have come.
    spread
        Its standard deviation.
    cycle, fill
        Share of order cycles without a stock-out, and of demand met from the shelf, that this policy reaches.
    why
        How quantity and reorder point came about, in words.
    """

    safety_stock: int
    reorder_point: int
    quantity: int
    until: float
    spread: float
    cycle: float
    fill: float
    why: tuple[str, ...]


def make_policy(here: Situation, terms: Terms) -> StockPolicy:
    """Return the policy of a stock point with demand."""
    spread = math.sqrt(max(here.variance, 0) * (here.lead.mean + terms.review_days) + (here.daily * here.lead.sd) ** 2)
    law = law_of(here.demand, spread)
    wanted, reasons = _quantity(here, terms)
    quantity = legal_lot(wanted, *here.lot)
    point, reason = _point(law, quantity, here, terms)
    if terms.measure == "cost" and (costs := _costs(here, terms)) is not None and costs.order > 0 and here.daily > 0:
        quantity = legal_lot(best_policy(law, here.daily, costs).quantity, *here.lot)
        point = best_point(law, quantity, costs)
        reason = _reason("least cost", terms)
        reasons = []
    reorder = math.ceil(point - 1e-9)
    return StockPolicy(
        safety_stock=max(math.ceil(point - here.demand - 1e-9), 0),
        reorder_point=max(reorder, 0),
        quantity=quantity,
        until=here.demand,
        spread=spread,
        cycle=law.cdf(max(reorder, 0)),
        fill=share_filled(law, max(reorder, 0), quantity),
        why=(*reasons, reason),
    )


def _quantity(here: Situation, terms: Terms) -> tuple[float, list[str]]:
    """Return the quantity of an order before lots, and where it comes from."""
    between = here.daily * terms.review_days
    if here.unit_cost is None:
        return between, [_reason("smallest, no cost", terms)]
    if not here.order_cost:
        return between, [_reason("smallest, orders free", terms)]
    economic = economic_quantity(here.order_cost, here.daily, here.unit_cost * terms.holding / YEAR)
    if economic < between:
        return between, [_reason("until review", terms)]
    return economic, [_reason("economic", terms)]


def _point(law: Law, quantity: int, here: Situation, terms: Terms) -> tuple[float, str]:
    """Return the reorder point for the target, and which it is."""
    if terms.measure == "fill":
        return point_for_share(law, terms.service, quantity), _reason("demand met", terms)
    if terms.measure == "cost":
        costs = _costs(here, terms)
        if costs is not None:
            level = fill_level(law, costs.holding, costs.shortage).level
            return level, _reason("point of least cost", terms)
        return point_for_cycles(law, terms.service), _reason("cycles, no costs", terms)
    return point_for_cycles(law, terms.service), _reason("cycles", terms)


@lru_cache(KEPT)
def _reason(which: str, terms: Terms) -> str:
    """Return one of the reasons; made once, for all stock points that have it."""
    holding, late = 100 * terms.holding, 100 * terms.late_week
    return sentence(REASONS[which], service=terms.service, holding=holding, late=late)


def _costs(here: Situation, terms: Terms) -> Costs | None:
    """Return costs for a day: of an order, a unit held, a unit owed; None where they are not known."""
    if here.unit_cost is None or here.margin is None or here.margin <= 0:
        return None
    holding = here.unit_cost * terms.holding / YEAR
    return Costs(here.order_cost or 0.0, holding, here.margin * terms.late_week / 7)
