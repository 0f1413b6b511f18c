"""The promise book and a promise's page: found, seen by whom, drawn, and changed once for one click."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.doors.conftest import Served, serve_copy

from handfast.company.people.person import Person, with_roles
from handfast.company.people.roles import ROLES
from handfast.company.queries.promise_list import ORDERS, Search
from handfast.doors.web.workbooks import workbook

ALL = 100_000


def scopes() -> list[Person]:
    """Return a person of each role, seeing all, some sites, some segments, or a team's customers."""
    people = []
    for key in ROLES:
        person = with_roles(key, key, frozenset({key}))
        people += [
            person,
            replace(person, sites=frozenset({"PORT", "WEST"})),
            replace(person, segments=frozenset({"retail"})),
            replace(person, looks_after=frozenset({"sales north"}), sites=frozenset({"PORT"})),
        ]
    return [person for person in people if person.may("promise.see")]  # type: ignore[arg-type]


@pytest.mark.parametrize("person", scopes(), ids=lambda person: person.username)
def test_the_database_shows_what_the_person_may_see_one_by_one(looked_at: Served, person: Person) -> None:
    company = looked_at.company.acting_as(person)
    listed = company.promise_list(Search(), limit=ALL)
    book = company.promises().sort("arrive", "promise")
    assert {row["promise"] for row in listed.rows} == set(book["promise"])
    assert listed.found == book.height
    by_number = {row["promise"]: row for row in book.to_dicts()}
    assert all(row == by_number[row["promise"]] for row in listed.rows)


def test_what_is_looked_for_is_found(looked_at: Served) -> None:
    company = looked_at.company
    book = company.promises("promised").to_dicts()
    some = book[20]
    cases = {
        Search(("promised",)): lambda row: True,
        Search(("promised",), at_risk=True): lambda row: row["at_risk"],
        Search(("promised",), customer=some["customer"]): lambda row: row["customer"] == some["customer"],
        Search(("promised",), item=some["item"]): lambda row: row["item"] == some["item"],
        Search(("promised",), order=some["order"][2:]): lambda row: some["order"][2:] in row["order"],
        Search(("promised",), since=some["arrive"]): lambda row: row["arrive"] >= some["arrive"],
        Search(("promised",), until=some["arrive"]): lambda row: row["arrive"] <= some["arrive"],
        Search(("promised",), order="%"): lambda row: "%" in row["order"],
    }
    for search, fits in cases.items():
        found = {row["promise"] for row in company.promise_list(search, limit=ALL).rows}
        assert found == {row["promise"] for row in book if fits(row)}, search


@pytest.mark.parametrize("by", ORDERS)
def test_pages_follow_one_another_without_gaps(looked_at: Served, by: str) -> None:
    whole = looked_at.company.promise_list(Search(by=by), limit=ALL).rows
    pages = [looked_at.company.promise_list(Search(by=by), offset=at, limit=70).rows for at in range(0, len(whole), 70)]
    assert [row["promise"] for each in pages for row in each] == [row["promise"] for row in whole]


def test_names_are_not_found_by_those_who_do_not_see_them(looked_at: Served) -> None:
    asked = {"customer": "C-1042", "order": "SO-14395"}
    html = looked_at.browser("production").get("/promises/", asked).content.decode()
    assert "Harbour Gardens" not in html
    assert "SO-14395" not in html.replace('value="SO-14395"', "")
    number = looked_at.company.promise_list(Search(customer="C-1042")).rows[0]["promise"][2:]
    page = looked_at.browser("production").get(f"/promises/{number}/").content.decode()
    assert "Harbour Gardens" not in page
    foreign = looked_at.company.promise_list(Search(customer="C-1043")).rows[0]["promise"][2:]
    assert looked_at.browser("sales").get(f"/promises/{foreign}/").status_code == 404


def test_the_book_says_whence_by_the_sites_name(looked_at: Served) -> None:
    (row, *_) = looked_at.company.promise_list(Search()).rows
    site = looked_at.company.table("site").filter(site=row["site"]).row(0, named=True)
    html = unescape(looked_at.browser("planner").get("/promises/").content.decode())
    assert site["name"] != site["site"]
    assert f'<td title="{site["site"]}">{site["name"]}</td>' in html


def test_the_book_says_the_first_day_under_the_day_only_where_it_was_another(served: Served) -> None:
    served.company.hold(served.company.quote("BENCH-150", 4, customer="C-1042"))
    html = unescape(served.browser("planner").get("/promises/", {"item": "BENCH-150"}).content.decode())
    moved = {row["promise"] for row in served.company.promise_list(Search(item="BENCH-150")).rows if _moved(row)}
    days = dict(re.findall(r'<a href="/promises/\d+/">(P-\d+)</a>.*?<td class="day">(.*?)</td>', html))
    assert any("held until" in day for day in days.values())
    assert {name for name, day in days.items() if "first" in day} == moved & days.keys() != set()


