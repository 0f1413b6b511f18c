"""``handfast report loss`` and ``report delay``: what happened to a lot, a receipt or a run, and whom it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handfast.company.queries.forms import promise_form
from handfast.doors.cli import options
from handfast.doors.cli.paper import SURE, WATCH, page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.book import rows_numbered, rows_of, show_book
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.typed import day_of, quantity_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from handfast.company.actions.report_loss import Loss
    from handfast.doors.cli.show.book import Row
    from handfast.facade import Company

LOSS_EXAMPLES = ('handfast report loss TOP-OAK NORTH 40 --supply PO-5231 --reason "cracked in drying"',)
DELAY_EXAMPLES = ('handfast report delay TOP-OAK NORTH 2027-04-05 --supply PO-5231 --reason "the mill is late"',)

Item = Annotated[str, typer.Argument(metavar="ITEM", help="Key of the item.")]
Site = Annotated[str, typer.Argument(metavar="SITE", help="Where it is, or was to come.")]
Supply = Annotated[
    str, typer.Option("--supply", metavar="NAME", help="The lot, receipt or run; empty: stock without a lot.")
]
Why = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="What happened; the ledger keeps it.", callback=options.said),
]


def loss(
    item: Item,
    site: Site,
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="How much is lost, in the item's unit.")],
    reason: Why,
    supply: Supply = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Write down that part of a lot, a receipt or a run is lost: scrapped, counted short, rejected.

    What counted on it is bound to other supply where that is in time; the rest is openly at risk.
    """
    lost = quantity_of(quantity)
    with opened(place, actor) as company:
        before = at_risk(company)
        _tell(company, company.report_loss(item, site, lost, supply=supply, reason=reason), before, as_json=as_json)


def delay(
    item: Item,
    site: Site,
    day: Annotated[str, typer.Argument(metavar="DATE", help="Day on which it is available now.")],
    supply: Annotated[str, typer.Option("--supply", metavar="NAME", help="The receipt, or the run, like R-12.")],
    reason: Why,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Write down that a receipt, or what a run makes, comes on another day, later or earlier.

    What counted on it is bound to other supply where that is in time; the rest is openly at risk.
    """
    moved = day_of(day)
    with opened(place, actor) as company:
        before = at_risk(company)
        _tell(company, company.report_delay(item, site, moved, supply=supply, reason=reason), before, as_json=as_json)


def at_risk(company: Company) -> set[str]:
    """Return the promises that are at risk."""
    return {row["promise"] for row in rows_of(company, "held", "promised") if row["at_risk"]}


def _tell(company: Company, done: Loss, before: set[str], *, as_json: bool) -> None:
    """Tell what was bound anew, and which promises are at risk that were not `before`."""
    risky = rows_numbered(company, {each.promise for each in done.at_risk})
    new = [row for row in risky if row["promise"] not in before]
    if as_json:
        forms = [{**promise_form(row), "new": row in new} for row in risky]
        print_json({"bound_anew": done.bound_anew, "at_risk": forms})
        return
    console = page()
    bound = f" {counted(done.bound_anew, 'commitment')} bound anew to other supply." if done.bound_anew else ""
    console.print(f"Written.{bound}")
    show_risk(console, risky, new)


def show_risk(console: Console, risky: Sequence[Row], new: Sequence[Row]) -> None:
    """Show which promises are at risk that were not before, of all that are."""
    others = len(risky) - len(new)
    if not new:
        known = f" ({counted(others, 'promise')} at risk as before.)" if others else ""
        console.print(f"It puts no promise at risk.{known}", style=SURE)
        return
    known = f", beside {others:,} that were before" if others else ""
    console.print(f"It puts {counted(len(new), 'promise')} at risk{known}:\n", style=WATCH)
    show_book(console, new)
    console.print("\nWhy: handfast explain PROMISE")
