"""The day moves on: what should have come and did not is expected today, and what that breaks is openly at risk.

A receipt that is overdue moves to today; needs that it can no longer serve in time are short. A run whose first day
has come counts as started and is firm from then on (ADR 10): production reports the ones that are late.
"""

from __future__ import annotations

import datetime as dt

from handfast.company.actions.rebind import rebind_short
from handfast.company.ledger import Change, NewBalance, NewEntry, RunChange, write
from handfast.company.ledger.state import read_state
from handfast.company.queries.mirror import day_number, load_mirror
from handfast.company.queries.promises import runs_to_start


def move_day(today: dt.date, *, actor: str, now: dt.datetime) -> bool:
    """Move the ledger to `today`; return whether it moved. A day never moves back."""
    state = read_state()
    day = day_number(today)
    if state.today is None or day <= state.today:
        return False
    overdue = [row for row in state.supplies if row.kind == "receipt" and row.available and row.day < day]
    write(
        NewEntry(
            "day",
            actor,
            f"it is {today.isoformat()}",
            today=day,
            changes=[Change(row.id, -row.available) for row in overdue],
            balances=[
                NewBalance(-1 - n, row.kind, row.node, day, row.available, row.expires, ref=row.ref)
                for n, row in enumerate(overdue)
            ],
            run_changes=[RunChange(run, "promised", "firm") for run in runs_to_start(day)],
        ),
        now,
    )
    rebind_short(load_mirror(), actor=actor, now=now, reason="the day moved on")
    return True
