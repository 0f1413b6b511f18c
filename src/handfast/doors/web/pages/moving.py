"""Move a run to another day: what would follow is shown first, and written as it was seen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handfast.company.queries.moved_runs import Moving
from handfast.company.queries.promise_book import as_date
from handfast.doors.entrance.request import Request
from handfast.doors.web.in_words import day as told_day
from handfast.doors.web.in_words import words_of
from handfast.doors.web.shell import page
from handfast.errors import Conflict, HandfastError


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: int) -> HttpResponse:
    """Show what would follow if the run started on a day; move it, as it was seen."""
    if request.method == "POST":
        return _moved(request, number)
    run, typed = request.company.board_run(number), request.GET.get("to", "")
    names = request.company.names()
    context: dict[str, Any] = {
        "run": run,
        "item_name": names.item(run.item),
        "typed": typed or run.starts.isoformat(),
        "today": request.company.today,
        **_checked(request, number, typed),
    }
    return page(request, "supply/move.html" if request.htmx else "supply/move_page.html", **context)


def _checked(request: Request, number: int, typed: str) -> dict[str, Any]:
    if not typed:
        return {}
    try:
        moving = request.company.check_move(number, _day(typed))
    except Conflict as refused:
        return {"fault": words_of(refused)}
    return {"moving": moving, **_told(request, moving)}


def _told(request: Request, moving: Moving) -> dict[str, Any]:
    names = request.company.names()
    moves = [
        {
            "name": each.name,
            "item": names.item(each.item),
            "days": [as_date(day) for day in (each.was_start, each.start, each.was_there, each.there)],
        }
        for each in moving.moves
    ]
    return {
        "first": moves[0] if moves else None,
        "along": moves[1:],
        "elsewhere": moving.elsewhere,
        "cures": [as_date(day) for day in moving.cures],
    }


def _moved(request: Request, number: int) -> HttpResponse:
    typed, seen = request.POST.get("to", ""), request.POST.get("seen", "")
    back = f"{reverse('supply_move', args=[number])}?to={typed[:10]}"
    try:
        moving = request.company.move_run(
            number, _day(typed), seen, reason=request.POST.get("reason", "").strip()[:500]
        )
    except HandfastError as refused:
        messages.error(request, words_of(refused))
        return HttpResponseRedirect(back)
    first = moving.moves[0]
    said = _("%(run)s starts on %(day)s now.") % {"run": first.name, "day": told_day(as_date(first.start))}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("supply_move", args=[number]))


def _day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Conflict(_("“%s” is no day. Write it as year-month-day, like 2027-04-12.") % typed[:40]) from None
