"""Rows that go: an import says by name which rows the company is to lose; what it does not mention stays.

Every table may have one more column, ``goes``. A row that says yes there needs nothing but its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from handfast.engine.reading import cells
from handfast.engine.reading.cells import Unreadable
from handfast.engine.reading.raw import Places, RawTable
from handfast.engine.reading.typed import Measures, read_typed
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables, frame_of
from handfast.errors import Fault
from handfast.sentences import sentence

GOES = "goes"
"""The column that says which rows go."""

COUNTED_ANEW = sentence("Bring the table without it: stock and receipts are what the last count says.")
STAY = {
    "company": sentence("There is always one."),
    "stock": COUNTED_ANEW,
    "receipt": COUNTED_ANEW,
    "order_line": sentence("Write cancelled as its state, or withdraw its promise."),
    "allocation": sentence("Write 0 as its quantity."),
    "shipment": sentence("It says what left; write it right instead."),
    "production_run": sentence("It says what was made; write it right instead."),
}
"""Tables whose rows never go, for the ledger has taken them in; and what helps instead."""

FIRST = sentence("Let them name another one, or let them go first.")
NAMED_MOST = 3
"""How many of the rows that name a row are told."""

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Going:
    """Rows of a table that go.

    Parameters
    ----------
    rows
        The rows as the company has them, typed.
    places
        Where it is said, row by row.
    """

    rows: pl.DataFrame
    places: Places


def split(raw: RawTable) -> tuple[RawTable, RawTable, list[Fault]]:
    """Return a table without the rows that go, the names of those, and cells of ``goes`` that say neither."""
    if GOES not in raw.cells.columns:
        return raw, RawTable(raw.name, raw.cells.clear(), _some(raw.places, []), raw.mark), []
    faults: list[Fault] = []
    going: list[int] = []
    staying: list[int] = []
    for n, text in enumerate(raw.cells[GOES].str.strip_chars()):
        try:
            (going if text and cells.read_flag(text) else staying).append(n)
        except Unreadable as odd:
            faults.append(raw.places.fault(n, GOES, text, odd.problem, odd.cure))
    keys = [name for name in raw.cells.columns if name in CONTRACT[raw.name].key]
    rest = RawTable(raw.name, raw.cells.drop(GOES)[staying], _some(raw.places, staying), raw.mark)
    return rest, RawTable(raw.name, raw.cells.select(keys)[going], _some(raw.places, going), raw.mark), faults


def _some(places: Places, rows: Sequence[int]) -> Places:
    return Places(places.file, places.sheet, places.rows[list(rows)])


def read_going(raw: RawTable, existing: Tables, new: pl.DataFrame, measures: Measures) -> tuple[Going, list[Fault]]:
    """Return the rows of the company that go, and what speaks against it without looking at any other table.

    Parameters
    ----------
    raw
        Names of the rows that go.
    new
        The rows of the same table that stay or come.
    """
    table, key = CONTRACT[raw.name], list(CONTRACT[raw.name].key)
    typed = read_typed(raw, measures)
    faults = list(typed.faults)
    asked = typed.frame.select(key).with_row_index("n")
    kept = frame_of(existing, raw.name)
    found = asked.join(kept, on=key, how="inner", nulls_equal=True, maintain_order="left")
    if raw.name in STAY:
        return _none(raw, kept), [
            _fault(raw, n, key[0], sentence("never goes"), STAY[raw.name]) for n in range(asked.height)
        ]
    unknown = asked.join(kept, on=key, how="anti", nulls_equal=True)["n"]
    cure = sentence("Correct its name, or leave the row out: nothing has to go.")
    faults += [
        _fault(raw, n, key[0], sentence("is no row of {name}, so it cannot go", name=table.name), cure) for n in unknown
    ]
    both = asked.join(new, on=key, how="semi", nulls_equal=True)["n"]
    cure = sentence("Leave out one of the two rows.")
    faults += [_fault(raw, n, key[0], sentence("goes, and is brought by another row"), cure) for n in both]
    found = found.unique("n", keep="first", maintain_order=True)
    places = _some(raw.places, found["n"].to_list())
    return Going(found.select(kept.columns), places), faults


def _none(raw: RawTable, kept: pl.DataFrame) -> Going:
    return Going(kept.clear(), _some(raw.places, []))


def _fault(raw: RawTable, row: int, column: str, problem: str, cure: str) -> Fault:
    return raw.places.fault(row, GOES if column not in raw.cells.columns else column, "", problem, cure)


def still_named(going: Mapping[str, Going], whole: Tables) -> list[Fault]:
    """Return a fault for each row that goes although other rows name it.

    Parameters
    ----------
    whole
        The company as it would be without them.
    """
    faults = []
    for name, each in going.items():
        keys = each.rows.select(CONTRACT[name].key).rows()
        namers = _of_points(set(keys), whole) if name == "stock_point" else _namers(name, set(keys), whole)
        faults += [named_fault(each, n, name, namers[key], FIRST) for n, key in enumerate(keys) if key in namers]
    return faults


def named_fault(going: Going, n: int, table: str, namers: Sequence[str], cure: str) -> Fault:
    """Return the fault of a row that goes although something names it."""
    key = CONTRACT[table].key[0]
    told = ", ".join(namers[:NAMED_MOST])
    more = len(namers) - NAMED_MOST
    if more > 0:
        problem = sentence("cannot go: {names} and {more:,} more name it", names=told, more=more)
    elif len(namers) > 1:
        problem = sentence("cannot go: {names} name it", names=told)
    else:
        problem = sentence("cannot go: {names} names it", names=told)
    return going.places.fault(n, key, str(going.rows[key][n]), problem, cure)


def _namers(name: str, keys: set[Key], whole: Tables) -> dict[Key, list[str]]:
    """Return, by key of a row that goes, the rows of other tables that name it."""
    found: dict[Key, list[str]] = {}
    if len(CONTRACT[name].key) > 1:
        return found  # rows are named by one word
    words = [key[0] for key in keys]
    for other, frame in whole.items():
        for column in CONTRACT[other].columns:
            if column.references != name:
                continue
            rows = frame.filter(pl.col(column.name).is_in(words))
            for word, told in zip(rows[column.name], _names(other, rows), strict=True):
                found.setdefault((word,), []).append(told)
    return found


def _of_points(keys: set[Key], whole: Tables) -> dict[Key, list[str]]:
    """Return, by item and site of a stock point that goes, the rows that speak of that item at that site."""
    found: dict[Key, list[str]] = {}
    process = frame_of(whole, "process")
    sites = process.select("process", at="site")
    spoken = [
        ("process", process.with_columns(at="site")),
        ("process", process.filter(kind="move").with_columns(at="from_site")),
        *((name, frame_of(whole, name).join(sites, on="process")) for name in ("process_input", "process_output")),
        *((name, frame_of(whole, name).with_columns(at="site")) for name in ("stock", "receipt")),
    ]
    items = [key[0] for key in keys]
    for name, frame in spoken:
        rows = frame.filter(pl.col("item").is_in(items))
        for key, told in zip(rows.select("item", "at").iter_rows(), _names(name, rows), strict=True):
            if key in keys:
                found.setdefault(key, []).append(told)
    return found


def _names(table: str, rows: pl.DataFrame) -> Iterator[str]:
    for key in rows.select(CONTRACT[table].key).iter_rows():
        yield f"{table} {' '.join(str(part) for part in key if part not in (None, ''))}"
