"""How true the company's data is, and what would improve promises most."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from handfast.doors.entrance.request import Request
from handfast.doors.web.shell import page

SHOWN = 25


@require_safe
def data_truth(request: Request) -> HttpResponse:
    """Show lead times that are guesses beside what really happened, what is missing, and what contradicts itself."""
    found, verdict, names = request.company.truth(), request.company.checked(), request.company.names()
    suppliers = dict(request.company.table("supplier").select("supplier", "name").iter_rows())
    return page(
        request,
        "data_truth.html",
        truth=found,
        guesses=[
            (each, names.item(each.item), suppliers.get(each.supplier) or each.supplier)
            for each in found.guesses[:SHOWN]
        ],
        guesses_more=max(0, len(found.guesses) - SHOWN),
        unproven=[names.item(item) for _supplier, item, _days in found.unproven[:SHOWN]],
        misses=len({promise for each in found.guesses for promise in each.would_miss}),
        findings=[*verdict.faults, *verdict.notices][:60],
        faults=len(verdict.faults),
        notices=len(verdict.notices),
    )
