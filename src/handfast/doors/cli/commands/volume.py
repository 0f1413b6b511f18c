"""``handfast volume``: what to make, buy, move, keep and serve, and what scarce things are worth."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened

EXAMPLES = ("handfast volume", "handfast volume --months 6 --families", "handfast volume --weeks 13 --publish")

Weeks = Annotated[
    int | None,
    typer.Option(
        "--weeks",
        metavar="N",
        min=1,
        help="So many weeks. Else 26, or as far as the company looks.",
        show_default=False,
    ),
]
Months = Annotated[
    int | None, typer.Option("--months", metavar="N", min=1, help="So many months instead.", show_default=False)
]
Publish = Annotated[
    bool,
    typer.Option(
        "--publish",
        help="Let offers charge what scarce things could earn elsewhere, by this plan's prices.",
        show_default=False,
    ),
]
Seconds = Annotated[
    float,
    typer.Option(
        "--seconds", metavar="S", min=0.1, help="Time limit of the exact solver. Else 120.", show_default=False
    ),
]
Families = Annotated[bool, typer.Option("--families", help="Show it by item family, too.", show_default=False)]
All = Annotated[bool, typer.Option("--full", help="Every row.", show_default=False)]


def volume(
    weeks: Weeks = None,
    months: Months = None,
    publish: Publish = False,
    seconds: Seconds = 120.0,
    families: Families = False,
    full: All = False,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    reason: options.Reason = "",
    as_json: options.Json = False,
) -> None:
    """Plan volumes: what to make, buy, move and keep so that the margin is best, and where the bottlenecks are.

    A linear program over weeks or months, from what is promised and forecast, stock, receipts and capacity. It shows
    what one more hour of a resource would earn, what is not served and why, and a bound that no plan exceeds. Lots are
    not looked at. Changes nothing, except with --publish.
    """
    if weeks is not None and months is not None:
        wrong_use("Give --weeks or --months, not both.")
    from handfast.doors.cli.show.inventory import Money
    from handfast.doors.cli.show.volumes import family_form, show_families, show_volume_plan, volume_form
    from handfast.engine.volume.solving import Effort

    with opened(place, actor) as company:
        count, period = (months, "months") if months is not None else (weeks, "weeks")
        plan = company.plan_volumes(count, period, effort=Effort(seconds=seconds))
        money = Money(company)
        summed = company.volume_families(plan) if families else []
        entry = company.publish_prices(plan, reason=reason) if publish else None
    if as_json:
        by_family = {"families": [family_form(each) for each in summed]} if families else {}
        print_json({**volume_form(plan, money), **by_family, "published": entry})
        return
    console = page()
    show_volume_plan(console, plan, money, period.removesuffix("s"), full=full)
    if families:
        show_families(console, summed, money)
    if entry is not None:
        console.print(f"\nPublished (entry {entry}): from now on offers charge these prices.")
