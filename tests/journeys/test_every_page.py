"""Every page is open to everybody: no accessibility fault in light or dark, nothing wider than a phone.

Pages come from the table of addresses; each is looked at by a role that may open it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.doors.entrance.test_access import ALL
from tests.journeys.conftest import Watched

from handfast.company.people.person import with_roles
from handfast.company.people.roles import ROLES
from handfast.doors.entrance.access import access_to

GAPS = {
    "people_person": "/people/of/administrator/",
    "data_table": "/data/tables/item/",
    "data_change": "/data/changes/1/",
    "item": "/items/of/BENCH-150/",
    "resource": "/resources/of/SAW/",
    "supplier": "/suppliers/of/OAKMILL/",
}
"""An address for those that have a gap in them."""

FILES = {"data_export", "data_template"}
"""Addresses that answer with a file."""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MOST_LIKELY = ("sales", "planner", "administrator", *ROLES)


def role_for(name: str) -> str | None:
    """Return a role that may open a page; empty: nobody need sign in."""
    access = access_to(name, "GET")
    if access is None:
        return None
    if access.everybody:
        return ""
    return next((role for role in MOST_LIKELY if access.lets_in(with_roles(role, role, frozenset({role})))), None)


PAGES = [
    pytest.param(GAPS.get(name, address), role, id=name)
    for name, address in ALL
    if (role := role_for(name)) is not None
    and not name.startswith("api")
    and name not in FILES
    and (name in GAPS or "/x" not in address)
]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """One page for each role, used again and again."""
    pages: dict[str, Page] = {}
    watched = Watched(address)

    def page_of(role: str) -> Page:
        if role not in pages:
            page = pages[role] = browser.new_context(base_url=address, locale="en-GB").new_page()
            watched.watch(page)
            if role:
                page.goto("/visit/")
                page.locator(f"button[value={role}]").click()
                page.wait_for_url(f"{address}/")
        return pages[role]

    yield page_of
    for page in pages.values():
        page.context.close()
    assert not watched.faults, "\n".join(watched.faults)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "role"), PAGES)
def test_a_page_is_open_to_everybody(path: str, role: str, signed_in: Callable[[str], Page]) -> None:
    page = signed_in(role)
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.request.get(path)
    if not answer.ok or not answer.text().lstrip().lower().startswith("<!doctype html"):
        return  # a part of a page, or nothing to look at with this sample
    page.goto(path)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path} in {scheme}:\n{found.generate_report()}"
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{path} is {wide} px wider than a phone"
