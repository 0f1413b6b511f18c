"""Template tags: marks, days, quantities, and where else one could go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handfast.doors.entrance.access import access_to
from handfast.doors.entrance.unplaced import unplaced
from handfast.doors.web.in_words import day, in_words, moment
from handfast.doors.web.navigation import address_of
from handfast.engine.promise.words import COUNTED_IN_PIECES

register = template.Library()
register.filter("day", day)
register.filter("moment", moment)
register.filter("in_words", in_words)
register.filter("unplaced", unplaced)

STATES: dict[str, str] = {
    "asked": "ring",
    "offered": "half",
    "held": "held",
    "promised": "full",
    "delivered": "delivered",
    "kept": "tick",
    "broken": "cross",
    "declined": "dash",
    "expired": "dash",
    "released": "dash",
    "withdrawn": "dash",
}
"""State of a promise -> its mark."""


@register.simple_tag
def mark(name: str, said: str = "") -> SafeString:
    """Return a mark from the sheet; `said` is what it means, where no words stand beside it."""
    if not said:
        return format_html('<svg class="mark" aria-hidden="true"><use href="{}#{}"/></svg>', static("marks.svg"), name)
    return format_html(
        '<svg class="mark" role="img" aria-label="{}"><use href="{}#{}"/></svg>', said, static("marks.svg"), name
    )


@register.simple_tag
def state(name: str, at_risk: bool = False) -> SafeString:
    """Return the mark of a promise's state with its word, at risk with a notch."""
    shown = "notch" if at_risk and name in {"promised", "held"} else STATES.get(name, "dash")
    words = _("at risk") if at_risk and name in {"promised", "held"} else state_words().get(name, name)
    kind = "risk" if at_risk and name in {"promised", "held"} else name
    return format_html('<span class="state state-{}">{}<span>{}</span></span>', kind, mark(shown), words)


def state_words() -> dict[str, str]:
    """Return the states of a promise as people read them."""
    return {
        "asked": _("asked"),
        "offered": _("offered"),
        "held": _("held"),
        "promised": _("promised"),
        "delivered": _("delivered"),
        "kept": _("kept"),
        "broken": _("broken"),
        "declined": _("declined"),
        "expired": _("expired"),
        "released": _("released"),
        "withdrawn": _("withdrawn"),
    }


@register.filter
def quantity(value: Any) -> str:
    """Return an exact number as the reader's language writes it, without zeros that say nothing; nothing of none."""
    return "" if value is None else _quantity_words(str(value), translation.get_language())


@lru_cache(8192)
def _quantity_words(value: str, _language: str | None) -> str:
    number = Decimal(value).normalize()
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return formats.number_format(number, places, force_grouping=True)


@register.filter
def fraction(value: str | None) -> str:
    """Return a ratio as a number where that ends, ``3/20`` as 0.15, else as it is; nothing of none."""
    if value is None:
        return ""
    ratio = Fraction(value)
    number = Decimal(ratio.numerator) / ratio.denominator
    return quantity(number) if Fraction(number) == ratio else value


@register.filter
def hours(minutes: int, places: int = 1) -> str:
    """Return minutes as hours, as the reader's language writes them."""
    return _hours_words(minutes, places, translation.get_language())


@lru_cache(8192)
def _hours_words(minutes: int, places: int, _language: str | None) -> str:
    return formats.number_format(round(Decimal(minutes) / 60, places), places)  # which by itself cuts digits off


@register.filter
def plain(value: int) -> str:
    """Return a number as names and programs write it, without marks for thousands: P-12345."""
    return str(value)


@register.filter
def unit(value: str) -> str:
    """Return a unit with a blank before it, or nothing where it goes without saying."""
    return "" if value.lower() in COUNTED_IN_PIECES else f"\N{NO-BREAK SPACE}{value}"


@register.filter
def browser(agent: str) -> str:
    """Return which browser on which machine a session belongs to, as far as it says so."""
    names = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    machines = (
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    name = next((label for part, label in names if part in agent), "")
    machine = next((label for part, label in machines if part in agent), "")
    return ", ".join(filter(None, (name, machine))) or _("a browser")


@register.simple_tag
def time_left(until: dt.datetime, now: dt.datetime) -> str:
    """Return how long something lasts: hours, or minutes in the last one."""
    minutes = max(int((until - now).total_seconds()) // 60, 0)
    if minutes >= 60:
        return ngettext("%(count)d hour left", "%(count)d hours left", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}


@register.simple_tag(takes_context=True)
def thing_link(context: template.Context, name: str, key: str | int, label: str) -> SafeString:
    """Return a link to where something is shown, or its name alone where that is not for the reader."""
    address = address_of(name, key, context.get("person"))
    if not address:
        return format_html("<span>{}</span>", label)
    return format_html('<a href="{}">{}</a>', address, label)


@register.simple_tag(takes_context=True)
def may_open(context: template.Context, name: str) -> bool:
    """Return whether the reader may open an address."""
    access = access_to(name, "GET")
    return access is not None and access.lets_in(context.get("person"))


@register.filter
def money(value: Mapping[str, Any] | None) -> str:
    """Return an amount with its currency as the reader's language writes it: ``{"amount": "1240.00", ...}``."""
    if value is None:
        return ""
    digits = len(value["amount"].partition(".")[2])
    number = formats.number_format(Decimal(value["amount"]), digits, force_grouping=True)
    return f"{number}\N{NO-BREAK SPACE}{value['currency']}"


@register.filter
def extra(value: Mapping[str, Any]) -> str:
    """Return what another way costs beside the answer, in words."""
    amount = Decimal(value["amount"])
    if not amount:
        return _("no extra cost")
    size = money({**value, "amount": str(abs(amount))})
    return _("%(amount)s more") % {"amount": size} if amount > 0 else _("%(amount)s less") % {"amount": size}


@register.filter
def at(things: Mapping[Any, Any] | None, key: Any) -> Any:
    """Return what lies under a key; None where nothing does."""
    return things.get(key) if things else None


@register.filter
def unlocalized(value: float) -> str:
    """Return a number as files of pictures write it, whatever the reader's language."""
    return f"{value:.1f}"
