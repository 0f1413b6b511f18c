"""Views of the promise book: kept under a name, changed, let go, and opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from handfast.company.queries.promise_views import PromiseView
from handfast.doors.api import forms
from handfast.doors.api.endpoints.book import row_form
from handfast.doors.api.given import Number, Page, Viewing
from handfast.doors.api.told import page_of, told
from handfast.doors.entrance.request import Request

router = Router(tags=["Views of the promise book"])


@router.get("/views", response=forms.PromiseViews, url_name="views", summary="Find views")
def views(request: Request) -> HttpResponse:
    """Return one's own views, then those that are shared."""
    return told({"rows": [_form(each) for each in request.company.promise_views()]})


@router.post("/views", response={201: forms.PromiseView}, url_name="views", summary="Keep a view")
def keep(request: Request, said: Viewing) -> HttpResponse:
    """Keep what is looked for under a name; nobody keeps two of one name."""
    made = request.company.keep_promise_view(said.name, said.terms, shared=said.shared)
    return told(_form(made), 201, {"Location": f"/api/v1/views/{made.id}"})


@router.get("/views/{int:number}", response=forms.PromiseView, url_name="view", summary="Look at a view")
def view(request: Request, number: Number) -> HttpResponse:
    """Return what it looks for."""
    return told(_form(request.company.promise_view(number)))


@router.post("/views/{int:number}", response=forms.PromiseView, url_name="view", summary="Change a view")
def change(request: Request, number: Number, said: Viewing) -> HttpResponse:
    """Make a view of one's own what is sent: name, terms, and who finds it."""
    changed = request.company.change_promise_view(number, name=said.name, terms=said.terms, shared=said.shared)
    return told(_form(changed))


@router.delete("/views/{int:number}", response={204: None}, url_name="view", summary="Delete a view")
def drop(request: Request, number: Number) -> HttpResponse:
    """Let a view of one's own go."""
    request.company.drop_promise_view(number)
    return HttpResponse(status=204)


@router.get(
    "/views/{int:number}/promises",
    response=forms.Rows[forms.Promise],
    url_name="view_promises",
    summary="Open a view",
)
def promises(request: Request, number: Number, wanted: Query[Page]) -> HttpResponse:
    """Return a page of the promises that a view shows."""
    terms = request.company.promise_view(number).terms
    book = request.company.promises_in(terms, offset=wanted.offset, limit=wanted.limit)
    return page_of(request, book.rows, book.found, wanted.page, wanted.limit, row_form)


def _form(view: PromiseView) -> dict[str, Any]:
    terms = {
        key: value.isoformat() if isinstance(value, dt.date) else value for key, value in asdict(view.terms).items()
    }
    return {"view": view.id, "name": view.name, "owner": view.owner, "shared": view.shared, **terms}
