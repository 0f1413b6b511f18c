"""``handfast backup`` and ``handfast restore``: a company as one file, and a company made of it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.asking_back import confirmed
from handfast.doors.cli.endings import Ending, ended
from handfast.doors.cli.interruption import interruptible
from handfast.doors.cli.paper import BROKEN, SURE, WATCH, page, print_json, progress
from handfast.doors.cli.session import opened, prepare_engine
from handfast.doors.cli.show.faults import counted

EXAMPLES = ("handfast backup", "handfast backup --to safe/monday.backup", "handfast backup --company acme.db --quick")
RESTORE_EXAMPLES = (
    "handfast restore monday.backup acme-monday.db",
    "handfast restore monday.backup postgresql://me@host/acme",
    "handfast restore monday.backup acme.db --replace",
)

MEGABYTE = 1_000_000

Replace = Annotated[bool, typer.Option("--replace", help="What is there already may go.", show_default=False)]


def backup(
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help="Where to. Else the company's name and the moment, in this folder.",
            show_default=False,
        ),
    ] = None,
    replace: Replace = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Only compare digests; else it is restored once for trial, and its ledger verified.",
            show_default=False,
        ),
    ] = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Write the whole company to one file, as it stands at one moment, while everybody goes on working.

    The file restores on SQLite and on PostgreSQL. People's password hashes are in it: keep it where only those may
    read who may read everything. Sessions and tokens are not. Ends with 1 where the ledger in it is not sound.
    """
    with opened(place) as company, progress() as told:
        written = interruptible(
            lambda heard: company.back_up(to, replace=replace, quick=quick, progress=heard),
            told,
            too_late="the backup was written",
        )
    faults = written.faults or []
    if as_json:
        form = {"path": str(written.path), "bytes": written.size, "made": written.made.isoformat()}
        trial = {"tried": written.faults is not None, "differences": faults}
        print_json({**form, "tables": written.tables, "rows": written.rows, "entries": written.entries, **trial})
    else:
        size = f"{written.size / MEGABYTE:,.1f} MB"
        page().print(f"Wrote {written.path}: {counted(written.rows, 'row')}, {size}.", soft_wrap=True)
        _tell_trial(written.faults)
    if faults:
        ended(Ending.NO)


def _tell_trial(faults: list[str] | None) -> None:
    if faults is None:
        page().print("Read back; its digests are right. It was not restored for trial (--quick).", style=WATCH)
    elif faults:
        page().print(
            f"Restored for trial: its ledger is not sound, {counted(len(faults), 'difference')}.", style=BROKEN
        )
        for each in faults:
            page().print(f"  · {each}", soft_wrap=True)
    else:
        page().print("Restored for trial: all rows are there, and its ledger is sound.", style=SURE)


def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What handfast backup wrote.")],
    place: Annotated[
        str, typer.Argument(metavar="PATH|URL", help="Where to: a file, or postgresql://user@host/database.")
    ],
    replace: Replace = False,
    unsound: Annotated[
        bool,
        typer.Option("--unsound", help="Even if the ledger in it contradicts itself.", show_default=False),
    ] = False,
    yes: options.Yes = False,
    as_json: options.Json = False,
) -> None:
    """Make a company of a backup: all of it or nothing, and only if its ledger is sound.

    What is there already is never written over unless --replace says so; it then asks back on a terminal. Jobs do not
    go on and webhooks are paused, for the original may still be at work. Sessions and tokens are not restored.
    """
    if replace and not as_json and not confirmed(f"Replace the company at {place}?", yes):
        sys.stderr.write("Nothing was written.\n")
        ended(Ending.NO)
    prepare_engine()
    from handfast import facade

    with progress() as told:
        done = interruptible(
            lambda heard: facade.restore(file, place, replace=replace, unsound=unsound, progress=heard),
            told,
            too_late="all of it was restored",
        )
    if as_json:
        form = {"company": done.place, "made": done.made.isoformat(), "rows": done.rows, "entries": done.entries}
        print_json({**form, "differences": done.faults})
    else:
        moment = f"{done.made:%Y-%m-%d %H:%M} UTC"
        page().print(f"Restored {done.place} as it stood on {moment}: {counted(done.rows, 'row')}.", soft_wrap=True)
        sound = "Its ledger is sound." if not done.faults else f"Its ledger is not sound: {done.faults[0]}"
        page().print(sound, style=BROKEN if done.faults else SURE, soft_wrap=True)
        page().print("Everybody signs in again, programs need new tokens, and webhooks are paused.")
    if done.faults:
        ended(Ending.NO)
