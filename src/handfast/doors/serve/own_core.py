"""A core of its own for each process that answers: what it works on stays in that core's memory.

Python works out one answer at a time, but its threads are many, and wherever the next one wakes up, the company in
memory has to be brought. Kept to one core, eight users who ask at once wait a fifth less (decision 18).
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable

from handfast.errors import BadConfiguration
from handfast.sentences import sentence

log = logging.getLogger("handfast.server")

_claimed: list[socket.socket] = []
"""Claims of this process; they end with it."""


def assert_possible() -> None:
    """Refuse where a process cannot choose its cores."""
    if not hasattr(os, "sched_setaffinity"):
        raise BadConfiguration(
            sentence("This system does not let a process choose its cores. Leave out {option}.", option="--own-core")
        )


def keep_to_own_core(run: Callable[[Callable[[], None]], None]) -> int | None:
    """Keep this thread, the company's, and all that they start, to a core that no other server here has claimed.

    Parameters
    ----------
    run
        Runs a function in the company's thread.

    Returns
    -------
    int
        The core; None where each has been claimed, or there is only one: then nothing changes, and the log says so.
    """
    cores = sorted(os.sched_getaffinity(0))
    core = next((each for each in cores if _claim(each)), None) if len(cores) > 1 else None
    if core is None:
        log.warning("No core is left that no other server here has claimed: this process uses any.")
        return None

    def keep() -> None:
        os.sched_setaffinity(0, {core})

    keep()
    run(keep)
    return core


def _claim(core: int) -> bool:
    """Claim a core by a name that only one process on this machine can have, and that is free when it ends."""
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claim.bind(f"\0handfast-core-{core}")
    except OSError:
        claim.close()
        return False
    _claimed.append(claim)
    return True
