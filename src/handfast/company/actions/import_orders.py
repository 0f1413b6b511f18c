"""Order lines that people have confirmed elsewhere become promises; shipped quantities leave the ledger once.

An open line is promised at the date that was confirmed (else the one requested, else the earliest found). In which
order scarce supply goes: earliest date first, then the segment's priority, then the order's name. Lines that changed
since the last import revise their promise; closed lines are delivered, cancelled ones withdrawn.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

import polars as pl

from handfast.company.actions.allotting import Counted, quota_commits_as_far_as_it_goes
from handfast.company.actions.cover_open_order import cover_as_far_as_possible
from handfast.company.actions.follow_order import follow_order, ship_orders
from handfast.company.actions.order_line import OrderLine, OrderReport, latest_ship, order_line
from handfast.company.actions.progress import Progress
from handfast.company.ledger import NewEntry, NewPromise, write
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import promises_of_orders
from handfast.engine.promise.quote import Demand, place
from handfast.engine.shipping import Route
from handfast.engine.tables.frame import frame_of
from handfast.sentences import sentence


class OrderImport:
    """Brings the ledger's promises in line with order lines, inside the caller's transaction.

    Parameters
    ----------
    rows
        Order lines that are new or changed, typed.
    actor, now, reason
        Who imports, their clock, and why.
    """

    def __init__(self, rows: pl.DataFrame, *, actor: str, now: dt.datetime, reason: str) -> None:
        self._actor, self._now, self._reason = actor, now, reason
        self._known = promises_of_orders() if rows.height else {}
        lines = (order_line(row) for row in rows.iter_rows(named=True))
        self._lines = [line for line in lines if line.open or (line.order, line.line) in self._known]
        self._shipped = 0

    def ship(self, today: int) -> None:
        """Let leave what the lines say has left since, by ledger day `today`; before a newer stock count is taken in.

        Otherwise the same goods would leave twice: once for their promise, once by the count.
        """
        entry = partial(NewEntry, "import", self._actor, self._reason)
        self._shipped = ship_orders(self._lines, self._known, today, entry, self._now)
        if self._shipped:
            self._known = promises_of_orders()

    def promise(self, mirror: Mirror, progress: Progress) -> OrderReport:
        """Promise what is new, and revise, end or make again what changed."""
        report = OrderReport(shipped=self._shipped)
        lines = _sorted(mirror, self._lines)
        who = (self._actor, self._now, self._reason)
        for done, line in enumerate(lines):
            if done % 20 == 0:
                progress(sentence("orders"), done, len(lines))
            promise = self._known.get((line.order, line.line))
            if promise is None:
                report = _promise(mirror, line, report, *who)
            else:
                report = follow_order(mirror, line, promise, report, *who)
        progress(sentence("orders"), len(lines), len(lines))
        return report


def _sorted(mirror: Mirror, lines: list[OrderLine]) -> list[OrderLine]:
    """Return lines as they are served: what ends first (it frees supply), then by date and priority."""
    priority = dict(frame_of(mirror.tables, "segment").select("segment", "priority").iter_rows())
    late = mirror.network.origin + mirror.network.horizon
    return sorted(
        lines,
        key=lambda line: (
            line.open > 0,
            late if line.arrive is None else line.arrive,
            priority.get(mirror.market.customer(line.customer).segment, 99),
            line.order,
            line.line,
        ),
    )


def _days(mirror: Mirror, line: OrderLine, soonest: Demand, route: Route) -> tuple[int, int]:
    """Return on which days a line ships and arrives: as it was confirmed, else as soon as possible."""
    last = mirror.network.horizon - 1
    if line.arrive is not None:
        ship = min(latest_ship(mirror, route, line.arrive), last)
        return ship, max(line.arrive - mirror.network.origin, ship)
    found = place(mirror.book, soonest)
    mirror.book.placer.undo(found)
    ship = min(found.day, last)
    return ship, route.arrive_day(ship) or ship


def _promise(
    mirror: Mirror, line: OrderLine, report: OrderReport, actor: str, now: dt.datetime, reason: str
) -> OrderReport:
    """Make the promise of a line that is new to the ledger."""
    origin = mirror.network.origin
    customer = mirror.market.customer(line.customer)
    site = line.site or mirror.market.outlets_for(line.item, customer)[0].site
    point = mirror.network.point_of[line.item, site]
    route = mirror.market.route(site, line.customer)
    fresh = mirror.fresh_days(point, customer.remaining_life + route.transit_days)
    ship, arrive = _days(mirror, line, Demand(point, line.open, 0, fresh), route)
    demand = Demand(point, line.open, ship, fresh)
    cover = cover_as_far_as_possible(mirror, demand, -1)
    promised_for = origin + arrive if line.arrive is None else line.arrive
    new = NewPromise(
        -1,
        "promised",
        line.item,
        site,
        line.quantity,
        order=line.order,
        line=line.line,
        customer=line.customer,
        segment=customer.segment,
        price=line.price,
        currency=line.currency,
        price_per=line.price_per,
        wish_day=line.wish,
        ship_day=origin + demand.ship_day,
        arrive_day=origin + arrive,
        original_ship_day=min(origin + demand.ship_day, promised_for),
        original_arrive_day=promised_for,
        shipped=line.shipped,
    )
    parts = cover.parts
    counted = Counted(new.ref, customer.segment, line.item, line.open, origin + demand.ship_day)
    quotas = quota_commits_as_far_as_it_goes(mirror, counted)
    written = write(
        NewEntry(
            "import",
            actor,
            reason,
            promises=[new],
            runs=parts.runs,
            balances=parts.balances,
            commits=(*parts.commits, *quotas),
            takes=parts.takes,
        ),
        now,
    )
    mirror.follow(written)
    return replace(report, promised=report.promised + 1).covering(cover.uncovered)
