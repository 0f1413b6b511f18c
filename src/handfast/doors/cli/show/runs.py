"""Runs as text and as JSON: what is still to come of them, when, and for which promises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import exact, plain
from handfast.doors.cli.paper import HELD, WATCH, columns, write
from handfast.doors.cli.show.book import Row, amount, day

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.actions.import_production import PresumedRun

FIRST_PROMISES = 1
"""How many promises of a run are named; the others are counted."""


def show_runs(console: Console, rows: Iterable[Row]) -> None:
    """Show runs as a table."""
    from rich.text import Text

    rows = list(rows)
    part = any(row["made"] for row in rows)
    names = ("run", "", "item", "site", "to come", *(("made",) if part else ()), "starts", "there", "for")
    table = columns(*names, right=("to come", "made"), wide=("item",))
    for row in rows:
        made = (plain(row["made"]) if row["made"] else "",) if part else ()
        table.add_row(
            Text(row["run"], style=HELD if row["state"] == "held" else ""),
            row["kind"],
            Text(row["item"], no_wrap=True, overflow="ellipsis"),
            row["site"],
            amount(row),
            *made,
            day(row["starts"]),
            day(row["there"]),
            _promises(row["promises"]),
        )
    console.print(table)


def _promises(names: list[str]) -> str:
    more = len(names) - FIRST_PROMISES
    return ", ".join(names[:FIRST_PROMISES]) + (f" +{more}" if more > 0 else "")


def show_presumed(console: Console, runs: Iterable[PresumedRun]) -> None:
    """Show runs of which nothing was said, and that an import took to be in its count."""
    runs = list(runs)
    if not runs:
        return
    said = "run was" if len(runs) == 1 else "runs were"
    console.print(f"\n{len(runs):,} {said} due before the count, and nobody said what became of it:", style=WATCH)
    for run in runs:
        unit = "" if run.unit == "pcs" else f" {run.unit}"
        what = f"{run.run}: {plain(run.quantity)}{unit} {run.item} at {run.site}, due {run.due.isoformat()}"
        write(console, f"{what}, counted {run.counted.isoformat()}", lead="  · ")
    cure = (
        "They are taken as finished as planned, and as part of the count; what the count lacks is at risk. "
        "Import production_run, purchase_receipt and receipt along with stock, or say before it what is late: "
        "handfast report delay ITEM SITE DATE --supply RUN"
    )
    write(console, cure)


def presumed_form(run: PresumedRun) -> dict[str, Any]:
    """Return such a run as JSON holds it."""
    return {
        "run": run.run,
        "item": run.item,
        "site": run.site,
        "quantity": exact(run.quantity),
        "unit": run.unit,
        "due": run.due.isoformat(),
        "counted": run.counted.isoformat(),
    }


def run_form(row: Row) -> dict[str, Any]:
    """Return a run as JSON holds it."""
    return {
        "run": row["run"],
        "state": row["state"],
        "kind": row["kind"] or None,
        "process": row["process"],
        "item": row["item"],
        "site": row["site"],
        "quantity": exact(row["quantity"]),
        "made": exact(row["made"]),
        "unit": row["unit"],
        "starts": day(row["starts"]),
        "there": day(row["there"]),
        "promises": row["promises"],
    }
