"""Whether the server lives, whether it can answer, and its measures."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from handfast.company import schema
from handfast.company.refusals import in_plain_words
from handfast.doors.entrance import measures
from handfast.doors.entrance.request_log import address_of
from handfast.doors.entrance.served import served
from handfast.errors import HandfastError

if TYPE_CHECKING:
    from handfast.company.database import Database


ANY_NAME = frozenset({"/healthz", "/readyz"})


class UnderAnyName:
    """Lets health be asked under any name: whoever watches a server knows its address, not the name that people type.

    Nothing of what it answers is anybody's, so a name that leads here by mistake, or by malice, gains nothing by it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, as if it were asked under our first name."""
        if request.path in ANY_NAME:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        return self.get_response(request)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process lives."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the company's database answers, and is of this version."""
    database: Database = served().database
    try:
        with in_plain_words(database):
            found = schema.version(database)
    except HandfastError:
        return JsonResponse({"ready": False, "why": "the database does not answer"}, status=503)
    ready = found == schema.SCHEMA
    why = {} if ready else {"why": f"the tables are version {found}, not {schema.SCHEMA}: restart the server"}
    return JsonResponse({"ready": ready, **why}, status=200 if ready else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the measures: to this machine itself, or to whoever has the token that the settings name."""
    if not _may_measure(request):
        return HttpResponse(status=404)
    text, kind = measures.as_text()
    return HttpResponse(text, content_type=kind)


def _may_measure(request: HttpRequest) -> bool:
    token = settings.HANDFAST_METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return constant_time_compare(given, token)
    return is_loopback(address_of(request)) and not request.headers.get("X-Forwarded-For")


def is_loopback(address: str) -> bool:
    """Return whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
