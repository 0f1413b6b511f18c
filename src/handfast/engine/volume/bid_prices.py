"""Bid prices: what one more of a scarce thing would earn, as the volume plan found it, to be charged by offers.

Kept in millionths of a minor unit, as whole numbers, so that an offer adds them up exactly and rounds once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from handfast.engine.network import Ints, Network

MILLIONTHS = 1_000_000


class Used(NamedTuple):
    """So much of a scarce thing on a day, as an exact fraction: minutes of a resource, or smallest units.

    `paid` is what is paid for it beyond its usual cost, in millionths: only what its price is above that counts.
    """

    node: int
    day: int
    num: int
    den: int
    paid: int = 0


@dataclass(frozen=True)
class BidPrices:
    """Prices beyond cost, by bucket.

    Attributes
    ----------
    first
        Shape (B + 1,): first day of each bucket, days since 1970-01-01, then the day after the last one.
    capacity
        Resource to its prices, shape (B,): millionths of a minor unit for one minute, beyond what the minute costs.
    material
        (item, site) to its prices, shape (B,): millionths of a minor unit for one smallest unit that is there, beyond
        the item's standard cost.
    """

    first: Ints
    capacity: dict[str, Ints] = field(default_factory=dict)
    material: dict[tuple[str, str], Ints] = field(default_factory=dict)


class PricesOnDays:
    """Bid prices as a network's offers look them up: by its numbers and days."""

    def __init__(self, prices: BidPrices, network: Network) -> None:
        first = prices.first - network.origin
        self._days = int(first[-1])
        bucket = np.searchsorted(first, np.arange(max(self._days, 0)), side="right") - 1
        self._bucket: list[int] = bucket.tolist()
        known = {name: row.tolist() for name, row in prices.capacity.items()}
        self._capacity: list[list[int] | None] = [known.get(name) for name in network.resources]
        points = network.point_of
        self._material: dict[int, list[int]] = {
            points[key]: row.tolist() for key, row in prices.material.items() if key in points
        }

    def minute(self, resource: int, day: int) -> int:
        """Return what one minute on a day is worth, in millionths; 0 beyond the plan."""
        row = self._capacity[resource]
        return 0 if row is None or not 0 <= day < self._days else row[self._bucket[day]]

    def unit(self, point: int, day: int) -> int:
        """Return what one smallest unit that is there on a day is worth beyond its cost, in millionths."""
        row = self._material.get(point)
        return 0 if row is None or not 0 <= day < self._days else row[self._bucket[day]]


def opportunity_cost(prices: PricesOnDays, loads: Iterable[Used], takes: Iterable[Used]) -> int:
    """Return what scarce things could earn elsewhere, in minor units, rounded once.

    Parameters
    ----------
    loads
        Minutes of resources.
    takes
        Units taken of what is there or on its way; what runs make costs what they load and take.
    """
    by_den: dict[int, int] = {}
    for found, each in ((prices.minute, loads), (prices.unit, takes)):
        for used in each:
            price = found(used.node, used.day) - used.paid
            if price > 0:
                by_den[used.den] = by_den.get(used.den, 0) + used.num * price
    if not by_den:
        return 0
    return round(sum((Fraction(num, den) for den, num in by_den.items()), Fraction()) / MILLIONTHS)
