"""``handfast proposals``: what the published plan asks of buyers, production and logistics; accept it line by line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from handfast.doors.cli import options
from handfast.doors.cli.asking_back import confirmed
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import QUIET, SURE, columns, page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.book import amount, day, exact
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.typed import day_of

KINDS = ("buy", "make", "move", "substitute", "expedite", "delay", "cancel")
SHOWN = 20
EXAMPLES = (
    "handfast proposals",
    "handfast proposals --kind buy --until 2027-03-08",
    "handfast proposals --accept R-2647 --accept R-2710",
    "handfast proposals --kind buy --until 2027-03-08 --accept all",
)


def proposals(
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", help=f"Only these; several times. One of: {', '.join(KINDS)}.", show_default=False
        ),
    ] = None,
    item: Annotated[str, typer.Option("--item", metavar="KEY", help="Only this item.")] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="Only what is to be done by then.", show_default=False)
    ] = "",
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="RUN|all",
            help="Accept it, by its run: it is firm from now on. Several times; or all that are shown.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every row.", show_default=False)] = False,
    yes: options.Yes = False,
    reason: options.Reason = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Show what the published plan proposes: to buy, make and move, and which receipts to have sooner, later, or not.

    What is accepted is firm: the next plan keeps it. What is not may be swapped for something better.
    """
    for each in kind or ():
        if each not in KINDS:
            wrong_use(f"'{each}' is no kind of proposal. One of: {', '.join(KINDS)}.")
    last = day_of(until) if until else None
    with opened(place, actor) as company:
        rows = [
            row
            for row in company.proposals().to_dicts()
            if (not kind or row["kind"] in kind)
            and (not item or row["item"] == item)
            and (last is None or row["on"] <= last)
        ]
        if accept:
            _accept(company, rows, accept, yes=yes, reason=reason, as_json=as_json)
            return
    if as_json:
        print_json({"proposals": [_form(row) for row in rows]})
        return
    _show(rows if every else rows[:SHOWN])
    console = page()
    counts = ", ".join(f"{sum(row['kind'] == each for row in rows):,} {each}" for each in KINDS)
    console.print(f"\n{counts}." if rows else "There is nothing to do. Plan anew: handfast plan")
    if len(rows) > SHOWN and not every:
        sys.stderr.write(f"{counted(len(rows) - SHOWN, 'more row')} (--all shows them).\n")


def _accept(
    company: Any, rows: list[dict[str, Any]], named: list[str], *, yes: bool, reason: str, as_json: bool
) -> None:
    runs = [row["proposal"] for row in rows if row["kind"] in KINDS[:4]] if "all" in named else named
    if not confirmed(f"Accept {counted(len(runs), 'proposal')}?", yes):
        return
    done = company.accept(runs, reason=reason)
    if as_json:
        print_json({"accepted": [f"R-{run}" for run in done]})
    else:
        page().print(f"{counted(len(done), 'proposal')} accepted: firm from now on.", style=SURE)


def _form(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "quantity": exact(row["quantity"]), "on": day(row["on"]), "there": day(row["there"])}


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.text import Text

    if not rows:
        return
    table = columns(
        "", "", "item", "site", "quantity", "on", "there", "with", right=("quantity",), wide=("item", "with")
    )
    for row in rows:
        table.add_row(
            Text(row["proposal"], style=QUIET),
            row["kind"],
            Text(row["item"], no_wrap=True, overflow="ellipsis"),
            row["site"],
            amount(row),
            day(row["on"]),
            day(row["there"]),
            Text(row["with"] or row["why"], no_wrap=True, overflow="ellipsis"),
        )
    page().print(table)
