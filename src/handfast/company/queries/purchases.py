"""Purchases as they stand: what is to be ordered of suppliers and what is on its way, with the promises behind each.

Planned, promised and firm runs of buying are still to be ordered; receipts are ordered. What is to be paid is what
the plan counts with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from handfast.company.database import current
from handfast.company.queries.counting_on import CountingOn
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.runs import EXPEDITED as EXPEDITED_WAY
from handfast.company.queries.runs import run_name
from handfast.company.queries.table_changes import last_table_change
from handfast.company.queries.tables import load_table
from handfast.engine.network import EXPEDITED

_RUNS = """
SELECT r.id, r.process, r.state, r.starts - r.done, r.start_day, min(b.day), b.node,
    CAST(sum(b.available) AS bigint)
FROM balance b JOIN run r ON r.id = b.run
JOIN process p ON p.process = replace(r.process, %s, '') AND p.kind = 'buy'
WHERE b.node IN ({marks}) AND b.kind = 'run' AND r.state IN ('planned', 'promised', 'firm') AND b.available > 0
GROUP BY r.id, r.process, r.state, r.starts, r.done, r.start_day, b.node
"""
_RECEIPTS = """
SELECT b.node, b.ref, max(b.day), CAST(sum(b.available) AS bigint) FROM balance b
WHERE b.kind = 'receipt' AND b.available > 0 GROUP BY b.node, b.ref ORDER BY max(b.day), b.ref
"""
_ROOTS = "SELECT id, run, node, ref, short FROM balance WHERE id IN ({marks})"
CHUNK = 900
"""Values that one statement is given at most: a database takes a thousand at least."""


@dataclass(frozen=True)
class CountsOn:
    """A promise that counts on a purchase.

    Parameters
    ----------
    promise
        Its number.
    need_day
        Ledger day on which the purchase must be there for it.
    at_risk
        Whether it lacks some of it.
    """

    promise: int
    need_day: int
    at_risk: bool


@dataclass(frozen=True)
class Purchase:
    """Something that is bought. Days are the ledger's.

    Parameters
    ----------
    name
        The run (``R-12``) or the receipt.
    state
        ``planned``, ``promised``, ``firm``: to be ordered; ``confirmed``, ``in_transit`` or as the receipt says.
    supplier
        Its key; empty where nobody says.
    point
        Stock point, by the network's number.
    quantity
        Smallest units still to come.
    order_day
        On which it is, or was, ordered; None: not known.
    day
        On which it is there, as is expected now.
    said_day
        On which it should have been there, as was said last; today counts as the day of what is overdue.
    ordered
        Whether it is ordered already.
    cost
        Minor units; None where nobody says what it costs.
    way
        The process; None where it is not known.
    """

    name: str
    state: str
    supplier: str
    point: int
    quantity: int
    order_day: int | None
    day: int
    said_day: int
    ordered: bool
    cost: int | None
    way: int | None
    count_on: tuple[CountsOn, ...] = ()


def purchases(mirror: Mirror, counting: CountingOn | None = None) -> list[Purchase]:
    """Return everything that is to be ordered or on its way from a supplier, by the day on which it is there.

    Parameters
    ----------
    counting
        Who counts on what is bought, as it was kept; None: it is read.
    """
    counting = counting or CountingOn()
    of_run, of_receipt = _counting(mirror, counting)
    found = [*_to_order(mirror, of_run, counting.points | _bought_at(mirror)), *_on_their_way(mirror, of_receipt)]
    return sorted(found, key=lambda each: (each.day, each.name, each.point))


def _bought_at(mirror: Mirror) -> set[int]:
    """Return the stock points (their rows' ids) at which something is bought, as tables say."""
    structure = mirror.network.structure
    found: set[int] = set()
    for way, process in enumerate(mirror.market.processes):
        if process.kind == "buy":
            extras = structure.extra_point[structure.extra_first[way] : structure.extra_first[way + 1]]
            found.update(mirror.point_ids[int(point)] for point in (structure.output_point[way], *extras))
    return found


def _counting(
    mirror: Mirror, counting: CountingOn
) -> tuple[dict[int, list[CountsOn]], dict[tuple[int, str], list[CountsOn]]]:
    """Return who counts on each run, and on each receipt by stock point's row and name; each promise once."""
    roots = counting.by_balance((mirror.generation, last_table_change()))
    of_run: dict[int, dict[int, CountsOn]] = defaultdict(dict)
    of_receipt: dict[tuple[int, str], dict[int, CountsOn]] = defaultdict(dict)
    for balance, run, node, ref, short in _of_some(_ROOTS, [id_ for id_, promises in roots.items() if promises]):
        found = of_receipt[node, ref] if run is None else of_run[run]
        for promise, need_day in roots[balance].items():
            before = found.get(promise)  # a receipt that came later has a balance for each of its days
            day = need_day if before is None else min(need_day, before.need_day)
            found[promise] = CountsOn(promise, day, short > 0 or (before is not None and before.at_risk))
    return (
        {run: [each[promise] for promise in sorted(each)] for run, each in of_run.items()},
        {key: [each[promise] for promise in sorted(each)] for key, each in of_receipt.items()},
    )


def _of_some(sql: str, numbers: Sequence[int], *before: Any) -> Iterator[Any]:
    """Yield the rows of a statement about some numbers, so many at a time."""
    for first in range(0, len(numbers), CHUNK):
        some = numbers[first : first + CHUNK]
        yield from _rows(sql.format(marks=", ".join(["%s"] * len(some))), *before, *some)


def _to_order(mirror: Mirror, count_on: dict[int, list[CountsOn]], points: Set[int]) -> Iterator[Purchase]:
    suppliers = _suppliers(mirror)
    for run, name, state, starts, start, there, node, quantity in _of_some(_RUNS, sorted(points), EXPEDITED_WAY):
        way, point = mirror.way_named(name), mirror.points.get(node)
        if point is None:
            continue
        supplier = suppliers.get(name.removesuffix(EXPEDITED_WAY), "")
        cost = None if way is None else cost_of(mirror, way, starts)
        counting = tuple(count_on.get(run, ()))
        yield Purchase(
            run_name(run),
            state,
            supplier,
            point,
            quantity,
            start,
            there,
            there,
            ordered=start < mirror.today,  # a run whose first day has gone by counts as started
            cost=cost,
            way=way,
            count_on=counting,
        )


def _on_their_way(mirror: Mirror, count_on: dict[tuple[int, str], list[CountsOn]]) -> Iterator[Purchase]:
    said = {row["receipt"]: row for row in load_table("receipt").iter_rows(named=True)}
    suppliers, bought = _suppliers(mirror), _best_buys(mirror)
    for node, ref, day, quantity in _rows(_RECEIPTS):
        point, row = mirror.points.get(node), said.get(ref, {})
        if point is None or _made_here(mirror, row):
            continue
        process = row.get("process") or ""
        supplier = row.get("supplier") or suppliers.get(process, "")
        way = mirror.way_named(process) if process else bought.get((point, supplier))
        ordered_on, said_on = row.get("ordered_on"), row.get("date")
        yield Purchase(
            ref,
            row.get("state") or "confirmed",
            supplier,
            point,
            quantity,
            None if ordered_on is None else day_number(ordered_on),
            day,
            day if said_on is None else day_number(said_on),
            ordered=True,
            cost=_cost_of_receipt(mirror, way, point, quantity),
            way=way,
            count_on=tuple(count_on.get((node, ref), ())),
        )


def _made_here(mirror: Mirror, row: dict[str, Any]) -> bool:
    """Whether a receipt is a run of making or moving: no supplier delivers it."""
    process = row.get("process")
    way = mirror.way_named(process) if process else None
    return way is not None and mirror.market.processes[way].kind != "buy"


def _suppliers(mirror: Mirror) -> dict[str, str]:
    return (
        dict(mirror.tables["process"].select("process", "supplier").iter_rows()) if "process" in mirror.tables else {}
    )


def _best_buys(mirror: Mirror) -> dict[tuple[int, str], int]:
    """Return the best-ranked process of buying at each stock point, by supplier; of any, where none is named."""
    suppliers = _suppliers(mirror)
    found: dict[tuple[int, str], int] = {}
    for way, process in enumerate(mirror.network.processes):
        if mirror.market.processes[way].kind == "buy":
            point = int(mirror.network.structure.output_point[way])
            found.setdefault((point, suppliers.get(process, "")), way)
            found.setdefault((point, ""), way)
    return found


def cost_of(mirror: Mirror, way: int, starts: int) -> int | None:
    """Return what a run of buying costs, in minor units, rounded up; None where nobody says."""
    network = mirror.network
    if way in network.uncosted_ways:
        return None
    each = network.process_cost
    cost = -(-starts * int(each.num[way]) // int(each.den[way])) + int(network.process_cost_fixed[way])
    return cost + (surcharge_of(mirror, way, starts) if network.structure.process_class[way] == EXPEDITED else 0)


def surcharge_of(mirror: Mirror, way: int, starts: int) -> int:
    """Return what it costs beyond the price to expedite a run, in minor units, rounded up."""
    network, each = mirror.network, mirror.network.expedite_cost
    return -(-starts * int(each.num[way]) // int(each.den[way])) + int(network.expedite_cost_fixed[way])


def _cost_of_receipt(mirror: Mirror, way: int | None, point: int, quantity: int) -> int | None:
    network = mirror.network
    if way is not None:
        return cost_of(mirror, way, quantity)
    if point in network.uncosted_points:
        return None
    return -(-quantity * int(network.item_cost.num[point]) // int(network.item_cost.den[point]))


def _rows(sql: str, *values: Any) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
