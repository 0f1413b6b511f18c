"""Days of many demands, found by several threads: the same as one after the other, and no fault goes unheard."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from tests.oracle.kernel import bits_of, placer_of
from tests.oracle.random_companies import random_company, seeded_dice

from handfast.engine.network import Ints
from handfast.engine.supply import days
from handfast.engine.supply.placing import Placer


def asked(placer: Placer, point: int, count: int) -> Ints:
    """Return demands of more and more, each wished at once."""
    last = placer.network.horizon - 1
    return np.array([(point, 1 + n, 0, n % 3, last) for n in range(count)], np.int64).reshape(-1, 5)


@pytest.mark.parametrize("count", [0, 3, 70])
def test_several_threads_find_the_days_that_one_finds(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days.settings, "NUMBA_NUM_THREADS", 3)
    monkeypatch.setattr(days, "COPIED", 1 << 40)
    monkeypatch.setattr(days, "COPIED_SEARCHING", 1 << 40)
    searched = 0
    for seed in range(12):
        company = random_company(seeded_dice(seed))
        placer = placer_of(company)
        rows, before = asked(placer, company.point, count), bits_of(placer.state)
        found = days.days_of(placer.structure, placer.state, rows)
        assert bits_of(placer.state) == before
        for (point, quantity, first, wish, _), day in zip(rows.tolist(), found.tolist(), strict=True):
            placement = placer.place(point, quantity, wish, first=first)
            searched += placement.day > wish
            assert day == max(placement.day, wish)
            placer.undo(placement)
    assert searched > 0 or count == 0


def test_a_fault_of_a_thread_that_helps_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    company = random_company(seeded_dice(1))
    placer, find = placer_of(company), days.find_days
    both = threading.Barrier(2, timeout=60)
    first = iter([True])

    def failing_beside(*given: Any) -> int:
        helps = threading.current_thread().name.startswith("days")
        if helps or next(first, False):
            both.wait()  # whoever asked still has a part to do when the other one begins
        if helps:
            raise ZeroDivisionError
        return int(find(*given))

    monkeypatch.setattr(days.settings, "NUMBA_NUM_THREADS", 2)
    monkeypatch.setattr(days, "COPIED", 1 << 40)
    monkeypatch.setattr(days, "find_days", failing_beside)
    with pytest.raises(ZeroDivisionError):
        days.days_of(placer.structure, placer.state, asked(placer, company.point, 70))
