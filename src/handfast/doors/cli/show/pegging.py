"""Pegging, as text and as JSON: whom a supply serves, what feeds an order, and what comes late for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from handfast.company.queries.forms import exact, plain
from handfast.doors.cli.paper import HEAD, QUIET, WATCH, columns, write
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.queries.pegging import Expected, Feeding, Pegging, SupplyUsed, Use

SHOWN = 12


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()


def pegging_form(found: Pegging) -> dict[str, Any]:
    """Return pegging as JSON holds it."""
    return {
        "what": found.what,
        "supplies": [_supply_form(each) for each in found.supplies],
        "feeds": [_feeding_form(each) for each in found.feeds],
        "expected": [
            {
                **each._asdict(),
                "quantity": exact(each.quantity),
                "due": _iso(each.due),
                "there": _iso(each.there),
                "feeds": [_feeding_form(feeding) for feeding in each.feeds],
            }
            for each in found.expected
        ],
    }


def _feeding_form(each: Feeding) -> dict[str, Any]:
    return {
        **each._asdict(),
        "quantity": exact(each.quantity),
        "there": _iso(each.there),
        "needed": _iso(each.needed),
    }


def _supply_form(each: SupplyUsed) -> dict[str, Any]:
    uses = [
        {**use._asdict(), "quantity": exact(use.quantity), "due": _iso(use.due), "through": list(use.through)}
        for use in each.uses
    ]
    return {
        "name": each.name,
        "kind": each.kind,
        "process": each.way or None,
        "item": each.item,
        "site": each.site,
        "quantity": exact(each.quantity),
        "unit": each.unit,
        "there": _iso(each.there),
        "serves": uses,
    }


def show_pegging(console: Console, found: Pegging, *, full: bool) -> None:
    """Show whom supplies serve, and what feeds an order or a run."""
    for each in found.supplies if full else found.supplies[:SHOWN]:
        what = f"{plain(each.quantity)} {each.unit} {each.item} at {each.site}"
        way = f" ({each.way})" if each.way else ""
        console.print(f"{each.name}{way}: {what}, there {each.there}, serves", style=HEAD)
        _show_uses(console, each, full=full)
        console.print()
    if not full and len(found.supplies) > SHOWN:
        console.print(f"{counted(len(found.supplies) - SHOWN, 'more supply', 'more supplies')} (--all).", style=QUIET)
    if found.feeds:
        console.print(f"What feeds {found.what}", style=HEAD)
        _show_feeds(console, found.feeds, full=full)
    elif not found.supplies:
        console.print("Nothing feeds it in time.", style=WATCH)
    for late in found.expected:
        _show_expected(console, late, full=full)
    if found.expected and found.what.upper().startswith("P-"):
        console.print("handfast backlog proposes a day that can be kept.", style=QUIET)


def _show_expected(console: Console, each: Expected, *, full: bool) -> None:
    lacking = f"{plain(each.quantity)} {each.unit} {each.item} at {each.site}, wanted {each.due}"
    console.print(f"\nExpected late for {each.need}, and bound to nobody", style=HEAD)
    if each.there is None:
        write(console, f"{lacking}: nothing that is free, or on its way, suffices.", style=WATCH)
        return
    write(console, f"{lacking}: there {each.there}, {counted((each.there - each.due).days, 'day')} late.", style=WATCH)
    _show_feeds(console, each.feeds, full=full)


def _show_uses(console: Console, each: SupplyUsed, *, full: bool) -> None:
    from rich.text import Text

    table = columns("quantity", "for", "due", "through", right=("quantity",), wide=("for", "through"))
    for use in each.uses if full else each.uses[:SHOWN]:
        table.add_row(
            plain(use.quantity),
            Text(_whom(use), style=QUIET if use.kind == "left over" else "", overflow="ellipsis"),
            str(use.due or ""),
            ", ".join(via for via in use.through if via != use.end),
        )
    console.print(table)
    if not full and len(each.uses) > SHOWN:
        rest = sum(use.quantity for use in each.uses[SHOWN:])
        console.print(f"{plain(rest)} {each.unit} for {len(each.uses) - SHOWN:,} more (--all shows them).", style=QUIET)


def _whom(use: Use) -> str:
    if use.kind == "left over":
        return "nobody: left over"
    return f"{use.end}: {use.item} at {use.site}" if use.kind == "promise" else use.end


def _show_feeds(console: Console, feeds: Sequence[Feeding], *, full: bool) -> None:
    from rich.text import Text

    table = columns("supply", "quantity", "item", "site", "there", "needed", right=("quantity",), wide=("supply",))
    for each in feeds if full else feeds[: 4 * SHOWN]:
        name = f"{'  ' * each.level}{each.name}{' ' + each.way if each.way else ''}"
        again = " (as above)" if each.told else ""
        style = WATCH if each.there > each.needed or each.kind == "uncovered" else ""
        table.add_row(
            Text(name + again, style=style),
            f"{plain(each.quantity)} {each.unit}",
            each.item,
            each.site,
            "–" if each.kind == "uncovered" else str(each.there),
            str(each.needed),
        )
    console.print(table)
    if not full and len(feeds) > 4 * SHOWN:
        console.print(f"{len(feeds) - 4 * SHOWN:,} more (--all shows them).", style=QUIET)
