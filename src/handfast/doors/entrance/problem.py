"""Refusals as programs read them: problem details (RFC 9457)."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError

from handfast.errors import (
    CannotPromise,
    Conflict,
    DatabaseAway,
    DatabaseError,
    DataError,
    HandfastError,
    NotAllowed,
    NotFound,
)

log = logging.getLogger("handfast.refusals")

CONTENT_TYPE = "application/problem+json"

STATUS: tuple[tuple[type[HandfastError], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (DataError, 422),
    (CannotPromise, 409),
    (Conflict, 409),
    (DatabaseError, 503),
)


def status_of(error: HandfastError) -> int:
    """Return the HTTP status of a refusal; 500 where it is our fault."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def named_too_long(error: Exception) -> bool:
    """Return whether a form was not read because a file, or a field, in it has too long a name: Django only says so."""
    return isinstance(error, MultiPartParserError) and "header size exceeded" in str(error)


def write_down(error: HandfastError, status: int, request: HttpRequest) -> None:
    """Write into the log what is not the asker's to mend.

    In a line where the surroundings are at fault, such as a busy database; with all that led to it where it is ours.
    """
    if status >= 500:
        number = {"request": getattr(request, "number", "")}
        told = f"{error} ({error.heard})" if isinstance(error, DatabaseAway) else str(error)
        log.error("%s: %s", type(error).__name__, told, exc_info=error if status == 500 else None, extra=number)


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
