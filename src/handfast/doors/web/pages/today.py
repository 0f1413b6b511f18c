"""Today: what waits for me, what is at risk, what changed since yesterday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from handfast.company.people.permissions import Permission
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.shell import page

SHOWN = 8
YESTERDAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Some:
    """The first few of many, and how many there are."""

    rows: list[Any]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what a person should know before the first call."""
    person, moment = request.who, now()
    context: dict[str, Any] = {"now": moment}
    if person.may(Permission.PROMISE_SEE):
        company = request.company
        names = company.names()
        context["today"] = company.today
        book = [_named(row, names) for row in company.promises("held", "promised").to_dicts()]
        context["holds"] = _some([row for row in book if row["state"] == "held"], lambda row: row["held_until"])
        context["risks"] = _some([row for row in book if row["at_risk"]], lambda row: row["arrive"])
        context["open"] = len(book)
        context["changes"] = _some(company.changes(moment - YESTERDAY), lambda change: -change.entry)
    if person.may(Permission.PLAN_SEE):
        context["proposals"] = _some(request.company.proposals().to_dicts(), lambda row: row["on"])
    return page(request, "today.html", **context)


def _named(row: dict[str, Any], names: Any) -> dict[str, Any]:
    return {**row, "customer_name": names.customer(row["customer"]), "item_name": names.item(row["item"])}


def _some(rows: list[Any], order: Callable[[Any], Any]) -> Some:
    """Return the first few rows by an order."""
    return Some(sorted(rows, key=order)[:SHOWN], len(rows))
