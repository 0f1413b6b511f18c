"""The day moves on: what should have come and did not is expected today, and what that breaks is openly at risk.

A receipt that is overdue moves to today; needs that it can no longer serve in time are short. A run whose first day
has come counts as started and is firm from then on (ADR 0010): production reports the ones that are late. A planned run
that nobody accepted, and nobody counts on, goes instead. A quota that frees caps nothing: it is short no longer.
"""

from __future__ import annotations

import datetime as dt

from handfast.company.actions.rebind import rebind_short
from handfast.company.ledger import Change, NewBalance, NewEntry, RunChange, write
from handfast.company.ledger.state import LedgerState, read_state
from handfast.company.queries.mirror import Mirror, day_number, load_mirror
from handfast.company.queries.planned_runs import lapsed_runs, swapped
from handfast.company.queries.promises import runs_to_start
from handfast.company.queries.quotas import read_quotas
from handfast.errors import StateMoved, SupplyTaken
from handfast.sentences import sentence

ATTEMPTS = 5


def move_day(today: dt.date, *, actor: str, now: dt.datetime, before: Mirror | None = None) -> Mirror | None:
    """Move the ledger to `today`; return the company as it is then, None where that day has come. No day moves back.

    Parameters
    ----------
    before
        The company in memory until now: its tables need not be read again.
    """
    day = day_number(today)
    for attempt in range(ATTEMPTS):
        state = read_state()
        if state.today is None or day <= state.today:
            return None
        try:
            write(_entry(state, today, actor), now)
            break
        except (SupplyTaken, StateMoved):  # somebody else moves it just now: look again
            if attempt == ATTEMPTS - 1:
                raise
    mirror = load_mirror(before)
    rebind_short(mirror, actor=actor, now=now, reason=sentence("the day moved on"))
    return mirror


def _entry(state: LedgerState, today: dt.date, actor: str) -> NewEntry:
    day = day_number(today)
    lapsed = lapsed_runs(day)
    gone = swapped(lapsed)
    short = [row for row in state.allocations if row.short]
    opened = [quota for quota in read_quotas(short, day) if quota.has_freed]
    overdue = [row for row in state.supplies if row.kind == "receipt" and row.available and row.day < day]
    return NewEntry(
        "day",
        actor,
        sentence("it is {day}", day=today),
        today=day,
        changes=[
            *(Change(row.id, -row.available) for row in overdue),
            *(Change(quota.id, quota.committed - quota.available) for quota in opened),
            *gone.changes,
        ],
        commits=gone.commits,
        balances=[
            NewBalance(-1 - n, row.kind, row.node, day, row.available, row.expires, ref=row.ref)
            for n, row in enumerate(overdue)
        ],
        run_changes=[
            *(RunChange(run, was, "firm") for run, was in runs_to_start(day) if run not in lapsed),
            *gone.run_changes,
        ],
    )
