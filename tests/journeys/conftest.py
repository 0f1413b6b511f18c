"""A real browser in front of a real server: what a person sees, hears of the console, and cannot reach.

The browser is Chromium: ``$HANDFAST_CHROMIUM``, or the system's. Without one the journeys are left out, and say so.
A page that complains on its console, breaks the policy, or asks anybody else for anything fails its journey.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from tests.doors.conftest import sample_file

from handfast.doors.serve.server import free_port

__all__ = ["sample_file"]

PATIENCE = 20_000
"""Milliseconds until something that is waited for is missed: other tests, and servers, share the machine."""
expect.set_options(timeout=PATIENCE)

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = os.environ.get("HANDFAST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name it in HANDFAST_CHROMIUM")
    return found


@pytest.fixture(scope="module")
def address(sample_file: Path, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a demonstration's server on a fresh copy of the sample company."""
    company = tmp_path_factory.mktemp("journey") / "alder-and-pine.db"
    shutil.copy(sample_file, company)
    yield from served_at(company)


def served_at(company: Path) -> Iterator[str]:
    """Serve a company to visitors who choose a role, and tell its address."""
    port = free_port("127.0.0.1")
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", "from handfast.doors.cli import main; raise SystemExit(main())"),
            *("serve", "--demo", "--company", str(company), "--port", str(port)),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


def _wait_for(address: str, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server never became ready")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The browser. It ends with the module: Playwright's loop would trouble other tests of this process."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Watched:
    """What a page did that it must not."""

    address: str
    faults: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"asked {request.url}")


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open the pages as a role: ``visit("sales")``; further arguments are the browser's: viewport, color_scheme."""
    watched = Watched(address)
    contexts: list[BrowserContext] = []

    def visit(role: str = "", **how: Any) -> Page:
        context = browser.new_context(base_url=address, locale="en-GB", **how)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        if role:
            page.goto("/visit/")
            page.locator(f"button[value={role}]").click()
            page.wait_for_url(f"{address}/")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not watched.faults, "\n".join(watched.faults)
