"""The demonstration in the browser: whoever asks for a plan there gets one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from handfast.doors.serve import demonstration


def test_a_worker_runs_as_long_as_the_pages_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []

    @contextmanager
    def beside(place: str) -> Iterator[None]:
        told.append(("worker begins", place))
        yield
        told.append(("worker ends", place))

    def serve(place: str, *_: Any, **how: Any) -> None:
        assert how["demo"]
        told.append(("pages", place))

    monkeypatch.setattr(demonstration, "worker_beside", beside)
    monkeypatch.setattr(demonstration, "serve", serve)
    demonstration.show_pages("garden.db", lambda _: None)
    assert told == [("worker begins", "garden.db"), ("pages", "garden.db"), ("worker ends", "garden.db")]
