"""The command line's whole way on PostgreSQL: each command answers as it does on a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.databases import Server
from tests.doors.cli.conftest import Run, write_tables

pytestmark = pytest.mark.postgresql


@pytest.fixture
def address(server: Server) -> Iterator[str]:
    """The address of an empty database."""
    name = server.new_database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def at(run: Run, address: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command about the joinery in a database."""
    monkeypatch.setenv("HANDFAST_COMPANY", address)
    write_tables(here / "tables")
    assert run("init", address).code == 0
    answer = run("import", "tables", "--yes")
    assert answer.code == 0
    assert "Order lines: 2 promised." in answer.out
    return run


def states(run: Run) -> dict[str, str]:
    return {row["promise"]: row["state"] for row in run("promises", "--all", "--json").json["promises"]}


def test_a_company_from_its_tables_to_its_export(at: Run, here: Path) -> None:
    assert at("check").out == "No faults, 0 notices.\n"
    assert "with 23 rows as before." in at("import", "tables", "--dry-run").out
    late = at("quote", "BENCH", "60", "--by", "2027-03-05", "--customer", "C-1")
    assert late.code == 1
    assert late.out.startswith("Later. We can deliver 60 Oak bench on 16 March, 11 days after the wish.")
    assert at("promise", "BENCH", "60", "--by", "2027-03-05", "--customer", "C-1").code == 1
    promised = at("promise", "BENCH", "4", "--by", "2027-03-05", "--customer", "C-1", "--order", "SO-3")
    assert promised.out.startswith("● P-3 promised: 4 BENCH for Park Hotel from SHOP, arrives on 2027-03-05")
    assert states(at) == {"P-1": "promised", "P-2": "promised", "P-3": "promised"}
    explained = at("explain", "P-3", "--json").json
    assert [event["kind"] for event in explained["life"]] == ["promise"]
    assert {feed["item"] for feed in explained["fed_by"]} == {"BENCH"}
    assert at("ledger", "verify", "--json").json == {"sound": True, "differences": []}
    assert at("export", "out").code == 0
    assert (here / "out" / "order_line.csv").is_file()
    assert at("import", "out", "--dry-run").code == 0


def test_a_promise_from_hold_to_delivery(at: Run) -> None:
    hold = ("hold", "BENCH", "2", "--by", "2027-03-05", "--hours", "1", "--request", "call-7")
    first = at(*hold, "--json")
    assert first.json["promises"][0]["promise"] == "P-3"
    assert at(*hold, "--json").json == first.json
    assert at("release", "P-3").code == 0
    assert at("promise", "P-3").code == 1
    assert at("revise", "P-2", "--quantity", "9", "--reason", "one less").code == 0
    assert at("ship", "P-1").code == 0
    assert at("deliver", "P-1").out.startswith("✓ P-1 kept")
    assert at("withdraw", "P-2", "--reason", "called off").code == 0
    words = ("override", "BENCH", "99", "--by", "2027-03-02", "--approved-by", "Dora", "--reason", "fair")
    assert at(*words).code == 0
    life = at("explain", "P-4", "--json").json["life"]
    assert [(event["actor"], event["approver"]) for event in life] == [("jo", "Dora")]
    assert states(at) == {"P-1": "kept", "P-2": "withdrawn", "P-3": "released", "P-4": "promised"}
    assert at("ledger", "verify").code == 0


def test_a_loss_and_a_changed_import(at: Run, here: Path) -> None:
    lost = at("report", "loss", "TOP", "SHOP", "77", "--supply", "T-1", "--reason", "fire", "--json").json
    assert [row["promise"] for row in lost["at_risk"]] == ["P-2"]
    (missing,) = at("explain", "P-2", "--json").json["missing"]
    assert (missing["name"], missing["missing"]) == ("T-1", "7")
    (here / "stock.csv").write_text("item,site,lot,quantity\nBENCH,SHOP,,25\nTOP,SHOP,T-2,12\nOIL,SHOP,,10\n")
    answer = at("import", "stock.csv", "--yes")
    assert answer.code == 0
    assert "  · RELIC, SHOP, free\n" in answer.out
    assert at("promises", "--at-risk", "--json").json == {"promises": []}
    assert at("ledger", "verify").code == 0


def test_a_server_without_the_database_says_so(run: Run, server: Server) -> None:
    answer = run("promises", "--company", server.url("nothing_here"))
    assert answer.code == 3
    assert "the server has no such database. Create it there first: createdb NAME" in answer.err


def test_a_server_that_is_not_there_is_said_with_what_was_heard_of_it(run: Run) -> None:
    answer = run("promises", "--company", "postgresql://nobody@localhost:1/acme")
    assert answer.code == 5
    assert "localhost:1/acme: the database server cannot be reached. Try again in a while;" in answer.err
    assert "What was heard of it: connection failed" in answer.err


def test_what_is_there_is_never_written_over(at: Run, address: str) -> None:
    answer = at("init", address)
    assert answer.code == 4
    assert "holds a company already" in answer.err
    assert states(at) == {"P-1": "promised", "P-2": "promised"}
