"""The promise book: found, looked at, explained."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from handfast.company.queries.forms import explanation_form, promise_form
from handfast.company.queries.promise_list import OPEN, Search
from handfast.doors.api import forms
from handfast.doors.api.given import FoundPromises, Number
from handfast.doors.api.told import page_of, tag, told, unchanged
from handfast.doors.entrance.request import Request

router = Router(tags=["Promises"])


@router.get("/promises", response=forms.Rows[forms.Promise], url_name="promises", summary="Find promises")
def found(request: Request, wanted: Query[FoundPromises]) -> HttpResponse:
    """Return a page of the promise book."""
    states: dict[str, tuple[str, ...]] = {"all": (), "open": OPEN}
    search = Search(
        states.get(wanted.state, (wanted.state,)),
        wanted.at_risk,
        wanted.customer,
        wanted.item,
        wanted.order,
        wanted.owner,
        wanted.since,
        wanted.until,
        wanted.by,
    )
    book = request.company.promise_list(search, offset=wanted.offset, limit=wanted.limit)
    return page_of(request, book.rows, book.found, wanted.page, wanted.limit, row_form)


@router.get("/promises/{int:number}", response=forms.Promise, url_name="promise", summary="Look at a promise")
def promise(request: Request, number: Number) -> HttpResponse:
    """Return a promise; its ETag can be sent as If-Match with what changes it."""
    return promise_told(request, number)


@router.get("/promises/{int:number}/explanation", response=forms.Explanation, url_name="explanation", summary="Ask why")
def explanation(request: Request, number: Number) -> HttpResponse:
    """Return a promise's life and everything that feeds it, down to the last supply."""
    company = request.company
    return told(explanation_form(company.explain(number), row_form(company.promise_seen(number)[0])))


def promise_told(request: Request, number: int) -> HttpResponse:
    """Return a promise as it stands, with its tag."""
    row, entry = request.company.promise_seen(number)
    current = tag(entry, at_risk=row["at_risk"])
    if request.method == "GET" and unchanged(request, current):
        return HttpResponse(status=304, headers={"ETag": current})
    return told(row_form(row), headers={"ETag": current})


def row_form(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the book as programs read it."""
    return {"number": int(row["promise"][2:]), **promise_form(row)}
