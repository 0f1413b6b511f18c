"""Drafts of imports, jobs and a customer, as a program meets them."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.doors.conftest import Served

from handfast.doors.api import forms

ROOT = "/api/v1/"
BROKEN = "item,Nmae,unit\nSTOOL-1,Oak stool,pcs\nSTOOL-2,Ash stool,p cs\n"


def begun(browser: Client, text: str = BROKEN, name: str = "item.csv") -> int:
    file = SimpleUploadedFile(name, text.encode())
    answer = browser.post(f"{ROOT}imports", {"file": file, "becomes": "draft"})
    assert answer.status_code == 201, answer.content
    assert answer.headers["Location"] == f"{ROOT}imports/{answer.json()['draft']}"
    return int(answer.json()["draft"])


def mended(browser: Client, number: int, said: dict[str, Any], tag: str, sheet: int = 0) -> Any:
    headers = {"If-Match": tag} if tag else {}
    address = f"{ROOT}imports/{number}/sheets/{sheet}"
    return browser.patch(address, json.dumps(said), content_type="application/json", headers=headers)


def test_a_draft_is_mended_and_imported_as_it_was_seen(served: Served) -> None:
    browser = served.browser("planner")
    number = begun(browser)
    assert [row["draft"] for row in browser.get(f"{ROOT}imports").json()["rows"]] == [number]
    seen = browser.get(f"{ROOT}imports/{number}")
    form, tag = seen.json(), seen.headers["ETag"]
    forms.Draft.model_validate(form)
    assert form["seen"] is None
    assert [fault["field"] for fault in form["faults"]] == ["Nmae"]
    assert browser.get(f"{ROOT}imports/{number}", headers={"If-None-Match": tag}).status_code == 304
    rows = browser.get(f"{ROOT}imports/{number}/sheets/0?limit=1&page=2").json()
    assert rows["rows"] == [{"row": 3, "texts": ["STOOL-2", "Ash stool", "p cs"]}]

    again = mended(browser, number, {"headers": {"1": "name"}, "cells": {"3": {"unit": "pcs"}}}, tag)
    assert again.status_code == 200, again.content
    assert again.json()["faults"] == []
    assert again.json()["changes"]["item"] == {"added": 2, "changed": 0, "gone": 0}
    assert mended(browser, number, {"without": [2]}, tag).status_code == 412, "it was mended since"

    assert imported(browser, number, "something else").status_code == 409
    done = imported(browser, number, again.json()["seen"])
    assert done.json() == {"rows": 2, "job": None}
    assert served.company.item("STOOL-2").row["name"] == "Ash stool"
    assert browser.get(f"{ROOT}imports/{number}").status_code == 404


def imported(browser: Client, number: int, seen: str) -> Any:
    said = json.dumps({"seen": seen, "reason": "new stools"})
    return browser.post(f"{ROOT}imports/{number}/import", said, content_type="application/json")


def test_what_cannot_be_mended_is_said_and_changes_nothing(served: Served) -> None:
    browser = served.browser("planner")
    number = begun(browser)
    tag = browser.get(f"{ROOT}imports/{number}").headers["ETag"]
    assert mended(browser, number, {}, "").status_code == 428
    assert mended(browser, number, {}, tag, sheet=4).status_code == 404
    for said in ({"table": "nothing"}, {"headers": {"9": "name"}}, {"cells": {"3": {"colour": "red"}}}):
        refused = mended(browser, number, said, tag)
        assert refused.status_code == 422, said
        assert refused.json()["errors"][0]["cure"]
    assert imported(browser, number, "x").status_code == 422
    assert browser.get(f"{ROOT}imports/{number}").headers["ETag"] == tag


def test_a_draft_is_thrown_away(served: Served) -> None:
    browser = served.browser("planner")
    number = begun(browser)
    assert browser.delete(f"{ROOT}imports/{number}").status_code == 204
    assert browser.delete(f"{ROOT}imports/{number}").status_code == 404
    assert browser.get(f"{ROOT}imports").json()["found"] == 0


def test_who_sees_a_part_reads_and_mends_no_draft(served: Served) -> None:
    number = begun(served.browser("planner"))
    system = served.browser("system")
    assert system.get(f"{ROOT}imports/{number}").status_code == 403
    assert mended(system, number, {"without": [2]}, f'"{number}-0"').status_code == 403
    assert system.delete(f"{ROOT}imports/{number}").status_code == 403


def test_jobs_are_listed(served: Served) -> None:
    browser = served.browser("planner")
    for seconds in (1, 2, 3):
        said = json.dumps({"seconds": seconds})
        assert browser.post(f"{ROOT}plans", said, content_type="application/json").status_code == 202
    found = browser.get(f"{ROOT}jobs?open=true&limit=2").json()
    assert found["found"] == 3
    assert found["pages"] == 2
    assert [row["number"] for row in found["rows"]] == [3, 2]
    forms.Job.model_validate(found["rows"][0])


def test_a_customer_is_looked_at(looked_at: Served) -> None:
    browser = looked_at.browser("sales_manager")
    key = browser.get(f"{ROOT}customers?limit=1").json()["rows"][0]["customer"]
    found = browser.get(f"{ROOT}customers/{key}")
    assert found.status_code == 200, found.content
    forms.CustomerSeen.model_validate(found.json())
    view = looked_at.company.customer(key)
    assert found.json()["kept"] == view.kept
    assert found.json()["rhythm"]["months"] == list(view.rhythm.months)
    assert browser.get(f"{ROOT}customers/nobody").status_code == 404
    assert looked_at.browser("production").get(f"{ROOT}customers/{key}").status_code == 403
