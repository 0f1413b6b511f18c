"""Load by cause: the parts sum to what the week usually has, whatever the runs and calendars."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.supply.explain.flow import LEFT_OVER, Parts
from handfast.engine.supply.explain.load import CAUSES, Minutes, load_by_cause

WEEKS = np.repeat([10, 17], 7)


def test_hours_go_to_whom_the_runs_serve() -> None:
    there, usual = np.full((1, 14), 480), np.full((1, 14), 480)
    there[0, 3] = 0  # a day off
    parts = {"r": Parts(4, {"promised": 1, "forecast": 2, LEFT_OVER: 1})}
    first, second = load_by_cause([Minutes("r", 0, 1, 100, 30)], {("r", 0): 20}, parts, there, usual, WEEKS)
    assert first.by_cause == {
        "promised": 20, "order": 0, "forecast": 40, "safety": 0, "surplus": 20, "changeover": 20,
        "free": 6 * 480 - 100, "downtime": 480,
    }  # fmt: skip
    assert (first.usual, first.there, first.overtime) == (7 * 480, 6 * 480, 30)
    assert second.by_cause["free"] == second.usual


def test_a_setup_is_counted_once_on_the_first_days() -> None:
    hours = np.full((1, 14), 60)
    parts = {"r": Parts(1, {"promised": 1})}
    minutes = [Minutes("r", 0, day, 60, 0) for day in (6, 7, 8)]
    first, second = load_by_cause(minutes, {("r", 0): 90}, parts, hours, hours, WEEKS)
    assert (first.by_cause["changeover"], first.by_cause["promised"]) == (60, 0)
    assert (second.by_cause["changeover"], second.by_cause["promised"]) == (30, 90)


def test_extra_shifts_count_as_usual_hours() -> None:
    there, usual = np.full((1, 14), 480), np.full((1, 14), 480)
    there[0, 5], usual[0, 5] = 240, 0
    first, _ = load_by_cause([], {}, {}, there, usual, WEEKS)
    assert (first.usual, first.by_cause["downtime"], first.by_cause["free"]) == (6 * 480 + 240, 0, 6 * 480 + 240)


@given(st.data())
def test_the_parts_sum_to_what_the_week_usually_has(data: st.DataObject) -> None:
    number = st.integers(0, 600)
    there, usual = (np.array([[data.draw(number) for _ in range(14)] for _ in range(2)]) for _ in range(2))
    left, minutes = there.copy(), []
    for run in range(data.draw(st.integers(0, 6))):
        resource, day = data.draw(st.integers(0, 1)), data.draw(st.integers(0, 13))
        part = data.draw(st.integers(0, int(left[resource, day])))
        left[resource, day] -= part
        minutes.append(Minutes(run, resource, day, part, data.draw(st.integers(0, 60))))
    kinds = ["promised", "order", "forecast", "safety", LEFT_OVER]
    parts = {}
    for run in range(5):
        by_end = {kind: data.draw(st.integers(0, 20)) for kind in kinds}
        if sum(by_end.values()):
            parts[run] = Parts(sum(by_end.values()), by_end)
    setups = {(run, resource): data.draw(st.integers(0, 200)) for run in range(6) for resource in range(2)}
    found = load_by_cause(minutes, setups, parts, there, usual, WEEKS)
    assert len(found) == 4
    for each in found:
        days = each.week == WEEKS
        assert set(each.by_cause) == set(CAUSES)
        assert all(part >= 0 for part in each.by_cause.values())
        assert sum(each.by_cause.values()) == each.usual == np.maximum(there, usual)[each.resource, days].sum()
        assert each.by_cause["free"] == left[each.resource, days].sum()
        assert each.there == there[each.resource, days].sum()
    assert sum(each.overtime for each in found) == sum(each.overtime for each in minutes)
