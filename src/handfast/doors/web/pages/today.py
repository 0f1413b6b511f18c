"""Today: the figures of the day, what waits for me, what is at risk, what changed since yesterday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handfast.company.people.permissions import Permission
from handfast.company.queries.changes import Change
from handfast.company.queries.promise_list import OPEN, DayFigures, PromiseList, Search
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.decisions import decisions
from handfast.doors.web.in_words import in_words
from handfast.doors.web.looking_after import looked_after
from handfast.doors.web.pages.limits import what_sells
from handfast.doors.web.pages.lots import told_lots
from handfast.doors.web.pages.planning import KINDS
from handfast.doors.web.shell import page
from handfast.doors.web.warning import warning
from handfast.facade.naming import Names

SHOWN = 7
YESTERDAY = dt.timedelta(days=1)
SOON, LATELY = dt.timedelta(days=7), dt.timedelta(days=30)


@dataclass(frozen=True)
class Some:
    """The first few of many, and how many there are."""

    rows: list[Any]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Figure:
    """A number that says how the day stands, with its mark."""

    label: str
    value: int | str
    kind: str = ""
    more: str = ""


@dataclass(frozen=True)
class Changed:
    """Entries that belong together: one hand, one reason, one kind."""

    change: Change
    words: str
    promises: list[str]

    @property
    def number(self) -> int:
        """Number of the first promise."""
        return int(self.promises[0].removeprefix("P-"))


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what a person should know before the first call."""
    context: dict[str, Any] = {"now": now()}
    if request.who.may(Permission.PROMISE_SEE):
        context |= _promises(request)
    if request.who.may(Permission.PROPOSALS_ACCEPT):
        context["proposals"] = _proposals(request)
    if request.who.may(Permission.DATA_SEE) and "quality" in request.who.roles:
        context["on_hold"] = _on_hold(request)
    if "production" in request.who.roles:
        context["load"] = _load(request)
    if "executive" in request.who.roles:
        context["balance"] = request.who.may(Permission.COST_SEE)
    if {"executive", "sales_manager"} & request.who.roles:
        context["decisions"] = decisions(request)
    if request.who.may(Permission.AUDIT_SEE):
        context |= looked_after(SHOWN)
    if "business_development" in request.who.roles:
        context["taking_on"] = what_sells(request)
    return page(request, "today.html", **context)


def _load(request: Request) -> Some:
    """Return how full each resource is this week and next, in per cent, the fullest first."""
    rows = [
        {"resource": row.resource, "name": row.name, "weeks": [_percent(week.share) for week in row.weeks]}
        for row in request.company.supply_board(weeks=2)
        if any(week.there for week in row.weeks)
    ]
    return _some(rows, lambda row: (-max(row["weeks"]), row["name"]))


def _percent(share: float | None) -> int:
    """Return a share in per cent; 999 where hours are taken in a week that has none."""
    return round(100 * min(share or 0.0, 9.99))


def _on_hold(request: Request) -> Some:
    """Return the lots that are not free, those first for which somebody waits."""
    lots = told_lots(request)
    return Some(lots[:SHOWN], len(lots))


def _proposals(request: Request) -> Some:
    found, names = request.company.proposal_rows(), request.company.names()
    soonest = sorted(found, key=lambda row: row["on"] or dt.date.max)[:SHOWN]
    rows = [
        {**row, "what": KINDS.get(row["kind"], row["kind"]), "item_name": names.item(row["item"])} for row in soonest
    ]
    return Some(rows, len(found))


def _promises(request: Request) -> dict[str, Any]:
    company, names = request.company, request.company.names()
    day = company.today
    changes = _together(company.changes(now() - YESTERDAY))
    risks = _found(company.promise_list(Search(OPEN, at_risk=True), limit=SHOWN), names)
    calls = request.who.may(Permission.PROMISE_HOLD)
    context: dict[str, Any] = {
        "today": day,
        "figures": _figures(company.day_figures(day + SOON, day - LATELY), risks.count),
        "risks": risks if not calls else _with_words(risks),
        "calls": calls,
        "changes": _some(changes, lambda each: -each.change.entry),
    }
    if calls:
        context["holds"] = _found(company.promise_list(Search(("held",), by="ends"), limit=SHOWN), names)
    if request.who.may(Permission.PROMISE_SHIP):
        leaving = Search(("promised",), leaves_until=day + YESTERDAY, by="ship")
        context["leaving"] = _found(company.promise_list(leaving, limit=SHOWN), names)
    return context


def _figures(stands: DayFigures, risky: int) -> list[Figure]:
    """Return how the day stands: of what they may see."""
    return [
        Figure(_("open promises"), stands.promised),
        Figure(_("arrive within a week"), stands.due),
        Figure(_("at risk"), risky, "risk" if risky else "", "notch"),
        Figure(_("held"), stands.held, "", "held"),
        Figure(_("kept in the last 30 days"), f"{stands.kept} / {stands.ended}" if stands.ended else "–", "", "tick"),
    ]


def _together(changes: Iterable[Change]) -> list[Changed]:
    """Return changes, those in a row of one kind, hand and reason as one."""
    kinds = kind_words()
    found = []
    for (kind, _actor, _reason), group in groupby(changes, key=lambda each: (each.kind, each.actor, each.reason)):
        members = list(group)
        found.append(Changed(members[0], kinds.get(kind, kind), [each.promise for each in members if each.promise]))
    return found


def kind_words() -> dict[str, str]:
    """Return what the ledger's entries did, as people read it."""
    return {
        "ask": _("Asked"),
        "hold": _("Held"),
        "promise": _("Promised"),
        "revise": _("Revised"),
        "release": _("Hold given back"),
        "withdraw": _("Withdrawn"),
        "expire": _("Hold ran out"),
        "override": _("Promised without cover"),
        "loss": _("Supply lost or later"),
        "gain": _("Supply gained or sooner"),
        "production": _("Made"),
        "ship": _("Shipped"),
        "deliver": _("Delivered"),
        "move": _("Run moved"),
        "rebind": _("Bound anew"),
        "day": _("A new day"),
        "plan": _("Plan published"),
        "import": _("Imported"),
        "structure": _("Data changed"),
    }


def _named(row: dict[str, Any], names: Names) -> dict[str, Any]:
    number = int(row["promise"].removeprefix("P-"))
    return {
        **row,
        "number": number,
        "customer_name": in_words(names.customer(row["customer"])),
        "item_name": names.item(row["item"]),
        "site_name": names.site(row["site"]),
    }


def _found(some: PromiseList, names: Names) -> Some:
    """Return the first of the promises that were found, with what their customer and item are called."""
    return Some([_named(row, names) for row in some.rows], some.found)


def _with_words(some: Some) -> Some:
    """Return promises at risk with the words that warn their customers."""
    return Some([{**row, "letter": warning(row, row["customer_name"])} for row in some.rows], some.count)


def _some(rows: list[Any], order: Callable[[Any], Any]) -> Some:
    """Return the first few rows by an order."""
    return Some(sorted(rows, key=order)[:SHOWN], len(rows))
