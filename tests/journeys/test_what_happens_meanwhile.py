"""What happens while somebody looks: holds run out, clocks differ, answers come late, scripts are not there."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.conftest import Visit, served_at

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-c", "from handfast.doors.cli import main; raise SystemExit(main())")


@pytest.fixture(scope="module")
def company(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample company, which others write while it is served."""
    return Path(shutil.copy(sample_file, tmp_path_factory.mktemp("meanwhile") / "alder-and-pine.db"))


@pytest.fixture(scope="module")
def address(company: Path, chromium: str) -> Iterator[str]:
    """Address of its server."""
    yield from served_at(company)


def held(company: Path, hours: float) -> str:
    """Hold two benches on the command line, and return the hold's number."""
    asked = ["BENCH-150", "2", "--customer", "C-1042", "--accept-late", "--hours", str(hours), "--yes", "--json"]
    run = subprocess.run(
        [*COMMAND, "hold", *asked, "--company", str(company), "--actor", "sales"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"P-(\d+)", run.stdout)
    assert found, run.stdout
    return found[1]


def test_a_clock_that_is_a_day_off_on_the_reader_s_side_changes_nothing(visit: Visit) -> None:
    right, wrong = visit("sales"), visit("sales")
    wrong.clock.set_system_time(dt.datetime.now(dt.UTC) + dt.timedelta(hours=26))
    for address in ("/", "/promises/", "/quote/?item=BENCH-150&quantity=3"):
        told = []
        for page in (right, wrong):
            page.goto(address)
            told.append(page.locator("#content").inner_text())
        assert told[0] == told[1], address


def test_an_answer_that_comes_late_leaves_open_what_is_written_into(visit: Visit) -> None:
    page = visit("planner")
    page.goto("/promises/")
    page.locator(".keep summary").click()
    name = page.locator(".keep [name=name]")
    name.fill("Late answers")
    name.press("ArrowLeft")
    with page.expect_response(re.compile(r"/promises/\?.*risk=on")):
        page.evaluate("document.querySelector('.filters [name=risk]').click()")
    expect(page.locator(".keep [name=risk]")).to_have_value("on")  # what would be kept is what is looked for now
    expect(name).to_be_visible()
    expect(name).to_have_value("Late answers")
    expect(name).to_be_focused()
    page.keyboard.type("!")
    expect(name).to_have_value("Late answer!s")


def test_without_scripts_lines_are_added_and_what_needs_them_is_not_shown(visit: Visit) -> None:
    page = visit("sales", java_script_enabled=False)
    page.goto("/quote/?customer=C-1042&item=BENCH-150&quantity=3")
    expect(page.locator("#one-more")).to_be_hidden()
    page.get_by_role("button", name="+ line").click()
    expect(page.locator("[name=item]")).to_have_count(2)
    expect(page.locator("[name=item]").first).to_have_value("BENCH-150")
    page.locator("[name=item]").last.fill("TABLE-200")
    page.locator("[name=quantity]").last.fill("1")
    page.locator("[name=quantity]").last.press("Enter")  # asks, and adds no line
    expect(page.locator("[name=item]")).to_have_count(2)
    expect(page.locator(".why")).to_have_count(2)
    page.locator("search a").click()
    expect(page.get_by_role("heading", name="Search")).to_be_visible()


def test_without_scripts_a_plan_is_asked_for_and_stopped(visit: Visit) -> None:
    page = visit("planner", java_script_enabled=False)
    page.goto("/supply/")
    page.get_by_role("button", name="Make a plan").click()
    page.get_by_role("button", name="Stop").click()
    stopping = page.get_by_text("The plan is being stopped.")
    deadline = time.monotonic() + 60
    while stopping.is_visible() and time.monotonic() < deadline:  # the worker hears of it within seconds
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()
        page.get_by_role("link", name="See how far it is").click()
    expect(page.get_by_text("The plan was stopped; nothing came of it.")).to_be_visible()


def test_a_hold_runs_out_while_somebody_looks_at_it(visit: Visit, company: Path) -> None:
    number = held(company, hours=6 / 3600)
    page = visit("sales")
    page.goto(f"/promises/{number}/")
    settle = page.get_by_role("button", name="Promise", exact=True)
    expect(settle).to_be_visible()
    page.wait_for_timeout(6_000)  # nothing tells the page; what is pressed then must not count
    settle.click()
    expect(page.locator("#notice")).to_contain_text("expired, not held. Ask anew.")
    expect(page.locator(".state").first).to_contain_text("expired")
    expect(settle).to_be_hidden()


def test_nobody_answers_and_that_is_said(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="en-GB")
    page = context.new_page()
    page.goto("/visit/")
    page.locator("button[value=sales]").click()
    page.wait_for_url(f"{address}/")
    page.goto("/quote/?customer=C-1042&item=BENCH-150&quantity=3")
    context.set_offline(True)
    page.locator("button[data-key=promise]").click()
    expect(page.locator("#notice")).to_contain_text("What you sent may have arrived or not")
    expect(page.locator("#notice")).to_be_in_viewport()
    page.locator("[name=quantity]").press_sequentially("0")
    expect(page.locator("#notice")).to_have_text("Handfast cannot be reached just now. Try again in a moment.")
    context.set_offline(False)
    page.locator("[name=quantity]").press_sequentially("0")
    expect(page.locator("#notice")).to_be_empty()
    context.close()
