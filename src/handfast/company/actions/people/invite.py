"""Invite somebody, and change what people may do and see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from handfast.company.people.audit import note
from handfast.company.people.directory import user_named
from handfast.company.people.permissions import Permission
from handfast.company.people.roles import ROLES
from handfast.company.writing import writing
from handfast.errors import Conflict, DataError, Fault, NotAllowed

if TYPE_CHECKING:
    from handfast.company.models.people import User
    from handfast.company.people.person import Person

LONGEST_NAME = 150
_NAME = re.compile(r"[\w.+@-]+")


@dataclass(frozen=True)
class Rights:
    """What somebody may do and see; None for sites or segments: all."""

    roles: tuple[str, ...]
    sites: tuple[str, ...] | None = None
    segments: tuple[str, ...] | None = None
    looks_after: tuple[str, ...] = ()


def invite(
    username: str, *, name: str, email: str, rights: Rights, by: Person, now: dt.datetime, address: str = ""
) -> User:
    """Write down somebody new who may come in as soon as they have set a password.

    Raises
    ------
    NotAllowed
        Whoever invites may not.
    DataError
        Name, address or roles are wrong.
    Conflict
        There is somebody of that name.
    """
    from handfast.company.models.people import User

    by.assert_may(Permission.PEOPLE_MANAGE)
    username = User.normalize_username(username.strip())
    assert_name(username)
    assert_email(email)
    assert_roles(rights.roles)
    with writing():
        if User.objects.filter(username=username).exists():
            raise Conflict(_("There is somebody called {name} already.").format(name=username))
        user = User.objects.create_user(username, name=name.strip(), email=email.strip(), **_columns(rights))
        note("invited", actor=by.username, about=username, now=now, address=address, said=_said(rights))
    return user


def change_rights(username: str, rights: Rights, *, by: Person, now: dt.datetime, address: str = "") -> User:
    """Change what somebody may do and see. The last administrator stays one.

    Raises
    ------
    NotAllowed
        Whoever changes it may not; or nobody would be left who may.
    """
    by.assert_may(Permission.PEOPLE_MANAGE)
    assert_roles(rights.roles)
    with writing():
        user = user_named(username)
        if "administrator" not in rights.roles:
            assert_somebody_manages(without=user)
        before = Rights(**{each.name: getattr(user, each.name) for each in fields(Rights)})
        for column, value in _columns(rights).items():
            setattr(user, column, value)
        user.save(update_fields=list(_columns(rights)))
        said = {"before": _said(before), "after": _said(rights)}
        note("person_changed", actor=by.username, about=username, now=now, address=address, said=said)
    return user


def close_account(username: str, *, closed: bool, by: Person, now: dt.datetime, address: str = "") -> None:
    """Close somebody's account, so that they cannot come in, or open it again. What they did stays as it is."""
    from handfast.company.models.people import Session, Token

    by.assert_may(Permission.PEOPLE_MANAGE)
    with writing():
        user = user_named(username)
        if closed:
            assert_somebody_manages(without=user)
            Session.objects.filter(person=user.pk).delete()
            Token.objects.filter(person=user.pk, revoked=None).update(revoked=now)
        user.is_active = not closed
        user.save(update_fields=["is_active"])
        kind = "person_closed" if closed else "person_opened"
        note(kind, actor=by.username, about=username, now=now, address=address)


def assert_somebody_manages(without: User) -> None:
    """Refuse to leave the company without anybody who may give roles."""
    from handfast.company.models.people import User

    others = User.objects.filter(is_active=True).exclude(pk=without.pk)
    if "administrator" in without.roles and not any("administrator" in each.roles for each in others):
        raise NotAllowed(
            _("{name} is the only administrator. Make somebody else one first.").format(name=without.username)
        )


def assert_name(username: str) -> None:
    """Refuse a name that the ledger could not keep."""
    if len(username) > LONGEST_NAME or not _NAME.fullmatch(username):
        cure = _("Use 1 to {most} letters, digits, and . _ - + @, without blanks").format(most=LONGEST_NAME)
        raise DataError([Fault("", "", None, "name", username, _("cannot be a name"), cure)])


def assert_email(email: str) -> None:
    """Refuse what is no e-mail address; none at all is allowed."""
    try:
        if email.strip():
            validate_email(email.strip())
    except ValidationError:
        cure = _("Write it like ina@example.com, or leave it empty")
        raise DataError([Fault("", "", None, "e-mail", email, _("is no e-mail address"), cure)]) from None


def assert_roles(roles: Iterable[str]) -> None:
    """Refuse roles that there are not."""
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        cure = _("Roles are {roles}").format(roles=", ".join(ROLES))
        raise DataError([Fault("", "", None, "role", unknown[0], _("is no role"), cure)])


def _columns(rights: Rights) -> dict[str, Any]:
    return {
        "roles": list(rights.roles),
        "sites": None if rights.sites is None else list(rights.sites),
        "segments": None if rights.segments is None else list(rights.segments),
        "looks_after": list(rights.looks_after),
    }


def _said(rights: Rights) -> dict[str, Any]:
    """Return what stands in the audit trail: sites and segments where they are bounded, be it to none."""
    told = _columns(rights)
    return {name: value for name, value in told.items() if value or (value == [] and name in {"sites", "segments"})}
