"""``handfast inventory``: too little, too much, and what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.show.inventory import MARKS, Money, show_standings, show_stock, show_sum, standing_form

EXAMPLES = (
    "handfast inventory",
    "handfast inventory --item BENCH-150 --why",
    "handfast inventory --site NORTH --state overstock --state dead",
    "handfast inventory --by fill --service 98%",
)
SHOWN = 15
MEASURES = ("cycle", "fill", "cost")


State = Annotated[
    list[str] | None,
    typer.Option(
        "--state",
        metavar="STATE",
        help=f"Only stock points in this state; give it several times. One of: {', '.join(MARKS)}.",
        show_default=False,
    ),
]
Why = Annotated[bool, typer.Option("--why", help="What led to each row, and every cure.", show_default=False)]
Service = Annotated[
    str, typer.Option("--service", metavar="SHARE", help="Target, like 95% or 0.95. Else 95%.", show_default=False)
]
Measure = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="cycle|fill|cost",
        help="What the target counts: order cycles without a stock-out (else this), or demand met from the shelf; "
        "or cost: no target, whatever costs the least.",
        show_default=False,
    ),
]
Review = Annotated[
    int,
    typer.Option(
        "--review",
        metavar="DAYS",
        min=0,
        max=365,
        help="How often somebody orders. Else every day.",
        show_default=False,
    ),
]


def inventory(
    item: Annotated[str, typer.Option("--item", metavar="KEY", help="Only this item.")] = "",
    site: Annotated[str, typer.Option("--site", metavar="KEY", help="Only this site.")] = "",
    state: State = None,
    every: Annotated[
        bool, typer.Option("--all", help="All of them, those that are fine too.", show_default=False)
    ] = False,
    why: Why = False,
    service: Service = "95%",
    measure: Measure = "cycle",
    review: Review = 1,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show where there is too little stock and where too much, worst first, with the cheapest cure.

    Safety stock, reorder point and quantity come from what customers wanted, how far forecasts missed, and how long
    supply really took.
    """
    _check(state or (), measure)
    target = share_of(service)
    with opened(place) as company:
        found = company.inventory(item, site, service=target, measure=measure, review_days=review).to_dicts()
        money = Money(company)
    states = tuple(state or ()) or tuple(name for name in MARKS if every or item or name != "ok")
    rows = [row for row in found if row["state"] in states]
    if as_json:
        print_json({"currency": money.currency, "stock_points": [standing_form(row, money) for row in rows]})
        return
    console = page()
    shown = rows if every or state else rows[:SHOWN]
    if why:
        show_standings(console, shown, money)
    elif shown:
        show_stock(console, shown, money)
    show_sum(console, found, money)
    if len(rows) > len(shown):
        sys.stderr.write(f"{counted(len(rows) - len(shown), 'more row')} (--all shows them).\n")


def _check(states: Iterable[str], measure: str) -> None:
    for each in states:
        if each not in MARKS:
            wrong_use(f"'{each}' is no state. One of: {', '.join(MARKS)}.")
    if measure not in MEASURES:
        wrong_use(f"'{measure}' is no measure of service. One of: {', '.join(MEASURES)}.")


def share_of(text: str) -> float:
    """Return a share that was typed: ``95%``, ``95`` or ``0.95``; what it may be is checked where it is used."""
    digits = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        number = float(digits)
    except ValueError:
        wrong_use(f"'{text}' is no share. Write it like 95% or 0.95.")
    return number / 100 if "%" in text or number > 1 else number
