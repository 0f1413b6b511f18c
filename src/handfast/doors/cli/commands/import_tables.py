"""``handfast import``: bring tables in, after showing what is odd about them and what would change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handfast.company.queries.forms import promise_form
from handfast.doors.cli import options
from handfast.doors.cli.asking_back import confirmed
from handfast.doors.cli.endings import Ending, ended, fault_form
from handfast.doors.cli.interruption import interruptible
from handfast.doors.cli.paper import page, print_json, progress
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.book import rows_of, show_book
from handfast.doors.cli.show.difference import difference_form, show_created, show_difference, show_import
from handfast.doors.cli.show.faults import SHOWN, counted, show_faults, show_notices
from handfast.doors.cli.show.runs import presumed_form, show_presumed

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.actions.import_tables import ImportReport
    from handfast.engine.difference import TableDifference
    from handfast.engine.reading.company import Reading
    from handfast.facade import Company

EXAMPLES = (
    "handfast import tables.xlsx",
    "handfast import erp-export --dry-run",
    "handfast import monday/stock.csv --decimal-mark , --yes",
)

FileArgument = Annotated[
    str, typer.Argument(metavar="PATH", help="Folder of files named by table, one workbook, or one file.")
]
DecimalMark = Annotated[
    str | None,
    typer.Option("--decimal-mark", metavar=".|,", help="For the numbers of CSV files.", show_default=False),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="Of CSV files, such as cp1250.", show_default=False),
]
All = Annotated[bool, typer.Option("--all", help="Show every fault, notice and change.", show_default=False)]


def import_(
    path: FileArgument,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.", show_default=False)
    ] = False,
    yes: options.Yes = False,
    decimal_mark: DecimalMark = None,
    encoding: Encoding = None,
    full: All = False,
    reason: options.Reason = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Bring tables in: CSV, Excel or Parquet. All of it, or nothing where anything is wrong.

    Shows what should be known and what would change, asks on a terminal, and then tells what became of the order
    lines and which promises are at risk. Importing again updates; stock and receipts are snapshots.
    """
    with opened(place, actor) as company:
        with progress() as told:
            told("reading", 0, 1)
            reading = company.read(path, decimal_mark=decimal_mark, encoding=encoding)
        differences = _differences(reading)
        if not as_json:
            _show_reading(page(), reading, differences, full=full)
        if reading.faults:
            _refuse(reading, as_json=as_json)
        if dry_run:
            _end_dry_run(reading, differences, as_json=as_json)
            return
        if not as_json and not confirmed("Import this?", yes):
            sys.stderr.write("Nothing was written.\n")
            ended(Ending.NO)
        with progress() as told:
            report = interruptible(
                lambda heard: company.load(reading, reason=reason, progress=heard),
                told,
                too_late="all of it was written",
            )
        _tell(company, reading, report, as_json=as_json)


def _differences(reading: Reading) -> dict[str, TableDifference]:
    from handfast.engine.difference import difference

    return {} if reading.faults else difference(reading.existing, reading.tables, reading.gone)


def _show_reading(console: Console, reading: Reading, differences: dict[str, TableDifference], *, full: bool) -> None:
    shown = sys.maxsize if full else SHOWN
    show_faults(console, reading.faults, shown)
    show_notices(console, reading.notices, shown)
    if not reading.faults:
        show_created(console, reading)
        show_difference(console, reading, differences, full=full)


def _refuse(reading: Reading, *, as_json: bool) -> None:
    said = f"Nothing was imported. Mend {counted(len(reading.faults), 'fault')} first."
    if as_json:
        faults = [fault_form(fault) for fault in reading.faults]
        print_json({"error": {"kind": "DataError", "message": said, "faults": faults}})
    sys.stderr.write(f"{said}\n")
    ended(Ending.WRONG_DATA)


def _end_dry_run(reading: Reading, differences: dict[str, TableDifference], *, as_json: bool) -> None:
    if as_json:
        print_json({"imported": False, **_reading_form(reading, differences)})
    else:
        page().print("Nothing was written (--dry-run).")


def _reading_form(reading: Reading, differences: dict[str, TableDifference]) -> dict[str, Any]:
    return {
        "notices": [fault_form(fault) for fault in reading.notices],
        "created_defaults": [{"table": each.table, "names": list(each.names)} for each in reading.created_defaults],
        "changes": difference_form(differences),
    }


def _tell(company: Company, reading: Reading, report: ImportReport, *, as_json: bool) -> None:
    risky = [row for row in rows_of(company, "promised", "held") if row["at_risk"]]
    orders = report.orders
    if as_json:
        counts = {name: getattr(orders, name) for name in ("promised", "revised", "shipped", "ended")}
        form = _reading_form(reading, dict(report.differences))
        at_risk = [promise_form(row) for row in risky]
        runs = {
            "reported": list(report.runs.reported),
            "presumed": [presumed_form(each) for each in report.runs.presumed],
        }
        print_json({"imported": True, **form, "order_lines": counts, "runs": runs, "at_risk": at_risk})
        return
    console = page()
    show_import(console, report)
    show_presumed(console, report.runs.presumed)
    if risky:
        console.print(f"\n{counted(len(risky), 'promise')} at risk:")
        show_book(console, risky[:SHOWN])
        console.print("\nWhy: handfast explain PROMISE. All of them: handfast promises --at-risk")
