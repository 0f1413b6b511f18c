"""Order lines that changed since the last import: their promises ship, end, or are revised.

The customer's side changed them, so nobody here has to agree; the original date stays.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from handfast.company.actions.cover_open_order import cover_as_far_as_possible
from handfast.company.actions.covering import quota_commits
from handfast.company.actions.leaving import leaving, shipping
from handfast.company.actions.order_line import OrderLine, OrderReport, latest_ship
from handfast.company.ledger import NewEntry, PromiseChange, write
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import PromiseRow
from handfast.engine.promise.quote import Demand


def follow_order(
    mirror: Mirror, line: OrderLine, promise: PromiseRow, report: OrderReport, actor: str, now: dt.datetime, reason: str
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


def _revise(mirror: Mirror, line: OrderLine, promise: PromiseRow, actor: str, now: dt.datetime, reason: str) -> None:
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
    ship = min(latest_ship(mirror, route, arrive), mirror.network.horizon - 1)
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
    quotas = quota_commits(mirror, promise.segment, line.item, line.open, origin + ship, promise.id, given=True)
    written = write(
        NewEntry(
            "import",
            actor,
            reason,
            promise_changes=[PromiseChange(promise.id, "withdrawn", fields)],
            runs=parts.runs,
            balances=parts.balances,
            commits=(*parts.commits, *quotas),
            takes=parts.takes,
        ),
        now,
    )
    mirror.follow(written)
