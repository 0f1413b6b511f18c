"""``handfast revise``: another date or quantity for a promise, by somebody accountable."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.commands.promise import tell_promises
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.session import opened
from handfast.doors.cli.typed import day_of, quantity_of

EXAMPLES = (
    'handfast revise P-12 --by 2027-04-20 --reason "the customer opens a week later"',
    'handfast revise P-12 --quantity 250 --reason "the customer needs fewer"',
)


def revise(
    promise: options.Promise,
    reason: options.Why,
    by: Annotated[
        str | None, typer.Option("--by", metavar="DATE", help="New day of arrival.", show_default=False)
    ] = None,
    quantity: Annotated[
        str | None, typer.Option("--quantity", metavar="QUANTITY", help="New quantity.", show_default=False)
    ] = None,
    request: options.Request = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Give a promise another date or quantity, if that can be kept, for a reason.

    The date that was promised first stays in the ledger for ever: whether it was kept is measured against that one.
    """
    if by is None and quantity is None:
        wrong_use("Say what is to change: --by DATE, --quantity QUANTITY, or both.")
    day = None if by is None else day_of(by, "day")
    amount = None if quantity is None else quantity_of(quantity, "quantity")
    with opened(place, actor) as company:
        revised = company.revise(promise, by=day, quantity=amount, reason=reason, request=request)
        tell_promises(company, [revised.id], as_json=as_json)
