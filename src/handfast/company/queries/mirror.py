"""The company in memory, at one position of its ledger: what every answer is made on.

Loaded once from tables and balances, kept up by the entries written since. When the company's structure changes
(a new generation, a new day) it is loaded anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import starmap
from typing import Any

from handfast.company.database import current
from handfast.company.ledger.entry import Change, Commit, Written
from handfast.company.ledger.snapshot import snapshot
from handfast.company.ledger.state import Cursor, LedgerState, commitment_rows, read_state, tail
from handfast.company.ledger.words import ONE_A_DAY
from handfast.company.queries.bid_prices import load_bid_prices
from handfast.company.queries.kept_commitments import KeptCommitments
from handfast.company.queries.kept_forecasts import KeptForecasts
from handfast.company.queries.quotas import read_quotas
from handfast.company.queries.tables import load_table, load_tables
from handfast.company.queries.unsure import Unsure
from handfast.engine.assembly import build_network
from handfast.engine.network import Ints, Network
from handfast.engine.promise.book import RECEIPT, Book, Supply
from handfast.engine.promise.market import Customer, Market, read_market
from handfast.engine.promise.quotas import Quotas, families_of
from handfast.engine.promise.rebinding import Bound
from handfast.engine.promise.standard_minutes import standard_minutes
from handfast.engine.tables.frame import Tables
from handfast.errors import NotFound
from handfast.sentences import sentence

PROMISING = (
    "company",
    "calendar",
    "calendar_exception",
    "site",
    "item",
    "stock_point",
    "lane",
    "team",
    "resource",
    "exchange_rate",
    "supplier",
    "process",
    "process_input",
    "process_output",
    "process_load",
    "substitute",
    "segment",
    "customer",
    "price",
    "allocation",
)
"""Tables that an answer is made from; stock, receipts and orders stand in the ledger."""

SUPPLY_KINDS = ("stock", "receipt", "run", "uncovered")
NEVER = 1 << 40
"""The expiry of what does not expire, in the engine's days."""

HEARD = frozenset({"available", "day", "commit"})
"""Kinds of changes of what is there that say what is left; shorts, runs and promises do not."""

MANY_CHANGES = 1_000
"""After an entry of more, what is bound at a stock point is rather read anew."""

EPOCH = dt.date(1970, 1, 1)
"""Day 0 of the ledger."""


