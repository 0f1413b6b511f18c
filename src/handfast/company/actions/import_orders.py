"""Order lines that people have confirmed elsewhere become promises; shipped quantities leave the ledger once.

An open line is promised at the date that was confirmed (else the one requested, else the earliest found). In which
order scarce supply goes: earliest date first, then the segment's priority, then the order's name. Lines that changed
since the last import revise their promise; closed lines are delivered, cancelled ones withdrawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from handfast.company.actions.cover_open_order import cover_as_far_as_possible
from handfast.company.actions.leaving import leaving, shipping
from handfast.company.actions.progress import Progress
from handfast.company.ledger import NewEntry, NewPromise, PromiseChange, write
from handfast.company.queries.mirror import Mirror, day_number
from handfast.company.queries.promises import PromiseRow, promises_of_orders
from handfast.engine.promise.quote import Demand, place
from handfast.engine.shipping import Route
from handfast.engine.tables.frame import frame_of


@dataclass(frozen=True)
class OrderReport:
    """What became of the order lines."""

    promised: int = 0
    revised: int = 0
    shipped: int = 0
    ended: int = 0
    at_risk: int = 0
    uncovered: int = 0


@dataclass(frozen=True)
class _Line:
    """An order line in the engine's terms."""

    order: str
    line: int
    customer: str
    item: str
    site: str
    quantity: int
    shipped: int
    wish: int | None
    arrive: int | None
    state: str
    price: int | None
    price_per: int
    currency: str

    @property
    def open(self) -> int:
        """What is still to be shipped."""
        return max(self.quantity - self.shipped, 0) if self.state == "open" else 0


def import_orders(
    mirror: Mirror, rows: pl.DataFrame, *, actor: str, now: dt.datetime, reason: str, progress: Progress
) -> OrderReport:
    """Bring the ledger's promises in line with the order lines, inside the caller's transaction."""
    known = promises_of_orders()
    report = OrderReport()
    lines = _sorted(mirror, [_line(row) for row in rows.iter_rows(named=True)])
    for done, line in enumerate(lines):
        if done % 20 == 0:
            progress("orders", done, len(lines))
        promise = known.get((line.order, line.line))
        if promise is None:
            if line.open:
                report = _promise(mirror, line, report, actor, now, reason)
        elif promise.state == "promised":
            report = _update(mirror, line, promise, report, actor, now, reason)
    progress("orders", len(lines), len(lines))
    return report


def _line(row: Mapping[str, Any]) -> _Line:
    wish = row["requested"] or row["confirmed"]
    arrive = row["confirmed"] or row["requested"]
    return _Line(
        row["order"],
        row["line"],
        row["customer"],
        row["item"],
        row["site"],
        row["quantity"],
        min(row["shipped"], row["quantity"]),
        None if wish is None else day_number(wish),
        None if arrive is None else day_number(arrive),
        row["state"],
        row["price"],
        row["price_per"],
        row["currency"],
    )


def _sorted(mirror: Mirror, lines: list[_Line]) -> list[_Line]:
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


def _latest_ship(mirror: Mirror, route: Route, arrive: int) -> int:
    """Return the last day on which goods may leave to arrive by a ledger day; today where even that is too late."""
    day = arrive - mirror.network.origin
    return (route.latest_ship(day) or 0) if day >= 0 else 0


def _promise(
    mirror: Mirror, line: _Line, report: OrderReport, actor: str, now: dt.datetime, reason: str
) -> OrderReport:
    """Make the promise of a line that is new to the ledger."""
    origin = mirror.network.origin
    customer = mirror.market.customer(line.customer)
    site = line.site or mirror.market.outlets_for(line.item, customer)[0].site
    point = mirror.network.point_of[line.item, site]
    route = mirror.market.route(site, line.customer)
    fresh = mirror.fresh_days(point, customer.remaining_life + route.transit_days)
    if line.arrive is None:
        found = place(mirror.book, Demand(point, line.open, 0, fresh))
        mirror.book.placer.undo(found)
        ship = min(found.day, mirror.network.horizon - 1)
        arrive = route.arrive_day(ship) or ship
    else:
        ship = _latest_ship(mirror, route, line.arrive)
        arrive = max(line.arrive - origin, ship)
    demand = Demand(point, line.open, min(ship, mirror.network.horizon - 1), fresh)
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
    written = write(
        NewEntry(
            "import",
            actor,
            reason,
            promises=[new],
            runs=parts.runs,
            balances=parts.balances,
            commits=parts.commits,
            takes=parts.takes,
        ),
        now,
    )
    mirror.follow(written)
    return replace(
        report,
        promised=report.promised + 1,
        at_risk=report.at_risk + (cover.uncovered > 0),
        uncovered=report.uncovered + cover.uncovered,
    )


