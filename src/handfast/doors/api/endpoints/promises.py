"""Promises: hold, promise, and what becomes of them. What an answer was taken for is what is written, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel

from handfast.company.ledger import RequestName
from handfast.company.people.permissions import Permission
from handfast.company.queries.promises import PromiseRow
from handfast.doors.api import forms
from handfast.doors.api.endpoints.book import promise_told, router, row_form
from handfast.doors.api.endpoints.offers import offer_form
from handfast.doors.api.given import (
    Delivering,
    Expected,
    Holding,
    NeededReason,
    Number,
    Promising,
    Reason,
    RequestKey,
    Revising,
    Settling,
    Shipping,
    Taking,
)
from handfast.doors.api.refusals import Refused
from handfast.doors.api.told import expected_entry, named, told
from handfast.doors.entrance.request import Request
from handfast.engine.promise.offer import Offer
from handfast.errors import StaleAnswer
from handfast.facade.taking import Latest, against
from handfast.sentences import in_a_row, sentence


@router.post("/holds", response={201: forms.Written}, url_name="holds", summary="Hold")
def hold(request: Request, wanted: Holding, key: RequestKey = "") -> HttpResponse:
    """Set aside what an ask needs, until its time is over."""
    company = request.company
    return _taken(
        request, wanted, key, lambda offer, way, _why, name: company.hold(offer, way, hours=wanted.hours, request=name)
    )


@router.post("/promises", response={201: forms.Written}, url_name="promises", summary="Promise")
def promise(request: Request, wanted: Promising, key: RequestKey = "") -> HttpResponse:
    """Promise what is asked for, if it can be kept as it was wished or taken."""
    company = request.company

    def write(offer: Offer, way: int | None, agreed: str, name: RequestName | None) -> list[PromiseRow]:
        reason = in_a_row([each for each in (wanted.reason, agreed) if each], "; ")
        return company.promise(offer, way, order=wanted.order, reason=reason, request=name)

    return _taken(request, wanted, key, write)


@router.post("/promises/{int:number}/promise", response=forms.Promise, url_name="promise_settle", summary="Settle")
def settle(
    request: Request, number: Number, said: Settling, key: RequestKey = "", expected: Expected = ""
) -> HttpResponse:
    """Turn a hold into a promise."""
    write = partial(request.company.promise, number, order=said.order, reason=said.reason)
    return _changed(request, number, said, (key, expected), lambda name: write(request=name))


@router.post("/promises/{int:number}/release", response=forms.Promise, url_name="promise_release", summary="Release")
def release(
    request: Request, number: Number, said: Reason, key: RequestKey = "", expected: Expected = ""
) -> HttpResponse:
    """Give a hold back."""
    company = request.company
    return _changed(
        request, number, said, (key, expected), lambda name: company.release(number, reason=said.reason, request=name)
    )


@router.post("/promises/{int:number}/revise", response=forms.Promise, url_name="promise_revise", summary="Revise")
def revise(
    request: Request, number: Number, said: Revising, key: RequestKey = "", expected: Expected = ""
) -> HttpResponse:
    """Give a promise another day or quantity, if that can be kept. Its first day stays in the book."""
    if said.by is None and said.quantity is None:
        raise Refused(422, "Nothing is to become different. Say by, quantity, or both.")
    write = partial(request.company.revise, number, by=said.by, quantity=said.quantity, reason=said.reason)
    return _changed(request, number, said, (key, expected), lambda name: write(request=name))


@router.post("/promises/{int:number}/withdraw", response=forms.Promise, url_name="promise_withdraw", summary="Withdraw")
def withdraw(
    request: Request, number: Number, said: NeededReason, key: RequestKey = "", expected: Expected = ""
) -> HttpResponse:
    """Take a promise back, for a reason."""
    company = request.company
    return _changed(
        request, number, said, (key, expected), lambda name: company.withdraw(number, reason=said.reason, request=name)
    )


@router.post("/promises/{int:number}/ship", response=forms.Promise, url_name="promise_ship", summary="Ship")
def ship(
    request: Request, number: Number, said: Shipping, key: RequestKey = "", expected: Expected = ""
) -> HttpResponse:
    """Write down that goods leave."""
    write = partial(request.company.ship, number, said.quantity, reason=said.reason)
    return _changed(request, number, said, (key, expected), lambda name: write(request=name))


@router.post("/promises/{int:number}/deliver", response=forms.Promise, url_name="promise_deliver", summary="Deliver")
def deliver(
    request: Request, number: Number, said: Delivering, key: RequestKey = "", expected: Expected = ""
) -> HttpResponse:
    """Write down that goods arrived: the promise is kept or broken."""
    write = partial(request.company.deliver, number, said.on, reason=said.reason)
    return _changed(request, number, said, (key, expected), lambda name: write(request=name))


# ------------------------------------------------------------ inside

Take = Callable[[Offer, int | None, str, RequestName | None], list[PromiseRow]]


def _taken(request: Request, wanted: Taking, key: str, write: Take) -> HttpResponse:
    """Write what is asked for, once, if nothing stands against it."""
    company = request.company
    request.who.assert_may(Permission.PROMISE_SEE)  # the answer shows what was written
    open_day = any(line.by is None for line in wanted.lines)
    if open_day and wanted.not_after is None and not wanted.accept_late and wanted.way is None:
        raise Refused(422, "Say by when it should arrive: by of each line, or not_after; or accept_late for any day.")
    if wanted.not_after is not None and wanted.accept_late:
        raise Refused(422, "not_after and accept_late contradict each other: name a latest day, or take any.")
    name = named(request, key, wanted)

    def answer() -> list[dict[str, Any]]:
        before = company.answered(name)
        if before is not None:
            return [row_form(company.promise_seen(row)[0]) for row in before]
        rows = _answer_taken(request, wanted, name, write)
        if rows is None:
            rows = _way_taken(request, wanted, name, write)
        return [row_form(row) for row in company.written_seen(rows)]

    written = company.at_once(answer)
    where = f"/api/v1/promises/{written[0]['number']}" if len(written) == 1 else "/api/v1/promises?by=newest"
    return told({"promises": written}, 201, {"Location": where})


def _answer_taken(request: Request, wanted: Taking, name: RequestName | None, write: Take) -> list[PromiseRow] | None:
    """Write the answer itself, without a look at other ways; None: it is not the answer that is wanted."""
    if wanted.way is not None:
        return None
    lines, customer, together = wanted.asked
    offer = request.company.answer_lines(lines, customer=customer, together=together)
    if against(offer, None, Latest(wanted.not_after, wanted.accept_late)) is not None:
        return None
    if wanted.seen and wanted.seen != offer_form(request, offer)["seen"]:
        return None
    return write(offer, None, "", name)


def _way_taken(request: Request, wanted: Taking, name: RequestName | None, write: Take) -> list[PromiseRow]:
    """Write what is wanted of the complete offer, or refuse with it."""
    lines, customer, together = wanted.asked
    offer = request.company.quote_lines(lines, customer=customer, together=together)
    form = offer_form(request, offer)
    way = _way(form, wanted.way)
    _assert_as_said(offer, form, way, wanted)
    return write(offer, way, _agreed(form, way, wanted.agreed_by), name)


def _way(form: dict[str, Any], wanted: int | str | None) -> int | None:
    """Return the number of a counter-offer that is named by number or kind."""
    if wanted is None:
        return None
    kinds = [way["kind"] for way in form["counter_offers"]]
    if isinstance(wanted, int) and wanted <= len(kinds):
        return wanted
    if isinstance(wanted, str) and kinds.count(wanted) == 1:
        return kinds.index(wanted) + 1
    numbered = ", ".join(f"{number} {kind}" for number, kind in enumerate(kinds, 1)) or "none"
    raise Refused(409, f"No one counter-offer is called {wanted}. There are: {numbered}.", kind="NotAsSeen", offer=form)


def _assert_as_said(offer: Offer, form: dict[str, Any], way: int | None, wanted: Taking) -> None:
    """Refuse an answer that is not what somebody saw, or is later or less than they said."""
    now = form["seen"] if way is None else form["counter_offers"][way - 1]["seen"]
    if wanted.seen and wanted.seen != now:
        said = "The answer is no longer what you saw, and nothing was written. The offer is how it stands now."
        raise Refused(409, said, kind="NotAsSeen", offer=form)
    found = against(offer, way, Latest(wanted.not_after, wanted.accept_late))
    if found is None:
        return
    said = "Nothing was written: not all of it is possible. Take a counter-offer (way), or ask for less."
    if found.arrive is not None:
        said = (
            f"Nothing was written: {found.item} would arrive on {found.arrive}, not by {found.limit}. "
            f"To take that day: not_after {found.arrive}. Or take a counter-offer (way)."
        )
    raise Refused(409, said, kind="NotAsWished", offer=form)


def _agreed(form: dict[str, Any], way: int | None, by: str) -> str:
    """Return who agreed to a way that needs it, as the ledger keeps it."""
    agrees = [] if way is None else form["counter_offers"][way - 1]["agrees"]
    needed = [who for who in agrees if who != "customer"]
    if not needed:
        return ""
    if not by.strip():
        said = f"This way needs the word of: {', '.join(needed)}. Ask them, and say who agreed: agreed_by."
        raise Refused(409, said, kind="NotAgreed", offer=form)
    return sentence("{needed}: agreed by {by}", needed=in_a_row([sentence(who) for who in needed]), by=by.strip())


def _changed(
    request: Request,
    number: int,
    said: BaseModel,
    headers: tuple[str, str],
    write: Callable[[RequestName | None], object],
) -> HttpResponse:
    """Write once, if the promise is still what the program saw, and answer with the promise as it stands."""
    company = request.company
    request.who.assert_may(Permission.PROMISE_SEE)  # the answer shows the promise
    key, tag = headers
    name, expected = named(request, key, said), expected_entry(tag)
    if company.answered(name) is None:
        if expected is None:
            write(name)
        else:
            try:
                company.if_unchanged(number, expected, lambda: write(name))
            except StaleAnswer as stale:
                raise Refused(412, str(stale), kind="StaleAnswer") from stale
    return promise_told(request, number)
