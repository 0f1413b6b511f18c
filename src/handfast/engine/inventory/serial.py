"""A line of stages that keep stock for one another, where lateness is not hidden: the stochastic-service model.

Echelon base-stock levels are optimal, and each follows from those nearer to the customer (Clark and Scarf, *Optimal
policies for a multi-echelon inventory problem*, Management Science 6, 1960; the recursion as in Chen and Zheng, *Lower
bounds for multi-echelon stochastic inventory systems*, Management Science 40, 1994)::

    G_0(x) = (p + h_1 + ... + h_N) max(-x, 0)
    g_j(y) = E[h_j (y - D_j) + G_(j-1)(y - D_j)],  S_j = argmin g_j,  G_j(x) = g_j(min(S_j, x))

where D_j is the demand of stage j's lead time, h_j its echelon holding cost, p the cost of a unit owed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handfast.engine.inventory.law import Counts, poisson
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

Floats = NDArray[np.float64]

WIDE = 9.0
"""Standard deviations of demand that are looked at on either side."""

FINE = 300
"""Steps into which the smallest standard deviation of a lead time's demand is cut."""


class Link(NamedTuple):
    """A stage of a line: its lead time, and what its stock costs more than that of the stage before it."""

    lead: float
    echelon_holding: float


class Line(NamedTuple):
    """Optimal echelon base-stock levels, customer's stage first, and the cost for a stretch of time."""

    levels: tuple[float, ...]
    cost: float


@dataclass(frozen=True)
class _Curve:
    """A convex function on an even grid, straight beyond its ends."""

    start: float
    step: float
    values: Floats

    def grid(self) -> Floats:
        """Return where the values stand."""
        return np.asarray(self.start + self.step * np.arange(len(self.values), dtype=np.float64))

    def at(self, x: Floats) -> Floats:
        """Return the function at `x`, which lies on the grid or beyond it."""
        place = np.rint((x - self.start) / self.step).astype(np.int64)
        last = len(self.values) - 1
        inside = self.values[np.clip(place, 0, last)]
        left = np.minimum(place, 0) * (self.values[1] - self.values[0])
        right = np.maximum(place - last, 0) * (self.values[-1] - self.values[-2])
        return np.asarray(inside + left + right)

    def meaned(self, first: int, chances: Floats, mean: float) -> _Curve:
        """Return the expectation of the function at ``y - mean - D``, for chances of D from `first` steps on."""
        steps = np.arange(1 - first - len(chances), len(self.values) - first, dtype=np.float64)
        values = np.convolve(self.at(np.asarray(self.start + self.step * steps)), chances, mode="valid")
        return _Curve(self.start + mean, self.step, np.asarray(values, dtype=np.float64))


def steady_line(links: Sequence[Link], shortage: float, mean: float, sd: float) -> Line:
    """Return the best levels where demand of each unit of time is normal and independent.

    Parameters
    ----------
    links
        Customer's stage first.
    shortage
        Cost of a unit owed to the customer, for a unit of time.
    mean, sd
        Demand of a unit of time.

    Raises
    ------
    DataError
        A cost is not positive, or a lead time negative.
    """
    _check(links, shortage)
    spreads = [sd * math.sqrt(link.lead) for link in links]
    positive = [spread for spread in spreads if spread > 0]
    step = min(positive) / FINE if positive else 1.0
    kernels = [_bell(spread, step) for spread in spreads]
    means = [mean * link.lead for link in links]
    grid = _empty(max(WIDE * sum(spreads), 10 * step), step)
    return _decompose(links, shortage, means, kernels, grid, whole=False)


def counted_line(links: Sequence[Link], shortage: float, mean: float) -> Line:
    """Return the best levels, in whole pieces, where customers come one by one (Poisson demand).

    Parameters and errors as in :func:`steady_line`.
    """
    _check(links, shortage)
    laws = [poisson(mean * link.lead) if link.lead else Counts(0, np.ones(1)) for link in links]
    reach = WIDE * sum(math.sqrt(mean * link.lead) for link in links) + 10
    kernels = [(law.first, law.probabilities) for law in laws]
    grid = _empty(reach + mean * sum(link.lead for link in links), 1.0)
    return _decompose(links, shortage, [0.0] * len(links), kernels, grid, whole=True)


def _check(links: Sequence[Link], shortage: float) -> None:
    for link in links:
        if link.lead < 0 or link.echelon_holding <= 0:
            cure = "Lead times are not negative, and stock costs more with each stage towards the customer"
            raise DataError(
                [Fault("", "", None, "stage", str(tuple(link)), sentence("cannot be a stage of a line"), cure)]
            )
    if shortage <= 0:
        cure = "Without it, having nothing would be best"
        raise DataError([Fault("", "", None, "shortage", str(shortage), sentence("is not positive"), cure)])


def _bell(spread: float, step: float) -> tuple[int, Floats]:
    """Return chances of deviations from the mean, in steps: a normal law as a row of weights, the first one's place."""
    if spread == 0:
        return 0, np.ones(1)
    reach = math.ceil(WIDE * spread / step)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step / spread) ** 2)
    return -reach, weights / weights.sum()


def _decompose(
    links: Sequence[Link],
    shortage: float,
    means: Sequence[float],
    kernels: Sequence[tuple[int, Floats]],
    below: _Curve,
    *,
    whole: bool,
) -> Line:
    """Walk from the customer upward. Each grid lies around the mean demand below it, which need not lie on the last.

    `below` is the grid for the customer's stage, with any values; `whole` keeps levels on the grid.
    """
    owed = shortage + sum(link.echelon_holding for link in links)
    below = replace(below, values=owed * np.maximum(-below.grid(), 0))
    levels: list[float] = []
    least = 0.0
    for link, mean, (first, chances) in zip(links, means, kernels, strict=True):
        held = replace(below, values=below.values + link.echelon_holding * below.grid())
        curve = held.meaned(first, chances, mean)
        place = int(np.argmin(curve.values))
        level, least = (float(curve.grid()[place]), float(curve.values[place])) if whole else _lowest(curve, place)
        levels.append(level)
        below = replace(curve, values=np.where(np.arange(len(curve.values)) < place, curve.values, least))
    return Line(tuple(levels), least)


def _lowest(curve: _Curve, place: int) -> tuple[float, float]:
    """Return where a convex curve is lowest and how low, by a parabola through the values around the lowest."""
    lowest = float(curve.values[place])
    if place in (0, len(curve.values) - 1):
        return float(curve.grid()[place]), lowest
    left, right = float(curve.values[place - 1]), float(curve.values[place + 1])
    bend = left - 2 * lowest + right
    if bend <= 0:
        return float(curve.grid()[place]), lowest
    return float(curve.grid()[place]) + curve.step * (left - right) / (2 * bend), lowest - (left - right) ** 2 / (
        8 * bend
    )


def _empty(reach: float, step: float) -> _Curve:
    """Return an even grid around nothing, as far as `reach` on either side."""
    points = math.ceil(reach / step)
    return _Curve(-points * step, step, np.zeros(2 * points + 1))
