"""``handfast serve``: pages and API for everybody who works with a company."""

from __future__ import annotations

from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import aside
from handfast.doors.cli.session import prepare_engine

EXAMPLES = (
    "handfast serve --company acme.db",
    "handfast serve --company postgresql://handfast@db/acme --host 0.0.0.0 --log json",
    "handfast serve --demo --company garden/alder-and-pine.db",
)


def serve(
    place: options.Company = options.PLACE,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to listen to. Else this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="Port to listen to.")] = 8000,
    threads: Annotated[
        int, typer.Option("--threads", metavar="N", min=1, max=64, help="Requests that a process answers at a time.")
    ] = 8,
    processes: Annotated[
        int,
        typer.Option(
            "--processes", metavar="N", min=1, max=64, help="Processes that answer; each holds the company in memory."
        ),
    ] = 1,
    own_core: Annotated[
        bool,
        typer.Option(
            "--own-core",
            help="Keep each of these processes to a core of its own: quicker where no others need it (Linux).",
            show_default=False,
        ),
    ] = False,
    log: Annotated[str, typer.Option("--log", metavar="console|json", help="Form of the log, on stderr.")] = "console",
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help="Let visitors choose a role, without passwords: on this machine alone, with a worker.",
            show_default=False,
        ),
    ] = False,
) -> None:
    """Serve a company's pages and API, until it is told to stop (Ctrl-C, or a signal).

    Without --demo it starts only with HANDFAST_SECRET_KEY and HANDFAST_HOSTS set. One server serves one company. Older
    tables are brought up to date first. Needs the packages of 'handfast[web]'.
    """
    if log not in {"console", "json"}:
        wrong_use("--log is console or json.")
    prepare_engine(planning=True)
    from handfast.doors.serve.server import Listening, serve

    serve(place, Listening(host, port, threads, processes, own_core), demo=demo, log=log, ready=_tell)


def _tell(address: str) -> None:
    aside().print(f"Handfast is ready at {address} (Ctrl-C ends it)", soft_wrap=True)
