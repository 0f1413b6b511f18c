"""A request as views see it: with the person who asks, and the company as that person may work with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from handfast.company.people.person import Person
    from handfast.facade import Company


class Request(HttpRequest):
    """What a view is given.

    Attributes
    ----------
    number
        Name of this request in the log and in answers (``X-Request-ID``).
    address
        Network address that it came from.
    person
        Who asks; None where nobody has signed in.
    company
        The company, acting as that person: its verbs check permissions and leave out what they may not see. Where
        nobody has signed in, asking for it fails.
    htmx
        Whether a part of a page is asked for, and by which element.
    """

    number: str
    address: str
    person: Person | None
    htmx: HtmxDetails

    @property
    def company(self) -> Company:  # type: ignore[empty-body]
        """The company, acting as the person."""

    @property
    def who(self) -> Person:  # type: ignore[empty-body]
        """The person, where the address lets in only those who have signed in."""
