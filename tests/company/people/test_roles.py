"""Roles allow what they should, and no permission is for nobody."""

from __future__ import annotations

import pytest

from handfast.company.people.permissions import MEANING, Permission
from handfast.company.people.person import Person, owner_of_the_file, with_roles
from handfast.company.people.roles import ROLES, permissions_of, who_may
from handfast.errors import NotAllowed


def test_every_permission_has_its_meaning_and_somebody_who_has_it() -> None:
    assert set(MEANING) == set(Permission)
    assert not [permission for permission in Permission if not who_may(permission)]


def test_a_role_that_is_not_known_allows_nothing() -> None:
    assert permissions_of(frozenset({"emperor"})) == frozenset()


def test_several_roles_allow_what_any_allows() -> None:
    both = with_roles("jo", "Jo", frozenset({"sales", "planner"}))
    assert both.permissions == ROLES["sales"].permissions | ROLES["planner"].permissions


def test_what_is_refused_says_who_may() -> None:
    with pytest.raises(NotAllowed, match=r"Jo may not publish plans\. Ask somebody who may: .*planner.* or "):
        with_roles("jo", "Jo", frozenset({"sales"})).assert_may(Permission.PLAN_PUBLISH)


def test_a_token_allows_only_what_its_person_may() -> None:
    jo = with_roles("jo", "Jo", frozenset({"sales"}))
    narrow = jo.within(frozenset({Permission.PROMISE_ASK, Permission.PLAN_PUBLISH}))
    assert narrow.permissions == {Permission.PROMISE_ASK}


def test_the_file_belongs_to_whoever_works_on_it() -> None:
    assert owner_of_the_file("me").permissions == frozenset(Permission)
    assert Person("nobody").permissions == frozenset()


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("sales", {"promise.make", "margin.see"}, {"cost.see", "customers.see_all", "promise.override", "plan.make"}),
        ("customer_service", {"customers.see_all"}, {"margin.see", "cost.see"}),
        ("production", {"supply.report", "proposals.accept"}, {"customers.see", "margin.see", "promise.make"}),
        ("logistics", {"promise.ship"}, {"promise.make", "cost.see"}),
        ("administrator", {"people.manage", "audit.see"}, {"promise.see", "customers.see", "cost.see"}),
        ("system", {"promise.ask", "promise.make"}, {"people.manage", "cost.see", "margin.see"}),
    ],
)
def test_what_a_role_is_for(role: str, may: set[str], may_not: set[str]) -> None:
    has = set(ROLES[role].permissions)
    assert may <= has
    assert not may_not & has
