"""Proposals: what the published plan asks of buyers, production and logistics, and what to ask suppliers to change.

Planned runs become proposals to buy, make or move. Receipts on order are judged against all needs, planned ones too:
one that nobody needs before the horizon's end need not come (cancel); one that is needed only later may come later
(delay). Each of these holds beside the others: all may be accepted together. Where something is short, or a late need
would come sooner for less than that gains, a receipt or purchase should come sooner (expedite).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from handfast.company.database import current
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.moved_since import Key, moved_since
from handfast.company.queries.planned_company import planned_company
from handfast.company.queries.plans import plan_by_id, published_plan
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.purchases import surcharge_of
from handfast.company.queries.runs import EXPEDITED, run_name, way_called
from handfast.company.queries.sooner import Expediting, kept_expediting
from handfast.company.queries.tables import load_table
from handfast.engine.network import Ints
from handfast.engine.supply.plan.objective import POINTS_PER_MINOR_UNIT
from handfast.sentences import Sentence, in_a_row, number, plain_number, sentence

DELAY_DAYS = 7
"""A receipt may come later where it is needed at least so many days after it comes."""

SCHEMA: dict[str, pl.DataType] = {
    "proposal": pl.String(),
    "kind": pl.String(),
    "item": pl.String(),
    "site": pl.String(),
    "quantity": pl.Decimal(38, 6),
    "unit": pl.String(),
    "on": pl.Date(),
    "there": pl.Date(),
    "with": pl.String(),
    "why": pl.String(),
    "on_order": pl.Boolean(),
    "gain": pl.Decimal(38, 4),
    "cost": pl.Decimal(38, 4),
    "moved": pl.String(),
}
"""Columns of proposals as a table: as `Proposal` has its first fields, but `source` is called ``with``."""


class Proposal(NamedTuple):
    """Something that the published plan proposes.

    Parameters
    ----------
    on, there
        Order or start on this day; it is there, or should be, on that day.
    source
        Supplier, or site from which it comes.
    why
        Reasons; all but the first speak of money.
    on_order
        Whether it is a receipt, and the proposal changes when it comes.
    gain, cost
        What needs cost less that come sooner, and what it costs to have it sooner; None where nobody knows.
    moved
        Why it is not as the plan before had it; empty where it is.
    moves
        Whether its source is a site.
    needs
        Which needs come sooner by it, where that is its reason.
    """

    proposal: str
    kind: str
    item: str
    site: str
    quantity: Decimal | None
    unit: str
    on: dt.date | None
    there: dt.date | None
    source: str
    why: tuple[str, ...]
    on_order: bool
    gain: Decimal | None = None
    cost: Decimal | None = None
    moved: str = ""
    moves: bool = False
    needs: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return it as a row of a table whose texts are sentences still."""
        return {**dict(zip(SCHEMA, self[: len(SCHEMA)], strict=True)), "why": in_a_row(self.why, "; ")}


_PLANNED = """
SELECT r.id, r.process, r.starts, r.start_day, r.available_day, b.node, b.available, b.committed
FROM balance b JOIN run r ON r.id = b.run
WHERE b.run IN (SELECT id FROM run WHERE state = 'planned') AND b.available > 0 ORDER BY r.start_day, r.id, b.id
"""
_SHORT = """
SELECT b.node, (SELECT min(c.need_day) FROM commitment c WHERE c.balance = b.id) FROM balance b
WHERE b.short > 0 AND b.kind IN ('stock', 'receipt', 'run', 'uncovered')
"""


