"""``handfast runs``: what is to be made, bought and moved for promises, and what was made of it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.runs import run_form, show_runs

EXAMPLES = ("handfast runs", "handfast runs --item BENCH-150", "handfast runs --promise P-12 --json")


def runs(
    context: typer.Context,
    item: Annotated[str, typer.Option("--item", metavar="KEY", help="Only runs that yield this.")] = "",
    site: Annotated[str, typer.Option("--site", metavar="KEY", help="Only runs for this site.")] = "",
    promise: Annotated[
        str, typer.Option("--promise", metavar="PROMISE", help="Only runs that feed this promise.")
    ] = "",
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show the runs that promises count on, by the day on which they start.

    Give their names to whoever makes and buys: work orders, purchase receipts and receipts that name them
    (column promised_run) count once when they are imported.
    """
    if context.invoked_subcommand is not None:
        return
    from handfast.company.queries.given import number_of

    with opened(place) as company:
        rows = company.runs().to_dicts()
    wanted = {"item": item, "site": site}
    rows = [row for row in rows if all(not key or row[name] == key for name, key in wanted.items())]
    if promise:
        name = f"P-{number_of(promise)}"
        rows = [row for row in rows if name in row["promises"]]
    if as_json:
        print_json({"runs": [run_form(row) for row in rows]})
        return
    if not rows:
        sys.stderr.write("There is no such run.\n")
        return
    console = page()
    show_runs(console, rows)
    console.print(f"\n{counted(len(rows), 'run')}. What became of one: handfast report production RUN")
