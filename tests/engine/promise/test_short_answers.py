"""Short answers of many asks at once are those of each by itself, whatever the company; nothing is changed by them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.promise.books import booking_of, snapshot
from tests.engine.promise.garden import Garden, march
from tests.engine.promise.test_offers_anywhere import day, market_of
from tests.oracle.companies import SmallCompany
from tests.oracle.random_companies import companies

from handfast.engine.promise.ask import Ask, AskLine, ask
from handfast.engine.promise.book import Book
from handfast.engine.promise.booking import Booking
from handfast.engine.promise.market import Market
from handfast.engine.promise.quotas import Quota, Quotas
from handfast.engine.promise.short_answers import answer_many, answer_one
from handfast.engine.supply.days import AT_ONCE
from handfast.engine.supply.place.compiled import settings

WISHES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 12), st.none() | st.integers(0, 14), st.booleans()),
    min_size=1,
    max_size=8,
)


def check(market: Market, book: Book, booking: Booking, asks: list[Ask]) -> None:
    before = snapshot(book)
    answers = answer_many(market, book, asks, booking.commitments_of)
    assert snapshot(book) == before
    assert answers == [answer_one(market, book, asked, booking.commitments_of) for asked in asks]


@given(companies(), WISHES)
def test_many_at_once_are_answered_as_each_by_itself(
    company: SmallCompany, wishes: list[tuple[int, int, int | None, bool]]
) -> None:
    keys = [item for item, _ in company.points]
    asks = [
        Ask((AskLine(keys[n % len(keys)], units, None if wish is None else day(company, wish)),), together=together)
        for n, units, wish, together in wishes
    ]
    asks += [Ask(one.lines + other.lines) for one, other in pairwise(asks[:3])]
    booking = booking_of(company)
    check(market_of(company), booking.book, booking, asks)


@given(companies(perishable=True), WISHES)
def test_what_grows_old_is_answered_as_by_itself(
    company: SmallCompany, wishes: list[tuple[int, int, int | None, bool]]
) -> None:
    item = company.points[company.point][0]
    asks = [
        Ask((AskLine(item, units, None if wish is None else day(company, wish)),), "C") for _, units, wish, _ in wishes
    ]
    booking = booking_of(company)
    check(market_of(company), booking.book, booking, asks)


GARDEN_ASKS = st.lists(
    st.builds(
        lambda item, quantity, wish, customer, site: Ask((AskLine(item, quantity, wish, site=site),), customer),
        st.sampled_from(["BENCH", "TEAK", "OIL", "LOST", "TOP"]),
        st.sampled_from([1, 8, 20, 21, 60, 200, 1 << 58]),
        st.none() | st.dates(date(2027, 3, 1), date(2027, 6, 28)),
        st.sampled_from(["", "NEAR", "FAR"]),
        st.sampled_from(["", "", "SOUTH"]),
    ),
    max_size=12,
)


@given(GARDEN_ASKS, st.integers(0, 30))
def test_sites_ways_and_quotas_count(asks: list[Ask], quota: int) -> None:
    company = Garden()
    company.book.quotas = Quotas([Quota(1, "key", "BENCH", "", 0, 40, None, quota)])
    check(company.market, company.book, company.booking, asks)


def test_equal_asks_and_asks_that_differ_in_the_wish_alone_have_their_own_answers() -> None:
    company = Garden()
    # 20 from the tops in stock, made ahead, and 10 from those of the 15th: 8 on that day, 2 on the next
    asks = [ask("BENCH", 30, march(1)), ask("BENCH", 30, march(30)), ask("BENCH", 30), ask("LOST", 1)]
    answers = answer_many(company.market, company.book, asks, company.booking.commitments_of)
    assert [answer.arrive for answer in answers] == [march(16), march(30), march(16), None]
    assert [answer.late_days for answer in answers] == [15, 0, 0, None]


def test_no_asks_have_no_answers() -> None:
    company = Garden()
    assert answer_many(company.market, company.book, [], company.booking.commitments_of) == []


def test_so_many_that_they_are_found_beside_each_other_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NUMBA_NUM_THREADS", 3)
    company = Garden()
    asks = [ask(item, 1 + n, march(1 + n % 30)) for n in range(0, 120, 3) for item in ("BENCH", "TEAK")]
    assert len(asks) > 3 * AT_ONCE
    check(company.market, company.book, company.booking, asks)
