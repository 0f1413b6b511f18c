"""The replay: days pass, goods leave, and each order line is asked, answered and promised."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from benchmarks.adventureworks.source import END, TODAY
from handfast.company.queries.mirror import EPOCH, day_number
from handfast.company.queries.promises import PromiseRow
from handfast.errors import CannotPromise
from handfast.facade import Company


class Clock:
    """Tells eight in the morning of a day that moves on."""

    def __init__(self, day: dt.date) -> None:
        self.day = day

    def __call__(self) -> dt.datetime:
        return dt.datetime.combine(self.day, dt.time(8), dt.UTC)


@dataclass
class Figures:
    """What is counted, and how long it took."""

    asks: int = 0
    promised: int = 0
    on_requested_date: int = 0
    never: int = 0
    from_stock: int = 0
    late_days: list[int] = field(default_factory=list)
    shipped: int = 0
    revised: int = 0
    lost: int = 0
    quote_seconds: float = 0.0
    promise_seconds: float = 0.0
    ship_seconds: float = 0.0
    day_seconds: float = 0.0
    quote_ms: list[float] = field(default_factory=list)
    promise_ms: list[float] = field(default_factory=list)


class Replay:
    """One replay of asks on an imported company."""

    def __init__(self, company: Company, clock: Clock) -> None:
        self.company = company
        self.clock = clock
        self.figures = Figures()
        self._leaving: dict[dt.date, list[int]] = defaultdict(list)
        for name, day in company.promises("promised").select("promise", "ship").iter_rows():
            self._leaving[max(day, TODAY)].append(int(name.removeprefix("P-")))

    def run(self, asks: pl.DataFrame) -> Figures:
        """Go through the days up to the end, asking each day's lines."""
        by_day = asks.partition_by("OrderDate", as_dict=True)
        start = time.perf_counter()
        day = TODAY
        while day < END:
            day += dt.timedelta(days=1)
            self._next_day(day)
            for line in by_day.get((day,), asks.clear()).iter_rows(named=True):
                self._ask(line)
            done = self.figures
            print(
                f"\r{day}  {done.asks:6,} asks  {done.promised:6,} promised  {done.shipped:6,} shipped  "
                f"{time.perf_counter() - start:5.0f} s",
                end="",
                flush=True,
            )
        print()
        return done

    def _next_day(self, day: dt.date) -> None:
        start = time.perf_counter()
        self.clock.day = day
        assert self.company.today == day
        self.figures.day_seconds += time.perf_counter() - start
        start = time.perf_counter()
        for promise in self._leaving.pop(day, []):
            try:
                self.company.ship(promise)
                self.figures.shipped += 1
            except CannotPromise:  # not all of it is there: it was openly at risk, and now gets a date that holds
                self._revise(promise)
        self.figures.ship_seconds += time.perf_counter() - start

    def _revise(self, promise: int) -> None:
        row = self.company.explain(promise).promise
        offer = self.company.quote(row.item, row.quantity, customer=row.customer)
        if not offer.feasible:
            self.figures.lost += 1
            return
        by = offer.lines[0].arrive_day + day_number(self.company.today)
        row = self.company.revise(promise, by=EPOCH + dt.timedelta(days=by), reason="goods were not there to ship")
        self.figures.revised += 1
        self._leaves(row)

    def _leaves(self, row: PromiseRow) -> None:
        assert row.ship_day is not None
        self._leaving[EPOCH + dt.timedelta(days=row.ship_day)].append(row.id)

    def _ask(self, line: dict[str, Any]) -> None:
        done = self.figures
        done.asks += 1
        start = time.perf_counter()
        offer = self.company.quote(
            line["item"],
            line["OrderQty"],
            line["DueDate"],
            customer=line["customer"] or "",
            price=Decimal(repr(line["price"])),
        )
        quoted = time.perf_counter()
        done.quote_seconds += quoted - start
        done.quote_ms.append((quoted - start) * 1e3)
        if not offer.feasible:
            done.never += 1
            return
        made = self.company.promise(offer)
        took = time.perf_counter() - quoted
        done.promise_seconds += took
        done.promise_ms.append(took * 1e3)
        done.promised += len(made)
        done.on_requested_date += offer.on_time
        whole = offer.fulfilment.whole
        done.from_stock += whole is not None and not len(whole.runs)
        if not offer.on_time:
            done.late_days.append(offer.lines[0].late_days or 0)
        for row in made:
            self._leaves(row)
