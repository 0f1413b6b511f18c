"""``handfast worker``: do the jobs that people ask for."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.faults import counted

EXAMPLES = ("handfast worker", "handfast worker --once", "handfast worker --company postgresql://me@host/acme")

LOG = "%(asctime)s %(levelname)s %(message)s"


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what waits now, and end.", show_default=False)] = False,
    until_input_ends: Annotated[
        bool,
        typer.Option(
            "--until-input-ends", help="End when stdin is closed, with whoever started it.", show_default=False
        ),
    ] = False,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Do the jobs that people ask for: plans, imports, volume plans, backups; and what is to be done in time.

    Runs until it is told to stop (Ctrl-C, SIGTERM), and then gives back what it is doing. Several may run, on several
    machines: each job is done by one. A job whose worker was killed is taken over once, by another or by the next.
    """
    stopping = threading.Event()
    level = logging.WARNING if until_input_ends else logging.INFO  # beside another it says only what goes wrong
    logging.basicConfig(stream=sys.stderr, format=LOG, level=level)
    if until_input_ends:
        threading.Thread(target=_wait_for_end, args=(stopping,), daemon=True).start()
    with _signals(stopping), opened(place, planning=True) as company:
        at_work = company.worker(stopping)
        if not once:
            logging.getLogger("handfast.worker").info("worker %s of %s", at_work.name, company.database.place)
            at_work.run()
            return
        done = at_work.until_empty()
    if as_json:
        print_json({"jobs": done})
    else:
        page().print(f"{counted(done, 'job')} ended.")


@contextmanager
def _signals(stopping: threading.Event) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the worker in its own time."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stopping.set()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _wait_for_end(stopping: threading.Event) -> None:
    sys.stdin.buffer.read()
    stopping.set()