def proposals(mirror: Mirror) -> list[Proposal]:
    """Return all proposals, those to act on first first."""
    number = published_plan()
    version = None if number is None else plan_by_id(number)
    figures = {} if version is None else version.figures
    beside_needs = (
        mirror.book.state.available.copy() if version is None else planned_company(version).schedule().state.available
    )
    called = {} if version is None else {each.name: each.called for each in version.needs}
    sooner = [_called(kept_expediting(row), called) for row in figures.get("sooner", ())]
    found = sooner if not figures.get("expedite") else [each for each in sooner if each.on_order]
    asked = {each.what for each in found if each.on_order}
    gains = {each.what: each for each in sooner if not each.on_order}
    moved = {} if version is None else moved_since(mirror, version)
    rows = [*_to_start(mirror, gains, moved), *_to_expedite(mirror, found), *_to_change(mirror, beside_needs, asked)]
    return sorted(rows, key=lambda row: (row.on or dt.date.min, row.proposal))


def _called(each: Expediting, called: Mapping[str, str]) -> Expediting:
    """Return it with the needs as they are called."""
    return replace(each, needs=tuple((called.get(name, name), days) for name, days in each.needs))


def _rows(sql: str) -> list[Any]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _to_start(mirror: Mirror, gains: Mapping[str, Expediting], moved: Mapping[Key, str]) -> Iterator[Proposal]:
    known = {process.key: process for process in mirror.market.processes}
    sources = mirror.moved_from
    seen: set[int] = set()
    for run, way, starts, start, there, node, available, committed in _rows(_PLANNED):
        if run in seen or node not in mirror.points:  # of a run that yields several things, the first stands for it
            continue
        seen.add(run)
        process = known.get(way.removesuffix(EXPEDITED))
        kind = process.kind if process else "make"
        whence = sources.get(way, "")
        source = (process.supplier if process and kind == "buy" else "") or whence
        point = mirror.points[node]
        why = [sentence("forecast or stock")]
        if committed:
            counted_on = plain_number(exact(committed, _scale(mirror, point)).normalize())
            why = [sentence("{quantity} of it counted on", quantity=counted_on)]
        gain: tuple[Decimal | None, Decimal | None] = (None, None)
        needs: tuple[str, ...] = ()
        which = mirror.way_named(way)
        if way.endswith(EXPEDITED) and which is not None:
            kind, surcharge = "expedite", surcharge_of(mirror, which, starts) * POINTS_PER_MINOR_UNIT
            each = gains.get(way)
            if each:
                needs = _names(each)
                why = [_sooner(each), sentence("gains {money} with all its runs", money=_money(mirror, each.gain))]
            why.append(sentence("costs {money}", money=_money(mirror, surcharge)))
            gain = (_minor(mirror, each.gain) if each and each.runs == 1 else None, _minor(mirror, surcharge))
        days = (as_date(start), as_date(there))
        what = _what(mirror, point, available)
        since = moved.get((way, start, there, available), "")
        told = (*what, *days, source, tuple(why), False, *gain, since, bool(whence), needs)
        yield Proposal(run_name(run), kind, *told)


def _to_change(mirror: Mirror, beside_needs: Ints, sooner: Container[str]) -> Iterator[Proposal]:
    """Yield what should be asked of those who deliver: later, sooner, or not at all; all of it may be asked at once.

    The last receipts are looked at first: the sooner ones are then as good as there.
    """
    origin, horizon = mirror.network.origin, mirror.network.horizon
    short: dict[int, int] = {}
    for node, need_day in _rows(_SHORT):
        if node in mirror.points and need_day is not None:
            point = mirror.points[node]
            short[point] = min(short.get(point, horizon), need_day - origin)
    under_way = set(load_table("receipt").filter(state="in_transit")["receipt"])  # too late to ask anybody
    available = beside_needs
    receipts = [
        supply
        for supply in mirror.receipts()
        if not mirror.book.keeps_lots(supply.point) and supply.reference not in under_way
    ]
    for supply in sorted(receipts, key=lambda each: (each.point, each.day, each.id)):
        if supply.reference not in sooner and supply.day > short.get(supply.point, horizon):
            wanted = short.pop(supply.point)
            why = sentence("short since {day}", day=mirror.market.date_of(wanted))
            yield _change(mirror, supply, "expedite", max(wanted, 0), why)
            receipts.remove(supply)
    for supply in sorted(receipts, key=lambda each: (each.day, each.id), reverse=True):
        if supply.reference in sooner:
            continue
        row, day = available[supply.point], max(supply.day, 0)
        needed = _first_needed(row, day, supply.available)
        if needed is None:
            row[day:] -= supply.available
            yield _change(mirror, supply, "cancel", supply.day, sentence("nobody needs it before the horizon ends"))
        elif needed - supply.day >= DELAY_DAYS:
            row[day:needed] -= supply.available
            why = sentence("first needed on {day}", day=mirror.market.date_of(needed))
            yield _change(mirror, supply, "delay", needed, why)


