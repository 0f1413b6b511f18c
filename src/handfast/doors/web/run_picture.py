"""The runs of a resource over days, in as few lanes as hold them; runs of one lane do not overlap."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from handfast.company.queries.supply_board import BoardRun

WIDE, TOP, LANE = 1200, 26, 18


@dataclass(frozen=True)
class Bar:
    """A run as it is drawn: from the morning of its first day on the resource to the evening of its last."""

    run: BoardRun
    x: float
    y: int
    width: float

    @property
    def shows_words(self) -> bool:
        """Whether words fit into it."""
        return self.width > 70

    @property
    def letters(self) -> int:
        """How many fit."""
        return int(self.width / 6.6)


@dataclass(frozen=True)
class Tick:
    """A day on the axis; `strong`: a Monday where days are drawn, else the first week of a month."""

    day: dt.date
    x: float
    strong: bool


@dataclass(frozen=True)
class RunPicture:
    """The picture; `today` is where today begins, `unit` how wide a day is."""

    bars: list[Bar]
    ticks: list[Tick]
    height: int
    today: float | None
    unit: float

    @property
    def view_box(self) -> str:
        """Its size, as files of pictures write it."""
        return f"0 0 {WIDE} {self.height}"


def run_picture(runs: Iterable[BoardRun], first: dt.date, days: int, today: dt.date) -> RunPicture:
    """Return the picture of a resource's runs over some days."""
    unit = WIDE / days
    bars, lanes = [], 0
    ends: list[tuple[int, int]] = []  # the day after a lane's last run, the lane
    for run in sorted(runs, key=lambda run: (run.first, run.last, run.id)):
        begin, end = (run.first - first).days, (run.last - first).days + 1
        if ends and ends[0][0] <= begin:
            lane = heapq.heappop(ends)[1]
        else:
            lane, lanes = lanes, lanes + 1
        heapq.heappush(ends, (end, lane))
        bars.append(Bar(run, round(begin * unit, 1), TOP + LANE * lane, round(max((end - begin) * unit - 1, 1.5), 1)))
    step = 1 if days <= 14 else 7
    monday = (7 - first.weekday()) % 7
    ticks = [
        Tick(day, round(n * unit, 1), day.weekday() == 0 if step == 1 else day.day <= 7)
        for n in range(0 if step == 1 else monday, days, step)
        for day in [first + dt.timedelta(days=n)]
    ]
    here = (today - first).days
    now = round(here * unit, 1) if 0 <= here < days else None
    return RunPicture(bars, ticks, TOP + LANE * max(lanes, 1) + 4, now, unit)
