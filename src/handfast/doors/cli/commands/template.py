"""``handfast template``: write tables to fill."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json

EXAMPLES = (
    "handfast template tables.xlsx",
    "handfast template tables --form csv",
    "handfast template tables --table item --table stock",
)


def template(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A new workbook (.xlsx), or a new or empty folder.")],
    form: Annotated[
        str | None, typer.Option("--form", metavar="xlsx|csv", help="Else by the path's ending.", show_default=False)
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help="Only this table; give it several times.", show_default=False),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write empty tables to fill, with what each column means and one example row that is never read."""
    from handfast.doors.connect.files import write_template
    from handfast.engine.tables import SIX_TO_START

    written = write_template(path, form, table)
    if as_json:
        print_json({"path": str(written)})
        return
    console = page()
    console.print(f"Wrote {written}.", soft_wrap=True)
    if table is None:
        console.print(f"Fill these first: {', '.join(SIX_TO_START)}. All others may stay empty.")
    console.print(f"Next: handfast check {written}", soft_wrap=True)
