"""What of an offer may be taken: nobody is bound to a later day, or to less, than they said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from handfast.company.actions.terms import chosen_way
from handfast.engine.promise.offer import Offer


@dataclass(frozen=True)
class Latest:
    """Up to when an offer is taken; without either, the day that was wished for, or what a counter-offer says.

    Parameters
    ----------
    day
        Latest day of arrival.
    any_day
        Whether any day will do.
    """

    day: dt.date | None = None
    any_day: bool = False


@dataclass(frozen=True)
class Against:
    """Why an offer may not be taken: not all of it is possible, or an item arrives later than it may.

    Parameters
    ----------
    item, arrive, limit
        What would arrive when, and by when it may; None where not all is possible.
    """

    item: str = ""
    arrive: dt.date | None = None
    limit: dt.date | None = None


def against(offer: Offer, way: int | None, latest: Latest) -> Against | None:
    """Return what stands against taking an offer, or its counter-offer number `way`; None: nothing."""
    taken = chosen_way(offer, way)
    if (way is None and not offer.feasible) or taken.whole is None:
        return Against()
    for delivery in taken.deliveries:
        arrive = offer.market.date_of(delivery.arrive_day)
        if latest.day is not None:
            limit = latest.day
        elif latest.any_day or way is not None:
            continue
        else:
            limit = offer.market.date_of(delivery.wish)
        if arrive > limit:
            return Against(delivery.item, arrive, limit)
    return None
