"""A resource's week as a small bar: what is promised and planned below its capacity line, overtime above it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from handfast.company.queries.supply_board import ResourceLoad, WeekLoad
from handfast.doors.web.in_words import day
from handfast.doors.web.tags import hours

WIDE, HIGH, LINE = 44, 40, 10
"""Size of the picture; the capacity line lies so far below its top."""

FULL = HIGH - LINE
NEARLY = 0.9


@dataclass(frozen=True)
class Part:
    """A piece of the bar."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Cell:
    """A cell of the board."""

    load: WeekLoad
    parts: tuple[Part, ...]

    @property
    def percent(self) -> int | None:
        """What is taken, of a hundred parts; None where nothing is there."""
        return None if not self.load.there else int(100 * (self.load.share or 0))

    @property
    def level(self) -> str:
        """How full it is: ``over``, ``full``, or nothing worth a word."""
        if self.load.overtime or (not self.load.there and self.load.share):
            return "over"
        return "full" if (self.load.share or 0) >= NEARLY else ""

    @property
    def words(self) -> str:
        """What it shows, for whoever does not see it."""
        load = self.load
        return _(
            "week of %(week)s: of %(there)s hours %(promised)s promised, %(plan)s planned; %(overtime)s overtime"
        ) % {
            "week": day(load.week),
            "there": hours(load.there, 0),
            "promised": hours(load.promised, 0),
            "plan": hours(load.plan, 0),
            "overtime": hours(load.overtime, 0),
        }


@dataclass(frozen=True)
class Row:
    """A row of the board."""

    resource: str
    name: str
    site: str
    cells: tuple[Cell, ...]


def drawn(row: ResourceLoad) -> Row:
    """Return a row as it is drawn."""
    return Row(row.resource, row.name, row.site, tuple(_cell(week) for week in row.weeks))


def weeks_of(rows: list[ResourceLoad]) -> list[dt.date]:
    """Return the Mondays of a board."""
    return [week.week for week in rows[0].weeks] if rows else []


def _cell(load: WeekLoad) -> Cell:
    there = load.there or max(load.promised + load.plan + load.overtime, 1)
    heights = [(kind, FULL * getattr(load, kind) / there) for kind in ("promised", "plan")]
    parts, top = [], float(HIGH)
    for kind, height in heights:
        top -= height
        if height:
            parts.append(Part(kind, round(top, 1), round(height, 1)))
    if load.overtime:
        height = min(FULL * load.overtime / there, LINE)
        parts.append(Part("overtime", round(LINE - height, 1), round(height, 1)))
    return Cell(load, tuple(parts))
