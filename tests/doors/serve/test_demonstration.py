"""The demonstration in the browser: whoever asks for a plan there gets one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest

from handfast.company.opening import create
from handfast.doors.serve import demonstration, server
from handfast.doors.serve.server import Listening
from handfast.doors.serve.worker import TOLD


@pytest.mark.parametrize("demo", [True, False])
def test_a_worker_runs_as_long_as_the_pages_of_a_demonstration_are_served(
    demo: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    @contextmanager
    def beside(place: str) -> Iterator[None]:
        told.append(f"worker begins: {place}")
        yield
        told.append("worker ends")

    class Granian:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def serve(self) -> None:
            told.append("pages")

    def nobody(*_: Any) -> None: ...

    for name, fake in (("worker_beside", beside), ("_granian", lambda: (Granian, "wsgi")), ("_when_ready", nobody)):
        monkeypatch.setattr(server, name, fake)
    monkeypatch.setattr(server.multiprocessing, "set_start_method", lambda *_, **__: None)
    monkeypatch.setenv(TOLD, "")  # so that it goes again
    monkeypatch.setenv("HANDFAST_SECRET_KEY", token_urlsafe(48))
    monkeypatch.setenv("HANDFAST_HOSTS", "handfast.acme.example")
    place = str(tmp_path / "garden.db")
    create(place).close()
    server.serve(place, Listening(port=server.free_port("127.0.0.1")), demo=demo, log="quiet", ready=told.append)
    assert told == ([f"worker begins: {place}", "pages", "worker ends"] if demo else ["pages"])


def test_the_sample_is_shown_as_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(demonstration, "serve", lambda place, *_, demo, **__: told.append((place, demo)))
    demonstration.show_pages("garden.db", lambda _: None)
    assert told == [("garden.db", True)]
