"""What an import says of promised runs, taken in before its count of stock, so that nothing counts twice.

Rows of `production_run`, `purchase_receipt` and `receipt` may name the promised run that they carry out. What they
say is reported of it. A run that should have been finished by the day of a count, and of which nothing is said, is
taken as finished as planned and as part of the count (ADR 0013): what the count then lacks is openly at risk.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from handfast.company.actions.new_supply import Arriving
from handfast.company.actions.producing import Made, Production
from handfast.company.ledger import release_expired, write_all
from handfast.company.queries.mirror import day_number
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.runs import Run, any_runs, live_runs, measure, point_named, run_by_id, runs_due
from handfast.company.queries.tables import load_table
from handfast.engine.assembly.build import horizon_of
from handfast.engine.tables.frame import Tables, frame_of
from handfast.errors import DataError, Fault, NotFound
from handfast.sentences import sentence

SOURCES = {"production_run": ("run",), "purchase_receipt": ("purchase_order", "line"), "receipt": ("receipt",)}
"""Tables that may name a promised run, and what names their rows to people."""


@dataclass(frozen=True)
class PresumedRun:
    """A run of which nothing was said although a count is as of a later day: it counts as finished, as planned.

    `quantity` is in the item's `unit`; `due` is the day on which it should have been there.
    """

    run: str
    item: str
    site: str
    quantity: Decimal
    unit: str
    due: dt.date
    counted: dt.date


@dataclass(frozen=True)
class RunsImport:
    """What an import did to promised runs: names of those that were reported, and those taken as finished."""

    reported: tuple[str, ...] = ()
    presumed: tuple[PresumedRun, ...] = ()


class Counts:
    """The ledger day as of which stock was counted, by item and site; none where no stock is imported."""

    def __init__(self, tables: Tables, today: int) -> None:
        stock = frame_of(tables, "stock") if "stock" in tables else None
        self._today, self.any = today, stock is not None
        self._days: dict[tuple[str, str], int] = {}
        for item, site, as_of in stock.select("item", "site", "as_of").iter_rows() if stock is not None else ():
            day = today if as_of is None else min(day_number(as_of), today)
            self._days[item, site] = max(day, self._days.get((item, site), day))
        self.last = max(self._days.values(), default=today)

    def day(self, item: str, site: str) -> int:
        """Return the day of the count that speaks for a stock point; one that it does not list was found empty."""
        return self._days.get((item, site), self.last) if self.any else self._today


class ProductionImport:
    """Reports what imported rows say of promised runs, inside the caller's transaction.

    Parameters
    ----------
    tables
        What is imported; already kept.
    today
        The ledger's day.
    actor, now, reason
        Who imports, their clock, and why.

    Raises
    ------
    DataError
        A row names a run that the ledger does not know, that is only held, or that yields something else.
    """

    def __init__(self, tables: Tables, today: int, *, actor: str, now: dt.datetime, reason: str) -> None:
        self._today, self._actor, self._now, self._reason = today, actor, now, reason
        self._counts = Counts(tables, today)
        self._later: list[tuple[int, Made]] = []
        self._reported: dict[str, None] = {}
        self._said = _said(tables, today)
        if self._said or (self._counts.any and any_runs()):
            release_expired(now)  # so that nothing that is over stands in the way

    def before_count(self) -> None:
        """Report what was so by the day of the count; the rest follows after it."""
        for run, reports in self._said.items():
            item, site = point_named(run_by_id(run).point)
            for made in reports:
                if made.day <= self._counts.day(item, site):
                    self._report(run, made, self._reason)
                else:
                    self._later.append((run, made))

    def presume_counted(self) -> tuple[PresumedRun, ...]:
        """Take as finished every run that should have been by the day of the count, and of which nothing was said."""
        found = []
        for id_ in runs_due(self._counts.last) if self._counts.any else ():
            run = run_by_id(id_)
            item, site = point_named(run.point)
            counted = self._counts.day(item, site)
            if id_ in self._said or run.state == "gone" or not _due_before(run, counted):
                continue
            found.append(_presumed(run, item, site, counted))
            why = sentence("due before the count of {day}, and nothing else was said", day=as_date(counted))
            own_lot = run.name  # so that what the count lacks of it falls on those who wait for it
            self._report(id_, Made(min(counted, self._today), finished=True, lot=own_lot), why, told=False)
        return tuple(found)

    def after_count(self) -> RunsImport:
        """Report what came after the count; return all that was reported."""
        for run, made in self._later:
            self._report(run, made, self._reason)
        return RunsImport(tuple(self._reported))

    def _report(self, id_: int, made: Made, reason: str, *, told: bool = True) -> None:
        run = run_by_id(id_)
        if run.state == "gone":
            return
        production = Production(run, made, self._today)
        if production.changes_anything:
            write_all(production.entries(self._actor, reason), self._now)
            if told:
                self._reported[run.name] = None


def _due_before(run: Run, counted: int) -> bool:
    """Whether a run's output should have been there when stock was counted; what is made that day is not yet."""
    days = [each.day for each in run.outputs if each.available] or [each.day for each in run.outputs]
    due = min(days)
    that_day = due <= run.start_day or any(each.minutes and each.need_day >= due for each in run.inputs)
    return due < counted or (due == counted and not that_day)


