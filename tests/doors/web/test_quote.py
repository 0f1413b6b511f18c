"""The quote desk: answers as one types, one handshake for one click, nothing written that was not seen."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import polars as pl
import pytest
from django.http import QueryDict
from django.test import Client
from tests.doors.conftest import Served

from handfast.doors.web.answers import letter, track
from handfast.doors.web.wishes import key_of, read_wish

ASK = {"customer": "C-1042", "item": "BENCH-150", "quantity": "360", "by": "2027-04-12", "price": ""}
EASY = {**ASK, "quantity": "5", "by": "2027-05-12"}
PART = {"HX-Request": "true"}


def fields(html: str, action: str, nth: int = 0) -> dict[str, str]:
    """Return the hidden fields of a form of the answer."""
    form = re.findall(rf'<form method="post" action="{action}".*?</form>', html, re.DOTALL)[nth]
    return {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    }


def asked(browser: Client, ask: dict[str, str]) -> str:
    response = browser.get("/quote/answer/", ask, headers=PART)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def open_promises(served: Served) -> int:
    return served.company.promises("held", "promised").height


def test_the_answer_comes_with_reason_ways_and_the_address_to_share(looked_at: Served) -> None:
    response = looked_at.browser("sales").get("/quote/answer/", ASK, headers=PART)
    html = response.content.decode()
    offer = looked_at.company.quote("BENCH-150", 360, "2027-04-12", customer="C-1042").to_dict()
    assert unescape(html).count(offer["lines"][0]["text"]) == 1
    assert all(reason["text"] in unescape(html) for reason in offer["lines"][0]["reasons"])
    assert html.count('class="card way"') == len(offer["counter_offers"]) > 0
    assert response.headers["HX-Replace-Url"].startswith("/quote/?customer=C-1042&item=BENCH-150")
    whole = looked_at.browser("sales").get(response.headers["HX-Replace-Url"]).content.decode()
    assert offer["lines"][0]["text"] in unescape(whole)


def test_half_typed_lines_wait_and_wrong_ones_say_what_helps(looked_at: Served) -> None:
    browser = looked_at.browser("sales")
    assert "How many?" in asked(browser, {**ASK, "quantity": ""})
    assert "This is no number" in asked(browser, {**ASK, "quantity": "three"})
    assert "more than nothing" in asked(browser, {**ASK, "quantity": "-4"})
    assert "Choose one from the list" in asked(browser, {**ASK, "item": "BENCH"})
    assert "whole numbers only" in asked(browser, {**ASK, "quantity": "1.5"})
    unknown = asked(browser, {**ASK, "customer": "Nobody we know"})
    assert "Choose one from the list" in unknown
    assert "How many?" not in unknown


def test_what_is_too_much_says_the_last_day_to_leave_not_to_arrive(looked_at: Served) -> None:
    """Goods that leave on the last day arrive after it: other ways may name such a day."""
    html = asked(looked_at.browser("sales"), {**ASK, "quantity": "99999999", "by": ""})
    assert "not all of it could leave by" in html
    assert "can promise" not in html


def test_one_click_or_two_one_promise(served: Served) -> None:
    browser, before = served.browser("sales"), open_promises(served)
    form = {**fields(asked(browser, EASY), "/quote/promise/"), "order": "SO-77"}
    first = browser.post("/quote/promise/", form, headers=PART)
    again = browser.post("/quote/promise/", form, headers=PART)
    assert first.status_code == again.status_code == 200
    assert open_promises(served) == before + 1
    row = served.company.promises("promised").to_dicts()[-1]
    assert (row["order"], row["owner"], row["quantity"]) == ("SO-77", "sales", 5)
    number = re.search(r"P-\d+", first.content.decode())
    assert number
    assert number[0] in again.content.decode()


def test_a_hold_lasts_as_long_as_was_chosen(served: Served) -> None:
    browser = served.browser("sales")
    html = asked(browser, EASY)
    browser.post("/quote/hold/", {**fields(html, "/quote/hold/"), "hours": "4"}, headers=PART)
    row = served.company.promises("held").to_dicts()[-1]
    left = (row["held_until"] - served.company.clock()).total_seconds()
    assert 3.9 * 3600 < left <= 4 * 3600


def test_what_changed_meanwhile_is_shown_and_not_written(served: Served) -> None:
    rep, other = served.browser("sales"), served.browser("customer_service")
    stock = {**ASK, "quantity": "40"}
    seen = fields(asked(rep, {**stock, "quantity": "360"}), "/quote/promise/")
    theirs = asked(other, {**stock, "quantity": "290"})
    other.post("/quote/promise/", fields(theirs, "/quote/promise/"), headers=PART)
    before = open_promises(served)
    html = rep.post("/quote/promise/", seen, headers=PART).content.decode()
    assert "The answer changed while you looked" in html
    assert open_promises(served) == before
    renewed = fields(html, "/quote/promise/")
    assert renewed["seen"] != seen["seen"]


def test_a_way_that_costs_colleagues_work_needs_their_yes(served: Served) -> None:
    browser = served.browser("sales")
    html = asked(browser, ASK)
    offer = served.company.quote("BENCH-150", 360, "2027-04-12", customer="C-1042").to_dict()
    way = next(each["number"] for each in offer["counter_offers"] if "production" in each["agrees"])
    form = fields(html, "/quote/promise/", way)
    assert form["way"] == str(way)
    before = open_promises(served)
    refused = browser.post("/quote/promise/", form, headers=PART).content.decode()
    assert "Somebody has to agree" in refused
    assert open_promises(served) == before
    browser.post("/quote/promise/", {**form, "agreed_by": "the night shift"}, headers=PART)
    assert open_promises(served) == before + len(offer["counter_offers"][way - 1]["deliveries"])
    newest = served.company.promises("promised")["promise"][-1]
    assert "agreed by the night shift" in served.company.explain(newest).life[-1].reason


@pytest.mark.parametrize("role", ["sales", "customer_service", "planner", "production", "business_development"])
def test_costs_and_buttons_only_for_those_who_may(looked_at: Served, role: str) -> None:
    html = asked(looked_at.browser(role), {**ASK, "customer": "" if role == "production" else "C-1042"})
    assert ("What it costs" in html) == (role == "planner")
    assert ("margin" in html.lower()) == (role in {"sales", "business_development", "planner"})
    assert ("/quote/promise/" in html) == (role in {"sales", "customer_service"})


def test_foreign_customers_are_not_in_the_list(looked_at: Served) -> None:
    listed = (
        looked_at.browser("sales").get("/quote/choices/customers/", {"customer": "c-"}, headers=PART).content.decode()
    )
    own = set(looked_at.company.table("customer").filter(pl.col("owner") == "sales north")["customer"])
    assert set(re.findall(r'value="(C-\d+)"', listed)) == own


def test_names_are_understood_if_they_mean_one_thing() -> None:
    things = {"A-1": "Oak bench", "A-10": "Oak table", "B": "Bench cover"}
    assert key_of("A-1", things) == "A-1"
    assert key_of("oak TABLE", things) == "A-10"
    assert key_of("cover", things) == "B"
    assert key_of("oak", things) is None
    assert key_of("teak", things) is None


def test_a_wish_is_the_same_after_a_trip_through_an_address(looked_at: Served) -> None:
    names = looked_at.company.names()
    query = QueryDict(
        "customer=C-1042&item=BENCH-150&quantity=3&by=2027-04-12&price=&item=&quantity=&by=&price=&together=on"
    )
    wish = read_wish(query, names)
    again = read_wish(QueryDict(wish.query), names)
    assert again.ready == wish.ready
    assert (again.customer, again.together) == ("C-1042", True)


def test_the_customer_reads_days_and_nothing_else() -> None:
    one = [{"item": "A", "quantity": "3", "unit": "pcs", "arrive": "2027-04-12"}]
    assert (
        letter(one, {"A": "Oak bench"}, "Harbour")
        == "Dear Harbour,\n\nwe can deliver 3 Oak bench on Monday, 12 April 2027."
    )
    two = [*one, {**one[0], "quantity": "2.5", "unit": "kg"}]
    assert letter(two, {}, "").endswith(
        "- 3 A on Monday, 12 April 2027\n- 2.5\N{NO-BREAK SPACE}kg A on Monday, 12 April 2027"
    )


def test_the_track_goes_from_today_to_the_last_day() -> None:
    today = dt.date(2027, 4, 1)
    line = {"wish": dt.date(2027, 4, 6), "arrive": dt.date(2027, 4, 11), "earliest": {"not_before": None}}
    assert track(line, today) == {"wish": 50.0, "arrive": 96.0}


@pytest.mark.parametrize("typed", ["1,5", "1e9999", "1e3"])
def test_a_quantity_that_can_be_read_in_two_ways_is_asked_for_again(looked_at: Served, typed: str) -> None:
    html = asked(looked_at.browser("sales"), {**ASK, "quantity": typed})
    assert "This is no number" in html
    assert "We can deliver" not in html


def test_a_hold_that_was_given_back_is_not_told_as_held(served: Served) -> None:
    browser = served.browser("sales_manager")
    form = fields(asked(browser, ASK), "/quote/hold/")
    first = browser.post("/quote/hold/", {**form, "hours": "4"}).content.decode()
    number = re.findall(r"P-(\d+)", first)[0]
    assert ">Held<" in first
    browser.post(f"/promises/{number}/release/")
    again = browser.post("/quote/hold/", {**form, "hours": "4"}).content.decode()  # with the browser's button back
    assert ">Held<" not in again
    assert "settled before" in again
    assert f"P-{number}" in again
    assert "released" in again


def test_why_without_a_wish_names_no_day_and_what_was_promised_leads_to_it(served: Served) -> None:
    company = served.company
    new = company.table("item").filter(item="BENCH-150").with_columns(item=pl.lit("NEW-1"), name=pl.lit("Not sold yet"))
    company.load({"item": pl.concat([company.table("item"), new])})
    browser = served.browser("sales")
    assert "<h3>Why not</h3>" in asked(browser, {**ASK, "item": "NEW-1", "quantity": "1", "by": ""})
    html = asked(browser, EASY)
    settled = browser.post("/quote/promise/", fields(html, "/quote/promise/"), headers=PART).content.decode()
    assert re.search(r'<a href="/promises/(\d+)/">P-\1</a>', settled), settled
