"""What would follow if a run started on another day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import WATCH, write

if TYPE_CHECKING:
    from rich.console import Console


def show_moving(console: Console, form: dict[str, Any]) -> None:
    """Show a move, in its stable form."""
    if not form["possible"]:
        console.print(f"{form['run']} cannot start on {form['to']}:", style=WATCH)
        for conflict in form["conflicts"]:
            write(console, conflict, lead="  · ")
        days = ", ".join(form["could_start"])
        console.print(f"It could start on: {days}" if days else "No day within four weeks of it does either.")
        return
    first, *along = form["moves"]
    what = f"{first['run']} {first['item']} at {first['site']}"
    days = f"starts on {first['starts']} instead of {first['started']}"
    console.print(f"{what}: {days}, there on {first['there']} instead of {first['was_there']}.", soft_wrap=True)
    for each in along:
        days = f"from {each['started']} to {each['starts']}"
        write(console, f"{each['run']} {each['item']} moves along, {days}: only the plan wants it", lead="  · ")
    elsewhere = [name or "another order" for name in form["elsewhere"]]
    if elsewhere:
        write(console, f"in time as before, from another supply: {', '.join(elsewhere)}", lead="  · ")
    for each in form["later"]:
        write(console, each, lead="  · ")
    console.print("Every promise keeps its day.")
