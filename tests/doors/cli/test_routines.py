"""Backups, jobs and webhooks on the command line: what they say, their exit codes, and keys that stay."""

from __future__ import annotations

import io
import logging
import re
import sys
from pathlib import Path

import pytest
from tests.databases import Server
from tests.doors.cli.conftest import Run

JOB = [
    *("job", "kind", "arguments", "state", "actor", "asked", "started", "ended", "attempts", "words", "share"),
    *("result", "error"),
]
WEBHOOK = [
    *("webhook", "url", "events", "state", "words", "actor", "made", "told_until", "failed_attempts"),
    "next_attempt",
]
URL = "https://erp.example.com/in"


def test_a_backup_becomes_a_company(at_joinery: Run, here: Path) -> None:
    answer = at_joinery("backup", "--to", "a.backup")
    assert (answer.code, answer.err) == (0, "")
    assert re.fullmatch(
        r"Wrote \S+/a\.backup: [\d,]+ rows, \d\.\d MB\.\n"
        r"Restored for trial: all rows are there, and its ledger is\s+sound\.\n",
        answer.out,
    )
    answer = at_joinery("restore", "a.backup", "new.db")
    assert answer.code == 0
    assert "Its ledger is sound." in answer.out
    before = at_joinery("promises", "--all", "--json").json
    assert at_joinery("promises", "--all", "--company", "new.db", "--json").json == before
    assert sorted(path.name for path in here.iterdir()) == ["a.backup", "handfast.db", "new.db"]


def test_a_backup_has_a_name_of_its_own(at_joinery: Run, here: Path) -> None:
    answer = at_joinery("backup", "--quick")
    assert "It was not restored for trial" in " ".join(answer.out.split())
    assert re.fullmatch(r"handfast-\d{8}-\d{6}\.backup", next(here.glob("*.backup")).name)


