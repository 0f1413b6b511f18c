"""Signing in, by name and password or by the company's directory; and signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login, logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handfast.company.actions.people.sign_in import Knock, LockedOut, came_in
from handfast.company.actions.people.sign_in import sign_in as try_password
from handfast.company.people.audit import note
from handfast.company.people.sessions import ADDRESS, BROWSER, STARTED
from handfast.company.writing import writing
from handfast.doors.entrance.gate import safe_next
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.in_words import words_of
from handfast.doors.web.shell import page

if TYPE_CHECKING:
    from handfast.company.models.people import User

HALF, HALF_SINCE, HALF_NEXT = "half_signed_in", "half_since", "half_next"
"""Session keys of somebody whose password was right and whose second factor is still to come."""

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Show the form, and let in whoever gives the right name and password."""
    if request.person is not None:
        return HttpResponseRedirect(safe_next(request))
    said, typed = "", request.POST.get("username", "")[:150]
    if request.method == "POST":
        knock = Knock(typed, request.address, now())
        try:
            user = try_password(knock, request.POST.get("password", ""))
        except LockedOut as error:
            said, user = words_of(error), None
        if user is not None:
            return _go_on(request, user, knock)
        said = said or _("Name and password do not fit together. Look at capital letters, and try again.")
    context = {"said": said, "typed": typed, "next": safe_next(request)}
    return page(request, "sign_in.html", status=403 if said else 200, **context)


def _go_on(request: Request, user: User, knock: Knock) -> HttpResponse:
    """Let somebody in whose password was right, or ask for their second factor first."""
    back = safe_next(request)
    if user.second_factor_since is None:
        let_in(request, user, knock, "password")
        return HttpResponseRedirect(back)
    request.session.cycle_key()
    request.session[HALF] = user.pk
    request.session[HALF_SINCE] = knock.now.isoformat()
    request.session[HALF_NEXT] = back
    return redirect("second_factor")


def let_in(request: Request, user: User, knock: Knock, how: str) -> None:
    """Begin somebody's session, and write it down."""
    for key in (HALF, HALF_SINCE, HALF_NEXT):
        request.session.pop(key, None)
    login(request, user, backend=MODEL_BACKEND)
    request.session[STARTED] = knock.now.isoformat()
    request.session[ADDRESS] = knock.address
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:300]
    came_in(user, knock, how)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    with writing():
        note("signed_out", actor=request.who.username, now=now(), address=request.address)
    logout(request)
    return redirect("sign_in")
