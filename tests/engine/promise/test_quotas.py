"""Quotas cap what a segment is promised, until they free."""

from __future__ import annotations

from handfast.engine.promise.quotas import UNLIMITED, Quota, Quotas, whole_units


def quotas(*rows: Quota) -> Quotas:
    return Quotas(rows, {"BENCH": "benches", "TABLE": "tables"})


def benches(id_: int, first: int, last: int, available: int, *, frees_on: int | None = None, item: str = "") -> Quota:
    family = "" if item else "benches"
    return Quota(id_, "retail", item, family, first, last, frees_on, available)


def test_what_is_left_is_the_least_of_the_items_and_the_familys_quota() -> None:
    both = quotas(benches(1, 0, 30, 100), benches(2, 0, 30, 40, item="BENCH"))
    assert both.left("retail", "BENCH", 10) == 40
    both.commit(1, 75)
    assert both.left("retail", "BENCH", 10) == 25
    both.change_available(1, -30)
    assert both.left("retail", "BENCH", 10) == 0


def test_other_segments_items_and_days_are_not_capped() -> None:
    one = quotas(benches(1, 5, 30, 0))
    assert one.left("retail", "BENCH", 5) == 0
    assert one.left("retail", "BENCH", 4) == UNLIMITED
    assert one.left("retail", "BENCH", 31) == UNLIMITED
    assert one.left("retail", "TABLE", 10) == UNLIMITED
    assert one.left("key account", "BENCH", 10) == UNLIMITED
    assert one.left("", "BENCH", 10) == UNLIMITED


def test_a_quota_that_has_freed_caps_nobody() -> None:
    assert quotas(benches(1, 0, 30, 0, frees_on=1)).left("retail", "BENCH", 10) == 0
    assert quotas(benches(1, 0, 30, 0, frees_on=0)).left("retail", "BENCH", 10) == UNLIMITED


def test_the_next_day_to_try_is_the_one_after_the_first_quota_ends() -> None:
    both = quotas(benches(1, 0, 30, 0), benches(2, 0, 20, 0, item="BENCH"))
    assert both.next_day("retail", "BENCH", 10) == 21


def test_quotas_count_whole_units() -> None:
    assert whole_units(2500, 3) == 3
    assert whole_units(2000, 3) == 2
    assert whole_units(7, 0) == 7
