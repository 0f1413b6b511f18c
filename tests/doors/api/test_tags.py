"""Whatever is read carries a tag: who has it already gets nothing twice, and what changes gets another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.doors.conftest import Served, serve_copy

from handfast.doors.api.urls import UNTAGGED, api

GAPS = {"items": "BENCH-150", "customers": "C-1042"}
ADDRESSES = sorted(
    path
    for path, methods in api.get_openapi_schema(path_params={})["paths"].items()
    if "get" in methods and path != UNTAGGED
)


@pytest.fixture(scope="module")
def furnished(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """The sample company with one of each thing; a view is kept of the promise book."""
    yield from serve_copy(furnished_file, tmp_path_factory.mktemp("tags"))


def filled(address: str) -> str:
    """Return an address with something in its gaps: a thing's key, the first of its kind, the first sheet."""
    room = address.split("/")[3]
    return re.sub(r"\{sheet\}", "0", re.sub(r"\{(number|key)\}", GAPS.get(room, "1"), address))


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_already_gets_nothing_twice(address: str, furnished: Served) -> None:
    role = "administrator" if address.endswith("webhooks") else "planner"
    browser, place = furnished.browser(role), filled(address)
    if "/views/" in address:
        browser.post("/api/v1/views", {"name": address}, content_type="application/json")
    first = browser.get(place)
    assert first.status_code == 200, first.content
    again = browser.get(place, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert browser.get(place, headers={"If-None-Match": '"other"'}).content == first.content


def test_what_was_changed_has_another_tag_and_a_refusal_none(served: Served) -> None:
    sales, lists = served.browser("sales"), ("/api/v1/promises?limit=3&by=newest", "/api/v1/items/BENCH-150")
    before = [sales.get(each).headers["ETag"] for each in lists]
    served.company.hold(served.company.quote("BENCH-150", 1, customer="C-1042"))
    for address, tag in zip(lists, before, strict=True):
        answer = sales.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert answer.headers["ETag"] != tag
    assert "ETag" not in sales.get("/api/v1/promises/999999").headers
