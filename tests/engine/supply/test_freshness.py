from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.supply.verify.freshness import Need, Stock, can_serve

DAYS = 5
stocks = st.builds(
    lambda day, life, quantity: Stock(day, day + life if life else None, quantity),
    st.integers(0, DAYS - 1),
    st.integers(0, 3),
    st.integers(1, 2),
)
needs = st.builds(Need, st.integers(0, DAYS - 1), st.integers(0, 2), st.integers(1, 2))


def can_serve_by_trying(outputs: list[Stock], wanted: list[Need]) -> bool:
    """Give every unit of supply to every unit of need in every order."""
    have = [stock for stock in outputs for _ in range(stock.quantity)]
    want = [need for need in wanted for _ in range(need.quantity)]
    if len(want) > len(have):
        return False
    return any(
        all(
            stock.day <= need.day and (stock.expires is None or need.day + need.fresh < stock.expires)
            for stock, need in zip(given_out, want, strict=True)
        )
        for given_out in permutations(have, len(want))
    )


@given(st.lists(stocks, max_size=3), st.lists(needs, max_size=3))
def test_every_way_of_giving_is_found_and_no_other(outputs: list[Stock], wanted: list[Need]) -> None:
    assert can_serve(np.zeros(DAYS, dtype=np.int64), outputs, wanted) == can_serve_by_trying(outputs, wanted)


def test_availability_serves_only_what_no_later_commitment_needs() -> None:
    available = np.array([3, 5, 1, 4, 4])
    assert can_serve(available, [], [Need(0, 9, 1)])
    assert not can_serve(available, [], [Need(2, 0, 2)])
    assert can_serve(available, [], [Need(2, 0, 1), Need(3, 0, 3)])


def test_what_is_new_may_serve_an_older_commitment() -> None:
    available = np.array([2, 2, 0])
    assert can_serve(available, [Stock(2, 3, 1)], [Need(0, 9, 1)])
    assert not can_serve(available, [Stock(1, 2, 1)], [Need(0, 9, 1)])
