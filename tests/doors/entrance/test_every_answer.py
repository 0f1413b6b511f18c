"""What every answer carries, and what the server tells of itself."""

from __future__ import annotations

import io
import json
import logging
import re
from typing import Any

import pytest
from django.test import override_settings
from tests.doors.conftest import Served

from handfast.doors.entrance.headers import POLICY
from handfast.doors.entrance.request_log import ConsoleLines, JsonLines
from handfast.doors.serve.statics import static_address, with_statics

PATHS = ["/", "/sign-in/", "/healthz", "/nothing-here/", "/people/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ["", "sales"])
def test_browsers_are_told_to_be_careful(looked_at: Served, path: str, role: str) -> None:
    answer = looked_at.browser(role).get(path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert set(re.findall(r"'[a-z-]+'|https?:|data:|\*", POLICY)) == {"'none'", "'self'"}


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/account/", "/people/"])
def test_pages_hold_nothing_inline(looked_at: Served, path: str) -> None:
    page = looked_at.browser("administrator").get(path).content.decode()
    assert not re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", page)


def test_a_request_keeps_the_number_it_came_with(looked_at: Served) -> None:
    browser = looked_at.browser()
    assert browser.get("/healthz", headers={"X-Request-ID": "shop-12345678"}).headers["X-Request-ID"] == "shop-12345678"
    assert browser.get("/healthz", headers={"X-Request-ID": "a\tb<script>"}).headers["X-Request-ID"] != "a\tb<script>"


def test_each_request_has_its_line(looked_at: Served) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    log = logging.getLogger("handfast.request")
    log.addHandler(handler)
    before = log.level
    log.setLevel(logging.INFO)
    try:
        for form in (JsonLines(), ConsoleLines()):
            handler.setFormatter(form)
            looked_at.browser("sales").get("/account/?secret=1")
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
    structured, plain = out.getvalue().splitlines()
    told = json.loads(structured)
    assert told["person"] == "sales"
    assert told["page"] == "account"
    assert told["message"] == "GET /account/ 200"
    assert "secret" not in out.getvalue(), "what is asked for stays out of the log"
    assert re.fullmatch(r"\d\d:\d\d:\d\d GET /account/ 200 \d+ ms sales [0-9a-f]{16}", plain)


def test_it_lives_and_is_ready(looked_at: Served) -> None:
    browser = looked_at.browser()
    assert browser.get("/healthz").json() == {"alive": True}
    assert browser.get("/readyz").json() == {"ready": True}


def test_it_is_not_ready_with_other_tables(served: Served) -> None:
    with served.company.database.here(), served.company.database.connection.cursor() as cursor:
        cursor.execute("UPDATE head SET schema = 1")
    answer = served.browser().get("/readyz")
    assert answer.status_code == 503
    assert "restart the server" in answer.json()["why"]


def test_measures_are_for_this_machine_or_for_whoever_has_the_token(looked_at: Served) -> None:
    looked_at.browser("sales").get("/")
    here = looked_at.browser().get("/metrics")
    assert here.status_code == 200
    assert b'handfast_requests_total{method="GET",page="today",status="200"}' in here.content
    assert b"handfast_request_seconds_bucket" in here.content
    assert looked_at.browser(REMOTE_ADDR="203.0.113.7").get("/metrics").status_code == 404
    assert looked_at.browser().get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    with override_settings(HANDFAST_METRICS_TOKEN="told to monitoring"):
        assert looked_at.browser().get("/metrics").status_code == 404
        told = {"Authorization": "Bearer told to monitoring"}
        assert looked_at.browser(REMOTE_ADDR="203.0.113.7").get("/metrics", headers=told).status_code == 200


def test_an_unknown_host_is_refused(looked_at: Served) -> None:
    assert looked_at.browser().get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_under_any_name(looked_at: Served, path: str) -> None:
    """A load balancer asks by the server's address."""
    assert looked_at.browser().get(path, headers={"Host": "10.1.2.3:8000"}).status_code == 200


def test_what_is_not_there_is_said_kindly(looked_at: Served) -> None:
    answer = looked_at.browser("sales").get("/nothing-here/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content
    program = looked_at.browser().get("/api/v9/nothing", headers={"Accept": "application/json"})
    assert program.status_code == 404
    assert program.headers["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_says_its_number_and_nothing_else(
    looked_at: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from handfast.doors.web.pages import today

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(today, "_figures", broken)
    answer = looked_at.browser("sales").get("/")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"].encode() in answer.content
    assert b"the secret of the house" not in answer.content
    assert "the secret of the house" in caplog.text


# ---------------------------------------------------------------- our own files


def fetch(path: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []

    def further(_environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [])
        return [b"asked further"]

    application = with_statics(further)
    parts = application({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, lambda *start, **_: told.append(start))
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    status, headers = told[0][:2]
    return status, dict(headers), body


@pytest.mark.parametrize("name", ["tokens.css", "shell.js", "marks.svg", "htmx.js"])
def test_files_may_be_kept_for_ever(name: str) -> None:
    status, headers, body = fetch(static_address() + name)
    assert status == "200 OK"
    assert "immutable" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers
    assert body


@pytest.mark.parametrize("path", ["/static/tokens.css", "/static/../settings.py", "/static/000000000000/tokens.css"])
def test_other_paths_are_no_files(path: str) -> None:
    assert fetch(path)[2] == b"asked further"
