"""Runs on the command line: what is to be made, what was made, and what a count says of it."""

from __future__ import annotations

from pathlib import Path

from tests.doors.cli.conftest import TABLES, Run

RUN = ["run", "state", "kind", "process", "item", "site", "quantity", "made", "unit", "starts", "there", "promises"]
REPORT = ["run", "item", "good", "in_all", "lost", "unit", "finished", "bound_anew", "at_risk"]


def test_what_is_to_be_made_is_listed(at_joinery: Run) -> None:
    told = at_joinery("runs")
    assert (told.code, "R-1  make  BENCH" in told.out, "1 run. What became of one" in told.out) == (0, True, True)
    form = at_joinery("runs", "--promise", "P-2", "--json").json["runs"][0]
    assert list(form) == RUN
    assert (form["run"], form["quantity"], form["promises"]) == ("R-1", "5", ["P-2"])
    assert at_joinery("runs", "--item", "OIL").err == "There is no such run.\n"
    assert {each["run"] for each in at_joinery("explain", "P-2", "--json").json["fed_by"]} == {None, "R-1"}
    assert "from run R-1 make bench" in " ".join(at_joinery("explain", "P-2").out.split())


def test_what_was_made_is_told_with_whom_it_touches(at_joinery: Run) -> None:
    begun = at_joinery("report", "production", "R-1", "--started")
    assert "R-1 is under way: nothing has come into stock yet.\nIt puts no promise at risk.\n" in begun.out
    part = at_joinery("report", "production", "r-1", "3", "--request", "early shift").out
    assert "R-1: 3 BENCH came into stock, 3 so far.\n" in part
    again = at_joinery("report", "production", "R-1", "3", "--request", "early shift").out
    assert "R-1: nothing new came into stock, 3 BENCH so far.\n" in again
    rest = at_joinery("report", "production", "R-1", "4", "--scrapped", "1", "--used", "TOP:4")
    assert "R-1: 1 BENCH came into stock, 4 so far; it is finished. 1 will not come.\n" in rest.out
    assert "It puts 1 promise at risk:" in rest.out
    assert at_joinery("ledger", "verify").code == 0


def test_a_report_in_json(at_joinery: Run) -> None:
    form = at_joinery("report", "production", "R-1", "4", "--finished", "--json").json
    assert list(form) == REPORT
    assert (form["good"], form["lost"], form["finished"]) == ("4", "1", True)
    assert [(each["promise"], each["new"]) for each in form["at_risk"]] == [("P-2", True)]


def test_what_cannot_be_is_refused_in_words(at_joinery: Run) -> None:
    for words, said in (
        (("R-9",), "There is no run R-9. Look at the list: handfast runs"),
        (("bench",), "'bench' is no run. Write it like R-12"),
        (("R-1", "2.5"), "is a fraction it cannot have"),
        (("R-1", "--used", "TOP"), "'TOP' does not say what was used. Write it like TOP-OAK:41."),
        (("R-1", "--used", "GLUE:1"), "There is no item 'GLUE'."),
        (("R-1", "--used", "TOP:900"), "R-1 cannot have used that much"),
        (("R-1", "--on", "2027-03-09"), "still to come"),
    ):
        answer = at_joinery("report", "production", *words)
        assert answer.code != 0
        assert said in answer.err
    assert at_joinery("report", "production", "R-1").code == 0
    assert "R-1 is over" in at_joinery("report", "production", "R-1").err


def test_a_count_names_the_runs_that_nobody_spoke_of(at_joinery: Run, here: Path) -> None:
    late = here / "late"
    late.mkdir()
    (late / "company.csv").write_text(TABLES["company"].replace("03-01", "03-12"), "utf-8")
    (late / "stock.csv").write_text(TABLES["stock"], "utf-8")
    told = at_joinery("import", str(late), "--yes").out
    assert "1 run was due before the count, and nobody said what became of it:" in told
    assert "· R-1: 5 BENCH at SHOP, due 2027-03-10, counted 2027-03-12" in told
    assert at_joinery("runs").err == "There is no such run.\n"


def test_an_import_tells_which_runs_were_reported(at_joinery: Run, here: Path) -> None:
    rows = (
        "run,process,item,site,started,good,started_on,ended_on,promised_run\n"
        "W-1,make bench,BENCH,SHOP,5,5,2027-03-01,2027-03-01,{}\n"
    )
    (here / "production_run.csv").write_text(rows.format("R-7"), "utf-8")
    wrong = at_joinery("import", "production_run.csv", "--yes")
    assert wrong.code != 0
    assert "'W-1: R-7' is no promised run. Write it as handfast runs names it" in wrong.err
    (here / "production_run.csv").write_text(rows.format("R-1"), "utf-8")
    form = at_joinery("import", "production_run.csv", "--json").json
    assert form["runs"] == {"reported": ["R-1"], "presumed": []}


def test_a_run_is_moved_after_what_would_follow_was_shown(at_joinery: Run) -> None:
    started = at_joinery("runs", "--json").json["runs"][0]["starts"]
    seen = at_joinery("runs", "move", "R-1", "2027-03-03", "--dry-run")
    assert (seen.code, f"starts on 2027-03-03 instead of {started}" in seen.out) == (0, True)
    assert "Every promise keeps its day." in seen.out
    assert at_joinery("runs", "--json").json["runs"][0]["starts"] == started  # nothing was written
    moved = at_joinery("runs", "move", "r-1", "2027-03-03", "--reason", "the saw is repaired", "--json").json
    assert (moved["moved"], moved["stands"]["starts"], moved["moves"][0]["run"]) == (True, "2027-03-03", "R-1")
    late = at_joinery("runs", "move", "R-1", "2027-04-26")
    assert (late.code, late.err) == (1, "Nothing was written.\n")
    assert "R-1 cannot start on 2027-04-26:" in late.out
    assert at_joinery("runs", "move", "R-9", "2027-03-03").code != 0
    assert at_joinery("ledger", "verify").code == 0
