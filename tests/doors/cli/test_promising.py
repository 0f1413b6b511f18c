"""Quote, hold and promise: nobody is bound to a later day, or to something else, than they said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run, write_tables

from handfast.doors.cli.show.book import MARKS

LATE = ("BENCH", "60", "--by", "2027-03-05", "--customer", "C-1")
IN_TIME = ("BENCH", "4", "--by", "05.03.2027", "--customer", "C-1")


def open_promises(run: Run) -> list[str]:
    return [row["promise"] for row in run("promises", "--json").json["promises"]]


def test_a_yes(at_joinery: Run) -> None:
    answer = at_joinery("quote", *IN_TIME)
    assert answer.code == 0
    assert answer.out.startswith("Yes. We can deliver 4 Oak bench on 5 March.")
    assert "Fed by\n  · 4 Oak bench from stock" in answer.out
    assert "63 % of 960.00 EUR" in answer.out
    assert "handfast promise BENCH 4 --by 2027-03-05 --customer C-1\n" in answer.out
    assert answer.err == ""


def test_a_later_day_with_reasons_other_ways_and_commands_that_work(at_joinery: Run) -> None:
    answer = at_joinery("quote", *LATE)
    assert answer.code == 1
    assert answer.out.startswith("Later. ")
    for part in ("Why not earlier\n  · ", "Fed by", "Margin", "Other ways", "the customer", "To go on"):
        assert part in answer.out
    assert "\x1b[" not in answer.out
    commands = re.findall(r"^  handfast (.*)$", answer.out, re.MULTILINE)
    assert len(commands) == 3
    assert max(len(line) for line in answer.out.splitlines() if not line.startswith("  handfast")) <= 80
    before = open_promises(at_joinery)
    assert at_joinery(*commands[2].split()).code == 0
    assert len(open_promises(at_joinery)) == len(before) + 2


def test_a_quote_changes_nothing(at_joinery: Run) -> None:
    first = at_joinery("quote", *LATE)
    assert at_joinery("quote", *LATE) == first
    assert open_promises(at_joinery) == ["P-1", "P-2"]


@pytest.mark.parametrize("verb", ["promise", "hold"])
def test_nobody_is_bound_to_a_later_day(at_joinery: Run, verb: str) -> None:
    answer = at_joinery(verb, *LATE)
    assert answer.code == 1
    assert answer.out.startswith("Later. ")
    assert answer.err.startswith(f"Nothing was {'held' if verb == 'hold' else 'promised'}. BENCH would arrive on 2027-")
    assert "--not-after 2027-03-" in answer.err
    assert "--way " in answer.err
    assert open_promises(at_joinery) == ["P-1", "P-2"]


def test_a_later_day_is_taken_only_up_to_what_is_said(at_joinery: Run) -> None:
    day = at_joinery("quote", *LATE, "--json").json["arrive"]
    assert at_joinery("promise", *LATE, "--not-after", "2027-03-08").code == 1
    taken = at_joinery("promise", *LATE, "--not-after", day, "--json")
    assert taken.code == 0
    assert taken.json["promises"][0]["arrive"] == day
    assert taken.json["promises"][0]["wish"] == "2027-03-05"


def test_any_day_will_do_when_said(at_joinery: Run) -> None:
    answer = at_joinery("promise", *LATE, "--accept-late")
    assert answer.code == 0
    assert answer.out.startswith("● P-3 promised: 60 BENCH for Park Hotel from SHOP, arrives on 2027-")


def test_without_a_day_somebody_must_say_that_any_will_do(at_joinery: Run) -> None:
    answer = at_joinery("promise", "BENCH", "4")
    assert answer.code == 2
    assert answer.err == (
        "Say by when it should arrive (--by DATE), or that any day will do (--accept-late).\n"
        "Help: handfast promise --help\n"
    )
    assert at_joinery("promise", "BENCH", "4", "--accept-late").code == 0
    assert at_joinery("promise", "BENCH", "4", "--not-after", "2027-03-31").code == 0


def test_without_a_day_the_earliest_is_a_yes_with_its_reasons(at_joinery: Run, here: Path) -> None:
    answer = at_joinery("quote", "BENCH", "60")
    assert answer.code == 0
    assert answer.out.startswith("Yes. We can deliver 60 Oak bench on 16 March at the earliest.\n\nWhy not earlier\n")
    (here / "asks.csv").write_text("item,quantity,by\nBENCH,60,\nOIL,2,2027-03-05\n")
    batch = at_joinery("quote", "--from", "asks.csv")
    assert batch.code == 0
    assert "2027-03-16  earliest" in batch.out
    assert "2 of 2 as wished." in batch.out


def test_a_way_by_name_and_by_number(at_joinery: Run) -> None:
    named = at_joinery("hold", *LATE, "--way", "partial", "--json").json["promises"]
    assert [each["state"] for each in named] == ["held", "held"]
    for each in named:
        assert at_joinery("release", each["promise"]).code == 0
    numbered = at_joinery("hold", *LATE, "--way", "1", "--json").json["promises"]
    assert [each["quantity"] for each in numbered] == [each["quantity"] for each in named]


def test_a_way_later_than_said_is_not_taken(at_joinery: Run) -> None:
    answer = at_joinery("promise", *LATE, "--way", "partial", "--not-after", "2027-03-06")
    assert answer.code == 1
    assert open_promises(at_joinery) == ["P-1", "P-2"]


def test_a_way_that_is_none_names_those_that_are(at_joinery: Run) -> None:
    answer = at_joinery("promise", *LATE, "--way", "airmail")
    assert answer.code == 1
    assert "The other ways are: 1 partial" in answer.err
    assert "everything is possible as wished" in at_joinery("promise", *IN_TIME, "--way", "1").err


def test_what_is_not_possible_is_never_promised_in_part(at_joinery: Run) -> None:
    answer = at_joinery("promise", "--line", "BENCH:4", "--line", "RELIC:9", "--by", "2027-03-05", "--accept-late")
    assert answer.code == 1
    assert "Nothing was promised. Not all of it is possible." in answer.err
    assert open_promises(at_joinery) == ["P-1", "P-2"]


def test_lines_with_days_of_their_own(at_joinery: Run) -> None:
    words = ("--line", "BENCH:4", "--line", "OIL:2,5:2027-03-09", "--by", "2027-03-05", "--order", "SO-9")
    promised = at_joinery("promise", *words, "--json").json["promises"]
    assert [(each["item"], each["quantity"], each["wish"]) for each in promised] == [
        ("BENCH", "4", "2027-03-05"),
        ("OIL", "2.5", "2027-03-09"),
    ]
    assert [(each["order"], each["line"]) for each in promised] == [("SO-9", 1), ("SO-9", 2)]


def test_a_hold_becomes_a_promise_or_is_released(at_joinery: Run) -> None:
    held = at_joinery("hold", *IN_TIME, "--hours", "2")
    assert held.out.startswith("◔ P-3 held: 4 BENCH")
    assert "To promise it: handfast promise P-3" in held.out
    assert at_joinery("promise", "p-3").out.startswith("● P-3 promised")
    assert at_joinery("release", "P-3").code == 1
    assert at_joinery("hold", *IN_TIME).code == 0
    assert at_joinery("release", "P-4").out.startswith("– P-4 released")


def test_lines_that_were_held_become_lines_of_one_order(at_joinery: Run) -> None:
    held = at_joinery("hold", "--line", "BENCH:4", "--line", "OIL:2", "--by", "2027-03-05")
    assert "To promise them: handfast promise P-3 && handfast promise P-4" in held.out
    for number in ("P-3", "P-4"):
        assert at_joinery("promise", number, "--order", "SO-9").code == 0
    book = at_joinery("promises", "--order", "SO-9", "--json").json["promises"]
    assert [(each["item"], each["line"]) for each in book] == [("BENCH", 1), ("OIL", 2)]


def test_an_order_line_is_promised_once(at_joinery: Run) -> None:
    assert at_joinery("promise", *IN_TIME, "--order", "SO-9").code == 0
    again = at_joinery("promise", "OIL", "1", "--by", "2027-03-05", "--order", "SO-9")
    assert again.code == 4
    assert "has a promise already" in again.err


@pytest.mark.parametrize("verb", ["promise", "hold"])
def test_the_same_request_is_one_promise(at_joinery: Run, verb: str) -> None:
    words = (verb, "BENCH", "30", "--by", "2027-03-05", "--request", "shop-1", "--json")
    first = at_joinery(*words)
    assert first.code == 0
    assert at_joinery("quote", "BENCH", "30", "--by", "2027-03-05").code == 1  # by now its own answer stands in its way
    assert at_joinery(*words).json == first.json
    other = at_joinery(verb, "BENCH", "4", "--by", "2027-03-05", "--request", "shop-1")
    assert other.code == 4
    assert len(open_promises(at_joinery)) == 3


def test_every_verb_answers_the_same_request_twice(at_joinery: Run) -> None:
    assert at_joinery("hold", *IN_TIME).code == 0
    for words in (
        ("promise", "P-3", "--request", "r1"),
        ("revise", "P-3", "--quantity", "3", "--reason", "fewer", "--request", "r2"),
        ("ship", "P-3", "--request", "r3"),
        ("deliver", "P-3", "--on", "2027-03-01", "--request", "r4"),
        ("withdraw", "P-1", "--reason", "gone", "--request", "r5"),
        ("override", "BENCH", "99", "--by", "2027-03-02", "--approved-by", "Jo", "--reason", "x", "--request", "r6"),
    ):
        first = at_joinery(*words)
        assert first.code == 0, first
        assert at_joinery(*words) == first
    assert at_joinery("ledger", "verify").code == 0


def test_one_command_a_day_in_a_promises_life(at_joinery: Run) -> None:
    assert at_joinery("promise", *IN_TIME).code == 0
    assert at_joinery("revise", "P-3", "--quantity", "3").code == 2
    assert at_joinery("revise", "P-3", "--quantity", "3", "--reason", "fewer").code == 0
    assert at_joinery("revise", "P-3").code == 2
    assert "Its life" in at_joinery("explain", "P-3").out
    assert at_joinery("ship", "P-3", "1").code == 0
    assert at_joinery("ship", "P-3").code == 0
    assert at_joinery("deliver", "P-3", "--on", "01.03.2027").out.startswith("✓ P-3 kept")
    book = at_joinery("promises", "--all").out
    assert "✓" in book
    assert at_joinery("ledger", "verify").code == 0


def test_an_override_is_a_risk_that_is_shown(at_joinery: Run) -> None:
    words = ("override", "BENCH", "300", "--by", "2027-03-05", "--approved-by", "Jo", "--reason", "opening")
    assert at_joinery(*words).out.startswith("●! P-3 promised, at risk")
    assert [row["promise"] for row in at_joinery("promises", "--at-risk", "--json").json["promises"]] == ["P-3"]
    assert "NOT COVERED" in at_joinery("explain", "P-3").out


def test_losses_and_delays_name_the_promises(at_joinery: Run) -> None:
    lost = at_joinery("report", "loss", "BENCH", "SHOP", "24", "--reason", "fire", "--json").json
    assert {row["promise"] for row in lost["at_risk"] if row["new"]} <= {"P-1", "P-2"}
    assert lost["at_risk"]
    told = at_joinery("report", "loss", "TOP", "SHOP", "1", "--supply", "T-1", "--reason", "crack")
    assert told.code == 0
    assert "no promise at risk" in told.out or "puts" in told.out
    unknown = at_joinery("report", "delay", "TOP", "SHOP", "2027-03-09", "--supply", "PO-1", "--reason", "late")
    assert unknown.code == 3
    assert "there is: T-1" in unknown.err


def test_a_promise_at_risk_says_how_much_is_missing_and_of_what(at_joinery: Run) -> None:
    assert "What is missing" not in at_joinery("explain", "P-2").out
    assert at_joinery("report", "loss", "TOP", "SHOP", "77", "--supply", "T-1", "--reason", "fire").code == 0
    answer = at_joinery("explain", "P-2")
    said = " ".join(answer.out.split())
    assert "What is missing · 7 TOP at SHOP, needed from 2027-03-09 on: 10 are bound to stock T-1, which has 3" in said
    assert "SHORT: 7 of the 10 bound to it are missing" in said
    (missing,) = at_joinery("explain", "P-2", "--json").json["missing"]
    assert (missing["kind"], missing["name"], missing["item"]) == ("stock", "T-1", "TOP")
    assert (missing["missing"], missing["bound"], missing["unit"]) == ("7", "10", "pcs")


def test_a_promise_that_is_not_covered_says_so_with_the_quantity(at_joinery: Run) -> None:
    words = ("override", "BENCH", "99", "--by", "2027-03-02", "--approved-by", "Jo", "--reason", "fair")
    number = at_joinery(*words, "--json").json["promises"][0]["promise"]
    said = " ".join(at_joinery("explain", number).out.split())
    assert "BENCH at SHOP, needed on 2027-03-02: nothing covers it" in said
    assert at_joinery("explain", number, "--json").json["missing"][0]["kind"] == "uncovered"


def test_each_state_has_a_mark_of_its_own_and_the_book_says_which(at_joinery: Run) -> None:
    lasting = [MARKS[state] for state in ("asked", "offered", "held", "promised", "delivered", "kept", "broken")]
    assert len(set(lasting)) == len(lasting)
    assert at_joinery("promises").out.endswith("2 promises, 0 at risk (!)\n")
    assert at_joinery("ship", "P-1").code == 0
    book = at_joinery("promises", "--all").out
    assert book.splitlines()[2].startswith("◉  P-1")
    assert book.splitlines()[3].startswith("●  P-2")
    assert book.endswith("2 promises, 0 at risk (!)\n● promised  ◉ delivered\n")


def test_an_override_shows_who_typed_it_beside_who_approved_it(at_joinery: Run) -> None:
    words = ("override", "BENCH", "99", "--by", "2027-03-02", "--approved-by", "Dora", "--reason", "fair")
    promise = at_joinery(*words, "--json").json["promises"][0]
    assert promise["owner"] == "Dora"
    explained = at_joinery("explain", promise["promise"], "--json").json
    assert [(event["actor"], event["approver"]) for event in explained["life"]] == [("jo", "Dora")]
    assert re.search(r"override +jo +fair \(approved by Dora\)", at_joinery("explain", promise["promise"]).out)


def test_another_way_names_its_line_once(at_joinery: Run) -> None:
    lines = ("--line", "BENCH:60:2027-03-05", "--line", "OIL:15:2027-03-02")
    apart = " ".join(at_joinery("quote", *lines).out.partition("Other ways")[2].split())
    assert "Oil: 10 l on 2 March and 5 l on 4 March" in apart
    assert "Oil: Oil:" not in apart
    whole = at_joinery("quote", *lines, "--together").out.partition("Other ways")[2]
    assert "Oak bench:" not in whole  # such a way is about all lines


def test_a_promise_that_arrived_shows_on_which_day(at_joinery: Run) -> None:
    assert at_joinery("ship", "P-1").code == 0
    assert at_joinery("promises", "--all", "--json").json["promises"][0]["arrived"] is None
    told = at_joinery("deliver", "P-1", "--on", "2027-03-01")
    assert "✓ P-1 kept: 20 BENCH for Park Hotel from SHOP, arrived on 2027-03-01" in told.out
    first = at_joinery("promises", "--all", "--json").json["promises"][0]
    assert (first["arrive"], first["arrived"]) == ("2027-03-05", "2027-03-01")
    assert at_joinery("promises", "--all").out.splitlines()[2].split()[-2:] == ["2027-03-05", "2027-03-01"]
    assert at_joinery("ledger", "verify").code == 0


def test_a_promise_shows_what_of_it_has_left_and_what_a_revision_changed(at_joinery: Run) -> None:
    number = at_joinery("promise", *IN_TIME, "--json").json["promises"][0]["promise"]
    assert "shipped" not in at_joinery("promises").out
    assert at_joinery("ship", number, "1").code == 0
    assert ", 1 of it shipped, arrives on 2027-03-05" in " ".join(at_joinery("explain", number).out.split())
    assert re.search(rf"quantity +shipped +arrives(.|\n)*{number} .* 4 +1 +2027-03-05", at_joinery("promises").out)
    assert at_joinery("revise", number, "--quantity", "3", "--by", "2027-03-08", "--reason", "less will do").code == 0
    told = re.sub(r"\s+", " ", at_joinery("explain", number).out)
    assert "quantity 4 -> 3; arrives 2027-03-05 -> 2027-03-08; less will do" in told
    life = at_joinery("explain", number, "--json").json["life"]
    assert life[-1]["changed"] == [
        {"what": "quantity", "from": "4", "to": "3"},
        {"what": "arrives", "from": "2027-03-05", "to": "2027-03-08"},
    ]
    assert [event["changed"] for event in life[:-1]] == [[]] * (len(life) - 1)


def test_an_empty_promise_book_says_so_and_how_to_make_a_promise(at_joinery: Run) -> None:
    for number in open_promises(at_joinery):
        assert at_joinery("withdraw", number, "--reason", "none of it").code == 0
    assert "No promise is like that" in at_joinery("promises").err
    assert at_joinery("explain", "P-99").err.startswith("There is no promise P-99.")


def test_a_new_company_without_orders_has_no_promises_yet(run: Run, tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables")
    (tables / "order_line.csv").unlink()
    assert run("init", "handfast.db").code == 0
    assert run("import", str(tables), "--yes").code == 0
    for words in (("promises",), ("explain", "P-1")):
        assert "There are no promises yet. Ask, and make the first one: handfast promise" in run(*words).err
