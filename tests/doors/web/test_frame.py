"""The frame around every page: what it needs cannot be taken from it by the page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import RequestFactory

from handfast.doors.entrance.request import Request
from handfast.doors.web.shell import FRAME, page, shell


def asked() -> Any:
    request: Any = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(url_name="today")
    return request


def test_what_the_frame_calls_its_own_is_known() -> None:
    assert set(shell(asked())) == FRAME


@pytest.mark.parametrize("name", sorted(FRAME))
def test_a_page_takes_nothing_from_its_frame(name: str) -> None:
    with pytest.raises(TypeError, match=f"lots.html names as the frame does: {name}"):
        page(cast("Request", asked()), "lots.html", **{name: 1})  # type: ignore[arg-type]
