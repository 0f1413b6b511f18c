"""``handfast check``: what is wrong with files, or with the company itself; nothing is written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.commands.import_tables import All, DecimalMark, Encoding
from handfast.doors.cli.endings import Ending, ended, fault_form
from handfast.doors.cli.paper import SURE, page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import SHOWN, counted, show_faults, show_notices

if TYPE_CHECKING:
    from handfast.errors import Fault

    Findings = tuple[Sequence[Fault], Sequence[Fault]]

EXAMPLES = ("handfast check tables.xlsx", "handfast check erp-export --all", "handfast check --company acme.db")


def check(
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]",
            help="Folder, workbook or file to check as an import would. Without it: the company itself.",
            show_default=False,
        ),
    ] = None,
    decimal_mark: DecimalMark = None,
    encoding: Encoding = None,
    full: All = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Check tables with all checks, and write nothing.

    Files are checked together with what the company has; where there is no company yet, for themselves.
    """
    faults, notices = _kept(place) if path is None else _read(path, place, decimal_mark, encoding)
    if as_json:
        print_json({"faults": [fault_form(each) for each in faults], "notices": [fault_form(each) for each in notices]})
    else:
        shown = sys.maxsize if full else SHOWN
        show_faults(page(), faults, shown)
        show_notices(page(), notices, shown)
        if not faults:
            page().print(f"No faults, {counted(len(notices), 'notice')}.", style=SURE)
    if faults:
        ended(Ending.WRONG_DATA)


def _kept(place: str) -> Findings:
    """Return faults and notices of the company itself."""
    with opened(place) as company:
        verdict = company.check()
    return verdict.faults, verdict.notices


def _read(path: str, place: str, decimal_mark: str | None, encoding: str | None) -> Findings:
    """Return faults and notices of files, beside what the company has where there is one."""
    if place == options.PLACE and not Path(place).exists():
        from handfast.doors.connect.files import read_company

        reading = read_company(path, decimal_mark=decimal_mark, encoding=encoding)
    else:
        with opened(place) as company:
            reading = company.read(path, decimal_mark=decimal_mark, encoding=encoding)
    return reading.faults, reading.notices
