"""``handfast choices``: what a machine, a hire or a second supplier would gain."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.choosing import choice_of
from handfast.doors.cli.commands.volume import Months, Seconds, Weeks
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened

EXAMPLES = (
    "handfast choices",
    "handfast choices --machine WELD,cost=180000,weekly=350 --hire WELD,hours=40,weekly=2300",
    "handfast choices --supplier TOP-OAK,site=NORTH,days=14,price=64.50 --steps 500",
)

Machine = Annotated[
    list[str] | None,
    typer.Option(
        "--machine",
        metavar="RESOURCE[,units=N]",
        help="More units of a resource, by its calendar. May be given several times, as all choices.",
        show_default=False,
    ),
]
Hire = Annotated[
    list[str] | None,
    typer.Option("--hire", metavar="RESOURCE,hours=N", help="More hours a week at a resource.", show_default=False),
]
Overtime = Annotated[
    list[str] | None,
    typer.Option(
        "--overtime",
        metavar="RESOURCE,hours=N",
        help="More hours of overtime a week that may be worked there, at their surcharge.",
        show_default=False,
    ),
]
Supplier = Annotated[
    list[str] | None,
    typer.Option(
        "--supplier",
        metavar="ITEM,site=KEY,days=N,price=MONEY[,lot=N]",
        help="Another supplier of an item at a site.",
        show_default=False,
    ),
]
Steps = Annotated[
    int | None,
    typer.Option(
        "--steps",
        metavar="N",
        min=0,
        help="Plan every order too, improved by so many steps, and tell how late it is.",
        show_default=False,
    ),
]


def choices(
    machine: Machine = None,
    hire: Hire = None,
    overtime: Overtime = None,
    supplier: Supplier = None,
    weeks: Weeks = None,
    months: Months = None,
    steps: Steps = None,
    seconds: Seconds = 120.0,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show what a machine, a hire or a second supplier would gain, side by side. Changes nothing.

    First at most, by the bid prices of the volume plan; then really, by planning the changed company again. To each
    choice its cost may be added: cost=MONEY once, and weekly=MONEY each week, as in --hire WELD,hours=40,weekly=2300.
    Without choices, the scarcest resources and bought items are looked at.
    """
    if weeks is not None and months is not None:
        wrong_use("Give --weeks or --months, not both.")
    from handfast.doors.cli.show.choices import choices_form, show_choices
    from handfast.doors.cli.show.inventory import Money
    from handfast.engine.volume.solving import Effort

    count, period = (months, "months") if months is not None else (weeks, "weeks")
    with opened(place, planning=True) as company:
        money = Money(company)
        decimals = dict(company.table("item").select("item", "decimals").iter_rows())
        said = (("machine", machine), ("hire", hire), ("overtime", overtime), ("supplier", supplier))
        named = [choice_of(kind, text, money.digits, decimals) for kind, texts in said for text in texts or ()]
        found = company.weigh(named, count, period, effort=Effort(seconds=seconds), steps=steps)
    if as_json:
        print_json(choices_form(found, money))
    else:
        show_choices(page(), found, money, suggested=not named)
