"""Where one can go: the side navigation and its keys, for each person only what is open to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handfast.company.people.person import Person
from handfast.doors.entrance.access import access_to


@dataclass(frozen=True)
class Place:
    """A page in the navigation.

    Parameters
    ----------
    name
        Name of its address.
    label
        What people call it.
    key
        Goes there after ``g``.
    mark
        Its mark in ``marks.svg``.
    """

    name: str
    label: Promise
    key: str
    mark: str

    @property
    def address(self) -> str:
        """Where it lies."""
        return reverse(self.name)


PLACES = (
    Place("today", _("Today"), "t", "today"),
    Place("quote", _("Quote"), "q", "quote"),
    Place("promises", _("Promises"), "p", "promises"),
    Place("customers", _("Customers"), "c", "customers"),
    Place("supply", _("Supply"), "s", "supply"),
    Place("limits", _("Limits"), "l", "limits"),
    Place("data", _("Data"), "d", "data"),
    Place("people", _("People"), "e", "people"),
    Place("audit", _("Audit trail"), "u", "audit"),
)
"""All places, in their order. Places for Demand, Balance and Together come after Limits."""


def address_of(name: str, key: str | int, person: Person | None) -> str:
    """Return where something is shown; empty where this Handfast has no such page, or it is not for them."""
    access = access_to(name, "GET")
    if access is None or not access.lets_in(person):
        return ""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""


def places_for(person: Person) -> list[Place]:
    """Return where a person can go."""
    return [place for place in PLACES if _is_there(place.name) and _open(place.name, person)]


def _open(name: str, person: Person) -> bool:
    access = access_to(name, "GET")
    return access is not None and access.lets_in(person)


def _is_there(name: str) -> bool:
    """Whether this Handfast has the page."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
