"""Lots on hold: who waits for goods like them, as promises' own pegging has it; and said as far as one sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from tests.doors.conftest import Served, serve_copy

from handfast.company.people.person import with_roles
from handfast.company.queries.explanation import Feed


@pytest.fixture(scope="module")
def furnished(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """The sample company with promises at risk; nobody writes it."""
    yield from serve_copy(furnished_file, tmp_path_factory.mktemp("lots"))


def walk(feeds: tuple[Feed, ...]) -> Iterator[Feed]:
    for feed in feeds:
        yield feed
        yield from walk(feed.feeds)


def test_who_waits_is_who_lacks_the_item_there_or_counts_on_what_comes(furnished: Served) -> None:
    company = furnished.company
    lots = company.lots_on_hold()
    stock = company.table("stock").filter(pl.col("status") != "free")
    assert {(lot.item, lot.site, lot.lot) for lot in lots} == set(stock.select("item", "site", "lot").iter_rows())
    wanted: dict[tuple[str, str], dict[int, bool]] = {(lot.item, lot.site): {} for lot in lots}
    for name in company.promises("held", "promised")["promise"]:
        number = int(name[2:])
        for feed in walk(company.explain(number).feeds):
            waits = feed.short or feed.there > company.today
            if waits and (feed.item, feed.site) in wanted:
                found = wanted[feed.item, feed.site]
                found[number] = found.get(number, False) or feed.short
    assert any(wanted.values())
    for lot in lots:
        assert {each.promise.id: each.lacks for each in lot.waiting} == wanted[lot.item, lot.site]
        lacking = [each.lacks for each in lot.waiting]
        assert lacking == sorted(lacking, reverse=True)


def test_whose_they_are_is_said_as_far_as_one_may_see(furnished: Served) -> None:
    production = with_roles("production", "production", frozenset({"production"}))
    elsewhere = replace(with_roles("quality", "quality", frozenset({"quality"})), sites=frozenset({"SOUTH"}))
    for lot in furnished.company.acting_as(production).lots_on_hold():
        assert all(each.promise.id and not each.promise.customer for each in lot.waiting)
    seen = furnished.company.acting_as(elsewhere).lots_on_hold()
    assert {lot.site for lot in seen} == {"SOUTH"}
    assert all(not each.promise.id or each.promise.site == "SOUTH" for lot in seen for each in lot.waiting)


def test_quality_reads_it_on_today_and_on_a_page_of_its_own(furnished: Served) -> None:
    names = dict(furnished.company.table("customer").select("customer", "name").iter_rows())
    waited = [lot for lot in furnished.company.lots_on_hold() if lot.waiting]
    assert waited
    for path in ("/", "/lots/"):
        html = unescape(furnished.browser("quality").get(path).content.decode())
        for lot in waited:
            first = lot.waiting[0].promise
            assert f'<a href="/promises/{first.id}/">P-{first.id}</a> {names[first.customer]}' in html
    html = unescape(furnished.browser("planner").get("/lots/").content.decode())
    assert f"P-{waited[0].waiting[0].promise.id}</a>" in html
