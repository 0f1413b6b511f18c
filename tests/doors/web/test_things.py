"""Pages of items, resources and suppliers call things by their names, in their units, and lead where one may go."""

from __future__ import annotations

import re

import pytest
from tests.doors.conftest import Served

from handfast.doors.web.tags import fraction


def shown(served: Served, path: str, role: str = "planner") -> str:
    answer = served.browser(role).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("path", "name", "key"),
    [
        ("/suppliers/of/OAKMILL/", "Oak top", "TOP-OAK"),
        ("/data/truth/", "Oak top", "TOP-OAK"),
        ("/data/truth/", "Oak mill", "OAKMILL"),
        ("/resources/of/WELD/", "Bench frame 150", "FRAME-B150"),
        ("/resources/", "North plant (wood)", "NORTH"),
    ],
)
def test_a_thing_is_called_by_its_name(looked_at: Served, path: str, name: str, key: str) -> None:
    texts = re.findall(r">([^<>]*)<", shown(looked_at, path))
    assert any(name in text for text in texts)
    assert key not in texts


def test_a_run_says_on_the_board_what_it_makes(looked_at: Served) -> None:
    """Its bar is too short for more than a key; the name stands beside it when it is pointed at."""
    told = re.findall(r"<title>(R-\d+ [^<]*)</title>", shown(looked_at, "/supply/?resource=WELD"))
    assert any("Bench frame 150:" in text for text in told)
    assert not any("FRAME-B150" in text for text in told)


@pytest.mark.parametrize("path", ["/suppliers/chart/OAKMILL/", "/resources/runs/WELD/"])
def test_a_chart_calls_things_by_their_names(looked_at: Served, path: str) -> None:
    rows = looked_at.browser("planner").get(path).json()["datasets"]["rows"]
    named = set(looked_at.company.table("item")["name"])
    assert rows
    assert {row["item"] for row in rows} <= named


def test_two_items_of_one_name_stay_two_lines_of_a_chart() -> None:
    from handfast.doors.web.pages.things import _told_apart

    class Names:
        def item(self, key: str) -> str:
            return {"A": "Bolt", "B": "Bolt"}.get(key, "Nut")

    assert _told_apart(["A", "B", "C"], Names()) == {"A": "Bolt · A", "B": "Bolt · B", "C": "Nut"}  # type: ignore[arg-type]


def test_what_an_item_is_made_of_is_told_in_units(looked_at: Served) -> None:
    page = shown(looked_at, "/items/of/BENCH-150/")
    assert "0.15 l for each" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "0 days ahead" not in page


@pytest.mark.parametrize(("ratio", "words"), [("3/20", "0.15"), ("12", "12"), ("1/3", "1/3"), (None, "")])
def test_a_ratio_is_a_number_where_that_ends(ratio: str | None, words: str) -> None:
    assert fraction(ratio) == words


def test_who_waits_for_an_item_is_one_click_away(looked_at: Served) -> None:
    assert '<a href="/promises/1/">P-1</a>' in shown(looked_at, "/items/of/BENCH-150/")


@pytest.mark.parametrize("path", ["/items/", "/resources/", "/suppliers/"])
def test_the_way_to_data_is_shown_to_whom_it_is_open(looked_at: Served, path: str) -> None:
    way = '<p class="way small"><a href="/data/">'
    assert way in shown(looked_at, path)
    assert way not in shown(looked_at, path, "sales")


def test_what_a_week_is_sold_for_has_the_digits_of_its_currency(looked_at: Served) -> None:
    page = shown(looked_at, "/supply/behind/?resource=SAW")
    assert re.search(r'<td class="number">[\d,]+\.\d\d</td></tr>', page)
    assert 'href="/promises/"' in page  # and the frame around it is whole
