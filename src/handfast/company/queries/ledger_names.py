"""What the ledger names: rows of tables that cannot go, for promises, runs or balances stand on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from handfast.company.database import current
from handfast.company.ledger.words import SUPPLY
from handfast.company.queries.runs import EXPEDITED, run_name
from handfast.company.queries.tables import load_table
from handfast.engine.reading.going import Going, named_fault
from handfast.engine.tables import CONTRACT
from handfast.errors import Fault
from handfast.sentences import marked, sentence

CHUNK = 900
"""Names that one statement is given at most: a database takes a thousand values at least."""

BALANCES: dict[str, tuple[tuple[str, ...], str]] = {
    "stock_point": (SUPPLY, marked("what lay or will lie there")),
    "resource": (("capacity", "overtime"), marked("hours of it")),
    "team": (("team_overtime",), marked("overtime of it")),
}
"""Tables whose rows balances stand on: the kinds of balances, and what they are in words."""

PROMISED = ("item", "customer", "site", "segment")
"""Tables that promises name by a column of the same name."""

CURES = {
    "stock_point": sentence("Keep it; so that nothing is sold from it any more, write no as sells."),
    "resource": sentence("Keep it; so that nothing is planned on it any more, write 0 as units."),
    "process": sentence("Keep it until these runs are done, and give it a higher rank, so that others are used first."),
    "item": sentence("Keep it; so that it is not sold any more, write no as sells in its stock points."),
}
KEEP = sentence("Keep it: what was promised stays known.")


def named_in_ledger(going: Mapping[str, Going]) -> list[Fault]:
    """Return a fault for each row that goes although the ledger names it."""
    faults = []
    for name, each in going.items():
        if not each.rows.height:
            continue
        namers = _namers(name, each.rows)
        key = list(CONTRACT[name].key)
        for n, names in enumerate(each.rows.select(key).iter_rows()):
            if names in namers:
                faults.append(named_fault(each, n, name, namers[names], CURES.get(name, KEEP)))
    return faults


def _namers(name: str, rows: pl.DataFrame) -> dict[tuple[Any, ...], list[str]]:
    """Return, by the key of a row that goes, what in the ledger names it."""
    found: dict[tuple[Any, ...], list[str]] = {}

    def note(key: tuple[Any, ...], what: str) -> None:
        found.setdefault(key, []).append(what)

    keys = rows.select(CONTRACT[name].key).rows()
    if name in PROMISED:
        for number, word in _asked(f"SELECT id, {name} FROM promise WHERE {name} IN ({{}}) ORDER BY id", keys):
            note((word,), sentence("promise P-{number}", number=number))
    if name == "stock_point":
        wanted = set(keys)
        for number, item, site in _asked("SELECT id, item, site FROM promise WHERE item IN ({}) ORDER BY id", keys):
            if (item, site) in wanted:
                note((item, site), sentence("promise P-{number}", number=number))
    if name == "process":
        ways = [(way,) for (process,) in keys for way in (process, process + EXPEDITED)]
        of_ways = "SELECT id, process FROM run WHERE state <> 'gone' AND process IN ({}) ORDER BY id"
        for number, way in _asked(of_ways, ways):
            note((way.removesuffix(EXPEDITED),), sentence("run {name}", name=run_name(number)))
    if name in BALANCES:
        kinds, words = BALANCES[name]
        ids = load_table(name, with_id=True).join(rows, on=CONTRACT[name].key, how="semi")
        nodes = {row[0]: row[1:] for row in ids.select("id", *CONTRACT[name].key).iter_rows()}
        among = ", ".join(f"'{kind}'" for kind in kinds)
        on = f"SELECT DISTINCT node FROM balance WHERE kind IN ({among}) AND node IN ({{}})"
        for (node,) in _asked(on, [(node,) for node in nodes]):
            note(nodes[node], sentence("the ledger ({words})", words=sentence(words)))
    return found


def _asked(sql: str, keys: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    """Yield the rows of a statement about the first part of some keys, so many at a time."""
    values = sorted({key[0] for key in keys})
    for first in range(0, len(values), CHUNK):
        some = values[first : first + CHUNK]
        with current().connection.cursor() as cursor:
            cursor.execute(sql.format(", ".join(["%s"] * len(some))), some)
            yield from cursor.fetchall()
