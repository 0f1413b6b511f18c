"""The sales tables as the simulation left them: order lines and shipments, and what was sold before."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from handfast.examples.alder_and_pine.catalogue import articles, price_per, selling_sites
from handfast.examples.alder_and_pine.customers import DISCOUNTS, KEY
from handfast.examples.alder_and_pine.days import day_of, number_of
from handfast.examples.alder_and_pine.dispatch import Delivery
from handfast.examples.alder_and_pine.filling import Row
from handfast.examples.alder_and_pine.history import History
from handfast.examples.alder_and_pine.orders import Line
from handfast.examples.alder_and_pine.places import FIRST_DAY, REGIONS, SITES, TODAY
from handfast.examples.alder_and_pine.planning import warehouse_shares
from handfast.examples.alder_and_pine.seasons import season

FIRST = number_of(FIRST_DAY)
EXPRESS = 2.2
"""Express freight as a multiple of the usual."""


def kept_lines(history: History) -> list[Line]:
    """Return the order lines of the three years that are kept."""
    return [line for line in history.lines if line.ordered >= FIRST]


def order_lines(history: History) -> dict[str, list[Any]]:
    """Return the order book: closed, cancelled and open lines."""
    lines = kept_lines(history)
    return {
        "order": [line.order for line in lines],
        "line": [line.number for line in lines],
        "customer": [line.customer.key for line in lines],
        "item": [line.article.key for line in lines],
        "site": [line.site for line in lines],
        "quantity": [line.quantity for line in lines],
        "shipped": [line.shipped for line in lines],
        "ordered_on": [day_of(line.ordered) for line in lines],
        "requested": [day_of(line.requested) for line in lines],
        "confirmed": [day_of(line.confirmed) for line in lines],
        "price": [line.price for line in lines],
        "price_per": [price_per(line.article) for line in lines],
        "currency": [line.customer.currency for line in lines],
        "state": ["cancelled" if line.cancelled else "open" if line.open else "closed" for line in lines],
    }


def shipments(history: History) -> dict[str, list[Any]]:
    """Return what left, one delivery note for each order, site and day."""
    kept = [delivery for delivery in history.deliveries if delivery.line.ordered >= FIRST]
    notes: dict[tuple[str, str, int], str] = {}
    numbers = []
    for delivery in kept:
        key = (delivery.line.order, delivery.line.site, delivery.shipped)
        numbers.append(notes.setdefault(key, f"D-{40_000 + len(notes)}"))
    arrived = [day_of(d.delivered) if day_of(d.delivered) < TODAY else None for d in kept]
    return {
        "shipment": numbers,
        "order": [d.line.order for d in kept],
        "line": [d.line.number for d in kept],
        "item": [d.line.article.key for d in kept],
        "site": [d.line.site for d in kept],
        "lot": [d.lot for d in kept],
        "quantity": [d.quantity for d in kept],
        "shipped_on": [day_of(d.shipped) for d in kept],
        "delivered_on": arrived,
        "freight": [_freight(d) for d in kept],
    }


def _freight(delivery: Delivery) -> int:
    """Return the freight of a delivery in cents: a base for the stop and a part for the goods."""
    transit = REGIONS[delivery.line.customer.region][SITES.index(delivery.line.site)]
    units = delivery.quantity / delivery.line.article.smallest / price_per(delivery.line.article)
    usual = 12_00 + 3_00 * transit + round((2_20 + 85 * transit) * units)
    return round(usual * EXPRESS) if delivery.express else usual


def sales_history(rng: Generator) -> list[Row]:
    """Return what was sold month by month in the two years before the order lines."""
    shares = warehouse_shares()
    rows: list[Row] = []
    for article in articles().values():
        if not article.volume or article.launched:
            continue
        sites = selling_sites(article)
        year = season(article.season)[52:104]
        for back in range(24, 0, -1):
            month = (FIRST_DAY.year * 12 + FIRST_DAY.month - 1) - back
            first = FIRST_DAY.replace(year=month // 12, month=month % 12 + 1)
            level = float(np.interp(first.timetuple().tm_yday / 7 + 2, np.arange(52), year))
            trend = article.trend ** (-(18 + back) / 12)
            for site in sites:
                mean = article.volume / 12 * level * trend * (shares[site] if len(sites) > 1 else 1.0)
                sold = int(rng.poisson(mean * float(rng.lognormal(-0.02, 0.2))))
                if sold:
                    net = article.price * DISCOUNTS[KEY][0][1] // 100
                    rows.append(
                        {
                            "item": article.key,
                            "site": site,
                            "date": first,
                            "quantity": sold * article.smallest,
                            "revenue": sold * net // price_per(article),
                        }
                    )
    return rows


def open_lines(history: History) -> list[Line]:
    """Return the lines that are still to be served."""
    return [line for line in kept_lines(history) if line.open]
