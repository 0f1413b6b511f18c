"""Search anything: promises by number or order, customers and items by key or name, as one types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handfast.company.people.permissions import Permission
from handfast.doors.entrance.request import Request
from handfast.doors.web.navigation import address_of, places_for
from handfast.doors.web.shell import part

EACH = 6
_PROMISE = re.compile(r"(?:p-?)?(\d{1,9})", re.IGNORECASE)


class Found(NamedTuple):
    """Something that was found."""

    mark: str
    label: str
    more: str
    address: str


@require_safe
def search(request: Request) -> HttpResponse:
    """Show what fits the words: pages first, then promises, customers, items."""
    words = request.GET.get("q", "").strip().lower()[:100]
    found = [
        Found(place.mark, str(place.label), f"g {place.key}", place.address)
        for place in places_for(request.who)
        if words in str(place.label).lower()
    ]
    if words and request.who.may(Permission.PROMISE_SEE):
        found += _things(request, words)
    return part(
        request, "found.html" if request.htmx else "found_list.html", _("Search"), "today", found=found, words=words
    )


def _things(request: Request, words: str) -> Iterator[Found]:
    names = request.company.names()
    number = _PROMISE.fullmatch(words)
    if number and (address := address_of("promise", int(number[1]), request.person)):
        yield Found("promises", f"P-{int(number[1])}", _("promise"), address)
    for mark, name, things in (
        ("customers", "customer", names.customers() if names.seeing.names else {}),
        ("data", "item", names.items()),
    ):
        fitting = [key for key, label in things.items() if words in key.lower() or words in label.lower()]
        fitting.sort(
            key=lambda key: (not key.lower().startswith(words), not things[key].lower().startswith(words), key)
        )
        for key in fitting[:EACH]:
            if address := address_of(name, key, request.person):
                yield Found(mark, things[key], key, address)
