"""``handfast init``: create a company."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import prepare_engine

EXAMPLES = ("handfast init", "handfast init acme.db", "handfast init postgresql://me@host/acme")


def init(
    place: Annotated[
        str,
        typer.Argument(
            metavar="[PATH|URL]",
            envvar=options.ENVIRONMENT,
            show_envvar=False,
            show_default=False,
            help=f"Where to keep it. Else ${options.ENVIRONMENT}, else {options.PLACE} in this folder.",
        ),
    ] = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Create an empty company: a file, or a database on a PostgreSQL server.

    What is there already is never written over.
    """
    prepare_engine()
    from handfast import facade

    with facade.create(place, actor=actor) as company:
        kept = company.database.place
    if as_json:
        print_json({"company": kept})
        return
    page().print(f"Created {kept}, empty.", soft_wrap=True)
    named = "" if place == options.PLACE else f" --company {place}"
    page().print(f"Next: handfast import FOLDER{named}", soft_wrap=True)
    page().print("Tables to fill: handfast template FOLDER")
