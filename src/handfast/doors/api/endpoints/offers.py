"""Asks: can we, by when, why not sooner, and what else."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from handfast.doors.api import forms
from handfast.doors.api.given import MOST_OFFERS, Wish, Wishes
from handfast.doors.api.refusals import Refused
from handfast.doors.api.told import told
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.seen import seen
from handfast.engine.promise.offer import Offer, ShortAnswer

router = Router(tags=["Offers"])


@router.post("/offers", response=forms.Offer, url_name="offers", summary="Ask")
def offer(request: Request, wish: Wish) -> HttpResponse:
    """Answer an ask completely: day, reasons, margin, counter-offers. Changes nothing."""
    company = request.company
    lines, customer, together = wish.asked
    return told(offer_form(request, company.quote_lines(lines, customer=customer, together=together)))


@router.post("/offers/batch", response=forms.Answers, url_name="offers_batch", summary="Ask many")
def batch(request: Request, wishes: Wishes) -> HttpResponse:
    """Answer up to 1,000 asks, each for itself on the company as it is now: by the day alone, or completely."""
    company = request.company
    if wishes.full and len(wishes.asks) > MOST_OFFERS:
        raise Refused(413, f"At most {MOST_OFFERS} complete offers are made at once. Ask for fewer, or without full.")
    asks = company.asks(wish.asked for wish in wishes.asks)
    if wishes.full:
        return told({"answers": [offer_form(request, each) for each in company.offers(asks)]})
    return told({"answers": [_short(each) for each in company.quote_many(asks)]})


def offer_form(request: Request, offer: Offer) -> dict[str, Any]:
    """Return an offer as the person may see it, with the names by which it can be taken as it was seen."""
    form = request.company.seeing().offer(offer)
    for way in form["counter_offers"]:
        way["seen"] = seen(form, way["number"])
    form["seen"] = seen(form, None)
    return form


def _short(answer: ShortAnswer) -> dict[str, Any]:
    arrive = None if answer.arrive is None else answer.arrive.isoformat()
    return {"feasible": answer.feasible, "arrive": arrive, "late_days": answer.late_days}
