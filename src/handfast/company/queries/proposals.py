"""Proposals: what the published plan asks of buyers, production and logistics, and what to ask suppliers to change.

Planned runs become proposals to buy, make or move. Receipts on order are judged against all needs, planned ones too:
one that nobody needs before the horizon's end need not come (cancel); one that is needed only later may come later
(delay); where something is short, the next receipt should come sooner (expedite).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from handfast.company.database import current
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.runs import EXPEDITED, run_name

DELAY_DAYS = 7
"""A receipt may come later where it is needed at least so many days after it comes."""

SCHEMA: dict[str, pl.DataType] = {
    "proposal": pl.String(),
    "kind": pl.String(),
    "item": pl.String(),
    "site": pl.String(),
    "quantity": pl.Decimal(38, 6),
    "unit": pl.String(),
    "on": pl.Date(),
    "there": pl.Date(),
    "with": pl.String(),
    "why": pl.String(),
}
"""`on`: order or start on this day; `there`: it is there, or should be, on that day; `with`: supplier, or site from."""

_PLANNED = """
SELECT r.id, r.process, r.start_day, r.available_day, b.node, b.available, b.committed
FROM run r JOIN balance b ON b.run = r.id WHERE r.state = 'planned' AND b.available > 0 ORDER BY r.start_day, r.id, b.id
"""
_SHORT = """
SELECT b.node, min(c.need_day) FROM balance b JOIN commitment c ON c.balance = b.id
WHERE b.short > 0 AND b.kind IN ('stock', 'receipt', 'run', 'uncovered') GROUP BY b.node
"""


def proposals(mirror: Mirror) -> pl.DataFrame:
    """Return all proposals, those to act on first first."""
    rows = [*_to_start(mirror), *_to_change(mirror)]
    rows.sort(key=lambda row: (row[6], row[0]))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _rows(sql: str) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _to_start(mirror: Mirror) -> Iterator[tuple[Any, ...]]:
    known = {process.key: process for process in mirror.market.processes}
    sources = _sources(mirror)
    seen: set[int] = set()
    for run, way, start, there, node, available, committed in _rows(_PLANNED):
        if run in seen or node not in mirror.points:  # of a run that yields several things, the first stands for it
            continue
        seen.add(run)
        process = known.get(way.removesuffix(EXPEDITED))
        kind = process.kind if process else "make"
        source = (process.supplier if process and kind == "buy" else "") or sources.get(way, "")
        point = mirror.points[node]
        why = (
            f"{exact(committed, _scale(mirror, point)).normalize():f} of it counted on"
            if committed
            else "forecast or stock"
        )
        yield run_name(run), kind, *_what(mirror, point, available), as_date(start), as_date(there), source, why


def _sources(mirror: Mirror) -> dict[str, str]:
    """Return, for each way that moves an item, the site that it comes from."""
    network, structure = mirror.network, mirror.network.structure
    found = {}
    for process in range(len(network.processes)):
        if mirror.is_move(process):
            point = int(structure.input_point[structure.input_first[process]])
            found[mirror.name_of_way(process)] = network.sites[point]
    return found


def _to_change(mirror: Mirror) -> Iterator[tuple[Any, ...]]:
    """Yield what should be asked of those who deliver: later, sooner, or not at all."""
    origin, horizon = mirror.network.origin, mirror.network.horizon
    short = {mirror.points[node]: need_day - origin for node, need_day in _rows(_SHORT) if node in mirror.points}
    for supply in sorted(mirror.book.supplies.values(), key=lambda each: (each.point, each.day, each.id)):
        if supply.kind != "receipt" or supply.available == 0 or mirror.book.keeps_lots(supply.point):
            continue
        wanted = short.pop(supply.point, None) if supply.day > short.get(supply.point, horizon) else None
        if wanted is not None:
            why = f"short since {mirror.market.date_of(wanted).isoformat()}"
            yield _change(mirror, supply, "expedite", max(wanted, 0), why)
            continue
        needed = _first_needed(mirror, supply.point, supply.day, supply.available)
        if needed is None:
            yield _change(mirror, supply, "cancel", supply.day, "nobody needs it before the horizon ends")
        elif needed - supply.day >= DELAY_DAYS:
            why = f"first needed on {mirror.market.date_of(needed).isoformat()}"
            yield _change(mirror, supply, "delay", needed, why)


def _first_needed(mirror: Mirror, point: int, day: int, quantity: int) -> int | None:
    """Return the first day on which not all would be there without this quantity; None: never before the horizon."""
    later = mirror.book.state.available[point, max(day, 0) :]
    lacking = (later < quantity).nonzero()[0]
    return max(day, 0) + int(lacking[0]) if len(lacking) else None


def _change(mirror: Mirror, supply: Any, kind: str, day: int, why: str) -> tuple[Any, ...]:
    origin = mirror.network.origin
    what = _what(mirror, supply.point, supply.available)
    return supply.reference, kind, *what, as_date(origin + supply.day), as_date(origin + day), "", why


def _what(mirror: Mirror, point: int, quantity: int) -> tuple[Any, ...]:
    item = mirror.market.items[mirror.network.items[point]]
    return item.key, mirror.network.sites[point], exact(quantity, _scale(mirror, point)), item.unit


def _scale(mirror: Mirror, point: int) -> int:
    return int(10 ** mirror.market.items[mirror.network.items[point]].decimals)
