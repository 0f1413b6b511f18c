"""Purchases as they stand: what is to be ordered of suppliers and what is on its way, with the promises behind each.

Planned, promised and firm runs of buying are still to be ordered; receipts are ordered. What is to be paid is what
the plan counts with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from handfast.company.database import current
from handfast.company.queries.counting_on import CountingOn
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.runs import EXPEDITED as EXPEDITED_WAY
from handfast.company.queries.runs import run_name
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
WHERE b.node IN ({marks}) AND b.kind = 'receipt' AND b.available > 0 GROUP BY b.node, b.ref
"""
_ROOTS = "SELECT id, run, node, ref, short FROM balance WHERE kind = %s AND node IN ({marks})"
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


@dataclass(frozen=True)
class Terms:
    """What tables say of buying.

    Parameters
    ----------
    points
        The stock points (their rows' ids) at which something is, or was, bought.
    suppliers
        Of processes.
    receipts
        Rows of the receipt table, by their names.
    best
        The best-ranked process of buying at each stock point, by supplier; of any, where none is named.
    """

    points: frozenset[int]
    suppliers: Mapping[str, str]
    receipts: Mapping[str, Mapping[str, Any]]
    best: Mapping[tuple[int, str], int]


def terms_of(mirror: Mirror, counting: CountingOn) -> Terms:
    """Return what tables say of buying."""
    table = mirror.tables.get("process")
    suppliers = {} if table is None else dict(table.select("process", "supplier").iter_rows())
    receipts = {row["receipt"]: row for row in load_table("receipt").iter_rows(named=True)}
    return Terms(counting.points.union(_bought_at(mirror)), suppliers, receipts, _best_buys(mirror, suppliers))


def purchases(mirror: Mirror) -> list[Purchase]:
    """Return everything that is to be ordered or on its way from a supplier, by the day on which it is there."""
    counting = CountingOn()
    counting.renew(None)
    found = purchases_at(mirror, terms_of(mirror, counting), counting, mirror.point_ids)
    return sorted((each for some in found.values() for each in some), key=in_order)


def in_order(purchase: Purchase) -> tuple[int, str, int]:
    """Sort purchases by the day on which they are there."""
    return purchase.day, purchase.name, purchase.point


def purchases_at(
    mirror: Mirror, terms: Terms, counting: CountingOn, points: Collection[int]
) -> dict[int, list[Purchase]]:
    """Return what is to be ordered or on its way to stock points (their rows' ids), by stock point."""
    of_run, of_receipt = _counting(terms, counting, points)
    found: dict[int, list[Purchase]] = defaultdict(list)
    for node, purchase in _to_order(mirror, terms, of_run, points):
        found[node].append(purchase)
    for node, purchase in _on_their_way(mirror, terms, of_receipt, points):
        found[node].append(purchase)
    return found


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
    terms: Terms, counting: CountingOn, points: Collection[int]
) -> tuple[dict[int, list[CountsOn]], dict[tuple[int, str], list[CountsOn]]]:
    """Return who counts on each run, and on each receipt by stock point's row and name; each promise once."""
    of_run: dict[int, dict[int, CountsOn]] = defaultdict(dict)
    of_receipt: dict[tuple[int, str], dict[int, CountsOn]] = defaultdict(dict)
    rows = chain(
        _of_some(_ROOTS, sorted(terms.points.intersection(points)), "run"), _of_some(_ROOTS, sorted(points), "receipt")
    )
    for balance, run, node, ref, short in rows:
        promises = counting.by_balance.get(balance)
        if not promises:
            continue
        found = of_receipt[node, ref] if run is None else of_run[run]
        for promise, need_day in promises.items():
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


def _to_order(
    mirror: Mirror, terms: Terms, count_on: Mapping[int, list[CountsOn]], points: Collection[int]
) -> Iterator[tuple[int, Purchase]]:
    wanted = sorted(terms.points.intersection(points))
    for run, name, state, starts, start, there, node, quantity in _of_some(_RUNS, wanted, EXPEDITED_WAY):
        way, point = mirror.way_named(name), mirror.points.get(node)
        if point is None:
            continue
        yield (
            node,
            Purchase(
                run_name(run),
                state,
                terms.suppliers.get(name.removesuffix(EXPEDITED_WAY), ""),
                point,
                quantity,
                start,
                there,
                there,
                ordered=start < mirror.today,  # a run whose first day has gone by counts as started
                cost=None if way is None else cost_of(mirror, way, starts),
                way=way,
                count_on=tuple(count_on.get(run, ())),
            ),
        )


def _on_their_way(
    mirror: Mirror, terms: Terms, count_on: Mapping[tuple[int, str], list[CountsOn]], points: Collection[int]
) -> Iterator[tuple[int, Purchase]]:
    for node, ref, day, quantity in _of_some(_RECEIPTS, sorted(points)):
        point, row = mirror.points.get(node), terms.receipts.get(ref, {})
        if point is None or _made_here(mirror, row):
            continue
        process = row.get("process") or ""
        supplier = row.get("supplier") or terms.suppliers.get(process, "")
        way = mirror.way_named(process) if process else terms.best.get((point, supplier))
        ordered_on, said_on = row.get("ordered_on"), row.get("date")
        yield (
            node,
            Purchase(
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
            ),
        )


def _made_here(mirror: Mirror, row: Mapping[str, Any]) -> bool:
    """Whether a receipt is a run of making or moving: no supplier delivers it."""
    process = row.get("process")
    way = mirror.way_named(process) if process else None
    return way is not None and mirror.market.processes[way].kind != "buy"


def _best_buys(mirror: Mirror, suppliers: Mapping[str, str]) -> dict[tuple[int, str], int]:
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
