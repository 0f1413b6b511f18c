"""Why a plan is as it is: what stands in the way of a late need, what feeds it, and how full each resource is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from handfast.company.queries.company_without_plan import mirror_without_plan
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.plans import PlannedNeed, PlannedRun, PlanVersion
from handfast.company.queries.promise_book import as_date
from handfast.engine.supply.place import arrays
from handfast.engine.supply.placing import Obstacle, Placement
from handfast.errors import Conflict, NotFound

MOST_OBSTACLES = 6


@dataclass(frozen=True)
class NeedExplained:
    """A need of a plan: how it is met, and what stands in the way of its day.

    Parameters
    ----------
    runs
        What is made, bought and moved for it, in the order in which they were placed.
    obstacles
        Why it is not met on its day, in words, beside everything else of the plan; empty where it is.
    """

    need: PlannedNeed
    runs: tuple[PlannedRun, ...]
    obstacles: tuple[str, ...]


def explain_need(version: PlanVersion, name: str) -> NeedExplained:
    """Explain a need of a plan, by its name.

    Raises
    ------
    NotFound
        The plan has no such need.
    Conflict
        The company has moved on since the plan was made.
    """
    found = [n for n, need in enumerate(version.needs) if need.name == name]
    if not found:
        raise NotFound(f"{version.name} has no need called {name}. Look: handfast plan show {version.name}")
    number = found[0]
    need = version.needs[number]
    runs = tuple(run for run in version.runs if run.need == number)
    late = need.late_days is None or need.late_days > 0
    return NeedExplained(need, runs, tuple(_obstacles(version, number)) if late else ())


def _obstacles(version: PlanVersion, number: int) -> list[str]:
    mirror, _ = mirror_without_plan(int(version.figures["slushy_days"]))
    if (version.today, version.generation) != (mirror.today, mirror.generation):
        raise Conflict(f"The company has moved on since {version.name} was made. Make a new plan: handfast plan")
    placer, need = mirror.book.placer, version.needs[number]
    for n, rows in enumerate(version.rows):
        if n != number and version.needs[n].day is not None:
            placer.redo(Placement(0, 1, 0, 0, 0, True, rows))
    point = mirror.network.point_of[need.item, need.site]
    day = min(max(need.due - mirror.network.origin, 0), mirror.network.horizon - 1)
    told = dict.fromkeys(obstacle_in_words(mirror, each) for each in placer.obstacles(point, need.quantity, day))
    return list(told)[:MOST_OBSTACLES]


def obstacle_in_words(mirror: Mirror, obstacle: Obstacle) -> str:
    """Return an obstacle in words."""
    network = mirror.network
    item, site = network.items[obstacle.point], network.sites[obstacle.point]
    by = mirror.market.date_of(max(obstacle.day, 0)).isoformat()
    match obstacle.reason:
        case arrays.NO_CAPACITY:
            return f"{mirror.market.resource_names[obstacle.resource]} has no room for it by {by} ({item} at {site})"
        case arrays.NO_TIME:
            return f"{item} at {site}: there is no time left for {network.processes[obstacle.process]} before {by}"
        case arrays.NO_PROCESS:
            return f"{item} at {site}: nothing more can be had by {by}"
        case arrays.NO_LOT:
            return f"{item} at {site}: no legal lot covers what is missing"
        case arrays.TOO_OLD:
            return f"{item} at {site}: it would be too old"
        case arrays.LOOP:
            return f"{item} at {site}: it could only come back from where it is needed"
        case _:
            return f"{item} at {site}: too many ways to try them all"


LOAD_SCHEMA: dict[str, pl.DataType] = {
    "resource": pl.String(),
    "week": pl.Date(),
    "hours": pl.Float64(),
    "planned": pl.Float64(),
    "promised": pl.Float64(),
    "full": pl.Float64(),
}


def plan_load(version: PlanVersion) -> pl.DataFrame:
    """Return how full each resource is, week by week: hours there are, taken by the plan, and by promises."""
    mirror, _ = mirror_without_plan(int(version.figures["slushy_days"]))
    network = mirror.network
    planned: dict[tuple[str, int], int] = defaultdict(int)
    for run in version.runs:
        for resource, day, minutes in run.minutes:
            planned[resource, _monday(day)] += minutes
    there, left = network.capacity(), mirror.book.state.capacity
    weeks: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for r, resource in enumerate(network.resources):
        for day in range(network.horizon):
            week = weeks[resource, _monday(network.origin + day)]
            week[0] += int(there[r, day])
            week[1] += int(there[r, day] - left[r, day])
    last = max((week for _, week in planned), default=network.origin)
    rows = [
        (
            resource,
            as_date(week),
            hours / 60,
            planned[resource, week] / 60,
            promised / 60,
            _share(planned[resource, week] + promised, hours),
        )
        for (resource, week), (hours, promised) in sorted(weeks.items())
        if week <= last
    ]
    return pl.DataFrame(rows, schema=LOAD_SCHEMA, orient="row")


def _share(taken: int, hours: int) -> float | None:
    return taken / hours if hours else None


def _monday(day: int) -> int:
    """Return the Monday of a day's week; 1970-01-01 was a Thursday."""
    return day - (day + 3) % 7
