"""``handfast plan people``: what a plan asks of people."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.inventory import Money
from handfast.doors.cli.show.people import people_form, show_people

EXAMPLES = ("handfast plan people", "handfast plan people S-3 --all", "handfast plan people --json")

Plan = Annotated[
    str | None, typer.Argument(metavar="PLAN", help="Its number, like S-3. Else the newest.", show_default=False)
]
All = Annotated[bool, typer.Option("--all", help="Weeks of nothing but normal hours, too.", show_default=False)]


def people(
    plan: Plan = None, full: All = False, place: options.Company = options.PLACE, as_json: options.Json = False
) -> None:
    """Show what a plan asks of people, by team and week: overtime and its cost, and changes at short notice.

    All that was promised when the plan was made counts, too. Beside it stands what may be asked, from the team table,
    and which weeks go beyond it. Before there is a plan: what is promised now.
    """
    with opened(place) as company:
        rows = company.people_load(plan).to_dicts()
        money = Money(company)
    if as_json:
        print_json({"weeks": [people_form(row, money) for row in rows]})
    else:
        show_people(page(), rows, money, full=full)
