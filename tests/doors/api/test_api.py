"""The API as a program meets it: what it asks, holds, promises and reads, and how it is refused."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.doors.conftest import Served

from handfast.company.database import current
from handfast.company.people.person import with_roles
from handfast.company.people.roles import ROLES
from handfast.doors.api import forms, guard
from handfast.doors.api.pace import Pace

ROOT = "/api/v1/"
PROBLEM = "application/problem+json"


def post(browser: Client, address: str, content: Any, **headers: str) -> Any:
    return browser.post(ROOT + address, json.dumps(content), content_type="application/json", headers=headers)


def wish(served: Served, quantity: Any = 1, days: int = 60, **more: Any) -> dict[str, Any]:
    by = (served.company.today + dt.timedelta(days=days)).isoformat()
    return {"lines": [{"item": "BENCH-150", "quantity": quantity, "by": by}], **more}


@pytest.fixture
def sales(served: Served) -> Client:
    return served.browser("sales_manager")


# ------------------------------------------------------------ asks


def test_an_ask_is_answered_as_the_library_answers_it(served: Served, sales: Client) -> None:
    answer = post(sales, "offers", wish(served, "300", 20))
    assert answer.status_code == 200, answer.content
    told = answer.json()
    forms.Offer.model_validate(told)
    by = served.company.today + dt.timedelta(days=20)
    offer = served.company.quote("BENCH-150", 300, by)
    assert told["arrive"] == offer.to_dict()["arrive"]
    assert [way["kind"] for way in told["counter_offers"]] == [way.kind for way in offer.counter_offers]


def test_a_promise_follows_nothing_through_the_ledger_that_is_known_in_memory(served: Served, sales: Client) -> None:
    wanted = {**wish(served, days=90), "accept_late": True}
    assert post(sales, "promises", wanted).status_code == 201
    asked: list[str] = []

    def listen(to: Callable[[str], None] | None) -> None:
        current().connection.connection.set_trace_callback(to)

    served.company.database.run(listen, asked.append)
    try:
        told = post(sales, "promises", wanted)
    finally:
        served.company.database.run(listen, None)
    assert told.status_code == 201
    [written] = told.json()["promises"]
    assert written == sales.get(f"{ROOT}promises/{written['number']}").json()
    assert any("INSERT INTO promise" in each for each in asked)
    assert not [each for each in asked if "RECURSIVE" in each]  # what lacks something, who is at risk


def test_a_batch_is_answered_short_or_completely(served: Served, sales: Client) -> None:
    asks = [wish(served, quantity, days) for quantity, days in ((1, 60), ("300", 10), (800, 5))]
    short = post(sales, "offers/batch", {"asks": asks}).json()
    full = post(sales, "offers/batch", {"asks": asks, "full": True}).json()
    forms.Answers.model_validate(short)
    forms.Answers.model_validate(full)
    alone = [post(sales, "offers", each).json() for each in asks]
    assert full["answers"] == alone
    assert [each["arrive"] for each in short["answers"]] == [each["arrive"] for each in alone]
    assert [each["late_days"] for each in short["answers"]] == [each["lines"][0]["late_days"] for each in alone]


def test_every_fault_of_a_batch_is_said_with_its_ask(served: Served, sales: Client) -> None:
    wrong = {"lines": [{"item": "NOTHING", "quantity": 1}]}
    part = {"lines": [{"item": "BENCH-150", "quantity": "1.5"}]}
    answer = post(sales, "offers/batch", {"asks": [wish(served), wrong, part]})
    assert answer.status_code == 422
    assert [each["where"] for each in answer.json()["errors"]] == ["sheet ask 2", "sheet ask 3, column quantity"]


def test_complete_offers_are_capped(served: Served, sales: Client) -> None:
    answer = post(sales, "offers/batch", {"asks": [wish(served)] * 201, "full": True})
    assert answer.status_code == 413


# ------------------------------------------------------------ promises


def test_the_same_request_is_one_promise(served: Served, sales: Client) -> None:
    content = wish(served, order="SO-1")
    first = post(sales, "promises", content, **{"Idempotency-Key": "once"})
    assert first.status_code == 201, first.content
    again = post(sales, "promises", content, **{"Idempotency-Key": "once"})
    assert again.json() == first.json()
    forms.Written.model_validate(first.json())
    other = post(sales, "promises", wish(served, 2, order="SO-1"), **{"Idempotency-Key": "once"})
    assert other.status_code == 409
    assert other.json()["kind"] == "IdempotencyMismatch"
    assert other.headers["Content-Type"] == PROBLEM
    assert served.company.promises("promised").filter(order="SO-1").height == 1


def test_nobody_is_bound_to_a_later_day_than_they_said(served: Served, sales: Client) -> None:
    before = served.company.promises().height
    late = wish(served, 2000, 1)
    refused = post(sales, "promises", late)
    assert refused.status_code == 409
    told = refused.json()
    assert told["kind"] == "NotAsWished"
    assert served.company.promises().height == before
    arrive = told["offer"]["arrive"]
    taken = post(sales, "promises", {**late, "not_after": arrive, "seen": told["offer"]["seen"]})
    assert taken.status_code == 201, taken.content
    assert taken.json()["promises"][0]["arrive"] <= arrive
    gone = post(sales, "promises", {**late, "accept_late": True, "seen": told["offer"]["seen"]})
    assert gone.status_code == 409
    assert gone.json()["kind"] == "NotAsSeen"
    assert post(sales, "promises", {"lines": [{"item": "BENCH-150", "quantity": 1}]}).status_code == 422


def test_a_hold_is_settled_given_back_and_revised(served: Served, sales: Client) -> None:
    held = [post(sales, "holds", wish(served)).json()["promises"][0] for _ in range(2)]
    assert {each["state"] for each in held} == {"held"}
    settled = post(sales, f"promises/{held[0]['number']}/promise", {"order": "SO-7"})
    assert settled.json()["state"] == "promised"
    assert settled.json()["order"] == "SO-7"
    assert post(sales, f"promises/{held[1]['number']}/release", {}).json()["state"] == "released"
    tag = settled.headers["ETag"]
    later = (dt.date.fromisoformat(held[0]["arrive"]) + dt.timedelta(days=3)).isoformat()
    key = {"Idempotency-Key": "move-it", "If-Match": tag}
    where, wanted = f"promises/{held[0]['number']}", {"by": later, "reason": "their site is not ready"}
    moved = post(sales, f"{where}/revise", wanted, **key)
    assert moved.status_code == 200, moved.content
    assert moved.json()["arrive"] == later
    again = post(sales, f"{where}/revise", wanted, **key)
    assert again.json() == moved.json(), "the same request is answered again, though the promise has changed by it"
    stale = post(sales, f"{where}/withdraw", {"reason": "no"}, **{"If-Match": tag})
    assert stale.status_code == 412
    gone = post(sales, f"{where}/withdraw", {"reason": "no"}, **{"If-Match": moved.headers["ETag"]})
    assert gone.json()["state"] == "withdrawn"


def test_goods_leave_and_arrive(served: Served, sales: Client) -> None:
    there = [row["item"] for row in served.company.items().to_dicts() if row["free"] >= 2]
    item = next(each for each in there if served.company.quote(each, 2).feasible)
    taken = {"lines": [{"item": item, "quantity": 2}], "accept_late": True}
    made = post(sales, "promises", taken).json()["promises"][0]
    shipper = served.browser("system")
    part = post(shipper, f"promises/{made['number']}/ship", {"quantity": 1})
    assert part.status_code == 200, part.content
    assert part.json()["shipped"] == "1"
    assert post(shipper, f"promises/{made['number']}/ship", {}).json()["state"] == "delivered"
    assert post(shipper, f"promises/{made['number']}/deliver", {}).json()["state"] == "kept"


# ------------------------------------------------------------ the book


def test_the_book_is_read_page_by_page(looked_at: Served) -> None:
    browser = looked_at.browser("executive")
    whole = browser.get(f"{ROOT}promises?limit=1000").json()
    forms.Rows[forms.Promise].model_validate(whole)
    first = browser.get(f"{ROOT}promises?limit=7&state=open")
    told = first.json()
    assert len(told["rows"]) == 7
    links = first.headers["Link"]
    assert f'<{ROOT}promises?limit=7&state=open&page=2>; rel="next"' in links
    assert 'rel="prev"' not in links
    assert told["pages"] == -(-told["found"] // 7)
    last = browser.get(f"{ROOT}promises?limit=7&state=open&page={told['pages']}").json()
    assert len(last["rows"]) == told["found"] - 7 * (told["pages"] - 1)
    opened = [row for row in whole["rows"] if row["state"] in {"held", "promised"}]
    assert told["found"] == len(opened)


def test_a_promise_that_is_known_is_not_sent_again(looked_at: Served) -> None:
    browser = looked_at.browser("executive")
    number = browser.get(f"{ROOT}promises?limit=1").json()["rows"][0]["number"]
    first = browser.get(f"{ROOT}promises/{number}")
    forms.Promise.model_validate(first.json())
    assert browser.get(f"{ROOT}promises/{number}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert browser.get(f"{ROOT}promises/{number}", headers={"If-None-Match": '"0"'}).status_code == 200
    forms.Explanation.model_validate(browser.get(f"{ROOT}promises/{number}/explanation").json())


@pytest.mark.parametrize(
    ("role", "address", "form"),
    [
        ("planner", "items?limit=5", forms.Rows[forms.Item]),
        ("planner", "items/BENCH-150", forms.ItemAtSites),
        ("sales", "customers", forms.Rows[forms.Customer]),
        ("planner", "plans", forms.Rows[forms.PlanRow]),
        ("planner", "me", forms.Me),
        ("administrator", "webhooks", forms.Webhooks),
    ],
)
def test_what_is_there_is_told(looked_at: Served, role: str, address: str, form: Any) -> None:
    answer = looked_at.browser(role).get(ROOT + address)
    assert answer.status_code == 200, answer.content
    form.model_validate(answer.json())


def test_whoever_sees_no_names_is_told_none(looked_at: Served) -> None:
    blind = [role for role in ROLES if not _sees_names(role)]
    assert blind
    for role in blind:
        rows = looked_at.browser(role).get(f"{ROOT}promises").json()["rows"]
        assert rows
        assert all(row["customer"] is None and row["order"] is None for row in rows), role


def _sees_names(role: str) -> bool:
    permissions = with_roles(role, role, frozenset({role})).permissions
    return "promise.see" not in permissions or bool({"customers.see", "customers.see_all"} & permissions)


# ------------------------------------------------------------ work, webhooks


def test_a_plan_is_asked_for(served: Served) -> None:
    planner = served.browser("planner")
    asked = post(planner, "plans", {"steps": 1})
    assert asked.status_code == 202, asked.content
    forms.Job.model_validate(asked.json())
    assert planner.get(asked.headers["Location"]).json() == asked.json()


def test_a_file_becomes_a_draft_that_says_what_is_wrong(served: Served) -> None:
    planner = served.browser("planner")
    content = b"item,site,quantity\nBENCH-150,NOWHERE,5\n"
    sent = planner.post(f"{ROOT}imports", {"file": SimpleUploadedFile("stock.csv", content)})
    assert sent.status_code == 201, sent.content
    told = sent.json()
    forms.Import.model_validate(told)
    assert any("NOWHERE" in (fault["value"] or "") for fault in told["faults"])
    assert served.company.draft(told["draft"]).name == "stock.csv"
    job = planner.post(f"{ROOT}imports", {"file": SimpleUploadedFile("stock.csv", content), "becomes": "job"})
    assert job.status_code == 202
    assert planner.get(job.headers["Location"]).json()["kind"] == "import"
    strange = planner.post(f"{ROOT}imports", {"file": SimpleUploadedFile("evil.exe", b"MZ")})
    assert strange.status_code == 415


def test_a_webhook_is_added_and_removed(served: Served) -> None:
    browser = served.browser("administrator")
    made = post(browser, "webhooks", {"url": "https://93.184.216.34/handfast", "events": ["promise.*"]})
    assert made.status_code == 201, made.content
    forms.NewWebhook.model_validate(made.json())
    rows = browser.get(f"{ROOT}webhooks").json()["rows"]
    assert [row["number"] for row in rows] == [made.json()["number"]]
    assert "secret" not in rows[0]
    private = post(browser, "webhooks", {"url": "https://127.0.0.1/"})
    assert private.status_code == 422
    assert browser.delete(made.headers["Location"]).status_code == 204
    assert browser.delete(made.headers["Location"]).status_code == 404


# ------------------------------------------------------------ refusals


def test_every_refusal_is_a_problem(served: Served, sales: Client) -> None:
    token = post(served.browser(), "offers", {}, Authorization="Bearer hf_nothing")
    refusals = {
        401: token,
        403: post(sales, "plans", {}),
        404: sales.get(f"{ROOT}promises/999999"),
        405: sales.generic("PATCH", f"{ROOT}promises"),
        413: sales.post(f"{ROOT}offers", "x" * 6_000_000, content_type="application/json"),
        415: sales.post(f"{ROOT}offers", "<ask/>", content_type="text/xml"),
        400: sales.post(f"{ROOT}offers", "{", content_type="application/json"),
        422: post(sales, "offers", {"lines": [{"item": "BENCH-150", "quantity": -1, "colour": "red"}]}),
    }
    for status, answer in refusals.items():
        assert answer.status_code == status, (status, answer.status_code, answer.content)
        assert answer.headers["Content-Type"] == PROBLEM
        forms.Problem.model_validate(answer.json())
        assert answer.json()["status"] == status
    assert sales.generic("PATCH", f"{ROOT}offers").status_code == 405
    fields = {each["field"] for each in refusals[422].json()["errors"]}
    assert {"quantity", "colour"} <= fields


@pytest.mark.parametrize(
    "body",
    [
        "NaN",
        "[" * 100_000,
        '{"lines": [{"item": "BENCH-150", "quantity": 1e999999}]}',
        '{"lines": [{"item": "\\ud800", "quantity": 1}]}',
        '{"lines": [{"item": "\\u0000", "quantity": 1}]}',
        '{"lines": [{"item": "BENCH-150", "quantity": 1, "by": 1e300}]}',
        '{"lines": [{"item": "BENCH-150", "quantity": 1, "by": "0000-00-00"}]}',
        '{"lines": [{"item": "BENCH-150", "quantity": true}]}',
        '{"lines": []}',
        "null",
        "",
    ],
)
def test_what_cannot_be_meant_is_refused(looked_at: Served, body: str) -> None:
    answer = looked_at.browser("sales").post(f"{ROOT}offers", body, content_type="application/json")
    assert answer.status_code in {400, 422}, answer.content
    assert answer.headers["Content-Type"] == PROBLEM


def test_a_session_needs_its_csrf_token_and_a_program_does_not(served: Served) -> None:
    from handfast.company.actions.people.make_token import make_token
    from handfast.company.people.directory import person_of, user_named

    browser = served.browser("sales", enforce_csrf_checks=True)  # type: ignore[arg-type]
    refused = post(browser, "offers", wish(served))
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["detail"]
    with served.company.database.here():
        person = person_of(user_named("sales"))
        secret = make_token("shop", ["promise.ask"], days=1, by=person, now=served.company.clock()).secret
    program = served.browser(enforce_csrf_checks=True)  # type: ignore[arg-type]
    assert post(program, "offers", wish(served), Authorization=f"Bearer {secret}").status_code == 200
    narrow = post(program, "promises", wish(served), Authorization=f"Bearer {secret}")
    assert narrow.status_code == 403, "the token's scope is asking"


def test_who_asks_too_fast_is_told_when_to_go_on(looked_at: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Pace(60, 2)
    monkeypatch.setattr(guard, "pace", lambda: slow)
    browser = looked_at.browser("planner")
    assert [browser.get(f"{ROOT}me").status_code for _ in range(3)] == [200, 200, 429]
    answer = browser.get(f"{ROOT}me")
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Content-Type"] == PROBLEM
    assert looked_at.browser("sales").get(f"{ROOT}me").status_code == 200, "each has a pace of their own"


def test_a_bucket_fills_by_itself() -> None:
    pace = Pace(60, 2)
    assert [pace.wait("a", 0.0) for _ in range(3)] == [0, 0, 1]
    assert pace.wait("a", 0.5) == pytest.approx(0.5)
    assert pace.wait("a", 1.0) == 0
    assert pace.wait("b", 1.0) == 0
