"""What quality found and what customers found: inspections, service cases, returns, surveys.

Defects have causes: seams welded in a rush, a bad delivery of hinges. Complaints follow from defects and from late
lines; surveys follow from how many promises were kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from numpy.random import Generator

from handfast.examples.alder_and_pine.customers import KEY, customers
from handfast.examples.alder_and_pine.days import END, day_of, number_of
from handfast.examples.alder_and_pine.dispatch import Delivery
from handfast.examples.alder_and_pine.filling import Row
from handfast.examples.alder_and_pine.history import History
from handfast.examples.alder_and_pine.orders import Line
from handfast.examples.alder_and_pine.places import FIRST_DAY
from handfast.examples.alder_and_pine.sales_tables import kept_lines

FIRST = number_of(FIRST_DAY)
BAD_ITEM, BAD_FROM = "HINGE-BRASS", number_of(FIRST_DAY.replace(year=2026))
"""The first delivery of brass hinges after this day is bad: its chairs come back."""

DEFECTS = {
    "bench frames": "weld seam",
    "table frames": "weld seam",
    "chair frames": "weld seam",
    "planters": "coating",
    "parasol bases": "coating",
    "trellises": "coating",
    "cushions": "seam",
    "care": "leaking can",
    "pergolas": "bore",
}

WORDS = {
    "late": (
        "Our shelf has been empty for days.",
        "The terrace opens on Friday.",
        "Again later than promised.",
        "Where is our order?",
    ),
    "quality": (
        "A weld seam has cracked.",
        "The surface is stained.",
        "Two of them wobble.",
        "A hinge broke on the first day.",
    ),
    "damaged": ("The carton arrived crushed.", "Scratched in transit."),
    "wrong": ("We ordered the other colour.", "One carton was of another order."),
    "documents": ("The customs papers were missing.", "The delivery note does not match."),
    "question": ("How often should it be oiled?", "Is it available in 200 cm?"),
}


@dataclass(slots=True)
class Quality:
    """What is known about lots: the share of bad pieces in each, and where defects come from."""

    bad: dict[str, float] = field(default_factory=dict)
    hidden: dict[str, float] = field(default_factory=dict)  # share that only breaks in use
    defect: dict[str, str] = field(default_factory=dict)
    bad_delivery: str = ""


def lots(history: History) -> Quality:
    """Return how good every lot is, handed on from the lots that went into it."""
    known = Quality()
    arrivals = (order for order in history.bought if order.way.point[0] == BAD_ITEM and BAD_FROM <= order.arrives < END)
    first = min(arrivals, key=lambda order: order.arrives, default=None)
    if first:
        known.bad_delivery = first.key
        known.hidden[first.key] = 0.25
    for run in sorted((run for run in history.runs if run.ended >= 0), key=lambda run: (run.ended, run.key)):
        share = 0.006 + (0.022 if run.rushed else 0.0)
        defect = DEFECTS.get(run.way.article.family, "surface")
        for _, lot, _ in run.takes:
            known.hidden[run.lot] = max(known.hidden.get(run.lot, 0.0), known.hidden.get(lot, 0.0))
            inherited = known.bad.get(lot, 0.0) * 0.7
            if inherited > share:
                share, defect = inherited, known.defect.get(lot, defect)
        known.bad[run.lot], known.defect[run.lot] = share, defect
    return known


def inspections(history: History, known: Quality, held: set[str], rng: Generator) -> list[Row]:
    """Return the inspections: every run of goods that are sold, every third run of the others; `held` lots wait."""
    rows: list[Row] = []
    for number, run in enumerate(history.runs):
        if run.started < FIRST or not run.good or not (run.way.article.sold or number % 3 == 0 or run.lot in held):
            continue
        smallest = run.way.article.smallest
        whole = run.good // smallest
        inspected = min(whole, 8 + whole // 10)
        defective = int(rng.binomial(inspected, known.bad[run.lot])) if inspected else 0
        if not inspected:
            continue
        verdict = "on_hold" if run.lot in held else "released" if defective < 0.05 * inspected else "reworked"
        rows.append(
            {
                "inspection": f"Q-{len(rows) + 301}",
                "item": run.way.point[0],
                "lot": run.lot,
                "run": run.key,
                "date": day_of(min(run.ended + 1, END - 1)),
                "inspected": inspected * smallest,
                "defective": defective * smallest,
                "defect": known.defect[run.lot] if defective else "",
                "verdict": verdict,
            }
        )
    return rows


def complaints(history: History, known: Quality, rng: Generator) -> tuple[list[Row], list[Row]]:
    """Return service cases and return lines, numbered in order of time."""
    cases: list[Row] = []
    returns: list[Row] = []
    for line in kept_lines(history):
        late = _days_late(line)
        if late >= 2 and rng.random() < min(0.7, (0.07 if line.customer.segment == KEY else 0.05) * late):
            opened = min(END - 1, line.confirmed + 1 + int(rng.integers(0, min(late, 6))))
            closed = line.delivered + 1 if 0 <= line.delivered < END - 1 else None
            cases.append(_case(line, "", opened, max(opened, closed) if closed else None, "late", rng))
        elif line.delivered >= 0 and rng.random() < 0.018:
            _mishap(line, cases, returns, rng)
    for delivery in history.deliveries:
        if delivery.line.ordered >= FIRST and delivery.delivered < END - 4:
            _defective(delivery, known, cases, returns, rng)
    cases.sort(key=lambda row: (row["opened_on"], row["order"], row["item"], row["lot"]))
    returns.sort(key=lambda row: (row["date"], row["order"], row["item"], row["lot"]))
    for number, row in enumerate(cases, start=204):
        row["case"] = f"SC-{number}"
    for number, row in enumerate(returns, start=77):
        row["return"], row["line"] = f"RT-{number}", 1
    return cases, returns


def surveys(history: History, known: Quality, rng: Generator) -> list[Row]:
    """Return what customers answered each quarter: the more promises kept and the fewer defects, the kinder."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in kept_lines(history):
        if 0 <= line.delivered < END:
            lines[line.customer.key].append(line)
    rows: list[Row] = []
    for asked in range(FIRST + 110, END, 91):
        for customer in customers():
            recent = [line for line in lines[customer.key] if asked - 120 <= line.delivered < asked]
            if len(recent) < 2 or rng.random() > 0.55:
                continue
            kept = sum(line.delivered <= line.confirmed for line in recent) / len(recent)
            bad = sum(known.bad.get(lot, 0.0) for line in recent for lot, _ in line.lots) / len(recent)
            recommend = min(10, max(0, round(1.5 + 8.5 * kept - 20 * bad + float(rng.normal(0, 1.1)))))
            satisfaction = min(5, max(1, round(1.2 + 3.7 * kept - 10 * bad + float(rng.normal(0, 0.45)))))
            rows.append(
                {
                    "survey": f"SV-{len(rows) + 19}",
                    "customer": customer.key,
                    "date": day_of(asked + int(rng.integers(0, 9))),
                    "satisfaction": satisfaction,
                    "recommend": recommend,
                    "note": "Always on time." if kept > 0.97 else "Too often late." if kept < 0.7 else "",
                }
            )
    return [row for row in rows if number_of(row["date"]) < END]


