"""Import: what makes the ledger's allocations what the table says.

What has left on a quota already stays used. Where a quota becomes less than is promised of it, promises of later days
move to later quotas first, in the same entry; only what finds none is short, and openly at risk. A quota that has freed
caps nothing: it never becomes less than is promised of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.company.actions.allotting import as_commits
from handfast.company.ledger import Change, Commit, NewBalance
from handfast.company.ledger.state import BalanceState
from handfast.company.queries.mirror import day_number
from handfast.company.queries.quotas import read_quotas
from handfast.company.queries.tables import load_table
from handfast.engine.promise.allotting import relieved
from handfast.engine.promise.quotas import Quotas
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables, frame_of


@dataclass(frozen=True)
class QuotaChanges:
    """The parts of an entry that change allocations; the numbers of new balances begin with the one given."""

    new: list[NewBalance]
    changes: list[Change]
    commits: list[Commit]


def quota_changes(existing: Tables, held: Sequence[BalanceState], today: int, first_number: int) -> QuotaChanges:
    """Return what makes the ledger's allocations what the table, as it is kept by now, says.

    Parameters
    ----------
    existing
        The company's tables as they were before.
    held
        The allocations' balances.
    today
        The ledger's day.
    first_number
        The number of the first new balance; the next ones are less.
    """
    new = _new(held, first_number)
    wanted = _wanted(existing)
    opened = [
        BalanceState(each.number, each.kind, each.node, each.day, None, each.available, 0, 0, None, "") for each in new
    ]
    quotas = read_quotas([*held, *opened], today)
    nodes = {row.id: row.node for row in held}
    changes = []
    for quota in quotas:
        more = wanted.get(nodes.get(quota.id, 0), 0)
        more = max(more, quota.committed - quota.available if quota.has_freed else -quota.available)
        if more:
            quota.available += more
            changes.append(Change(quota.id, more))
    moved = [bound for chain in Quotas(quotas).chains for bound in relieved(chain)]
    return QuotaChanges(new, changes, as_commits(moved, today))


def _new(held: Sequence[BalanceState], first_number: int) -> list[NewBalance]:
    """Return the balances of allocations that have none yet."""
    known = {row.node for row in held}
    columns = ("id", "first_day", "quantity", "segment", "item", "family", "resource")
    rows = load_table("allocation", with_id=True).select(columns).iter_rows()
    fresh = (row for row in rows if row[0] not in known)
    return [
        NewBalance(first_number - n, "allocation", id_, day_number(first), quantity, ref=f"{segment}: {''.join(what)}")
        for n, (id_, first, quantity, segment, *what) in enumerate(fresh)
    ]


def _wanted(existing: Tables) -> dict[int, int]:
    """Return by how much each allocation's quantity has changed, by its row's id."""
    key = list(CONTRACT["allocation"].key)
    before = frame_of(existing, "allocation").select(*key, before="quantity")
    rows = load_table("allocation", with_id=True).join(before, on=key, how="inner", nulls_equal=True)
    return {id_: quantity - was for id_, quantity, was in rows.select("id", "quantity", "before").iter_rows()}
