"""What every request to the API passes: whether it comes from where it says, in what form, and how often."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja.utils import check_csrf

from handfast.doors.api.pace import Pace
from handfast.doors.api.refusals import refusal
from handfast.doors.api.told import unless_known
from handfast.doors.entrance.request import Request

View = Callable[..., HttpResponseBase]
Filters = Callable[[str, str], frozenset[str] | None]
"""Route and method -> names that may stand in an address's query; None: whatever likes to."""

SAFE = {"GET", "HEAD", "OPTIONS"}
JSON, FORM = "application/json", "multipart/form-data"
OWN_TAGS = {"run_move"}
"""Addresses whose tag names something that can be done, and is there only where it can be."""

UPLOADS = "imports"
"""The one address that takes files."""


@cache
def pace() -> Pace:
    """Return the pace that the settings allow; a tenth of a minute's requests may come at once."""
    per_minute = _per_minute()
    return Pace(per_minute, max(per_minute // 10, 1))


def _per_minute() -> int:
    return int(settings.HANDFAST_API_PER_MINUTE)  # type: ignore[misc]  # a setting of ours


def guarded(view: View, name: str, filters: Filters) -> View:
    """Return a view that looks at each request before it answers it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        kind = FORM if name == UPLOADS else JSON
        refused = _strange(request) or _too_fast(request) or _not_read(request, kind) or _overlooked(request, filters)
        response = refused or view(request, *args, **named)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            response = refusal(request, 405, f"{request.method} does nothing here. What does something: {allowed}.")
            response.headers["Allow"] = allowed
        return unless_known(request, response) if name not in OWN_TAGS else response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # looked at here: a refusal is a problem, not a page
    return answer


def _strange(request: HttpRequest) -> HttpResponse | None:
    """Refuse what another site makes a browser send in somebody's session; no site can make it send a token."""
    if request.method in SAFE or getattr(request, "by_token", False) or check_csrf(request) is None:
        return None
    said = "A session needs its CSRF token, as X-CSRFToken. Programs use a token instead: Authorization: Bearer hf_..."
    return refusal(request, 403, said)


def _too_fast(request: HttpRequest) -> HttpResponse | None:
    person = cast(Request, request).person
    if person is None:
        return None
    token = hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()
    wait = math.ceil(pace().wait(f"{person.username} {token}", time.monotonic()))
    if not wait:
        return None
    said = f"More than {_per_minute():,} requests a minute. Go on in {wait} s; ask in batches."
    response = refusal(request, 429, said)
    response.headers["Retry-After"] = str(wait)
    return response


def _not_read(request: HttpRequest, kind: str) -> HttpResponse | None:
    """Refuse content of another kind, or of more than is read at once; files have their own limit."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method in SAFE or length == "0":
        return None
    if request.content_type != kind:
        response = refusal(
            request, 415, f"Send it as {kind}, not as {request.content_type or 'nothing in particular'}."
        )
        response.headers["Accept-Post"] = kind
        return response
    most = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    if kind == JSON and length.isdecimal() and int(length) > most:
        return refusal(request, 413, f"At most {most:,} bytes are read at once. Send it in parts.")
    return None


def _overlooked(request: HttpRequest, filters: Filters) -> HttpResponse | None:
    """Refuse a query that would be overlooked: who misspells a filter would take everything for what was found."""
    match = request.resolver_match
    known = filters(match.route, request.method or "") if request.GET and match else None
    strange = sorted(set(request.GET) - known) if known is not None else []
    if not strange:
        return None
    known_words = f"Known are: {', '.join(sorted(known or ()))}." if known else "Nothing may be asked for here."
    return refusal(request, 422, f"'{strange[0][:40]}' is nothing that can be asked for here. {known_words}")
