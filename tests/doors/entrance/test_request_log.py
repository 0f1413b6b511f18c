"""The log: a refusal is one line with its request's number; what is our fault stands there with all that led to it."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client
from tests.doors.conftest import Served

from handfast import facade
from handfast.doors.entrance.request_log import ConsoleLines, JsonLines
from handfast.errors import BadConfiguration, DatabaseBusy

NUMBER = "a-request-of-ours"


def written(caplog: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    """What was written at least as an error, as the server would write it: each in one line, for people too."""
    records = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert all("\n" not in JsonLines().format(each) for each in records)
    assert [("\n" in ConsoleLines().format(each)) for each in records] == [
        "traceback" in json.loads(JsonLines().format(each)) for each in records
    ]
    return [json.loads(JsonLines().format(each)) for each in records]


def test_a_form_that_is_too_large_is_a_line(looked_at: Served, caplog: pytest.LogCaptureFixture) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="item.csv"\r\n\r\nx\r\n--b--\r\n'
    with caplog.at_level(logging.ERROR):
        answer = looked_at.browser("planner").generic(
            "POST",
            "/data/upload/",
            body,
            content_type="multipart/form-data; boundary=b",
            CONTENT_LENGTH="104857600",
            headers={"X-Request-ID": NUMBER},
        )
    assert answer.status_code == 413
    for line in written(caplog):
        assert (line["request"], "traceback" in line) == (NUMBER, False)


@pytest.mark.parametrize("address", ["/promises/", "/api/v1/promises"])
def test_a_busy_database_is_a_line_and_a_fault_of_ours_is_traced(
    address: str, looked_at: Served, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser: Client = looked_at.browser("planner")

    def refuse(error: Exception) -> dict[str, str]:
        def raises(*_given: object, **_named: object) -> None:
            raise error

        caplog.clear()
        monkeypatch.setattr(facade.Company, "promise_list", raises)
        with caplog.at_level(logging.ERROR):
            answer = browser.get(address, headers={"X-Request-ID": NUMBER})
        assert answer.status_code == {DatabaseBusy: 503, BadConfiguration: 500}[type(error)]
        ours = [line for line in written(caplog) if line["log"] == "handfast.refusals"]
        assert len(ours) == 1
        assert ours[0]["request"] == NUMBER
        return ours[0]

    busy = refuse(DatabaseBusy("Others are writing. Try again."))
    assert busy["message"] == "DatabaseBusy: Others are writing. Try again."
    assert "traceback" not in busy
    assert "Traceback" in refuse(BadConfiguration("Something is amiss."))["traceback"]