def _moved(row: dict[str, object]) -> bool:
    return row["original"] not in {None, row["arrive"]}


def test_a_promise_is_drawn_and_told(looked_at: Served) -> None:
    fed = next(row for row in looked_at.company.promise_list(Search(item="BENCH-150")).rows if not row["at_risk"])
    html = looked_at.browser("planner").get(f"/promises/{fed['promise'][2:]}/").content.decode()
    told = looked_at.company.explain(fed["promise"])
    assert html.count('<rect class="bar') >= len(told.feeds) > 0
    assert len(re.findall(r'<ol class="life".*?</ol>', html, re.DOTALL)[0].split("<li>")) - 1 == len(told.life)


def test_a_revision_is_written_once_and_keeps_the_first_day(served: Served) -> None:
    browser = served.browser("customer_service")
    latest = served.company.promise_list(Search(("promised",), by="-arrive"), limit=ALL).rows
    row = next(each for each in latest if not each["at_risk"])
    number = row["promise"][2:]
    later = str(row["arrive"] + dt.timedelta(days=7))
    form = {"by": later, "reason": "the customer moves house", "token": "once"}
    lives = []
    for _again in range(2):
        answer = browser.post(f"/promises/{number}/revise/", form, follow=True)
        assert "revised" in answer.content.decode()
        lives.append(len(served.company.explain(number).life))
    assert lives[0] == lives[1]
    told = served.company.explain(number).promise
    assert told.arrive_day != told.original_arrive_day
    refused = browser.post(f"/promises/{number}/revise/", {"by": "soon", "reason": "?", "token": "x"}, follow=True)
    assert "is no date" in refused.content.decode()


def test_a_hold_is_given_back_from_its_page(served: Served) -> None:
    held = served.company.hold(served.company.quote("BENCH-150", 3, "2027-05-12", customer="C-1042"))[0]
    served.browser("sales").post(f"/promises/{held.id}/release/", {"token": "t"})
    assert served.company.explain(held.id).promise.state == "released"


def test_a_workbook_holds_texts_that_no_one_runs() -> None:
    rows = [{"a": "=1+1", "b": "+cmd", "c": 3}]
    sheet = load_workbook(io.BytesIO(workbook("Rows", {"a": "A", "b": "B", "c": "C"}, rows))).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=1+1", "s"), ("+cmd", "s"), (3, "n")]


def test_the_book_as_a_workbook_says_what_the_page_says(looked_at: Served) -> None:
    content = looked_at.browser("sales").get("/promises/excel/", {"item": "BENCH-150"}).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    own = looked_at.company.acting_as(with_roles("sales", "", frozenset({"sales"})))
    own.person = replace(own.person, looks_after=frozenset({"sales north"}))
    assert sheet.max_row - 1 == own.promise_list(Search(("held", "promised"), item="BENCH-150"), limit=ALL).found


def test_today_leads_to_what_it_tells_of(looked_at: Served) -> None:
    today = looked_at.browser("planner").get("/").content.decode()
    proposal = looked_at.company.proposals().sort("on", nulls_last=True, maintain_order=True).to_dicts()[0]
    assert f'href="/items/of/{proposal["item"]}/"' in today
    assert not re.search(r">[^<]*\d{4}-\d\d-\d\d", today)
    risky = looked_at.company.promise_list(Search(("promised",), at_risk=True), limit=1).rows[0]
    assert f'href="/customers/{risky["customer"]}/"' in today
    page = looked_at.browser("planner").get(f"/promises/{risky['promise'][2:]}/").content.decode()
    assert "<strong>Imported</strong>" in page
    assert looked_at.company.names().item(risky["item"]) in page.partition("What is missing")[2].partition("</ul>")[0]


@pytest.mark.usefixtures("_django")
def test_what_is_expected_late_is_named_as_people_name_it(furnished_file: Path, tmp_path: Path) -> None:
    for served in serve_copy(furnished_file, tmp_path):
        keys = set(served.company.table("process")["process"])
        book = served.company.promises("promised").filter("at_risk")
        told = [served.company.explain(name) for name in book["promise"]]
        waiting = [each for each in told if any(part.run for cover in each.expected for part in cover.parts)]
        assert waiting
        html = unescape(served.browser("planner").get(f"/promises/{waiting[0].promise.id}/").content.decode())
        part = waiting[0].expected[0].parts[0]
        assert f"{part.run}, moved from " in html or f"{part.run}, made in " in html or f"{part.run}, bought " in html
        assert not [key for key in keys if f" {key}" in html]
