"""A worker beside another process, such as the server of the pages: it lives as long as that one does.

It is a process of its own, so that a long plan keeps no page waiting. It ends when its input is closed, which the
system sees to even where its parent was killed; where it ends by itself it is started again.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
GRACE_SECONDS = 20.0

_COMMAND = (
    sys.executable,
    "-c",
    "from handfast.doors.cli import main; raise SystemExit(main(['worker', '--until-input-ends']))",
)
log = logging.getLogger("handfast.worker")


@contextmanager
def worker_beside(place: str) -> Iterator[None]:
    """Run a worker for the company at `place` for the block; the place goes by the environment, unseen by others."""
    beside = _Beside({**os.environ, "HANDFAST_COMPANY": place})
    beside.start()
    try:
        yield
    finally:
        beside.stop()


class _Beside(threading.Thread):
    """Keeps one worker running."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__(name="worker beside", daemon=True)
        self._environment = environment
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the worker, again and again where it ends by itself, with growing pauses."""
        pause = FIRST_PAUSE_SECONDS
        while not self._over.is_set():
            with self._guard:
                if self._over.is_set():
                    return
                process = subprocess.Popen(
                    _COMMAND,
                    stdin=subprocess.PIPE,
                    env=self._environment,
                    start_new_session=True,  # Ctrl-C is for who started it; that one then ends this one
                )
                self._process = process
            code = process.wait()
            if not self._over.is_set():
                log.warning("the worker ended by itself (%s); it is started again in %.0f s", code, pause)
            self._over.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def stop(self) -> None:
        """End the worker: it gives back what it is doing; one that does not listen is killed."""
        with self._guard:
            self._over.set()
            process = self._process
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.join()
