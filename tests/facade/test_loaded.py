"""The company in memory: who is told when it is loaded, and how it goes when it is loaded anew."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from tests.company.workshop_for_tests import Clock, day, open_workshop, workshop

from handfast.company.queries.mirror import day_number
from handfast.errors import CannotPromise, NotFound
from handfast.facade import Company, create


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    path = tmp_path_factory.mktemp("workshop") / "acme.db"
    with create(path, actor="anna", clock=Clock()) as made:
        made.load(workshop())
    with open_workshop(str(path), Clock()) as opened:
        yield opened


def test_whoever_wants_to_know_is_told_when_it_is_loaded_and_not_when_it_is_kept_up(company: Company) -> None:
    told: list[int] = []
    company.when_loaded(lambda: told.append(1))
    company.quote("BENCH", 1)
    assert len(told) == 1
    company.promise(company.quote("BENCH", 1))
    company.quote("BENCH", 1)
    assert len(told) == 1
    company.load({"item": workshop()["item"]})
    company.quote("BENCH", 1)
    assert len(told) == 2


def test_the_one_before_goes_without_a_search_for_what_nobody_needs(company: Company) -> None:
    """A server leaves what it has loaded out of those searches: it would keep each company that it ever had."""
    company.quote("BENCH", 1)
    before = company._current()
    gone = [weakref.ref(each) for each in (before, before.book, before.market, before.network)]
    company._memory.mirror = None
    del before
    was = gc.isenabled()
    gc.disable()
    try:
        company.quote("BENCH", 1)
        assert [each() for each in gone] == [None] * 4
    finally:
        if was:
            gc.enable()


def test_an_offer_of_yesterday_is_made_again_on_the_company_of_today(company: Company) -> None:
    """Who writes need not look at others' entries first; but the day has to be today's."""
    now, later = company.quote("BENCH", 1), company.quote("BENCH", 1, day(20))
    company.clock.go_to(1)  # type: ignore[attr-defined]
    with pytest.raises(CannotPromise, match="changed since this offer was made"):
        company.promise(now)
    (row,) = company.promise(later)
    assert company.today == day(1)
    assert row.arrive_day <= day_number(day(20))


def test_a_table_that_is_none_is_said(company: Company) -> None:
    with pytest.raises(NotFound, match=r"There is no table 'order_lines'. Did you mean order_line"):
        company.table("order_lines")
    with pytest.raises(NotFound, match="There are: company, "):
        company.table("x")
