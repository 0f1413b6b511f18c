"""A core of its own: claimed by one process at a time, refused where no process can choose."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from handfast.doors.serve import own_core
from handfast.errors import BadConfiguration

linux = pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux lets a process choose its cores")
FAR = 100_000


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[int]]:
    """Three cores that no machine has; who is kept to which is written down, and nobody really is."""
    kept: dict[str, set[int]] = {}

    def keep(_process: int, cores: set[int]) -> None:
        kept[threading.current_thread().name] = cores

    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {FAR, FAR + 1, FAR + 2})
    monkeypatch.setattr(os, "sched_setaffinity", keep)
    monkeypatch.setattr(own_core, "_claimed", [])
    return kept


def elsewhere(function: Callable[[], None]) -> None:
    """Run in another thread, as the company does."""
    thread = threading.Thread(target=function, name="company")
    thread.start()
    thread.join()


@linux
def test_each_process_keeps_to_the_first_core_that_no_other_has_claimed(
    chosen: dict[str, set[int]], caplog: pytest.LogCaptureFixture
) -> None:
    assert own_core.keep_to_own_core(elsewhere) == FAR
    assert chosen == {"MainThread": {FAR}, "company": {FAR}}
    assert own_core.keep_to_own_core(elsewhere) == FAR + 1
    assert own_core.keep_to_own_core(elsewhere) == FAR + 2
    chosen.clear()
    assert not caplog.messages
    assert own_core.keep_to_own_core(elsewhere) is None, "each is claimed"
    assert not chosen
    assert caplog.messages == ["No core is left that no other server here has claimed: this process uses any."]
    for claim in own_core._claimed:
        claim.close()
    assert own_core.keep_to_own_core(elsewhere) == FAR, "who ended has left its core to others"
    own_core._claimed[-1].close()


@linux
def test_one_core_is_left_to_all(chosen: dict[str, set[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {FAR})
    assert own_core.keep_to_own_core(elsewhere) is None
    assert not chosen


def test_a_system_that_lets_nobody_choose_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    with pytest.raises(BadConfiguration, match="Leave out --own-core"):
        own_core.assert_possible()
