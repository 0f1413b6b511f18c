"""Items, what of them is free, and customers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from handfast.company.queries.customer_view import Standing
from handfast.company.queries.forms import exact
from handfast.doors.api import forms
from handfast.doors.api.given import FoundItems, Page
from handfast.doors.api.told import page_of, told
from handfast.doors.entrance.request import Request

router = Router(tags=["Items and customers"])


@router.get("/items", response=forms.Rows[forms.Item], url_name="items", summary="Find items")
def items(request: Request, wanted: Query[FoundItems]) -> HttpResponse:
    """Return items with what is in stock, free of that, and coming."""
    found = request.company.item_page(family=wanted.family, offset=wanted.offset, limit=wanted.limit)
    return page_of(request, found.rows.to_dicts(), found.found, wanted.page, wanted.limit, plainly)


@router.get("/items/{key}", response=forms.ItemAtSites, url_name="item", summary="Look at an item")
def item(request: Request, key: str) -> HttpResponse:
    """Return an item: its stock by site, what will be there by day, how it comes, and what it goes into."""
    found = request.company.item(key)
    more = {name: plainly(getattr(found, name)) for name in ("sites", "ways", "made_of", "used_in", "kept")}
    return told({**plainly(found.row), **more, "projection": plainly(found.projection.to_dicts())})


@router.get("/customers", response=forms.Rows[forms.Customer], url_name="customers", summary="Find customers")
def customers(request: Request, wanted: Query[Page]) -> HttpResponse:
    """Return the customers that the person may see, those with promises at risk first."""
    found = request.company.customers()
    rows = found[wanted.offset : wanted.offset + wanted.limit]
    return page_of(request, rows, len(found), wanted.page, wanted.limit, _customer)


@router.get("/customers/{key}", response=forms.CustomerSeen, url_name="customer", summary="Look at a customer")
def customer(request: Request, key: str) -> HttpResponse:
    """Return one customer: what was kept, how they buy, what troubles them. Promises are found by `customer`."""
    found = request.company.customer(key)
    cases = [plainly(each._asdict()) for each in found.cases]
    return told({**plainly({**vars(found), "rhythm": vars(found.rhythm)}), "cases": cases})


def _customer(standing: Standing) -> dict[str, Any]:
    form: dict[str, Any] = plainly(standing._asdict())
    return form


def plainly(value: Any) -> Any:
    """Return something with its quantities as decimal texts and its days as ISO texts."""
    if isinstance(value, dict):
        return {str(name): plainly(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plainly(each) for each in value]
    if isinstance(value, Decimal):
        return exact(value)
    return value.isoformat() if isinstance(value, dt.date) else value
