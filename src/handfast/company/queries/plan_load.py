"""How full a plan makes each resource, week by week, and what causes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator

import numpy as np
import polars as pl

from handfast.company.database import current
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.pegged import DraftRun, ForNeed, LedgerRun, PeggedCompany
from handfast.company.queries.plan_needs import RISK
from handfast.company.queries.promise_book import as_date
from handfast.engine.assembly.usual import usual_capacity
from handfast.engine.supply.explain.flow import LEFT_OVER, End
from handfast.engine.supply.explain.load import CAUSES, ORDER, PROMISED, Minutes, WeekLoad, load_by_cause

LOAD_SCHEMA: dict[str, pl.DataType] = {
    "resource": pl.String(),
    "week": pl.Date(),
    "hours": pl.Float64(),
    **{cause: pl.Float64() for cause in CAUSES},
    "overtime": pl.Float64(),
    "planned": pl.Float64(),
    "full": pl.Float64(),
}
"""`hours`: what the week really has; the causes but `downtime` sum to it. `planned`: what the plan itself takes."""

_MINUTES = """
SELECT c.run, b.kind, b.node, b.day, c.quantity FROM commitment c JOIN balance b ON b.id = c.balance
WHERE b.kind IN ('capacity', 'overtime') AND c.run IS NOT NULL
"""
_RUNS = "SELECT id, process FROM run WHERE state <> 'gone'"


def plan_load(pegged: PeggedCompany) -> pl.DataFrame:
    """Return where the hours of each resource and week go, from this week to the last in which anything is planned."""
    weeks = week_loads(pegged)
    planned = _planned(pegged)
    busy = [each.week for each in weeks if each.by_cause["free"] < each.there or each.overtime]
    last = max(busy, default=0)
    network = pegged.planned.mirror.network
    rows = [
        (
            network.resources[each.resource],
            as_date(each.week),
            each.there / 60,
            *(each.by_cause[cause] / 60 for cause in CAUSES),
            each.overtime / 60,
            planned[each.resource, each.week] / 60,
            1 - each.by_cause["free"] / each.there if each.there else None,
        )
        for each in weeks
        if each.week <= last
    ]
    return pl.DataFrame(rows, schema=LOAD_SCHEMA, orient="row").sort("resource", "week", maintain_order=True)


def week_loads(pegged: PeggedCompany) -> list[WeekLoad]:
    """Return where the minutes of each resource and week go, exactly; weeks are the ledger days of their Mondays."""
    mirror = pegged.planned.mirror
    network = mirror.network
    parts = pegged.flow.ends(lambda end: cause_of(pegged, end))
    minutes = [*_of_ledger(pegged), *_of_plan(pegged)]
    return load_by_cause(
        minutes,
        _setups(pegged, {(each.run, each.resource) for each in minutes}),
        parts,
        network.capacity(),
        usual_capacity(mirror.tables, network),
        mondays(mirror),
    )


def cause_of(pegged: PeggedCompany, end: End) -> str:
    """Return the cause that an end of the flow stands for."""
    if not isinstance(end, ForNeed):
        return LEFT_OVER if end == LEFT_OVER else PROMISED
    kind = pegged.planned.needs[end.number].kind
    return ORDER if kind == RISK else kind


def mondays(mirror: Mirror) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return, for each day of the horizon, the ledger day of its week's Monday; 1970-01-01 was a Thursday."""
    days = mirror.network.origin + np.arange(mirror.network.horizon, dtype=np.int64)
    return days - (days + 3) % 7


def _of_ledger(pegged: PeggedCompany) -> Iterator[Minutes]:
    planned = pegged.planned
    with current().connection.cursor() as cursor:
        cursor.execute(_MINUTES)
        rows = cursor.fetchall()
    for run, kind, node, day, quantity in rows:
        if run not in planned.leaving:
            extra = quantity if kind == "overtime" else 0
            resource = planned.mirror.resources[node]
            yield Minutes(LedgerRun(run), resource, day - planned.mirror.network.origin, quantity - extra, extra)


def _of_plan(pegged: PeggedCompany) -> Iterator[Minutes]:
    for load in pegged.whole.loads if pegged.whole else ():
        yield Minutes(DraftRun(load.run), load.resource, load.day, load.regular, load.overtime)


def _planned(pegged: PeggedCompany) -> dict[tuple[int, int], int]:
    """Return the minutes that the plan itself takes, regular and overtime, by resource and week."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    week_of = mondays(pegged.planned.mirror)
    for each in _of_plan(pegged):
        found[each.resource, int(week_of[each.day])] += each.regular + each.overtime
    return found


def _setups(pegged: PeggedCompany, busy: set[tuple[Hashable, int]]) -> dict[tuple[Hashable, int], int]:
    """Return the minutes of set-up of each run on each resource."""
    mirror = pegged.planned.mirror
    ways: dict[Hashable, int] = {
        DraftRun(run.number): run.process for run in (pegged.whole.runs if pegged.whole else ())
    }
    numbers = {mirror.name_of_way(n): n for n in range(len(mirror.network.processes))}
    with current().connection.cursor() as cursor:
        cursor.execute(_RUNS)
        ways |= {LedgerRun(run): numbers[way] for run, way in cursor.fetchall() if way in numbers}
    structure = mirror.network.structure
    found: dict[tuple[Hashable, int], int] = defaultdict(int)
    for run, resource in busy:
        process = ways.get(run)
        if process is None:
            continue
        for step in range(structure.load_first[process], structure.load_first[process + 1]):
            if structure.load_resource[step] == resource:
                found[run, resource] += int(structure.load_setup[step] * structure.load_units[step])
    return found
