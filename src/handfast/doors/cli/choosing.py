"""Choices as people type them: what it is about, then what is said of it: ``WELD,hours=40,weekly=2300``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.typed import quantity_of
from handfast.errors import DataError, Fault

if TYPE_CHECKING:
    from handfast.engine.volume.choices import Choice

COSTS = ("cost", "weekly")
SAID = {"machine": ("units",), "hire": ("hours",), "overtime": ("hours",), "supplier": ("site", "days", "price", "lot")}
"""What may be said of each kind of choice, beside what it costs."""

MUST = {"machine": (), "hire": ("hours",), "overtime": ("hours",), "supplier": ("site", "days", "price")}
LIKE = {
    "machine": "WELD,units=1,cost=180000",
    "hire": "WELD,hours=40,weekly=2300",
    "overtime": "WELD,hours=10",
    "supplier": "TOP-OAK,site=NORTH,days=14,price=64.50",
}
_WORD = re.compile(r",\s*([a-z]+)=")


def choice_of(kind: str, text: str, digits: int, decimals: Mapping[str, int]) -> Choice:
    """Return a choice that was typed.

    Parameters
    ----------
    kind
        The option: ``machine``, ``hire``, ``overtime`` or ``supplier``.
    digits, decimals
        Of the company's money, and of each item.

    Raises
    ------
    DataError
        A number cannot be read, or is out of bounds.
    """
    from handfast.engine.volume.choices import Hire, Machine, Source

    about, said = _read(kind, text)
    costs = {"once": _money(said, "cost", digits), "weekly": _money(said, "weekly", digits)}
    if kind == "machine":
        return Machine(about, _whole(said.get("units", "1"), "units", 1), **costs)
    if kind == "supplier":
        lot = _smallest(said["lot"], decimals.get(about, 0)) if "lot" in said else None
        lead = _whole(said["days"], "days", 0)
        return Source(about, said["site"], lead, _money(said, "price", digits), lot, **costs)
    hours = quantity_of(said["hours"], "hours")
    if hours <= 0:
        raise _out_of_bounds("hours", said["hours"], "more than 0")
    return Hire(about, float(hours), kind == "overtime", **costs)


def _read(kind: str, text: str) -> tuple[str, dict[str, str]]:
    """Return what a choice is about, and what is said of it."""
    about, *rest = _WORD.split(text)
    said = {word: value.strip() for word, value in zip(rest[::2], rest[1::2], strict=True)}
    known = (*SAID[kind], *COSTS)
    unknown = [word for word in said if word not in known]
    missing = [word for word in MUST[kind] if word not in said]
    if unknown or missing or not about.strip() or len(said) < len(rest) // 2:
        why = f"{unknown[0]} is not known" if unknown else f"{missing[0]} is missing" if missing else "it is incomplete"
        wrong_use(f"--{kind} {text}: {why}. Write it like --{kind} {LIKE[kind]}; it may say {', '.join(known)}.")
    return about.strip(), said


def _money(said: Mapping[str, str], word: str, digits: int) -> int:
    """Return money in minor units; 0 where nothing is said."""
    return _smallest(said[word], digits, word) if word in said else 0


def _smallest(text: str, digits: int, word: str = "lot") -> int:
    scaled = quantity_of(text, word).scaleb(digits)
    if scaled != scaled.to_integral_value() or scaled < 0:
        raise _out_of_bounds(word, text, f"0 or more, with at most {digits} digits after the point")
    return int(scaled)


def _whole(text: str, word: str, least: int) -> int:
    number = quantity_of(text, word)
    if number != number.to_integral_value() or not Decimal(least) <= number <= 10_000:
        raise _out_of_bounds(word, text, f"a whole number from {least} to 10,000")
    return int(number)


def _out_of_bounds(word: str, text: str, what: str) -> DataError:
    return DataError([Fault("", "", None, word, text, "is out of bounds", f"Give {what}")])
