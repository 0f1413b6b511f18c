"""Every page is open to everybody: no accessibility fault in light or dark, nothing wider than a phone.

Pages come from the table of addresses; each is looked at by a role that may open it, in a company that has something
to show on each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.doors.pages_to_look_at import PLACES, Place, furnish
from tests.journeys.conftest import Watched, served_at

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NO_PAGES = {"json", "text", "file", "leads on"}


@pytest.fixture(scope="module")
def address(sample_file: Path, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a demonstration's server on a company with something on every page."""
    company = tmp_path_factory.mktemp("every page") / "alder-and-pine.db"
    shutil.copy(sample_file, company)
    with ThreadPoolExecutor(1) as own:  # the browser's loop runs in this thread, where Django's ORM refuses to work
        own.submit(furnish, company).result()
    yield from served_at(company)


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """One page for each role, used again and again."""
    pages: dict[str, Page] = {}
    watched = Watched(address)

    def page_of(role: str) -> Page:
        if role not in pages:
            page = pages[role] = browser.new_context(base_url=address, locale="en-GB").new_page()
            if role:
                page.goto("/visit/")
                page.locator(f"button[value={role}]").click()
                page.wait_for_url(f"{address}/")
            watched.watch(page)
        return pages[role]

    yield page_of
    for page in pages.values():
        page.context.close()
    faults = [fault for fault in watched.faults if "status of 404" not in fault and "status of 410" not in fault]
    assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.parametrize("place", [place for place in PLACES if place.answers not in NO_PAGES], ids=lambda at: at.name)
def test_a_page_is_open_to_everybody(place: Place, signed_in: Callable[[str], Page]) -> None:
    page = signed_in(place.role)
    if page.request.get(place.path).status == 405:
        return  # it is written to, and nothing is there to be looked at
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(place.path)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{place.path} in {scheme}:\n{found.generate_report()}"
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{place.path} is {wide} px wider than a phone"
