"""How somebody reads: their language and their time zone, or the browser's and the company's."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone, translation

from handfast.company.people.person import Person
from handfast.doors.entrance.served import served


class Reading:
    """Switches language and time zone for each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the person reads."""
        person: Person | None = getattr(request, "person", None)
        language = (person.language if person else "") or translation.get_language_from_request(request)
        with translation.override(language), timezone.override(_zone(person)):
            response = self.get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()  # here, where language and time zone are theirs
        response.headers.setdefault("Content-Language", language)
        return response


@cache
def _named(name: str) -> zoneinfo.ZoneInfo:
    """Return a time zone; UTC where this machine does not know its name."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def _zone(person: Person | None) -> zoneinfo.ZoneInfo:
    return _named((person.time_zone if person else "") or served().time_zone)
