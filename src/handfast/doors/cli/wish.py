"""What somebody wants, as it was typed: one item, or several lines."""

from __future__ import annotations

import datetime as dt
import shlex
from dataclasses import dataclass
from decimal import Decimal

from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.typed import day_of, line_of, quantity_of

WishLine = tuple[str, Decimal, dt.date | None, str, Decimal | None]
"""Item, quantity, day of arrival wished for, only site, price: as the facade takes a line."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants.

    Parameters
    ----------
    together
        Whether all lines are to arrive on one day.
    one
        Whether it was typed as ITEM QUANTITY, and not as lines.
    """

    lines: tuple[WishLine, ...]
    customer: str = ""
    together: bool = False
    one: bool = True

    def words(self) -> list[str]:
        """Return the words that say the same to another command."""
        words: list[str] = []
        for item, quantity, day, _, _ in self.lines:
            dated = "" if day is None else f":{day.isoformat()}"
            words += [item, f"{quantity:f}"] if self.one else ["--line", f"{item}:{quantity:f}{dated}"]
        _, _, day, site, price = self.lines[0]
        if self.one and day is not None:
            words += ["--by", day.isoformat()]
        words += ["--customer", self.customer] if self.customer else []
        words += ["--site", site] if site else []
        words += ["--price", f"{price:f}"] if price is not None else []
        return words + (["--together"] if self.together else [])

    def command(self, verb: str, *more: str) -> str:
        """Return a whole command line about the same wish."""
        return shlex.join(["handfast", verb, *self.words(), *more])


def read_wish(
    item: str | None,
    quantity: str | None,
    lines: list[str] | None,
    *,
    by: str | None,
    customer: str,
    site: str,
    price: str | None,
    together: bool,
) -> Wish:
    """Return what was typed as a wish.

    Raises
    ------
    DataError
        A quantity, a day or a price cannot be read.
    """
    if bool(item) == bool(lines):
        wrong_use("Say what is wanted: ITEM QUANTITY, or --line ITEM:QUANTITY for each line.")
    if item and not quantity:
        wrong_use(f"Say how many: {item} QUANTITY.")
    day = None if by is None else day_of(by, "day")
    at = None if price is None else quantity_of(price, "price")
    if item:
        return Wish(((item, quantity_of(quantity or ""), day, site, at),), customer)
    if at is not None:
        wrong_use("--price is the price of one item: ask for it alone, as ITEM QUANTITY.")
    wanted: list[WishLine] = []
    for text in lines or []:
        key, amount, own = line_of(text)
        wanted.append((key, quantity_of(amount), day if own is None else day_of(own, "day"), site, None))
    return Wish(tuple(wanted), customer, together, one=False)
