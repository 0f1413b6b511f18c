"""Exact fractions between smallest units.

A table says "0.25 kg for one piece". If kg has three decimals and pieces have none, the kernel needs 250 grams for one
piece: the ratio times ten to the power of 3 - 0. Only different texts are parsed, so that large tables cost little.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl

from handfast.engine.assembly.arrays import ints, refusal
from handfast.engine.network import Ints
from handfast.sentences import sentence

LARGEST_TERM = 1 << 61
"""Bound of numerators and denominators."""


def exact_ratios(text: pl.Series, shift: pl.Series) -> tuple[Ints, Ints]:
    """Return reduced numerators and denominators of ``text * 10 ** shift``.

    Parameters
    ----------
    text
        Fractions written ``"n"`` or ``"n/d"``.
    shift
        Power of ten: decimals of what is counted in the numerator less decimals of what is counted in the denominator.

    Raises
    ------
    DataError
        When a term passes 2 ** 61.
    """
    rows = pl.DataFrame({"text": text, "shift": shift.cast(pl.Int64)})
    different = rows.unique()
    fractions = [Fraction(value) * Fraction(10) ** power for value, power in different.iter_rows()]
    for (value, power), fraction in zip(different.iter_rows(), fractions, strict=True):
        if max(abs(fraction.numerator), fraction.denominator) > LARGEST_TERM:
            raise refusal(
                "",
                value,
                sentence(
                    "is {fraction} between smallest units (times 10 to the power of {power}), too fine to be counted",
                    fraction=fraction,
                    power=power,
                ),
                sentence("Write it with fewer digits, or give the item fewer decimals"),
            )
    terms = different.with_columns(
        pl.Series("num", [fraction.numerator for fraction in fractions], dtype=pl.Int64),
        pl.Series("den", [fraction.denominator for fraction in fractions], dtype=pl.Int64),
    )
    found = rows.join(terms, on=["text", "shift"], how="left", maintain_order="left")
    return ints(found["num"]), ints(found["den"])


def reduced(num: Ints, den: Ints) -> tuple[Ints, Ints]:
    """Return ``num / den`` in lowest terms."""
    common = np.gcd(num, den)
    return num // common, den // common
