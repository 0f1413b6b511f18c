"""What a promise waits for where nothing covers it in time: free supply that comes late, and is bound to nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.queries.lacking import Lacking, lacking
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.runs import run_name
from handfast.engine.promise.awaiting import FOR_EVER, Awaited, Free, Lack, awaited

_FREE = """
SELECT b.id, b.day, b.expires, b.available - b.committed, b.kind, b.ref, b.run, r.process
FROM balance b LEFT JOIN run r ON r.id = b.run
WHERE b.node = %s AND b.kind IN ('stock', 'receipt', 'run') AND b.available > b.committed
"""
_POINT = """
SELECT p.item, p.site, i.unit, i.decimals FROM stock_point p JOIN item i ON i.item = p.item WHERE p.id = %s
"""


class CoverPart(NamedTuple):
    """How much comes of a supply: `name` is a lot, a receipt or a run's process, `run` how the run is called."""

    kind: str
    name: str
    run: str
    quantity: Decimal
    there: dt.date


class ExpectedCover(NamedTuple):
    """Something that a promise hangs on, that nothing covers in time, and what may be waited for.

    Parameters
    ----------
    run
        The run that lacks it, such as ``R-12``; empty where it is the promise itself.
    needed
        Day on which it is needed.
    there
        Day on which it could be there if nobody else took it first; None: nothing that is free suffices.
    parts
        What comes by then, in the item's unit; bound to nobody.
    """

    item: str
    site: str
    quantity: Decimal
    unit: str
    run: str
    needed: dt.date
    there: dt.date | None
    parts: tuple[CoverPart, ...]


def expected_cover(promise: int, runs: Collection[int]) -> tuple[ExpectedCover, ...]:
    """Return what a promise, and the runs that feed it, may wait for, the first needed first."""
    lacks = lacking()
    mine = [each for each in lacks if each.promise == promise or each.run in runs]
    found: list[ExpectedCover] = []
    for node in sorted({each.node for each in mine}):
        here = [each for each in lacks if each.node == node]
        found += _at(node, here, [each in mine for each in here])
    return tuple(sorted(found, key=lambda each: each.needed))


def _at(node: int, here: Sequence[Lacking], asked: Sequence[bool]) -> Iterator[ExpectedCover]:
    """Yield what those who are asked for may wait for at a stock point."""
    ((item, site, unit, decimals),) = _rows(_POINT, node)
    scale = 10**decimals
    supplies = {row[0]: row for row in _rows(_FREE, node)}
    free = [Free(row[0], row[1], FOR_EVER if row[2] is None else row[2], row[3]) for row in supplies.values()]
    for lack, told, wanted in zip(
        here, awaited([Lack(each.need_day, each.quantity) for each in here], free), asked, strict=True
    ):
        if wanted:
            run = "" if lack.run is None else run_name(lack.run)
            there = None if told is None else as_date(told.day)
            parts = tuple(_parts(told, supplies, scale))
            yield ExpectedCover(item, site, exact(lack.quantity, scale), unit, run, _day(lack.need_day), there, parts)


def _parts(told: Awaited | None, supplies: dict[int, Any], scale: int) -> Iterator[CoverPart]:
    for supply, part in told.parts if told else ():
        _, day, _, _, kind, reference, run, process = supplies[supply]
        name = run_name(run) if run is not None else ""
        yield CoverPart(kind, process or reference, name, exact(part, scale), _day(day))


def _day(day: int) -> dt.date:
    found = as_date(day)
    assert found is not None
    return found


def _rows(sql: str, node: int) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, [node])
        return list(cursor.fetchall())
