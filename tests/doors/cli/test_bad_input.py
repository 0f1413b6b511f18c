"""Whatever is given, the answer is a clear sentence with the cure and the documented exit code, never a traceback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from tests.doors.cli.conftest import TABLES, Run, write_tables

QUOTES = [
    (("BENCH", "4", "--by", "2020-01-01"), 3, "Wish '2020-01-01' lies before today (2027-03-01). Wish for today"),
    (("BENCH", "4", "--by", "12/04/2027"), 3, "Day '12/04/2027' does not say which number is the day"),
    (("BENCH", "4", "--by", "2027-02-30"), 3, "Day '2027-02-30' is no day of the calendar"),
    (("BENCH", "4", "--by", "soon"), 3, "Day 'soon' is not a date. Write year, month, day: 2027-04-12."),
    (("BENCH", "4", "--by", "2099-01-01"), 3, "lies beyond the days that are promised"),
    (("BENCH", "-5"), 3, "'-5' is below zero. Nothing here is: say more than 0."),
    (("BENCH", "0"), 3, "Quantity '0' is not a quantity that can be asked for. Ask for more than 0."),
    (("BENCH", "2.5"), 3, "Quantity '2.5' is a fraction it cannot have. BENCH is counted in pcs, whole numbers only."),
    (("OIL", "1,500"), 3, "Quantity '1,500' may mean 1500 or 1 and 500 thousandths. Write 1500, or 1,5000"),
    (("OIL", "1e3"), 3, "Quantity '1e3' is written in powers of ten, and may be rounded. Write all its digits"),
    (("OIL", "#REF!"), 3, "Quantity '#REF!' is an error of the spreadsheet. Write a number such as 12 or 12.5."),
    (("OIL", "3 EUR"), 3, "Quantity '3 EUR' is not only a number. Write the number alone."),
    (("OIL", "1", "--by", "46000"), 3, "Day '46000' is a number, not a date. Write year, month, day: 2027-04-12."),
    (("OIL", "lots"), 3, "Quantity 'lots' is not a number. Write a number such as 12 or 12.5."),
    (("BENHC", "4"), 3, "There is no item 'BENHC'. Did you mean BENCH?"),
    (("bench", "4"), 3, "There is no item 'bench'. Did you mean BENCH?"),
    (("BENCH", "4", "--customer", "C-9"), 3, "There is no customer 'C-9'. Did you mean C-"),
    (("BENCH", "4", "--site", "MOON"), 3, "Site 'MOON' is no site. Name a site of the site table."),
    (("BENCH", "4", "--price", "0.001"), 3, "Price '0.001' is finer than money"),
    ((), 2, "Say what is wanted: ITEM QUANTITY, or --line"),
    (("BENCH",), 2, "Say how many: BENCH QUANTITY."),
    (("--line", "BENCH"), 2, "'BENCH' is no line. Write it like BENCH-150:300"),
    (("BENCH", "4", "--line", "OIL:1"), 2, "Say what is wanted"),
    (("--line", "OIL:1", "--price", "3"), 2, "--price is the price of one item"),
    (("BENCH", "4", "--byy", "x"), 2, "No such option: --byy"),
    (("--from", "nowhere.csv"), 3, "There is no file nowhere.csv. Check the path."),
    (("BENCH", "4", "--from", "asks.csv"), 2, "--from takes its asks from the file"),
]


@pytest.mark.parametrize(("words", "code", "said"), QUOTES, ids=lambda value: str(value)[:40])
def test_an_ask_that_cannot_be_meant(at_joinery: Run, words: tuple[str, ...], code: int, said: str) -> None:
    answer = at_joinery("quote", *words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert "Traceback" not in answer.err
    for word in ("cells", "column", "file again", "whole file"):  # what was typed stands in no file
        assert word not in answer.err


BEYOND = [
    (("bogus",), "No such command 'bogus'."),
    (("quote", "BENCH", "4", "--byy", "x"), "No such option: --byy"),
    (("ledger", "bogus"), "No such command 'bogus'."),
    (("hold", "BENCH", "4", "--hours", "long"), "Invalid value for '--hours'"),
    (("explain",), "Missing argument 'PROMISE'"),
    (("withdraw", "P-1"), "Missing option '--reason'"),
    (("revise", "P-1", "--quantity", "1"), "Missing option '--reason'"),
    (("report", "loss", "BENCH", "SHOP", "1", "--reason", " "), "Invalid value for '--reason': it says nothing"),
    (("withdraw", "P-1", "--reason", ""), "Invalid value for '--reason': it says nothing"),
]


@pytest.mark.parametrize(("words", "said"), BEYOND, ids=lambda value: str(value)[:40])
def test_words_that_no_command_knows_are_wrong_use(at_joinery: Run, words: tuple[str, ...], said: str) -> None:
    answer = at_joinery(*words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.startswith("Usage: handfast")
    form = at_joinery(*words, "--json")
    assert form.code == 2
    assert form.json["error"]["kind"] == "WrongUse"
    assert said in form.json["error"]["message"]
    assert said in form.err


def test_a_billion_units_get_an_answer(at_joinery: Run) -> None:
    answer = at_joinery("quote", "BENCH", "1000000000", "--by", "2027-04-12")
    assert answer.code == 1
    assert answer.out.startswith("No. We cannot deliver 1,000,000,000 Oak bench")
    assert "Why not\n" in answer.out
    assert at_joinery("quote", "BENCH", "9" * 30).code == 1


NAMES = [
    (("promises", "--customer", "C-9"), 3, "There is no customer 'C-9'."),
    (("promises", "--item", "BENHC"), 3, "There is no item 'BENHC'. Did you mean BENCH?"),
    (("hold", "BENCH", "1", "--accept-late", "--hours", "1e9"), 3, "at most 8,760 hours, a year"),
    (("report", "loss", "TOP", "SHOP", "1", "--reason", "cracked"), 3, "is meant; there is: T-1."),
    (("report", "delay", "TOP", "SHOP", "2020-01-01", "--supply", "T-1", "--reason", "x"), 1, "that day has passed"),
    (("revise", "P-1", "--by", "2027-02-01", "--reason", "x"), 1, "P-1 cannot arrive by 2027-02-01"),
    (
        ("override", "BENCH", "9", "--by", "2027-03-05", "--approved-by", " ", "--reason", "x"),
        2,
        "Invalid value for '--approved-by': it names nobody.",
    ),
]


@pytest.mark.parametrize(("words", "code", "said"), NAMES, ids=lambda value: str(value)[:40])
def test_what_cannot_be_is_said_and_changes_nothing(
    at_joinery: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    before = at_joinery("promises", "--all", "--json").out
    answer = at_joinery(*words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert at_joinery("promises", "--all", "--json").out == before


def test_faults_of_a_file_of_asks_name_its_columns(at_joinery: Run, here: Path) -> None:
    (here / "asks.csv").write_text("item,quantity,by\nBENCH,3,2020-01-01\n")
    assert "asks.csv, row 2, column by: '2020-01-01' lies before today" in at_joinery("quote", "--from", "asks.csv").err
    (here / "asks.csv").write_text("item,quantity,by\n")
    answer = at_joinery("quote", "--from", "asks.csv")
    assert (answer.code, answer.err) == (3, "asks.csv: has headers, but no ask. Write a row for each ask.\n")


def test_an_item_without_supply_says_so(at_joinery: Run) -> None:
    assert at_joinery("quote", "RELIC", "3").code == 0
    answer = at_joinery("quote", "RELIC", "4")
    assert answer.code == 1
    assert "no process makes, buys or moves it" in " ".join(answer.out.split())


# ---------------------------------------------------------------- files


def test_a_missing_file(at_joinery: Run) -> None:
    for words in (("import", "nowhere"), ("check", "nowhere.xlsx")):
        answer = at_joinery(*words)
        assert answer.code == 3
        assert "There is nothing at nowhere" in answer.err


def test_a_wrong_encoding_is_read_with_a_notice_or_refused(at_joinery: Run, here: Path) -> None:
    (here / "customer.csv").write_bytes("customer,name\nC-3,Möbelhaus\n".encode("cp1252"))
    answer = at_joinery("import", "customer.csv", "--dry-run")
    assert answer.code == 0
    assert "was read as Windows-1252; check line 2, where it says 'Möbelhaus'" in answer.out
    (here / "customer.csv").write_bytes(b"customer,name\nC-3,\x81\x8d\n")
    answer = at_joinery("import", "customer.csv")
    assert answer.code == 3
    assert "is no text in a known encoding. Save it as 'CSV UTF-8'" in answer.out


def test_semicolons_and_decimal_commas(at_joinery: Run, here: Path) -> None:
    (here / "stock.csv").write_text("item;site;lot;quantity\nOIL;SHOP;;12,5\nTOP;SHOP;T-1;80\n", "utf-8")
    answer = at_joinery("import", "stock.csv", "--json")
    assert answer.code == 0
    changes = answer.json["changes"]["stock"]
    assert changes["cells"] == [{"key": ["OIL", "SHOP", "free"], "column": "quantity", "old": "10000", "new": "12500"}]
    (here / "stock.csv").write_text("item;site;lot;quantity\nOIL;SHOP;;1,500\n", "utf-8")
    assert at_joinery("import", "stock.csv").code == 3
    assert at_joinery("import", "stock.csv", "--decimal-mark", ",", "--dry-run").code == 0


def test_merged_headers(at_joinery: Run, here: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "stock"
    for row in (["item", "site", "quantity"], ["BENCH", "SHOP", 3]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.save(here / "stock.xlsx")
    answer = at_joinery("check", "stock.xlsx")
    assert answer.code == 3
    assert "merged" in answer.out


def test_faults_stop_an_import_and_name_row_column_value_and_cure(at_joinery: Run, here: Path) -> None:
    write_tables(
        here / "bad",
        stock="item,site,lot,quantity\nBENHC,SHOP,,3\nBENCH,SHOP,,-4\nTOP,SHOP,,2.5\n",
        process_input="process,item,per_unit\nmake bench,TOP,2\nmake bench,BENCH,1\n",
    )
    answer = at_joinery("import", "bad", "--yes")
    assert answer.code == 3
    assert "stock.csv, row 2, column item: 'BENHC' is no known item. Did you mean BENCH?" in answer.out
    assert "stock.csv, row 3, column quantity: '-4'" in answer.out
    assert "stock.csv, row 4, column quantity: '2.5'" in answer.out
    assert "process_input.csv, row 3" in answer.out  # a bill of materials that contains itself
    assert answer.err.startswith("Nothing was imported. Mend ")
    assert at_joinery("check", "bad").code == 3
    form = at_joinery("import", "bad", "--json")
    assert form.code == 3
    assert {"file", "sheet", "row", "column", "value", "problem", "cure"} == set(form.json["error"]["faults"][0])
    assert at_joinery("check").code == 0  # the company is as it was


def test_a_file_of_asks_tells_all_its_faults(at_joinery: Run, here: Path) -> None:
    (here / "asks.csv").write_text(
        "item;quantity;by;customer\nBENHC;3;;\nBENCH;2,5x;;\nBENCH;4;2020-01-01;\nBENCH;4;;C-9\n;4;;\n", "utf-8"
    )
    answer = at_joinery("quote", "--from", "asks.csv")
    assert answer.code == 3
    lines = answer.err.splitlines()
    assert [line[:15] for line in lines] == [f"asks.csv, row {row}" for row in (2, 3, 4, 5, 6)]
    (here / "asks.csv").write_text("item,amount\nBENCH,3\n", "utf-8")
    answer = at_joinery("quote", "--from", "asks.csv")
    assert answer.code == 3
    assert "column amount: is no column of a file of asks" in answer.err
    assert "column quantity: is missing" in answer.err


# ---------------------------------------------------------------- companies


def test_there_is_no_company(run: Run, here: Path) -> None:
    answer = run("promises")
    assert answer.code == 3
    assert "handfast init handfast.db" in answer.err
    assert not list(here.iterdir())


def test_an_empty_company_says_what_comes_next(run: Run) -> None:
    assert run("init").code == 0
    answer = run("quote", "BENCH", "4")
    assert answer.code == 3
    assert "handfast import FOLDER" in answer.err
    assert run("check").code == 0
    assert run("promises").code == 0
    assert run("ledger", "verify").code == 0


def test_what_is_there_is_never_written_over(at_joinery: Run, here: Path) -> None:
    before = (here / "handfast.db").read_bytes()
    answer = at_joinery("init")
    assert answer.code == 4
    assert "exists already" in answer.err
    (here / "garden").mkdir()
    (here / "garden" / "alder-and-pine.db").write_text("mine")
    assert at_joinery("demo", "garden").code == 4
    assert (here / "garden" / "alder-and-pine.db").read_text() == "mine"
    assert (here / "handfast.db").read_bytes() == before
    assert at_joinery("template", "garden").code == 3


def test_a_file_that_is_no_company(run: Run, here: Path) -> None:
    (here / "notes.txt").write_text("Dear diary")
    answer = run("promises", "--company", "notes.txt")
    assert answer.code == 5
    assert "is no Handfast company" in answer.err


def test_a_company_from_a_newer_handfast(at_joinery: Run, here: Path) -> None:
    with sqlite3.connect(here / "handfast.db") as database:
        database.execute("UPDATE head SET schema = schema + 1")
    database.close()
    answer = at_joinery("promises")
    assert answer.code == 5
    assert "written by a newer Handfast" in answer.err
    assert "pip install --upgrade handfast" in answer.err


@pytest.mark.skipif(sys.platform != "linux", reason="limits a process's files as Linux does")
def test_a_full_disk(at_joinery: Run, here: Path) -> None:
    write_tables(here / "tables", customer="customer,name\n" + "".join(f"K-{n},Somebody {n}\n" for n in range(9000)))
    most = 100_000  # what the import writes is much more
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most})); "
        "from handfast.doors.cli import main; sys.exit(main(['import', 'tables', '--yes']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=here, env=dict(os.environ))
    assert done.returncode == 5, done.stderr
    assert "disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert at_joinery("ledger", "verify").code == 0
    assert at_joinery("promises", "--json").json["promises"][0]["promise"] == "P-1"


def test_a_fault_of_ours_is_told_as_such(at_joinery: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from handfast.facade import Company

    def fail(company: Company) -> list[str]:
        raise RuntimeError("boom")

    monkeypatch.setattr(Company, "verify", fail)
    answer = at_joinery("ledger", "verify", "--json")
    assert answer.code == 70
    assert answer.json["error"]["kind"] == "OurFault"
    assert answer.err.startswith("This is a fault of Handfast, not yours: RuntimeError: boom.")
    assert "Traceback" not in answer.err
    monkeypatch.setenv("HANDFAST_DEBUG", "1")
    assert "Traceback" in at_joinery("ledger", "verify").err


def test_a_ledger_that_is_not_sound(at_joinery: Run, here: Path) -> None:
    database = sqlite3.connect(here / "handfast.db")
    database.execute("UPDATE promise SET quantity = quantity + 1 WHERE id = 1")
    database.commit()
    database.close()
    answer = at_joinery("ledger", "verify")
    assert answer.code == 1
    assert "The ledger is not sound: 1 difference." in answer.out
    assert "promise P-1: quantity is 21" in answer.out


def test_tables_of_the_joinery_have_no_faults(run: Run, here: Path) -> None:
    """So that every fault above comes from what a test changed."""
    assert set(TABLES) <= {path.stem for path in write_tables(here / "tables").iterdir()}
    assert run("check", "tables").code == 0
