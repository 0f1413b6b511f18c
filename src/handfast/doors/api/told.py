"""Answers: JSON, pages of a list with their links, and tags that tell whether something changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from pydantic import BaseModel

from handfast.company.ledger import RequestName
from handfast.doors.api.refusals import Refused
from handfast.facade.opened import request_name

T = TypeVar("T")


def told(form: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return an answer: JSON as it stands; the forms are made of texts and whole numbers already."""
    content = json.dumps(form, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return HttpResponse(content, status=status, content_type="application/json", headers=dict(headers or {}))


def page_of(
    request: HttpRequest, rows: Sequence[T], found: int, page: int, limit: int, form: Callable[[T], Any]
) -> HttpResponse:
    """Return a page of a list, with how many there are in all, and links to the other pages (RFC 8288)."""
    pages = max(-(-found // limit), 1)
    leads = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    links = [f'<{_address(request, each)}>; rel="{name}"' for name, each in leads.items() if 1 <= each <= pages]
    body = {"rows": [form(row) for row in rows], "found": found, "page": page, "pages": pages}
    return told(body, headers={"Link": ", ".join(links)})


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{request.path}?{query.urlencode()}"


def tag(entry: int, *, at_risk: bool) -> str:
    """Return the tag of a promise: the entry that changed it last, and whether it is at risk."""
    return f'"{entry}{"-at-risk" if at_risk else ""}"'


def unchanged(request: HttpRequest, current: str) -> bool:
    """Return whether the program has it already (``If-None-Match``)."""
    given = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    return current in given or "*" in given


def unless_known(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Return an answer with a tag of what it says; nothing but the tag where the program has just that already.

    What changes something, is a refusal, or has a tag of its own passes as it is.
    """
    if not isinstance(answer, HttpResponse) or answer.status_code != 200 or "ETag" in answer.headers:
        return answer
    if request.method != "GET":
        return answer
    current = f'"{sha256(answer.content).hexdigest()[:24]}"'
    if unchanged(request, current):
        return HttpResponse(status=304, headers={"ETag": current})
    answer.headers["ETag"] = current
    return answer


def expected_entry(given: str) -> int | None:
    """Return the entry that a program saw last (``If-Match``); None: it does not say.

    Raises
    ------
    Refused
        It is the tag of nothing.
    """
    if given.strip() in {"", "*"}:
        return None
    entry = given.strip().strip('"').removesuffix("-at-risk")
    if not (entry.isascii() and entry.isdecimal()):
        raise Refused(412, "If-Match is no tag of a promise. Send the ETag that came with it.")
    return int(entry)


def named(request: HttpRequest, key: str, content: BaseModel) -> RequestName | None:
    """Return the name of a request (``Idempotency-Key``) for what it asks; None: it has none."""
    return request_name(f"api-{key}", request.method, request.path, content.model_dump_json()) if key else None
