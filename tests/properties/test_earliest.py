"""The earliest date: never before what is possible, never later than it is said to be. Rule 16.

The large run, with the share that is proven and the days of excess, is ``python -m benchmarks.earliest``.
"""

from __future__ import annotations

import pytest
from tests.oracle.earliest import earliest_day
from tests.oracle.kernel import place, placer_of
from tests.oracle.random_companies import random_company, seeded_dice

SEEDS_AT_ONCE = 20


@pytest.mark.parametrize("first_seed", range(1_000_000, 1_000_200, SEEDS_AT_ONCE))
def test_the_bound_the_earliest_day_and_the_date_come_in_this_order(first_seed: int) -> None:
    solved = 0
    for seed in range(first_seed, first_seed + SEEDS_AT_ONCE):
        company = random_company(seeded_dice(seed))
        placement = place(placer_of(company), company)
        answer = earliest_day(company, seconds=0.5, first=company.wish)
        if answer.solved:
            solved += 1
            assert placement.bound <= answer.day, f"seed {seed}: bound {placement.bound}, possible on {answer.day}"
        if answer.exact:
            assert answer.day <= placement.day, (
                f"seed {seed}: placed on {placement.day}, impossible before {answer.day}"
            )
    assert solved > SEEDS_AT_ONCE // 2
