"""A working day in a real browser: quotes, views of the promise book, a run that is dragged; one server for all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.slow

MANY = "140"
"""More benches than two can have on the same day."""


def ask(page: Page, item: str, quantity: str) -> None:
    page.locator("[name=item]").first.fill(item)
    page.locator("[name=quantity]").first.fill(quantity)
    expect(page.locator("[data-key=promise]")).to_be_visible()


def test_two_want_the_last_stock_and_one_gets_the_truth(visit: Visit) -> None:
    both = [visit("customer_service"), visit("sales_manager")]
    days = []
    for page in both:
        page.goto("/quote/")
        ask(page, "BENCH-150", MANY)
        days.append(page.locator("[data-key=promise]").inner_text())
    assert days[0] == days[1]
    first, second = both
    first.locator("[data-key=promise]").click()
    expect(first.get_by_role("heading", name="Promised")).to_be_visible()
    second.locator("[data-key=promise]").click()
    expect(second.get_by_role("alert")).to_contain_text("nothing was written")
    now = second.locator("[data-key=promise]").inner_text()
    assert now != days[1]
    second.locator("[data-key=promise]").click()
    expect(second.get_by_role("heading", name="Promised")).to_be_visible()


@pytest.mark.parametrize("moment", ["typing", "one more line", "promising"])
def test_a_session_ends_in_the_middle_and_nothing_is_lost(visit: Visit, moment: str) -> None:
    page = visit("customer_service")
    page.goto("/quote/")
    page.locator("#customer").fill("C-1042")
    ask(page, "BENCH-150", "3")
    order = f"SO-77 <b> {moment}"  # an order is promised once
    page.locator("[name=order]").fill(order)
    page.context.clear_cookies(name="handfast")
    if moment == "typing":
        page.locator("[name=quantity]").first.fill("4")
    elif moment == "one more line":
        page.locator("#one-more").click()
    else:
        page.locator("[data-key=promise]").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("link", name="Choose a role").click()
    page.locator("button[value=customer_service]").click()
    expect(page.locator("[name=item]").first).to_have_value("BENCH-150")
    expect(page.locator("[name=quantity]").first).to_have_value("4" if moment == "typing" else "3")
    expect(page.locator("#customer")).to_have_value("C-1042")
    expect(page.locator("[name=order]")).to_have_value(order)
    page.locator("[data-key=promise]").click()
    expect(page.get_by_role("heading", name="Promised")).to_be_visible()


def test_keys_alone_lead_from_the_sign_in_to_a_promise(visit: Visit) -> None:
    page = visit()
    page.goto("/quote/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    press_until(page, "Tab", "a[href^='/visit/']")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "button[value=sales_manager]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Quote")).to_be_visible()
    press_until(page, "Tab", "[name=item]")
    page.keyboard.type("BENCH-150")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    expect(page.locator("[data-key=promise]")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Promised")).to_be_visible()
    expect(page.locator(".settled")).to_be_focused()


def press_until(page: Page, key: str, wanted: str) -> None:
    """Press a key until what is wanted has the focus."""
    for _ in range(40):
        page.keyboard.press(key)
        if page.locator(f"{wanted}:focus").count():
            return
    raise AssertionError(f"{wanted} is not reached by {key}")


def test_a_quote_fits_a_phone(visit: Visit) -> None:
    page = visit("sales", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto("/quote/")
    ask(page, "BENCH-150", MANY)
    promise = page.locator("[data-key=promise]")
    expect(promise).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    promise.scroll_into_view_if_needed()
    box = promise.bounding_box()
    assert box is not None
    assert box["height"] >= 36
    assert box["x"] + box["width"] <= 360


def test_a_run_is_dragged_and_shown_before_it_counts(visit: Visit) -> None:
    page = visit("planner")
    page.goto("/supply/?resource=WELD&zoom=week#runs")
    bar = page.locator(".gantt .movable rect").last
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 90, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    told = page.locator("#move")
    expect(told.get_by_role("heading", level=3)).to_have_text(
        re.compile("What would follow|It cannot start on that day")
    )
    expect(told.locator("[name=to]").first).not_to_have_value("")


def test_a_view_is_kept_and_opened_by_another(visit: Visit) -> None:
    page = visit("planner")
    page.goto("/promises/")
    page.locator(".filters [name=group]").select_option("week")
    page.get_by_label("at risk").check()
    expect(page.locator(".book .heading").first).to_be_visible()
    expect(page).to_have_url(re.compile("group=week.*risk=on"))  # the last answer is there: it renews what is kept
    page.locator(".keep summary").click()
    page.locator(".keep [name=name]").fill("At risk by week")
    page.locator(".keep [name=shared]").check()
    page.locator(".keep .primary").click()
    expect(page.locator(".views [aria-current]")).to_contain_text("At risk by week")
    other = visit("logistics")
    other.goto(page.url)
    expect(other.locator(".filters [name=group]")).to_have_value("week")
    expect(other.locator("tbody tr[tabindex]")).to_have_count(page.locator("tbody tr[tabindex]").count())
