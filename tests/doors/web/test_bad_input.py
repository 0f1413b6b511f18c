"""What people, their files, their habits and their machines get wrong: plain words, and nothing half written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any

import openpyxl
import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.doors.conftest import Served
from tests.doors.entrance import test_access

from handfast.company import writing
from handfast.company.actions import import_tables
from handfast.company.queries.promises import PromiseRow
from handfast.company.routines import jobs
from handfast.doors.connect.files import weighing
from handfast.engine.tables import CONTRACT, Kind
from handfast.sentences import sentence

SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x")'
LONG = "very long " * 400
HEBREW = "\N{RIGHT-TO-LEFT OVERRIDE}ספסל עץ"


def words(answer: Any) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", text)))


def held(served: Served, quantity: int = 2, **more: Any) -> PromiseRow:
    company = served.company
    offer = company.quote("BENCH-150", quantity, company.today + dt.timedelta(days=60), customer="C-1042")
    return company.hold(offer, **more)[0]


def state_of(served: Served, promise: PromiseRow) -> str:
    return served.company.explain(promise.id).promise.state


def entries(served: Served) -> int:
    return int(served.company._current().cursor.position)


@pytest.fixture
def sales(served: Served) -> Client:
    return served.browser("sales_manager")


@pytest.fixture
def earlier(served: Served) -> Iterator[dt.datetime]:
    """A moment of the company's clock; whoever changes it leaves no other clock behind."""
    clock = served.company.clock
    yield clock()
    served.company.clock = clock


# ---------------------------------------------------------------- what is typed and brought


@pytest.mark.parametrize("bad", [SCRIPT, FORMULA, LONG, HEBREW], ids=["script", "formula", "long", "right to left"])
def test_any_text_in_any_text_column_is_shown_and_given_as_text(served: Served, bad: str) -> None:
    company, planner = served.company, served.browser("planner")
    changed = {}
    for name in ("item", "customer", "supplier", "resource", "site", "service_case"):
        table = CONTRACT[name]
        free = [column.name for column in table.columns if column.kind is Kind.TEXT and column.name != "currency"]
        if free and (frame := company.table(name).head(3)).height:
            changed[name] = frame.with_columns(pl.lit(bad).alias(column) for column in free)
    assert {"item", "customer", "supplier", "resource"} <= set(changed)
    company.load(changed)
    item, customer = changed["item"]["item"][0], changed["customer"]["customer"][0]
    pages = [
        "/",
        "/items/",
        f"/items/of/{item}/",
        "/customers/",
        f"/customers/{customer}/",
        "/resources/",
        "/suppliers/",
    ]
    pages += ["/supply/", "/promises/", f"/search/?q={bad[:40]}", "/data/changes/", "/quote/?item=a&customer=a"]
    for address in [*pages, *(f"/data/tables/{name}/" for name in changed)]:
        answer = planner.get(address)
        assert answer.status_code == 200, address
        assert b"<script>alert" not in answer.content, address
        assert b"<img src=x" not in answer.content, address
    offered = planner.get("/quote/choices/items/?item=a", headers={"HX-Request": "true"})
    assert offered.status_code == 200
    assert b"<script>alert" not in offered.content
    assert_only_texts(planner, changed)


def assert_only_texts(browser: Client, changed: dict[str, pl.DataFrame]) -> None:
    """Nothing in what is taken out is run by a spreadsheet."""
    book = browser.get("/promises/excel/").content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(browser.get("/data/export/?form=csv").content)) as files:
        for name in changed:
            rows = list(csv.reader(io.StringIO(files.read(f"{name}.csv").decode("utf-8-sig"))))
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))], name


def test_a_bomb_and_broken_files_change_nothing_and_are_told_in_words(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "MOST_UNPACKED", 1_000_000)
    planner, before = served.browser("planner"), served.company.row_counts()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("item.csv", b"0" * 3_000_000)
    files = {
        "bomb.zip": (packed.getvalue(), "unpacks to 3 MB, more than 1 MB"),
        "item.exe": (b"MZ", "a kind of file that is not read"),
        "item.xlsx": (b"this is no workbook", "is no readable Excel workbook"),
        "item.csv": (b"item,name\n" + b"x" * 200_000, "a cell of more than 131,072 characters"),
    }
    for name, (content, said) in files.items():
        page = planner.post("/data/upload/", {"files": SimpleUploadedFile(name, content)}, follow=True)
        assert said in words(page), name
        program = planner.post("/api/v1/imports", {"file": SimpleUploadedFile(name, content)})
        assert program.status_code in {201, 415, 422}, name
        assert said in program.content.decode(), name
    assert served.company.row_counts() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=", ""])
