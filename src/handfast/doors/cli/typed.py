"""What people type, taken exactly: quantities and days in the forms that files may have too."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from handfast.doors.cli.endings import wrong_use
from handfast.errors import DataError, Fault

NEGATIVE = re.compile(r"-[0-9.,]+")
PROMISE = re.compile(r"[Pp]-?[0-9]+")


def quantity_of(text: str, column: str = "quantity") -> Decimal:
    """Return a number that was typed: ``300``, ``2.5`` or ``2,5``; what could mean two things is refused."""
    from handfast.engine.reading.cells import Unreadable, read_number
    from handfast.engine.reading.raw import Mark

    try:
        digits, places = read_number(text.strip(), Mark.EITHER)
    except Unreadable as unreadable:
        raise DataError([Fault("", "", None, column, text, unreadable.problem, unreadable.typed)]) from None
    return Decimal(digits).scaleb(-places)


def day_of(text: str, column: str = "day") -> dt.date:
    """Return a day that was typed: ``2027-04-12`` or ``12.04.2027``."""
    from handfast.engine.reading.cells import Unreadable, read_date

    try:
        return read_date(text.strip())
    except Unreadable as unreadable:
        raise DataError([Fault("", "", None, column, text, unreadable.problem, unreadable.typed)]) from None


def line_of(text: str) -> tuple[str, str, str | None]:
    """Return item, quantity and day of ``ITEM:QUANTITY[:DATE]``; an item's key may hold colons itself."""
    parts = text.split(":")
    dated = len(parts) > 2 and re.fullmatch(r"[0-9]+[-./][0-9]+[-./][0-9]+", parts[-1].strip())
    day = parts.pop().strip() if dated else None
    item, _, quantity = ":".join(parts).rpartition(":")
    if not item.strip() or not quantity.strip():
        wrong_use(f"'{text}' is no line. Write it like BENCH-150:300 or BENCH-150:300:2027-04-12.")
    return item.strip(), quantity.strip(), day


def used_of(text: str) -> tuple[str, Decimal]:
    """Return item and quantity of ``ITEM:QUANTITY``; an item's key may hold colons itself."""
    item, _, quantity = text.rpartition(":")
    if not item.strip() or not quantity.strip():
        wrong_use(f"'{text}' does not say what was used. Write it like TOP-OAK:41.")
    return item.strip(), quantity_of(quantity, "used")


def refuse_negative(words: list[str]) -> None:
    """Refuse a word such as ``-5``, which would be taken for an option: nothing here is below zero."""
    for word in words:
        if NEGATIVE.fullmatch(word):
            raise DataError([Fault("", "", None, "", word, "is below zero", "Nothing here is: say more than 0.")])
