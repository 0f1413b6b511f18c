"""What feeds a promise, as a picture: a row for each supply, days from left to right, the customer's day at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from handfast.company.queries.explanation import Explanation, Feed
from handfast.company.queries.promise_book import as_date
from handfast.doors.web.supplied import supplied
from handfast.facade.naming import Names

ROW, TOP, LEFT, RIGHT, WIDE = 26, 30, 330, 45, 1000
MOST = 60
"""Rows that are drawn; the table beside the picture has all of them."""


@dataclass(frozen=True)
class Bar:
    """A supply as it is drawn, with what it comes from: `x` and `width` in the picture's units, `wait` where needed."""

    feed: Feed
    name: str
    source: str
    depth: int
    y: int
    x: float
    width: float
    wait: float

    @property
    def indent(self) -> int:
        """Where its words begin."""
        return 8 + 14 * self.depth

    @property
    def middle(self) -> int:
        """Height of its words."""
        return self.y + 17

    @property
    def end(self) -> float:
        """Where its bar ends."""
        return self.x + self.width

    @property
    def kind(self) -> str:
        """How it is coloured."""
        if self.feed.short or self.feed.kind == "uncovered":
            return "short"
        return {"stock": "stock", "receipt": "bought"}.get(self.feed.kind, "made")


@dataclass(frozen=True)
class Tick:
    """A day on the axis."""

    day: dt.date
    x: float


@dataclass(frozen=True)
class Picture:
    """The picture: its rows, its axis, and where the promise's day lies."""

    bars: list[Bar]
    ticks: list[Tick]
    due: float | None
    height: int
    more: int

    @property
    def view_box(self) -> str:
        """Its size, as files of pictures write it."""
        return f"0 0 {WIDE} {self.height}"


def picture(told: Explanation, today: dt.date, names: Names) -> Picture | None:
    """Return the picture of a promise's pegging; None where nothing feeds it any more."""
    flat = list(_walk(told.feeds, 0))
    if not flat:
        return None
    drawn = flat[:MOST]
    ship = as_date(told.promise.ship_day)
    days = [day for feed, _depth in drawn for day in (feed.starts_on, feed.there, feed.needed) if day]
    first = max(min([*days, today]), today - dt.timedelta(days=14))
    last = max([*days, *([ship] if ship else [])])
    span = max((last - first).days, 1)

    def x(day: dt.date) -> float:
        return round(LEFT + (WIDE - LEFT - RIGHT) * min(max((day - first).days, 0), span) / span, 1)

    bars = []
    for row, (feed, depth) in enumerate(drawn):
        begin, there = x(feed.starts_on or feed.there), x(feed.there)
        source = supplied(feed.kind, feed.name, feed.run, names)
        width = max(there - begin, 5.0)
        bars.append(Bar(feed, names.item(feed.item), source, depth, TOP + ROW * row, begin, width, x(feed.needed)))
    step = max(-(-span // 8), 1)
    ticks = [Tick(day, x(day)) for day in (first + dt.timedelta(days=n) for n in range(0, span + 1, step))]
    return Picture(bars, ticks, x(ship) if ship else None, TOP + ROW * len(drawn) + 8, len(flat) - len(drawn))


def _walk(feeds: tuple[Feed, ...], depth: int) -> Iterator[tuple[Feed, int]]:
    for feed in feeds:
        yield feed, depth
        yield from _walk(feed.feeds, depth + 1)
