"""The supply tables as the simulation left them: stock, receipts, runs, deliveries of suppliers, lots."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from handfast.examples.alder_and_pine.buying import SLIPPING, PurchaseOrder
from handfast.examples.alder_and_pine.catalogue import articles
from handfast.examples.alder_and_pine.days import END, day_of, next_working, number_of
from handfast.examples.alder_and_pine.filling import Row
from handfast.examples.alder_and_pine.history import History
from handfast.examples.alder_and_pine.places import CALENDARS, FIRST_DAY, RESOURCES, TODAY
from handfast.examples.alder_and_pine.plant import Run

FIRST = number_of(FIRST_DAY)
ON_HOLD = (("BENCH-180-ALDER", "NORTH"), ("PLANTER-M", "SOUTH"), ("CHAIR-A-ALDER", "NORTH"))
"""Quality waits for inspections of the newest lot here."""
SPOILT = (("CUSHION-CHAIR-SAND", "WEST"),)
"""The newest lot here is blocked."""


def stock(history: History) -> list[Row]:
    """Return what lies where, lot by lot, on the morning of today."""
    rows: list[Row] = []
    for (key, site), lots in history.room.lots.items():
        article = articles()[key]
        merged: dict[str, int] = defaultdict(int)
        for lot, quantity in lots:
            merged[lot] += quantity
        for place, (lot, quantity) in enumerate(merged.items(), start=1):
            newest = place == len(merged)
            status = (
                "quality"
                if newest and (key, site) in ON_HOLD
                else "blocked"
                if newest and (key, site) in SPOILT
                else "free"
            )
            expires = day_of(history.room.born[lot] + article.shelf_life) if article.shelf_life else None
            rows.append(
                {
                    "item": key,
                    "site": site,
                    "lot": lot,
                    "quantity": quantity,
                    "status": status,
                    "expires_on": expires,
                    "as_of": TODAY,
                }
            )
    return rows


def held_lots(history: History) -> set[str]:
    """Return the lots that wait for quality."""
    return {row["lot"] for row in stock(history) if row["status"] == "quality"}


def receipts(history: History) -> list[Row]:
    """Return what is on its way: purchase orders, trucks, and runs that have started."""
    rows = [_purchase(order) for order in history.bought if order.arrives >= END]
    number = 0
    for transfer in history.on_road:
        if transfer.arrives >= END:
            number += 1
            rows.append(
                {
                    "receipt": f"T-{number:04d}",
                    "item": transfer.way.point[0],
                    "site": transfer.way.point[1],
                    "quantity": transfer.quantity,
                    "date": day_of(transfer.arrives),
                    "state": "in_transit",
                    "process": transfer.way.process,
                    "lot": transfer.lot,
                    "ordered_on": day_of(transfer.left),
                }
            )
    rows += [
        _running(run) for run in history.runs if run.started >= 0 and (run.ended < 0 or run in history.just_finished)
    ]
    return rows


def _purchase(order: PurchaseOrder) -> Row:
    """Return an open purchase order at the day the supplier states now: confirmed, or new once that has passed."""
    day = order.due
    if order.due < END:
        # the slipping supplier names a new date only after a week; until then the old one stands in the books
        asked = END - order.due > 7 or order.supplier != SLIPPING
        day = int(next_working("five days")[END + 7 + (order.arrives - END) // 2]) if asked else order.due
    return {
        "receipt": order.key,
        "item": order.way.point[0],
        "site": order.way.point[1],
        "quantity": order.quantity,
        "date": day_of(day),
        "state": "confirmed",
        "supplier": order.supplier,
        "process": order.way.process,
        "lot": order.key,
        "ordered_on": day_of(order.ordered_on),
    }


def _running(run: Run) -> Row:
    """Return a started run as a receipt of what it should yield, a working day of queueing for each step left."""
    steps = run.way.made.steps
    if run.ended >= 0:
        good, day = run.good, END
    else:
        calendar = RESOURCES[steps[run.step][0]][2]
        minutes = run.left + sum(run.work[run.step + 1 :])
        day = END
        for _ in range(minutes // 480 + len(steps) - run.step):
            day = int(next_working(calendar)[day + 1])
        numerator, _, denominator = run.way.made.good.partition("/")
        good = run.starts * int(numerator) // int(denominator or 1)
    return {
        "receipt": run.key,
        "item": run.way.point[0],
        "site": run.way.point[1],
        "quantity": good,
        "date": day_of(day),
        "state": "firm",
        "process": run.way.process,
        "lot": run.lot,
        "ordered_on": day_of(run.released),
    }


def production_runs(history: History) -> dict[str, list[Any]]:
    """Return what was made since the first day that is kept, and what is in work."""
    runs = [run for run in history.runs if run.started >= FIRST]
    done = [run.ended >= 0 for run in runs]
    return {
        "run": [run.key for run in runs],
        "process": [run.way.process for run in runs],
        "item": [run.way.point[0] for run in runs],
        "site": [run.way.point[1] for run in runs],
        "started": [run.starts for run in runs],
        "good": [run.good for run in runs],
        "scrapped": [run.starts - run.good if ended else 0 for run, ended in zip(runs, done, strict=True)],
        "planned_start": [day_of(run.planned_start) for run in runs],
        "planned_end": [day_of(run.planned_end) for run in runs],
        "started_on": [day_of(run.started) for run in runs],
        "ended_on": [day_of(run.ended) if ended else None for run, ended in zip(runs, done, strict=True)],
        "lot": [run.lot for run in runs],
    }


def purchase_receipts(history: History) -> dict[str, list[Any]]:
    """Return what suppliers delivered; the lot of a delivery carries the purchase order's number."""
    orders = [order for order in history.bought if FIRST <= order.arrives < END]
    return {
        "purchase_order": [order.key for order in orders],
        "line": [1] * len(orders),
        "supplier": [order.supplier for order in orders],
        "item": [order.way.point[0] for order in orders],
        "site": [order.way.point[1] for order in orders],
        "ordered_on": [day_of(order.ordered_on) for order in orders],
        "due_on": [day_of(order.due) for order in orders],
        "received_on": [day_of(order.arrives) for order in orders],
        "ordered": [order.quantity for order in orders],
        "received": [order.received for order in orders],
        "rejected": [order.rejected for order in orders],
        "price": [order.way.bought.price for order in orders],
    }


