"""Import: typed tables become the company's, stock and receipts its balances, open order lines its promises.

All of it or nothing. A second import is an update: what changed is changed by entries, so that every balance can
still be derived. `stock` and `receipt` are snapshots (a row that is no longer there is gone); other tables keep rows
that a file does not mention.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from django.db import transaction

from handfast.company.actions.import_orders import import_orders
from handfast.company.actions.keep_tables import drop_rows, keep_tables
from handfast.company.actions.order_line import OrderReport
from handfast.company.actions.progress import Progress, silent
from handfast.company.actions.rebind import rebind_short
from handfast.company.database import current
from handfast.company.ledger import Change, NewBalance, NewEntry, write
from handfast.company.ledger.state import BalanceState, read_state
from handfast.company.queries.mirror import PROMISING, day_number, load_mirror
from handfast.company.queries.tables import load_table, load_tables
from handfast.engine.assembly import build_network, read_supplies
from handfast.engine.assembly.supplies import STOCK
from handfast.engine.difference import TableDifference, difference
from handfast.engine.network import Network
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables, empty_frame, frame_of

SNAPSHOTS = ("stock", "receipt")
"""Tables that say what is there now: a row that is no longer in the file is gone."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    differences: Mapping[str, TableDifference]
    gone: Mapping[str, int]
    balances: int
    orders: OrderReport
    stock_points_created: int = 0


@dataclass
class _Changes:
    """Changes of balances on their way into one entry."""

    new: list[NewBalance] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def import_tables(
    tables: Mapping[str, pl.DataFrame],
    *,
    actor: str,
    now: dt.datetime,
    today: dt.date,
    reason: str = "import",
    progress: Progress = silent,
) -> ImportReport:
    """Take checked tables into the current company.

    Parameters
    ----------
    tables
        Typed frames that have passed the checks, together with what the company has.
    actor, now
        Who imports, and their clock.
    today
        The company's day.
    progress
        Told how far it is.

    Raises
    ------
    DataError
        Quantities could pass 64-bit integers.
    StateMoved, Conflict
        An order line contradicts what the ledger says of it; nothing was written.
    """
    database = current()
    with transaction.atomic(using=database.alias):
        existing = load_tables()
        tables = _with_stock_points(dict(tables), existing, day_number(today))
        differences = difference(existing, tables)
        progress("tables", 0, 1)
        keep_tables(tables, differences)
        gone = {name: drop_rows(name, differences[name].only_in_company) for name in SNAPSHOTS if name in differences}
        structural = any(
            differences[name].added.height or differences[name].changed.height
            for name in differences
            if name in PROMISING
        )
        before = read_state()
        day = max(day_number(today), before.today or 0)
        whole = load_tables((*PROMISING, *SNAPSHOTS))
        network = build_network(whole, day)
        changes = _balances(whole, network, before.supplies) if _touched(differences, SNAPSHOTS) else _Changes()
        written_orders = (
            load_table("order_line") if "order_line" in differences else empty_frame(CONTRACT["order_line"])
        )
        if "allocation" in differences:
            _add_quotas(changes, before.allocations)
        if before.today is None:
            write(NewEntry(kind="day", actor=actor, reason="first day", today=day), now)
        write(
            NewEntry(
                kind="import",
                actor=actor,
                reason=reason,
                new_generation=structural,
                balances=changes.new,
                changes=changes.changes,
            ),
            now,
        )
        mirror = load_mirror()
        orders = import_orders(mirror, written_orders, actor=actor, now=now, reason=reason, progress=progress)
        rebind_short(mirror, actor=actor, now=now, reason="supply changed")
    return ImportReport(differences, gone, len(changes.new) + len(changes.changes), orders)


def _add_quotas(changes: _Changes, held: Sequence[BalanceState]) -> None:
    """Add what makes the ledger's allocations what the table says; what is promised of them already stays used."""
    kept = {row.node: row for row in held}
    rows = load_table("allocation", with_id=True).select("id", "quantity", "first_day", "segment", "item", "family")
    for id_, quantity, first, segment, item, family in rows.iter_rows():
        row = kept.get(id_)
        if row is None:
            name = f"{segment}: {item or family}"
            changes.new.append(
                NewBalance(-1 - len(changes.new), "allocation", id_, day_number(first), quantity, ref=name)
            )
        elif row.available != quantity:
            changes.changes.append(Change(row.id, quantity - row.available))


def _touched(differences: Mapping[str, TableDifference], names: tuple[str, ...]) -> bool:
    return any(name in differences for name in names)


def _with_stock_points(tables: dict[str, pl.DataFrame], existing: Tables, origin: int) -> dict[str, pl.DataFrame]:
    """Return `tables` with a row for every stock point that something else speaks of and nobody listed."""
    whole = {**existing, **tables}
    points = pl.concat([frame_of(existing, "stock_point"), frame_of(tables, "stock_point")]).select("item", "site")
    network = build_network(whole, origin)
    spoken = pl.DataFrame({"item": network.items, "site": network.sites}, schema=dict(points.schema))
    missing = spoken.join(points, on=["item", "site"], how="anti")
    if not missing.height:
        return tables
    rows = missing.with_columns(
        pl.lit(False).alias("sells"),
        pl.lit(1, pl.Int64).alias("rank"),
        pl.lit(0, pl.Int64).alias("safety_stock"),
        pl.lit(None, pl.Int64).alias("stock_max"),
    )
    tables["stock_point"] = pl.concat([frame_of(tables, "stock_point"), rows])
    return tables


def _balances(tables: Tables, network: Network, held: Sequence[BalanceState]) -> _Changes:
    """Return what makes the ledger's stock and receipts what the tables say."""
    ids = load_table("stock_point", with_id=True).select("item", "site", "id").iter_rows()
    node_of = {(item, site): id_ for item, site, id_ in ids}
    kept = {(row.kind, row.node, row.ref): row for row in held if row.kind in {"stock", "receipt"} and row.available}
    changes = _Changes()
    supplies = read_supplies(tables, network)
    seen: dict[tuple[str, int, str], tuple[int, int, int | None]] = {}
    for point, day, expires, quantity, kind, reference in zip(
        supplies.point.tolist(),
        supplies.day.tolist(),
        supplies.expires.tolist(),
        supplies.quantity.tolist(),
        supplies.kind.tolist(),
        supplies.reference,
        strict=True,
    ):
        key = ("stock" if kind == STOCK else "receipt", node_of[network.items[point], network.sites[point]], reference)
        end = None if expires >= network.horizon else network.origin + expires
        before = seen.get(key)
        seen[key] = (network.origin + day, quantity + (before[1] if before else 0), end)
    for (kind, node, reference), (day, quantity, end) in seen.items():
        row = kept.get((kind, node, reference))
        number = -1 - len(changes.new)
        if row is not None and (row.day < day or row.expires != end) and kind == "receipt":
            changes.changes.append(Change(row.id, -row.available))  # comes later: what counted on it is short
            changes.new.append(NewBalance(number, kind, node, day, quantity, end, ref=reference))
        elif row is not None:
            if row.available != quantity or (row.day != day and kind == "receipt"):
                changes.changes.append(Change(row.id, quantity - row.available, day if kind == "receipt" else None))
        else:
            changes.new.append(NewBalance(number, kind, node, day, quantity, end, ref=reference))
    gone = [row for key, row in kept.items() if key not in seen]
    changes.changes.extend(Change(row.id, -row.available) for row in gone)
    return changes
