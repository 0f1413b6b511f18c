"""Import: typed tables become the company's, stock and receipts its balances, open order lines its promises.

All of it or nothing. A second import is an update: what changed is changed by entries, so that every balance can
still be derived. `stock` and `receipt` are snapshots (a row that is no longer there is gone); other tables keep rows
that a file does not mention.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import polars as pl

from handfast.company.actions.import_hours import load_with_hours
from handfast.company.actions.import_orders import OrderImport
from handfast.company.actions.import_production import ProductionImport, RunsImport
from handfast.company.actions.import_quotas import quota_changes
from handfast.company.actions.keep_tables import drop_rows, keep_tables
from handfast.company.actions.move_day import move_day
from handfast.company.actions.note_changes import note_changes
from handfast.company.actions.order_line import OrderReport
from handfast.company.actions.progress import Progress, silent
from handfast.company.actions.rebind import rebind_short
from handfast.company.ledger import Change, Commit, NewBalance, NewEntry, write_all
from handfast.company.ledger.state import BalanceState, read_state
from handfast.company.queries.ledger_names import named_in_ledger
from handfast.company.queries.mirror import PROMISING, day_number
from handfast.company.queries.tables import load_table, load_tables
from handfast.company.routines.kinds import IMPORT
from handfast.company.writing import writing
from handfast.engine.assembly import build_network, read_supplies
from handfast.engine.assembly.supplies import STOCK
from handfast.engine.difference import SNAPSHOTS, TableDifference, difference, updated
from handfast.engine.network import Network
from handfast.engine.reading.changes import typed_changes
from handfast.engine.reading.going import Going, still_named
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables, empty_frame, frame_of
from handfast.errors import DataError, StaleAnswer
from handfast.sentences import sentence

TOLD = ("forecast",)
"""Tables of which whoever has the company in memory has read more than the ledger says: an entry tells of a change."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    differences: Mapping[str, TableDifference]
    gone: Mapping[str, int]
    balances: int
    orders: OrderReport
    runs: RunsImport
    stock_points_created: int = 0


@dataclass
class _Changes:
    """Changes of balances on their way into one entry."""

    new: list[NewBalance] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)


def import_tables(
    tables: Mapping[str, pl.DataFrame],
    *,
    actor: str,
    now: dt.datetime,
    today: dt.date,
    reason: str = IMPORT,
    seen: Tables | None = None,
    going: Mapping[str, Going] = MappingProxyType({}),
    progress: Progress = silent,
) -> ImportReport:
    """Take checked tables into the current company.

    Parameters
    ----------
    tables
        Typed frames that have passed the checks, together with what the company has.
    going
        Rows of the company that go.
    actor, now, reason
        Who imports, their clock, and why.
    today
        The company's day.
    seen
        The company's tables as they were when the rows were checked and their difference shown; None: whatever they
        are now.
    progress
        Told how far it is.

    Raises
    ------
    StaleAnswer
        Somebody changed one of the tables since it was `seen`; nothing was written.
    DataError
        Quantities could pass 64-bit integers; or the ledger or other rows name a row that goes.
    StateMoved, Conflict
        An order line contradicts what the ledger says of it; nothing was written.
    """
    with writing():
        move_day(today, actor=actor, now=now)
        existing = load_tables()
        tables, differences = _compared(tables, going, existing, seen, day_number(today))
        progress(sentence("tables"), 0, 1)
        keep_tables(tables, differences)
        dropped = {name: drop_rows(name, each.gone) for name, each in differences.items() if each.gone.height}
        note_changes(typed_changes(existing, tables, differences), actor=actor, now=now, reason=reason)
        state = read_state()
        day = max(day_number(today), state.today or 0)
        production = ProductionImport(tables, day, actor=actor, now=now, reason=reason)
        order_import = OrderImport(_changed_orders(tables, differences), actor=actor, now=now, reason=reason)
        production.before_count()
        order_import.ship(day)
        presumed = production.presume_counted()
        changes = _changes(existing, differences, day)
        _write(differences, _entry(differences, changes, actor, reason), day if state.today is None else None, now)
        runs = replace(production.after_count(), presumed=presumed)
        mirror, hours = load_with_hours(state.days, actor=actor, now=now, reason=reason)
        orders = order_import.promise(mirror, progress)
        rebind_short(mirror, actor=actor, now=now, reason=sentence("supply changed"))
    return ImportReport(differences, dropped, len(changes.new) + len(changes.changes) + hours, orders, runs)


def _compared(
    tables: Mapping[str, pl.DataFrame], going: Mapping[str, Going], existing: Tables, seen: Tables | None, today: int
) -> tuple[dict[str, pl.DataFrame], dict[str, TableDifference]]:
    """Return the tables with the stock points that they mean, and what changes; refuse what may not."""
    gone = {name: each.rows for name, each in going.items() if each.rows.height}
    _assert_as_seen({**gone, **tables}, existing, seen)
    _assert_unnamed(going, updated(existing, tables, gone))
    whole = _with_stock_points(dict(tables), existing, gone, today)
    return whole, difference(existing, whole, gone)


