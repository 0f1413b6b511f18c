"""The demonstration tells its three stories, whoever runs it, and leaves a sound company."""

from __future__ import annotations

from pathlib import Path

from tests.doors.cli.conftest import Run

from handfast.examples.alder_and_pine.asks import ASKS


def test_three_asks_a_promise_and_a_sound_ledger(run: Run, here: Path) -> None:
    answer = run("demo", "garden")
    assert answer.code == 0
    assert answer.err == ""
    stories = answer.out.split("\n── ")[1:]
    assert [story.split(" ─")[0] for story in stories] == [
        *(f"{number}. {ask.title}" for number, ask in enumerate(ASKS, 1)),
        "Promise the first one",
        "Verify the ledger",
        "Go on",
    ]
    yes, no, undercut, promised, verified, on = stories
    assert "\nYes. " in yes
    for part in ("\nLater. ", "Why not earlier", "Other ways"):
        assert part in no
    assert "Nothing was promised." in undercut
    assert "●   P-" in undercut
    assert "● P-331 promised" in promised
    assert "The ledger is sound" in verified
    assert "export HANDFAST_COMPANY=garden/alder-and-pine.db" in on
    assert max(len(line) for line in answer.out.splitlines() if not line.startswith(("  ", "$ "))) <= 80
    assert run("ledger", "verify", "--company", "garden/alder-and-pine.db").code == 0


def test_what_it_tells_as_json(run: Run) -> None:
    answer = run("demo", "--json")
    assert answer.code == 0
    form = answer.json
    assert list(form) == ["company", "asks", "promises", "sound"]
    assert form["sound"] is True
    assert [ask["offer"]["on_time"] for ask in form["asks"]] == [True, False, False]
    assert Path(form["company"]).is_file()
