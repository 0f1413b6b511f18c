"""Runs as they stand in the ledger: what they still yield, who counts on it, and what they still take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from handfast.company.database import current
from handfast.company.ledger import Bound
from handfast.company.ledger.words import ONE_A_DAY
from handfast.company.queries.promise_book import as_date, exact
from handfast.errors import NotFound
from handfast.sentences import Sentence, marked, sentence

CHUNK = 900
"""Runs that one statement is given at most."""

EXPEDITED = " (expedited)"
"""What the name of an expedited way ends in, after its process."""

WHEN_EXPEDITED = marked("{way} (expedited)")

SCHEMA: dict[str, pl.DataType] = {
    "run": pl.String(),
    "state": pl.String(),
    "kind": pl.String(),
    "process": pl.String(),
    "item": pl.String(),
    "site": pl.String(),
    "quantity": pl.Decimal(38, 6),
    "made": pl.Decimal(38, 6),
    "unit": pl.String(),
    "starts": pl.Date(),
    "there": pl.Date(),
    "promises": pl.List(pl.String()),
}


class Yield(NamedTuple):
    """An output of a run: a balance, its stock point's row, and how much of it was `made` already."""

    balance: int
    node: int
    day: int
    available: int
    committed: int
    expires: int | None
    made: int


class Input(NamedTuple):
    """What a run takes of a balance, of an item or of a resource's day; the last three are the balance's."""

    balance: int
    kind: str
    node: int
    need_day: int
    quantity: int
    day: int
    available: int

    @property
    def minutes(self) -> bool:
        """Whether it is time of a resource, not an item."""
        return self.kind in ONE_A_DAY


class Lot(NamedTuple):
    """A supply that lies, or will lie, at a stock point."""

    balance: int
    day: int
    available: int
    committed: int
    short: int
    expires: int | None
    ref: str


@dataclass(frozen=True)
class Run:
    """A run as it stands.

    Parameters
    ----------
    outputs
        What it yields, its own item's first, in order of day.
    bound
        Who counts on its outputs.
    inputs
        What it still takes.
    keeps_age
        Whether what it brings is as old as what it took: it moves an item from another site.
    """

    id: int
    process: str
    starts: int
    done: int
    start_day: int
    available_day: int
    state: str
    outputs: tuple[Yield, ...]
    bound: tuple[Bound, ...]
    inputs: tuple[Input, ...]
    keeps_age: bool

    @property
    def name(self) -> str:
        """How people read it: ``R-12``."""
        return run_name(self.id)

    @property
    def point(self) -> int:
        """Row of the stock point of its own item."""
        return self.outputs[0].node

    @property
    def planned(self) -> int:
        """What it yields of its own item in all, as far as is expected now."""
        return sum(each.available + each.made for each in self.outputs if each.node == self.point)

    @property
    def made(self) -> int:
        """What it has made of its own item so far."""
        return sum(each.made for each in self.outputs if each.node == self.point)


def way_called(way: str) -> str:
    """Return a process's name, as each reader says it: of a run that is to be expedited, that it is."""
    if not way.endswith(EXPEDITED):
        return way
    return Sentence.said(way, WHEN_EXPEDITED, {"way": way.removesuffix(EXPEDITED)})


def run_name(run: int) -> str:
    """Return how people read a run's id."""
    return f"R-{run}"


