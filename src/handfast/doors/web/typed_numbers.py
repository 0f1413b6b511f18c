"""Numbers as people type them: read exactly, in the marks of the reader's language, or not at all."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.formats import get_format

MOST_DIGITS = 30
MOST_COUNTED = 9
"""Digits of a page, a row, or of anything else that is counted."""


def counted_number(text: str) -> int | None:
    """Return the number that an address or a form's own field holds; None: none that counts anything."""
    return int(text) if text.isdecimal() and len(text) <= MOST_COUNTED else None


def typed_number(text: str) -> Decimal:
    """Return the number that somebody typed.

    A mark for thousands counts only where it stands before three digits: ``1,500`` is 1500, and ``1,5`` may be meant
    as one and a half, so it is refused and never read as 15.

    Raises
    ------
    ValueError
        It is none, or it can be read in two ways.
    """
    thousands, mark = (re.escape(str(get_format(f"{name}_SEPARATOR"))) for name in ("THOUSAND", "DECIMAL"))
    parts = re.fullmatch(rf"([+-]?)(\d+|\d{{1,3}}(?:{thousands}\d{{3}})+)(?:{mark}(\d+))?", "".join(text.split()))
    if parts is None or sum(map(str.isdecimal, text)) > MOST_DIGITS:
        raise ValueError(f"{text[:40]} is no number")
    sign, whole, fraction = parts.groups(default="")
    return Decimal(f"{sign}{''.join(filter(str.isdecimal, whole))}{fraction and '.'}{fraction}")
