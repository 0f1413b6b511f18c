"""The audit trail: who signed in, who was turned away, who changed what about people."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from handfast.company.people.audit import KINDS, audit_trail
from handfast.doors.entrance.request import Request
from handfast.doors.web.shell import page
from handfast.doors.web.typed_numbers import counted_number

ROWS = 100


@require_safe
def audit(request: Request) -> HttpResponse:
    """Show the newest rows, of one person or kind if asked for."""
    about, kind, before = (request.GET.get(name, "")[:150] for name in ("person", "kind", "before"))
    known = kind if kind in KINDS else ""
    rows = audit_trail(about=about, kind=known, before=counted_number(before), most=ROWS)
    more = rows[-1][0] if len(rows) == ROWS else None
    return page(request, "audit.html", rows=rows, about=about, kind=kind, kinds=KINDS, more=more)
