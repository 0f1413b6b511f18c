"""Refusals as pages: what is wrong and what helps, in kind words, never a number alone.

A part of a page that htmx asked for is answered by a sentence for the page's notice, and the page stays as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from handfast.company.refusals import plain
from handfast.doors.entrance.gate import is_program
from handfast.doors.entrance.problem import named_too_long, problem, status_of, write_down
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import served
from handfast.doors.entrance.unplaced import unplaced
from handfast.doors.web.in_words import words_of
from handfast.doors.web.uploads import MOST_BYTES
from handfast.errors import HandfastError

NOT_SO = 405
"""Status of an address that is asked in a way that it does not know."""


class Refusals:
    """Turns what Handfast says no with into a page, or into a notice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; what is only written to has nothing to show, and says so."""
        answer = self.get_response(request)
        if answer.status_code != NOT_SO or is_program(request):
            return answer
        told = refusal(request, NOT_SO, _("What a page sends goes here; there is nothing to look at."))
        told.headers["Allow"] = answer.headers["Allow"]
        return told

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; whatever else went wrong is a fault of ours, and logged as one."""
        known = _known(error)
        return refused(request, known) if known is not None else None


def _known(error: BaseException | None) -> HandfastError | None:
    """Return the refusal that an error is, or what it means of the database; ``None`` for a fault of ours."""
    if isinstance(error, HandfastError) or error is None:
        return error
    meant = plain(served().database, error)
    return meant if isinstance(meant, HandfastError) else None


def refused(request: HttpRequest, error: HandfastError) -> HttpResponse:
    """Answer a refusal, and write into the log what is not the asker's to mend."""
    status = status_of(error)
    write_down(error, status, request)
    return refusal(request, status, words_of(error))


def refusal(request: HttpRequest, status: int, said: str) -> HttpResponse:
    """Return a refusal in the form that fits whoever asks."""
    title, said = _titles().get(status, _("This does not work just now")), unplaced(said)
    if is_program(request):
        return problem(status, title, said, request)
    context = {"title": title, "said": said, "status": status, "number": getattr(request, "number", "")}
    part = bool(getattr(cast(Request, request), "htmx", False)) and not request.headers.get("HX-Boosted")
    return render(request, "refusal_part.html" if part else "refusal.html", context, status=status)


def _titles() -> dict[int, str]:
    return {
        400: _("We could not understand that"),
        403: _("This is not open to you"),
        404: _("There is nothing here"),
        NOT_SO: _("There is nothing to see here"),
        409: _("Somebody was faster"),
        413: _("That is too much at once"),
        422: _("Something is not right yet"),
        500: _("This is our fault"),
        503: _("The company cannot be reached just now"),
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read."""
    if isinstance(exception, RequestDataTooBig):
        most = _("At most {most} MB are taken at once. Bring it in parts.")
        return refusal(request, 413, most.format(most=MOST_BYTES // 1_000_000))
    if named_too_long(exception):
        return refusal(request, 400, _("A file's name is too long. Give it a shorter one, and bring it again."))
    return refusal(request, 400, _("Go back, and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django names it
    """Answer what the gate turned away."""
    return refusal(request, 403, _("Ask an administrator if it should be part of your work."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django names it
    """Answer an address that leads nowhere."""
    return refusal(request, 404, _("The address may be old, or mistyped."))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer what should not have happened, and what went wrong on the way to a page, as a database that is away."""
    known = _known(sys.exception())
    if known is not None:
        return refused(request, known)
    said = _("Nothing was lost. We have written it down; tell your administrator this number if it happens again.")
    return refusal(request, 500, said)


def stale_form(request: HttpRequest, **_reason: Any) -> HttpResponse:
    """Answer a form that was open for too long, or came from another page than ours."""
    return refusal(request, 403, _("The form was open for too long. Go back, load the page again, and send it again."))
