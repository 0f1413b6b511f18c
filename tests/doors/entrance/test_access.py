"""Every address x every role: the table of addresses decides, and an address that it does not know fails here.

Nothing is listed by hand: addresses come from Django's own table, roles from ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.doors.conftest import Served, serve_copy

from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person, with_roles
from handfast.company.people.roles import ROLES
from handfast.doors.entrance.access import ACCESS, Access, access_to

SAMPLE = {"number": "1", "int": "1", "uuid": "6f7de2e4-5f0e-4f1f-9d0c-0d6a3c1a8a11"}
NO_DRAFT = "/imports/987654321/"
"""A draft is open to who made it alone; while the walk uploads files, somebody else's would be number 1."""

GAP = re.compile(r"<(?:(\w+):)?\w+>")
METHODS = ("GET", "POST", "DELETE")


def addresses(patterns: list[Any] | None = None, before: str = "", spaces: str = "") -> Iterator[tuple[str, str]]:
    """Yield every address's name, and an address of it with something in each gap."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            address = "/" + GAP.sub(lambda gap: SAMPLE.get(gap[1], "x"), route)
            yield f"{spaces}{pattern.name or ''}", address.replace("/imports/1/", NO_DRAFT)


ALL = sorted(set(addresses()))
NAMES = sorted({name for name, _ in ALL})


def test_the_walk_finds_addresses() -> None:
    assert {"today", "sign_in", "healthz"} <= set(NAMES)
    assert not [address for _, address in ALL if "<" in address]


@pytest.mark.parametrize("name", NAMES)
def test_every_address_has_its_line(name: str) -> None:
    assert name in ACCESS, f"give the address {name!r} its line in handfast.doors.entrance.access.ACCESS"


def test_every_line_has_its_address() -> None:
    assert set(ACCESS) == set(NAMES)


def methods_of(name: str) -> tuple[str, ...]:
    found = ACCESS[name]
    return tuple(found) if isinstance(found, Mapping) else METHODS


@pytest.fixture(scope="module")
def walked(small_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """A small served company for the whole walk: what it writes on its way does not change who may go where."""
    yield from serve_copy(small_file, tmp_path_factory.mktemp("walked"))


@pytest.mark.parametrize(("name", "address"), ALL)
def test_an_address_opens_for_whom_it_should(name: str, address: str, walked: Served) -> None:
    for role in ("", *ROLES):
        person = with_roles(role, role, frozenset({role})) if role else None
        for method in methods_of(name):
            assert_opens(walked, name, method, address, person)


def assert_opens(served: Served, name: str, method: str, address: str, person: Person | None) -> None:
    access = access_to(name, method)
    assert access is not None
    answer = served.browser(person.username if person else "").generic(method, address)
    where = f"{method} {address} as {person or 'nobody'}: {answer.status_code} {answer.content[:500]!r}"
    assert answer.status_code < 500, where
    if access.lets_in(person):
        assert answer.status_code not in {401, 403} or name == "sign_in", where
    elif person is not None:
        assert answer.status_code == 403, where
    else:
        sent = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
        assert sent or answer.status_code == 401, where


def test_an_address_without_a_line_opens_for_nobody() -> None:
    assert access_to("nowhere", "GET") is None


def test_who_is_let_in() -> None:
    planner = with_roles("p", "p", frozenset({"planner"}))
    assert Access(everybody=True).lets_in(None)
    assert not Access().lets_in(None)
    assert Access().lets_in(planner)
    assert Access(any_of=frozenset({Permission.PLAN_MAKE})).lets_in(planner)
    assert not Access(any_of=frozenset({Permission.PEOPLE_MANAGE})).lets_in(planner)
    whole = Access(whole=True)
    assert whole.lets_in(planner)
    assert not whole.lets_in(replace(planner, sites=frozenset({"NORTH"})))
    assert not whole.lets_in(replace(planner, segments=frozenset({"web"})))
    assert not whole.lets_in(None)
