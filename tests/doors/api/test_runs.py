"""Runs over the API: looked at, a move seen before it counts, and moved just so, once."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from django.test import Client
from tests.doors.conftest import Served

from handfast.company.people.person import with_roles
from handfast.doors.api.run_forms import RunMove, RunSeen

ROOT = "/api/v1/"


def post(browser: Client, address: str, content: Any, **headers: str) -> Any:
    return browser.post(ROOT + address, json.dumps(content), content_type="application/json", headers=headers)


@pytest.fixture
def planner(served: Served) -> Client:
    return served.browser("planner")


@pytest.fixture
def movable(served: Served, planner: Client) -> tuple[int, str]:
    """A run, and another day on which it could start."""
    for row in served.company.runs().sort("starts", descending=True).to_dicts():
        number = int(row["run"][2:])
        run = served.company.board_run(number)
        for days in (1, 2, 3, 4, 5) if run.movable else ():
            day = run.starts + dt.timedelta(days=days)
            checked = planner.get(f"{ROOT}runs/{number}/move?to={day.isoformat()}")
            if checked.status_code == 200 and checked.json()["possible"]:
                return number, day.isoformat()
    raise AssertionError("the sample company has no run that could be moved")


def test_a_run_is_moved_as_it_was_seen(served: Served, planner: Client, movable: tuple[int, str]) -> None:
    number, day = movable
    before = planner.get(f"{ROOT}runs/{number}").json()
    RunSeen.model_validate(before)
    days = served.company.promises("promised").select("promise", "arrive").rows()
    checked = planner.get(f"{ROOT}runs/{number}/move?to={day}")
    RunMove.model_validate(checked.json())
    assert checked.headers["ETag"] == f'"{checked.json()["seen"]}"'
    assert planner.get(f"{ROOT}runs/{number}").json() == before  # looking moves nothing
    assert post(planner, f"runs/{number}/move", {"to": day}).status_code == 428
    other = post(planner, f"runs/{number}/move", {"to": day, "seen": "another"})
    assert (other.status_code, other.json()["kind"], other.json()["move"]["seen"]) == (
        409,
        "NotAsSeen",
        checked.json()["seen"],
    )
    assert post(planner, f"runs/{number}/move", {"to": day}, **{"If-Match": '"another"'}).status_code == 412
    assert planner.get(f"{ROOT}runs/{number}").json() == before
    headers = {"If-Match": checked.headers["ETag"], "Idempotency-Key": "monday-1"}
    moved = post(planner, f"runs/{number}/move", {"to": day, "reason": "the welder is away"}, **headers)
    assert moved.status_code == 200, moved.content
    assert (moved.json()["starts"], moved.json()["run"]) == (day, f"R-{number}")
    entries = len(served.company.changes(served.company.clock() - dt.timedelta(days=1)))
    again = post(planner, f"runs/{number}/move", {"to": day, "reason": "the welder is away"}, **headers)
    assert (again.status_code, again.json()) == (200, moved.json())
    assert len(served.company.changes(served.company.clock() - dt.timedelta(days=1))) == entries
    assert post(planner, f"runs/{number}/move", {"to": day, "reason": "else"}, **headers).status_code == 409
    assert served.company.promises("promised").select("promise", "arrive").rows() == days


def test_what_is_not_possible_is_said_with_the_days_that_are(served: Served, planner: Client) -> None:
    row = served.company.runs().filter(state="promised").sort("starts").to_dicts()[-1]
    number = int(row["run"][2:])
    late = (served.company.board_run(number).starts + dt.timedelta(days=25)).isoformat()
    checked = planner.get(f"{ROOT}runs/{number}/move?to={late}").json()
    assert not checked["possible"]
    assert checked["conflicts"]
    assert checked["moves"] == []
    refused = post(planner, f"runs/{number}/move", {"to": late, "seen": checked["seen"] or "x"})
    assert refused.status_code == 409
    assert refused.json()["detail"] == " ".join(checked["conflicts"])


def test_who_may_not_move_runs_does_not(served: Served, movable: tuple[int, str]) -> None:
    number, day = movable
    sales = served.browser("sales")
    assert sales.get(f"{ROOT}runs/{number}/move?to={day}").status_code == 403
    assert post(sales, f"runs/{number}/move", {"to": day, "seen": "x"}).status_code == 403
    assert served.browser("planner").get(f"{ROOT}runs/999999").status_code == 404
    assert served.browser("planner").get(f"{ROOT}runs/{number}/move?to=soon").status_code == 422


def test_runs_are_found_page_by_page(looked_at: Served) -> None:
    planner = looked_at.browser("planner")
    book = looked_at.company.runs()
    rows, address = [], f"{ROOT}runs?limit=50"
    while address:
        answer = planner.get(address)
        assert answer.json()["found"] == book.height
        rows += answer.json()["rows"]
        links = dict(reversed(each.split("; rel=")) for each in answer.headers["Link"].split(", "))
        address = links.get('"next"', "").strip("<>")
    for row in rows:
        RunSeen.model_validate(row)
    assert [row["run"] for row in rows] == book["run"].to_list()
    assert [row["starts"] for row in rows] == [day.isoformat() for day in book["starts"]]


def test_runs_are_found_by_what_they_are(looked_at: Served) -> None:
    planner, book = looked_at.browser("planner"), looked_at.company.runs()
    item, site, day = book["item"][0], book["site"][0], book["starts"][book.height // 2]
    at_welding = looked_at.company.runs_on("WELD", looked_at.company.today, 400)
    for query, wanted in (
        (f"item={item}", set(book.filter(item=item)["run"])),
        (f"site={site}&item={item}", set(book.filter(site=site, item=item)["run"])),
        (f"since={day}", set(book.filter(pl.col("starts") >= day)["run"])),
        (f"until={day}&state=promised", set(book.filter(pl.col("starts") <= day, state="promised")["run"])),
        ("state=held", set()),
        ("resource=WELD", {run.name for run in at_welding}),
        ("resource=NOWHERE", set()),
    ):
        found = planner.get(f"{ROOT}runs?limit=1000&{query}").json()
        assert {row["run"] for row in found["rows"]} == wanted, query
        assert found["found"] == len(wanted)
    for wrong in ("state=gone", "since=soon", "limit=0", "page=0", "colour=red"):
        assert planner.get(f"{ROOT}runs?{wrong}").status_code == 422, wrong


def test_runs_at_other_sites_are_not_found(looked_at: Served) -> None:
    company, who = looked_at.company, with_roles("p", "p", frozenset({"planner"}))
    site = company.runs()["site"][0]
    found = company.acting_as(replace(who, sites=frozenset({site}))).run_list(limit=1000)
    assert {run.site for run in found.rows} == {site}
    assert found.found == company.runs().filter(site=site).height
    assert company.acting_as(replace(who, sites=frozenset())).run_list().rows == []
