"""``handfast plan explain`` and ``plan bottlenecks``: why needs are late, and what would help."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json, progress
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.inventory import Money
from handfast.doors.cli.show.measures import Measures
from handfast.doors.cli.show.plan_why import bottlenecks_form, explained_form, show_bottlenecks, show_explained

EXPLAIN_EXAMPLES = ("handfast plan explain P-12", 'handfast plan explain "safety stock TOP-OAK at NORTH" --plan S-3')
BOTTLENECKS_EXAMPLES = ("handfast plan bottlenecks", "handfast plan bottlenecks S-3 --seconds 60 --all")

Seconds = Annotated[
    float, typer.Option("--seconds", metavar="S", min=0.0, help="How long to look. Else 10.", show_default=False)
]


def explain(
    need: Annotated[str, typer.Argument(metavar="NEED", help="What a plan calls it, such as P-12, or words of that.")],
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="PLAN", help="Which plan. Else the newest.", show_default=False)
    ] = None,
    seconds: Seconds = 10.0,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Explain how a plan meets a need, what binds it, and what would help.

    What binds is lifted one after the other, from the day of the plan back to the wish, and the need placed again each
    time: the days of the parts sum to its delay. What would help is found by placing all that wait again, with an hour,
    a unit, or a day less of lead time more.
    """
    with opened(place, planning=True) as company:
        found = company.explain_need(need, plan, seconds=seconds)
        money, measures = Money(company), Measures(company)
    if as_json:
        print_json(explained_form(found))
    else:
        show_explained(page(), found, money, measures)


def bottlenecks(
    plan: Annotated[
        str | None, typer.Argument(metavar="PLAN", help="Its number, like S-3. Else the newest.", show_default=False)
    ] = None,
    seconds: Seconds = 10.0,
    full: Annotated[bool, typer.Option("--all", help="Every row.", show_default=False)] = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show what makes needs late: what costs most first, and what a little more of each would gain.

    Every late need's delay is charged to what binds it, part by part, so that the rows sum to the plan's lateness. The
    dearest needs are looked at first.
    """
    with opened(place, planning=True) as company, progress() as told:
        version = company.plan_version(plan)
        found = company.bottlenecks(plan, seconds=seconds, progress=told)
        money = Money(company)
    if as_json:
        print_json(bottlenecks_form(version, found))
    else:
        show_bottlenecks(page(), version, found, money, full=full)
