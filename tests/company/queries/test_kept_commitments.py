"""What is bound at a stock point after an entry, kept up in the order in which the database would tell it."""

from handfast.company.queries.kept_commitments import bound_after
from handfast.engine.promise.rebinding import Bound

BEFORE = [Bound(1, 7, None, 5, 3), Bound(2, None, 4, 5, 1), Bound(2, 8, None, 5, 6), Bound(1, 7, None, 9, 2)]


def test_what_is_new_comes_last_among_its_equals_and_promises_before_runs() -> None:
    new = [Bound(2, None, 9, 5, 1), Bound(2, 9, None, 5, 1), Bound(3, 9, None, 1, 1)]
    assert bound_after(BEFORE, new) == [new[2], *BEFORE[:3], new[1], new[0], BEFORE[3]]


def test_more_of_the_same_is_added_and_what_is_given_back_whole_is_gone() -> None:
    changed = [Bound(2, 8, None, 5, 4), Bound(1, 7, None, 5, -3), Bound(2, None, 4, 5, -1)]
    assert bound_after(BEFORE, changed) == [Bound(2, 8, None, 5, 10), BEFORE[3]]
    assert bound_after(BEFORE, [Bound(1, 7, None, 9, -1)]) == [*BEFORE[:3], Bound(1, 7, None, 9, 1)]


def test_what_was_not_there_cannot_be_given_back() -> None:
    assert bound_after(BEFORE, [Bound(1, 9, None, 5, -1)]) is None
    assert bound_after(BEFORE, [Bound(1, 7, None, 5, -4)]) is None
    assert bound_after([], []) == []
