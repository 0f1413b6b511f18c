"""Webhooks, and who asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from handfast.company.routines.webhooks.subscriptions import Webhook
from handfast.doors.api import forms
from handfast.doors.api.given import Number, Telling
from handfast.doors.api.told import told
from handfast.doors.entrance.request import Request

router = Router(tags=["Webhooks and oneself"])


@router.get("/webhooks", response=forms.Webhooks, url_name="webhooks", summary="Find webhooks")
def webhooks(request: Request) -> HttpResponse:
    """Return all webhooks, without their secrets."""
    return told({"rows": [_webhook(each) for each in request.company.webhooks()]})


@router.post("/webhooks", response={201: forms.NewWebhook}, url_name="webhooks", summary="Add a webhook")
def add(request: Request, said: Telling) -> HttpResponse:
    """Tell an address of what happens from now on. Its secret is in this answer alone."""
    made = request.company.add_webhook(said.url, said.events)
    return told({**_webhook(made), "secret": made.secret}, 201, {"Location": f"/api/v1/webhooks/{made.id}"})


@router.delete("/webhooks/{int:number}", response={204: None}, url_name="webhook", summary="Remove a webhook")
def remove(request: Request, number: Number) -> HttpResponse:
    """Tell it nothing any more."""
    request.company.remove_webhook(number)
    return HttpResponse(status=204)


@router.get("/me", response=forms.Me, url_name="me", summary="Who asks")
def me(request: Request) -> HttpResponse:
    """Return who asks, and what they may do and see."""
    who, company = request.who, request.company
    return told(
        {
            "username": who.username,
            "name": str(who),
            "roles": sorted(who.roles),
            "permissions": sorted(who.permissions),
            "sites": None if who.sites is None else sorted(who.sites),
            "segments": None if who.segments is None else sorted(who.segments),
            "today": company.today.isoformat(),
            "time_zone": company.time_zone,
        }
    )


def _webhook(found: Webhook) -> dict[str, Any]:
    return {
        "webhook": found.name,
        "number": found.id,
        "url": found.url,
        "events": list(found.types),
        "state": found.state,
        "words": found.words,
    }
