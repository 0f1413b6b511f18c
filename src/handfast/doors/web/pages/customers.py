"""Customers: whom to warn today and with which words, what we owe them, how they buy, what troubles them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.dates import MONTHS_3
from django.views.decorators.http import require_safe

from handfast.company.queries.promise_list import OPEN, Search
from handfast.doors.entrance.request import Request
from handfast.doors.web.pages.promises import named
from handfast.doors.web.shell import page
from handfast.doors.web.warning import warning

LISTED = 100
SHOWN = 40


@require_safe
def customers(request: Request) -> HttpResponse:
    """Show customers, those with promises at risk first; or those that fit a few words."""
    words = request.GET.get("q", "").strip().casefold()[:120]
    found = [
        each
        for each in request.company.customers()
        if words in each.name.casefold() or words in each.customer.casefold() or words in each.segment.casefold()
    ]
    template = "customers/rows.html" if request.htmx else "customers/list.html"
    return page(request, template, rows=found[:LISTED], found=len(found), words=request.GET.get("q", ""))


@require_safe
def customer(request: Request, key: str) -> HttpResponse:
    """Show one customer."""
    company = request.company
    view, names = company.customer(key), company.names()
    risky = company.promise_list(Search(OPEN, at_risk=True, customer=key), limit=SHOWN)
    owed = company.promise_list(Search(OPEN, customer=key), limit=SHOWN)
    most = max(view.rhythm.months) or 1
    context: dict[str, Any] = {
        "customer": view,
        "kept_share": round(100 * view.kept / view.delivered) if view.delivered else None,
        "today": company.today,
        "warn": [{**row, "letter": warning(row, view.name)} for row in (named(each, names) for each in risky.rows)],
        "owed": [named(each, names) for each in owed.rows],
        "owed_count": owed.found,
        "overdue": view.rhythm.expected is not None and view.rhythm.expected < company.today,
        "months": [
            {"name": MONTHS_3[number], "days": days, "x": 26 * number - 18, "y": 52 - size, "height": size}
            for number, days in enumerate(view.rhythm.months, 1)
            for size in [44 * days // most]
        ],
        "cases": [(case, names.item(case.item)) for case in view.cases],
    }
    return page(request, "customers/customer.html", **context)
