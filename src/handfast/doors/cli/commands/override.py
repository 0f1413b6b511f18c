"""``handfast override``: promise what cannot be covered, knowingly: a risk that somebody owns."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.commands.promise import tell_promises
from handfast.doors.cli.session import opened
from handfast.doors.cli.typed import day_of, quantity_of

EXAMPLES = ('handfast override BENCH-150 300 --by 2027-04-12 --customer C-1042 --approved-by Jo --reason "lost else"',)


def override(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Key of the item.")],
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="How many, in the item's unit.")],
    by: Annotated[str, typer.Option("--by", metavar="DATE", help="Day of arrival that is promised.")],
    approved_by: Annotated[
        str,
        typer.Option("--approved-by", metavar="NAME", help="Who answers for the risk.", callback=options.named),
    ],
    reason: options.Why,
    customer: options.Customer = "",
    site: options.Site = "",
    request: options.Request = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Promise for a day although not all of it is covered: a risk, shown as one until it is cured.

    What is free is taken; the rest stands in the promise book as uncovered. No other promise gives anything up.
    """
    with opened(place, actor) as company:
        promised = company.override(
            item,
            quantity_of(quantity),
            day_of(by, "day"),
            approved_by=approved_by,
            reason=reason,
            customer=customer,
            site=site,
            request=request,
        )
        tell_promises(company, [promised.id], as_json=as_json)