def _rows(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_RUN = "SELECT id, process, starts, done, start_day, available_day, state FROM run WHERE id = %s"
_OUTPUTS = """
SELECT id, node, day, available, committed, expires, made FROM balance WHERE run = %s ORDER BY day, id
"""
_BOUND = """
SELECT c.balance, c.promise, c.run, c.need_day, c.quantity FROM commitment c JOIN balance b ON b.id = c.balance
WHERE b.run = %s ORDER BY c.need_day, c.balance, c.id
"""
_INPUTS = """
SELECT c.balance, b.kind, b.node, c.need_day, c.quantity, b.day, b.available
FROM commitment c JOIN balance b ON b.id = c.balance WHERE c.run = %s ORDER BY c.need_day, b.day, c.balance
"""
_OWN_POINT = """
SELECT s.id FROM process p JOIN stock_point s ON s.item = p.item AND s.site = p.site WHERE p.process = %s
"""
_LOTS = """
SELECT id, day, available, committed, short, expires, ref FROM balance
WHERE kind = %s AND node = %s ORDER BY day, id
"""
_MEASURE_AT = "SELECT i.unit, i.decimals FROM stock_point s JOIN item i ON i.item = s.item WHERE s.id = %s"
_ITEMS = "SELECT id, item FROM stock_point WHERE id IN ({marks})"
_LIVE = """
SELECT r.id FROM run r WHERE r.state NOT IN ('held', 'gone') ORDER BY r.start_day, r.id
"""
_DUE = """
SELECT r.id FROM run r WHERE r.state NOT IN ('held', 'gone')
AND EXISTS (SELECT 1 FROM balance b WHERE b.run = r.id AND b.day <= %s) ORDER BY r.start_day, r.id
"""
_BOOK = """
SELECT r.id, r.state, coalesce(p.kind, ''), r.process, r.start_day, min(b.day), s.item, s.site, i.unit, i.decimals,
    sum(b.available), sum(b.made)
FROM run r JOIN balance b ON b.run = r.id JOIN stock_point s ON s.id = b.node JOIN item i ON i.item = s.item
LEFT JOIN process p ON p.process = replace(r.process, %s, '')
WHERE r.state <> 'gone' AND (p.process IS NULL OR (p.item = s.item AND p.site = s.site))
AND (b.available > 0 OR b.committed > 0 OR b.made > 0) {which}
GROUP BY r.id, r.state, p.kind, r.process, r.start_day, s.item, s.site, i.unit, i.decimals ORDER BY r.start_day, r.id
"""
_AT_RESOURCE = """AND r.id IN (
    SELECT t.run FROM balance d JOIN commitment t ON t.balance = d.id
    WHERE d.node = %s AND d.kind IN ('capacity', 'overtime') AND t.run IS NOT NULL
)"""
_HANG = """
WITH RECURSIVE hanging (root, run) AS (
    SELECT id, id FROM run WHERE state <> 'gone'
    UNION
    SELECT h.root, c.run FROM hanging h JOIN balance b ON b.run = h.run
    JOIN commitment c ON c.balance = b.id AND c.run IS NOT NULL
)
SELECT DISTINCT h.root, c.promise FROM hanging h JOIN balance b ON b.run = h.run
JOIN commitment c ON c.balance = b.id AND c.promise IS NOT NULL ORDER BY h.root, c.promise
"""
_HANG_ON = """
WITH RECURSIVE hanging (root, run) AS (
    SELECT id, id FROM run WHERE id IN ({marks})
    UNION
    SELECT h.root, c.run FROM hanging h JOIN balance b ON b.run = h.run
    JOIN commitment c ON c.balance = b.id AND c.run IS NOT NULL
)
SELECT DISTINCT h.root, c.promise FROM hanging h CROSS JOIN balance b CROSS JOIN commitment c
WHERE b.run = h.run AND c.balance = b.id AND c.promise IS NOT NULL ORDER BY h.root, c.promise
"""  # a cross join keeps SQLite from reading all promises first


def run_by_id(run: int) -> Run:
    """Return a run as it stands.

    Raises
    ------
    NotFound
        There is none of this number.
    """
    found = _rows(_RUN, [run])
    if not found:
        raise NotFound(sentence("There is no run {run_name}. Look at the list: handfast runs", run_name=run_name(run)))
    id_, process, starts, done, start, available, state = found[0]
    outputs = [Yield(*row) for row in _rows(_OUTPUTS, [run])]
    own = _rows(_OWN_POINT, [process.removesuffix(EXPEDITED)])
    first = own[0][0] if own else outputs[0].node
    outputs.sort(key=lambda each: each.node != first)
    inputs = tuple(Input(*row) for row in _rows(_INPUTS, [run]))
    bound = tuple(Bound(*row) for row in _rows(_BOUND, [run]))
    keeps_age = _keeps_age(outputs, inputs)
    return Run(id_, process, starts, done, start, available, state, tuple(outputs), bound, inputs, keeps_age)


def _keeps_age(outputs: Sequence[Yield], inputs: Sequence[Input]) -> bool:
    """Whether a run takes the very item that it yields."""
    points = sorted({each.node for each in outputs} | {each.node for each in inputs if not each.minutes})
    item = dict(_rows(_ITEMS.format(marks=", ".join(["%s"] * len(points))), points))
    made = {item.get(each.node) for each in outputs}
    return any(item.get(each.node) in made for each in inputs if not each.minutes)


def live_runs() -> list[int]:
    """Return the runs that are more than held, and not gone, in order of their start."""
    return [row[0] for row in _rows(_LIVE)]


def runs_due(day: int) -> list[int]:
    """Return those live runs of which something should be there by a ledger day, in order of their start."""
    return [row[0] for row in _rows(_DUE, [day])]


def any_runs() -> bool:
    """Return whether the ledger has, or had, any run."""
    return bool(_rows("SELECT 1 FROM run LIMIT 1"))


def lots_at(kind: str, node: int) -> list[Lot]:
    """Return the balances of a kind, ``stock`` or ``receipt``, at a stock point's row, earliest first."""
    return [Lot(*row) for row in _rows(_LOTS, [kind, node])]


def measure(item: str) -> tuple[str, int]:
    """Return an item's unit, and how many of its smallest units one has."""
    unit, decimals = _rows("SELECT unit, decimals FROM item WHERE item = %s", [item])[0]
    return unit, 10**decimals


def measure_at(node: int) -> tuple[str, int]:
    """Return the unit and the decimals of what lies at a stock point's row."""
    unit, decimals = _rows(_MEASURE_AT, [node])[0]
    return unit, decimals


def point_named(node: int) -> tuple[str, str]:
    """Return the item and site of a stock point's row."""
    item, site = _rows("SELECT item, site FROM stock_point WHERE id = %s", [node])[0]
    return item, site


def run_book() -> pl.DataFrame:
    """Return the runs that promises made necessary and that are still to yield something, by their start."""
    return _book(_rows(_BOOK.format(which=""), [EXPEDITED]), _rows(_HANG))


def runs_at(resource: int) -> pl.DataFrame:
    """Return those of them that still take hours of a resource's row."""
    found = _rows(_BOOK.format(which=_AT_RESOURCE), [EXPEDITED, resource])
    hang = []
    for first in range(0, len(found), CHUNK):
        some = [row[0] for row in found[first : first + CHUNK]]
        hang += _rows(_HANG_ON.format(marks=", ".join(["%s"] * len(some))), some)
    return _book(found, hang)


def _book(found: Iterable[Sequence[Any]], hang: Iterable[Sequence[Any]]) -> pl.DataFrame:
    """Return runs with the promises that hang on each."""
    promises: dict[int, list[str]] = {}
    for run, promise in hang:
        promises.setdefault(run, []).append(f"P-{promise}")
    return pl.DataFrame([_book_row(row, promises.get(row[0], [])) for row in found], schema=SCHEMA, orient="row")


def _book_row(row: Iterable[Any], promises: list[str]) -> tuple[object, ...]:
    run, state, kind, process, start, day, item, site, unit, decimals, available, made = row
    scale = 10**decimals
    return (
        run_name(run),
        state,
        kind,
        process,
        item,
        site,
        exact(int(available), scale),
        exact(int(made), scale),
        unit,
        as_date(start),
        as_date(day),
        promises,
    )
