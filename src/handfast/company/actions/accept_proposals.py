"""Accept proposals: planned runs become firm, and receipts come when their suppliers agreed to bring them.

Somebody will buy, make or move what is firm, and the next plan keeps it. A receipt that is accepted to come sooner or
later is expected on that day, one that is accepted to be cancelled no longer. All accepted together are one
transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from handfast.company.actions.rebind import rebind_short
from handfast.company.actions.report_loss import supply_named
from handfast.company.ledger import Change, NewBalance, NewEntry, RunChange, write
from handfast.company.ledger.risk import promises_at_risk
from handfast.company.queries.mirror import Mirror, day_number, load_mirror
from handfast.company.queries.planned_runs import planned_runs
from handfast.company.queries.proposals import Proposal, proposals
from handfast.company.queries.runs import run_name
from handfast.company.writing import writing
from handfast.errors import Conflict, NotFound
from handfast.sentences import marked, sentence

SOONER, LATER, NOT_AT_ALL = "expedite", "delay", "cancel"

ACCEPTED = {
    SOONER: marked("{name}: expedite ({reason})"),
    LATER: marked("{name}: delay ({reason})"),
    NOT_AT_ALL: marked("{name}: cancel ({reason})"),
}
"""Why a receipt comes otherwise, as the ledger keeps it."""


def accept_proposals(mirror: Mirror, names: Sequence[str], *, actor: str, now: dt.datetime, reason: str) -> list[str]:
    """Accept proposals, all or none; return their names.

    Raises
    ------
    NotFound
        One of them is not proposed.
    Conflict
        Somebody would lack what a receipt no longer brings in time: too much was promised meanwhile.
    """
    runs = {run_name(run): run for run in planned_runs()}
    wanted = list(dict.fromkeys(names))
    receipts = [each for each in _receipts(mirror) if each.proposal in wanted]
    known = {*runs, *(each.proposal for each in receipts)}
    for name in wanted:
        if name not in known:
            raise NotFound(not_proposed(name))
    why = reason or sentence("proposals accepted")
    with writing():
        firm = [RunChange(runs[name], "planned", "firm") for name in wanted if name in runs]
        if firm:
            write(NewEntry("plan", actor, why, run_changes=firm), now)
        if receipts:
            before = {each.promise for each in promises_at_risk()}
            for each in receipts:
                write(_changed(mirror, each, actor, why), now)
            rebind_short(load_mirror(), actor=actor, now=now, reason=why)
            _assert_nobody_lacks(before)
    return wanted


def not_proposed(name: str) -> str:
    """Return what is said of a proposal that is not there."""
    return sentence("{name} is not proposed. Look at the proposals again.", name=name)


def _receipts(mirror: Mirror) -> list[Proposal]:
    """Return the proposals that change what is on order."""
    return [each for each in proposals(mirror) if each.kind in ACCEPTED and each.on_order]


def _changed(mirror: Mirror, proposed: Proposal, actor: str, reason: str) -> NewEntry:
    """Return the entry that has a receipt come sooner, later or not at all."""
    supply = supply_named(mirror, proposed.item, proposed.site, proposed.proposal)
    why = sentence(ACCEPTED[proposed.kind], name=proposed.proposal, reason=reason)
    assert proposed.there is not None  # what is on order is there some day
    there = day_number(proposed.there)
    if proposed.kind == SOONER:
        return NewEntry("gain", actor, why, changes=[Change(supply.id, day=there)])
    gone = [Change(supply.id, -supply.available)]
    if proposed.kind == NOT_AT_ALL:
        return NewEntry("loss", actor, why, changes=gone)
    new = NewBalance(-1, supply.kind, supply.node, there, supply.available, supply.expires, ref=supply.ref)
    return NewEntry("loss", actor, why, changes=gone, balances=[new])


def _assert_nobody_lacks(before: set[int]) -> None:
    lacking = sorted({each.promise for each in promises_at_risk()} - before)
    if lacking:
        named = ", ".join(f"P-{promise}" for promise in lacking)
        raise Conflict(
            sentence("{named} would lack what no longer comes in time. Look at the proposals again.", named=named)
        )