def test_nothing_is_written_over(at_joinery: Run, here: Path) -> None:
    assert at_joinery("backup", "--to", "a.backup", "--quick").code == 0
    assert at_joinery("promise", "BENCH", "1", "--by", "2027-03-05").code == 0
    for words in (("backup", "--to", "a.backup"), ("restore", "a.backup", "handfast.db")):
        answer = at_joinery(*words)
        assert (answer.code, answer.out) == (4, "")
        assert "exists already" in answer.err
        assert "--replace" in answer.err
    assert at_joinery("restore", "a.backup", "handfast.db", "--replace", "--yes").code == 0
    assert len(at_joinery("promises", "--json").json["promises"]) == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("restore", "nothing.backup", "new.db"), 3, "does not exist"),
        (("restore", "handfast.db", "new.db"), 5, "is no backup of Handfast"),
        (("restore", "a.backup", "nowhere/new.db"), 3, "The folder"),
        (("restore", "a.backup", "a.backup", "--replace"), 5, "is no Handfast company"),
        (("backup", "--to", "nowhere/a.backup"), 3, "The folder"),
        (("restore", "a.backup"), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_is_told(at_joinery: Run, here: Path, words: tuple[str, ...], code: int, said: str) -> None:
    at_joinery("backup", "--to", "a.backup", "--quick")
    answer = at_joinery(*words)
    assert answer.code == code
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert not (here / "new.db").exists()


def test_keys_of_backups_stay(at_joinery: Run) -> None:
    made = at_joinery("backup", "--to", "a.backup", "--json").json
    assert list(made) == ["path", "bytes", "made", "tables", "rows", "entries", "tried", "differences"]
    assert (made["tried"], made["differences"]) == (True, [])
    restored = at_joinery("restore", "a.backup", "new.db", "--json").json
    assert list(restored) == ["company", "made", "rows", "entries", "differences"]
    assert restored["rows"] == made["rows"]


@pytest.mark.postgresql
def test_a_company_moves_to_a_server_and_back(at_joinery: Run, server: Server) -> None:
    name = server.new_database()
    try:
        assert at_joinery("backup", "--to", "a.backup").code == 0
        assert at_joinery("restore", "a.backup", server.url(name)).code == 0
        assert at_joinery("restore", "a.backup", server.url(name)).code == 4
        assert at_joinery("promise", "BENCH", "1", "--by", "2027-03-05", "--company", server.url(name)).code == 0
        assert at_joinery("backup", "--to", "b.backup", "--company", server.url(name)).code == 0
        assert at_joinery("restore", "b.backup", "back.db").code == 0
        assert at_joinery("ledger", "verify", "--company", "back.db").code == 0
        assert len(at_joinery("promises", "--company", "back.db", "--json").json["promises"]) == 3
    finally:
        server.drop(name)


def test_a_job_is_asked_for_and_done(at_joinery: Run, here: Path) -> None:
    assert at_joinery("jobs").out == "There are no jobs.\n"
    (here / "customer.csv").write_text("customer,name\nC-3,Quay Inn\n")
    asked = at_joinery("jobs", "ask", "import", "--file", "customer.csv", "--json").json
    assert list(asked) == JOB
    assert (asked["job"], asked["state"], asked["actor"]) == ("J-1", "waiting", "jo")
    assert "1 job waiting. A worker does them" in " ".join(at_joinery("jobs").out.split())
    assert at_joinery("worker", "--once").out == "1 job ended.\n"
    done = at_joinery("jobs", "--json").json["jobs"][0]
    assert (done["state"], done["result"]["tables"]["customer"]) == ("done", {"added": 1, "changed": 0})
    assert at_joinery("jobs", "ask", "plan", "--set", "steps=5").code == 0
    assert at_joinery("jobs", "cancel", "j-2").out == "J-2 is cancelled.\n"
    assert at_joinery("worker", "--once", "--json").json == {"jobs": 0}
    assert at_joinery("jobs", "--open", "--json").json == {"jobs": []}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("ask", "dance"), 3, "Kind 'dance' is no kind of job. One of: plan, volume, backlog, import, backup."),
        (("ask", "plan", "--set", "seconds"), 2, "'seconds' says no value"),
        (("ask", "plan", "--set", "seconds=soon"), 3, "Seconds 'soon' is no number"),
        (("ask", "plan", "--set", "secs=3"), 3, "Secs '3' is nothing that the job 'plan' knows"),
        (("ask", "import"), 2, "An import needs a file"),
        (("ask", "import", "--file", "nothing.csv"), 2, "There is no file nothing.csv"),
        (("cancel", "J-9"), 3, "There is no job J-9"),
        (("cancel", "x"), 2, "'x' is no job"),
    ],
)
def test_jobs_that_cannot_be_meant(at_joinery: Run, words: tuple[str, ...], code: int, said: str) -> None:
    answer = at_joinery("jobs", *words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_webhooks(at_joinery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDFAST_WEBHOOK_NETWORKS", raising=False)
    assert at_joinery("webhooks").out.startswith("There are no webhooks.")
    made = at_joinery("webhooks", "add", URL, "--event", "promise.*", "--json").json
    assert list(made) == [*WEBHOOK, "secret"]
    assert made["secret"].startswith("whsec_")
    shown = at_joinery("webhooks", "--json")
    assert [list(each) for each in shown.json["webhooks"]] == [WEBHOOK]
    assert made["secret"] not in shown.out
    assert at_joinery("webhooks", "pause", "W-1", "--reason", "moving").out == "W-1 is paused.\n"
    assert "paused by jo: moving" in " ".join(at_joinery("webhooks").out.split())
    assert at_joinery("webhooks", "resume", "W-1").out == "W-1 is active.\n"
    assert at_joinery("webhooks", "deliveries", "W-1", "--json").json == {"deliveries": []}
    assert at_joinery("webhooks", "remove", "W-1").out == "W-1 is gone.\n"
    assert at_joinery("webhooks", "--json").json == {"webhooks": []}


def test_a_webhook_that_leads_nowhere_is_told(at_joinery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDFAST_WEBHOOK_NETWORKS", "127.0.0.0/8")
    assert at_joinery("webhooks", "add", "http://127.0.0.1:9/").code == 0
    answer = at_joinery("webhooks", "test", "W-1")
    assert answer.code == 1
    assert answer.out.startswith("It was not reached. No answer: Connection refused")
    assert list(at_joinery("webhooks", "test", "W-1", "--json").json) == ["delivered", "status", "words"]
    keys = ["event", "type", "attempt", "at", "milliseconds", "status", "delivered", "words"]
    assert [list(each) for each in at_joinery("webhooks", "deliveries", "W-1", "--json").json["deliveries"]] == [
        keys,
        keys,
    ]
    monkeypatch.delenv("HANDFAST_WEBHOOK_NETWORKS")
    assert "is not encrypted" in at_joinery("webhooks", "test", "W-1").out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "http://example.com"), 3, "is not encrypted"),
        (("add", "https://10.0.0.1"), 3, "leads into a private network"),
        (("add", URL, "--event", "dance"), 3, "Event 'dance' is no type of event"),
        (("remove", "W-9"), 3, "There is no webhook W-9"),
        (("test", "x"), 2, "'x' is no webhook"),
        (("resume", "W-1"), 4, "W-1 is not paused"),
    ],
)
def test_webhooks_that_cannot_be_meant(at_joinery: Run, words: tuple[str, ...], code: int, said: str) -> None:
    at_joinery("webhooks", "add", URL)
    answer = at_joinery("webhooks", *words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_a_worker_beside_another_says_only_what_goes_wrong(at_joinery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    levels: list[int] = []
    monkeypatch.setattr(logging, "basicConfig", lambda **how: levels.append(how["level"]))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert at_joinery("worker", "--once").code == 0
    assert at_joinery("worker", "--once", "--until-input-ends").code == 0
    assert levels == [logging.INFO, logging.WARNING]
