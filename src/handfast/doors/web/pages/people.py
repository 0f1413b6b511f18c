"""People: who works with the company, what each may do and see; inviting, closing, handing on a new link."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handfast.company.actions.people import second_factor as factor
from handfast.company.actions.people.invite import Rights, change_rights, close_account, invite
from handfast.company.actions.people.set_password import INVITATION, RESET
from handfast.company.models.people import User
from handfast.company.people.audit import audit_trail, note
from handfast.company.people.directory import boundaries, everybody, user_named
from handfast.company.people.permissions import MEANING, Permission
from handfast.company.people.roles import ROLES
from handfast.company.writing import writing
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.in_words import in_words, words_of
from handfast.doors.web.pages.password_links import link_for
from handfast.doors.web.shell import page
from handfast.errors import Conflict, DataError

log = logging.getLogger("handfast.mail")


@require_safe
def people(request: Request) -> HttpResponse:
    """Show everybody."""
    rows = [
        {"user": user, "roles": [_(ROLES[role].name) for role in user.roles if role in ROLES]} for user in everybody()
    ]
    return page(request, "people.html", rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request) -> HttpResponse:
    """Invite somebody; the link goes out by mail, or is handed on by hand."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            user = invite(
                request.POST.get("username", ""),
                name=request.POST.get("name", ""),
                email=request.POST.get("email", ""),
                rights=_rights(request),
                by=request.who,
                now=now(),
                address=request.address,
            )
        except DataError as error:
            faults = [in_words(fault.said) for fault in error.faults]
        except Conflict as error:
            faults = [words_of(error)]
        else:
            return _person(request, user, **_handed_on(request, user, "invitation"))
    context = {"faults": faults, "typed": request.POST, **_choices(_rights(request))}
    return page(request, "invite.html", 422 if faults else 200, **context)


def _handed_on(request: Request, user: User, name: str) -> dict[str, Any]:
    """Send somebody their link, or return it to be handed on where no mail can be sent."""
    link = link_for(request, user, INVITATION if name == "invitation" else RESET, name)
    if not (settings.HANDFAST_MAILS and user.email):
        return {"link": link}
    text = render_to_string(f"mail/{name}.txt", {"name": str(user), "link": link, "by": str(request.who)})
    try:
        send_mail(_("Your access to Handfast"), text, None, [user.email])
    except (OSError, SMTPException):
        log.exception("no mail can be sent")
        messages.warning(request, _("No mail can be sent just now. Hand on the link yourself."))
        return {"link": link}
    messages.success(request, _("A mail with the link is on its way to {address}.").format(address=user.email))
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request, username: str) -> HttpResponse:
    """Show somebody; change what they may do and see."""
    user = user_named(username)
    if request.method != "POST":
        return _person(request, user)
    wanted = request.POST.get("do")
    if wanted == "rights":
        user = change_rights(username, _rights(request), by=request.who, now=now(), address=request.address)
        messages.success(request, _("Saved. It counts from the next click on."))
    elif wanted in {"close", "open"}:
        close_account(username, closed=wanted == "close", by=request.who, now=now(), address=request.address)
    elif wanted == "link":
        first = not user.has_usable_password()
        with writing():
            note("reset_asked", actor=request.who.username, about=username, now=now(), address=request.address)
        return _person(request, user, **_handed_on(request, user, "invitation" if first else "reset_link"))
    elif wanted == "no_second_factor":
        factor.remove(user, by=request.who.username, now=now(), address=request.address)
    return redirect("people_person", username=username)


def _person(request: Request, user: User, **more: Any) -> HttpResponse:
    has = Rights(
        tuple(user.roles),
        None if user.sites is None else tuple(user.sites),
        None if user.segments is None else tuple(user.segments),
        tuple(user.looks_after),
    )
    trail = audit_trail(about=user.username, most=20)
    return page(request, "person.html", user=user, trail=trail, **_choices(has), **more)


def _rights(request: Request) -> Rights:
    """Return what the form says."""
    form = request.POST
    return Rights(
        tuple(form.getlist("roles")),
        None if form.get("all_sites", "yes") == "yes" else tuple(form.getlist("sites")),
        None if form.get("all_segments", "yes") == "yes" else tuple(form.getlist("segments")),
        tuple(form.getlist("looks_after")),
    )


def _choices(has: Rights) -> dict[str, Any]:
    """Return what can be chosen, and what is."""
    bounds = boundaries()
    return {
        "has": has,
        "all_roles": [
            (role, [_(MEANING[each]) for each in Permission if each in role.permissions]) for role in ROLES.values()
        ],
        "sites": bounds.sites,
        "segments": bounds.segments,
        "owners": bounds.owners,
    }
