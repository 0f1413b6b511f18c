"""``handfast hold`` and ``handfast promise``: ask again and take the answer in one go, bound to what was wished."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.company.queries.forms import promise_form
from handfast.doors.cli import options
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.settling import read_terms, settle
from handfast.doors.cli.show.book import rows_numbered, show_promise
from handfast.doors.cli.typed import PROMISE
from handfast.doors.cli.wish import read_wish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handfast.company.ledger import RequestName
    from handfast.doors.cli.settling import Terms
    from handfast.doors.cli.wish import Wish
    from handfast.facade import Company

PROMISE_EXAMPLES = (
    "handfast promise BENCH-150 40 --by 2027-04-12 --customer C-1042 --order SO-1",
    "handfast promise BENCH-150 300 --by 2027-04-12 --customer C-1042 --way partial --not-after 2027-04-20",
    "handfast promise BENCH-150 300 --by 2027-04-12 --customer C-1042 --accept-late",
    "handfast promise P-12 --order SO-1",
)
HOLD_EXAMPLES = (
    "handfast hold BENCH-150 40 --by 2027-04-12 --customer C-1042",
    "handfast hold BENCH-150 40 --by 2027-04-12 --customer C-1042 --hours 4",
)


def promise(
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="ITEM|HOLD",
            help="Key of the item; or the number of a hold, like P-12, which becomes a promise.",
            show_default=False,
        ),
    ] = None,
    quantity: options.Quantity = None,
    by: options.By = None,
    customer: options.Customer = "",
    line: options.Line = None,
    together: options.Together = False,
    site: options.Site = "",
    price: options.Price = None,
    way: options.Way = None,
    not_after: options.NotAfter = None,
    accept_late: options.AcceptLate = False,
    order: options.Order = "",
    reason: options.Reason = "",
    request: options.Request = None,
    yes: options.Yes = False,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Promise: ask, and write what is possible as wished to the ledger; or turn a hold into a promise.

    Nobody is bound to a later day than they said. Where it cannot arrive as wished, nothing is promised, unless you
    name the latest day that will do (--not-after), take any day (--accept-late), or take a counter-offer (--way).
    """
    if item and quantity is None and not line and PROMISE.fullmatch(item):
        with opened(place, actor) as company:
            was_held = company.promise(item, order=order, reason=reason, request=request)
            tell_promises(company, [each.id for each in was_held], as_json=as_json)
        return
    wish = read_wish(item, quantity, line, by=by, customer=customer, site=site, price=price, together=together)
    terms = read_terms(wish, way, not_after, accept_late=accept_late, yes=yes)
    with opened(place, actor) as company:
        name = _name(request, "promise", wish, terms, order)
        promised = company.answered(name)
        if promised is None:
            offer = company.quote_lines(wish.lines, customer=wish.customer, together=wish.together)
            number = settle(offer, terms, "promise", as_json=as_json)
            promised = company.promise(offer, number, order=order, reason=reason, request=name)
        tell_promises(company, [each.id for each in promised], as_json=as_json)


def hold(
    item: options.Item = None,
    quantity: options.Quantity = None,
    by: options.By = None,
    customer: options.Customer = "",
    line: options.Line = None,
    together: options.Together = False,
    site: options.Site = "",
    price: options.Price = None,
    hours: Annotated[
        float,
        typer.Option("--hours", metavar="HOURS", min=0, help="How long it is set aside. Else 24.", show_default=False),
    ] = 24,
    way: options.Way = None,
    not_after: options.NotAfter = None,
    accept_late: options.AcceptLate = False,
    request: options.Request = None,
    yes: options.Yes = False,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Hold: set stock, material and capacity aside for some hours, after which they are free again by themselves.

    As with a promise, nothing later than wished is held unless you say so.
    """
    if hours <= 0:
        wrong_use("--hours: a hold lasts longer than nothing.")
    wish = read_wish(item, quantity, line, by=by, customer=customer, site=site, price=price, together=together)
    terms = read_terms(wish, way, not_after, accept_late=accept_late, yes=yes)
    with opened(place, actor) as company:
        name = _name(request, "hold", wish, terms, hours)
        held = company.answered(name)
        if held is None:
            offer = company.quote_lines(wish.lines, customer=wish.customer, together=wish.together)
            number = settle(offer, terms, "hold", as_json=as_json)
            held = company.hold(offer, number, hours=hours, request=name)
        tell_promises(company, [each.id for each in held], as_json=as_json)


def _name(request: str | None, verb: str, wish: Wish, terms: Terms, *more: object) -> RequestName | None:
    """Return a request's name for all that was typed; whether to ask back does not count."""
    if request is None:
        return None
    from handfast.facade import request_name

    return request_name(request, verb, wish, replace(terms, confirmed=False), *more)


def tell_promises(company: Company, numbers: Iterable[int], *, as_json: bool) -> None:
    """Tell promises as they stand after something was written."""
    rows = rows_numbered(company, numbers)
    if as_json:
        print_json({"promises": [promise_form(row) for row in rows]})
        return
    console = page()
    for row in rows:
        show_promise(console, row)
    held = [row for row in rows if row["state"] == "held"]
    if held:
        until = held[0]["held_until"].astimezone().strftime("%Y-%m-%d %H:%M %Z")
        them, commands = "it" if len(held) == 1 else "them", [f"handfast promise {row['promise']}" for row in held]
        console.print(f"Held until {until}. To promise {them}: {' && '.join(commands)}", soft_wrap=True)
