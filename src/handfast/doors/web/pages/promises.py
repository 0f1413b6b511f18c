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

from handfast.company.queries.promise_list import OPEN, ORDERS, PromiseList, Search
from handfast.doors.entrance.request import Request
from handfast.doors.web.shell import page
from handfast.doors.web.wishes import key_of
from handfast.facade.naming import Names

ROWS = 100
OUT = 50_000
"""Rows of a page, and of a workbook at most."""

WEEK = dt.timedelta(days=7)
STATES = {
    "open": (gettext_lazy("open"), OPEN),
    "held": (gettext_lazy("held"), ("held",)),
    "promised": (gettext_lazy("promised"), ("promised",)),
    "delivered": (gettext_lazy("delivered"), ("delivered", "kept", "broken")),
    "kept": (gettext_lazy("kept"), ("kept",)),
    "broken": (gettext_lazy("broken"), ("broken",)),
    "gone": (gettext_lazy("withdrawn or expired"), ("withdrawn", "expired", "declined")),
    "all": (gettext_lazy("all"), ()),
}
GROUPS = {
    "": (gettext_lazy("no groups"), "arrive"),
    "customer": (gettext_lazy("by customer"), "customer"),
    "item": (gettext_lazy("by item"), "item"),
    "week": (gettext_lazy("by week"), "arrive"),
}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def promises(request: Request) -> HttpResponse:
    """Show a page of the book."""
    company, names = request.company, request.company.names()
    search, unknown = read_search(request.GET, names)
    number = request.GET.get("page", "1")
    at = max(int(number) if number.isdecimal() else 1, 1)
    found = PromiseList([], 0) if unknown else company.promise_list(search, offset=(at - 1) * ROWS, limit=ROWS)
    rows = [named(row, names) for row in found.rows]
    group = request.GET.get("group", "") if request.GET.get("group", "") in GROUPS else ""
    context: dict[str, Any] = {
        "balance": company.promise_balance(company.today - WEEK),
        "groups": [(heading, list(each)) for heading, each in groupby(rows, lambda row: _heading(row, group))],
        "grouped": bool(group),
        "found": found.found,
        "unknown": unknown,
        "asked": request.GET,
        "state": request.GET.get("state", "open") or "open",
        "states": {key: label for key, (label, _states) in STATES.items()},
        "group": group,
        "group_choices": {key: label for key, (label, _order) in GROUPS.items()},
        "sees_names": names.seeing.names,
        "page": at,
        "pages": -(-found.found // ROWS) or 1,
        "before": _page_address(request, at - 1) if at > 1 else "",
        "after": _page_address(request, at + 1) if at * ROWS < found.found else "",
        "excel": f"{reverse('promises_excel')}?{request.GET.urlencode()}",
    }
    return page(request, "promises/rows.html" if request.htmx else "promises/book.html", **context)


@require_safe
def excel(request: Request) -> HttpResponse:
    """Return what is looked for as a workbook."""
    from handfast.doors.web.workbooks import workbook

    names = request.company.names()
    search, unknown = read_search(request.GET, names)
    found = PromiseList([], 0) if unknown else request.company.promise_list(search, limit=OUT)
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


def read_search(query: QueryDict, names: Names) -> tuple[Search, str]:
    """Return what is looked for, and what of it nothing is called like; empty: all is known."""
    state = query.get("state", "open") or "open"
    group = query.get("group", "")
    customer, item = query.get("customer", "").strip(), query.get("item", "").strip()
    order = query.get("by", "") or GROUPS.get(group, GROUPS[""])[1]
    search = Search(
        STATES.get(state, STATES["open"])[1],
        query.get("risk") == "on",
        (key_of(customer, names.customers()) or "") if customer else "",
        (key_of(item, names.items()) or "") if item else "",
        query.get("order", "").strip()[:120],
        names.seeing.person.username if query.get("mine") == "on" else "",
        _day(query.get("since", "")),
        _day(query.get("until", "")),
        order if order in ORDERS else "arrive",
    )
    unknown = [typed for typed, key in ((customer, search.customer), (item, search.item)) if typed and not key]
    return search, ", ".join(unknown)


def named(row: dict[str, Any], names: Names) -> dict[str, Any]:
    """Return a row of the book with what its customer and item are called."""
    called = {"customer_name": names.customer(row["customer"]), "item_name": names.item(row["item"])}
    return {**row, **called, "number": int(row["promise"][2:])}


def _heading(row: dict[str, Any], group: str) -> Any:
    if group == "week":
        day: dt.date | None = row["arrive"]
        return None if day is None else day - dt.timedelta(days=day.weekday())
    return row[f"{group}_name"] if group else ""


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None


def _page_address(request: Request, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{reverse('promises')}?{query.urlencode()}"
