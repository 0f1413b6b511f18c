"""``handfast export``: take all tables out."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened

EXAMPLES = ("handfast export out", "handfast export out.xlsx", "handfast export out --form parquet")


def export(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A workbook (.xlsx), or a folder.")],
    form: Annotated[
        str | None,
        typer.Option("--form", metavar="csv|parquet|xlsx", help="Else by the path's ending.", show_default=False),
    ] = None,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Write all tables to a folder of CSV or Parquet files, or to one workbook; importing them gives the same tables.

    Files of the same names are replaced. What was promised, shipped or lost since the tables were brought in stands in
    the ledger, which is not in them: see handfast backup.
    """
    with opened(place) as company:
        written = company.export(path, form)
    if as_json:
        print_json({"path": str(written)})
    else:
        page().print(f"Wrote {written}.", soft_wrap=True)
