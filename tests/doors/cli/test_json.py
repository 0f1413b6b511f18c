"""``--json``: one JSON value on stdout and nothing else there, with keys that stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.doors.cli.conftest import Run, write_tables

PROMISE = [
    *("promise", "state", "at_risk", "customer", "item", "site", "quantity", "shipped", "unit", "wish"),
    *("ship", "arrive", "original", "earliest", "arrived", "held_until", "order", "line", "owner"),
]
OFFER = ["customer", "together", "feasible", "on_time", "arrive", "margin", "lines", "counter_offers"]
LINE = [
    *("item", "name", "quantity", "unit", "wish", "feasible", "on_time", "late_days", "site", "ship"),
    *("arrive", "earliest", "confidence", "price", "margin", "margin_missing", "fed_by", "reasons", "text"),
]
WAY = ["number", "kind", "line", "deliveries", "extra_cost", "agrees", "margin", "confidence", "text"]
FAULT = ["file", "sheet", "row", "column", "value", "problem", "cure"]

WORDS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "init": (("init", "other.db"), ["company"]),
    "template": (("template", "tables.xlsx"), ["path"]),
    "check": (("check",), ["faults", "notices"]),
    "import": (
        ("import", "tables"),
        ["imported", "notices", "created_defaults", "changes", "order_lines", "runs", "at_risk"],
    ),
    "import --dry-run": (
        ("import", "tables", "--dry-run"),
        ["imported", "notices", "created_defaults", "changes"],
    ),
    "quote": (("quote", "BENCH", "60", "--by", "2027-03-05"), OFFER),
    "quote --from": (("quote", "--from", "asks.csv"), ["answers"]),
    "hold": (("hold", "BENCH", "1", "--by", "2027-03-05"), ["promises"]),
    "promise": (("promise", "BENCH", "1", "--by", "2027-03-05"), ["promises"]),
    "promise, refused": (("promise", "BENCH", "60", "--by", "2027-03-05"), ["error", "offer"]),
    "revise": (("revise", "P-1", "--quantity", "19", "--reason", "fewer"), ["promises"]),
    "withdraw": (("withdraw", "P-1", "--reason", "gone"), ["promises"]),
    "override": (
        ("override", "BENCH", "99", "--by", "2027-03-02", "--approved-by", "Jo", "--reason", "x"),
        ["promises"],
    ),
    "ship": (("ship", "P-1"), ["promises"]),
    "promises": (("promises",), ["promises"]),
    "explain": (("explain", "P-1"), [*PROMISE, "life", "missing", "expected", "fed_by"]),
    "runs": (("runs",), ["runs"]),
    "runs move": (
        ("runs", "move", "R-1", "2027-04-26"),
        ["moved", "run", "to", "possible", "moves", "conflicts", "could_start", "elsewhere", "later", "seen"],
    ),
    "report production": (
        ("report", "production", "R-1", "1"),
        ["run", "item", "good", "in_all", "lost", "unit", "finished", "bound_anew", "at_risk"],
    ),
    "report loss": (("report", "loss", "BENCH", "SHOP", "5", "--reason", "fire"), ["bound_anew", "at_risk"]),
    "inventory": (("inventory", "--all"), ["currency", "stock_points"]),
    "volume": (
        ("volume", "--weeks", "4"),
        [
            *("from", "until", "buckets", "currency", "money", "objective", "bound", "gap", "method", "bottlenecks"),
            *("unserved", "supply", "notes", "published"),
        ],
    ),
    "load-profile": (("load-profile", "--line", "BENCH:40:2027-03-12"), ["resources", "beyond", "notes"]),
    "export": (("export", "out"), ["path"]),
    "ledger verify": (("ledger", "verify"), ["sound", "differences"]),
    "an error": (("explain", "P-99"), ["error"]),
}


@pytest.mark.parametrize("name", WORDS)
def test_keys_stay(at_joinery: Run, here: Path, name: str) -> None:
    words, keys = WORDS[name]
    write_tables(here / "tables")
    (here / "asks.csv").write_text("item,quantity\nBENCH,4\n")
    answer = at_joinery(*words, "--json")
    assert list(answer.json) == keys
    assert answer.code in (0, 1, 3)
    for promise in answer.json.get("promises", []):
        assert list(promise) == PROMISE


def test_an_offer(at_joinery: Run) -> None:
    form = at_joinery("quote", "BENCH", "60", "--by", "2027-03-05", "--customer", "C-1", "--json").json
    assert list(form["lines"][0]) == LINE
    assert list(form["counter_offers"][0]) == WAY
    assert form["lines"][0]["quantity"] == "60"
    assert form["lines"][0]["price"]["total"] == "14400.00"


def test_faults_and_answers(at_joinery: Run, here: Path) -> None:
    (here / "stock.csv").write_text("item,site,quantity\nBENHC,SHOP,3\n")
    fault: dict[str, Any] = at_joinery("check", "stock.csv", "--json").json["faults"][0]
    assert list(fault) == FAULT
    assert (fault["row"], fault["column"], fault["value"]) == (2, "item", "BENHC")
    (here / "asks.csv").write_text("item;quantity;by\nBENCH;4;05.03.2027\nOIL;2,5;\n")
    answer = at_joinery("quote", "--from", "asks.csv", "--json")
    assert answer.code == 0
    assert answer.json["answers"][0] == {
        "row": 2,
        "item": "BENCH",
        "quantity": "4",
        "customer": None,
        "wish": "2027-03-05",
        "feasible": True,
        "arrive": "2027-03-05",
        "late_days": 0,
    }


def test_an_error_is_told_on_both(at_joinery: Run) -> None:
    answer = at_joinery("quote", "BENHC", "4", "--json")
    assert answer.json == {"error": {"kind": "NotFound", "message": "There is no item 'BENHC'. Did you mean BENCH?"}}
    assert answer.err == "There is no item 'BENHC'. Did you mean BENCH?\n"