def _entry(differences: Mapping[str, TableDifference], changes: _Changes, actor: str, reason: str) -> NewEntry:
    """Return the entry of an import; it begins a new generation where anything that promising reads is another."""
    return NewEntry(
        kind="import",
        actor=actor,
        reason=reason,
        new_generation=_changed_at_all(differences, PROMISING),
        balances=changes.new,
        changes=changes.changes,
        commits=changes.commits,
    )


def _assert_as_seen(tables: Tables, existing: Tables, seen: Tables | None) -> None:
    """Refuse tables whose difference was shown against others than there are now."""
    if seen is None:
        return
    moved = [name for name in tables if not frame_of(existing, name).equals(frame_of(seen, name))]
    if moved:
        raise StaleAnswer(
            sentence(
                "Somebody changed {names} in the meantime. Nothing was written: look at the difference again.",
                names=", ".join(moved),
            )
        )


def _assert_unnamed(going: Mapping[str, Going], whole: Tables) -> None:
    """Refuse to lose rows that others name by now."""
    faults = [*still_named(going, whole), *named_in_ledger(going)]
    if faults:
        raise DataError(faults)


def _write(
    differences: Mapping[str, TableDifference], entry: NewEntry, first_day: int | None, now: dt.datetime
) -> None:
    """Write what an import changes, if anything; before it the ledger's first day, where it has none yet."""
    first = []
    if first_day is not None:
        first = [NewEntry(kind="day", actor=entry.actor, reason=sentence("first day"), today=first_day)]
    tells = entry.new_generation or entry.balances or entry.changes or _changed_at_all(differences, TOLD)
    if first or tells:
        write_all([*first, entry], now)


def _changed_at_all(differences: Mapping[str, TableDifference], names: Collection[str]) -> bool:
    found = [each for name, each in differences.items() if name in names]
    return any(each.added.height or each.changed.height or each.gone.height for each in found)


def _changed_orders(tables: Tables, differences: Mapping[str, TableDifference]) -> pl.DataFrame:
    """Return the order lines that are new or changed."""
    if "order_line" not in differences:
        return empty_frame(CONTRACT["order_line"])
    found, key = differences["order_line"], list(CONTRACT["order_line"].key)
    touched = pl.concat([found.added.select(key), found.changed.select(key).unique()])
    return tables["order_line"].join(touched, on=key, how="semi", maintain_order="left")


def _changes(existing: Tables, differences: Mapping[str, TableDifference], day: int) -> _Changes:
    """Return what makes the ledger's supplies and quotas what the imported tables say; other tables stay silent."""
    state = read_state()
    changes = _Changes()
    kinds = {name for name in SNAPSHOTS if name in differences}
    if kinds:
        whole = load_tables((*PROMISING, *SNAPSHOTS))
        changes = _balances(whole, build_network(whole, day), state.supplies, kinds)
    if "allocation" in differences:
        quotas = quota_changes(existing, state.allocations, day, -1 - len(changes.new))
        changes.new.extend(quotas.new)
        changes.changes.extend(quotas.changes)
        changes.commits.extend(quotas.commits)
    if "team" in differences:
        changes.changes.extend(_changed_weeks(existing, state.days))
    return changes


def _changed_weeks(existing: Tables, days: Sequence[BalanceState]) -> Iterator[Change]:
    """Yield what makes the ledger's weeks of teams what the table says; what is promised in them stays."""
    before = frame_of(existing, "team").select("team", before="overtime_per_week")
    rows = load_table("team", with_id=True).join(before, on="team").select("id", "overtime_per_week", "before")
    more = {id_: limit - was for id_, limit, was in rows.drop_nulls().iter_rows()}
    for row in days:
        change = max(more.get(row.node, 0), row.committed - row.available) if row.kind == "team_overtime" else 0
        if change:
            yield Change(row.id, change)


def _with_stock_points(
    tables: dict[str, pl.DataFrame], existing: Tables, gone: Tables, origin: int
) -> dict[str, pl.DataFrame]:
    """Return `tables` with a row for every stock point that something else speaks of and nobody listed."""
    whole = updated(existing, tables, gone)
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


def _balances(tables: Tables, network: Network, held: Sequence[BalanceState], kinds: Collection[str]) -> _Changes:
    """Return what makes the ledger's stock, receipts or both (`kinds`) what the tables say."""
    ids = load_table("stock_point", with_id=True).select("item", "site", "id").iter_rows()
    node_of = {(item, site): id_ for item, site, id_ in ids}
    alive = [row for row in held if row.kind in kinds and row.available]
    kept = {(row.kind, row.node, row.ref): row for row in alive}
    single = {row.id for row in kept.values()}  # what is left over of a run may be called like its first part
    changes = _Changes(changes=[Change(row.id, -row.available) for row in alive if row.id not in single])
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
        name = "stock" if kind == STOCK else "receipt"
        if name not in kinds:
            continue
        key = (name, node_of[network.items[point], network.sites[point]], reference)
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
