"""``handfast suppliers`` in the joinery, as people read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

RECEIPTS = "purchase_order,supplier,item,site,ordered_on,due_on,received_on,ordered,received\n" + "".join(
    f"PO-{n},Mill,TOP,SHOP,2026-{n:02d}-01,2026-{n:02d}-11,2026-{n:02d}-{11 + n},50,50\n" for n in range(1, 10)
)


@pytest.fixture
def buying(at_joinery: Run, here: Path) -> Run:
    """The joinery, after nine deliveries each of which took a day longer than the one before."""
    (here / "purchase_receipt.csv").write_text(RECEIPTS, "utf-8")
    (here / "supplier.csv").write_text("supplier,name\nMill,Stone mill\n", "utf-8")
    for name in ("supplier", "purchase_receipt"):
        done = at_joinery("import", f"{name}.csv", "--yes")
        assert done.code == 0, done.err
    assert at_joinery("promise", "BENCH", "60", "--by", "2027-04-30", "--customer", "C-1", "--yes").code == 0
    return at_joinery


def test_suppliers_at_a_glance(buying: Run) -> None:
    answer = buying("suppliers")
    assert answer.code == 0, answer.err
    line = next(line for line in answer.out.splitlines() if line.startswith("Mill"))
    assert line.split()[:5] == ["Mill", "100%", "9", "5", "d"]
    assert "Stone mill: takes longer and longer for TOP." in answer.out


def test_one_supplier_in_full(buying: Run) -> None:
    answer = buying("suppliers", "--supplier", "Mill")
    text = " ".join(answer.out.split())
    assert "TOP 10 d 15 d 11 to 19 d 9 100% 5 d +12 d/year" in text
    assert "◐ promised" in text
    assert "week of to order arrives" in text


def test_the_view_as_json(buying: Run) -> None:
    form = buying("suppliers", "--item", "TOP", "--json").json
    assert form["records"][0]["changes"] == "longer"
    assert form["purchases"][0]["promises"] == ["P-3"]
    assert form["weeks"][0]["to_order"].endswith(".00")


def test_nothing_known_is_said(at_joinery: Run) -> None:
    assert at_joinery("suppliers", "--supplier", "Nobody").code != 0
    answer = at_joinery("suppliers", "--item", "RELIC")
    assert "Nothing is on its way, and nothing is to be ordered." in answer.out