def extra_shifts(history: History) -> list[Row]:
    """Return the Saturdays on which the welding line was worked, as exceptions of its calendar."""
    return [
        {"calendar": "welding", "date": day_of(day), "minutes": CALENDARS["saturdays"][5], "reason": "extra shift"}
        for day in history.floor.saturdays
    ]


def downtimes(history: History) -> list[Row]:
    """Return the breakdowns; the run that stood first in the queue is the one that was hit."""
    kept = {run.key for run in history.runs if run.started >= FIRST}
    return [
        {
            "resource": stop.resource,
            "date": day_of(stop.day),
            "reason": stop.reason,
            "minutes": stop.minutes,
            "run": stop.run if stop.run in kept else "",
        }
        for stop in history.floor.stops
        if stop.day >= FIRST
    ]


def lot_genealogy(history: History) -> dict[str, list[Any]]:
    """Return which traced lot went into which."""
    used: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for run in history.runs:
        if run.started >= FIRST and run.way.article.traced:
            for (item, _), lot, quantity in run.takes:
                if articles()[item].traced:
                    used[item, lot, run.way.point[0], run.lot] += quantity
    names = ("item", "lot", "into_item", "into_lot")
    columns: dict[str, list[Any]] = {name: [key[n] for key in used] for n, name in enumerate(names)}
    return {**columns, "quantity": list(used.values())}