def test_content_of_another_kind_is_refused_in_words(looked_at: Served, kind: str) -> None:
    planner = looked_at.browser("planner")
    for address in ("/data/upload/", "/data/tables/item/save/", "/api/v1/offers", "/api/v1/imports"):
        answer = planner.generic("POST", address, b"<a>what is this</a>", content_type=kind)
        assert 400 <= answer.status_code < 500, (address, answer.status_code)
        assert words(answer).strip()


# ---------------------------------------------------------------- habits


def test_two_clicks_the_back_button_and_another_tab_write_once(served: Served, sales: Client) -> None:
    promise = held(served)
    address = f"/promises/{promise.id}/promise/"
    first = sales.post(address, {"token": "a", "order": "SO-1"}, follow=True)
    assert "The hold is a promise now" in words(first)
    stands = entries(served)
    again = sales.post(address, {"token": "a", "order": "SO-1"}, follow=True)  # the second click
    assert again.status_code == 200
    back = sales.post(address, {"token": "b", "order": "SO-1"}, follow=True)  # the form of an older page
    assert back.status_code == 200
    assert "promised" in words(back)
    other = served.browser("customer_service")
    refused = other.post(f"/promises/{promise.id}/release/", {"token": "c"}, follow=True)
    assert f"P-{promise.id}" in words(refused)
    assert state_of(served, promise) == "promised"
    assert entries(served) == stands


def test_a_draft_in_two_tabs_is_mended_in_one(served: Served) -> None:
    planner = served.browser("planner")
    file = SimpleUploadedFile("item.csv", b"item,name\nNEW-1,One\n")
    address = planner.post("/data/upload/", {"files": file}).headers["Location"]
    edits = [{"row": 2, "key": None, "cells": {"name": "Two"}, "seen": {}}]
    for version, status in ((0, 200), (0, 409)):
        form = json.dumps({"edits": edits, "version": version})
        answer = planner.post(f"{address}cells/?sheet=0", form, content_type="application/json")
        assert answer.status_code == status
    assert "another window" in words(answer)


def test_a_hold_that_runs_out_while_somebody_looks_at_it(served: Served, sales: Client, earlier: dt.datetime) -> None:
    promise = held(served, hours=1)
    assert "held" in words(sales.get(f"/promises/{promise.id}/"))
    served.company.clock = lambda: earlier + dt.timedelta(hours=2)
    answer = sales.post(f"/promises/{promise.id}/promise/", {"token": "a"}, follow=True)
    assert answer.status_code == 200
    assert "expired" in words(answer)
    assert state_of(served, promise) == "expired"
    assert served.company.verify() == []


def test_a_form_from_before_the_sign_in_is_refused_in_words(served: Served) -> None:
    browser = served.browser("sales_manager")
    browser.handler.enforce_csrf_checks = True
    promise = held(served)
    answer = browser.post(f"/promises/{promise.id}/release/", {"token": "a", "csrfmiddlewaretoken": "old"})
    assert answer.status_code == 403
    assert "load the page again" in words(answer)
    assert state_of(served, promise) == "held"


# ---------------------------------------------------------------- machines


