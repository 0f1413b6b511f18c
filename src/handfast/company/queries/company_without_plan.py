"""The company in memory as another plan finds it: without what the published plan has, but nobody counts on."""

from __future__ import annotations

from handfast.company.ledger.snapshot import snapshot
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.queries.planned_runs import needed_runs, planned_runs, swapped


def swappable_runs(today: int, slushy_days: int) -> set[int]:
    """Return the planned runs that another plan may swap: nobody counts on them, and they start after the fence."""
    return set(planned_runs()) - needed_runs(today + slushy_days if slushy_days else None)


def mirror_without_plan(slushy_days: int = 0) -> tuple[Mirror, str]:
    """Return the company in memory without the planned runs that may be swapped, and where its ledger stands."""
    with snapshot():
        mirror = load_mirror()
        position = mirror.cursor.position
        for change in swapped(swappable_runs(mirror.today, slushy_days)).as_changes():
            mirror.take_in(change)
    return mirror, position
