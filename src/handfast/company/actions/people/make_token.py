"""Make a token: lets a program act for a person, within a scope, until a day; and revoke it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from handfast.company.database import current
from handfast.company.people.audit import note
from handfast.company.people.directory import person_with, user_named
from handfast.company.people.permissions import Permission
from handfast.company.writing import writing
from handfast.errors import DataError, Fault, NotFound

if TYPE_CHECKING:
    from handfast.company.models.people import Token
    from handfast.company.people.person import Person

PREFIX = "hf_"
MOST_DAYS = 366
_SHOWN = 9
_FRESH = dt.timedelta(minutes=1)
_KNOWN = frozenset(each.value for each in Permission)

_TOKEN = """
SELECT t.id, t.scope, t.last_used IS NOT NULL AND t.last_used >= %s, u.username, u.name,
    u.roles, u.sites, u.segments, u.looks_after, u.language, u.time_zone
FROM token t JOIN person u ON u.id = t.person
WHERE t.digest = %s AND t.revoked IS NULL AND t.expires > %s AND u.is_active
"""
"""One statement, for every request of a program asks it."""


class MadeToken(NamedTuple):
    """A new token: its row, and the secret, which is shown once and kept nowhere."""

    token: Token
    secret: str


def make_token(
    name: str, scope: Iterable[str], *, days: int, by: Person, now: dt.datetime, address: str = ""
) -> MadeToken:
    """Make a token for whoever asks.

    Parameters
    ----------
    name
        What it is for.
    scope
        Permissions that it may use; those that the person has, and no others.
    days
        How long it is valid.
    """
    from handfast.company.models.people import Token

    by.assert_may(Permission.TOKENS_MAKE)
    wanted = sorted(set(scope))
    if not name.strip():
        raise DataError([Fault("", "", None, "name", "", _("says nothing"), _("Say what the token is for"))])
    if not 1 <= days <= MOST_DAYS:
        cure = _("Choose 1 to {most} days").format(most=MOST_DAYS)
        raise DataError([Fault("", "", None, "days", str(days), _("is too short or too long"), cure)])
    foreign = [each for each in wanted if each not in by.permissions]
    if foreign or not wanted:
        cure = _("Choose from what you may do yourself")
        raise DataError([Fault("", "", None, "scope", "".join(foreign[:1]), _("is nothing you can give"), cure)])
    secret = PREFIX + secrets.token_urlsafe(32)
    with writing():
        token = Token.objects.create(
            person=user_named(by.username).pk,
            name=name.strip()[:200],
            start=secret[:_SHOWN],
            digest=_digest(secret),
            scope=wanted,
            made=now,
            expires=now + dt.timedelta(days=days),
        )
        said = {"token": token.start, "name": token.name, "scope": wanted, "expires": token.expires.isoformat()}
        note("token_made", actor=by.username, now=now, address=address, said=said)
    return MadeToken(token, secret)


def revoke_token(number: int, *, by: Person, now: dt.datetime, address: str = "") -> None:
    """Revoke a token of one's own, or anybody's, if one manages people."""
    from handfast.company.models.people import Token

    with writing():
        tokens = Token.objects.filter(pk=number, revoked=None)
        if not by.may(Permission.PEOPLE_MANAGE):
            tokens = tokens.filter(person=user_named(by.username).pk)
        token = tokens.first()
        if token is None:
            raise NotFound(_("There is no such token."))
        token.revoked = now
        token.save(update_fields=["revoked"])
        said = {"token": token.start, "name": token.name}
        note("token_revoked", actor=by.username, now=now, address=address, said=said)


def person_with_token(secret: str, now: dt.datetime) -> Person | None:
    """Return the person for whom a token acts, who may do what is in its scope; None where it is not valid."""
    if not secret.startswith(PREFIX):
        return None
    connection = current().connection
    stored = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_TOKEN, [stored(now - _FRESH), _digest(secret), stored(now)])
        row = cursor.fetchone()
    if row is None:
        return None
    number, scope, fresh, username, name, *lists, language, time_zone = row
    if not fresh:
        _used(number, now)
    roles, sites, segments, looks_after = (each and json.loads(each) for each in lists)
    person = person_with(username, name, roles, sites, segments, looks_after, language, time_zone)
    return person.within(frozenset(map(Permission, _KNOWN.intersection(json.loads(scope)))))


def _used(number: int, now: dt.datetime) -> None:
    from handfast.company.models.people import Token

    with writing():
        Token.objects.filter(pk=number).update(last_used=now)


def _digest(secret: str) -> str:
    """Return what is kept of a token. It is random and long: no slow hash is needed against guessing."""
    return hashlib.sha256(secret.encode()).hexdigest()
