"""Import shows what it would do, asks on a terminal, and tells what became of orders and promises."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.doors.cli.conftest import TABLES, Run, write_tables

from handfast.company.actions.progress import Progress
from handfast.doors.cli.commands import import_tables


def test_the_first_import_creates_what_is_named_and_promises_open_orders(run: Run, here: Path) -> None:
    write_tables(here / "tables")
    assert run("init").code == 0
    answer = run("import", "tables")
    assert answer.code == 0
    assert "1 site created with default values: SHOP" in answer.out
    assert "Order lines: 2 promised." in answer.out
    assert "at risk" not in answer.out


def test_a_second_import_shows_cells_that_change(at_joinery: Run, here: Path) -> None:
    (here / "order_line.csv").write_text(TABLES["order_line"].replace("2027-03-10\n", "2027-03-12\n"))
    dry = at_joinery("import", "order_line.csv", "--dry-run")
    assert dry.code == 0
    assert "SO-2, 1: confirmed 2027-03-10 -> 2027-03-12" in dry.out
    assert dry.out.endswith("Nothing was written (--dry-run).\n")
    assert at_joinery("import", "order_line.csv", "--dry-run") == dry
    done = at_joinery("import", "order_line.csv", "--yes")
    assert "Order lines: 1 revised." in done.out
    again = at_joinery("import", "order_line.csv", "--yes")
    assert "Imported: 0 rows new or changed" in again.out


def test_changed_cells_are_shown_as_they_would_be_typed(at_joinery: Run, here: Path) -> None:
    (here / "tables").mkdir()
    for name, old, new in (
        ("item", "240.00", "249.50"),
        ("company", "Birch Row", "Birch Lane"),
        ("stock", ",10\n", ",7.25\n"),
    ):
        (here / "tables" / f"{name}.csv").write_text(TABLES[name].replace(old, new))
    said = at_joinery("import", "tables", "--dry-run").out
    assert "  · BENCH: price 240 -> 249.5\n" in said
    assert "  · OIL, SHOP, free: quantity 10 -> 7.25\n" in said
    assert "  · name Birch Row -> Birch Lane\n" in said


def test_supply_that_is_gone_puts_promises_at_risk(at_joinery: Run, here: Path) -> None:
    (here / "stock.csv").write_text("item,site,lot,quantity\nBENCH,SHOP,,3\nOIL,SHOP,,10\n")
    answer = at_joinery("import", "stock.csv", "--yes")
    assert answer.code == 0
    table = answer.out.partition("gone")[2].splitlines()
    assert next(line for line in table if line.startswith("stock")).split() == ["stock", "1", "1", "2"]
    assert "promises at risk:" in answer.out or "promise at risk:" in answer.out
    assert "●! " in answer.out
    assert at_joinery("ledger", "verify").code == 0


def test_an_import_names_the_rows_that_are_new_and_gone_the_first_few_unless_all_are_wanted(
    at_joinery: Run, here: Path
) -> None:
    lots = "".join(f"TOP,SHOP,N-{n},1\n" for n in range(7))
    (here / "stock.csv").write_text(f"item,site,lot,quantity\nOIL,SHOP,,12\nBENCH,SHOP,,25\n{lots}")
    cut, full = at_joinery("import", "stock.csv", "--dry-run"), at_joinery("import", "stock.csv", "--dry-run", "--all")
    assert "stock: gone\n  · TOP, SHOP, T-1, free\n  · RELIC, SHOP, free\n" in cut.out
    assert "stock: changed\n  · OIL, SHOP, free: quantity 10 -> 12\n" in cut.out
    assert "stock: new\n  · TOP, SHOP, N-0, free\n" in cut.out
    assert "  · TOP, SHOP, N-4, free\n  ... and 2 more (--all shows them)\n" in cut.out
    assert "  · TOP, SHOP, N-6, free\n" in full.out
    form = at_joinery("import", "stock.csv", "--dry-run", "--json").json["changes"]["stock"]
    assert form["gone_rows"] == [["TOP", "SHOP", "T-1", "free"], ["RELIC", "SHOP", "free"]]
    assert [row[2] for row in form["new_rows"]] == [f"N-{n}" for n in range(7)]
    assert (form["new"], form["gone"]) == (7, 2)


def test_check_reads_files_without_a_company(run: Run, here: Path) -> None:
    answer = run("check", str(write_tables(here / "tables")))
    assert answer.code == 0
    assert answer.out.startswith("No faults")
    assert [path.name for path in here.iterdir()] == ["tables"]


def test_rows_that_a_file_no_longer_has_are_counted(at_joinery: Run, here: Path) -> None:
    head, first, _ = TABLES["order_line"].splitlines()
    (here / "order_line.csv").write_text(f"{head}\n{first}\n")
    answer = at_joinery("import", "order_line.csv", "--dry-run")
    assert "Not in these files, and left as it is: 1 of order_line." in answer.out
    assert at_joinery("import", "order_line.csv", "--dry-run", "--json").json["changes"]["order_line"]["left"] == 1


def test_check_reads_files_beside_the_company(at_joinery: Run, here: Path) -> None:
    (here / "stock.csv").write_text("item,site,quantity\nBENCH,SHOP,3\n")
    assert at_joinery("check", "stock.csv").code == 0
    assert at_joinery("check", "stock.csv", "--company", "nowhere.db").code == 3


def test_long_lists_are_cut_unless_asked_for(run: Run, here: Path) -> None:
    rows = "".join(f"WRONG-{n},SHOP,1\n" for n in range(30))
    write_tables(here / "bad", stock=f"item,site,quantity\n{rows}")
    cut, full = run("check", "bad"), run("check", "bad", "--all")
    assert cut.out.startswith("30 faults\n")
    assert "... and 10 more (--all shows them)" in cut.out
    assert full.out.count("is no known item") == 30


def test_templates_read_as_they_stand_say_what_is_missing(run: Run, here: Path) -> None:
    answer = run("template", "tables.xlsx")
    assert "Fill these first: item, stock_point, process, stock, customer, order_line." in answer.out
    empty = run("check", "tables.xlsx")
    assert empty.code == 3
    assert "holds tables, but no rows" in empty.err
    assert run("template", "six", "--table", "item", "--table", "stock").code == 0
    assert sorted(path.name for path in (here / "six").iterdir()) == ["README.txt", "item.csv", "stock.csv"]
    assert run("template", "one", "--table", "itme").code == 3


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_what_is_exported_changes_nothing_when_it_comes_back(at_joinery: Run, here: Path, form: str) -> None:
    out = "out.xlsx" if form == "xlsx" else "out"
    assert at_joinery("export", out, "--form", form).code == 0
    changes = at_joinery("import", out, "--dry-run", "--json").json["changes"]
    assert {(each["new"], each["changed"], each["gone"]) for each in changes.values()} == {(0, 0, 0)}


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let an interruption be heard also where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("at", "said", "promises"), [("tables", "nothing was", 0), ("last", "too late: all of it was", 2)]
)
def test_an_interruption_tells_what_became_of_it(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, at: str, said: str, promises: int
) -> None:
    @contextlib.contextmanager
    def interrupting() -> Iterator[Progress]:
        def told(what: str, done: int, of: int) -> None:
            if what == at or (at == "last" and what == "orders" and done == of):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
                time.sleep(0.5)  # until the other thread has heard it

        yield told

    monkeypatch.setattr(import_tables, "progress", interrupting)
    write_tables(here / "tables")
    assert run("init").code == 0
    answer = run("import", "tables", "--yes")
    assert answer.code == 130
    assert answer.err == f"\nInterrupted; {said} written.\n"
    assert len(run("promises", "--json").json["promises"]) == promises


def test_tables_without_changes_are_only_counted(at_joinery: Run, here: Path) -> None:
    write_tables(here / "tables")
    answer = at_joinery("import", "tables", "--dry-run")
    assert answer.out.startswith("What changes\n10 tables with 23 rows as before.\n")
    assert "order_line" in at_joinery("import", "tables", "--dry-run", "--all").out


def on_a_terminal(folder: Path, typed: str, *words: str) -> tuple[int, str]:
    """Return exit code and all that a terminal shows, where somebody types `typed` when asked."""
    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    code = "import sys; from handfast.doors.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *words]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=env)
    os.close(slave)
    shown, answered = b"", False
    while True:
        ready, _, _ = select.select([master], [], [], 120)
        try:
            more = os.read(master, 65536) if ready else b""
        except OSError:  # how Linux tells that the other end is closed
            more = b""
        if not more:
            break
        shown += more
        if not answered and b"[y/N]" in shown:
            os.write(master, typed.encode())
            answered = True
    os.close(master)
    return process.wait(), shown.decode()


def test_a_terminal_is_asked_before_anything_is_written(at_joinery: Run, here: Path) -> None:
    (here / "stock.csv").write_text("item,site,lot,quantity\nBENCH,SHOP,,3\nOIL,SHOP,,10\nTOP,SHOP,T-1,80\n")
    code, shown = on_a_terminal(here, "n\n", "import", "stock.csv")
    assert code == 1
    assert "Import this? [y/N]" in shown
    assert "Nothing was written." in shown
    assert "\x1b[" in shown  # colour, where there is a terminal
    assert at_joinery("promises", "--at-risk").out == ""
    code, shown = on_a_terminal(here, "y\n", "import", "stock.csv")
    assert code == 0
    assert "Imported: " in shown
    assert at_joinery("promises", "--at-risk").out != ""


def test_a_terminal_is_asked_before_another_way_is_taken(at_joinery: Run, here: Path) -> None:
    words = ("promise", "BENCH", "60", "--by", "2027-03-05", "--way", "partial")
    code, shown = on_a_terminal(here, "\n", *words)
    assert code == 1
    assert "Promise this? [y/N]" in shown
    assert "Nothing was promised." in shown
    code, shown = on_a_terminal(here, "", *words, "--yes")
    assert code == 0
    assert "[y/N]" not in shown
