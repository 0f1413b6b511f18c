"""Quotas cap what a segment is promised over their periods, until they free."""

from __future__ import annotations

from fractions import Fraction

from handfast.engine.promise.quotas import UNLIMITED, Had, Quota, Quotas, whole_units


def quotas(*rows: Quota) -> Quotas:
    return Quotas(rows, {"BENCH": "benches", "TABLE": "tables"})


def benches(id_: int, first: int, last: int, available: int, *, frees_on: int | None = None, item: str = "") -> Quota:
    family = "" if item else "benches"
    return Quota(id_, "retail", item, family, first, last, frees_on, available)


def test_what_is_left_is_the_least_of_the_items_and_the_familys_quota() -> None:
    both = quotas(benches(1, 0, 30, 100), benches(2, 0, 30, 40, item="BENCH"))
    assert both.left("retail", "BENCH", 10) == 40
    both.commit(1, 7, 10, 75)
    assert both.left("retail", "BENCH", 10) == 25
    both.change_available(1, -30)
    assert both.left("retail", "BENCH", 10) == 0
    both.commit(1, 7, 10, -75)
    assert both.left("retail", "BENCH", 10) == 40


def test_what_a_period_leaves_unused_is_carried_over() -> None:
    two = quotas(benches(1, 0, 9, 10), benches(2, 10, 19, 5))
    assert (two.left("retail", "BENCH", 3), two.left("retail", "BENCH", 13)) == (10, 15)
    two.commit(1, 7, 13, 8)  # carried over from the first period
    assert (two.left("retail", "BENCH", 3), two.left("retail", "BENCH", 13)) == (7, 7)
    two.commit(1, 8, 3, 2)
    assert (two.left("retail", "BENCH", 3), two.left("retail", "BENCH", 13)) == (5, 5)


def test_later_quotas_serve_no_earlier_days() -> None:
    two = quotas(benches(1, 0, 9, 2), benches(2, 10, 19, 50))
    assert two.left("retail", "BENCH", 9) == 2


def test_what_is_tried_counts_like_what_is_promised() -> None:
    two = quotas(benches(1, 0, 9, 10), benches(2, 10, 19, 5))
    two.take("retail", "BENCH", 13, 9)
    assert (two.left("retail", "BENCH", 3), two.left("retail", "BENCH", 13)) == (6, 6)
    two.take("retail", "BENCH", 13, -9)
    assert two.left("retail", "BENCH", 13) == 15


def test_other_segments_items_and_days_are_not_capped() -> None:
    one = quotas(benches(1, 5, 30, 0))
    assert one.left("retail", "BENCH", 5) == 0
    assert one.left("retail", "BENCH", 4) == UNLIMITED
    assert one.left("retail", "BENCH", 31) == UNLIMITED
    assert one.left("retail", "TABLE", 10) == UNLIMITED
    assert one.left("key account", "BENCH", 10) == UNLIMITED
    assert one.left("", "BENCH", 10) == UNLIMITED


def test_a_quota_that_has_freed_caps_nobody_and_carries_nothing_over() -> None:
    assert quotas(benches(1, 0, 30, 0, frees_on=1)).left("retail", "BENCH", 10) == 0
    assert quotas(benches(1, 0, 30, 0, frees_on=0)).left("retail", "BENCH", 10) == UNLIMITED
    two = quotas(benches(1, 0, 9, 10, frees_on=0), benches(2, 10, 19, 5))
    assert (two.left("retail", "BENCH", 3), two.left("retail", "BENCH", 13)) == (UNLIMITED, 5)


def test_the_next_day_is_the_first_for_which_so_much_may_be_promised() -> None:
    both = quotas(benches(1, 0, 30, 4), benches(2, 0, 20, 4, item="BENCH"), benches(3, 21, 25, 2, item="BENCH"))
    assert both.next_day("retail", "BENCH", 10, 5) == 31  # the family has no more before its period ends
    assert quotas(benches(1, 0, 9, 4), benches(2, 10, 19, 1)).next_day("retail", "BENCH", 3, 5) == 10
    assert quotas(benches(1, 0, 9, 4), benches(2, 10, 19, 1)).next_day("retail", "BENCH", 3, 6) == 20


