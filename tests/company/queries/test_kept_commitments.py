"""What is bound at a stock point after an entry, kept up in the order in which the database would tell it."""

from handfast.company.queries.kept_commitments import MANY, KeptCommitments, bound_after
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


def test_what_was_asked_for_is_read_once_and_kept_up_until_too_much_has_come() -> None:
    kept, reads = KeptCommitments(), list[int]()

    def read(point: int) -> list[Bound]:
        reads.append(point)
        return list(BEFORE)

    new = Bound(9, 5, None, 99, 1)
    kept.follow([(3, new)])  # nobody has asked yet
    assert kept.at(3, read) == BEFORE
    kept.follow([(3, new), (4, new)])
    kept.follow([(3, new)])
    assert kept.at(3, read) == [*BEFORE, new._replace(quantity=2)]
    assert reads == [3]
    kept.follow([(3, new._replace(quantity=-3))])  # cannot be
    assert kept.at(3, read) == BEFORE
    kept.forget(3)
    assert kept.at(3, read) == BEFORE
    for _ in range(MANY + 1):
        kept.follow([(3, new)])
    assert kept.at(3, read) == BEFORE
    assert reads == [3] * 4
