"""A demonstration's door: visitors choose a role, and are that role. On this machine alone, and never in production."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handfast.company.actions.people.sign_in import Knock
from handfast.company.actions.people.visit import visitor
from handfast.company.people.roles import BOTH, OPERATIONS, ROLES, SALES
from handfast.doors.entrance.gate import safe_next
from handfast.doors.entrance.health import is_loopback
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.served import now
from handfast.doors.web.pages.sign_in import let_in
from handfast.doors.web.shell import page


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request) -> HttpResponse:
    """Show the roles, and let a visitor in as the one they choose."""
    if not settings.HANDFAST_DEMO or not is_loopback(request.address) or request.headers.get("X-Forwarded-For"):
        raise Http404
    if request.method == "POST" and request.POST.get("role") in ROLES:
        role = ROLES[request.POST["role"]]
        knock = Knock(role.key, request.address, now())
        let_in(request, visitor(role, now=knock.now), knock, "visit")
        return HttpResponseRedirect(safe_next(request))
    sides = [(_("Sales"), SALES), (_("Operations"), OPERATIONS), (_("Both"), BOTH)]
    chosen = [(label, [role for role in ROLES.values() if role.side == side]) for label, side in sides]
    return page(request, "visit.html", sides=chosen, next=safe_next(request))
