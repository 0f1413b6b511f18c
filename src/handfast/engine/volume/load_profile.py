"""Rough-cut capacity: what a list of wishes would load, week by week, without a plan.

Each wish is followed down its bills of materials, every stock point by its best-ranked process, back from the day it is
wanted by the lead times. Stock is not looked at and nothing is placed: it tells in a moment where it would pinch, and
who causes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handfast.engine.calendar import Buckets
from handfast.engine.network import PLAIN, Ints, Network
from handfast.engine.volume.demand import Floats
from handfast.engine.volume.model import by_bucket, spread_lot


class Wish(NamedTuple):
    """So much of a stock point on a day, with a chance (1: certain); `cause` says whose it is.

    `quantity` is in smallest units; `day` is counted from the network's origin.
    """

    point: int
    quantity: float
    day: int
    chance: float
    cause: str


class Minutes(NamedTuple):
    """Minutes of a resource that one smallest unit of a stock point loads, so many days before it is there."""

    resource: int
    minutes: float
    days: int


@dataclass(frozen=True)
class LoadProfile:
    """What wishes would load.

    Attributes
    ----------
    capacity
        Shape (R, B): minutes without overtime.
    committed
        Shape (R, B): minutes that are promised already.
    load
        Shape (R, B): minutes that the wishes would load.
    by_cause
        (resource, bucket) to minutes by cause.
    overdue
        Resource to minutes by cause that would have had to be worked before today.
    """

    network: Network
    buckets: Buckets
    capacity: Floats
    committed: Floats
    load: Floats
    by_cause: dict[tuple[int, int], dict[str, float]]
    overdue: dict[int, dict[str, float]]
    beyond: int  # wishes after the last bucket

    def over(self) -> list[tuple[int, int]]:
        """Return resources and buckets in which more would be loaded than there is, by resource and time."""
        pinched = np.nonzero(self.load + self.committed > self.capacity * (1 + 1e-9) + 1e-9)
        return [(int(r), int(b)) for r, b in zip(*pinched, strict=True) if self.load[r, b] > 0]


class BillOfResources:
    """Minutes of all resources for one unit of each stock point, worked out when first asked for."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._lot = spread_lot(network)
        self._known: dict[int, tuple[Minutes, ...]] = {}
        self._path: set[int] = set()

    def of(self, point: int) -> tuple[Minutes, ...]:
        """Return what one smallest unit of a stock point loads; what goes in circles is followed once."""
        if point in self._known:
            return self._known[point]
        if point in self._path:
            return ()
        process = self._best(point)
        found: tuple[Minutes, ...] = ()
        if process >= 0:
            self._path.add(point)
            found = self._of_process(process)
            self._path.discard(point)
        self._known[point] = found
        return found

    def _best(self, point: int) -> int:
        """Return the best-ranked plain process that yields something, -1 where there is none."""
        structure = self.network.structure
        for process in range(int(structure.process_first[point]), int(structure.process_first[point + 1])):
            usable = structure.last_start[process] >= structure.first_start[process] and structure.yield_num[process]
            if structure.process_class[process] == PLAIN and usable:
                return process
        return -1

    def _of_process(self, process: int) -> tuple[Minutes, ...]:
        structure = self.network.structure
        starts = int(structure.yield_den[process]) / int(structure.yield_num[process])
        lot = float(self._lot[process])
        after = int(structure.lead_after[process])
        steps = range(int(structure.load_first[process]), int(structure.load_first[process + 1]))
        if len(steps) and not structure.same_day[process]:
            after += 1
        total: dict[tuple[int, int], float] = defaultdict(float)
        for e in steps:
            each = int(structure.load_num[e]) / int(structure.load_den[e]) + int(structure.load_setup[e]) / lot
            total[int(structure.load_resource[e]), after] += starts * each * int(structure.load_units[e])
        before = after + int(structure.lead_before[process])
        for e in range(int(structure.input_first[process]), int(structure.input_first[process + 1])):
            per = int(structure.input_num[e]) / int(structure.input_den[e]) + int(structure.input_fixed[e]) / lot
            for below in self.of(int(structure.input_point[e])):
                total[below.resource, before + below.days] += starts * per * below.minutes
        return tuple(Minutes(resource, minutes, days) for (resource, days), minutes in total.items())


def load_profile(
    network: Network, wishes: Iterable[Wish], buckets: Buckets, committed: Ints | None = None
) -> LoadProfile:
    """Return what wishes would load.

    Parameters
    ----------
    committed
        Shape (R, H): minutes that are promised already, by day.
    """
    bins, days = len(buckets.first) - 1, int(buckets.first[-1])
    shape = (len(network.resources), bins)
    bill = BillOfResources(network)
    load = np.zeros(shape)
    by_cause: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    overdue: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    beyond = 0
    for wish in wishes:
        if wish.day >= days:
            beyond += 1
        for each in bill.of(wish.point):
            minutes = wish.quantity * wish.chance * each.minutes
            day = wish.day - each.days
            if day >= days:
                continue
            if day < 0:
                overdue[each.resource][wish.cause] += minutes
                day = 0
            bucket = int(buckets.of_day[day])
            load[each.resource, bucket] += minutes
            by_cause[each.resource, bucket][wish.cause] += minutes
    return LoadProfile(
        network,
        buckets,
        by_bucket(network.capacity(), buckets),
        np.zeros(shape) if committed is None else by_bucket(committed, buckets),
        load,
        {key: dict(causes) for key, causes in by_cause.items()},
        {key: dict(causes) for key, causes in overdue.items()},
        beyond,
    )
