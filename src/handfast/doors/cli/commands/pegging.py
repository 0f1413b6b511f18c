"""``handfast pegging``: whom a supply serves, and what feeds an order."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.pegging import pegging_form, show_pegging

EXAMPLES = (
    "handfast pegging PO-5231",
    "handfast pegging R-247",
    "handfast pegging TOP-OAK@NORTH --plan S-3",
    "handfast pegging P-12 --json",
)


def pegging(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A run (R-12; of a draft S-3/12), a receipt, a lot, an item, ITEM@SITE, a promise or a need.",
        ),
    ],
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="PLAN", help="In this plan. Else as the company stands.", show_default=False),
    ] = None,
    full: Annotated[bool, typer.Option("--all", help="Every row.", show_default=False)] = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show which orders a supply serves, with how much and when they are due; and what feeds an order or a run.

    A purchase is followed through all runs to the promises, forecasts and safety stock in the end; the quantities sum
    to what is bought, and what nobody takes is left over.
    """
    with opened(place, planning=True) as company:
        found = company.pegging(what, plan)
    if as_json:
        print_json(pegging_form(found))
    else:
        show_pegging(page(), found, full=full)
