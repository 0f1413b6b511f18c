"""Lots on hold: what waits for inspection or is blocked, and which promises wait for goods like it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from handfast.doors.entrance.request import Request
from handfast.doors.web.in_words import in_words
from handfast.doors.web.shell import page

WAITING_SHOWN = 6
STATUSES = {"quality": gettext_lazy("to be inspected"), "blocked": gettext_lazy("blocked")}


@require_safe
def lots(request: Request) -> HttpResponse:
    """Show the lots that are not free, those first for which somebody at risk waits."""
    return page(request, "lots.html", lots=told_lots(request, WAITING_SHOWN))


def told_lots(request: Request, most: int = 1) -> list[dict[str, Any]]:
    """Return the lots on hold in names, each with so many of those who wait for it, and how many more do."""
    names = request.company.names()
    return [
        {
            **lot._asdict(),
            "status_words": STATUSES.get(lot.status, lot.status),
            "item_name": names.item(lot.item),
            "site_name": names.site(lot.site),
            "waiting": [
                {
                    **each._asdict(),
                    "number": str(each.promise.id),
                    "customer_name": in_words(names.customer(each.promise.customer)),
                    "item_name": names.item(each.promise.item),
                }
                for each in lot.waiting[:most]
            ],
            "more": max(len(lot.waiting) - most, 0),
        }
        for lot in request.company.lots_on_hold()
    ]
