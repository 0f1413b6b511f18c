"""Every address that a browser can open shows a whole page, or is said to be something else, and is that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.doors.conftest import Served, serve_copy
from tests.doors.pages_to_look_at import PLACES, Place


@pytest.fixture(scope="module")
def furnished(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """The sample company with something on every page; nobody writes it."""
    yield from serve_copy(furnished_file, tmp_path_factory.mktemp("looked at"))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_who_opens_an_address_gets_a_whole_page(place: Place, furnished: Served) -> None:
    answer = furnished.browser(place.role).get(place.path)
    kind, text = answer.headers.get("Content-Type", ""), answer.content
    if answer.status_code == 405:
        return  # it is written to, and nothing is there to be looked at
    match place.answers:
        case "json":
            assert (answer.status_code, kind) == (200, "application/json")
        case "text":
            assert answer.status_code == 200
            assert kind.startswith("text/plain")
        case "file":
            assert answer.status_code == 200
            assert answer.headers["Content-Disposition"].startswith("attachment")
        case "leads on":
            assert answer.status_code == 302
        case "over" | "not here":
            assert answer.status_code in {302, 404, 410}
        case _:
            assert answer.status_code == 200, text[:600]
            assert text.lstrip().startswith(b"<!doctype html>"), f"{place.path} is a part of a page"
            assert b"<h1" in text
