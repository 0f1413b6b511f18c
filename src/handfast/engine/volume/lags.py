"""When the output of a run arrives, in buckets.

A process's runs of one bucket are taken to be started evenly on the bucket's days. So a lead time of three working days
brings a part of the output in the same week and the rest in the next one: nothing is rounded, and a chain of short lead
times is as long in buckets as it is in days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handfast.engine.calendar import Buckets
from handfast.engine.network import Ints, Network

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lags:
    """Timings of processes; many processes share one. N processes, T timings, B buckets, W the widest spread.

    Attributes
    ----------
    of
        Shape (N,): timing of each process.
    allowed
        Shape (T, B): whether a run that starts in the bucket brings something within the plan.
    out_first, load_first
        Shape (T, B): first bucket in which output arrives, or resources are loaded.
    out_part, load_part
        Shape (T, B, W): which part of it falls on that bucket and on the following ones. What lies beyond the last
        bucket is left out, so that the parts of late runs sum to less than 1.
    """

    of: Ints
    allowed: NDArray[np.bool_]
    out_first: Ints
    out_part: Floats
    load_first: Ints
    load_part: Floats


def read_lags(network: Network, buckets: Buckets) -> Lags:
    """Return the timings of a network's processes over the plan's buckets."""
    structure = network.structure
    resource = _first_resource(network)
    patterns = np.unique(structure.unit_minutes > 0, axis=0, return_inverse=True) if len(network.resources) else None
    pattern = np.full(len(resource), -1, dtype=np.int64)
    if patterns is not None:
        pattern[resource >= 0] = patterns[1].reshape(-1)[resource[resource >= 0]]
    rows = np.stack(
        [
            structure.lead_before,
            structure.lead_after,
            structure.lead_calendar,
            structure.same_day,
            structure.first_start,
            structure.last_start,
            pattern,
        ],
        axis=1,
    )
    timings, of = np.unique(rows, axis=0, return_inverse=True)
    works = np.zeros((0, network.horizon), np.bool_) if patterns is None else patterns[0]
    spread = [_spread(network, buckets, works, row) for row in timings.tolist()]
    bins = len(buckets.first) - 1
    out = _packed([each[0] for each in spread], bins)
    load = _packed([each[1] for each in spread], bins)
    allowed = np.array([each[0].sum(axis=1) > 0 for each in spread], dtype=np.bool_).reshape(len(spread), bins)
    return Lags(of.reshape(-1), allowed, *out, *load)


def _first_resource(network: Network) -> Ints:
    """Return the resource of each process's first step, -1 where it has none."""
    first = network.structure.load_first
    has = first[1:] > first[:-1]
    resource = np.full(len(has), -1, dtype=np.int64)
    resource[has] = network.structure.load_resource[first[:-1][has]]
    return resource


def _spread(network: Network, buckets: Buckets, works: NDArray[np.bool_], row: list[int]) -> tuple[Floats, Floats]:
    """Return which part of a bucket's runs arrives, and which loads, in each bucket: two arrays of shape (B, B)."""
    before, after, calendar, same_day, first, last, pattern = row
    days, bins = int(buckets.first[-1]), len(buckets.first) - 1
    start = np.arange(days)
    begin = _plus(network, calendar, start, before)
    valid = (start >= first) & (start <= last)
    if pattern < 0:
        load = begin
        end = _plus(network, calendar, begin, after)
    else:
        on = np.append(works[pattern], False)
        valid &= on[np.minimum(begin, network.horizon)]
        load = begin
        end = _plus(network, calendar, begin + (0 if same_day else 1), after)
    return tuple(_shares(buckets, start[valid], day[valid], bins) for day in (end, load))  # type: ignore[return-value]


def _shares(buckets: Buckets, start: Ints, day: Ints, bins: int) -> Floats:
    days = int(buckets.first[-1])
    counts = np.zeros((bins, bins))
    origin = buckets.of_day[start]
    inside = day < days
    np.add.at(counts, (origin[inside], buckets.of_day[day[inside]]), 1.0)
    total = np.bincount(origin, minlength=bins).astype(np.float64)
    return counts / np.maximum(total, 1.0)[:, None]


def _plus(network: Network, calendar: int, day: Ints, days: int) -> Ints:
    """Return ``day (+) days``, the network's horizon where that is beyond it."""
    horizon = network.horizon
    if calendar < 0:
        return np.minimum(day + days, horizon)
    before = network.structure.working_before[calendar]
    nth = network.structure.working_day[calendar]
    reached: Ints = nth[np.minimum(before[np.minimum(day, horizon)] + days, horizon)]
    return reached


def _packed(shares: list[Floats], bins: int) -> tuple[Ints, Floats]:
    """Return the first bucket and the parts from it on, of each timing and bucket."""
    first = np.zeros((len(shares), bins), dtype=np.int64)
    width = 1
    for n, share in enumerate(shares):
        some = share > 0
        has = some.any(axis=1)
        first[n] = np.where(has, some.argmax(axis=1), 0)
        last = np.where(has, bins - 1 - some[:, ::-1].argmax(axis=1), 0)
        width = max(width, int((last - first[n]).max(initial=0)) + 1)
    first = np.minimum(first, bins - width)  # so that `width` buckets from the first one on are all within the plan
    parts = np.zeros((len(shares), bins, width))
    for n, share in enumerate(shares):
        for j in range(width):
            parts[n, :, j] = share[np.arange(bins), first[n] + j]
    return first, parts
