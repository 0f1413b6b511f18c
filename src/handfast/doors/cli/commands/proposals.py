"""``handfast proposals``: what the published plan asks of buyers, production and logistics; accept it line by line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from handfast.company.queries.forms import exact
from handfast.doors.cli import options
from handfast.doors.cli.asking_back import confirmed
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import QUIET, SURE, columns, page, print_json, write
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.book import amount, day
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.typed import day_of

KINDS = ("buy", "make", "move", "substitute", "expedite", "delay", "cancel")
SHOWN = 20
EXAMPLES = (
    "handfast proposals",
    "handfast proposals --kind buy --until 2027-03-08",
    "handfast proposals --accept R-2647 --accept R-2710",
    "handfast proposals --kind buy --until 2027-03-08 --accept all",
    "handfast proposals --kind expedite --kind delay --kind cancel",
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
            metavar="NAME|all",
            help="Accept it, by its name in the first column. Several times; or all that are shown.",
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

    What is accepted is firm: the next plan keeps it. What is not may be swapped for something better. Accept a change
    of a receipt when its supplier has agreed: it is expected as accepted from then on.
    """
    for each in kind or ():
        if each not in KINDS:
            wrong_use(f"'{each}' is no kind of proposal. One of: {', '.join(KINDS)}.")
    last = day_of(until) if until else None
    with opened(place, actor, planning=True) as company:
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
    own = {row["proposal"] for row in rows if row["on_order"]}
    acceptable = [row["proposal"] for row in rows if row["on_order"] or row["proposal"].startswith("R-")]
    names = list(dict.fromkeys(acceptable)) if "all" in named else named
    if not confirmed(f"Accept {counted(len(names), 'proposal')}?", yes):
        return
    done = company.accept(names, reason=reason)
    if as_json:
        print_json({"accepted": done})
        return
    receipts = sum(name in own for name in done)
    told = [f"{counted(len(done) - receipts, 'proposal')} accepted: firm from now on."] if len(done) > receipts else []
    told += [f"{counted(receipts, 'receipt')} expected as accepted from now on."] if receipts else []
    page().print(" ".join(told), style=SURE)


def _form(row: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: None if row[name] is None else exact(row[name]) for name in ("quantity", "gain", "cost")}
    return {**row, **known, "on": day(row["on"]), "there": day(row["there"]) or None}


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.text import Text

    if not rows:
        return
    table = columns(
        "", "", "item", "site", "quantity", "on", "there", "with", right=("quantity",), wide=("item", "with")
    )
    for row in rows:
        table.add_row(
            Text(row["proposal"] if row["on_order"] or row["proposal"].startswith("R-") else "", style=QUIET),
            row["kind"],
            Text(row["item"], no_wrap=True, overflow="ellipsis"),
            row["site"],
            "" if row["quantity"] is None else amount(row),
            day(row["on"]),
            day(row["there"]),
            Text(row["with"] or row["why"], no_wrap=True, overflow="ellipsis"),
        )
    console = page()
    console.print(table)
    for row in rows:
        if row["kind"] == "expedite":
            write(console, f"{row['proposal']}: {row['why']}.", lead="· ")
        if row["moved"]:
            write(console, f"{row['proposal']}: {row['moved']}.", lead="· ")
