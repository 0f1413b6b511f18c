"""Getting about: roles, keys alone, search, the sign-in that leads back, and a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.slow


def test_a_visitor_chooses_a_role_and_another(visit: Visit) -> None:
    page = visit("sales")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="People")).to_have_count(0)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Choose another role").click()
    page.get_by_role("button", name="Administrator").click()
    expect(page.get_by_role("navigation").get_by_role("link", name="People")).to_be_visible()


def test_keys_alone_lead_everywhere(visit: Visit) -> None:
    page = visit("administrator")
    page.keyboard.press("g")
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    search = page.get_by_role("combobox", name="Search")
    expect(search).to_be_focused()
    search.press_sequentially("audit")
    expect(page.get_by_role("option", name="Audit trail")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Audit trail")).to_be_visible()


def test_letters_typed_into_a_form_go_nowhere(visit: Visit) -> None:
    page = visit("administrator")
    page.goto("/people/invite/")
    page.get_by_label("Name to sign in with").press_sequentially("ge/?q")
    expect(page.get_by_label("Name to sign in with")).to_have_value("ge/?q")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_rows_are_walked_by_arrows(visit: Visit) -> None:
    page = visit("administrator")
    page.goto("/people/")
    page.locator("tbody tr").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tbody tr").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What they may do and see")).to_be_visible()


def test_an_ended_session_leads_to_the_sign_in_and_back(visit: Visit) -> None:
    page = visit("administrator")
    page.goto("/people/")
    page.context.clear_cookies()
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search").press_sequentially("oak")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("link", name="Choose a role").click()
    page.get_by_role("button", name="Administrator").click()


def test_somebody_is_invited_comes_in_and_sets_up_a_second_factor(visit: Visit) -> None:
    administrator = visit("administrator")
    administrator.goto("/people/invite/")
    administrator.get_by_label("Name to sign in with").fill("ina")
    administrator.get_by_label("Supply chain planner").check()
    administrator.get_by_role("button", name="Invite").click()
    link = administrator.locator("#secret").inner_text()
    ina = visit()
    ina.goto(link)
    ina.get_by_label("New password").fill("alder and pine and oak")
    ina.get_by_label("The same once more").fill("alder and pine and oak")
    ina.get_by_role("button", name="Set it").click()
    sign_in(ina)
    expect(ina.get_by_role("heading", name="Today")).to_be_visible()
    ina.goto("/account/second-factor/")
    ina.get_by_label("Your password, once more").fill("alder and pine and oak")
    ina.get_by_role("button", name="Set it up").click()
    expect(ina.locator(".qr svg")).to_be_visible()


def sign_in(page: Page) -> None:
    page.get_by_label("Name").fill("ina")
    page.get_by_label("Password").fill("alder and pine and oak")
    page.get_by_role("button", name="Sign in").click()


def test_a_phone_shows_the_same(visit: Visit) -> None:
    page = visit("sales", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    bar = page.locator("nav.side").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] <= 741
    assert bar["y"] > 600


def test_all_of_a_planners_pages_stand_side_by_side_on_a_phone(visit: Visit) -> None:
    page = visit("planner", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    bar = page.locator("nav.side")
    assert bar.evaluate("bar => bar.scrollWidth - bar.clientWidth") == 0
    words = bar.locator("a")
    assert words.count() == 7
    assert {words.nth(n).evaluate("word => word.getClientRects().length") for n in range(7)} == {1}
    assert len({words.nth(n).evaluate("word => word.scrollHeight") for n in range(7)}) == 1, "a word is broken in two"


def test_a_name_of_thousands_of_letters_does_not_push_the_book_away(visit: Visit) -> None:
    page = visit("planner", viewport={"width": 1280, "height": 800})
    page.goto("/promises/")
    cell = page.locator(".book tbody td:nth-child(3)").first
    cell.evaluate("cell => { cell.textContent = 'L'.repeat(3000); }")  # as if somebody had imported such a customer
    assert cell.evaluate("cell => cell.offsetWidth") < 400


def test_the_book_shows_whence_without_scrolling(visit: Visit) -> None:
    page = visit("planner", viewport={"width": 1280, "height": 800})
    page.goto("/promises/")
    for column in ("Arrives", "From"):
        box = page.get_by_role("columnheader", name=column, exact=True).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 1280


def test_the_page_does_not_move_by_itself(visit: Visit) -> None:
    """The browser's own measure of what jumped while the page came."""
    page = visit("sales")
    page.goto("/")
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) "
        "sum += e.value; }).observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300); })"
    )
    assert moved == 0