def _update(
    mirror: Mirror, line: _Line, promise: PromiseRow, report: OrderReport, actor: str, now: dt.datetime, reason: str
) -> OrderReport:
    """Bring an existing promise in line with what the order line says now."""
    fields: dict[str, Any] = {}
    if line.shipped > promise.shipped:
        parts = shipping(promise, line.shipped - promise.shipped, mirror.today)
        fields = {"shipped": line.shipped}
        written = write(
            NewEntry(
                "import",
                actor,
                reason,
                promise_changes=[PromiseChange(promise.id, "promised", fields)],
                balances=parts.balances,
                changes=parts.changes,
                commits=parts.commits,
                run_changes=parts.run_changes,
            ),
            now,
        )
        mirror.follow(written)
        report = replace(report, shipped=report.shipped + 1)
    if line.state == "cancelled" or (line.state == "closed" and line.shipped < line.quantity):
        return _end(mirror, promise, "withdrawn", report, actor, now, f"{reason}: the order line was {line.state}")
    if line.state == "closed" or line.shipped >= line.quantity:
        return _end(mirror, promise, "delivered", report, actor, now, reason)
    moved = line.arrive is not None and line.arrive not in {promise.arrive_day, promise.original_arrive_day}
    if line.quantity != promise.quantity or moved:
        _revise(mirror, line, promise, actor, now, reason)
        report = replace(report, revised=report.revised + 1)
    return report


def _end(
    mirror: Mirror, promise: PromiseRow, state: str, report: OrderReport, actor: str, now: dt.datetime, reason: str
) -> OrderReport:
    """Give back whatever a promise still holds, and end it."""
    parts = leaving(promise.id)
    written = write(
        NewEntry(
            "withdraw" if state == "withdrawn" else "deliver",
            actor,
            reason,
            promise_changes=[PromiseChange(promise.id, "promised", {"state": state})],
            changes=parts.changes,
            commits=parts.commits,
            run_changes=parts.run_changes,
        ),
        now,
    )
    mirror.follow(written)
    return replace(report, ended=report.ended + 1)


def _revise(mirror: Mirror, line: _Line, promise: PromiseRow, actor: str, now: dt.datetime, reason: str) -> None:
    """Cover an order line anew for its new quantity or date; the customer's side changed it."""
    origin = mirror.network.origin
    before = leaving(promise.id)
    written = write(
        NewEntry(
            "import",
            actor,
            reason,
            promise_changes=[PromiseChange(promise.id, "promised", {"state": "withdrawn"})],
            changes=before.changes,
            commits=before.commits,
            run_changes=before.run_changes,
        ),
        now,
    )
    mirror.follow(written)
    point = mirror.network.point_of[promise.item, promise.site]
    route = mirror.market.route(promise.site, line.customer)
    arrive = (promise.arrive_day or origin) if line.arrive is None else line.arrive
    ship = min(_latest_ship(mirror, route, arrive), mirror.network.horizon - 1)
    life = mirror.market.customer(line.customer).remaining_life + route.transit_days
    demand = Demand(point, line.open, ship, mirror.fresh_days(point, life))
    cover = cover_as_far_as_possible(mirror, demand, promise.id)
    fields = {
        "state": "promised",
        "quantity": line.quantity,
        "ship_day": origin + ship,
        "arrive_day": max(arrive, origin + ship),
    }
    parts = cover.parts
    written = write(
        NewEntry(
            "import",
            actor,
            reason,
            promise_changes=[PromiseChange(promise.id, "withdrawn", fields)],
            runs=parts.runs,
            balances=parts.balances,
            commits=parts.commits,
            takes=parts.takes,
        ),
        now,
    )
    mirror.follow(written)
