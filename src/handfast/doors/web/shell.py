"""What every page needs around it: who is signed in, where they can go, which company it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from handfast.company.people.roles import ROLES
from handfast.doors.entrance.request import Request
from handfast.doors.web.navigation import places_for

FRAME = frozenset({"person", "roles", "places", "here", "demo", "directory"})
"""What the frame calls its own: a page that called something so would take it from the frame around it."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page shows."""
    person = getattr(request, "person", None)
    match = request.resolver_match
    return {
        "person": person,
        "roles": [_(ROLES[role].name) for role in ROLES if person and role in person.roles],
        "places": places_for(person) if person else [],
        "here": match.url_name if match else "",
        "demo": settings.HANDFAST_DEMO,
        "directory": settings.HANDFAST_OIDC is not None,
    }


def page(request: Request, template: str, /, status: int = 200, **context: Any) -> TemplateResponse:
    """Return a page; `template` extends ``frame.html``."""
    if taken := FRAME & context.keys():
        raise TypeError(f"{template} names as the frame does: {', '.join(sorted(taken))}")
    return TemplateResponse(request, template, context, status=status)


def part(
    request: Request, template: str, /, title: str, back: str, place: str = "part", **context: Any
) -> TemplateResponse:
    """Return a part of a page; a whole page around it for who opens its address by itself, without htmx.

    Parameters
    ----------
    template
        The part; it extends nothing.
    title
        What it shows, as the page's heading.
    back
        Name of the address of the page that it belongs to.
    place
        Id of the element that holds it there, where the part replaces itself.
    """
    if request.htmx:
        return page(request, template, **context)
    return page(request, "part_page.html", part=template, title=title, back=back, place=place, **context)
