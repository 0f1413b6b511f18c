"""Makes the served company current for each request, on a connection of the thread that answers it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from handfast.doors.entrance.served import served


class CompanyHere:
    """Django's own tables (people, sessions) are read and written in the served company's database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the company current."""
        with served().database.here():
            return self.get_response(request)