def _days_late(line: Line) -> int:
    """Return the days a line came, or still is, after the confirmed one."""
    if line.delivered >= 0:
        return line.delivered - line.confirmed
    return END - line.confirmed if line.open else 0


def _mishap(line: Line, cases: list[Row], returns: list[Row], rng: Generator) -> None:
    """Add what happens to any order now and then."""
    reasons = (
        ("damaged", "wrong", "question", "documents")
        if line.customer.region == "CH"
        else ("damaged", "wrong", "question")
    )
    reason = reasons[int(rng.integers(len(reasons)))]
    opened = min(END - 1, line.delivered + int(rng.integers(0, 6)))
    lot = line.lots[0][0] if reason == "damaged" else ""
    cases.append(_case(line, lot, opened, opened + int(rng.integers(1, 9)), reason, rng))
    if reason in ("damaged", "wrong") and opened + 7 < END:
        quantity = min(line.shipped, line.article.smallest * int(rng.integers(1, 4)))
        returns.append(_return(line, lot, quantity, opened + 7, reason))


def _defective(delivery: Delivery, known: Quality, cases: list[Row], returns: list[Row], rng: Generator) -> None:
    """Add what a customer found wrong with the pieces of a lot."""
    line = delivery.line
    pieces = delivery.quantity // line.article.smallest
    share = 0.3 * known.bad.get(delivery.lot, 0.0) + known.hidden.get(delivery.lot, 0.0)
    if not share or line.article.decimals:
        return
    found = int(rng.binomial(pieces, share))
    if not found or rng.random() < 0.2:
        return
    opened = delivery.delivered + int(rng.integers(1, 40))
    if opened >= END:
        return
    cases.append(_case(line, delivery.lot, opened, opened + int(rng.integers(2, 15)), "quality", rng))
    if rng.random() < 0.75 and opened + 10 < END:
        returns.append(_return(line, delivery.lot, found, opened + 10, "quality"))


def _case(line: Line, lot: str, opened: int, closed: int | None, reason: str, rng: Generator) -> Row:
    words = WORDS[reason]
    return {
        "customer": line.customer.key,
        "order": line.order,
        "item": line.article.key,
        "lot": lot,
        "opened_on": day_of(opened),
        "closed_on": day_of(closed) if closed is not None and closed < END else None,
        "reason": reason,
        "note": words[int(rng.integers(len(words)))],
    }


def _return(line: Line, lot: str, quantity: int, day: int, reason: str) -> Row:
    per = line.article.smallest * (line.article.purchase.per if line.article.purchase else line.article.per)
    return {
        "customer": line.customer.key,
        "item": line.article.key,
        "order": line.order,
        "lot": lot,
        "quantity": quantity,
        "date": day_of(day),
        "reason": reason,
        "credit": line.price * quantity // per,
    }
