"""What is asked of people by a plan, or by all that is promised: by team and week, with the limits beside it."""

from __future__ import annotations

from typing import Any

import polars as pl

from handfast.company.queries.mirror import load_mirror
from handfast.company.queries.plans import PlanVersion
from handfast.engine.network import Network
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.plan.strain import team_weeks
from handfast.errors import Conflict
from handfast.sentences import sentence

SCHEMA = {
    "team": pl.String(),
    "week": pl.Date(),
    "hours": pl.Float64(),
    "normal": pl.Float64(),
    "overtime": pl.Float64(),
    "overtime_limit": pl.Float64(),
    "overtime_cost": pl.Int64(),
    "come": pl.Int64(),
    "go": pl.Int64(),
    "changes_limit": pl.Int64(),
    "exceeded": pl.Boolean(),
}
FIGURE = "people"
"""Under which a plan's figures keep it."""

_COLUMNS = ("team", "week", "there", "normal", "overtime", "limit", "cost", "come", "go", "most", "exceeded")


def people_figures(network: Network, state: State) -> list[list[Any]]:
    """Return what is asked of people as a plan's figures keep it, of weeks in which anything is.

    Parameters
    ----------
    state
        What is left with the plan placed.
    """
    return [
        [
            each.team,
            each.monday,
            each.there,
            each.normal,
            each.overtime,
            each.limit,
            each.cost,
            each.come,
            each.go,
            each.most,
            each.too_much_overtime or each.too_many_changes,
        ]
        for each in team_weeks(network, state)
        if each.normal or each.overtime or each.come or each.go
    ]


def people_load(version: PlanVersion | None) -> pl.DataFrame:
    """Return what a plan asked of people when it was made, with all that was promised then; without one, as it stands.

    Raises
    ------
    Conflict
        The plan was made by an earlier Handfast, which did not count this.
    """
    if version is None:
        mirror = load_mirror()
        rows = people_figures(mirror.network, mirror.book.state)
    elif FIGURE not in version.figures:
        raise Conflict(sentence("{name} does not say what it asks of people. Make a new plan.", name=version.name))
    else:
        rows = version.figures[FIGURE]
    found = pl.DataFrame(rows, schema=list(_COLUMNS), orient="row") if rows else None
    if found is None:
        return pl.DataFrame(schema=SCHEMA)
    hours = [
        (pl.col(source).cast(pl.Float64) / 60).alias(name)
        for source, name in (("there", "hours"), ("normal", "normal"), ("overtime", "overtime"))
    ]
    return found.select(
        "team",
        pl.col("week").cast(pl.Int32).cast(pl.Date),
        *hours,
        (pl.col("limit").cast(pl.Float64) / 60).alias("overtime_limit"),
        pl.col("cost").alias("overtime_cost"),
        "come",
        "go",
        pl.col("most").cast(pl.Int64).alias("changes_limit"),
        "exceeded",
    )
