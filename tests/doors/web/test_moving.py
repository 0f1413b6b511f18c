"""Moving a run on its page: what would follow first, then just that, by those who may; nobody's promise is worse."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from tests.doors.conftest import Served

from handfast.company.people.person import with_roles
from handfast.company.people.seeing_plans import PROMISE
from handfast.company.queries.moved_runs import Moving
from handfast.company.queries.supply_board import BoardRun
from handfast.facade import Company


def checked(company: Company) -> tuple[BoardRun, Moving, dt.date, Moving]:
    """Return a run that can start sooner, what follows from that, and a day that does not do with what is wrong."""
    for run in company.runs_on("WELD", company.today, 90):
        sooner = [
            run.starts - dt.timedelta(days) for days in (1, 2, 3) if run.starts - dt.timedelta(days) >= company.today
        ]
        moves = [(day, company.check_move(run.id, day)) for day in sooner] if run.movable else []
        possible = [(day, move) for day, move in moves if move.possible]
        never = company.check_move(run.id, run.starts + dt.timedelta(25)) if possible else None
        if never is not None and not never.possible and any("needs" in each for each in never.conflicts):
            return run, possible[0][1], possible[0][0], never
    raise AssertionError("the sample company has no run that can be moved")


def test_a_run_is_moved_as_it_was_seen_and_only_once(served: Served) -> None:
    run, move, day, never = checked(served.company)
    address, planner = f"/supply/runs/{run.id}/move/", served.browser("planner")
    days = {row["promise"]: (row["arrive"], row["at_risk"]) for row in served.company.promises().to_dicts()}
    whole = planner.get(address, {"to": day.isoformat()}).content.decode()
    part = planner.get(address, {"to": day.isoformat()}, headers={"HX-Request": "true"}).content.decode()
    assert "Every promise keeps its day." in part
    assert "<html" in whole
    assert "<html" not in part
    assert "style=" not in part
    seen = re.findall(r'name="seen" value="(\w+)"', part)
    assert seen == [move.seen]
    told = planner.post(address, {"to": day.isoformat(), "seen": seen[0], "reason": "early"}, follow=True)
    assert f"{run.name} starts on" in told.content.decode()
    assert served.company.board_run(run.id).starts == day
    again = planner.post(address, {"to": day.isoformat(), "seen": seen[0]}, follow=True).content.decode()
    assert "starts on" in again
    assert "already" in again
    assert {row["promise"]: (row["arrive"], row["at_risk"]) for row in served.company.promises().to_dicts()} == days
    refused = planner.get(address, {"to": (run.starts + dt.timedelta(25)).isoformat()}).content.decode()
    assert "It cannot start on that day" in refused
    assert all(each.split(" needs")[0] in refused for each in never.conflicts if " needs" in each)
    assert served.company.verify() == []


def test_what_cannot_be_a_day_or_a_run_is_told(looked_at: Served) -> None:
    planner = looked_at.browser("planner")
    run = next(each for each in looked_at.company.runs_on("WELD", looked_at.company.today, 90) if each.movable)
    for typed, words in (("soon", "is no day"), ("1999-01-01", "A run starts from today"), ("9999-12-31", "to ")):
        assert words in planner.get(f"/supply/runs/{run.id}/move/", {"to": typed}).content.decode()
    assert planner.get("/supply/runs/999999/move/").status_code == 404
    assert planner.post(f"/supply/runs/{run.id}/move/", {"to": "soon"}, follow=True).status_code == 200


def test_only_who_may_move_is_offered_it(looked_at: Served) -> None:
    board = {
        role: looked_at.browser(role).get("/supply/?zoom=quarter").content.decode() for role in ("planner", "sales")
    }
    assert "data-move" in board["planner"]
    assert "/move/" not in board["sales"]


def test_a_promise_that_may_not_be_seen_has_no_number(looked_at: Served) -> None:
    planner = with_roles("p", "p", frozenset({"planner"}))
    bounded = looked_at.company.acting_as(replace(planner, segments=frozenset({"no such segment"})))
    run, _, _, never = checked(looked_at.company)
    told = bounded.check_move(run.id, run.starts + dt.timedelta(25))
    assert [PROMISE.sub("another order", each) for each in never.conflicts] == list(told.conflicts)
    assert not any(PROMISE.search(each) for each in told.conflicts)
