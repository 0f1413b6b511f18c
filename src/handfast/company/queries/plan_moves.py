"""Why runs moved since another plan."""

from __future__ import annotations

from typing import Any

import polars as pl

from handfast.company.queries.plan_inputs import plan_seen
from handfast.company.queries.plans import PlanVersion
from handfast.company.queries.promise_book import as_date
from handfast.engine.supply.explain.moved import RunChange, run_changes
from handfast.engine.supply.explain.seen import RunSeen

SCHEMA: dict[str, pl.DataType] = {
    "change": pl.String(),
    "process": pl.String(),
    "point": pl.String(),
    "quantity_before": pl.Int64(),
    "quantity": pl.Int64(),
    "starts_before": pl.Date(),
    "starts": pl.Date(),
    "there_before": pl.Date(),
    "there": pl.Date(),
    "cause": pl.String(),
    "why": pl.String(),
    "through": pl.List(pl.String()),
}
"""Quantities are smallest units; `cause` is the kind of `why`; `through`: the processes by which it came to the run."""


def plan_moves(before: PlanVersion, after: PlanVersion) -> list[dict[str, Any]]:
    """Return the runs that are added, dropped, moved or of another size in the second plan, and why: rows of a table.

    Their texts are sentences, so that each reader may read them in their language.
    """
    return [_row(each) for each in run_changes(plan_seen(before), plan_seen(after))]


def _row(each: RunChange) -> dict[str, Any]:
    either = each.after or each.before
    assert either is not None

    def both(name: str) -> tuple[int | None, int | None]:
        return _of(each.before, name), _of(each.after, name)

    (was, now), (began, begins), (came, comes) = both("quantity"), both("start"), both("there")
    days = (as_date(began), as_date(begins), as_date(came), as_date(comes))
    cause = each.cause
    row = (each.kind, either.way, either.point, was, now, *days, cause.kind, cause.what, list(cause.through))
    return dict(zip(SCHEMA, row, strict=True))


def _of(run: RunSeen | None, name: str) -> int | None:
    return None if run is None else int(getattr(run, name))
