"""New days for open promises: propose them, look at a proposal, and agree to all of it or to some promises."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from ninja import Router

from handfast.company.queries.backlog_forms import agreed_form, backlog_form, line_form
from handfast.company.queries.backlog_proposals import BacklogVersion
from handfast.company.queries.promise_book import exact
from handfast.doors.api import forms
from handfast.doors.api.backlog_forms import Agreed, Backlog
from handfast.doors.api.endpoints.work import later
from handfast.doors.api.given import Agreeing, Number, Reproposing
from handfast.doors.api.told import told
from handfast.doors.entrance.request import Request

router = Router(tags=["New days for promises"])


@router.post("/backlog", response={202: forms.Job}, url_name="backlog", summary="Propose new days")
def propose(request: Request, how: Reproposing) -> HttpResponse:
    """Ask for a proposal, which a worker will make; no promise is changed."""
    return later(request.company.ask_job("backlog", **how.model_dump()))


@router.get("/backlog", response=Backlog, url_name="backlog", summary="Look at the newest proposal")
def newest(request: Request) -> HttpResponse:
    """Return the newest proposal, those promises first that change most."""
    return _told(request, request.company.backlog_proposal())


@router.get("/backlog/{int:number}", response=Backlog, url_name="backlog_proposal", summary="Look at a proposal")
def proposal(request: Request, number: Number) -> HttpResponse:
    """Return a proposal, those promises first that change most."""
    return _told(request, request.company.backlog_proposal(number))


@router.post("/backlog/{int:number}/agree", response=Agreed, url_name="backlog_agree", summary="Agree to new days")
def agree(request: Request, number: Number, said: Agreeing) -> HttpResponse:
    """Agree to all of a proposal, or to what it proposes for some promises: each is revised, all of them or none."""
    chosen = None if said.promises == "all" else said.promises
    return told(agreed_form(request.company.agree(chosen, reason=said.reason, proposal=number)))


def _told(request: Request, version: BacklogVersion) -> HttpResponse:
    items = request.company.names().market.items

    def measured(item: str, quantity: int) -> Decimal:
        return exact(quantity, 10 ** (items[item].decimals if item in items else 0))

    form = backlog_form(version, measured)
    form["lines"] = [{"number": line.promise, **line_form(line, version, measured)} for line in version.lines]
    return told({**form, "number": version.id, "stands": request.company.backlog_stands(version)})