def test_a_database_that_somebody_else_holds_is_said_and_nothing_is_lost(
    served: Served, sales: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0.2)
    promise = held(served)
    other = sqlite3.connect(served.company.database.place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = sales.post(f"/promises/{promise.id}/release/", {"token": "a"})
        program = sales.post(f"/api/v1/promises/{promise.id}/release", json.dumps({}), content_type="application/json")
        assert answer.status_code == 302
        assert program.status_code == 503
        assert program.json()["title"] == "The company cannot be reached just now"
        part = sales.post("/quote/hold/", {}, headers={"HX-Request": "true"})
        for told in (part.content, program.content, sales.get("/").content):  # the page, too, says what was refused
            assert str(served.company.database.place).encode() not in told
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert state_of(served, promise) == "held"
    sales.post(f"/promises/{promise.id}/release/", {"token": "a"})
    assert state_of(served, promise) == "released"


def test_a_server_that_stops_in_the_middle_of_a_request_writes_nothing(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner, before = served.browser("planner"), entries(served)
    number = served.company.begin_draft("item.csv", draft_file(planner))

    def stopped(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("the server stops here")

    page = planner.get(f"/data/imports/{number}/")
    shown = re.findall(r'name="shown" value="(\w+)"', page.content.decode())[0]
    with monkeypatch.context() as patch:
        patch.setattr(import_tables, "note_changes", stopped)  # rows are written by then
        answer = planner.post(f"/data/imports/{number}/import/", {"shown": shown})
    assert answer.status_code == 500
    assert "Nothing was lost" in words(answer)
    assert "NEW-1" not in served.company.table("item")["item"].to_list()
    assert entries(served) == before
    planner.post(f"/data/imports/{number}/import/", {"shown": shown})
    assert "NEW-1" in served.company.table("item")["item"].to_list()


def draft_file(_browser: Client) -> Any:
    from handfast.engine.reading.draft import Draft, Sheet
    from handfast.engine.reading.headers import Grid

    grid = Grid("item.csv", "", ["item", "name"], 1, [["NEW-1"], ["One"]], [2])
    return Draft((Sheet("item", grid),))


def test_a_clock_that_jumps_back_changes_no_order_of_things(
    served: Served, sales: Client, earlier: dt.datetime
) -> None:
    promise = held(served)
    served.company.clock = lambda: earlier - dt.timedelta(hours=30)
    assert sales.get("/").status_code == 200
    answer = sales.post(f"/promises/{promise.id}/promise/", {"token": "a"}, follow=True)
    assert "The hold is a promise now" in words(answer)
    times = [event.time for event in served.company.explain(promise.id).life]
    assert times == sorted(times)
    assert served.company.verify() == []


def test_numbers_longer_than_any_that_is_counted_lead_nowhere(
    looked_at: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    long, planner = "9" * 26, looked_at.browser("planner")
    monkeypatch.setitem(test_access.SAMPLE, "number", long)
    walked = {address for _, address in test_access.addresses() if long in address}
    assert len(walked) > 15
    for address in walked:
        assert planner.get(address).status_code == planner.post(address).status_code == 404, address
    for digits in (long, "9" * 5000):
        for address in ("/promises/?page=", "/promises/?view=", "/data/tables/item/?page=", "/supply/?board="):
            assert planner.get(f"{address}{digits}").status_code == 200, address
        assert looked_at.browser("administrator").get(f"/audit/?before={digits}").status_code == 200


def test_why_nothing_came_of_a_job_says_nothing_of_where_the_company_is_kept(served: Served) -> None:
    company, planner = served.company, served.browser("planner")
    place = str(company.database.place)
    full = sentence("{place}: {what}.", place=place, what=sentence("the disk is full"))
    minute, now = dt.timedelta(minutes=1), company.clock()
    for kind in ("plan", "backlog"):
        asked = company.ask_job(kind)
        job = company.database.run(jobs.claim, "worker 1", now=now, lease=minute, kinds=[kind])
        company.database.run(jobs.end, job, "failed", now=now, error=full)
        page = {"plan": "/supply/jobs/", "backlog": "/promises/new-days/jobs/"}[kind]
        for address in (f"{page}{asked.id}/", f"/api/v1/jobs/{asked.id}"):
            told = planner.get(address).content.decode()
            assert "The disk is full" in told
            assert place not in told


def test_a_file_with_too_long_a_name_is_told_so(looked_at: Served) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="'
    body = head + b"x" * 5_000 + b'.csv"\r\n\r\nitem\r\n--b--\r\n'
    for address in ("/data/upload/", "/api/v1/imports"):
        planner = looked_at.browser("planner")
        answer = planner.generic("POST", address, body, content_type="multipart/form-data; boundary=b")
        assert answer.status_code == 400
        assert "name is too long" in words(answer) or "name of a file or a field is too long" in words(answer)
        torn = planner.generic("POST", address, b"nothing", content_type="multipart/form-data; boundary=")
        assert torn.status_code == 400
        assert "too long" not in words(torn)


def test_a_file_that_is_too_large_is_known_before_it_travels(looked_at: Served) -> None:
    """The page's script compares bytes with this number; with marks for thousands it was none, and all files went."""
    html = looked_at.browser("planner").get("/data/").content.decode()
    assert re.search(r'data-most="\d+"', html)


def test_an_address_that_is_only_sent_to_says_so(looked_at: Served) -> None:
    answer = looked_at.browser("sales").get("/account/sessions/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "there is nothing to look at" in words(answer)


def test_a_company_that_is_busy_is_told_of_in_whole_sentences(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from handfast.errors import DatabaseBusy

    def busy(*_: object, **__: object) -> None:
        problem = "{place}: another process has been writing for too long. Nothing was written. Try again"
        raise DatabaseBusy(sentence(problem, place=served.company.database.place))

    monkeypatch.setattr(type(served.company), "release", busy)
    answer = served.browser("sales").post(f"/promises/{held(served).id}/release/", {"token": "once"}, follow=True)
    assert "Another process has been writing" in words(answer)
