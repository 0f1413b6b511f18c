"""How many digits a currency has after the point (ISO 4217)."""

from __future__ import annotations

NO_DIGITS = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
THREE_DIGITS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
FOUR_DIGITS = frozenset({"CLF", "UYW"})


def minor_digits(currency: str) -> int:
    """Return the digits after the point of `currency`, 2 where ISO 4217 says nothing else."""
    if currency in NO_DIGITS:
        return 0
    if currency in THREE_DIGITS:
        return 3
    return 4 if currency in FOUR_DIGITS else 2
