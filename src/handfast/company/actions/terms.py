"""What was offered, as it is to be promised: the engine's fulfilment in the ledger's days."""

from __future__ import annotations

from handfast.company.actions.make_promise import Line, Terms
from handfast.engine.promise.counter_offers import DISPLACING
from handfast.engine.promise.delivering import NEVER, Delivery
from handfast.engine.promise.fulfilment import Fulfilment
from handfast.engine.promise.offer import Offer
from handfast.errors import CannotPromise
from handfast.sentences import sentence


def terms_of(offer: Offer, fulfilment: Fulfilment) -> Terms:
    """Return the terms of an offer's fulfilment, its first answer or one of its counter-offers.

    Its days are those of the company as the offer was made on it: where that has changed since, the lines still say
    what was agreed, but the placement holds no longer.

    Raises
    ------
    CannotPromise
        Nothing of it can be delivered.
    """
    if fulfilment.whole is None:
        raise CannotPromise(
            sentence("Nothing of this can be delivered before the horizon ends: there is nothing to promise.")
        )
    displacing = any(way.kind == DISPLACING and way.fulfilment is fulfilment for way in offer.counter_offers)
    kept = frozenset() if displacing else offer.kept
    earliest = [line.earliest_day for line in offer.lines]
    origin = offer.market.network.origin
    lines = tuple(line_of(origin, each, earliest[each.line]) for each in fulfilment.deliveries)
    return Terms(offer.customer.key, offer.customer.segment, lines, fulfilment.whole, fulfilment.pegging, kept)


def line_of(origin: int, delivery: Delivery, earliest: int) -> Line:
    """Return a delivery as a line to be promised.

    Parameters
    ----------
    origin
        Ledger day of the delivery's day 0.
    earliest
        First day on which it could have arrived, kept for ever.
    """
    price = delivery.price
    return Line(
        delivery.item,
        delivery.site,
        delivery.quantity,
        origin + delivery.wish,
        origin + delivery.ship_day,
        origin + delivery.arrive_day,
        None if earliest >= NEVER else origin + min(earliest, delivery.arrive_day),
        None if price is None else price.amount,
        1 if price is None else price.per,
        "" if price is None else price.currency,
    )


def chosen_way(offer: Offer, way: int | None) -> Fulfilment:
    """Return what an offer, or its counter-offer number `way` (from 1), would deliver."""
    if way is None:
        return offer.fulfilment
    if not 1 <= way <= len(offer.counter_offers):
        raise CannotPromise(
            sentence(
                "There is no counter-offer {way}; this offer has {count}.", way=way, count=len(offer.counter_offers)
            )
        )
    return offer.counter_offers[way - 1].fulfilment


def same_way(renewed: Offer, offer: Offer, way: int | None) -> Fulfilment | None:
    """Return the same way in an offer made anew: the first answer, or the counter-offer of the same kind."""
    if way is None:
        return renewed.fulfilment
    kind = offer.counter_offers[way - 1].kind
    return next((each.fulfilment for each in renewed.counter_offers if each.kind == kind), None)
