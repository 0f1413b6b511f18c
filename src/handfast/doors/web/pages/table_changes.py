"""What imports and edits changed in the tables: who, when, why; and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handfast.doors.entrance.request import Request
from handfast.doors.web.in_words import in_words
from handfast.doors.web.pages.tables import may_edit
from handfast.doors.web.preview import table_previews
from handfast.doors.web.shell import page
from handfast.sentences import sentence


@require_safe
def changes(request: Request) -> HttpResponse:
    """Show what imports and edits changed, the newest first."""
    return page(request, "table_changes.html", changes=request.company.table_changes())


@require_safe
def change(request: Request, number: int) -> HttpResponse:
    """Show one import, cell by cell."""
    found = request.company.table_change(number)
    return page(
        request, "table_change.html", change=found, tables=table_previews(found.changes), may_edit=may_edit(request)
    )


@require_POST
def take_back(request: Request, number: int) -> HttpResponse:
    """Begin an import that gives the changed cells their old values back; it is looked at before it counts."""
    if not may_edit(request):
        messages.warning(request, _("Taking back takes somebody who imports tables and sees all of them, costs too."))
        return redirect("data_change", number)
    back = request.company.way_back(number)
    for line in back.stays[:20]:
        messages.info(request, in_words(line))
    if not back.draft.sheets:
        messages.warning(request, _("There is nothing that could be taken back."))
        return redirect("data_change", number)
    name = sentence("way back of change {number}", number=number)
    draft = request.company.begin_draft(name, back.draft, reason=name)
    return redirect("data_draft", draft)
