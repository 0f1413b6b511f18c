"""``handfast load-profile``: what wishes, deals or a campaign would load, without a plan."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from handfast.doors.cli import options
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.typed import day_of, line_of, quantity_of

EXAMPLES = (
    "handfast load-profile --pipeline",
    'handfast load-profile --campaign "spring 2027" --full',
    "handfast load-profile --line BENCH-150:400:2027-05-15 --line BENCH-180:200:2027-05-15",
)

Line = Annotated[
    list[str] | None,
    typer.Option(
        "--line",
        metavar="ITEM:QUANTITY:DATE",
        help="So much of an item, to leave on a day; give it several times.",
        show_default=False,
    ),
]


def load_profile(
    line: Line = None,
    pipeline: Annotated[
        bool, typer.Option("--pipeline", help="All open deals, weighted by their chance.", show_default=False)
    ] = False,
    campaign: Annotated[
        str,
        typer.Option(
            "--campaign", metavar="KEY", help="What this campaign would add to the forecast.", show_default=False
        ),
    ] = "",
    weeks: Annotated[
        int | None,
        typer.Option(
            "--weeks",
            metavar="N",
            min=1,
            help="So many weeks. Else 26, or as far as the company looks.",
            show_default=False,
        ),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Every week that is loaded, not only the full ones.", show_default=False)
    ] = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show where deals, a campaign or any list would pinch, week by week, and which of them causes it.

    A first look in a moment: each line is followed down its bills of materials by the best-ranked processes, back by
    the lead times, on top of what is promised. Stock is not counted, and nothing is placed.
    """
    if not (line or pipeline or campaign):
        wrong_use("Say what is to be looked at: --pipeline, --campaign KEY, or --line ITEM:QUANTITY:DATE.")
    lines = [_read(each) for each in line or ()]
    with opened(place) as company:
        profile, notes = company.load_profile(lines, pipeline=pipeline, campaign=campaign, count=weeks)
    from handfast.doors.cli.show.volumes import profile_form, show_load_profile

    if as_json:
        print_json(profile_form(profile, notes))
        return
    show_load_profile(page(), profile, notes, full=full)


def _read(text: str) -> tuple[Any, ...]:
    item, quantity, day = line_of(text)
    if day is None:
        wrong_use(f"'{text}' says no day. Write it like {text}:2027-05-15.")
    return item, quantity_of(quantity), day_of(day)
