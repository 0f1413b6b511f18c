"""Why a promise stands as it stands: its life, and what feeds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from handfast.company.queries.forms import missing_words, plain
from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, WATCH, columns, write
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.queries.expected_cover import ExpectedCover
    from handfast.company.queries.explanation import Event, Explanation, Feed

DEPTH = 3


def show_explanation(console: Console, told: Explanation, *, full: bool = False) -> None:
    """Show a promise's life and its pegging."""
    console.print("\nIts life", style=HEAD)
    table = columns("entry", "when", "what", "who", "why", right=("entry",), wide=("why",))
    for event in told.life:
        when = event.time.astimezone().strftime("%Y-%m-%d %H:%M")
        table.add_row(str(event.entry), when, event.kind, event.actor, _why(event))
    console.print(table)
    if told.missing:
        console.print("\nWhat is missing", style=HEAD)
        for each in told.missing:
            write(console, missing_words(each), lead="  · ", style=BROKEN)
    if told.expected:
        console.print("\nExpected, but late", style=HEAD)
        for cover in told.expected:
            write(console, expected_words(cover), lead="  · ", style=WATCH)
    if not told.feeds:
        return
    console.print("\nFed by", style=HEAD)
    for depth, feed in _tree(told.feeds, full=full):
        style = BROKEN if feed.short else QUIET if depth else ""
        lead = f"  {'   ' * depth}<- " if depth else "  · "
        write(console, feed_words(feed), lead=lead, style=style)


def _why(event: Event) -> str:
    """Return what an entry changed, its reason, and who approved it where that is said."""
    said = f"{event.reason} (approved by {event.approver})" if event.approver else event.reason
    changes = [f"{each.what} {_value(each.before)} -> {_value(each.after)}" for each in event.changed]
    return "; ".join(filter(None, (*changes, said)))


def _value(value: Decimal | dt.date) -> str:
    return plain(value) if isinstance(value, Decimal) else value.isoformat()


def _tree(feeds: Sequence[Feed], *, full: bool, depth: int = 0) -> Iterator[tuple[int, Feed]]:
    for feed in feeds:
        yield depth, feed
        if full or depth + 1 < DEPTH:
            yield from _tree(feed.feeds, full=full, depth=depth + 1)


def feed_words(feed: Feed) -> str:
    """Return a supply in words."""
    unit = f" {feed.unit}" if feed.unit not in ("", "pcs") else ""
    what = f"{plain(feed.quantity)}{unit} {feed.item}"
    if feed.kind == "uncovered":
        return f"{what} at {feed.site}: NOT COVERED, needed on {feed.needed.isoformat()}"
    name = " ".join(filter(None, (feed.kind, feed.run, feed.name)))
    lacks = f"; SHORT: {plain(feed.missing)}{unit} of the {plain(feed.bound)} bound to it are missing"
    days = f"there {feed.there.isoformat()}, needed {feed.needed.isoformat()}"
    return f"{what} at {feed.site} from {name} ({days}){lacks if feed.short else ''}"


def expected_words(each: ExpectedCover) -> str:
    """Return in words what may be waited for, and that it is late and bound to nobody."""
    unit = f" {each.unit}" if each.unit not in ("", "pcs") else ""
    what = f"{plain(each.quantity)}{unit} {each.item} at {each.site}{f' for {each.run}' if each.run else ''}"
    if each.there is None:
        return f"{what}: nothing that is free, or on its way, suffices"
    late = (each.there - each.needed).days
    days = f"{counted(late, 'day')} late" if late > 0 else "in time"
    parts = [
        f"{plain(part.quantity)}{unit} from {' '.join(filter(None, (part.kind, part.run, part.name)))}"
        for part in each.parts
    ]
    return f"{what} on {each.there.isoformat()}, {days}, bound to nobody: {', '.join(parts)}"
