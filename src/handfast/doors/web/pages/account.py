"""One's account: how one reads, the password, the second factor, sessions, tokens."""

from __future__ import annotations

import zoneinfo
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handfast.company.actions.people import second_factor as factor
from handfast.company.actions.people.end_sessions import end_sessions
from handfast.company.actions.people.make_token import make_token, revoke_token
from handfast.company.actions.people.reading import set_reading
from handfast.company.actions.people.set_password import set_password
from handfast.company.models.people import Session, Token, User
from handfast.company.people.directory import user_named
from handfast.company.people.permissions import MEANING, Permission
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.shell import page
from handfast.errors import DataError

ISSUER = "Handfast"


@require_safe
def account(request: Request) -> HttpResponse:
    """Show one's account."""
    return _account(request)


def _account(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    user, moment = user_named(request.who.username), now()
    context = {
        "me": user,
        "now": moment,
        "languages": settings.LANGUAGES,
        "zones": sorted(zoneinfo.available_timezones()),
        "sessions": Session.objects.filter(person=user.pk, expire_date__gt=moment).order_by("-started"),
        "this_session": request.session.session_key,
        "tokens": Token.objects.filter(person=user.pk, revoked=None).order_by("-made"),
        "scopes": [(each, _(MEANING[each])) for each in Permission if request.who.may(each)],
        "has_password": user.has_usable_password(),
    }
    return page(request, "account.html", status=status, **{**context, **more})


@require_POST
def reading(request: Request) -> HttpResponse:
    """Set language and time zone."""
    try:
        set_reading(
            language=request.POST.get("language", ""), time_zone=request.POST.get("time_zone", ""), by=request.who
        )
    except DataError as error:
        return _account(request, 422, reading_faults=[str(fault) for fault in error.faults])
    messages.success(request, _("Saved."))
    return redirect("account")


@sensitive_post_parameters()
@require_POST
def password(request: Request) -> HttpResponse:
    """Set a new password, knowing the old one."""
    user = user_named(request.who.username)
    new, faults = request.POST.get("password", ""), []
    if not user.check_password(request.POST.get("old", "")):
        faults = [_("The old password is another one.")]
    elif new != request.POST.get("again", ""):
        faults = [_("Both new passwords must be the same.")]
    else:
        try:
            set_password(user, new, how="account", now=now(), address=request.address)
        except DataError as error:
            faults = [fault.problem for fault in error.faults]
    if faults:
        return _account(request, 422, password_faults=faults)
    update_session_auth_hash(request, user)
    messages.success(request, _("Your new password is set. Other browsers have to sign in again."))
    return redirect("account")


@require_POST
def sessions(request: Request) -> HttpResponse:
    """End all sessions but this one."""
    end_sessions(but=request.session.session_key or "", by=request.who, now=now(), address=request.address)
    messages.success(request, _("All other browsers have to sign in again."))
    return redirect("account")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: Request) -> HttpResponse:
    """Set up a second factor, or remove it, after the password was given once more."""
    user = user_named(request.who.username)
    if request.method != "POST":
        return page(request, "second_factor_set_up.html", me=user)
    wanted = request.POST.get("do")
    if wanted == "confirm" and user.second_factor:
        codes = factor.confirm(user, request.POST.get("code", "").strip(), now=now(), address=request.address)
        said = "" if codes else _("This code does not fit. Is the telephone's clock right?")
        status = 200 if codes else 422
        return page(request, "second_factor_set_up.html", status, me=user, codes=codes, said=said, **_key(user))
    if not user.check_password(request.POST.get("password", "")):
        said = _("The password is another one.")
        return page(request, "second_factor_set_up.html", 422, me=user, said=said)
    if wanted == "remove":
        factor.remove(user, by=user.username, now=now(), address=request.address)
        messages.success(request, _("Signing in needs no second factor any more."))
        return redirect("account")
    factor.begin(user)
    return page(request, "second_factor_set_up.html", me=user, **_key(user))


def _key(user: User) -> dict[str, Any]:
    """Return what a telephone needs: a picture to scan, or the key to type."""
    key = factor.key_of(user)
    grouped = " ".join(key[n : n + 4] for n in range(0, len(key), 4))
    return {
        "key": grouped,
        "picture": _picture(f"otpauth://totp/{ISSUER}:{user.username}?secret={key}&issuer={ISSUER}"),
    }


def _picture(text: str) -> SafeString:
    """Return a QR code as SVG: made of numbers alone, whatever the text."""
    svg = segno.make(text, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff", svgclass="code")
    return mark_safe(svg)  # segno writes coordinates; the text itself is nowhere in it


@require_POST
def tokens(request: Request) -> HttpResponse:
    """Make a token, and show it once."""
    days = request.POST.get("days", "")
    try:
        made = make_token(
            request.POST.get("name", ""),
            request.POST.getlist("scope"),
            days=int(days) if days.isdecimal() and len(days) < 6 else 0,
            by=request.who,
            now=now(),
            address=request.address,
        )
    except DataError as error:
        return _account(request, 422, token_faults=[str(fault) for fault in error.faults])
    return _account(request, made=made)


@require_POST
def token(request: Request, number: int) -> HttpResponse:
    """Revoke a token."""
    revoke_token(number, by=request.who, now=now(), address=request.address)
    messages.success(request, _("The token is revoked: programs that use it are turned away from now on."))
    return redirect("account")
