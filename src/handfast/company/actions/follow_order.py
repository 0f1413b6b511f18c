"""Order lines that changed since the last import: their promises ship, end, are revised, or are made again.

The customer's side changed them, so nobody here has to agree; the original date stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from handfast.company.actions.allotting import Counted, had_by, quota_commits_as_far_as_it_goes
from handfast.company.actions.cover_open_order import cover_as_far_as_possible
from handfast.company.actions.leaving import leaving, shipping
from handfast.company.actions.order_line import OrderLine, OrderReport, latest_ship
from handfast.company.ledger import NewEntry, PromiseChange, write
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import measured
from handfast.company.queries.promises import PromiseRow, commitments_of_promise
from handfast.engine.promise.quotas import Had
from handfast.engine.promise.quote import Demand
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

Entry = Callable[..., NewEntry]
"""Makes an entry of the import's from its parts."""


def ship_orders(
    lines: Sequence[OrderLine], known: Mapping[tuple[str, int], PromiseRow], today: int, entry: Entry, now: dt.datetime
) -> int:
    """Let leave what order lines say has left since; return of how many lines something left.

    Parameters
    ----------
    known
        Promises of order lines.
    today
        The ledger's day.
    entry
        Makes an entry of the import's.
    """
    shipped = 0
    for line in lines:
        promise = known.get((line.order, line.line))
        if promise is None or promise.state != "promised" or line.shipped <= promise.shipped:
            continue
        left = min(line.shipped, promise.quantity)
        parts = shipping(promise, left - promise.shipped, today)
        change = PromiseChange(promise.id, "promised", {"shipped": left})
        write(
            entry(
                promise_changes=[change],
                balances=parts.balances,
                changes=parts.changes,
                commits=parts.commits,
                run_changes=parts.run_changes,
            ),
            now,
        )
        shipped += 1
    return shipped


def follow_order(
    mirror: Mirror, line: OrderLine, promise: PromiseRow, report: OrderReport, actor: str, now: dt.datetime, reason: str
) -> OrderReport:
    """Bring an existing promise in line with what the order line says now.

    Raises
    ------
    DataError
        The line wants more than was promised, and that has left already.
    """
    if promise.state == "withdrawn":
        return _promise_again(mirror, line, promise, None, report, actor, now, reason) if line.open else report
    if promise.state != "promised":
        if line.open and line.quantity > promise.quantity:
            raise DataError([_over(line, promise)])
        return report
    shipped = max(line.shipped, promise.shipped)
    if line.state == "cancelled" or (line.state == "closed" and shipped < line.quantity):
        return _end(mirror, promise, "withdrawn", report, actor, now, f"{reason}: the order line was {line.state}")
    if line.state == "closed" or shipped >= line.quantity:
        return _end(mirror, promise, "delivered", report, actor, now, reason)
    moved = line.arrive is not None and line.arrive not in {promise.arrive_day, promise.original_arrive_day}
    if line.quantity == promise.quantity and not moved:
        return report
    had = had_by(mirror, promise, commitments_of_promise(promise.id))
    _give_back(mirror, promise, "withdrawn", "import", actor, now, reason)
    return _promise_again(mirror, line, promise, had, report, actor, now, reason)


def _over(line: OrderLine, promise: PromiseRow) -> Fault:
    whole = measured(promise.item, promise.quantity)
    problem = sentence("is more than the {whole} of P-{id}, all of which have left already", whole=whole, id=promise.id)
    cure = sentence("Write what is ordered on top as a new order line.")
    return Fault("order_line", "", None, "quantity", f"{line.order}, {line.line}: {line.quantity}", problem, cure)


def _end(
    mirror: Mirror, promise: PromiseRow, state: str, report: OrderReport, actor: str, now: dt.datetime, reason: str
) -> OrderReport:
    """End a promise, and give back whatever it still holds."""
    _give_back(mirror, promise, state, "withdraw" if state == "withdrawn" else "ship", actor, now, reason)
    return replace(report, ended=report.ended + 1)


def _give_back(
    mirror: Mirror, promise: PromiseRow, state: str, kind: str, actor: str, now: dt.datetime, reason: str
) -> None:
    parts = leaving(promise.id)
    entry = NewEntry(
        kind,
        actor,
        reason,
        promise_changes=[PromiseChange(promise.id, "promised", {"state": state})],
        changes=parts.changes,
        commits=parts.commits,
        run_changes=parts.run_changes,
    )
    mirror.follow(write(entry, now))


def _promise_again(
    mirror: Mirror,
    line: OrderLine,
    promise: PromiseRow,
    had: Had | None,
    report: OrderReport,
    actor: str,
    now: dt.datetime,
    reason: str,
) -> OrderReport:
    """Cover an order line anew for its new quantity or date; what has left already stays.

    It keeps what it `had` of its segment's allocations (None: nothing), and uses them up as far as they go.
    """
    origin = mirror.network.origin
    point = mirror.network.point_of[promise.item, promise.site]
    route = mirror.market.route(promise.site, line.customer)
    arrive = (promise.arrive_day or origin) if line.arrive is None else line.arrive
    ship = min(latest_ship(mirror, route, arrive), mirror.network.horizon - 1)
    life = mirror.market.customer(line.customer).remaining_life + route.transit_days
    still = line.quantity - promise.shipped
    demand = Demand(point, still, ship, mirror.fresh_days(point, life))
    cover = cover_as_far_as_possible(mirror, demand, promise.id)
    fields = {
        "state": "promised",
        "quantity": line.quantity,
        "ship_day": origin + ship,
        "arrive_day": max(arrive, origin + ship),
    }
    parts = cover.parts
    counting = still if had is None else line.quantity
    counted = Counted(promise.id, promise.segment, promise.item, counting, origin + ship, had)
    quotas = quota_commits_as_far_as_it_goes(mirror, counted)
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
    return replace(report, revised=report.revised + 1).covering(cover.uncovered)
