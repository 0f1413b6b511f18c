"""The measurement of pages knows every page: it failed on one that came after it, at its end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from benchmarks.pages import FILES, NOT_ASKED, Things
from tests.doors.entrance.test_access import GAP

from handfast.doors.web.urls import urlpatterns


def test_what_stands_in_the_gaps_of_each_address_is_known() -> None:
    known: Any = SimpleNamespace(item="BENCH", customer="C-1", promise="1", first_of=lambda _list, _before: "1")
    gaps = 0
    for pattern in urlpatterns:
        if pattern.name not in NOT_ASKED | FILES:
            for gap in GAP.finditer(str(pattern.pattern)):
                name = gap[0].strip("<>").rpartition(":")[2]
                assert Things.in_gap(cast("Things", known), str(pattern.name), name)
                gaps += 1
    assert gaps > 20
