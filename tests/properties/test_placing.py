"""What holds for every placement on every company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of, faults_of, place, placer_of, remaining
from tests.oracle.random_companies import companies

any_company = st.one_of(companies(), companies(perishable=True))


@given(any_company)
@settings(max_examples=200)
def test_a_placement_is_legal_and_its_bound_lies_before_its_day(company: SmallCompany) -> None:
    placer = placer_of(company)
    placement = place(placer, company)
    assert company.wish <= placement.bound <= placement.day <= company.horizon
    assert placement.feasible == (placement.day < company.horizon)
    if placement.feasible:
        assert faults_of(company, placement) == []
    else:
        assert len(placement.rows) == 0


@given(any_company)
@settings(max_examples=150)
def test_a_quote_changes_nothing_and_can_be_had_again(company: SmallCompany) -> None:
    placer = placer_of(company)
    before = bits_of(placer.state)
    quote = place(placer, company)
    placer.undo(quote)
    assert bits_of(placer.state) == before
    again = place(placer, company, wish=quote.day)
    assert again.day == quote.day
    placer.undo(again)
    assert bits_of(placer.state) == before
    once_more = place(placer, company)
    assert once_more.day == quote.day
    assert (once_more.rows == quote.rows).all()


@given(any_company)
@settings(max_examples=50)
def test_nothing_is_met_on_the_horizon_or_behind_it(company: SmallCompany) -> None:
    placer = placer_of(company)
    before = bits_of(placer.state)
    for beyond in range(2):
        placement = place(placer, company, wish=company.horizon + beyond)
        assert placement.day < company.horizon or not placement.feasible
        placer.undo(placement)
        assert bits_of(placer.state) == before
        assert placer.place_on(company.point, company.quantity, company.horizon + beyond) is None
        assert bits_of(placer.state) == before


@given(any_company, st.lists(st.tuples(st.integers(1, 8), st.integers(0, 12)), min_size=2, max_size=6), st.randoms())
@settings(max_examples=150)
def test_placements_stand_beside_each_other_and_are_undone_in_any_order(
    company: SmallCompany, asks: list[tuple[int, int]], chance: object
) -> None:
    placer = placer_of(company)
    empty = bits_of(placer.state)
    placements = []
    for quantity, wish in asks:
        ask = replace(company, quantity=quantity, wish=min(wish, company.horizon - 1))
        before = remaining(placer.state)
        placement = place(placer, ask)
        if placement.feasible:
            assert faults_of(ask, placement, before) == []
            placements.append(placement)
        for left in (placer.state.available, placer.state.capacity, placer.state.overtime, placer.state.lot_free):
            assert (left >= 0).all()
    full = bits_of(placer.state)
    chance.shuffle(placements)  # type: ignore[attr-defined]
    for placement in placements:
        placer.undo(placement)
    assert bits_of(placer.state) == empty
    for placement in reversed(placements):
        placer.redo(placement)
    assert bits_of(placer.state) == full


@given(companies(overtime=False, expedite=False))
@settings(max_examples=100)
def test_more_means_never_make_it_later_than_they_are_proven_to(company: SmallCompany) -> None:
    """A bound holds for every date that is found with the same means or fewer."""
    placer = placer_of(company)
    plain = place(placer, company)
    placer.undo(plain)
    free = place(placer, replace(company, overtime=True, expedite=True))
    assert free.bound <= plain.day
    assert np.array_equal(placer.structure.process, placer_of(company).structure.process)
