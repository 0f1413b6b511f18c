"""``handfast jobs``: see what a worker does and did, ask for more, cancel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handfast.company.queries.forms import job_form
from handfast.doors.cli import options
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import BROKEN, HELD, QUIET, SURE, columns, page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import counted

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.company.routines.jobs import Job

EXAMPLES = ("handfast jobs", "handfast jobs --open --json")
ASK_EXAMPLES = (
    "handfast jobs ask plan --set seconds=60 --set overtime=yes",
    "handfast jobs ask import --file monday/stock.csv",
    "handfast jobs ask backup",
)
CANCEL_EXAMPLES = ("handfast jobs cancel J-3",)

STYLES = {"running": HELD, "done": SURE, "failed": BROKEN, "cancelled": QUIET, "waiting": ""}
TRUTH = {"yes": True, "true": True, "no": False, "false": False}


def jobs(
    context: typer.Context,
    only_open: Annotated[bool, typer.Option("--open", help="Only those that wait or run.", show_default=False)] = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show the jobs, the newest first: how far each is, what came of it, or why nothing did."""
    if context.invoked_subcommand is not None:
        return
    with opened(place) as company:
        found = company.jobs(only_open=only_open)
    if as_json:
        print_json({"jobs": [job_form(job) for job in found]})
    elif not found:
        page().print("There are no jobs.")
    else:
        show_jobs(page(), found)


def ask(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What to do: plan, volume, backlog, import or backup.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="How; give it several times.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="What is to be imported.", show_default=False)
    ] = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Ask for a job, which a worker will do: for a timetable, or to keep the terminal free."""
    said = dict(_setting(text) for text in settings or ())
    if (kind == "import") != (file is not None):
        wrong_use("An import needs a file (--file), and nothing else does.")
    if file is not None and not file.is_file():
        wrong_use(f"There is no file {file}.")
    with opened(place, actor) as company:
        if file is not None:
            job = company.import_later(file.name, file.read_bytes(), **said)
        else:
            job = company.ask_job(kind, **said)
    if as_json:
        print_json(job_form(job))
    else:
        page().print(f"{job.name} waits for a worker. How far it is: handfast jobs")


def cancel(
    job: Annotated[str, typer.Argument(metavar="JOB", help="Its number, like J-3.")],
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """End a job that waits; ask one that runs to end, which it does as soon as it can."""
    number = job.upper().removeprefix("J-")
    if not number.isdigit():
        wrong_use(f"'{job}' is no job. Write its number: J-3.")
    with opened(place, actor) as company:
        found = company.cancel_job(int(number))
    if as_json:
        print_json(job_form(found))
    else:
        page().print(f"{found.name} is to end." if found.open else f"{found.name} is cancelled.")


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        wrong_use(f"'{text}' says no value. Write it like seconds=60.")
    if value in TRUTH:
        return name, TRUTH[value]
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, value


def show_jobs(console: Console, found: list[Job]) -> None:
    """Show jobs as a table."""
    table = columns("job", "what", "state", "by", "asked (UTC)", "", wide=("",))
    for job in found:
        table.add_row(job.name, job.kind, job.state, job.actor, f"{job.asked:%m-%d %H:%M}", _told(job))
        table.rows[-1].style = STYLES[job.state]
    console.print(table)
    waiting = sum(job.state == "waiting" for job in found)
    if waiting and not any(job.state == "running" for job in found):
        console.print(f"\n{counted(waiting, 'job')} waiting. A worker does them: handfast worker")


def _told(job: Job) -> str:
    if job.state == "running":
        share = "" if job.share is None else f" {job.share:.0%}"
        return f"{job.words}{share}{' (is to end)' if job.cancel else ''}"
    if job.error:
        return " ".join(job.error.split())
    return ", ".join(f"{name} {value}" for name, value in job.result.items() if isinstance(value, str | int | float))
