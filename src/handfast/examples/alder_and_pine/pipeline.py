"""The way from a lead to an order: won deals are orders of the history, lost ones those that might have been."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from numpy.random import Generator

from handfast.examples.alder_and_pine.customers import KEY, PROJECT, Customer, price_of
from handfast.examples.alder_and_pine.days import END, day_of, number_of
from handfast.examples.alder_and_pine.filling import Row, ratio
from handfast.examples.alder_and_pine.history import History
from handfast.examples.alder_and_pine.orders import Line
from handfast.examples.alder_and_pine.places import FIRST_DAY
from handfast.examples.alder_and_pine.sales_tables import kept_lines
from handfast.examples.alder_and_pine.seasons import CAMPAIGNS

FIRST = number_of(FIRST_DAY)
LOST_PER_WON = 1.08
OPEN_DEALS = 46
STAGES = ("qualified", "proposal", "negotiation")
LOST_IN = (0.42, 0.36, 0.22)
STATED = {"qualified": "0.3", "proposal": "0.6", "negotiation": "0.85"}
"""What sales believes; the history says less."""

# source: how many leads of a hundred, how many of a hundred become a deal
SOURCES = {
    "website": (38, 16),
    "search ads": (24, 13),
    "trade press": (12, 15),
    "referral": (14, 46),
    "cold call": (12, 9),
}
FAIR_LEADS = 34
NAMES = (
    "Terrace",
    "Courtyard",
    "Roof garden",
    "Spring assortment",
    "Beer garden",
    "Lake promenade",
    "Staff garden",
    "New shop",
)


@dataclass(slots=True)
class Deal:
    """An opportunity before it is written down."""

    customer: Customer
    lines: list[Line]
    opened: int
    closed: int
    outcome: str
    stage: str
    expected: int
    known: bool = True  # whether the customer is one of the sixty
    lead: str = ""


def deals(history: History, rng: Generator) -> list[Deal]:
    """Return won, lost and open deals in order of opening."""
    orders: dict[str, list[Line]] = defaultdict(list)
    for line in kept_lines(history):
        orders[line.order].append(line)
    worth = [lines for lines in orders.values() if _is_a_deal(lines)]
    found = [_won(lines, rng) for lines in worth]
    for lines in worth:
        value = sum(line.price * line.quantity / line.article.smallest for line in lines)
        larger = 1.25 if value > 6_000_00 else 0.85  # large deals are lost more often
        found.extend(_lost(lines, rng) for _ in range(int(rng.poisson(LOST_PER_WON * larger))))
    spring = [lines for lines in worth if day_of(lines[0].requested).month in (4, 5, 6, 7)]
    found += [_open(spring[int(rng.integers(len(spring)))], rng) for _ in range(OPEN_DEALS)]
    kept = [deal for deal in found if FIRST <= deal.opened < END and (deal.outcome == "open" or deal.closed < END)]
    return sorted(kept, key=lambda deal: (deal.opened, deal.lines[0].order, deal.outcome))


def leads(found: list[Deal], rng: Generator) -> list[Row]:
    """Return the leads; deals that grew from one are given its number."""
    rows: list[Row] = []
    newcomers: set[str] = set()
    for deal in found:
        fresh = bool(deal.customer.since) and deal.known and deal.customer.key not in newcomers
        if fresh or not deal.known or rng.random() < 0.3:
            newcomers.add(deal.customer.key if deal.known else "")
            source = _source(rng, 1)
            created = max(FIRST - 30, deal.opened - int(rng.integers(2, 28)))
            customer = deal.customer.key if deal.known and deal.outcome == "won" else ""
            rows.append(_lead(source, created, deal.opened, None, customer, deal))
    converted = len(rows)
    for _ in range(converted * 2):
        source = _source(rng, -1)
        created = int(rng.integers(FIRST, END))
        closed = created + int(rng.integers(5, 60))
        rows.append(_lead(source, created, None, closed if closed < END else None, "", None))
    for name, kind, _, _, first, _, _, _ in CAMPAIGNS:
        if kind == "fair" and number_of(first) < END:
            for _ in range(FAIR_LEADS):
                created = number_of(first) + int(rng.integers(0, 4))
                rows.append(_lead("spring fair", created, None, created + int(rng.integers(10, 90)), "", None, name))
    rows.sort(key=lambda row: (row["created_on"], row["source"], str(row["closed_on"]), str(row["converted_on"])))
    for number, row in enumerate(rows, start=5_001):
        row["lead"] = f"L-{number}"
        deal = row.pop("deal")
        if deal is not None:
            deal.lead = row["lead"]
    return rows


def opportunities(found: list[Deal], rng: Generator) -> tuple[list[Row], list[Row]]:
    """Return opportunities and their lines; :func:`leads` must have been there before."""
    rows: list[Row] = []
    lines: list[Row] = []
    for number, deal in enumerate(found, start=101):
        key = f"OP-{number}"
        stated = {"won": "1", "lost": "0"}.get(deal.outcome) or STATED[deal.stage]
        rows.append(
            {
                "opportunity": key,
                "lead": deal.lead,
                "customer": deal.customer.key if deal.known else "",
                "name": NAMES[int(rng.integers(len(NAMES)))],
                "stage": deal.stage,
                "probability": ratio(stated),
                "opened_on": day_of(deal.opened),
                "expected_on": day_of(deal.expected),
                "closed_on": day_of(deal.closed) if deal.outcome != "open" else None,
                "outcome": deal.outcome,
                "owner": deal.customer.owner,
            }
        )
        wish = deal.lines[0].requested - deal.lines[0].ordered
        for place, line in enumerate(deal.lines, start=1):
            segment, currency = deal.customer.segment, deal.customer.currency
            won = deal.outcome == "won"
            pieces = line.quantity // line.article.smallest
            lines.append(
                {
                    "opportunity": key,
                    "line": place,
                    "item": line.article.key,
                    "quantity": line.quantity,
                    "wished": day_of((deal.closed if deal.outcome != "open" else deal.expected) + wish),
                    "price": line.price if won else price_of(line.article, segment, pieces, currency),
                }
            )
    return rows, lines


def _is_a_deal(lines: list[Line]) -> bool:
    """Whether somebody worked for the order: projects, and the larger orders of key accounts."""
    customer = lines[0].customer
    value = sum(line.price * line.quantity / line.article.smallest for line in lines)
    return (customer.segment == PROJECT and not customer.online) or (customer.segment == KEY and value > 12_000_00)


def _won(lines: list[Line], rng: Generator) -> Deal:
    closed = lines[0].ordered
    opened = closed - 8 - int(rng.gamma(2.2, 14))
    return Deal(lines[0].customer, lines, opened, closed, "won", "negotiation", closed + int(rng.integers(-14, 8)))


def _lost(lines: list[Line], rng: Generator) -> Deal:
    """Return a deal like that of `lines` that went to somebody else."""
    opened = lines[0].ordered - int(rng.integers(0, 120))
    stage = STAGES[int(rng.choice(3, p=LOST_IN))]
    closed = opened + 6 + int(rng.gamma(2.0, 12 + 8 * STAGES.index(stage)))
    known = rng.random() < 0.8
    return Deal(
        lines[0].customer, lines, opened, closed, "lost", stage, closed + int(rng.integers(-20, 15)), bool(known)
    )


def _open(lines: list[Line], rng: Generator) -> Deal:
    """Return a deal like that of `lines` that is in the making today."""
    stage = STAGES[int(rng.choice(3, p=(0.45, 0.35, 0.20)))]
    opened = END - 5 - int(rng.gamma(2.0, 10 + 8 * STAGES.index(stage)))
    expected = END + 4 + int(rng.integers(0, 50))
    return Deal(lines[0].customer, lines, opened, END, "open", stage, expected, bool(rng.random() < 0.9))


def _source(rng: Generator, sign: int) -> str:
    """Return where a lead came from: weighted by what became deals (sign 1), or by what did not (sign -1)."""
    weights = [count * (share if sign > 0 else 100 - share) for count, share in SOURCES.values()]
    whole = sum(weights)
    return list(SOURCES)[int(rng.choice(len(weights), p=[weight / whole for weight in weights]))]


def _lead(
    source: str,
    created: int,
    converted: int | None,
    closed: int | None,
    customer: str,
    deal: Deal | None,
    fair: str = "",
) -> Row:
    return {
        "source": source,
        "campaign": fair,
        "created_on": day_of(created),
        "converted_on": day_of(converted) if converted is not None else None,
        "closed_on": day_of(closed) if closed is not None and closed < END else None,
        "customer": customer,
        "deal": deal,
    }
