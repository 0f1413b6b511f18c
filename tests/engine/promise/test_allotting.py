"""Allotting against an oracle that tries every way: possible exactly when quotas say so, with as little moved as valid.

The oracle knows nothing of cumulative tests: it gives unit after unit to any quota begun by then that has one left.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.promise.allotting import allot, relieved
from handfast.engine.promise.quotas import UNLIMITED, Had, Quota, Quotas

DAYS = 12
FIRST = (0, 3, 6, 9)


def most_served(available: tuple[int, ...], begins: tuple[int, ...], needs: tuple[int, ...]) -> int:
    """Return how many of the days' single units can be served, each by one quota begun by then, trying every way."""

    @cache
    def most(left: tuple[int, ...], n: int) -> int:
        if n == len(needs):
            return 0
        ways = [most(left, n + 1)]
        for quota, begin in enumerate(begins):
            if begin <= needs[n] and left[quota]:
                fewer = (*left[:quota], left[quota] - 1, *left[quota + 1 :])
                ways.append(1 + most(fewer, n + 1))
        return max(ways)

    return most(available, 0)


@st.composite
def chains(draw: st.DrawFn) -> tuple[Quotas, list[Quota]]:
    """Return quotas of up to four periods, some freed, with promises that were given of them in some valid way."""
    firsts = draw(st.lists(st.sampled_from(FIRST), min_size=1, max_size=4, unique=True))
    rows = []
    for n, first in enumerate(sorted(firsts)):
        last = first + draw(st.integers(0, 2))
        frees = draw(st.sampled_from([None, None, None, 5, 0]))
        rows.append(Quota(n + 1, "web", "BENCH", "", first, last, frees, draw(st.integers(0, 3))))
    for promise in range(draw(st.integers(0, 8))):
        quota = draw(st.sampled_from(rows))
        day = draw(st.integers(quota.first_day, DAYS))
        if quota.committed < quota.available:
            quota.bound[promise + 100, day] = 1
    return Quotas(rows), rows


def live(rows: list[Quota]) -> list[Quota]:
    return [row for row in rows if not row.has_freed]


def needs_of(rows: list[Quota]) -> list[int]:
    return [day for row in live(rows) for (_, day), units in row.bound.items() for _ in range(units)]


def possible(rows: list[Quota], needs: list[int]) -> int:
    """Return how many of the needs can be served, in any way at all."""
    mine = live(rows)
    return most_served(tuple(r.available for r in mine), tuple(r.first_day for r in mine), tuple(sorted(needs)))


def apply(quotas: Quotas, changes: list) -> None:
    for change in changes:
        quotas.commit(change.supply, change.promise, change.need_day, change.quantity)


def assert_valid(rows: list[Quota], promised: Counter[int]) -> None:
    """Every quota gives no more than it has, none before it begins, and each promise has what it was promised."""
    for row in rows:
        assert row.committed <= row.available
        assert all(units > 0 and day >= row.first_day for (_, day), units in row.bound.items())
    assert promised_by(rows) == promised


def promised_by(rows: list[Quota]) -> Counter[int]:
    found = Counter[int]()
    for row in rows:
        for (promise, _), units in row.bound.items():
            found[promise] += units
    return found


@given(chains(), st.integers(0, DAYS))
def test_so_much_is_left_as_can_be_given_in_any_way(drawn: tuple[Quotas, list[Quota]], day: int) -> None:
    quotas, rows = drawn
    left = quotas.left("web", "BENCH", day)
    if not any(row.first_day <= day <= row.last_day for row in live(rows)):
        assert left == UNLIMITED
        return
    needs = needs_of(rows)
    assert possible(rows, needs) == len(needs)
    assert possible(rows, needs + [day] * left) == len(needs) + left
    assert possible(rows, needs + [day] * (left + 1)) == len(needs) + left


@given(chains(), st.lists(st.tuples(st.integers(0, DAYS), st.integers(1, 4)), min_size=1, max_size=3))
def test_several_promises_get_quotas_exactly_where_there_is_a_way(
    drawn: tuple[Quotas, list[Quota]], asked: list[tuple[int, int]]
) -> None:
    quotas, rows = drawn
    claims = [
        (-1 - n, claim) for n, (day, units) in enumerate(asked) for claim in quotas.claims("web", "BENCH", day, units)
    ]
    needs = needs_of(rows) + [claim.day for _, claim in claims for _ in range(claim.units)]
    before = promised_by(rows)
    changes = allot(claims)
    assert (changes is not None) == (possible(rows, needs) == len(needs))
    if changes is not None:
        apply(quotas, changes)
        assert_valid(rows, before + Counter({promise: claim.units for promise, claim in claims}))


@given(chains(), st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_lowered_quotas_are_short_by_as_little_as_can_be(drawn: tuple[Quotas, list[Quota]], lowered: list[int]) -> None:
    quotas, rows = drawn
    for row, available in zip(rows, lowered, strict=False):
        if not row.has_freed:
            quotas.change_available(row.id, available - row.available)
    before = promised_by(rows)
    for chain in quotas.chains:
        apply(quotas, relieved(chain))
    assert promised_by(rows) == before
    assert all(day >= row.first_day for row in rows for _, day in row.bound)
    short = sum(max(row.committed - row.available, 0) for row in live(rows))
    needs = needs_of(rows)
    assert short == len(needs) - possible(rows, needs)


@given(chains(), st.integers(0, DAYS), st.integers(1, 5), st.integers(0, 2), st.data())
def test_a_promise_that_moves_keeps_what_it_has_of_freed_quotas(
    drawn: tuple[Quotas, list[Quota]], day: int, units: int, lacked: int, data: st.DataObject
) -> None:
    quotas, rows = drawn
    known = sorted({(promise, was) for row in rows for promise, was in row.bound})
    if not known:
        return
    promise, was = data.draw(st.sampled_from(known))
    held = {row.id: row.bound[promise, was] for row in rows if (promise, was) in row.bound}
    counted = sum(held.values())
    for quota, part in held.items():
        quotas.commit(quota, promise, was, -part)
    for claim in quotas.claims("web", "BENCH", day, units, Had(was, counted + lacked, held)):
        wanted = claim.units + sum(part for _, part in claim.kept)
        assert min(units, counted) <= wanted <= units
        assert wanted == units or lacked
        assert all(part <= held[quota] and quotas.by_id[quota].has_freed for quota, part in claim.kept)
        assert all(quotas.by_id[quota].first_day <= day for quota, _ in claim.kept)
        changes = allot([(promise, claim)])
        assert (changes is not None) == (claim.units <= claim.chain.left(day))
        if changes is not None:
            apply(quotas, changes)
            assert promised_by(rows)[promise] == wanted


def test_one_chain_of_moves_relieves_a_quota_that_no_single_move_could() -> None:
    rows = [Quota(n + 1, "web", "BENCH", "", first, first + 2, None, min(n, 1)) for n, first in enumerate((0, 3, 6))]
    rows[0].bound[101, 4] = 1
    rows[1].bound[102, 8] = 1
    quotas = Quotas(rows)
    for chain in quotas.chains:
        apply(quotas, relieved(chain))
    assert [row.bound for row in rows] == [{}, {(101, 4): 1}, {(102, 8): 1}]
