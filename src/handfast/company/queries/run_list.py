"""A page of the runs, as somebody looks for them: the database chooses them, and only the page is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handfast.company.database import current
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.supply_board import BoardRun, board_runs

Integers = NDArray[np.int64]

_YIELDS = "(b.available > 0 OR b.committed > 0 OR b.made > 0)"
_YIELDING = """EXISTS (SELECT 1 FROM balance b JOIN stock_point s ON s.id = b.node
WHERE b.run = r.id AND {conditions})"""
_AT_RESOURCE = """r.id IN (SELECT t.run FROM commitment t JOIN balance d ON d.id = t.balance
JOIN resource m ON m.id = d.node
WHERE d.kind IN ('capacity', 'overtime') AND t.run IS NOT NULL AND m.resource = %s)"""


class RunSearch(NamedTuple):
    """Which runs; what is empty or None does not matter.

    Parameters
    ----------
    state
        ``held``, ``promised``, ``planned`` or ``firm``.
    item, site
        What it makes, buys or moves, and where that will be.
    resource
        Whose hours it takes.
    since, until
        First and last day on which it starts.
    """

    state: str = ""
    item: str = ""
    site: str = ""
    resource: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class RunList:
    """A page of the runs, and how many are found in all."""

    rows: list[BoardRun]
    found: int


def runs_found(search: RunSearch, sites: Collection[str] | None) -> Integers:
    """Return the numbers of the runs that are still to yield something, by their start.

    Parameters
    ----------
    sites
        Only those that yield something at one of these; None: all.
    """
    where, values = _where(search, sites)
    with current().connection.cursor() as cursor:
        cursor.execute(f"SELECT r.id FROM run r WHERE {where} ORDER BY r.start_day, r.id", values)
        return np.fromiter((row[0] for row in cursor.fetchall()), np.int64)


def run_list(mirror: Mirror, found: Integers, *, offset: int = 0, limit: int = 100) -> RunList:
    """Return a page of the runs that were found."""
    return RunList(board_runs(mirror, found[offset : offset + limit].tolist()), len(found))


def _where(search: RunSearch, sites: Collection[str] | None) -> tuple[str, list[Any]]:
    yields, wanted = [_YIELDS], list[Any]()
    for column, value in (("item", search.item), ("site", search.site)):
        if value:
            yields.append(f"s.{column} = %s")
            wanted.append(value)
    if sites is not None:
        yields.append(f"s.site IN ({', '.join(['%s'] * len(sites)) or 'NULL'})")
        wanted += sorted(sites)
    conditions, values = ["r.state <> 'gone'", _YIELDING.format(conditions=" AND ".join(yields))], wanted
    if search.state:
        conditions.append("r.state = %s")
        values.append(search.state)
    if search.resource:
        conditions.append(_AT_RESOURCE)
        values.append(search.resource)
    for comparison, day in (("r.start_day >=", search.since), ("r.start_day <=", search.until)):
        if day is not None:
            conditions.append(f"{comparison} %s")
            values.append(day_number(day))
    return " AND ".join(conditions), values
