"""Refusals as programs read them: problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

CONTENT_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str, request: HttpRequest, **more: Any) -> JsonResponse:
    """Return a refusal.

    Parameters
    ----------
    title
        What kind of refusal it is: the same words for the same kind.
    detail
        What is wrong this time, and what helps.
    more
        Further members, such as every fault.
    """
    form = {"title": title, "status": status, "detail": detail, "instance": request.path, **more}
    form["request"] = getattr(request, "number", None)
    return JsonResponse(form, status=status, content_type=CONTENT_TYPE)