def _first_needed(available: Ints, day: int, quantity: int) -> int | None:
    """Return the first day on which not all would be there without this quantity; None: never before the horizon."""
    lacking = (available[day:] < quantity).nonzero()[0]
    return day + int(lacking[0]) if len(lacking) else None


def _to_expedite(mirror: Mirror, found: Iterable[Expediting]) -> Iterator[Proposal]:
    """Yield what the published plan found that expediting would gain, as far as it is still to come as it was then."""
    standing = {supply.reference: supply for supply in mirror.receipts()}
    for each in found:
        point = mirror.network.point_of.get((each.item, each.site))
        if point is None:
            continue
        supply = standing.get(each.what)
        money = _money(mirror, each.gain)
        if each.cost is not None:
            why = [sentence("gains {money} for {cost}", money=money, cost=_money(mirror, each.cost))]
        else:
            why = [sentence("gains {money}", money=money), sentence("ask what it costs")]
        gain = (_minor(mirror, each.gain), None if each.cost is None else _minor(mirror, each.cost))
        if not each.on_order:
            why = [_sooner(each), *why, sentence("plan with --expedite")]
            what = (each.item, each.site, None, "", as_date(each.day), None, "", tuple(why), False)
            yield Proposal(way_called(each.what), "expedite", *what, *gain, needs=_names(each))
        elif supply is not None and supply.day + mirror.network.origin == each.was:
            sooner = _change(mirror, supply, "expedite", each.day - mirror.network.origin, _sooner(each), *why)
            yield sooner._replace(gain=gain[0], cost=gain[1], needs=_names(each))


def _names(each: Expediting) -> tuple[str, ...]:
    return tuple(name for name, _ in each.needs)


def _sooner(each: Expediting) -> Sentence:
    """Return which needs come sooner, the first ones by name."""
    first = in_a_row([sentence("{name} {days} d", name=name, days=days) for name, days in each.needs[:2]])
    more = len(each.needs) - 2
    if more > 0:
        return sentence("{needs} and {count} more sooner", needs=first, count=more)
    return sentence("{needs} sooner", needs=first)


def _minor(mirror: Mirror, points: int) -> Decimal:
    digits = mirror.market.rates.digits_of(mirror.market.currency)
    return exact(points // POINTS_PER_MINOR_UNIT, 10**digits)


def _money(mirror: Mirror, points: int) -> str:
    amount = _minor(mirror, points).quantize(Decimal(1))
    return sentence("{amount} {currency}", amount=number(int(amount)), currency=mirror.market.currency)


def _change(mirror: Mirror, supply: Any, kind: str, day: int, *why: str) -> Proposal:
    origin = mirror.network.origin
    days = (as_date(origin + supply.day), as_date(origin + day))
    return Proposal(supply.reference, kind, *_what(mirror, supply.point, supply.available), *days, "", why, True)


def _what(mirror: Mirror, point: int, quantity: int) -> tuple[str, str, Decimal, str]:
    item = mirror.market.items[mirror.network.items[point]]
    return item.key, mirror.network.sites[point], exact(quantity, _scale(mirror, point)), item.unit


def _scale(mirror: Mirror, point: int) -> int:
    return int(10 ** mirror.market.items[mirror.network.items[point]].decimals)
