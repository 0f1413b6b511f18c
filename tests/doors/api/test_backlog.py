"""New days for promises over the API: asked for as a job, looked at, and agreed to by who may."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.doors.conftest import Served

from handfast.doors.api.backlog_forms import Agreed, Backlog

ROOT = "/api/v1/backlog"


def post(browser: Client, address: str, content: Any) -> Any:
    return browser.post(address, json.dumps(content), content_type="application/json")


def test_it_is_proposed_by_a_job_looked_at_and_agreed_to(flooded: Served) -> None:
    planner, executive = flooded.browser("planner"), flooded.browser("executive")
    assert planner.get(ROOT).status_code == 404
    asked = post(planner, ROOT, {"most_days_later": 40})
    assert (asked.status_code, asked.json()["kind"]) == (202, "backlog")
    flooded.company.worker().until_empty()
    done = planner.get(asked.headers["Location"]).json()
    assert (done["state"], done["result"]) == ("done", {"proposal": "B-1"})
    told = planner.get(f"{ROOT}/1").json()
    Backlog.model_validate(told)
    assert told == planner.get(ROOT).json()
    version = flooded.company.backlog_proposal()
    assert (told["actor"], told["stands"]) == ("planner", True)
    assert [row["number"] for row in told["lines"]] == [line.promise for line in version.lines]
    first, *others = version.open
    said = {"promises": [first.promise], "reason": "agreed on Monday"}
    answer = post(executive, f"{ROOT}/1/agree", said)
    assert answer.status_code == 200, answer.content
    Agreed.model_validate(answer.json())
    assert first.name in answer.json()["revised"]
    life = flooded.company.explain(first.promise).life
    assert any(each.actor == "executive" and "agreed on Monday" in each.reason for each in life)
    assert {row["number"] for row in planner.get(ROOT).json()["lines"] if row["agreed"]} >= {first.promise}
    assert post(executive, f"{ROOT}/1/agree", said).status_code == 409
    if others:
        assert post(executive, f"{ROOT}/1/agree", {"promises": "all", "reason": "the rest"}).status_code == 200
    assert flooded.company.verify() == []


@pytest.mark.parametrize(
    "content",
    [{}, {"promises": "all"}, {"promises": [], "reason": "x"}, {"promises": "some", "reason": "x"}, {"promises": [0]}],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_agreed_to(flooded: Served, content: Any) -> None:
    flooded.company.backlog()
    assert post(flooded.browser("executive"), f"{ROOT}/1/agree", content).status_code == 422
    assert not flooded.company.backlog_proposal().agreed


def test_who_may_not_propose_or_agree_is_refused(flooded: Served) -> None:
    from handfast.company.models.people import User

    flooded.company.backlog()
    agreed = {"promises": "all", "reason": "x"}
    assert post(flooded.browser("planner"), f"{ROOT}/1/agree", agreed).status_code == 403
    assert post(flooded.browser("sales_manager"), ROOT, {}).status_code == 403
    for role in ("sales", "production", "administrator"):
        browser = flooded.browser(role)
        assert browser.get(ROOT).status_code == browser.get(f"{ROOT}/1").status_code == 403
    with flooded.company.database.here():
        User.objects.filter(username="executive").update(sites=["NORTH"])
    part = flooded.browser("executive")
    assert [part.get(ROOT).status_code, part.get(f"{ROOT}/1").status_code] == [403, 403]
    assert [post(part, ROOT, {}).status_code, post(part, f"{ROOT}/1/agree", agreed).status_code] == [403, 403]
    assert not flooded.company.jobs()
    assert not flooded.company.backlog_proposal().agreed
