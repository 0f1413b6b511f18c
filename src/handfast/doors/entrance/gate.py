"""The gate: every request is let in by the table of addresses, or turned away before any view is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from handfast.doors.entrance.access import access_to, methods_of
from handfast.doors.entrance.problem import problem
from handfast.doors.entrance.request import Request

NEXT = "next"


class Gate:
    """Lets in whom the table lets in. What the table does not know opens for nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _arguments: Any, _named: Any) -> HttpResponseBase | None:
        """Let it go on, send to the sign-in, or refuse."""
        match = request.resolver_match
        name = match.view_name if match is not None else ""
        access = access_to(name, request.method or "")
        asked = cast(Request, request)
        if access is None and methods_of(name):
            return not_so(asked, methods_of(name))
        if access is None:
            raise PermissionDenied(f"{name or request.path} has no line in ACCESS: it is open to nobody.")
        if access.lets_in(asked.person):
            return None
        if asked.person is not None:
            raise PermissionDenied("This is not part of what you do here.")
        return unknown(asked) if is_program(request) else to_sign_in(asked)


def unknown(request: Request) -> HttpResponse:
    """Tell a program that nobody knows who it is."""
    cure = "Send a valid token as 'Authorization: Bearer hf_...'. Tokens are made on the page Account."
    response = problem(401, "Nobody has signed in", cure, request)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def not_so(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Tell that an address is there, but not for this method."""
    said = f"{request.method} does nothing here. What does something: {', '.join(methods)}."
    response = problem(405, "Not with this method", said, request)
    response.headers["Allow"] = ", ".join(methods)
    return response


def is_program(request: HttpRequest) -> bool:
    """Return whether a program asks, which has no use for a sign-in page."""
    return bool(getattr(request, "by_token", False)) or request.path.startswith("/api/")


def to_sign_in(request: Request) -> HttpResponse:
    """Send to the sign-in, and afterwards back to where they were.

    A part of a page cannot be replaced by the sign-in page: then htmx is told to go there, and nothing is swapped.
    """
    if not request.htmx:
        back = request.get_full_path() if request.method == "GET" else _sent_from(request)
        return HttpResponseRedirect(sign_in_address(back))
    back = _within(request.htmx.current_url_abs_path or "")
    return HttpResponse(status=204, headers={"HX-Redirect": sign_in_address(back)})


def _sent_from(request: Request) -> str:
    """Return the page of ours from which a form was sent, where the browser says it."""
    page = request.headers.get("Referer", "")
    return _within(page) if urlsplit(page).netloc == request.get_host() else ""


def _within(address: str) -> str:
    """Return an address without the host."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def sign_in_address(back: str) -> str:
    """Return the address of the sign-in that leads back to a page."""
    address = resolve_url(settings.LOGIN_URL)
    return f"{address}?{urlencode({NEXT: back})}" if back and back != "/" else address


def safe_next(request: HttpRequest) -> str:
    """Return where to go after signing in: a page of ours, whatever the address says."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or "/"
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"
