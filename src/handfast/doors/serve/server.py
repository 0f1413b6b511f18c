"""The server: listens, starts the process that answers, and stops when it is told to, after what is under way."""

from __future__ import annotations

import ipaddress
import multiprocessing
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from handfast.company.opening import open_company
from handfast.company.routines.beside import worker_beside
from handfast.doors.entrance.together import measured_together
from handfast.doors.serve.own_core import assert_possible
from handfast.doors.serve.surroundings import production
from handfast.doors.serve.worker import Told
from handfast.errors import BadConfiguration

THREADS = 8
"""Requests that a process answers at a time; more wait. It computes one answer after another anyway."""

_STOP_SECONDS = 10
_READY_SECONDS = 900  # kernels that were never compiled here take a minute, on a busy machine several


@dataclass(frozen=True)
class Listening:
    """Where the server listens.

    Parameters
    ----------
    host, port
        Address; port 0: any that is free.
    threads
        Requests that a process answers at a time.
    processes
        Processes that answer. Each holds the company in memory, and works out one answer at a time.
    own_core
        Whether each of these processes keeps to a core of its own.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = THREADS
    processes: int = 1
    own_core: bool = False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = "localhost" if self.host in {"0.0.0.0", "::"} else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def serve(place: str, listening: Listening, *, demo: bool, log: str, ready: Callable[[str], None]) -> None:
    """Serve a company until the process is told to stop.

    Parameters
    ----------
    demo
        Whether visitors may choose a role: then only this machine is listened to, and a worker does their jobs.
    log
        ``json``, ``console`` or ``quiet``.
    ready
        Called with the address as soon as pages can be asked for.

    Raises
    ------
    BadConfiguration
        It must not, or cannot, start like this; the message says the cure.
    """
    granian, wsgi = _granian()
    if demo:
        assert_loopback(listening.host)
    else:
        production(os.environ)
    if listening.own_core:
        assert_possible()
    open_company(place).close()  # brings an older one up to date, and says what is wrong before anything listens
    assert_free(listening)
    Told(place, demo, log, listening.own_core).tell()
    multiprocessing.set_start_method("spawn", force=True)  # a fork would inherit locks of threads that it lacks
    server = granian(
        "handfast.doors.serve.worker:application",
        factory=True,
        address=listening.host,
        port=listening.port,
        interface=wsgi,
        workers=listening.processes,
        blocking_threads=listening.threads,
        workers_kill_timeout=_STOP_SECONDS,
        log_enabled=False,
    )
    threading.Thread(target=_when_ready, args=(listening.address, ready), daemon=True).start()
    with ExitStack() as around:
        if demo:  # who asks for a plan gets one; a company's own server has workers of its own
            around.enter_context(worker_beside(place))
        if listening.processes > 1:
            around.enter_context(measured_together())
        server.serve()


def _granian() -> tuple[Any, Any]:
    try:
        from granian import Granian
        from granian.constants import Interfaces
    except ImportError:
        raise BadConfiguration("Pages need more packages: pip install 'handfast[web]'") from None
    return Granian, Interfaces.WSGI


def assert_loopback(host: str) -> None:
    """Refuse to show a demonstration to others: whoever reaches it could be anybody in it."""
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise BadConfiguration(
            f"A demonstration lets everybody in, so it listens to this machine alone, not to {host}. "
            "To let others in, serve without --demo: handfast serve"
        )


def assert_free(listening: Listening) -> None:
    """Refuse a port that somebody else listens to."""
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listening.host, listening.port))
        except OSError as error:
            raise BadConfiguration(
                f"Nothing can listen to {listening.host}, port {listening.port}: {error.strerror}. "
                "Choose another one: --port 8001"
            ) from error


def free_port(host: str) -> int:
    """Return a port to which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _when_ready(address: str, ready: Callable[[str], None]) -> None:
    """Tell when the server answers; give up where it never does, for then it has said why."""
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=2):
                ready(address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
