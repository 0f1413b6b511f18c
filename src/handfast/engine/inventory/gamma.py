"""The tail of the gamma distribution, which neither Python nor NumPy brings."""

from __future__ import annotations

import math

SMALLEST = 1e-300
PRECISE = 1e-15


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
