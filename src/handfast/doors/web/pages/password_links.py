"""Links that let somebody set a password: after an invitation, and when the old one is forgotten."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handfast.company.actions.people.set_password import INVITATION, RESET, set_password
from handfast.company.models.people import User
from handfast.company.people.audit import note
from handfast.company.writing import writing
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.shell import page
from handfast.errors import DataError

log = logging.getLogger("handfast.mail")


def path_for(user: User, links: PasswordResetTokenGenerator, name: str) -> str:
    """Return the path that lets somebody set their password once."""
    number = urlsafe_base64_encode(str(user.pk).encode())
    return reverse(name, args=[number, links.make_token(user)])


def link_for(request: Request, user: User, links: PasswordResetTokenGenerator, name: str) -> str:
    """Return the address that lets somebody set their password once."""
    return request.build_absolute_uri(path_for(user, links, name))


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: Request) -> HttpResponse:
    """Send a link to whoever forgot the password. The answer is the same whether there is such a person or not."""
    if request.method != "POST" or not settings.HANDFAST_MAILS:
        return page(request, "reset.html", mails=settings.HANDFAST_MAILS)
    try:
        with get_connection() as post:  # opened for a name that we do not know too, so that nothing tells it apart
            for user in _called(request.POST.get("username", "")[:254].strip()):
                _send(request, user, post)
    except (OSError, SMTPException):
        log.exception("no mail can be sent")
        said = _("No mail can be sent just now. Try again later, or ask an administrator for a link.")
        return page(request, "reset.html", 503, mails=True, said=said)
    return page(request, "reset_sent.html")


def _called(typed: str) -> list[User]:
    """Return who signs in with this name, or else has this address; several may share one."""
    known = User.objects.filter(is_active=True).exclude(email="")
    return list(known.filter(username=typed)) or list(known.filter(email__iexact=typed) if typed else ())


def _send(request: Request, user: User, post: BaseEmailBackend) -> None:
    with writing():
        note("reset_asked", actor=user.username, now=now(), address=request.address)
    link = link_for(request, user, RESET, "reset_link")
    context = {"name": str(user), "username": user.username, "link": link}
    text = render_to_string("mail/reset_link.txt", context)
    send_mail(_("A new password for Handfast"), text, None, [user.email], connection=post)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reset_link(request: Request, number: str, token: str) -> HttpResponse:
    """Let somebody set a new password."""
    return _set(request, number, token, RESET, "reset")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, number: str, token: str) -> HttpResponse:
    """Let somebody who was invited set their first password."""
    return _set(request, number, token, INVITATION, "invitation")


def _set(request: Request, number: str, token: str, links: PasswordResetTokenGenerator, how: str) -> HttpResponse:
    user = _user(number)
    if user is None or not links.check_token(user, token):
        return page(request, "link_over.html", status=404, how=how)
    faults: list[str] = []
    if request.method == "POST":
        password = request.POST.get("password", "")
        if password != request.POST.get("again", ""):
            faults = [_("Both passwords must be the same.")]
        else:
            try:
                set_password(user, password, how=how, now=now(), address=request.address)
            except DataError as error:
                faults = [fault.problem for fault in error.faults]
            else:
                messages.success(request, _("Your password is set. Sign in with it."))
                return redirect("sign_in")
    return page(request, "set_password.html", status=422 if faults else 200, user=user, faults=faults, how=how)


def _user(number: str) -> User | None:
    try:
        pk = int(urlsafe_base64_decode(number).decode())
    except (ValueError, UnicodeDecodeError):
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
