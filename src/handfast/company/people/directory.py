"""Everybody who works with the company, as its database knows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from handfast.company.people.person import Person
from handfast.company.people.roles import permissions_of
from handfast.company.queries.tables import load_table
from handfast.errors import NotFound
from handfast.sentences import sentence

if TYPE_CHECKING:
    from handfast.company.models.people import User


def person_of(user: User) -> Person:
    """Return a person as their row says."""
    lists = (user.roles, user.sites, user.segments, user.looks_after)
    return person_with(user.username, user.name, *lists, user.language, user.time_zone)


def person_with(
    username: str,
    name: str,
    roles: Iterable[str],
    sites: Iterable[str] | None,
    segments: Iterable[str] | None,
    looks_after: Iterable[str],
    language: str,
    time_zone: str,
) -> Person:
    """Return a person with what their row holds, column by column; None of `sites` or `segments`: all of them."""
    known = frozenset(roles)
    return Person(
        username,
        name,
        known,
        permissions_of(known),
        None if sites is None else frozenset(sites),
        None if segments is None else frozenset(segments),
        frozenset(looks_after),
        language,
        time_zone,
    )


def user_named(username: str) -> User:
    """Return the row of a person.

    Raises
    ------
    NotFound
        There is nobody of this name.
    """
    from handfast.company.models.people import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise NotFound(sentence("There is nobody called {username}.", username=username))
    return found


class Boundaries(NamedTuple):
    """What somebody's view can be bounded by: sites, segments, and the names of those who look after customers."""

    sites: list[tuple[str, str]]
    segments: list[tuple[str, str]]
    owners: list[str]


def boundaries() -> Boundaries:
    """Return all sites and segments, with their names, and all owners of customers."""
    sites = load_table("site").select("site", "name").sort("site").rows()
    segments = load_table("segment").select("segment", "name").sort("segment").rows()
    owners = sorted(owner for owner in load_table("customer")["owner"].unique().to_list() if owner)
    return Boundaries(
        [(key, name or key) for key, name in sites], [(key, name or key) for key, name in segments], owners
    )


def everybody() -> list[User]:
    """Return everybody, in the order of their names."""
    from handfast.company.models.people import User

    return list(User.objects.order_by("name", "username"))
