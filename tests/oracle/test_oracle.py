"""The oracle against trying everything, and its two models of runs that load nothing against each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.oracle.brute_force import earliest_by_trying
from tests.oracle.companies import Part, Shop, SmallCompany, Step, Way
from tests.oracle.earliest import earliest_day
from tests.oracle.random_companies import Dice, random_company, seeded_dice

from handfast.engine.network import NO_LIMIT

DAYS = 6


def tiny_company(dice: Dice) -> SmallCompany:
    """Return a company of two levels, six days and lots of up to three."""
    shops = tuple(Shop(dice(1, 2), tuple(dice(0, 4) for _ in range(DAYS)), (0,) * DAYS) for _ in range(2))
    steps = tuple(Step(dice(0, 1), dice(1, 2), dice(1, 2), dice(0, 2)) for _ in range(dice(1, 2)))
    lot = dice(1, 2)
    make = Way(
        0,
        inputs=(Part(1, dice(1, 2), dice(1, 2), dice(0, 1)),),
        extras=(Part(1, 1, 2),) if dice(0, 3) == 0 else (),
        steps=steps,
        good=((1, 1), (2, 3))[dice(0, 1)],
        lot_min=lot,
        lot_multiple=lot if dice(0, 1) else 1,
        lot_max=lot + (2 if lot == 1 else dice(0, 1) * 2),
        lead_before=dice(0, 1),
        lead_after=dice(0, 1),
        lead_calendar=dice(-1, 0),
        same_day=dice(0, 1) == 1,
        first_start=dice(0, 1),
    )
    buy = Way(1, lot_min=dice(1, 3), lot_max=3, lead_after=dice(0, 3), last_start=dice(1, DAYS - 1))
    return SmallCompany(
        horizon=DAYS,
        points=(("I0", "S0"), ("I1", "S0")),
        ways=(make, buy) if dice(0, 2) else (make,),
        shops=shops,
        calendars=(tuple(dice(0, 3) > 0 for _ in range(DAYS)),),
        events=((0, 0, dice(0, 2)), (1, dice(0, 2), dice(1, 4)), (0, dice(1, 4), dice(0, 2))),
        loaded=tuple(
            (n, day, dice(0, shop.units * shop.minutes[day]), 0) for n, shop in enumerate(shops) for day in (1, 2)
        ),
        quantity=dice(1, 4),
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_oracle_finds_what_trying_everything_finds(seed: int) -> None:
    company = tiny_company(seeded_dice(seed))
    answer = earliest_day(company, most_runs=1, merge=False)
    assert answer.solved
    assert answer.day == earliest_by_trying(company, most_runs=1)


@pytest.mark.parametrize("seed", range(60, 75))
def test_two_runs_of_a_process_are_tried_as_well(seed: int) -> None:
    company = tiny_company(seeded_dice(seed))
    company = replace(company, ways=company.ways[:1])
    answer = earliest_day(company, most_runs=2, merge=False)
    assert answer.day == earliest_by_trying(company, most_runs=2)


@pytest.mark.parametrize("seed", range(20))
def test_runs_that_load_nothing_may_be_counted_day_by_day(seed: int) -> None:
    company = random_company(seeded_dice(seed))
    company = replace(company, ways=tuple(replace(way, steps=(), lot_min=max(way.lot_min, 3)) for way in company.ways))
    company = replace(
        company, ways=tuple(replace(way, lot_max=max(way.lot_max, 3 * way.lot_multiple)) for way in company.ways)
    )
    counted, each = earliest_day(company), earliest_day(company, merge=False)
    assert counted.solved
    if counted.exact and each.exact and each.solved:
        assert counted.day == each.day
    elif each.solved:
        assert counted.day <= each.day


def test_the_oracle_says_when_it_looked_at_too_few_runs() -> None:
    shop = Shop(1, (10,) * 12, (0,) * 12)
    company = SmallCompany(
        horizon=12, points=(("I0", "S0"),), ways=(Way(0, steps=(Step(0, 1),)),), shops=(shop,), quantity=5
    )
    assert earliest_day(company, most_runs=5).exact
    assert not earliest_day(company, most_runs=4).exact
    assert company.ways[0].lot_max == NO_LIMIT
