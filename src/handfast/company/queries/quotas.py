"""The company's allocations as the engine's quotas, with what the ledger says promises have of them."""

from __future__ import annotations

from collections.abc import Sequence

from handfast.company.ledger.state import BalanceState, quota_commitments
from handfast.company.queries.tables import load_table
from handfast.engine.calendar import EPOCH
from handfast.engine.promise.quotas import Quota


def read_quotas(balances: Sequence[BalanceState], origin: int) -> list[Quota]:
    """Return the quotas that stand in the ledger.

    Parameters
    ----------
    balances
        Theirs; those whose row of the table is gone are left out.
    origin
        The ledger day from which the engine counts.
    """
    if not balances:
        return []
    rows = {row.node: row for row in balances}
    quotas: dict[int, Quota] = {}
    columns = ("id", "segment", "item", "family", "resource", "first_day", "last_day", "frees_on")
    for id_, segment, item, family, resource, first, last, frees in (
        load_table("allocation", with_id=True).select(columns).iter_rows()
    ):
        row = rows.get(id_)
        if row is not None:
            first_day, last_day = (first - EPOCH).days - origin, (last - EPOCH).days - origin
            frees_on = None if frees is None else (frees - EPOCH).days - origin
            told = (segment, item, family, first_day, last_day, frees_on, row.available, resource)
            quotas[row.id] = Quota(row.id, *told)
    for balance, promise, need_day, units in quota_commitments():
        if balance in quotas:
            quotas[balance].bound[promise, need_day - origin] = units
    return list(quotas.values())