def test_a_promise_that_was_given_less_than_it_counts_for_claims_no_more() -> None:
    one = quotas(benches(1, 0, 9, 4))
    [claim] = one.claims("retail", "BENCH", 5, 6, Had(3, 6, {1: 4}))
    assert claim.units == 4
    [claim] = one.claims("retail", "BENCH", 5, 8, Had(3, 6, {1: 4}))  # it grows by two
    assert claim.units == 6
    [claim] = one.claims("retail", "BENCH", 5, 6, Had(10, 6, {}))  # it comes from a day that nothing caps
    assert claim.units == 6


def test_what_goes_back_is_short_first_and_freed_last() -> None:
    rows = (benches(1, 0, 9, 4, frees_on=0), benches(2, 10, 19, 3), benches(3, 20, 29, 3))
    three = quotas(*rows)
    for quota, units in ((1, 2), (2, 2), (3, 4)):
        three.commit(quota, 7, 25, units)
    assert three.too_much({1: 2, 2: 2, 3: 4}, "BENCH", 5) == {3: 3}
    assert three.too_much({1: 2, 2: 2, 3: 4}, "BENCH", 1) == {3: 4, 2: 2, 1: 1}
    assert three.too_much({1: 2, 2: 2, 3: 4}, "BENCH", 8) == {}


def test_quotas_count_whole_units() -> None:
    assert whole_units(2500, 3) == 3
    assert whole_units(2000, 3) == 2
    assert whole_units(7, 0) == 7


def welding(id_: int, first: int, last: int, minutes: int) -> Quota:
    return Quota(id_, "retail", "", "", first, last, None, minutes, "WELD")


def test_a_resources_quota_counts_the_minutes_that_items_take_of_it() -> None:
    minutes = {"WELD": {"BENCH": Fraction(25, 2), "TABLE": Fraction(40)}}
    one = Quotas([welding(1, 0, 30, 100), benches(2, 0, 30, 9)], {"BENCH": "benches", "TABLE": "tables"}, minutes)
    assert (one.left("retail", "BENCH", 5), one.capping("retail", "BENCH", 5)) == (8, "WELD")
    assert (one.left("retail", "TABLE", 5), one.left("retail", "CHAIR", 5)) == (2, UNLIMITED)
    claims = one.claims("retail", "BENCH", 5, 3)
    assert sorted(claim.units for claim in claims) == [3, 38]  # benches of the family, minutes rounded up
    one.commit(1, 7, 5, 38)
    one.commit(2, 7, 5, 3)
    assert (one.left("retail", "BENCH", 5), one.left("retail", "TABLE", 5)) == (4, 1)
    one.take("retail", "TABLE", 5, 1)
    assert (one.left("retail", "BENCH", 5), one.left("retail", "TABLE", 5)) == (1, 0)
    one.take("retail", "TABLE", 5, -1)
    assert one.too_much({1: 38, 2: 3}, "BENCH", 2) == {1: 13, 2: 1}
    assert one.left("key account", "BENCH", 5) == UNLIMITED


def test_what_a_promise_had_counts_in_minutes_too() -> None:
    minutes = {"WELD": {"BENCH": Fraction(30)}}
    one = Quotas([welding(1, 0, 30, 300)], None, minutes)
    [claim] = one.claims("retail", "BENCH", 5, 4, Had(3, 6, {1: 100}))
    assert claim.units == 100  # it counted for 180, had 100, and needs 120 now: what it lacked was given without
    [claim] = one.claims("retail", "BENCH", 5, 8, Had(3, 6, {1: 100}))
    assert claim.units == 160
