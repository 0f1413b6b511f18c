"""``handfast ship`` and ``handfast deliver``: goods leave for a promise, and arrive."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.commands.promise import tell_promises
from handfast.doors.cli.session import opened
from handfast.doors.cli.typed import day_of, quantity_of

SHIP_EXAMPLES = ("handfast ship P-12", "handfast ship P-12 40")
DELIVER_EXAMPLES = ("handfast deliver P-12", "handfast deliver P-12 --on 2027-04-11")


def ship(
    promise: options.Promise,
    quantity: Annotated[
        str | None,
        typer.Argument(metavar="QUANTITY", help="How many leave. Else all that are still to.", show_default=False),
    ] = None,
    reason: options.Reason = "",
    request: options.Request = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Write down that goods leave for a promise: all that is still to leave, or a part of it."""
    leaving = None if quantity is None else quantity_of(quantity)
    with opened(place, actor) as company:
        shipped = company.ship(promise, leaving, reason=reason, request=request)
        tell_promises(company, [shipped.id], as_json=as_json)


def deliver(
    promise: options.Promise,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day of arrival. Else today.", show_default=False)
    ] = None,
    reason: options.Reason = "",
    request: options.Request = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Write down on which day goods arrived: the promise is kept or broken, measured against its first date."""
    day = None if on is None else day_of(on)
    with opened(place, actor) as company:
        delivered = company.deliver(promise, day, reason=reason, request=request)
        tell_promises(company, [delivered.id], as_json=as_json)
