"""What somebody types into the quote desk: a customer and lines, read as far as they go, faults beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from handfast.doors.web.typed_numbers import typed_number
from handfast.facade.naming import Names

LINES = 50
"""So many lines are read; more belong into an import or the API."""

FIELDS = ("item", "quantity", "by", "price")


@dataclass(frozen=True)
class WishLine:
    """A line as it was typed, and as it was understood.

    Parameters
    ----------
    typed
        The texts by field: item, quantity, by, price.
    item, quantity, by, price
        What they mean; None where that is not known.
    faults
        What is wrong, by field, with the cure.
    """

    typed: Mapping[str, str]
    item: str | None = None
    name: str = ""
    unit: str = ""
    quantity: Decimal | None = None
    by: dt.date | None = None
    price: Decimal | None = None
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether it can be answered."""
        return self.item is not None and self.quantity is not None and not self.faults

    @property
    def asked(self) -> tuple[Any, ...]:
        """The line as the library takes it."""
        return (self.item, self.quantity, self.by, "", self.price)


@dataclass(frozen=True)
class Wish:
    """A customer's wish as it was typed, and as it was understood."""

    lines: tuple[WishLine, ...]
    customer_typed: str = ""
    customer: str = ""
    together: bool = False
    fault: str = ""

    @property
    def ready(self) -> tuple[WishLine, ...]:
        """The lines that can be answered."""
        return () if self.fault else tuple(line for line in self.lines if line.ready)

    @property
    def query(self) -> str:
        """The wish as the address of a page carries it, so that it can be shared."""
        query = QueryDict(mutable=True)
        if self.customer_typed:
            query["customer"] = self.customer_typed
        for line in self.lines:
            if any(line.typed.values()):
                for name in FIELDS:
                    query.appendlist(name, line.typed[name])
        if self.together:
            query["together"] = "on"
        return query.urlencode()


def read_wish(query: QueryDict, names: Names) -> Wish:
    """Return a wish as far as it can be understood; empty fields wait, wrong ones say what helps."""
    columns = [query.getlist(name) for name in FIELDS]
    count = min(max(map(len, columns), default=0), LINES)
    typed = [
        {
            name: (column[row].strip()[:120] if row < len(column) else "")
            for name, column in zip(FIELDS, columns, strict=True)
        }
        for row in range(count)
    ]
    lines = [_line(each, names) for each in typed]
    if not lines or (query.get("more") == "on" and count < LINES):
        lines.append(WishLine(dict.fromkeys(FIELDS, "")))
    customer_typed = query.get("customer", "").strip()[:120]
    customer, fault = _customer(customer_typed, names)
    return Wish(tuple(lines), customer_typed, customer, query.get("together") == "on", fault)


def key_of(typed: str, things: Mapping[str, str]) -> str | None:
    """Return the key that is meant: a key or a name as it stands, or the only one in which the text occurs."""
    if typed in things:
        return typed
    words = typed.casefold()
    exact = [key for key, name in things.items() if words in {key.casefold(), name.casefold()}]
    if len(exact) == 1:
        return exact[0]
    fitting = exact or [key for key, name in things.items() if words in key.casefold() or words in name.casefold()]
    return fitting[0] if len(fitting) == 1 else None


def fitting(typed: str, things: Mapping[str, str], limit: int) -> list[tuple[str, str]]:
    """Return keys and names that fit what was typed, those that begin with it first."""
    words = typed.strip().casefold()
    found = [(key, name) for key, name in things.items() if words in key.casefold() or words in name.casefold()]
    found.sort(key=lambda each: (*(not text.casefold().startswith(words) for text in each), each))
    return found[:limit]


def _customer(typed: str, names: Names) -> tuple[str, str]:
    if not typed:
        return "", ""
    key = key_of(typed, names.customers())
    return (
        (key, "")
        if key
        else ("", _("No customer of yours, or more than one, is called like that. Choose one from the list."))
    )


def _line(typed: dict[str, str], names: Names) -> WishLine:
    line, faults = WishLine(typed), {}
    if typed["item"]:
        key = key_of(typed["item"], names.items())
        if key is None:
            faults["item"] = _("No item, or more than one, is called like that. Choose one from the list.")
        else:
            line = replace(line, item=key, name=names.item(key), unit=names.unit(key))
    line = replace(line, quantity=_number(typed, "quantity", faults), price=_number(typed, "price", faults))
    if line.quantity is not None and line.quantity <= 0:
        faults["quantity"] = _("A quantity is more than nothing.")
    return replace(line, by=_day(typed["by"], faults), faults=faults)


def _number(typed: Mapping[str, str], name: str, faults: dict[str, str]) -> Decimal | None:
    if not typed[name]:
        return None
    try:
        return typed_number(typed[name])
    except ValueError:
        faults[name] = _("This is no number. Write it like 300 or 2.5.")
        return None


def _day(typed: str, faults: dict[str, str]) -> dt.date | None:
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        faults["by"] = _("This is no day. Write it as year-month-day, like 2027-04-12.")
        return None
