"""The second step of signing in: the code from the telephone, or one from the list."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handfast.company.actions.people import second_factor as factor
from handfast.company.actions.people.sign_in import Knock, LockedOut, assert_not_locked_out, failed
from handfast.company.models.people import User
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.in_words import words_of
from handfast.doors.web.pages.sign_in import HALF, HALF_NEXT, HALF_SINCE, let_in
from handfast.doors.web.shell import page

PATIENCE = dt.timedelta(minutes=10)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: Request) -> HttpResponse:
    """Ask for the code, and let in whoever has it."""
    user = _half_signed_in(request)
    if user is None:
        return redirect("sign_in")
    said = ""
    if request.method == "POST":
        knock = Knock(user.username, request.address, now())
        try:
            assert_not_locked_out(knock, user.username)
            if factor.passes(user, request.POST.get("code", ""), now=knock.now):
                back = request.session[HALF_NEXT]
                let_in(request, user, knock, "second factor")
                return HttpResponseRedirect(back)
            failed(knock, user.username, "second_factor_failed")
            said = _("This code does not fit, or was used already. Wait for the next one, and try again.")
        except LockedOut as error:
            said = words_of(error)
    return page(request, "second_factor.html", status=403 if said else 200, said=said)


def _half_signed_in(request: Request) -> User | None:
    """Return who gave the right password a short while ago in this browser."""
    since = request.session.get(HALF_SINCE)
    if since is None or now() - dt.datetime.fromisoformat(since) > PATIENCE:
        return None
    return User.objects.filter(pk=int(request.session[HALF]), is_active=True).first()
