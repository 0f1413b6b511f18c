"""The quote desk: the answer lives as one types; hold or promise it with one key."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handfast.company.people.permissions import Permission
from handfast.company.queries.promises import PromiseRow
from handfast.doors.entrance.request import Request
from handfast.doors.entrance.seen import deliveries_of, seen
from handfast.doors.web.answers import called, colleagues, letter, shown, track
from handfast.doors.web.in_words import in_words, words_of
from handfast.doors.web.shell import page
from handfast.doors.web.typed_numbers import counted_number
from handfast.doors.web.wishes import Wish, fitting, read_wish
from handfast.engine.promise.offer import Offer
from handfast.errors import CannotPromise, DataError, HandfastError, NotFound
from handfast.facade.opened import request_name
from handfast.facade.promising import HOLD_HOURS
from handfast.sentences import in_a_row, sentence

HOURS = (4, HOLD_HOURS, 48, 72)
LISTED = 30


@require_safe
def quote(request: Request) -> HttpResponse:
    """Show the desk, with the answer to whatever the address asks."""
    wish = read_wish(request.GET, request.company.names())
    return page(request, "quote/desk.html", **_answered(request, wish))


@require_safe
def answer(request: Request) -> HttpResponse:
    """Answer what is typed so far, as a part of the desk; the address of the page follows."""
    if not request.htmx:
        return _whole(request)
    wish = read_wish(request.GET, request.company.names())
    response = page(request, "quote/answer.html", **_answered(request, wish), part=True)
    query = "&".join(filter(None, (wish.query, urlencode({"order": order}) if (order := _order(request)) else "")))
    response.headers["HX-Replace-Url"] = f"{reverse('quote')}?{query}" if query else reverse("quote")
    return response


def _whole(request: Request, page_of: str = "quote") -> HttpResponse:
    """Lead who asks for a part without its page to the page, with what is asked."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{reverse(page_of)}?{query}" if query else reverse(page_of))


def _order(request: Request) -> str:
    """Return the order number that was typed before anything was promised."""
    return (request.POST.get("order") or request.GET.get("order", "")).strip()[:120]


@require_safe
def line(request: Request) -> HttpResponse:
    """Return one more line for the desk."""
    if not request.htmx:
        return _whole(request)
    number = request.GET.get("number", "")
    wish = read_wish(QueryDict(), request.company.names())
    return page(request, "quote/line.html", line=wish.lines[0], number=number if number.isdecimal() else "0")


@require_safe
def choices(request: Request, of: str, page_of: str = "quote") -> HttpResponse:
    """Return the customers or items that fit what is being typed, for the list under the field of a page."""
    if not request.htmx:
        return _whole(request, page_of)
    names = request.company.names()
    things, field = (names.customers(), "customer") if of == "customers" else (names.items(), "item")
    return page(request, "quote/choices.html", found=fitting(request.GET.get(field, ""), things, LISTED))


@require_POST
def hold(request: Request) -> HttpResponse:
    """Hold what was shown, or one of the other ways."""
    hours = counted_number(request.POST.get("hours", ""))
    chosen = hours if hours in HOURS else HOLD_HOURS
    return _settle(request, lambda offer, way, _why, name: request.company.hold(offer, way, hours=chosen, request=name))


@require_POST
def promise(request: Request) -> HttpResponse:
    """Promise what was shown, or one of the other ways."""
    order = request.POST.get("order", "").strip()[:120]
    return _settle(
        request,
        lambda offer, way, why, name: request.company.promise(offer, way, order=order, reason=why, request=name),
    )


# ------------------------------------------------------------ inside


def _answered(request: Request, wish: Wish) -> dict[str, Any]:
    """Return what the desk shows for a wish."""
    customer = in_words(request.company.names().customer(wish.customer))
    context: dict[str, Any] = {
        "wish": wish,
        "customer_name": customer,
        "hours": HOURS,
        "default_hours": HOLD_HOURS,
        "order": _order(request),
    }
    if not wish.ready:
        return context
    try:
        offer = _offer(request, wish)
    except (DataError, NotFound, CannotPromise) as refused:
        return {**context, "refused": words_of(refused)}
    return {**context, **_offered(request, wish, offer)}


def _offer(request: Request, wish: Wish) -> Offer:
    lines = [line.asked for line in wish.ready]
    return request.company.quote_lines(lines, customer=wish.customer, together=wish.together)


