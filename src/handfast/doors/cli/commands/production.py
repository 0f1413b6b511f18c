"""``handfast report production``: a run has begun, has made good units, or is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handfast.company.queries.forms import exact, plain, promise_form
from handfast.doors.cli import options
from handfast.doors.cli.commands.report import at_risk, show_risk
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.book import rows_numbered
from handfast.doors.cli.typed import day_of, quantity_of, used_of

if TYPE_CHECKING:
    from handfast.company.actions.report_production import ProductionReport
    from handfast.facade import Company

EXAMPLES = (
    "handfast report production R-12",
    "handfast report production R-12 --started",
    "handfast report production R-12 30 --scrapped 2",
    "handfast report production R-12 46 --finished --used TOP-OAK:99 --on 2027-04-08",
)


Run = Annotated[str, typer.Argument(metavar="RUN", help="Its name, like R-12; handfast runs lists them.")]
Good = Annotated[
    str | None,
    typer.Argument(
        metavar="GOOD",
        help="Good units so far in all, in the item's unit. Else all that was planned, and it is finished.",
        show_default=False,
    ),
]
Scrapped = Annotated[
    str, typer.Option("--scrapped", metavar="QUANTITY", help="Units so far in all that did not become good.")
]
Started = Annotated[bool, typer.Option("--started", help="It has begun; nothing is finished yet.", show_default=False)]
Finished = Annotated[
    bool, typer.Option("--finished", help="Nothing more comes of it, even if less was made.", show_default=False)
]
InputsTaken = Annotated[
    bool,
    typer.Option(
        "--inputs-taken",
        help="All that it uses has left stock. Else it leaves with what is finished, in proportion.",
        show_default=False,
    ),
]
Used = Annotated[
    list[str] | None,
    typer.Option(
        "--used",
        metavar="ITEM:QUANTITY",
        help="What this report takes out of stock of an input, instead of its share; give it several times.",
        show_default=False,
    ),
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Day on which it was so. Else today.", show_default=False)
]
Lot = Annotated[str, typer.Option("--lot", metavar="NAME", help="The lot that it became.", show_default=False)]


def production(
    run: Run,
    good: Good = None,
    scrapped: Scrapped = "0",
    started: Started = False,
    finished: Finished = False,
    inputs_taken: InputsTaken = False,
    used: Used = None,
    on: On = None,
    lot: Lot = "",
    reason: options.Reason = "",
    request: options.Request = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Write down what a run has made, bought or moved: from now on it is stock, and what went into it is used up.

    Say it of the run in all so far; saying it again changes nothing. Less than planned is a loss, and the promises
    that counted on it are named; more than planned is free.
    """
    made = None if good is None else quantity_of(good, "good")
    day = None if on is None else day_of(on)
    with opened(place, actor) as company:
        before = at_risk(company)
        told = company.report_production(
            run,
            made,
            scrapped=quantity_of(scrapped, "scrapped"),
            on=day,
            started=started,
            finished=finished,
            inputs_taken=inputs_taken,
            used=dict(used_of(each) for each in used or ()),
            lot=lot,
            reason=reason,
            request=request,
        )
        _tell(company, told, before, as_json=as_json)


def _tell(company: Company, told: ProductionReport, before: set[str], *, as_json: bool) -> None:
    risky = rows_numbered(company, {each.promise for each in told.at_risk})
    new = [row for row in risky if row["promise"] not in before]
    if as_json:
        quantities = {name: exact(getattr(told, name)) for name in ("good", "in_all", "lost")}
        print_json(
            {
                "run": told.run,
                "item": told.item,
                **quantities,
                "unit": told.unit,
                "finished": told.finished,
                "bound_anew": told.bound_anew,
                "at_risk": [{**promise_form(row), "new": row in new} for row in risky],
            }
        )
        return
    console = page()
    console.print(words(told), soft_wrap=True)
    show_risk(console, risky, new)


def words(told: ProductionReport) -> str:
    """Return what a report did, in words."""
    unit = "" if told.unit == "pcs" else f" {told.unit}"
    if told.good:
        done = f"{told.run}: {plain(told.good)}{unit} {told.item} came into stock, {plain(told.in_all)}{unit} so far"
    elif told.in_all:
        done = f"{told.run}: nothing new came into stock, {plain(told.in_all)}{unit} {told.item} so far"
    else:
        done = f"{told.run} is under way: nothing has come into stock yet"
    lost = f" {plain(told.lost)}{unit} will not come." if told.lost else ""
    return f"{done}{'; it is finished' if told.finished else ''}.{lost}"
