"""``handfast inventory``: worst first, with what led there; short unless asked for more."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run, write_tables

HISTORY = "item,site,date,quantity\n" + "".join(
    f"BENCH,SHOP,2027-{month:02}-{day:02},{4 + day % 3}\n" for month in (1, 2) for day in range(1, 28, 3)
)


@pytest.fixture
def sold(at_joinery: Run, here: Path) -> Run:
    """The joinery, with two months of sales behind it."""
    folder = write_tables(here / "history", sales_history=HISTORY)
    assert at_joinery("import", str(folder), "--yes").code == 0
    return at_joinery


def test_what_lacks_comes_first_and_every_row_says_why(sold: Run) -> None:
    rows = sold("inventory", "--all", "--json").json["stock_points"]
    assert {row["item"] for row in rows} == {"BENCH", "TOP", "OIL", "RELIC"}
    bench = next(row for row in rows if row["item"] == "BENCH")
    assert rows[0]["state"] in {"stock-out", "order"}
    assert bench["free"] == "0"  # 25 in stock, 30 promised, 5 of them to be made
    assert bench["state"] == "stock-out"
    assert bench["cures"][0]["kind"] == "make"
    assert any(told.startswith("demand: as in the last") for told in bench["why"])
    top = next(row for row in rows if row["item"] == "TOP")
    assert top["weekly"] == pytest.approx(2 * bench["weekly"], abs=0.01)


def test_little_is_said_of_what_little_is_known_of(sold: Run) -> None:
    relic = sold("inventory", "--item", "RELIC", "--json").json["stock_points"][0]
    assert relic["state"] == "unknown"  # two months of history are no year
    assert relic["reorder_point"] is None
    assert any("nobody has asked for it" in told for told in relic["unknown"])
    assert any("no process supplies it" in told for told in relic["unknown"])


def test_a_company_without_a_past_is_told_so(at_joinery: Run) -> None:
    rows = at_joinery("inventory", "--all", "--json").json["stock_points"]
    assert all(row["reorder_point"] is None and row["weekly"] == 0 for row in rows)
    assert all(any("no demand is known" in told for told in row["unknown"]) for row in rows)


def test_why_tells_the_figures_and_the_cures(sold: Run) -> None:
    out = sold("inventory", "--item", "BENCH", "--why").out
    for words in ("BENCH at SHOP: stock-out", "safety stock", "lead time:", "→ make bench:"):
        assert words in out


def test_states_and_sites_choose_rows(sold: Run) -> None:
    assert {row["state"] for row in sold("inventory", "--state", "unknown", "--json").json["stock_points"]} == {
        "unknown"
    }
    assert sold("inventory", "--site", "SHOP", "--all", "--json").json["stock_points"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--state", "empty"), "'empty' is no state"),
        (("--by", "luck"), "'luck' is no measure of service"),
        (("--service", "most"), "'most' is no share"),
        (("--service", "100%"), "does not lie between 0 and 1"),
        (("--site", "MOON"), "There is no stock at site 'MOON'"),
        (("--item", "BENHC"), "There is no item 'BENHC'"),
    ],
)
def test_what_cannot_be_meant_is_refused(at_joinery: Run, words: tuple[str, ...], told: str) -> None:
    answer = at_joinery("inventory", *words)
    assert answer.code != 0
    assert told in answer.err


def test_a_higher_target_asks_for_more(sold: Run) -> None:
    def point(*words: str) -> int:
        row = sold("inventory", "--item", "BENCH", "--json", *words).json["stock_points"][0]
        return int(row["reorder_point"])

    assert point("--service", "80%") <= point() <= point("--service", "99.9%", "--review", "14")
    assert point("--by", "fill", "--service", "90%") <= point("--by", "fill", "--service", "99.9%")
