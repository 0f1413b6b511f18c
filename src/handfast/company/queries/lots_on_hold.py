"""Lots that nobody may have yet, and who waits for goods like them: who lacks them there, or counts on what comes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from handfast.company.database import current
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.supply_board import ServedPromise
from handfast.company.queries.tables import load_table

_WAITING = """
WITH RECURSIVE waiting (node, promise, run, need_day, lacks) AS (
    SELECT b.node, c.promise, c.run, c.need_day, CASE WHEN b.short > 0 THEN 1 ELSE 0 END
    FROM balance b JOIN commitment c ON c.balance = b.id
    WHERE b.node IN ({nodes}) AND b.kind IN ('stock', 'receipt', 'run', 'uncovered') AND (b.short > 0 OR b.day > %s)
    UNION
    SELECT w.node, c.promise, c.run, w.need_day, w.lacks
    FROM waiting w JOIN balance o ON o.run = w.run JOIN commitment c ON c.balance = o.id
)
SELECT w.node, MAX(w.lacks), MIN(w.need_day), p.id, p.state, p.customer, p.item, p.site, p.owner,
    p.quantity - p.shipped, i.decimals, i.unit, p.arrive_day
FROM waiting w JOIN promise p ON p.id = w.promise JOIN item i ON i.item = p.item
GROUP BY w.node, p.id, p.state, p.customer, p.item, p.site, p.owner, p.quantity, p.shipped, i.decimals, i.unit,
    p.arrive_day
ORDER BY 2 DESC, 3, p.id
"""


class WaitingPromise(NamedTuple):
    """A promise that waits for goods like those of a lot.

    Parameters
    ----------
    promise
        The promise; its `value` is not told.
    lacks
        Whether it lacks them: it is at risk. Else it counts on what is still to come.
    needed
        First day on which it, or a run for it, takes them.
    """

    promise: ServedPromise
    lacks: bool
    needed: dt.date


class LotOnHold(NamedTuple):
    """A lot that is not free, and who waits for its item at its site, those first who lack it."""

    item: str
    site: str
    lot: str
    status: str
    quantity: Decimal
    unit: str
    as_of: dt.date | None
    waiting: tuple[WaitingPromise, ...]


def lots_on_hold(mirror: Mirror) -> list[LotOnHold]:
    """Return the lots that are not free, those first for which somebody at risk waits, then by who needs them first."""
    network, items = mirror.network, mirror.market.items
    held = load_table("stock").filter(pl.col("status") != "free").to_dicts()
    nodes = {
        mirror.point_ids[point]: (network.items[point], network.sites[point])
        for row in held
        if (point := network.point_of.get((row["item"], row["site"]))) is not None
    }
    waiting: dict[tuple[str, str], list[WaitingPromise]] = defaultdict(list)
    for node, lacks, needed, *promise in _waiting(sorted(nodes), mirror.today) if nodes else ():
        waiting[nodes[node]].append(_waits(bool(lacks), needed, promise))
    found = [
        LotOnHold(
            row["item"],
            row["site"],
            row["lot"],
            row["status"],
            exact(row["quantity"], 10 ** items[row["item"]].decimals),
            items[row["item"]].unit,
            row["as_of"],
            tuple(waiting[row["item"], row["site"]]),
        )
        for row in held
    ]
    return sorted(found, key=_most_wanted)


def _most_wanted(lot: LotOnHold) -> tuple[Any, ...]:
    needed = min((each.needed for each in lot.waiting), default=dt.date.max)
    return not any(each.lacks for each in lot.waiting), needed, lot.item, lot.site, lot.lot


def _waiting(nodes: list[int], today: int) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(_WAITING.format(nodes=", ".join(["%s"] * len(nodes))), [*nodes, today])
        return list(cursor.fetchall())


def _waits(lacks: bool, needed: int, promise: list[Any]) -> WaitingPromise:
    id_, state, customer, item, site, owner, quantity, decimals, unit, arrive = promise
    day = as_date(needed)
    assert day is not None
    left = exact(quantity, 10**decimals)
    return WaitingPromise(
        ServedPromise(id_, state, customer, item, site, owner, left, unit, as_date(arrive), None), lacks, day
    )