def day_number(day: dt.date) -> int:
    """Return `day` as days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass
class Mirror:
    """Names, arrays and book of one company.

    Parameters
    ----------
    tables
        The frames it was built from.
    network, market, book
        What the engine thinks with.
    point_ids, resource_ids, team_ids
        Ledger's nodes by the engine's numbers.
    generation
        Structure's generation, to be checked when an answer is written.
    cursor
        Position up to which entries are in the book.
    """

    tables: Tables
    network: Network
    market: Market
    book: Book
    point_ids: list[int]
    resource_ids: list[int]
    team_ids: list[int]
    generation: int
    today: int
    cursor: Cursor
    points: dict[int, int] = field(init=False)
    _days: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _outdated: bool = False
    _own: set[int] = field(default_factory=set)
    _bound: KeptCommitments = field(default_factory=KeptCommitments)
    _ran_out: list[int] = field(default_factory=list)
    _receipts: list[int] = field(default_factory=list)
    _unsure: tuple[Cursor, Unsure] | None = None
    _moves: dict[int, bool] = field(default_factory=dict)
    resources: dict[int, int] = field(init=False)
    shelf_life: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.points = {id_: n for n, id_ in enumerate(self.point_ids)}
        self.resources = {id_: n for n, id_ in enumerate(self.resource_ids)}
        self.shelf_life = self.book.state.shelf_life
        self._ways = {self.name_of_way(n): n for n in range(len(self.network.processes))}
        self._capacity = {"capacity": self.network.capacity(), "overtime": self.network.overtime()}
        self._kept = KeptForecasts(self)
        self.book.kept = self._kept.kept()

    # ------------------------------------------------------------ names

    def name_of_way(self, process: int) -> str:
        """Return the name under which a way of supply stands in the ledger: the process, and how, where not plainly."""
        kind = int(self.network.structure.process_class[process])
        return self.network.processes[process] + ("", "", " (expedited)")[kind]

    def way_named(self, way: str) -> int | None:
        """Return the process behind a way of supply's name; None where it is no longer known."""
        return self._ways.get(way)

    def yield_of(self, way: str, starts: int, node: int) -> int:
        """Return what a run yields at a stock point's row; 0 where the process is no longer known."""
        process, point = self._ways.get(way), self.points.get(node)
        if process is None or point is None:
            return 0
        structure = self.network.structure
        if structure.output_point[process] == point:
            return int(starts * structure.yield_num[process] // structure.yield_den[process])
        for n in range(structure.extra_first[process], structure.extra_first[process + 1]):
            if structure.extra_point[n] == point:
                return int(starts * structure.extra_num[n] // structure.extra_den[n])
        return 0

    def minutes_of(self, kind: str, resource: int, day: int) -> int:
        """Return the minutes that a resource's day has, of all units: ``capacity`` or ``overtime``."""
        return int(self._capacity[kind][resource, day])

    def minutes(self, kind: str) -> Ints:
        """Return the minutes that resources' days have, of all units, shape (R, H): ``capacity`` or ``overtime``."""
        return self._capacity[kind]

    def minutes_left(self, kind: str) -> Ints:
        """Return what of them nothing takes; below zero where more is taken than there is."""
        state = self.book.state
        return state.capacity if kind == "capacity" else state.overtime

    def expiry(self, point: int, day: int) -> int | None:
        """Return the ledger day on which output that is available on `day` expires, None where it does not."""
        life = int(self.shelf_life[point])
        return self.network.origin + day + life if life else None

    def is_move(self, process: int) -> bool:
        """Whether a way of supply brings an item from another site, as old as it is."""
        if process not in self._moves:
            self._moves[process] = self._brings(process)
        return self._moves[process]

    def _brings(self, process: int) -> bool:
        structure, items = self.network.structure, self.network.items
        first, last = structure.input_first[process], structure.input_first[process + 1]
        item = items[structure.output_point[process]]
        return any(items[point] == item for point in structure.input_point[first:last].tolist())

    @cached_property
    def moved_from(self) -> dict[str, str]:
        """The site from which each way that moves an item brings it."""
        network, structure = self.network, self.network.structure
        return {
            self.name_of_way(process): network.sites[int(structure.input_point[structure.input_first[process]])]
            for process in range(len(network.processes))
            if self.is_move(process)
        }

    def receipts(self) -> list[Supply]:
        """Return the receipts of which anything is still to come, or came and is not counted yet."""
        return [each for id_ in self._receipts if (each := self.book.supplies[id_]).available]

    def fresh_days(self, point: int, wanted: int) -> int:
        """Return the shelf life that goods of a stock point must still have, where they expire at all."""
        return wanted if self.shelf_life[point] else 0

    def commitments_of(self, point: int) -> list[Bound]:
        """Return what is bound at a stock point, in the engine's days."""
        return list(starmap(Bound, commitment_rows(self.point_ids[point], self.network.origin)))

    def committed_so_far(self, point: int) -> list[Bound]:
        """Return the same for whoever only looks: read once, and again when something there has been bound or freed.

        Inside a transaction, whose writes may be taken back, nothing is kept.
        """
        if current().connection.in_atomic_block:
            return self.commitments_of(point)
        return self._bound.at(point, self.commitments_of)

    def unsure(self, find: Callable[[], Unsure]) -> Unsure:
        """Return what `find` tells of what lacks something, asked once until an entry is in the book that changes it.

        Inside a transaction, whose writes may be taken back, nothing is kept.
        """
        if current().connection.in_atomic_block:
            return find()
        if self._unsure is None or self._unsure[0] != self.cursor:
            self._unsure = self.cursor, find()
        return self._unsure[1]

    def _keep_unsure(self, before: Cursor, bodies: Iterable[list[list[Any]]]) -> None:
        """Keep what is known to lack something over entries that were taken in since, if they leave it as it is."""
        known, self._unsure = self._unsure, None
        if known is None or known[0] != before or current().connection.in_atomic_block:
            return
        if all(known[1].left_by(body) for body in bodies):
            self._unsure = self.cursor, known[1]

    # ------------------------------------------------------------ keeping up

    def follow(self, written: Written) -> None:
        """Take in an entry that was just written on this very state, without reading it back.

        Where others have written meanwhile, everything is read in its order: their entries may have made what this
        one takes from.
        """
        if written.expired or not self._follows(written):
            self.catch_up()
            return
        before, body = self.cursor, list(written.body)
        if before.position.isdecimal():
            self.cursor = Cursor(before.epoch, str(written.entry))
        else:
            self._own.add(written.entry)
        self._take_in_entry(body)
        self._keep_unsure(before, [body])

    def _hear(self, body: Iterable[list[Any]]) -> None:
        """Tell what is kept for forecasts which promises take more or less than before."""
        self._kept.hear({change[2] for change in body if change[0] == "commit" and change[2] is not None})

    def _follows(self, written: Written) -> bool:
        """Whether an entry stands on this state alone."""
        if self.cursor.position.isdecimal() and int(self.cursor.position) + 1 != written.entry:
            return False
        made = {change[1] for change in written.body if change[0] == "balance"}
        touched = {change[1] for change in written.body if change[0] in {"available", "short", "day", "commit"}}
        known = (self.book.supplies, self._days, self.book.quotas.by_id)
        return not written.repeated and all(any(id_ in each for each in known) for id_ in touched - made)

    def catch_up(self) -> bool:
        """Take in the entries written since; return False where all must be loaded anew, as when structure changed.

        Once outdated, it stays so.
        """
        before = self.cursor
        entries, self.cursor = tail(before)
        seen, self._own = self._seen | self._own, set()
        self._seen = {entry.id for entry in entries}
        for entry in entries:
            if entry.id in seen:  # on PostgreSQL, entries of the own open transaction come again
                continue
            self._outdated = self._outdated or entry.changes_structure
            if entry.kind == "expire" and entry.promise is not None:
                self._ran_out.append(entry.promise)
            if entry.kind == "import":
                self._kept.forget()
            self._take_in_entry(entry.body)
        self._keep_unsure(before, [entry.body for entry in entries if entry.id not in seen])
        return not self._outdated

    def ran_out(self) -> list[int]:
        """Return the holds that ran out since this was asked last, whoever's writing let them go."""
        found, self._ran_out = self._ran_out, []
        return found

    def _take_in_entry(self, body: list[list[Any]]) -> None:
        """Take in what an entry changed, with what is bound at stock points as far as it had been read.

        On PostgreSQL commitments may be written in another order than entries are seen: there it is read anew.
        """
        self._hear(body)
        kept_up = (
            len(body) <= MANY_CHANGES and self.cursor.position.isdecimal() and not current().connection.in_atomic_block
        )
        self.take_in_all(body, forget=not kept_up)
        if not kept_up:
            return
        supplies, origin = self.book.supplies, self.network.origin
        self._bound.follow(
            (supplies[balance].point, Bound(balance, promise, run, need_day - origin, quantity))
            for _, balance, promise, run, need_day, quantity in (change for change in body if change[0] == "commit")
            if balance in supplies
        )

    def take_in_all(self, changes: Iterable[list[Any]], *, forget: bool = True) -> None:
        """Take in many changes at once, as :meth:`take_in` does one by one.

        Parameters
        ----------
        forget
            Read anew what is bound at the stock points they touch; False: whoever calls keeps that up.
        """
        supplies, origin = self.book.supplies, self.network.origin
        available, commits = [], []
        for change in changes:
            kind = change[0]
            if kind == "commit" and change[1] in supplies:
                if forget:
                    self._bound.forget(supplies[change[1]].point)
                commits.append((change[1], change[4] - origin, change[5]))
            elif kind == "available" and change[1] in supplies:
                available.append((change[1], change[2]))
            elif kind == "commit" and change[1] in self._days:
                self._load(change[1], change[5])
            elif kind == "balance":
                self._add(change)
            elif kind in HEARD:
                self.take_in(change)
        self.book.change_many(available, commits)

    def give_back(self, commits: Iterable[Commit], changes: Iterable[Change], sign: int) -> None:
        """Take in commitments and changes of what there is (`sign` 1), or take them back (-1).

        No lists are made of them on the way: with hundreds of thousands, looking after those takes longer than the
        changes themselves.
        """
        supplies, origin = self.book.supplies, self.network.origin
        others = []
        bound = []
        for each in commits:
            if each.balance in supplies:
                self._bound.forget(supplies[each.balance].point)
                bound.append((each.balance, each.need_day - origin, sign * each.quantity))
            else:
                others.append(each)
        there = [(each.balance, sign * each.available) for each in changes if each.balance in supplies]
        self.book.change_many(there, bound)
        for each in others:
            self.take_in(["commit", each.balance, each.promise, each.run, each.need_day, sign * each.quantity])

    def take_in(self, change: list[Any]) -> None:
        """Take in one change, as `promise-model.md` writes them."""
        origin = self.network.origin
        match change:
            case ["balance", int(), str(), int(), int(), _, int(), *_]:
                self._add(change)
            case ["available", int(id_), int(delta)]:
                if id_ in self.book.supplies:
                    self.book.change_available(id_, delta)
                elif id_ in self.book.quotas.by_id:
                    self.book.quotas.change_available(id_, delta)
            case ["day", int(id_), int(day)]:
                self.book.change_day(id_, day - origin)
            case ["commit", int(id_), promise, _, int(need_day), int(delta)]:
                if id_ in self.book.supplies:
                    self._bound.forget(self.book.supplies[id_].point)
                    self.book.commit(id_, need_day - origin, delta)
                elif id_ in self._days:
                    self._load(id_, delta)
                elif id_ in self.book.quotas.by_id:
                    self.book.quotas.commit(id_, promise, need_day - origin, delta)
            case _:
                pass  # shorts, runs and promises do not change what is left

    def _add(self, change: list[Any]) -> None:
        """Take in a new balance."""
        _, id_, kind, node, day, expires, available, *_ = change
        origin = self.network.origin
        if kind in SUPPLY_KINDS and node in self.points:
            end = NEVER if expires is None else expires - origin
            supply = Supply(id_, kind, self.points[node], day - origin, end, available, 0)
            if self.book.may_keep(supply):
                self.book.add(supply)
                if kind == RECEIPT:
                    self._receipts.append(id_)
            else:
                self._outdated = True
        elif kind in ONE_A_DAY:
            self._days[id_] = (kind, self.resources[node] if kind in self._capacity else node, day - origin)

    def _load(self, balance: int, delta: int) -> None:
        """Take in minutes of a resource's day that are taken (+) or given back (-)."""
        kind, resource, day = self._days[balance]
        if kind in self._capacity:  # a team's week follows from its resources' days
            self.book.load_resource(resource, day, delta, overtime=kind == "overtime")


def load_mirror(before: Mirror | None = None) -> Mirror:
    """Load the current company, all as of one moment.

    Parameters
    ----------
    before
        The company as it was loaded before: its tables are taken as they are, if the structure is still the same.
    """
    with snapshot():
        state = read_state()
        if state.today is None:
            raise NotFound(sentence("The company is empty yet. Load your tables: handfast import FOLDER"))
        if before is not None and before.generation == state.generation:
            return _mirror(before.tables, state, before.market.customers)
        return _mirror(load_tables(PROMISING), state)


def _mirror(tables: Tables, state: LedgerState, customers: dict[str, Customer] | None = None) -> Mirror:
    assert state.today is not None
    network = build_network(tables, state.today)
    market = read_market(tables, network, customers, load_bid_prices())
    ids = load_table("stock_point", with_id=True)
    point_id = {(item, site): id_ for id_, item, site in ids.select("id", "item", "site").iter_rows()}
    point_ids = [point_id[key] for key in zip(network.items, network.sites, strict=True)]
    resource_id = dict(load_table("resource", with_id=True).select("resource", "id").iter_rows())
    team_id = dict(load_table("team", with_id=True).select("team", "id").iter_rows())
    book = Book(network, market.shelf_life())
    mirror = Mirror(
        tables,
        network,
        market,
        book,
        point_ids,
        [resource_id[name] for name in network.resources],
        [team_id[name] for name in network.teams.names],
        state.generation,
        state.today,
        state.cursor,
    )
    _fill(mirror, state)
    return mirror


def _fill(mirror: Mirror, state: LedgerState) -> None:
    """Fill the book with what the ledger holds."""
    origin, points = mirror.network.origin, mirror.points
    mirror.book.load(
        (
            Supply(
                row.id,
                row.kind,
                points[row.node],
                row.day - origin,
                NEVER if row.expires is None else row.expires - origin,
                row.available,
                row.committed,
                row.ref,
            )
            for row in state.supplies
            if row.node in points
        ),
        ((points[node], need_day - origin, quantity) for node, need_day, quantity in state.needs if node in points),
    )
    mirror._receipts += [row.id for row in state.supplies if row.kind == RECEIPT and row.node in points]
    quotas = read_quotas(state.allocations, origin)
    limited = {quota.resource for quota in quotas if quota.resource}
    decimals = {key: item.decimals for key, item in mirror.market.items.items()} if limited else {}
    minutes = standard_minutes(mirror.network, limited, decimals)
    mirror.book.quotas = Quotas(quotas, families_of(mirror.tables), minutes)
    for row in state.days:
        day = row.day - origin
        if row.kind not in mirror._capacity:
            mirror._days[row.id] = (row.kind, row.node, day)
            continue
        resource = mirror.resources[row.node]
        mirror._days[row.id] = (row.kind, resource, day)
        mirror.book.load_resource(resource, day, row.committed, overtime=row.kind == "overtime")
