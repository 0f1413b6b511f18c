"""Whatever the API says no with, as problem details (RFC 9457): what is wrong, where, and what helps."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from handfast.doors.entrance.problem import named_too_long, problem, status_of, write_down
from handfast.doors.entrance.unplaced import unplaced
from handfast.errors import DataError, Fault, HandfastError

TITLES = {
    400: "This cannot be read",
    401: "Nobody has signed in",
    403: "This is not open to you",
    404: "There is nothing here",
    405: "Not with this method",
    409: "This cannot be done as things stand",
    412: "It was changed since you looked",
    413: "That is too much at once",
    415: "This kind of content is not read",
    422: "Something is not right yet",
    428: "Say what you saw",
    429: "That is too fast",
    503: "The company cannot be reached just now",
}


class Refused(Exception):
    """A refusal of the API's own, which is about the request and not about the company.

    Parameters
    ----------
    more
        Further members of the problem.
    """

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        self.status = status
        self.detail = detail
        self.more = more
        super().__init__(detail)


def refusal(request: HttpRequest, status: int, detail: str, **more: Any) -> HttpResponse:
    """Return a refusal."""
    return problem(status, TITLES.get(status, "This is our fault"), detail, request, **more)


def handle_refusals(api: NinjaAPI) -> None:
    """Make an API answer everything it refuses as problem details; what is our fault goes on to the log."""
    api.add_exception_handler(HandfastError, _handfast)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Http404, lambda request, _: refusal(request, 404, "There is nothing at this address."))
    api.add_exception_handler(RequestDataTooBig, lambda request, _: refusal(request, 413, "Send it in parts."))
    for kind in (SuspiciousOperation, MultiPartParserError):
        api.add_exception_handler(kind, _no_form)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal(request, error.status, error.detail, **error.more)


def _handfast(request: HttpRequest, error: Any) -> HttpResponse:
    status = status_of(error)
    write_down(error, status, request)
    faults = {"errors": [fault_form(each) for each in error.faults]} if isinstance(error, DataError) else {}
    return refusal(request, status, unplaced(str(error)), kind=type(error).__name__, **faults)


def fault_form(fault: Fault) -> dict[str, Any]:
    """Return a fault: where it stands, what is wrong, what helps."""
    return {
        "where": fault.place or None,
        "field": fault.column or None,
        "value": fault.value or None,
        "problem": fault.problem,
        "cure": fault.cure,
    }


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {
            "where": f"{each['loc'][0]}{''.join(f'/{part}' for part in each['loc'][1:])}",
            "field": str(each["loc"][-1]),
            "value": None,
            "problem": each["msg"],
            "cure": "See /api/v1/openapi.json for what belongs here.",
        }
        for each in error.errors
    ]
    said = "; ".join(f"{each['where']}: {each['problem']}" for each in errors[: DataError.SHOWN])
    return refusal(request, 422, said, kind="DataError", errors=errors)


def _no_form(request: HttpRequest, error: Any) -> HttpResponse:
    if named_too_long(error):
        return refusal(request, 400, "The name of a file or a field is too long. Give it a shorter one.")
    return refusal(request, 400, "The form cannot be read.")


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    cause = error.__cause__
    detail = f"The body is no JSON: {cause}." if isinstance(cause, ValueError | RecursionError) else str(error)
    return refusal(request, error.status_code, detail)
