"""``handfast backlog`` on the joinery, as people read it."""

from __future__ import annotations

import pytest
from tests.doors.cli.conftest import Run


@pytest.fixture
def flooded(at_joinery: Run) -> Run:
    """The joinery, after benches that the school and the hotel count on were lost."""
    lost = at_joinery("report", "loss", "BENCH", "SHOP", "15", "--reason", "flood")
    assert lost.code == 0, lost.err
    return at_joinery


def test_nothing_to_do_is_said(at_joinery: Run) -> None:
    answer = at_joinery("backlog")
    assert answer.code == 0, answer.err
    assert "No promise would change" in answer.out


def test_a_proposal_is_shown_kept_and_agreed(flooded: Run) -> None:
    answer = flooded("backlog")
    assert answer.code == 0, answer.err
    assert "B-1: 2 promises to look at" in answer.out
    assert "redistribute 0 0 2 0 0 0" in " ".join(answer.out.split())
    assert '--proposal B-1 --agree all --reason "..."' in answer.out
    assert "2 promises, 2 at risk" in flooded("promises").out  # it changed nothing
    agreed = flooded("backlog", "--proposal", "B-1", "--agree", "all", "--reason", "made again", "--yes")
    assert agreed.code == 0, agreed.err
    assert "2 promises revised; original dates stay." in agreed.out
    assert "P-1 ✓" in flooded("backlog", "--proposal", "B-1").out
    assert "2 promises, 0 at risk" in flooded("promises").out
    assert "made again (B-1)" in flooded("explain", "P-2").out
    assert flooded("ledger", "verify").code == 0


def test_a_proposal_as_json(flooded: Run) -> None:
    form = flooded("backlog", "--json").json
    assert form["proposal"] == "B-1"
    assert form["figures"]["proposed"]["late"] <= form["figures"]["beside"]["late"] < form["figures"]["nothing"]["late"]
    line = next(line for line in form["lines"] if line["promise"] == "P-2")
    assert (line["customer"], line["quantity"], line["at_risk"], line["agreed"]) == ("C-2", "10", True, False)
    assert (line["promised"], line["original"], line["proposed"]) == ("2027-03-10",) * 3
    done = flooded("backlog", "--agree", "P-2", "--reason", "made again", "--yes", "--json").json
    assert done == {"proposal": "B-1", "revised": ["P-2"], "at_risk": done["at_risk"]}


def test_wrong_use_is_told(flooded: Run) -> None:
    for words, said in (
        (("--agree", "all", "--reason", "x"), "There is no proposal yet. Make one: handfast backlog"),
        (("--agree", "all"), "Say why the promises are revised"),
        (("--agree", "all", "--most-days-later", "3", "--reason", "x"), "--most-days-later is for a new proposal"),
        (("--proposal", "B-7"), "There is no proposal B-7"),
        (("--proposal", "seven"), "Write it like B-12"),
    ):
        answer = flooded("backlog", *words)
        assert answer.code != 0
        assert said in " ".join(answer.err.split()), answer.err
    flooded("backlog")
    answer = flooded("backlog", "--agree", "P-9", "--reason", "x")
    assert "B-1 says nothing of P-9" in answer.err
