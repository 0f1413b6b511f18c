"""The supply board: how full every resource is, what is behind a week, its runs, and what will be there of an item."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from handfast.company.people.permissions import Permission
from handfast.company.queries.supply_board import WEEKS, ResourceLoad
from handfast.doors.entrance.request import Request
from handfast.doors.web import charts
from handfast.doors.web.in_words import in_words
from handfast.doors.web.load_picture import drawn, weeks_of
from handfast.doors.web.pages.planning import planning, proposed
from handfast.doors.web.run_picture import run_picture
from handfast.doors.web.shell import page, part
from handfast.doors.web.wishes import key_of

WEEK = dt.timedelta(days=7)
ZOOMS = {
    "week": (gettext_lazy("2 weeks"), 14),
    "month": (gettext_lazy("2 months"), 56),
    "quarter": (gettext_lazy("half a year"), 182),
}
RESOURCES_SHOWN, RUNS_SHOWN, PROMISES_SHOWN, SITES_SHOWN = 15, 200, 6, 3


@require_safe
def supply(request: Request) -> HttpResponse:
    """Show the board, and under it the runs of one resource, an item's stock, plans and proposals."""
    first = _first(request)
    board = request.company.supply_board(first)
    at, pages = _page_of(request, board)
    context: dict[str, Any] = {
        **_board(board, at),
        "resources_found": len(board),
        "board_page": at,
        "board_pages": pages,
        "fuller": _address(request, first, at - 1),
        "emptier": _address(request, first, at + 1),
        "weeks": weeks_of(board),
        "from": first,
        "earlier": _address(request, first - WEEKS // 2 * WEEK),
        "later": _address(request, first + WEEKS // 2 * WEEK),
        "this_week": _monday("", request.company.today),
        "vega": charts.drawing_script(),
        **_runs(request, board, first),
        **_stock(request),
        **planning(request),
        **proposed(request),
    }
    return page(request, "supply/board.html", **context)


@require_safe
def hours(request: Request) -> HttpResponse:
    """Show the hours of the board as a table; asked for when it is opened."""
    board = request.company.supply_board(_first(request))
    title = _("Hours by resource and week")
    return part(request, "supply/hours.html", title, "supply", **_board(board, _page_of(request, board)[0]))


def _board(board: list[ResourceLoad], at: int) -> dict[str, Any]:
    """Return a page of the board's rows."""
    return {"rows": [drawn(row) for row in board[(at - 1) * RESOURCES_SHOWN : at * RESOURCES_SHOWN]]}


def _page_of(request: Request, board: list[ResourceLoad]) -> tuple[int, int]:
    """Return the page of the board that is asked for, and how many there are."""
    number = request.GET.get("board", "1")
    pages = max(1, -(-len(board) // RESOURCES_SHOWN))
    return min(max(int(number) if number.isdecimal() and len(number) < 10 else 1, 1), pages), pages


@require_safe
def behind(request: Request) -> HttpResponse:
    """Show what is behind a resource's week: the runs, and the promises that they serve."""
    company, names = request.company, request.company.names()
    resource = request.GET.get("resource", "")
    week = _monday(request.GET.get("week", ""), company.today)
    runs = company.behind_load(resource, week)
    told = [
        {
            "run": run,
            "item": names.item(run.item),
            "hours": run.minutes / 60,
            "serves": [
                {"row": each, "customer": in_words(names.customer(each.customer)), "item": names.item(each.item)}
                for each in run.serves[:PROMISES_SHOWN]
            ],
            "more": max(len(run.serves) - PROMISES_SHOWN, 0),
        }
        for run in runs
    ]
    context: dict[str, Any] = {
        "resource": resource,
        "resource_name": names.resource(resource),
        "week": week,
        "runs": told,
        "may_move": request.who.may(Permission.RUNS_MOVE),
        "hours": sum(run.minutes for run in runs) / 60,
        "currency": names.market.currency,
        "digits": f"{names.market.rates.digits_of(names.market.currency)}g",
        "sees_money": any(run.value for run in runs),
    }
    return part(request, "supply/behind.html", _("What is behind a week"), "supply", **context)


@require_safe
def runs(request: Request) -> HttpResponse:
    """Show the runs of a resource; who asks for them without the page gets the page."""
    if not request.htmx:
        return HttpResponseRedirect(f"{reverse('supply')}?{request.GET.urlencode()}#runs")
    first = _first(request)
    return page(request, "supply/runs.html", **_runs(request, request.company.supply_board(first), first))


@require_safe
def runs_table(request: Request) -> HttpResponse:
    """Show the runs of a resource as a table; asked for when it is opened."""
    first, names = _first(request), request.company.names()
    found = request.company.runs_on(request.GET.get("resource", ""), first, ZOOMS[_zoom(request)][1])
    context: dict[str, Any] = {
        "runs": [{"run": run, "item": names.item(run.item)} for run in found[:RUNS_SHOWN]],
        "runs_found": len(found),
        "may_move": request.who.may(Permission.RUNS_MOVE),
    }
    return part(request, "supply/runs_table.html", _("Runs, as a table"), "supply", **context)


def _zoom(request: Request) -> str:
    zoom = request.GET.get("zoom", "")
    return zoom if zoom in ZOOMS else "month"


def _runs(request: Request, board: list[ResourceLoad], first: dt.date) -> dict[str, Any]:
    """Return the run chart of the chosen resource; of the worst one where none is chosen."""
    chosen = request.GET.get("resource", "") or (board[0].resource if board else "")
    if not chosen:
        return {}
    zoom = _zoom(request)
    days = ZOOMS[zoom][1]
    found = request.company.runs_on(chosen, first, days)
    return {
        "chosen": chosen,
        "chosen_name": next((row.name for row in board if row.resource == chosen), chosen),
        "resources": [(row.resource, row.name) for row in board],
        "zoom": zoom,
        "zooms": [(key, label) for key, (label, _days) in ZOOMS.items()],
        "first": first,
        "last": first + dt.timedelta(days=days - 1),
        "runs_before": first - dt.timedelta(days=days // 2 // 7 * 7),
        "runs_after": first + dt.timedelta(days=days // 2 // 7 * 7),
        "picture": run_picture(found, first, days, request.company.today),
        "item_names": request.company.names().items(),
        "runs_found": len(found),
        "may_move": request.who.may(Permission.RUNS_MOVE),
    }


def _stock(request: Request) -> dict[str, Any]:
    """Return what will be there of the chosen item."""
    names, typed = request.company.names(), request.GET.get("item", "").strip()
    key = key_of(typed, names.items()) if typed else None
    context: dict[str, Any] = {"item_typed": typed, "may_choose": request.who.may(Permission.PROMISE_SEE)}
    if key is None:
        return {**context, "item_unknown": bool(typed)}
    view = request.company.item(key)
    sites = [
        {**site, "name": names.site(site["site"]), "days": view.projection.filter(site=site["site"]).to_dicts()}
        for site in view.sites
    ]
    moving = [site for site in sites if len(site["days"]) > 1]
    return {**context, "item": view.row, "sites": moving[:SITES_SHOWN], "sites_more": len(moving) > SITES_SHOWN}


def _first(request: Request) -> dt.date:
    """Return the Monday from which on is shown."""
    return _monday(request.GET.get("from", ""), request.company.today)


def _monday(typed: str, today: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(typed)
    except ValueError:
        day = today
    if not dt.date(1970, 1, 5) <= day <= dt.date(9990, 1, 1):
        day = today
    return day - dt.timedelta(days=day.weekday())


def _address(request: Request, first: dt.date, board: int = 1) -> str:
    query = request.GET.copy()
    query["from"] = first.isoformat()
    query["board"] = str(board)
    return f"{reverse('supply')}?{query.urlencode()}"
