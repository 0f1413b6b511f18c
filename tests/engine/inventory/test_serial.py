"""Lines of stages: published levels, and what levels cost when they are tried out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.inventory.law import Normal
from handfast.engine.inventory.newsvendor import fill_level
from handfast.engine.inventory.serial import Link, counted_line, steady_line
from handfast.errors import DataError


@pytest.mark.parametrize(
    ("holding", "shortage", "levels", "cost"),
    [
        ((0.25, 0.25, 0.25, 0.25), 9, (8, 13, 18, 22), 12.688),
        ((0.25, 2.5, 2.5, 0.25), 9, (9, 10, 13, 19), 53.008),
        ((0.25, 0.25, 0.25, 0.25), 99, (11, 17, 22, 27), 16.206),
        ((0.25, 2.5, 2.5, 0.25), 99, (11, 14, 18, 26), 74.564),
    ],
)
def test_the_lines_of_shang_and_song(
    holding: tuple[float, ...], shortage: float, levels: tuple[int, ...], cost: float
) -> None:
    found = counted_line([Link(0.25, each) for each in holding], shortage, 16)
    assert found.levels == levels
    assert found.cost == pytest.approx(cost, abs=6e-4)


def test_the_textbooks_line() -> None:
    found = steady_line([Link(1, 3), Link(1, 2), Link(2, 2)], 37.12, 5, 1)
    assert found.levels == pytest.approx((6.4909, 12.0176, 22.7055), abs=1e-3)
    assert found.cost == pytest.approx(47.668653127136345, rel=5e-4)  # published from a coarse grid


@given(st.floats(0.5, 9), st.floats(1, 40), st.floats(0.5, 5))
def test_one_stage_is_the_newsvendor(holding: float, shortage: float, sd: float) -> None:
    found = steady_line([Link(4, holding)], shortage, 10, sd)
    known = fill_level(Normal(40, 2 * sd), holding, shortage)
    assert found.levels[0] == pytest.approx(known.level, abs=1e-3 * sd)
    assert found.cost == pytest.approx(known.cost, rel=1e-4)


def test_levels_cost_in_a_simulation_what_is_said_and_no_others_less() -> None:
    links, shortage, mean = [Link(2, 1.0), Link(3, 0.5)], 20.0, 4
    found = counted_line(links, shortage, mean)

    def paid(levels: tuple[float, ...]) -> float:
        """Local base stocks, day by day: what comes in, then demand, then what stock and debts cost that day."""
        rng = np.random.default_rng(3)
        near, far = int(levels[0]), int(levels[1])
        days = 60_000
        demand = rng.poisson(mean, days)
        on_way_far, on_way_near = [mean] * 3, [mean] * 2
        stock_near, stock_far = near - 2 * mean, far - near - 3 * mean
        owed_near, total = 0, 0.0
        for asked in demand.tolist():
            stock_near += on_way_near.pop(0)
            stock_far += on_way_far.pop(0)
            stock_near -= asked
            on_way_far.append(asked)
            owed_near += asked
            sent = max(min(owed_near, stock_far), 0)
            stock_far -= sent
            owed_near -= sent
            on_way_near.append(sent)
            held = stock_far + sum(on_way_near)  # goods on their way down cost what they cost above
            total += 0.5 * held + 1.5 * max(stock_near, 0) + shortage * max(-stock_near, 0)
        return total / days

    best = paid(found.levels)
    assert best == pytest.approx(found.cost, rel=0.03)
    for near, far in ((-2, -2), (2, 2), (0, -3), (0, 4)):
        assert paid((found.levels[0] + near, found.levels[1] + far)) > best * 0.995


def test_no_lead_time_needs_no_stock() -> None:
    assert counted_line([Link(0, 1), Link(0, 1)], 9, 16).cost == 0
    alone = steady_line([Link(0, 1), Link(4, 1)], 9, 10, 2)
    assert math.isfinite(alone.cost)
    assert alone.levels[1] > 40


def test_what_is_no_line_is_refused() -> None:
    with pytest.raises(DataError, match="cannot be a stage"):
        steady_line([Link(1, -1)], 9, 5, 1)
    with pytest.raises(DataError, match="not positive"):
        counted_line([Link(1, 1)], 0, 5)
