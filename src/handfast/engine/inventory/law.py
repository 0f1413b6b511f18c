"""How demand over a stretch of time may fall out: its mean, its spread, and what is missing above a level.

Three laws serve companies: normal where demand is steady, gamma where it is uneven (never below nothing, with a long
tail to the right), counts where single pieces matter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handfast.engine.inventory.gamma import gamma_level, upper_gamma

STANDARD = NormalDist()
STEADY = 0.1
"""Coefficient of variation up to which normal and gamma cannot be told apart by anybody who counts goods."""


class Law(Protocol):
    """What demand over a stretch of time may be. All figures are smallest units, or powers of them."""

    @property
    def mean(self) -> float:
        """Expected demand."""

    @property
    def sd(self) -> float:
        """Standard deviation of demand."""

    def cdf(self, level: float) -> float:
        """Return the probability that demand stays at or below `level`."""

    def quantile(self, probability: float) -> float:
        """Return the smallest level whose :meth:`cdf` reaches `probability`, which lies between 0 and 1."""

    def loss(self, level: float) -> float:
        """Return the expected demand above `level`: the mean of max(demand - level, 0)."""

    def second_loss(self, level: float) -> float:
        """Return the integral of :meth:`loss` from `level` upward: half the mean of max(demand - level, 0) squared."""


def normal_tail(z: float) -> float:
    """Return the probability that a standard normal variable exceeds `z`, exact far out too."""
    return 0.5 * math.erfc(z / math.sqrt(2))


@dataclass(frozen=True)
class Normal:
    """Steady demand; with `sd` 0, certain demand.

    Loss functions as in Snyder and Shen, *Fundamentals of Supply Chain Theory* (2nd ed., 2019), appendix C.
    """

    mean: float
    sd: float

    def cdf(self, level: float) -> float:
        """See :meth:`Law.cdf`."""
        return float(level >= self.mean) if self.sd == 0 else normal_tail((self.mean - level) / self.sd)

    def quantile(self, probability: float) -> float:
        """See :meth:`Law.quantile`."""
        return self.mean + self.sd * STANDARD.inv_cdf(probability)

    def loss(self, level: float) -> float:
        """See :meth:`Law.loss`."""
        if self.sd == 0:
            return max(self.mean - level, 0.0)
        z = (level - self.mean) / self.sd
        return self.sd * (STANDARD.pdf(z) - z * normal_tail(z))

    def second_loss(self, level: float) -> float:
        """See :meth:`Law.second_loss`."""
        if self.sd == 0:
            return max(self.mean - level, 0.0) ** 2 / 2
        z = (level - self.mean) / self.sd
        return self.sd**2 / 2 * ((z * z + 1) * normal_tail(z) - z * STANDARD.pdf(z))


@dataclass(frozen=True)
class Gamma:
    """Uneven demand, with a positive mean and spread.

    Burgin, *The gamma distribution and inventory control* (Operational Research Quarterly 26, 1975): with shape
    ``k = (mean / sd) ** 2`` and scale ``sd ** 2 / mean``, every moment above a level is a tail of a gamma law.
    """

    mean: float
    sd: float

    @property
    def shape(self) -> float:
        """Shape: the squared ratio of mean to spread."""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """Scale, in the unit of demand."""
        return self.sd**2 / self.mean

    def _tail(self, level: float, more: int = 0) -> float:
        return upper_gamma(self.shape + more, max(level, 0.0) / self.scale)

    def cdf(self, level: float) -> float:
        """See :meth:`Law.cdf`."""
        return 1 - self._tail(level)

    def quantile(self, probability: float) -> float:
        """See :meth:`Law.quantile`."""
        return self.scale * gamma_level(self.shape, 1 - probability)

    def loss(self, level: float) -> float:
        """See :meth:`Law.loss`."""
        if level <= 0:
            return self.mean - level
        return self.mean * self._tail(level, 1) - level * self._tail(level)

    def second_loss(self, level: float) -> float:
        """See :meth:`Law.second_loss`."""
        if level <= 0:
            return (self.sd**2 + (self.mean - level) ** 2) / 2
        square = self.mean * (self.mean + self.scale)
        return (square * self._tail(level, 2) - 2 * level * self.mean * self._tail(level, 1)) / 2 + (
            level * level * self._tail(level) / 2
        )


@dataclass(frozen=True)
class Counts:
    """Demand in whole pieces: `first`, `first` + 1, ... with `probabilities` that sum to 1."""

    first: int
    probabilities: NDArray[np.float64]

    @property
    def levels(self) -> NDArray[np.float64]:
        """Every demand that may fall out."""
        return np.arange(self.first, self.first + len(self.probabilities), dtype=np.float64)

    @property
    def mean(self) -> float:
        """See :attr:`Law.mean`."""
        return float(self.levels @ self.probabilities)

    @property
    def sd(self) -> float:
        """See :attr:`Law.sd`."""
        return math.sqrt(float((self.levels - self.mean) ** 2 @ self.probabilities))

    def cdf(self, level: float) -> float:
        """See :meth:`Law.cdf`."""
        return float(self.probabilities[self.levels <= level].sum())

    def quantile(self, probability: float) -> float:
        """See :meth:`Law.quantile`."""
        place = int(np.searchsorted(np.cumsum(self.probabilities), probability - 1e-12))
        return float(self.first + min(place, len(self.probabilities) - 1))

    def loss(self, level: float) -> float:
        """See :meth:`Law.loss`."""
        return float(np.maximum(self.levels - level, 0) @ self.probabilities)

    def second_loss(self, level: float) -> float:
        """See :meth:`Law.second_loss`."""
        return float(np.maximum(self.levels - level, 0) ** 2 @ self.probabilities) / 2


def poisson(mean: float) -> Counts:
    """Return Poisson demand, cut where less than 1e-16 remains on either side."""
    reach = 10 * math.sqrt(mean) + 40
    first = max(int(mean - reach), 0)
    counts = np.arange(first, int(mean + reach) + 1)
    logs = counts * math.log(mean) - mean - np.array([math.lgamma(n + 1) for n in counts.tolist()])
    chances = np.exp(logs)
    return Counts(first, chances / chances.sum())


def law_of(mean: float, sd: float) -> Normal | Gamma:
    """Return the law of a company's demand: normal where it is steady or none at all, else gamma."""
    return Normal(mean, sd) if mean <= 0 or sd <= STEADY * mean else Gamma(mean, sd)
