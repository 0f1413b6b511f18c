"""Writers wait in the order in which they came.

SQLite lets one writer in at a time, and whoever waits looks again after a pause that grows: a busy writer that comes
straight back wins against a patient one. Within a process, taking turns first makes waiting fair and short.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock that is given to whoever has waited longest; the holder may enter again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._holder: int | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and hold it for the block."""
        me = threading.get_ident()
        if self._holder == me:
            yield
            return
        self._wait(me)
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self, me: int) -> None:
        with self._guard:
            if self._holder is None and not self._waiting:
                self._holder = me
                return
            call = threading.Lock()
            call.acquire()
            self._waiting.append(call)
        try:
            call.acquire()  # released by the one before
        except BaseException:
            self._give_up(call)
            raise
        self._holder = me

    def _give_up(self, call: threading.Lock) -> None:
        with self._guard:
            if call in self._waiting:
                self._waiting.remove(call)
                return
        self._pass_on()  # the turn came while giving up

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._holder = -1  # handed over: nobody else may jump in
                self._waiting.popleft().release()
            else:
                self._holder = None
