"""The supply board: its figures against the ledger's own sums, who sees what behind them, plans and proposals."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from tests.doors.conftest import Served, serve_copy

from handfast import facade
from handfast.company.people.permissions import Permission
from handfast.company.people.person import with_roles
from handfast.company.routines.jobs import claim
from handfast.doors.web.load_picture import FULL, drawn
from handfast.doors.web.pages.planning import _moved
from handfast.doors.web.run_picture import run_picture
from handfast.doors.web.supplied import way_in_words


@pytest.fixture(scope="module")
def planned_file(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with a plan that is published, made without improving; nobody writes it."""
    path = tmp_path_factory.mktemp("planned") / "alder-and-pine.db"
    with facade.open(shutil.copy(sample_file, path), actor="server") as company:
        company.plan(steps=0, days=42)
        company.publish()
    return path


@pytest.fixture
def planned(planned_file: Path, tmp_path: Path, _django: None) -> Iterator[Served]:
    """A fresh copy of it, served."""
    yield from serve_copy(planned_file, tmp_path)


def test_the_boards_hours_are_those_that_the_ledger_holds(planned: Served) -> None:
    board = planned.company.supply_board()
    for row in board:
        loads = planned.company.resource_loads(row.resource).to_dicts()
        for week, told in zip(row.weeks, loads, strict=False):
            assert week.week == told["week"]
            assert week.there / 60 == pytest.approx(told["hours"])
            assert week.free >= 0
    assert any(week.promised for row in board for week in row.weeks)
    assert any(week.plan for row in board for week in row.weeks)
    assert [row.strain for row in board] == sorted((row.strain for row in board), reverse=True)


def test_a_weeks_hours_are_those_of_the_runs_behind_it(planned: Served) -> None:
    for row in planned.company.supply_board()[:4]:
        for week in row.weeks[:3]:
            runs = planned.company.behind_load(row.resource, week.week)
            sums: dict[str, int] = defaultdict(int)
            for run in runs:
                sums[run.kind] += run.minutes - run.overtime
                sums["overtime"] += run.overtime
                assert (run.kind == "promised") == bool(run.serves)
            assert (sums["promised"], sums["plan"], sums["overtime"]) == (week.promised, week.plan, week.overtime)
            assert [run.value for run in runs] == sorted((run.value for run in runs), reverse=True)


def test_whose_promises_are_behind_a_week_is_told_as_far_as_one_may_see(planned: Served) -> None:
    company = planned.company
    row = company.supply_board()[0]
    week = next(week.week for week in row.weeks if week.promised)
    for who in (
        with_roles("production", "production", frozenset({"production"})),
        with_roles("sales", "sales", frozenset({"sales"})),
        replace(with_roles("planner", "planner", frozenset({"planner"})), sites=frozenset({row.site})),
    ):
        acting = company.acting_as(who)
        seen = set(acting.promises()["promise"])
        serves = [each for run in acting.behind_load(row.resource, week) for each in run.serves]
        assert serves
        assert all(f"P-{each.id}" in seen or each.id == 0 for each in serves)
        assert all(not each.customer and each.value is None for each in serves if not each.id)
        if not who.may(Permission.CUSTOMERS_SEE):
            assert all(not each.customer and each.value is None for each in serves)


def test_bars_end_at_the_capacity_line(planned: Served) -> None:
    for row in planned.company.supply_board():
        for cell in drawn(row).cells:
            below = [part for part in cell.parts if part.kind != "overtime"]
            assert sum(part.height for part in below) <= FULL + 0.2
            assert all(part.y + part.height <= 40.2 for part in below)


def test_runs_of_a_lane_do_not_overlap(planned: Served) -> None:
    row = planned.company.supply_board()[0]
    first = row.weeks[0].week
    runs = planned.company.runs_on(row.resource, first, 56)
    picture = run_picture(runs, first, 56, first)
    assert len(picture.bars) == len(runs) > 0
    lanes = defaultdict(list)
    for bar in picture.bars:
        lanes[bar.y].append((bar.run.first, bar.run.last))
    for spans in lanes.values():
        assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert max(bar.y for bar in picture.bars) < picture.height


