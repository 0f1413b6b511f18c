"""The tail of the gamma distribution and its inverse, which neither Python nor NumPy brings."""

from __future__ import annotations

import math
from statistics import NormalDist

SMALLEST = 1e-300
PRECISE = 1e-15
CLOSE = 1e-12
STEEPEST = 700.0
MOST_STEPS = 2000
"""Far more than halving needs to get from any level to any other."""


def upper_gamma(shape: float, x: float) -> float:
    """Return Q(shape, x), the probability that a gamma variable of scale 1 exceeds `x`.

    Below the mean by the series of P, above it by Legendre's continued fraction of Q, evaluated as Lentz does
    (NIST, *Digital Library of Mathematical Functions*, 8.7.1 and 8.9.2).

    Parameters
    ----------
    shape
        Positive.
    x
        Not negative.
    """
    if x <= 0:
        return 1.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    return 1 - front * _series(shape, x) if x < shape + 1 else front * _fraction(shape, x)


def gamma_level(shape: float, tail: float) -> float:
    """Return the level that a gamma variable of scale 1 exceeds with probability `tail`, between 0 and 1.

    Newton's steps from Wilson and Hilferty's approximation, or from the series' first term where that is none; a step
    that leaves what is known to hold the level is halved.
    """
    root = 1 - 1 / (9 * shape) + NormalDist().inv_cdf(1 - tail) / (3 * math.sqrt(shape))
    x = shape * root**3 if root > 0.1 else math.exp((math.log1p(-tail) + math.lgamma(shape + 1)) / shape)
    low, high = 0.0, math.inf
    for _ in range(MOST_STEPS):
        over = upper_gamma(shape, x) - tail
        low, high = (x, high) if over > 0 else (low, x)
        steep = (shape - 1) * math.log(x) - x - math.lgamma(shape) if x > 0 else -math.inf
        if steep > STEEPEST:  # so near to zero the series' first term is the level
            return x
        density = math.exp(steep)
        step = x + over / density if density > 0 else math.nan
        new = step if low < step < high else (low + high) / 2 if high < math.inf else 2 * low + shape
        if abs(new - x) <= CLOSE * new:
            return new
        x = new
    return x


def _series(shape: float, x: float) -> float:
    term = total = 1 / shape
    step = shape
    while term > total * PRECISE:
        step += 1
        term *= x / step
        total += term
    return total


def _fraction(shape: float, x: float) -> float:
    b = x + 1 - shape
    c, d = 1 / SMALLEST, 1 / b
    value = d
    factor, n = 0.0, 0
    while abs(factor - 1) > PRECISE:
        n += 1
        a = -n * (n - shape)
        b += 2
        d = 1 / _apart(a * d + b)
        c = _apart(b + a / c)
        factor = c * d
        value *= factor
    return value


def _apart(x: float) -> float:
    """Return `x`, moved away from 0 where a division would fail."""
    return x if abs(x) > SMALLEST else SMALLEST
