"""Whatever is promised, revised, withdrawn and capped: so much is possible as an oracle finds by trying every way."""

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.company.workshop_for_tests import Clock, assert_sound, day, open_workshop, workshop
from tests.engine.promise.test_allotting import most_served
from tests.engine.tables_for_tests import frame

from handfast.company.ledger.state import read_state
from handfast.errors import CannotPromise
from handfast.facade import Company

FIRST = (0, 4, 8)
DAYS = 12

asks = st.tuples(st.just("ask"), st.integers(1, 4), st.integers(0, DAYS))
revisions = st.tuples(st.just("revise"), st.integers(1, 4), st.integers(0, DAYS))
withdrawals = st.tuples(st.just("withdraw"), st.just(0), st.just(0))
caps = st.tuples(st.just("cap"), st.integers(0, 2), st.integers(0, 4))


@pytest.fixture(scope="module")
def shop(sqlite_template, tmp_path_factory) -> Iterator[Company]:
    """A workshop with so many benches that only quotas stand in the way of web customers."""
    path = tmp_path_factory.mktemp("quotas") / "company.db"
    shutil.copy(sqlite_template, path)
    with open_workshop(str(path), Clock()) as company:
        lot = {"item": "BENCH", "site": "NORTH", "lot": "B-1", "quantity": 10_000}
        company.load(workshop(stock=[lot]))
        yield company


def cap(shop: Company, quantities: list[int], minutes: int) -> None:
    """Let the web segment have so many benches in each period; the last period's last days are capped by none.

    They are counted in the minutes that one takes of the welding line; 0: as benches. The other one caps nothing.
    """
    plenty = [10_000] * len(FIRST)
    allotted = {"item": ("BENCH", plenty if minutes else quantities)}
    allotted["resource"] = ("WELD", [minutes * quantity for quantity in quantities] if minutes else plenty)
    rows = [
        {"segment": "web", what: name, "first_day": day(first), "last_day": day(first + 3), "quantity": quantity}
        for what, (name, listed) in allotted.items()
        for first, quantity in zip(FIRST, listed, strict=True)
    ]
    shop.load({"allocation": frame("allocation", *rows)})


def served(quantities: list[int], needs: list[int]) -> int:
    """Return for how many single units there is a quota, in any way at all; on days without quotas for all."""
    capped = sorted(need for need in needs if need < FIRST[-1] + 4)
    return len(needs) - len(capped) + most_served(tuple(quantities), FIRST, tuple(capped))


def possible(quantities: list[int], needs: list[int]) -> bool:
    """Whether there is a quota for all."""
    return served(quantities, needs) == len(needs)


def needs_of(shop: Company) -> dict[int, list[int]]:
    """Return the day of each unit that is promised, by promise."""
    rows = shop.promises("promised").select("promise", "quantity", "ship").iter_rows()
    return {int(name.removeprefix("P-")): [(ship - day(0)).days] * int(quantity) for name, quantity, ship in rows}


def begin(shop: Company, quantities: list[int], minutes: int) -> None:
    for promise in needs_of(shop):
        shop.withdraw(promise, reason="the next example")
    cap(shop, quantities, minutes)


@pytest.mark.parametrize("minutes", [0, 30])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.lists(st.one_of(asks, asks, revisions, withdrawals, caps), min_size=3, max_size=9),
    st.randoms(use_true_random=False),
)
def test_it_is_possible_exactly_when_there_is_a_way(shop, minutes, quantities, steps, chance):
    begin(shop, quantities, minutes)
    for kind, units, number in steps:
        needs = needs_of(shop)
        every = [need for each in needs.values() for need in each]
        lacking = not possible(quantities, every)
        if kind == "ask":
            offer = shop.quote("BENCH", units, day(number), customer="C-2")
            more = served(quantities, every + [number] * units) - served(quantities, every)
            assert more == units if offer.on_time else lacking or more < units
            if offer.on_time:
                shop.promise(offer)
        elif kind == "cap":
            quantities = [*quantities[:units], number, *quantities[units + 1 :]]
            cap(shop, quantities, minutes)
        elif needs and kind == "withdraw":
            shop.withdraw(chance.choice(sorted(needs)), reason="called off")
        elif needs and not lacking:  # what is given while too much is promised may be less than it counts for
            promise = chance.choice(sorted(needs))
            others = [need for other, each in needs.items() if other != promise for need in each]
            may = possible(quantities, others + [number] * units)
            try:
                shop.revise(promise, by=day(number), quantity=units, reason="another wish")
                assert may
            except CannotPromise:
                assert not may
        if kind == "cap":  # short by no more than there is no quota for, however promises are bound
            short = sum(row.short for row in shop.database.run(read_state).allocations)
            assert short == (minutes or 1) * (len(every) - served(quantities, every))
        assert_sound(shop)
