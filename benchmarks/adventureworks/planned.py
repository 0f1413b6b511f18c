"""A quarter of AdventureWorks planned: `python -m benchmarks.adventureworks --data FOLDER --plan`.

The forecast is what was sold in the same 91 days a year before, by item and month: the plainest there is. Orders that
are open today consume it. The plan is made, judged by the independent verifier, explained where it is latest, and
published; then the ledger is verified.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import time

import polars as pl

from benchmarks.adventureworks.source import TODAY
from handfast.engine.supply.plan.stops import Trail
from handfast.facade import Company

QUARTER = 91
YEAR = dt.timedelta(days=364)
EXPLAINED = 5


def forecast_of(lines: pl.DataFrame, site: str) -> pl.DataFrame:
    """Return what was due in the same quarter a year before, by item and month, as the table of forecasts."""
    first, last = TODAY - YEAR, TODAY - YEAR + dt.timedelta(days=QUARTER)
    sold = lines.filter((pl.col("DueDate") > first) & (pl.col("DueDate") <= last))
    due = pl.col("DueDate") + YEAR
    months = sold.group_by("item", month=due.dt.truncate("1mo")).agg(quantity=pl.col("OrderQty").sum())
    return months.sort("item", "month").select(
        "item",
        site=pl.lit(site),
        first_day="month",
        last_day=pl.col("month").dt.month_end(),
        quantity="quantity",
    )


def plan_quarter(company: Company, seconds: float) -> None:
    """Plan, verify, explain, publish, and print; last one line of JSON."""
    first_plan: list[float] = []

    def told(trail: Trail) -> None:
        if not first_plan and trail.score:
            first_plan.append(trail.seconds)

    start = time.perf_counter()
    version = company.plan(seconds=seconds, days=QUARTER, progress=told)
    took = time.perf_counter() - start
    figures = version.figures
    print(
        f"planned in {took:.1f} s: {figures['needs']:,} needs, {figures['late']:,} late by {figures['late_days']:,} "
        f"days in all, {figures['unmet']:,} not met; {len(version.runs):,} runs"
    )
    plain = figures["starts"][0]["total"]
    late_points = figures["score"]["late"] + figures["score"]["unmet"]
    print(f"plain plan {plain:,} points, improved {figures['total']:,}: {figures['score']}")
    print(f"of lateness and what is not met {late_points:,}; no plan has less than {figures['lower_bound']:,} of it")
    faults = company.plan_faults(version.id)
    late = sorted((need for need in version.needs if need.late_days), key=lambda need: -(need.late_days or 0))
    unexplained = 0
    for need in late[:EXPLAINED]:
        found = company.explain_need(need.name, version.id)
        unexplained += not found.obstacles
        print(f"{need.name}: {need.late_days} days late, because {'; '.join(found.obstacles) or 'nothing is known'}")
    done = company.publish(version.id)
    differences = company.verify()
    for each in [*faults, *differences][:20]:
        print(f"FAULT {each}")
    report = {
        "needs": figures["needs"],
        "runs": len(version.runs),
        "late": figures["late"],
        "late_days": figures["late_days"],
        "unmet": figures["unmet"],
        "first_plan_s": round(first_plan[0], 2) if first_plan else None,
        "plan_s": round(took, 2),
        "late_points": late_points,
        "lower_bound": figures["lower_bound"],
        "improved": round(1 - figures["total"] / max(plain, 1), 4),
        "feasible": not faults,
        "explained": not unexplained,
        "published_runs": done.runs,
        "verify_clean": not differences,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(report))
