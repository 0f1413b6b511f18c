"""``handfast runs move``: start a run on another day, after what would follow was shown."""

from __future__ import annotations

import sys
from typing import Annotated, Any, NoReturn

import typer

from handfast.company.queries.forms import board_run_form, moving_form
from handfast.doors.cli import options
from handfast.doors.cli.asking_back import confirmed
from handfast.doors.cli.endings import Ending, ended
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.moving import show_moving
from handfast.doors.cli.typed import day_of

EXAMPLES = (
    "handfast runs move R-12 2027-04-12 --dry-run",
    'handfast runs move R-12 2027-04-12 --reason "the saw is repaired"',
)


def move(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The run: R-12 or 12.")],
    to: Annotated[str, typer.Argument(metavar="DAY", help="On which it is to start.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would follow, and write nothing.", show_default=False)
    ] = False,
    yes: options.Yes = False,
    reason: options.Reason = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Start a run on another day: no promise gets later, and what would follow is shown before it counts.

    Where it is not possible, whoever stands in the way is named, with the nearest days that do. From then on the run
    is firm: the next plan keeps its day.
    """
    day = day_of(to)
    with opened(place, actor) as company:
        moving = company.check_move(run, day)
        form = moving_form(moving)
        if not as_json:
            show_moving(page(), form)
        if not moving.possible:
            _refuse(form, as_json=as_json)
        if dry_run:
            if as_json:
                print_json({"moved": False, **form})
            else:
                page().print("Nothing was written (--dry-run).")
            return
        if not as_json and not confirmed("Move it?", yes):
            sys.stderr.write("Nothing was written.\n")
            ended(Ending.NO)
        company.move_run(run, day, moving.seen, reason=reason)
        if as_json:
            print_json({"moved": True, **form, "stands": board_run_form(company.board_run(run))})
        else:
            page().print("Moved.")


def _refuse(form: dict[str, Any], *, as_json: bool) -> NoReturn:
    if as_json:
        print_json({"moved": False, **form})
    sys.stderr.write("Nothing was written.\n")
    ended(Ending.NO)
