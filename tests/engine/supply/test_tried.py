"""What a search has tried: answers are kept by what was placed before, and only by that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.supply.place.arrays import MOST_TRIED, PLACED, SEARCH, new_desk
from handfast.engine.supply.place.tried import NEIGHBOURS, UNKNOWN, answer_in, begin, remember, row_of

ATTEMPTS = st.tuples(st.integers(0, 40), st.integers(1, 10**12), st.integers(0, 400), st.integers(4, 35))


@given(st.lists(st.tuples(ATTEMPTS, st.integers(0, 99)), max_size=300))
def test_a_kept_answer_is_the_one_that_was_given_to_this_very_attempt(given_answers: list) -> None:
    """Whatever else was tried in between: an answer is right, or not known."""
    desk, told = new_desk(1), {}
    begin(desk)
    for (placed, *attempt), answer in given_answers:
        desk.counts[PLACED] = placed
        number = row_of(desk, *attempt)
        assert answer_in(desk, number, *attempt) in (UNKNOWN, told.get((placed, *attempt)))
        remember(desk, number, *attempt, answer)
        told[placed, *attempt] = answer
        assert answer_in(desk, row_of(desk, *attempt), *attempt) == answer


@given(st.lists(ATTEMPTS, min_size=1, max_size=NEIGHBOURS, unique=True))
def test_few_attempts_are_all_remembered(attempts: list) -> None:
    """Nothing is forgotten while there is room."""
    desk = new_desk(1)
    begin(desk)
    for answer, (placed, *attempt) in enumerate(attempts):
        desk.counts[PLACED] = placed
        remember(desk, row_of(desk, *attempt), *attempt, answer)
    for answer, (placed, *attempt) in enumerate(attempts):
        desk.counts[PLACED] = placed
        assert answer_in(desk, row_of(desk, *attempt), *attempt) == answer


def test_another_search_knows_nothing_of_it() -> None:
    """The state may be another one."""
    desk = new_desk(1)
    begin(desk)
    for quantity in range(1, MOST_TRIED):
        remember(desk, row_of(desk, quantity, 3, 4), quantity, 3, 4, 1)
    begin(desk)
    assert desk.counts[SEARCH] == 2
    for quantity in range(1, MOST_TRIED):
        assert answer_in(desk, row_of(desk, quantity, 3, 4), quantity, 3, 4) == UNKNOWN
