"""Finds out who asks: by the session of a browser, or by the token of a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from handfast.company.actions.people.make_token import person_with_token
from handfast.company.people.directory import person_of
from handfast.company.people.person import Person
from handfast.doors.entrance.health import ANY_NAME
from handfast.doors.entrance.served import now, served
from handfast.errors import NotAllowed
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.facade import Company

BEARER = "Bearer "


class Who:
    """Puts `person`, `who` and `company` on each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find out who asks, and answer them."""
        asked: Any = request
        asked.by_token = request.headers.get("Authorization", "").startswith(BEARER)
        if asked.by_token:
            asked._dont_enforce_csrf_checks = True  # no other site can make a browser send a token
        asked.person = _person(request)
        asked.who = SimpleLazyObject(lambda: _signed_in(asked.person))
        asked.company = SimpleLazyObject(lambda: _company(asked.person))
        return self.get_response(request)


def _person(request: HttpRequest) -> Person | None:
    """Return who asks. A request that carries a token is never taken for the browser's session beside it.

    Who asks whether the server lives is nobody: that must be told while the database is away, to a browser too.
    """
    if request.path in ANY_NAME:
        return None
    given = request.headers.get("Authorization", "")
    if given.startswith(BEARER):
        return person_with_token(given.removeprefix(BEARER).strip(), now())
    user = request.user
    return person_of(user) if user.is_authenticated else None


def _signed_in(person: Person | None) -> Person:
    if person is None:
        raise NotAllowed(sentence("Nobody has signed in."))
    return person


def _company(person: Person | None) -> Company:
    return served().acting_as(_signed_in(person))