def _presumed(run: Run, item: str, site: str, counted: int) -> PresumedRun:
    quantity = sum(each.available for each in run.outputs if each.node == run.point)
    due, day = as_date(run.outputs[0].day), as_date(counted)
    assert due is not None
    assert day is not None
    unit, scale = measure(item)
    return PresumedRun(run.name, item, site, exact(quantity, scale), unit, due, day)


# ---------------------------------------------------------------- what rows say


def _said(tables: Tables, today: int) -> dict[int, list[Made]]:
    """Return what the imported rows, with older ones of the same runs, say of each live run, in order of start."""
    if not any_runs():
        return {}  # rows that speak of another ledger's runs say nothing here
    named = {
        name: set(frame_of(tables, name).filter(pl.col("promised_run") != "")["promised_run"])
        for name in SOURCES
        if name in tables
    }
    rows = {
        name: load_table(name).filter(pl.col("promised_run").is_in(list(runs))).to_dicts()
        for name, runs in named.items()
        if runs
    }
    faults: list[Fault] = []
    by_run: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for name, each in _each(rows):
        found = _run_of(name, each)
        if isinstance(found, Fault):
            faults.append(found)
        elif found.state != "gone":
            by_run[found.id][name].append(each)
    if faults:
        raise DataError(faults)
    life, horizon = _shelf_lives(), horizon_of({"company": load_table("company")})
    return {run: list(_reports(by_run[run], today, life, today + horizon)) for run in live_runs() if run in by_run}


def _each(rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, listed in rows.items():
        for row in listed:
            yield name, row


def _run_of(table: str, row: Mapping[str, Any]) -> Run | Fault:
    """Return the run that a row names, or what is wrong with it."""
    said = row["promised_run"]
    where = ", ".join(str(row[column]) for column in SOURCES[table])

    def fault(problem: str, cure: str) -> Fault:
        return Fault(table, "", None, "promised_run", f"{where}: {said}", problem, cure)

    number = said.strip().upper().removeprefix("R-")
    try:
        run = run_by_id(int(number)) if number.isdecimal() else None
    except NotFound:
        run = None
    if run is None:
        return fault(
            sentence("is no promised run"),
            sentence("Write it as handfast runs names it, such as R-12, or leave it empty."),
        )
    item, site = point_named(run.point)
    if row["item"] != item or row["site"] not in {"", site}:
        return fault(
            sentence("yields {item} at {site}", item=item, site=site),
            sentence("Name the run that this row carries out, or leave it empty."),
        )
    if run.state == "held":
        return fault(sentence("is only held"), sentence("Promise what it is held for first, or leave it empty."))
    return run


def _reports(rows: Mapping[str, list[dict[str, Any]]], today: int, life: Mapping[str, int], end: int) -> Iterator[Made]:
    """Yield what the rows of one run say: what was made and received in all, then what takes its place."""
    made, received, coming = (rows.get(name, []) for name in SOURCES)
    if made or received:
        days = [row["ended_on"] or row["started_on"] for row in made] + [row["received_on"] for row in received]
        ended = bool(made) and all(row["ended_on"] is not None for row in made)
        good = sum(row["good"] for row in made) + sum(row["received"] - row["rejected"] for row in received)
        scrapped = sum(row["scrapped"] for row in made) + sum(row["rejected"] for row in received)
        yield Made(
            min(day_number(max(days)), today),
            good=good,
            scrapped=scrapped,
            finished=not coming and (ended or (bool(received) and _complete(received))),
            inputs_taken=any(row["inputs_taken"] for row in made),
            lot=next((row["lot"] for row in reversed(made) if row["lot"]), ""),
        )
    if coming:
        yield Made(today, arriving=[_arriving(row, today, life, end) for row in coming if row["quantity"]])


def _complete(received: list[dict[str, Any]]) -> bool:
    """Whether all that was ordered has come, good or not."""
    ordered = {(row["purchase_order"], row["line"]): row["ordered"] for row in received}
    return bool(sum(row["received"] for row in received) >= sum(ordered.values()))


def _arriving(row: Mapping[str, Any], today: int, life: Mapping[str, int], end: int) -> Arriving:
    day = max(day_number(row["date"]), today)
    expires = day + life[row["item"]] if life.get(row["item"]) else None
    return Arriving(row["receipt"], day, row["quantity"], None if expires is None or expires >= end else expires)


def _shelf_lives() -> dict[str, int]:
    rows = load_table("item").select("item", "shelf_life_days").iter_rows()
    return {item: days for item, days in rows if days}
