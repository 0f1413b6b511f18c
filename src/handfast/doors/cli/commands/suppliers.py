"""``handfast suppliers``: what we will order when, how late it usually is, and who waits for it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.suppliers import (
    show_purchases,
    show_records,
    show_suppliers,
    show_weeks,
    supplier_form,
)

EXAMPLES = (
    "handfast suppliers",
    "handfast suppliers --supplier OAKMILL",
    "handfast suppliers --item TOP-OAK --all",
)
SHOWN = 15


def suppliers(
    supplier: Annotated[
        str, typer.Option("--supplier", metavar="KEY", help="Only this supplier, in full.", show_default=False)
    ] = "",
    item: Annotated[str, typer.Option("--item", metavar="KEY", help="Only this item, in full.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every row.", show_default=False)] = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show what is bought of whom: what to order when, lead times stated and real, and which promises wait for it."""
    with opened(place) as company:
        view = company.suppliers(supplier, item)
    if as_json:
        print_json(supplier_form(view))
        return
    console = page()
    if not (supplier or item):
        show_suppliers(console, view)
        return
    show_records(console, view)
    rows = view.purchases.to_dicts()
    show_purchases(console, rows if every else rows[:SHOWN], view)
    if len(rows) > SHOWN and not every:
        sys.stderr.write(f"{counted(len(rows) - SHOWN, 'more purchase')} (--all shows them).\n")
    show_weeks(console, view, None if every else SHOWN)
