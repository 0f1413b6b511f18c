"""One promise: its life, what feeds it as a picture from the customer back to the supplier, and what can be done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handfast.company.people.permissions import Permission
from handfast.company.queries.expected_cover import ExpectedCover
from handfast.company.queries.explanation import Missing
from handfast.company.queries.promise_book import as_date
from handfast.company.queries.promises import PromiseRow
from handfast.doors.entrance.request import Request
from handfast.doors.web.in_words import in_words, words_of
from handfast.doors.web.pages.today import kind_words
from handfast.doors.web.pegging_picture import picture
from handfast.doors.web.shell import page
from handfast.doors.web.supplied import supplied
from handfast.doors.web.typed_numbers import typed_number
from handfast.errors import CannotPromise, HandfastError
from handfast.facade.naming import Names


@require_safe
def promise(request: Request, number: int) -> HttpResponse:
    """Show a promise."""
    company, names = request.company, request.company.names()
    told = company.explain(number)
    row, words = told.promise, kind_words()
    may = request.who.may
    is_open = row.state in {"held", "promised"}
    context: dict[str, Any] = {
        "number": number,
        "told": told,
        "missing": [_missing(each, names) for each in told.missing],
        "expected": [_expected(each, names) for each in told.expected],
        "life": [{**event._asdict(), "words": words.get(event.kind, event.kind)} for event in told.life],
        "row": row,
        "shipped": told.quantity * row.shipped / row.quantity,
        "customer_name": in_words(names.customer(row.customer)),
        "item_name": names.item(row.item),
        "site_name": names.site(row.site),
        "days": {
            field: as_date(getattr(row, f"{field}_day")) for field in ("wish", "ship", "arrive", "earliest", "arrived")
        },
        "original": as_date(row.original_arrive_day),
        "moved": row.original_arrive_day is not None and row.original_arrive_day != row.arrive_day,
        "picture": picture(told, company.today, names),
        "today": company.today,
        "token": uuid.uuid4().hex,
        "may_promise": row.state == "held" and may(Permission.PROMISE_MAKE),
        "may_release": row.state == "held" and may(Permission.PROMISE_HOLD),
        "may_revise": row.state == "promised" and may(Permission.PROMISE_REVISE),
        "may_withdraw": row.state == "promised" and may(Permission.PROMISE_WITHDRAW),
        "may_ship": row.state == "promised" and may(Permission.PROMISE_SHIP),
        "may_deliver": row.state in {"promised", "delivered"} and may(Permission.PROMISE_SHIP),
        "is_open": is_open,
    }
    return page(request, "promises/promise.html", **context)


def _missing(each: Missing, names: Names) -> dict[str, Any]:
    source = "" if each.kind == "uncovered" else supplied(each.kind, each.name, "", names)
    return {**each._asdict(), "item_name": names.item(each.item), "source": source}


def _expected(each: ExpectedCover, names: Names) -> dict[str, Any]:
    parts = [
        {"quantity": part.quantity, "source": supplied(part.kind, part.name, part.run, names)} for part in each.parts
    ]
    return {**each._asdict(), "item_name": names.item(each.item), "parts": parts}


@require_POST
def settle(request: Request, number: int) -> HttpResponse:
    """Turn a hold into a promise."""
    order = _text(request, "order")
    return _done(
        request,
        number,
        lambda key: request.company.promise(number, order=order, request=key),
        _("The hold is a promise now."),
    )


@require_POST
def release(request: Request, number: int) -> HttpResponse:
    """Give a hold back."""
    return _done(
        request, number, lambda key: request.company.release(number, request=key), _("The hold was given back.")
    )


@require_POST
def revise(request: Request, number: int) -> HttpResponse:
    """Give a promise another day or quantity."""
    by, reason = _text(request, "by"), _text(request, "reason")

    def write(key: str) -> PromiseRow:
        return request.company.revise(number, by=by or None, quantity=_quantity(request), reason=reason, request=key)

    return _done(request, number, write, _("The promise was revised. Its first day stays in the book."))


@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take a promise back."""
    reason = _text(request, "reason")
    return _done(
        request,
        number,
        lambda key: request.company.withdraw(number, reason=reason, request=key),
        _("The promise was taken back."),
    )


@require_POST
def ship(request: Request, number: int) -> HttpResponse:
    """Write down that goods leave."""

    def write(key: str) -> Any:
        return request.company.ship(number, _quantity(request), request=key)

    return _done(request, number, write, _("The goods have left."))


@require_POST
def deliver(request: Request, number: int) -> HttpResponse:
    """Write down that goods arrived."""
    on = _text(request, "on")
    return _done(
        request, number, lambda key: request.company.deliver(number, on or None, request=key), _("The goods are there.")
    )


def _done(request: Request, number: int, write: Callable[[str], Any], said: str) -> HttpResponse:
    """Write it once, however often the form is sent, and go back to the promise with what came of it."""
    try:
        write(f"page-{request.POST.get('token') or uuid.uuid4().hex}")
    except HandfastError as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("promise", args=[number]))


def _text(request: Request, field: str) -> str:
    return request.POST.get(field, "").strip()[:500]


def _quantity(request: Request) -> str | None:
    """Return the quantity as the library reads it, whatever marks the reader's language has; None: none was typed."""
    typed = _text(request, "quantity")
    try:
        return str(typed_number(typed)) if typed else None
    except ValueError:
        raise CannotPromise(_("“%s” is no number. Write it like 300 or 2.5.") % typed[:40]) from None
