"""Needs are bound anew exactly where that is possible at all, and bindings stay where they can."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.company.queries.binding_anew import Need, Source, bind_anew

DAYS = st.integers(0, 5)
sources = st.lists(st.tuples(DAYS, st.integers(1, 3)), min_size=1, max_size=4).map(
    lambda rows: [Source(n, day, None, quantity) for n, (day, quantity) in enumerate(rows)]
)
needs = st.lists(st.tuples(DAYS, st.integers(1, 3), st.integers(0, 3)), max_size=4).map(
    lambda rows: [Need(n, None, day, quantity, own) for n, (day, quantity, own) in enumerate(rows)]
)


def possible(there: list[Source], wanted: list[Need]) -> bool:
    """Whether all needs can be served, by trying every way to serve them unit by unit."""
    units = [need for need in wanted for _ in range(need.quantity)]
    if len(units) > 5:  # as many as can be tried: what is there by each day has to be enough for what is needed by it
        return all(
            sum(each.quantity for each in there if each.day <= day)
            >= sum(each.quantity for each in wanted if each.day <= day)
            for day in range(7)
        )
    return any(
        all(there[choice].day <= unit.day for choice, unit in zip(chosen, units, strict=True))
        and all(chosen.count(n) <= each.quantity for n, each in enumerate(there))
        for chosen in product(range(len(there)), repeat=len(units))
    )


@settings(max_examples=150, deadline=None)
@given(sources, needs)
def test_all_are_served_just_where_they_can_be(there: list[Source], wanted: list[Need]) -> None:
    found = bind_anew(there, wanted, {})
    assert bool(found.missing) != possible(there, wanted)
    for n, need in enumerate(wanted):
        given_to = sum(quantity for each, _, quantity in found.bound if each == n)
        lacking = sum(quantity for each, quantity in found.missing if each == n)
        assert given_to + lacking == need.quantity
    for n, balance, quantity in found.bound:
        assert quantity > 0
        assert there[balance].day <= wanted[n].day
    for each in there:
        assert sum(quantity for _, balance, quantity in found.bound if balance == each.balance) <= each.quantity


def test_bindings_stay_where_they_can() -> None:
    there = [Source(1, 0, None, 5), Source(2, 3, None, 5)]
    wanted = [Need(1, None, 4, 5, 1), Need(2, None, 3, 5, 2)]
    assert sorted(bind_anew(there, wanted, {}).bound) == [(0, 1, 5), (1, 2, 5)]


def test_nobody_gets_what_is_older_or_held_for_another() -> None:
    fresh, old, held = Source(1, 2, 20, 5), Source(2, 0, 9, 5), Source(3, 0, None, 5, locked=True)
    wanted = [Need(1, None, 1, 5, 1)]
    assert bind_anew([fresh, old, held], wanted, {1: 20}).missing == [(0, 5)]
    assert bind_anew([fresh, old._replace(expires=21), held], wanted, {1: 20}).bound == [(0, 2, 5)]
    assert bind_anew([held], [Need(1, None, 1, 5, 3)], {}).bound == [(0, 3, 5)]
