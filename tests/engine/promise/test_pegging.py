"""Which runs may feed which: none lives on what it makes itself, and nothing else stands in the way."""

from __future__ import annotations

from handfast.engine.promise.pegging import Peg, _Feeding
from handfast.engine.supply.placing import Make

SHELF_7, LINE_7 = 7, -1 - 7
"""A balance's id, and the user that stands for a demand; as numbers, the one is the other's mirror image."""


def test_a_run_lives_on_what_feeds_it_through_others() -> None:
    makes = [Make(0, 3, 10, run) for run in range(3)]
    feeding = _Feeding(makes, [Peg(-1 - 0, 0, 3, 1, 1), Peg(-1 - 1, 0, 4, 1, 2)])
    with feeding.in_any_turn():
        assert feeding.may_feed(0, 2)
    with feeding.in_any_turn():
        assert not feeding.may_feed(2, 0)


def test_who_lives_on_a_run_is_known_again_when_more_has_been_given() -> None:
    makes = [Make(0, 3, 10, run) for run in range(3)]
    pegs = [Peg(-1 - 0, 0, 3, 1, 1)]
    feeding = _Feeding(makes, pegs)
    with feeding.in_any_turn():
        assert feeding.may_feed(2, 0)
    pegs.append(Peg(-1 - 1, 0, 4, 1, 2))
    with feeding.in_any_turn():
        assert not feeding.may_feed(2, 0)


def test_a_demand_that_has_a_balances_number_feeds_nobody() -> None:
    makes = [Make(0, 3, 10, run) for run in range(2)]
    pegs = [Peg(-1 - 0, 0, 3, 1, LINE_7), Peg(SHELF_7, 0, 3, 1, 1)]  # run 0 serves a demand; the shelf serves run 1
    feeding = _Feeding(makes, pegs)
    with feeding.in_any_turn():
        assert feeding.may_feed(1, 0)


def test_a_run_that_was_fed_by_a_later_one_does_not_feed_it_in_turn() -> None:
    pegs: list[Peg] = []
    feeding = _Feeding([0, 1], pegs)
    assert feeding.may_feed(0, 1)
    assert not feeding.may_feed(1, 0)
    with feeding.in_any_turn():
        assert feeding.may_feed(1, 0)
        pegs.append(Peg(-2, 3, 5, 1, 0))  # what grows old goes to whoever can still use it
    assert not feeding.may_feed(0, 1)
