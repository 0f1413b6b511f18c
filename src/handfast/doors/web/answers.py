"""An offer as the quote desk shows it: days as days, a track from today to the last of them, words for the customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handfast.doors.web.in_words import in_words
from handfast.doors.web.tags import quantity, unit
from handfast.sentences import Sentence, isolated

DAYS = frozenset({"wish", "arrive", "ship", "not_before", "since", "until", "start", "available", "needed"})
"""Keys of an offer's stable form that hold ISO days."""

MARGIN_OF_TRACK = 4.0


def shown(form: Any) -> Any:
    """Return an offer's stable form with its ISO days as dates, and its sentences as the reader reads them."""
    if isinstance(form, dict):
        return {
            key: dt.date.fromisoformat(value) if key in DAYS and isinstance(value, str) else shown(value)
            for key, value in form.items()
        }
    if isinstance(form, list):
        return [shown(each) for each in form]
    return in_words(form) if isinstance(form, Sentence) else form


def track(line: Mapping[str, Any], today: dt.date) -> dict[str, float]:
    """Return where the days of a line lie between today and the last of them, from 0 to 100.

    Parameters
    ----------
    line
        A line of an offer as :func:`shown` returns it.
    """
    marks = {"wish": line["wish"], "arrive": line["arrive"], "bound": line["earliest"]["not_before"]}
    known = {name: (day - today).days for name, day in marks.items() if day is not None}
    span = max([*known.values(), 1])
    wide = 100.0 - 2 * MARGIN_OF_TRACK
    return {name: MARGIN_OF_TRACK + wide * min(max(days, 0), span) / span for name, days in known.items()}


def colleagues(agrees: Sequence[str]) -> list[str]:
    """Return who has to be asked before a way is taken; the customer is asked on the phone, by saying it."""
    return [who for who in agrees if who != "customer"]


def called(who: str) -> str:
    """Return what people call those who have to be asked."""
    names = {
        "production": _("production"),
        "purchasing": _("purchasing"),
        "logistics": _("logistics"),
        "planning": _("planning"),
    }
    return names.get(who, who)


def letter(deliveries: list[dict[str, Any]], items: Mapping[str, str], customer: str) -> str:
    """Return the words for the customer: what arrives when, and nothing that is not theirs to know."""
    greeting = _("Dear %(name)s,") % {"name": customer} if customer else _("Hello,")
    if len(deliveries) == 1:
        said = [_("we can deliver %(what)s on %(day)s.") % _told(deliveries[0], items)]
    else:
        each = [_("- %(what)s on %(day)s") % _told(delivery, items) for delivery in deliveries]
        said = [_("we can deliver"), "", *each]
    return "\n".join([greeting, "", *said])


def _told(delivery: Mapping[str, Any], items: Mapping[str, str]) -> dict[str, str]:
    day, item = delivery["arrive"], delivery["item"]
    return {
        "what": f"{quantity(delivery['quantity'])}{unit(delivery['unit'])} {isolated(items.get(item, item))}",
        "day": date_format(day if isinstance(day, dt.date) else dt.date.fromisoformat(day), "l, j F Y"),
    }
