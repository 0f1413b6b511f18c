"""Pegging both ways: parts sum, follow the runs, and know no cycle."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.supply.explain.flow import FINE, LEFT_OVER, Flow, Parts, Served, Supplied, split


def bakery() -> Flow:
    """Return ten bags of flour: six make twelve breads of which eight are wanted, three make cake, one is left."""
    supplies = {
        "flour": Supplied(0, 0, 10, None),
        "breads": Supplied(1, 2, 12, "baking"),
        "cake": Supplied(2, 3, 1, "cake run"),
    }
    served = [
        Served("flour", "baking", 1, 6),
        Served("flour", "cake run", 2, 3),
        Served("breads", "P-1", 2, 5),
        Served("breads", "P-2", 4, 3),
        Served("cake", "P-2", 3, 1),
    ]
    return Flow(supplies, served)


def in_units(parts: Parts) -> Parts:
    """Return what becomes of a run's output in whole units, of which it is known that they come out even."""
    return Parts(parts.whole // FINE, {end: part // FINE for end, part in parts.by_end.items()})


def test_a_purchase_is_followed_to_the_orders_in_the_end() -> None:
    flow = bakery()
    ends = flow.ends()
    assert in_units(ends["baking"]) == Parts(12, {"P-1": 5, "P-2": 3, LEFT_OVER: 4})
    for_baking, for_cake = flow.users_of["flour"]
    assert flow.with_only(for_baking, ends) == {"P-1": 2, "P-2": 2, LEFT_OVER: 2}  # six twelfths of 5, 3 and 4
    assert flow.with_only(for_cake, ends) == {"P-2": 3}


def test_ends_may_be_put_under_their_kind() -> None:
    assert in_units(bakery().ends(lambda end: "promised")["baking"]) == Parts(12, {"promised": 8, LEFT_OVER: 4})


def test_what_feeds_an_order_is_found_downwards() -> None:
    flow = bakery()
    assert [each.supply for each in flow.feeds_of["P-2"]] == ["cake", "breads"]
    assert [each.supply for each in flow.feeds_of["baking"]] == ["flour"]


def test_a_run_that_lives_on_what_it_makes_is_refused() -> None:
    supplies = {"a": Supplied(0, 0, 1, "one"), "b": Supplied(1, 0, 1, "other")}
    flow = Flow(supplies, [Served("a", "other", 0, 1), Served("b", "one", 0, 1)])
    with pytest.raises(AssertionError, match="lives on what it makes"):
        flow.order()


def test_what_comes_along_counts_where_the_own_item_goes_nowhere() -> None:
    supplies = {"planks": Supplied(0, 1, 10, "sawing"), "chips": Supplied(1, 1, 4, "sawing")}
    assert in_units(Flow(supplies, [Served("chips", "P-1", 2, 4)]).ends()["sawing"]) == Parts(4, {"P-1": 4})
    both = Flow(supplies, [Served("chips", "P-1", 2, 4), Served("planks", "P-2", 2, 10)])
    assert in_units(both.ends()["sawing"]) == Parts(10, {"P-2": 10})


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=9))
def test_a_split_sums_and_no_part_is_off_by_a_unit(quantity: int, parts: list[int]) -> None:
    whole = sum(parts)
    if not whole:
        return
    found = split(quantity, Parts(whole, dict(enumerate(parts))))
    assert sum(found.values()) == quantity
    for end, part in enumerate(parts):
        assert abs(found.get(end, 0) - Fraction(quantity * part, whole)) < 1


@given(st.data())
def test_over_any_number_of_levels_the_parts_sum_to_the_supply(data: st.DataObject) -> None:
    """Runs in levels, each fed by the level before; what is followed must sum at every level, ends by ends."""
    levels, supplies, served = data.draw(st.integers(1, 4)), {}, []
    for level in range(levels):
        for n in range(data.draw(st.integers(1, 3))):
            maker = f"run {level}-{n}" if level else None
            supplies[level, n] = Supplied(level, level, data.draw(st.integers(1, 60)), maker)
    left = {key: supply.quantity for key, supply in supplies.items()}
    for key in supplies:
        users = [supplies[each].maker for each in supplies if each[0] == key[0] + 1] or ["P-1", "P-2"]
        for user in users:
            part = data.draw(st.integers(0, left[key]))
            left[key] -= part
            if part:
                served.append(Served(key, user, key[0] + 1, part))
    flow = Flow(supplies, served)
    ends = flow.ends()
    for parts in ends.values():
        assert sum(parts.by_end.values()) == parts.whole
        assert parts.whole % FINE == 0
        assert set(parts.by_end) <= {"P-1", "P-2", LEFT_OVER}
    for each in served:
        assert sum(flow.with_only(each, ends).values()) == each.quantity
    for run in ends:  # an independent reckoning, in exact fractions
        exact = _exactly(supplies, served, run)
        for end, part in ends[run].by_end.items():
            assert abs(Fraction(part, FINE) - exact.get(end, Fraction(0))) < Fraction(1, 1000)


def _exactly(supplies: dict, served: list[Served], run: object) -> dict[object, Fraction]:
    key = next(each for each, supply in supplies.items() if supply.maker == run)
    whole, found = Fraction(supplies[key].quantity), dict[object, Fraction]()
    rest = whole
    for each in served:
        if each.supply != key:
            continue
        rest -= each.quantity
        makers = {supply.maker: supply.quantity for supply in supplies.values()}
        parts = {each.user: Fraction(1)}
        if each.user in makers:
            parts = {end: part / makers[each.user] for end, part in _exactly(supplies, served, each.user).items()}
        for end, part in parts.items():
            found[end] = found.get(end, Fraction(0)) + each.quantity * part
    if rest:
        found[LEFT_OVER] = found.get(LEFT_OVER, Fraction(0)) + rest
    return found
