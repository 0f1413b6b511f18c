"""What customers want of each stock point, bucket by bucket, and what they pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handfast.engine.calendar import Buckets
from handfast.engine.network import Ints

Floats = NDArray[np.float64]

PROMISED, EXPECTED = "promised", "expected"
"""How sure a demand is. What is promised costs more to leave unserved than what is only expected."""


class Wanted(NamedTuple):
    """So much of a stock point, to be shipped on these days (evenly, where there are several).

    `quantity` is in smallest units, `price` in minor units of the company's currency for one smallest unit, None where
    it is not known. A day before 0 is overdue and counts as today.
    """

    point: int
    quantity: float
    first_day: int
    last_day: int
    price: float | None
    sort: str


@dataclass(frozen=True)
class VolumeDemand:
    """Demand streams: what one sort of customer wants of one stock point at one price. D streams, B buckets.

    Attributes
    ----------
    point
        Shape (D,).
    price
        Shape (D,): minor units for one smallest unit.
    sort
        Shape (D,): ``PROMISED`` or ``EXPECTED``.
    quantity
        Shape (D, B): smallest units.
    unpriced
        Stock points wanted without a known price; they are planned at a price of nothing and said in the plan's notes.
    beyond
        How many of the wants lie beyond the last bucket and are not planned.
    """

    point: Ints
    price: Floats
    sort: tuple[str, ...]
    quantity: Floats
    unpriced: tuple[int, ...] = ()
    beyond: int = 0


def gather(wanted: Iterable[Wanted], buckets: Buckets) -> VolumeDemand:
    """Return wants added up by stock point, sort and price; what is promised of a stock point at its mean price.

    Parameters
    ----------
    wanted
        Days are counted from the network's origin.
    buckets
        Those of the plan.
    """
    days = int(buckets.first[-1])
    place: dict[tuple[int, str, float], int] = {}
    paid: dict[int, float] = {}
    unpriced: set[int] = set()
    rows: list[Sequence[float]] = []
    beyond = 0
    for want in wanted:
        first, last = max(want.first_day, 0), max(want.last_day, want.first_day, 0)
        if want.price is None:
            unpriced.add(want.point)
        if first >= days:
            beyond += 1
            continue
        price = float(want.price or 0.0)
        stream = place.setdefault((want.point, want.sort, 0.0 if want.sort == PROMISED else price), len(place))
        each = want.quantity / (last - first + 1)
        for bucket in range(int(buckets.of_day[first]), int(buckets.of_day[min(last, days - 1)]) + 1):
            begin, end = int(buckets.first[bucket]), int(buckets.first[bucket + 1]) - 1
            part = each * (min(end, last) - max(begin, first) + 1)
            rows.append((stream, bucket, part))
            paid[stream] = paid.get(stream, 0.0) + price * part
    quantity = np.zeros((len(place), len(buckets.first) - 1))
    if rows:
        stream_of, bucket_of, amount = np.array(rows, dtype=np.float64).T
        np.add.at(quantity, (stream_of.astype(np.int64), bucket_of.astype(np.int64)), amount)
    amount = quantity.sum(axis=1)
    return VolumeDemand(
        point=np.array([point for point, _, _ in place], dtype=np.int64),
        price=np.array([paid[n] for n in range(len(place))], dtype=np.float64) / np.where(amount > 0, amount, 1.0),
        sort=tuple(sort for _, sort, _ in place),
        quantity=quantity,
        unpriced=tuple(sorted(unpriced)),
        beyond=beyond,
    )
