"""An override: a promise made knowingly without full cover. Somebody named approves it and says why.

What can be covered by the date is covered like any promise; the rest is written as uncovered, and is a risk until
cured. It uses up its segment's allocation as far as that goes.
"""

from __future__ import annotations

import datetime as dt

from handfast.company.actions.allotting import Counted, quota_commits_as_far_as_it_goes
from handfast.company.actions.cover_open_order import cover_as_far_as_possible
from handfast.company.actions.make_promise import Line, new_promise
from handfast.company.ledger import NewEntry, RequestName, write
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import PromiseRow, promise_by_id
from handfast.engine.promise.delivering import NEVER
from handfast.engine.promise.offer import Offer
from handfast.engine.promise.quote import Demand
from handfast.errors import CannotPromise
from handfast.sentences import sentence


def line_for_day(mirror: Mirror, offer: Offer) -> tuple[Line, Demand]:
    """Return an offer's only line as if its wish could be met, and the demand that this makes of the network.

    Raises
    ------
    CannotPromise
        The wish cannot even be met by goods that leave today, or nobody sells the item.
    """
    line = offer.lines[0]
    outlet = next(iter(line.wanted.outlets), None)
    if outlet is None:
        raise CannotPromise(
            sentence("No site sells {key}: there is nowhere to promise it from.", key=line.wanted.item.key)
        )
    site, point = (line.delivery.site, line.delivery.demand.point) if line.delivery else (outlet.site, outlet.point)
    ship = mirror.market.route(site, offer.customer.key).latest_ship(line.wanted.wish)
    if ship is None:
        raise CannotPromise(
            sentence("Even goods that leave today arrive after that day: no override makes the way shorter.")
        )
    origin, price = mirror.network.origin, line.wanted.price
    found = Line(
        line.wanted.item.key,
        site,
        line.wanted.quantity,
        origin + line.wanted.wish,
        origin + ship,
        origin + line.wanted.wish,
        origin + line.earliest_day if line.earliest_day < NEVER else None,
        None if price is None else price.amount,
        1 if price is None else price.per,
        "" if price is None else price.currency,
    )
    life = mirror.fresh_days(point, offer.customer.remaining_life + line.wanted.wish - ship)
    return found, Demand(point, line.wanted.quantity, ship, life)


def override(
    mirror: Mirror,
    line: Line,
    demand: Demand,
    *,
    customer: str,
    actor: str,
    approver: str,
    reason: str,
    now: dt.datetime,
    request: RequestName | None = None,
) -> PromiseRow:
    """Promise a line for its date, whatever covers it.

    Parameters
    ----------
    line
        What is promised, with the dates as promised.
    demand
        The same for the engine: stock point and ship day.
    actor
        Who writes it down.
    approver, reason
        Who answers for it, the promise's owner from now on, and why.

    Raises
    ------
    CannotPromise
        Nobody is named, or no reason is given.
    """
    if not approver.strip() or not reason.strip():
        raise CannotPromise(
            sentence("An override needs a named approver and a reason: --approved-by NAME --reason TEXT")
        )
    parts = cover_as_far_as_possible(mirror, demand, -1).parts
    segment = mirror.market.customer(customer).segment
    new = new_promise(-1, "promised", line, customer=customer, segment=segment, owner=approver)
    counted = Counted(new.ref, segment, line.item, line.quantity, line.ship_day)
    quotas = quota_commits_as_far_as_it_goes(mirror, counted)
    entry = NewEntry(
        "override",
        actor,
        reason,
        request=request,
        generation=mirror.generation,
        promises=[new],
        runs=parts.runs,
        balances=parts.balances,
        commits=(*parts.commits, *quotas),
        takes=parts.takes,
    )
    written = write(entry, now)
    mirror.follow(written)
    return promise_by_id(written.promises[-1])