def _offered(request: Request, wish: Wish, offer: Offer) -> dict[str, Any]:
    company = request.company
    form = company.seeing().offer(offer)
    told, today, names = shown(form), company.today, company.names()
    customer = in_words(names.customer(wish.customer))
    for each in told["lines"]:
        each["track"] = track(each, today)
    numbered = [number for number, each in enumerate(wish.lines) if each.ready]
    for way in told["counter_offers"]:
        way["seen"] = seen(form, way["number"])
        way["asks"] = [called(who) for who in colleagues(way["agrees"])]
        for each in way["deliveries"]:
            each["item_name"] = names.item(each["item"])
        way["letter"] = letter(way["deliveries"], names.items(), customer)
    return {
        "offer": told,
        "answers": dict(zip(numbered, told["lines"], strict=True)),
        "seen": seen(form, None),
        "letter": letter(deliveries_of(told, None), names.items(), customer),
        "today": today,
        "asked": wish.query,
        "token": uuid.uuid4().hex,
        "may_hold": request.who.may(Permission.PROMISE_HOLD),
        "may_promise": request.who.may(Permission.PROMISE_MAKE),
    }


def _settle(request: Request, write: Any) -> HttpResponse:
    """Ask again what was asked, and write it if it is still what was seen; else show the new answer."""
    given = request.POST
    wish = read_wish(QueryDict(given.get("asked", "")), request.company.names())
    way = counted_number(given.get("way", ""))
    token = given.get("token", "")
    if not wish.ready or not token:
        raise CannotPromise(_("Nothing is asked for. Type an item and a quantity first."))
    name = request_name(f"desk-{token}", request.path, wish.query, way)
    if (before := request.company.answered(name)) is not None:
        return _settled(request, wish, before)
    offer = _offer(request, wish)
    form = request.company.seeing().offer(offer)
    try:
        agreed = _agreed(request, form, way)
        if _seen_now(form, way) != given.get("seen"):
            raise CannotPromise(
                _("The answer changed while you looked, and nothing was written. This is how it stands now.")
            )
        rows = write(offer, way, agreed, name)
    except CannotPromise as refused:
        return _show_anew(request, wish, refused)
    return _settled(request, wish, rows)


def _agreed(request: Request, form: dict[str, Any], way: int | None) -> str:
    """Return who agreed to a way that needs it, as the ledger keeps it."""
    if way is None or not 1 <= way <= len(form["counter_offers"]):
        return ""
    needed = colleagues(form["counter_offers"][way - 1]["agrees"])
    if not needed:
        return ""
    by = request.POST.get("agreed_by", "").strip()[:120]
    if not by:
        raise CannotPromise(_("Somebody has to agree to this way first. Ask them, and write down who agreed."))
    return sentence("{needed}: agreed by {by}", needed=in_a_row([sentence(who) for who in needed]), by=by)


def _seen_now(form: dict[str, Any], way: int | None) -> str:
    if way is not None and not 1 <= way <= len(form["counter_offers"]):
        return ""
    return seen(form, way)


def _show_anew(request: Request, wish: Wish, refused: HandfastError) -> HttpResponse:
    context = {**_answered(request, wish), "changed": words_of(refused)}
    template = "quote/answer.html" if request.htmx else "quote/desk.html"
    return page(request, template, **context, part=bool(request.htmx))


def _settled(request: Request, wish: Wish, rows: list[PromiseRow]) -> HttpResponse:
    company = request.company
    names = company.names()
    written = [company.promise_seen(row.id)[0] for row in rows]  # as they stand now: it may be asked for again
    deliveries = [
        {"item": row["item"], "quantity": row["quantity"], "unit": row["unit"], "arrive": row["arrive"]}
        for row in written
    ]
    context: dict[str, Any] = {
        "wish": wish,
        "written": [
            {**row, "number": int(row["promise"][2:]), "item_name": names.item(row["item"])} for row in written
        ],
        "state": states.pop() if len(states := {row["state"] for row in written}) == 1 else "",
        "letter": letter(deliveries, names.items(), in_words(names.customer(wish.customer))),
        "customer_name": in_words(names.customer(wish.customer)),
        "part": bool(request.htmx),
    }
    return page(request, "quote/settled.html" if request.htmx else "quote/settled_page.html", **context)
