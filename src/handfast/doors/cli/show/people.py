"""What is asked of people, as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, SURE, columns, write
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.inventory import Money

if TYPE_CHECKING:
    from rich.console import Console

NOBODY = "no team"


def people_form(row: Mapping[str, Any], money: Money) -> dict[str, Any]:
    """Return a team's week as JSON holds it; the cost is in the company's currency."""
    return {
        **row,
        "week": row["week"].isoformat(),
        "overtime_cost": money.exactly(_cost(row["overtime_cost"], money)),
        "currency": money.currency,
    }


def _cost(minor: int, money: Money) -> Decimal:
    return Decimal(minor).scaleb(-money.digits)


def show_people(console: Console, rows: Sequence[Mapping[str, Any]], money: Money, *, full: bool) -> None:
    """Show what is asked of people, the first week first; weeks of normal hours alone are left out unless `full`."""
    shown = [row for row in rows if full or row["overtime"] or row["come"] or row["go"] or row["exceeded"]]
    if not rows:
        console.print("Nobody is asked for anything: no run is promised or planned.")
        return
    hours, cost = sum(row["overtime"] for row in rows), sum(row["overtime_cost"] for row in rows)
    changes = sum(row["come"] + row["go"] for row in rows)
    console.print("What is asked of people", style=HEAD)
    write(
        console,
        f"{hours:,.1f} h of overtime, which cost {money(_cost(cost, money))}; "
        f"{counted(changes, 'change')} at short notice.",
    )
    if shown:
        _show_weeks(console, shown, money)
    _show_exceeded(console, rows)
    if len(shown) < len(rows):
        rest = f"{len(rows) - len(shown):,} {'other weeks' if shown else 'weeks'} of normal hours alone"
        console.print(f"{rest} (--all shows them).", style=QUIET)


def _show_weeks(console: Console, rows: Sequence[Mapping[str, Any]], money: Money) -> None:
    """Show teams' weeks; what comes and goes only where a plan was published that people go by."""
    changes = any(row["changes_limit"] is not None or row["come"] or row["go"] for row in rows)
    names = ["team", "week of", "normal h", "overtime h", "limit", f"cost {money.currency}"]
    names += ["come", "go"] if changes else []
    table = columns(*names, right=tuple(names[2:]))
    for row in rows:
        cells = [
            row["team"] or NOBODY,
            row["week"].isoformat(),
            f"{row['normal']:,.0f} of {row['hours']:,.0f}",
            f"{row['overtime']:,.1f}",
            "–" if row["overtime_limit"] is None else f"{row['overtime_limit']:,.3g}",
            f"{_cost(row['overtime_cost'], money):,.0f}",
        ]
        if changes:
            most = row["changes_limit"]
            cells += [f"{row['come']}" + ("" if most is None else f" of {most}"), f"{row['go']}"]
        table.add_row(*cells, style=BROKEN if row["exceeded"] else "")
    console.print(table)


def _show_exceeded(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    exceeded = [row for row in rows if row["exceeded"]]
    if not exceeded:
        console.print("Nobody is asked for more than the team table allows.", style=SURE)
        return
    for row in exceeded:
        text = f"{row['team'] or NOBODY} is asked for more than it may be in the week of {row['week'].isoformat()}."
        write(console, text, style=BROKEN)