def test_the_page_shows_board_runs_plan_and_proposals_to_a_planner(planned: Served) -> None:
    browser = planned.browser("planner")
    answer = browser.get("/supply/")
    told = answer.content.decode()
    assert answer.status_code == 200
    for row in planned.company.supply_board():
        assert row.name in told
    assert "Make a plan" in told
    assert "S-1 is published" in told
    assert "style=" not in told
    cell = re.search(r'hx-get="(/supply/behind/[^"]+)"', told)
    assert cell
    part = browser.get(cell[1].replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()


def test_who_may_not_plan_sees_the_board_alone(planned: Served) -> None:
    told = planned.browser("sales").get("/supply/").content.decode()
    assert "Load by week" in told
    assert "Make a plan" not in told
    assert "Accept" not in told


def test_proposals_are_accepted_all_or_none(planned: Served) -> None:
    company, browser = planned.company, planned.browser("planner")
    names = company.proposals().filter(pl.col("kind").is_in(["buy", "make", "move"]))["proposal"].to_list()
    browser.post("/supply/proposals/", {"proposal": [names[0], "R-999999"]})
    assert names[0] in company.proposals()["proposal"].to_list()
    answer = browser.post("/supply/proposals/", {"proposal": names[:2]}, follow=True)
    assert "2 proposals are accepted" in answer.content.decode()
    assert not set(names[:2]) & set(company.proposals()["proposal"])
    browser.post("/supply/proposals/", {"one": names[2], "proposal": names[3]})
    left = set(company.proposals()["proposal"])
    assert names[2] not in left
    assert names[3] in left


def test_costs_of_proposals_are_for_those_who_may_see_costs(planned: Served) -> None:
    manager = planned.company.acting_as(with_roles("manager", "manager", frozenset({"sales_manager"})))
    found = manager.proposals()
    assert found.height == planned.company.proposals().height
    assert found["gain"].null_count() == found["cost"].null_count() == found.height
    assert not any("gains" in why or "costs" in why for why in found["why"])


def test_a_plan_is_asked_for_compared_and_published(planned: Served) -> None:
    company, browser = planned.company, planned.browser("planner")
    asked = browser.post("/supply/plan/", {"seconds": "10"}, headers={"HX-Request": "true"}).content.decode()
    job = next(each for each in company.jobs() if each.kind == "plan")
    assert f"/supply/jobs/{job.id}/" in asked
    stopped = browser.post(f"/supply/jobs/{job.id}/stop/", headers={"HX-Request": "true"}).content.decode()
    assert "stopped" in stopped
    version = company.plan(steps=1, days=42)
    number = int(version.name[2:])
    told = browser.get(f"/supply/plans/{number}/").content.decode()
    assert "S-1" in told
    assert f"Publish {version.name}" in told
    done = browser.post(f"/supply/plans/{number}/publish/", follow=True).content.decode()
    assert f"{version.name} is published" in done
    again = browser.post(f"/supply/plans/{number}/publish/", follow=True).content.decode()
    assert "is published already" in again


def test_a_plan_that_a_worker_has_begun_is_said_to_be_stopped_before_it_is(planned: Served) -> None:
    company, browser = planned.company, planned.browser("planner")
    asked = company.ask_job("plan", seconds=10.0)
    with company.database.here():
        assert claim("worker", now=company.clock(), lease=dt.timedelta(minutes=1)) is not None
    assert ">Stop<" in browser.get(f"/supply/jobs/{asked.id}/").content.decode()
    stopped = browser.post(f"/supply/jobs/{asked.id}/stop/").content.decode()
    assert "The plan is being stopped." in stopped
    assert ">Stop<" not in stopped
    assert f'href="/supply/jobs/{asked.id}/"' in stopped  # for who has no scripts


def test_runs_that_differ_are_said_by_what_they_bring_and_how(planned: Served) -> None:
    company, names = planned.company, planned.company.names()
    run = next(each for each in company.plan_version().runs if (way := names.way(each.way)) and way.kind == "move")
    told = _moved({"process": run.way, "change": "moved"}, names)
    assert told["called"] == f"{names.item(run.item)}, {way_in_words(run.way, names)}"
    assert "moved from" in told["called"]
    assert _moved({"process": "GONE"}, names)["called"] == "GONE"


def test_how_an_item_comes_is_said_in_names_and_only_whence_one_may_see(looked_at: Served) -> None:
    company, names = looked_at.company, looked_at.company.names()
    moved = company.table("process").filter(kind="move").row(0, named=True)
    html = unescape(looked_at.browser("planner").get(f"/items/of/{moved['item']}/").content.decode())
    assert f"<strong>moved from {names.site(moved['from_site'])}</strong>" in html
    assert moved["process"] in html
    planner = with_roles("planner", "planner", frozenset({"planner"}))
    here = company.acting_as(replace(planner, sites=frozenset({moved["site"]})))
    found = [way for way in here.item(moved["item"]).ways if way["kind"] == "move"]
    assert found
    assert {(way["process"], way["from_site"]) for way in found} == {("from another site", "another site")}


@pytest.mark.parametrize(
    "query", ["from=never", "from=0001-01-01", "from=9999-12-31", "zoom=x", "item=%3Cb%3E", "kind=x"]
)
def test_odd_addresses_show_the_board(looked_at: Served, query: str) -> None:
    answer = looked_at.browser("planner").get(f"/supply/?{query}")
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()


def test_an_unknown_resource_is_not_found(looked_at: Served) -> None:
    browser = looked_at.browser("planner")
    assert browser.get("/supply/behind/?resource=NONE").status_code == 404
    assert browser.get("/supply/?resource=NONE").status_code == 404
