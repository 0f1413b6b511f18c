"""Why a promise stands as it stands: its life, and what feeds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from handfast.doors.cli.paper import BROKEN, HEAD, QUIET, columns, write
from handfast.doors.cli.show.book import exact, plain

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.queries.explanation import Event, Explanation, Feed, Missing

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


def missing_words(missing: Missing) -> str:
    """Return in words how much is missing of what, and when it is needed."""
    unit = f" {missing.unit}" if missing.unit not in ("", "pcs") else ""
    many, bound, day = f"{plain(missing.missing)}{unit}", f"{plain(missing.bound)}{unit}", missing.needed.isoformat()
    if missing.kind in ("capacity", "overtime"):
        what = "overtime" if missing.kind == "overtime" else "time"
        return f"{many} of {missing.name}'s {what} on {day}: {bound} are taken"
    if missing.kind == "allocation":
        return f"{many} of the segment's quota: {bound} are promised of it"
    what = f"{many} {missing.item} at {missing.site}"
    if missing.kind == "uncovered":
        return f"{what}, needed on {day}: nothing covers it"
    name = f"{missing.kind} {missing.name}" if missing.name else missing.kind
    has = plain(missing.bound - missing.missing)
    return f"{what}, needed from {day} on: {bound} are bound to {name}, which has {has}"


def explanation_form(told: Explanation, promise: dict[str, Any]) -> dict[str, Any]:
    """Return an explanation as JSON holds it."""
    return {
        **promise,
        "life": [
            {
                "entry": event.entry,
                "time": event.time.isoformat(),
                "kind": event.kind,
                "actor": event.actor,
                "reason": event.reason,
                "approver": event.approver or None,
                "changed": [
                    {"what": each.what, "from": _text(each.before), "to": _text(each.after)} for each in event.changed
                ],
            }
            for event in told.life
        ],
        "missing": [_missing_form(each) for each in told.missing],
        "fed_by": [_feed_form(feed) for feed in told.feeds],
    }


def _text(value: Decimal | dt.date) -> str:
    return exact(value) if isinstance(value, Decimal) else value.isoformat()


def _missing_form(missing: Missing) -> dict[str, Any]:
    return {
        "kind": missing.kind,
        "name": missing.name or None,
        "item": missing.item or None,
        "site": missing.site or None,
        "missing": exact(missing.missing),
        "bound": exact(missing.bound),
        "unit": missing.unit,
        "needed": missing.needed.isoformat(),
        "text": missing_words(missing),
    }


def _feed_form(feed: Feed) -> dict[str, Any]:
    return {
        "kind": feed.kind,
        "name": feed.name or None,
        "run": feed.run or None,
        "item": feed.item,
        "site": feed.site,
        "quantity": exact(feed.quantity),
        "unit": feed.unit,
        "there": feed.there.isoformat(),
        "needed": feed.needed.isoformat(),
        "short": feed.short,
        "missing": exact(feed.missing),
        "bound": exact(feed.bound),
        "starts_on": None if feed.starts_on is None else feed.starts_on.isoformat(),
        "loads": [
            {"resource": load.resource, "day": load.day.isoformat(), "minutes": load.minutes, "overtime": load.overtime}
            for load in feed.loads
        ],
        "fed_by": [_feed_form(each) for each in feed.feeds],
    }
