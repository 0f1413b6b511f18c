"""The company in memory as another plan finds it: without what the published plan has, but nobody counts on.

And with nothing bound for those who lack something, see `lacking`: the plan finds anew what they need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from handfast.company.ledger.snapshot import snapshot
from handfast.company.queries.lacking import lacking
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.queries.planned_runs import needed_runs, planned_runs, planned_starts, swapped
from handfast.company.queries.plans import is_published
from handfast.engine.supply.plan.objective import POINTS_PER_MINOR_UNIT


def swappable_runs(today: int, slushy_days: int) -> set[int]:
    """Return the planned runs that another plan may swap: nobody counts on them, and they start after the fence."""
    return set(planned_runs()) - needed_runs(today + slushy_days if slushy_days else None)


def mirror_without_plan(slushy_days: int = 0) -> tuple[Mirror, str]:
    """Return the company in memory without the planned runs that may be swapped, and where its ledger stands.

    Where a plan is published, people expect these runs: starting others at short notice is a change.
    """
    with snapshot():
        mirror = load_mirror()
        position = mirror.cursor.position
        leaving = swappable_runs(mirror.today, slushy_days)
        for change in swapped(leaving).as_changes():
            mirror.take_in(change)
        bind_nothing_for_lacking(mirror, leaving)
        if is_published():
            mirror.book.expect(_expected(mirror, leaving), POINTS_PER_MINOR_UNIT)
    return mirror, position


def bind_nothing_for_lacking(mirror: Mirror, leaving: Container[int] = frozenset()) -> None:
    """Take what is lacking off the book. What leaves is off it already."""
    changes = [
        (each.balance, each.need_day - mirror.network.origin, -each.quantity)
        for each in lacking()
        if each.run not in leaving and each.balance in mirror.book.supplies
    ]
    mirror.book.change_many((), changes)


def _expected(mirror: Mirror, runs: set[int]) -> dict[tuple[int, int], int]:
    """Return how many of these runs of the published plan start with each process on each day."""
    found: Counter[tuple[int, int]] = Counter()
    for run, way, start in planned_starts():
        process = mirror.way_named(way)
        if run in runs and process is not None:
            found[process, start - mirror.network.origin] += 1
    return dict(found)
