"""What waits for a decision: a plan that is a draft, days that are proposed for promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handfast.company.people.permissions import Permission
from handfast.company.queries.promise_book import as_date
from handfast.doors.entrance.request import Request
from handfast.doors.web.in_words import moment
from handfast.errors import NotFound


@dataclass(frozen=True)
class Decision:
    """Something to decide: what, what belongs to it, and where it is decided; empty: not on a page."""

    words: str
    more: str
    address: str = ""


def decisions(request: Request) -> list[Decision]:
    """Return what somebody may decide and nobody has yet."""
    return [*_plan(request), *_backlog(request)]


def _plan(request: Request) -> Iterator[Decision]:
    if not request.who.may(Permission.PLAN_PUBLISH):
        return
    plans = request.company.plans()
    newest = plans.row(0, named=True) if plans.height else None
    if newest is not None and newest["state"] == "draft":
        more = _("made %(made)s by %(who)s") % {"made": moment(newest["made"]), "who": newest["actor"]}
        address = reverse("supply_compare", args=[int(newest["plan"].removeprefix("S-"))])
        yield Decision(_("Publish %(plan)s?") % {"plan": newest["plan"]}, more, address)


def _backlog(request: Request) -> Iterator[Decision]:
    company = request.company
    if not request.who.may(Permission.BACKLOG_AGREE) or not company.seeing().everything:
        return
    try:
        newest = company.backlog_proposal()
    except NotFound:  # nobody has asked for one
        return
    moved = [line for line in newest.open if line.day is not None and line.day != line.was]
    if as_date(newest.today) == company.today and moved:
        words = ngettext(
            "%(name)s proposes another day for %(count)d promise.",
            "%(name)s proposes other days for %(count)d promises.",
            len(moved),
        )
        more = _("made %(made)s by %(who)s") % {"made": moment(newest.made), "who": newest.actor}
        address = reverse("backlog_proposal", args=[newest.id])
        yield Decision(words % {"name": newest.name, "count": len(moved)}, more, address)
