"""``handfast promises``: the promise book."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.company.queries.forms import promise_form
from handfast.doors.cli import options
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.book import MARKS, legend, rows_of, show_book
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from handfast.facade import Company

EXAMPLES = (
    "handfast promises",
    "handfast promises --at-risk --customer C-1042",
    "handfast promises --state withdrawn --state delivered",
)

OPEN = ("held", "promised")


def _assert_known(company: Company, customer: str, item: str) -> None:
    """Refuse a name that nobody has: it would read as if there were no promise."""
    if customer:
        company.names().market.customer(customer)
    if item:
        company.names().market.item(item)


def promises(
    state: Annotated[
        list[str] | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help=f"Only promises in this state; give it several times. One of: {', '.join(MARKS)}.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Those that ended too.", show_default=False)] = False,
    at_risk: Annotated[bool, typer.Option("--at-risk", help="Only promises at risk.", show_default=False)] = False,
    customer: Annotated[str, typer.Option("--customer", "-k", metavar="KEY", help="Only this customer's.")] = "",
    item: Annotated[str, typer.Option("--item", metavar="KEY", help="Only this item's.")] = "",
    order: Annotated[str, typer.Option("--order", metavar="KEY", help="Only this order's.")] = "",
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show the promise book: what is held and promised, and what of it is at risk."""
    states = tuple(state or ())
    for each in states:
        if each not in MARKS:
            wrong_use(f"'{each}' is no state. One of: {', '.join(MARKS)}.")
    with opened(place) as company:
        rows = rows_of(company, *(states or (() if every else OPEN)))
        empty = not rows and not company.promises().height
        wanted = {"customer": customer, "item": item, "order": order}
        rows = [row for row in rows if all(not key or row[name] == key for name, key in wanted.items())]
        if not rows and not empty:
            _assert_known(company, customer, item)
    risky = sum(row["at_risk"] for row in rows)
    if at_risk:
        rows = [row for row in rows if row["at_risk"]]
    if as_json:
        print_json({"promises": [promise_form(row) for row in rows]})
        return
    console = page()
    if not rows:
        from handfast.company.queries.promises import NO_PROMISES

        sys.stderr.write(
            f"{NO_PROMISES if empty else 'No promise is like that. All of them: handfast promises --all'}\n"
        )
        return
    show_book(console, rows)
    console.print(f"\n{counted(len(rows), 'promise')}, {risky:,} at risk (!)")
    marks = legend(rows)
    if marks:
        console.print(marks)
