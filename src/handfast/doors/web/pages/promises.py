"""The promise book: every promise, found by what somebody remembers of it; out to Excel."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from handfast.company.people.permissions import Permission
from handfast.company.queries.promise_list import PromiseList
from handfast.doors.entrance.request import Request
from handfast.doors.web.book_terms import Asked, query_of, read_asked
from handfast.doors.web.in_words import in_words
from handfast.doors.web.shell import page
from handfast.doors.web.typed_numbers import counted_number
from handfast.facade.naming import Names

ROWS = 100
OUT = 50_000
"""Rows of a page, and of a workbook at most."""

WEEK = dt.timedelta(days=7)
STATES = {
    "open": gettext_lazy("open"),
    "held": gettext_lazy("held"),
    "promised": gettext_lazy("promised"),
    "delivered": gettext_lazy("delivered"),
    "kept": gettext_lazy("kept"),
    "broken": gettext_lazy("broken"),
    "gone": gettext_lazy("withdrawn, released or expired"),
    "all": gettext_lazy("all"),
}
GROUPS = {
    "": gettext_lazy("no groups"),
    "customer": gettext_lazy("by customer"),
    "item": gettext_lazy("by item"),
    "week": gettext_lazy("by week"),
}
ORDERS = {
    "": gettext_lazy("first to arrive"),
    "-arrive": gettext_lazy("last to arrive"),
    "newest": gettext_lazy("newest"),
    "oldest": gettext_lazy("oldest"),
    "quantity": gettext_lazy("largest"),
    "customer": gettext_lazy("customer"),
    "item": gettext_lazy("item"),
}
OF_CUSTOMERS = "customer"
"""Group and order that only those can use who see customers."""

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def promises(request: Request) -> HttpResponse:
    """Show a page of the book."""
    company, names = request.company, request.company.names()
    asked = read_asked(request, request.GET)
    at = counted_number(request.GET.get("page", "")) or 1
    found = _found(request, asked, offset=(at - 1) * ROWS, limit=ROWS)
    rows = [named(row, names) for row in found.rows]
    sees, group = names.seeing.names, asked.terms.group
    group = "" if group == OF_CUSTOMERS and not sees else group
    context: dict[str, Any] = {
        "balance": company.promise_balance(company.today - WEEK),
        "groups": [(heading, list(each)) for heading, each in groupby(rows, lambda row: _heading(row, group))],
        "group": group,
        "found": found.found,
        "asked": asked,
        "kept_terms": query_of(asked.terms).items(),
        "views": company.promise_views(),
        "own": asked.view is not None and asked.view.owner == company.actor,
        "may_share": request.who.may(Permission.VIEWS_SHARE),
        "states": STATES,
        "group_choices": _seen(GROUPS, sees=sees),
        "orders": _seen(ORDERS, sees=sees),
        "sees_names": sees,
        "page": at,
        "pages": -(-found.found // ROWS) or 1,
        "before": _page_address(asked.query, at - 1) if at > 1 else "",
        "after": _page_address(asked.query, at + 1) if at * ROWS < found.found else "",
        "excel": f"{reverse('promises_excel')}?{asked.query.urlencode()}",
    }
    return page(request, "promises/rows.html" if request.htmx else "promises/book.html", **context)


@require_safe
def excel(request: Request) -> HttpResponse:
    """Return what is looked for as a workbook."""
    from handfast.doors.web.workbooks import workbook

    names = request.company.names()
    found = _found(request, read_asked(request, request.GET), limit=OUT)
    rows = [named(row, names) for row in found.rows]
    fields = [field for field in COLUMNS if names.seeing.names or field not in {"customer", "customer_name", "order"}]
    head = {field: str(COLUMNS[field]) for field in fields}
    response = HttpResponse(workbook(_("Promises"), head, rows), content_type=EXCEL)
    response.headers["Content-Disposition"] = f'attachment; filename="promises-{request.company.today}.xlsx"'
    return response


COLUMNS = {
    "promise": gettext_lazy("Promise"),
    "state": gettext_lazy("State"),
    "at_risk": gettext_lazy("At risk"),
    "customer": gettext_lazy("Customer"),
    "customer_name": gettext_lazy("Customer's name"),
    "item": gettext_lazy("Item"),
    "item_name": gettext_lazy("Item's name"),
    "quantity": gettext_lazy("Quantity"),
    "shipped": gettext_lazy("Shipped"),
    "unit": gettext_lazy("Unit"),
    "site": gettext_lazy("Site"),
    "wish": gettext_lazy("Wish"),
    "ship": gettext_lazy("Ships"),
    "arrive": gettext_lazy("Arrives"),
    "original": gettext_lazy("First promised"),
    "arrived": gettext_lazy("Arrived"),
    "order": gettext_lazy("Order"),
}


def named(row: dict[str, Any], names: Names) -> dict[str, Any]:
    """Return a row of the book with what its customer and item are called."""
    called = {
        "customer_name": in_words(names.customer(row["customer"])),
        "item_name": names.item(row["item"]),
        "site_name": names.site(row["site"]),
    }
    return {**row, **called, "number": int(row["promise"][2:])}


def _found(request: Request, asked: Asked, *, offset: int = 0, limit: int) -> PromiseList:
    if asked.unknown:
        return PromiseList([], 0)
    return request.company.promises_in(asked.terms, offset=offset, limit=limit)


def _seen(choices: dict[str, Any], *, sees: bool) -> dict[str, Any]:
    return {key: label for key, label in choices.items() if sees or key != OF_CUSTOMERS}


def _heading(row: dict[str, Any], group: str) -> Any:
    if group == "week":
        day: dt.date | None = row["arrive"]
        return None if day is None else day - dt.timedelta(days=day.weekday())
    return row[f"{group}_name"] if group else ""


def _page_address(query: QueryDict, number: int) -> str:
    query["page"] = str(number)
    return f"{reverse('promises')}?{query.urlencode()}"
