"""Accept proposals: planned runs become firm, so that the next plan keeps them. Somebody will buy, make or move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from handfast.company.ledger import NewEntry, RunChange, write
from handfast.company.queries.planned_runs import planned_runs
from handfast.company.queries.runs import run_name
from handfast.errors import NotFound


def accept_proposals(runs: Sequence[int], *, actor: str, now: dt.datetime, reason: str) -> list[int]:
    """Make planned runs firm, all or none; return them.

    Raises
    ------
    NotFound
        One of them is no planned run.
    """
    planned = planned_runs()
    for run in runs:
        if run not in planned:
            raise NotFound(f"{run_name(run)} is no planned run. Look at the list: handfast proposals")
    accepted = sorted(set(runs))
    if accepted:
        changes = [RunChange(run, "planned", "firm") for run in accepted]
        write(NewEntry("plan", actor, reason or "proposals accepted", run_changes=changes), now)
    return accepted
