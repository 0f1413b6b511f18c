"""A token finds its person, with what is in its scope, on either database; and nobody once it is over."""

from __future__ import annotations

import datetime as dt

import pytest

from handfast.company.actions.people.make_token import make_token, person_with_token, revoke_token
from handfast.company.actions.people.visit import visitor
from handfast.company.database import Database
from handfast.company.people.directory import person_of
from handfast.company.people.permissions import Permission
from handfast.company.people.roles import ROLES

NOW = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
SCOPE = {Permission.PROMISE_ASK, Permission.PROMISE_SEE}


@pytest.mark.parametrize(("sites", "segments"), [(None, None), (["NORTH"], []), ([], ["retail"])])
def test_a_token_acts_for_its_person_within_its_scope(
    here: Database, sites: list[str] | None, segments: list[str] | None
) -> None:
    user = visitor(ROLES["system"], now=NOW)
    user.sites, user.segments, user.looks_after = sites, segments, ["sales north"]
    user.save()
    person = person_of(user)
    secret = make_token("shop", sorted(SCOPE), days=7, by=person, now=NOW).secret
    assert person_with_token(secret, NOW) == person.within(frozenset(SCOPE))
    assert person_with_token(secret, NOW + dt.timedelta(days=6)) == person.within(frozenset(SCOPE))
    assert person_with_token(secret + "x", NOW) is None
    assert person_with_token(secret, NOW + dt.timedelta(days=7)) is None


def test_a_token_is_over_with_its_person_or_when_it_is_revoked(here: Database) -> None:
    user = visitor(ROLES["system"], now=NOW)
    first, second = (make_token(name, sorted(SCOPE), days=7, by=person_of(user), now=NOW) for name in ("one", "two"))
    revoke_token(first.token.pk, by=person_of(user), now=NOW)
    assert person_with_token(first.secret, NOW) is None
    assert person_with_token(second.secret, NOW) is not None
    user.is_active = False
    user.save()
    assert person_with_token(second.secret, NOW) is None
