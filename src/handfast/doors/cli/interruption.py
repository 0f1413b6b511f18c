"""Ctrl-C in the middle of long work: the work stops where it can, and what became of it is told."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, TypeVar

from handfast.doors.cli.endings import Ending, ended

if TYPE_CHECKING:
    from handfast.company.actions.progress import Progress

R = TypeVar("R")

HEARING_SECONDS = 0.1
"""How long an interruption may wait until it is heard."""


def interruptible(work: Callable[[Progress], R], told: Progress, *, too_late: str) -> R:
    """Do all-or-nothing work, which has threads of its own; an interruption stops it where it tells how far it is.

    Polars' own handler of interruptions does not wake who waits for a lock: hence short waits.

    Parameters
    ----------
    work
        Given whom to tell how far it is.
    told
        Who shows it.
    too_late
        What became of the work where the interruption came too late.
    """
    stop = threading.Event()

    def heard(what: str, done: int, of: int) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        told(what, done, of)

    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work, heard)
        try:
            while not doing.done():
                wait([doing], HEARING_SECONDS)
        except KeyboardInterrupt:
            stop.set()
            wait([doing])
            late = doing.exception() is None
            sys.stderr.write(f"\nInterrupted; {f'too late: {too_late}' if late else 'nothing was written'}.\n")
            ended(Ending.INTERRUPTED)
    return doing.result()
