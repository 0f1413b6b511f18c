"""The stable form of an offer for programs: what ``--json`` prints and the API answers.

Days are ISO dates, quantities decimal texts in the item's unit, money decimal texts with its currency beside it. What
is not known is null. Keys may be added; none is renamed or taken away within a major version.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from handfast.engine.promise.delivering import NEVER, Delivery
from handfast.engine.promise.feeding import Feed
from handfast.engine.promise.prices import Price
from handfast.engine.promise.profit import PARTS, Margin
from handfast.engine.promise.reasons import Reason
from handfast.engine.promise.telling import Sight, Telling
from handfast.engine.writing import decimal_text

if TYPE_CHECKING:
    from handfast.engine.promise.counter_offers import CounterOffer
    from handfast.engine.promise.offer import LineOffer, Offer

Form = dict[str, Any]

NODES = {
    "capacity": "resource",
    "material": "point",
    "no_way": "point",
    "no_more": "point",
    "used_up": "point",
    "shelf_life": "point",
    "kept": "point",
    "time": "process",
    "lot": "process",
    "notice": "process",
}


def offer_form(offer: Offer, sight: Sight, sites: frozenset[str] | None = None) -> Form:
    """Return an offer as JSON holds it; see :meth:`Offer.to_dict`."""
    return _Writer(offer, sight, sites).offer_form()


class _Writer:
    def __init__(self, offer: Offer, sight: Sight, sites: frozenset[str] | None) -> None:
        self.offer = offer
        self.market = offer.market
        self.sight = sight
        self.told = Telling(offer, sight, sites)

    def offer_form(self) -> Form:
        offer = self.offer
        return {
            "customer": offer.customer.key or None,
            "together": offer.asked.together,
            "feasible": offer.feasible,
            "on_time": offer.on_time,
            "arrive": self.day(offer.arrive_day),
            "margin": self.margin(offer.margin),
            "lines": [self.line(line) for line in offer.lines],
            "counter_offers": [self.other_way(number, way) for number, way in enumerate(offer.counter_offers, 1)],
        }

    def line(self, line: LineOffer) -> Form:
        wanted = line.wanted
        return {
            "item": wanted.item.key,
            "name": wanted.item.name,
            "quantity": decimal_text(wanted.quantity, wanted.item.decimals),
            "unit": wanted.item.unit,
            "wish": self.day(wanted.wish) if line.wished else None,
            "feasible": line.feasible,
            "on_time": line.on_time,
            "late_days": line.late_days,
            "site": self.site(line.delivery.site) if line.delivery else None,
            "ship": self.day(line.delivery.ship_day) if line.delivery else None,
            "arrive": self.day(line.arrive_day),
            "earliest": {
                "arrive": self.day(line.earliest_day),
                "not_before": self.day(line.bound_day),
                "proven": line.proven if line.earliest_day < NEVER else None,
            },
            "confidence": line.confidence,
            "price": self.price(wanted.price, wanted.quantity, wanted.item.decimals),
            "margin": self.margin(self.offer.margin_of(line)),
            "margin_missing": self.told.money_missing(line) or None,
            "fed_by": [self.feed(feed) for feed in line.feeds],
            "reasons": [self.reason(line, reason) for reason in line.reasons],
            "text": self.told.headline(line),
        }

    def reason(self, line: LineOffer, reason: Reason) -> Form:
        form: Form = {
            "kind": reason.kind,
            "days": reason.days,
            "alone_days": reason.alone,
            "joint": reason.joint,
            "since": None if reason.since is None else self.day(reason.since),
            "until": None if reason.until is None else self.day(reason.until),
            "reference": reason.reference or None,
            "text": self.told.reason(line, reason),
        }
        about = NODES.get(reason.kind)
        if about == "resource":
            form["resource"] = self.market.network.resources[reason.node]
        elif about == "process":
            form["process"] = self.market.processes[reason.node].key
        elif about == "point":
            form["item"] = self.market.network.items[reason.node]
            form["site"] = self.site(self.market.network.sites[reason.node])
        return form

    def feed(self, feed: Feed) -> Form:
        return {
            "item": feed.item,
            "site": self.site(feed.site),
            "quantity": decimal_text(feed.quantity, self.market.items[feed.item].decimals),
            "kind": feed.kind,
            "reference": feed.reference or None,
            "start": None if feed.start_day is None else self.day(feed.start_day),
            "available": self.day(feed.day),
            "needed": self.day(feed.need_day),
            "resources": [self.market.network.resources[each] for each in feed.resources],
            "expedited": feed.expedited,
            "text": self.told.feed(feed),
            "fed_by": [self.feed(each) for each in feed.inputs],
        }

    def other_way(self, number: int, way: CounterOffer) -> Form:
        seen = self.sight >= Sight.MARGIN and way.extra_cost is not None
        return {
            "number": number,
            "kind": way.kind,
            "line": way.line + 1,
            "deliveries": [self.delivery(each) for each in way.fulfilment.deliveries],
            "extra_cost": self.money(way.extra_cost or 0) if seen else None,
            "agrees": list(way.agrees),
            "margin": self.margin(way.fulfilment.margin),
            "confidence": None,
            "text": self.told.other_way(way),
        }

    def delivery(self, delivery: Delivery) -> Form:
        item = self.market.items[delivery.item]
        return {
            "line": delivery.line + 1,
            "item": item.key,
            "quantity": decimal_text(delivery.quantity, item.decimals),
            "unit": item.unit,
            "site": self.site(delivery.site),
            "ship": self.day(delivery.ship_day),
            "arrive": self.day(delivery.arrive_day),
        }

    # ------------------------------------------------------------ money

    def price(self, price: Price | None, quantity: int, decimals: int) -> Form | None:
        if price is None:
            return None
        digits = self.market.rates.digits_of(price.currency)
        return {
            "amount": money_text(price.amount, digits),
            "per": price.per,
            "total": money_text(round(price.of(quantity, decimals)), digits),
            "currency": price.currency,
        }

    def margin(self, margin: Margin | None) -> Form | None:
        if margin is None or self.sight < Sight.MARGIN:
            return None
        form: Form = {**self.money(margin.total), "percent": percent_text(margin.share)}
        if self.sight >= Sight.COSTS:
            digits = self.market.rates.digits
            form["price"] = money_text(margin.revenue, digits)
            form["costs"] = {part: money_text(getattr(margin.costs, part), digits) for part in PARTS}
            form["costs"]["total"] = money_text(margin.costs.total, digits)
            elsewhere = margin.opportunity_cost
            form["opportunity_cost"] = None if elsewhere is None else money_text(elsewhere, digits)
        return form

    def money(self, amount: int) -> Form:
        return {"amount": money_text(amount, self.market.rates.digits), "currency": self.market.currency}

    def site(self, site: str) -> str | None:
        return site if self.told.sees(site) else None

    def day(self, day: int) -> str | None:
        return None if day >= NEVER else self.market.date_of(day).isoformat()


def money_text(amount: int, digits: int) -> str:
    """Return minor units as a decimal with all its digits: ``1240.00``."""
    whole, rest = divmod(abs(amount), 10**digits)
    return ("-" if amount < 0 else "") + str(whole) + (f".{rest:0{digits}d}" if digits else "")


def percent_text(share: Fraction | None) -> str | None:
    """Return a share as a percentage with one digit: ``31.2``; None where there is none."""
    return None if share is None else money_text(round(share * 1000), 1)
