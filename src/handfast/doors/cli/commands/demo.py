"""``handfast demo``: the sample company, three asks of one Monday, one promise, and how to go on."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handfast.company.queries.forms import promise_form
from handfast.doors.cli import options
from handfast.doors.cli.endings import Ending, ended
from handfast.doors.cli.paper import HEAD, QUIET, SURE, WATCH, aside, page, print_json, progress, write
from handfast.doors.cli.session import prepare_engine
from handfast.doors.cli.settling import Terms, against
from handfast.doors.cli.show.book import rows_numbered, rows_of, show_book, show_promise
from handfast.doors.cli.show.faults import counted
from handfast.doors.cli.wish import Wish
from handfast.errors import Conflict

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.engine.promise.offer import Offer
    from handfast.examples.alder_and_pine.asks import Ask
    from handfast.facade import Company

EXAMPLES = ("handfast demo", "handfast demo my-folder", "handfast demo --serve")
FILE = "alder-and-pine.db"


@dataclass(frozen=True)
class Answered:
    """One ask of the demonstration with its answer."""

    ask: Ask
    wish: Wish
    offer: Offer


def demo(
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="[FOLDER]",
            help="Where to keep it. Else a new temporary folder.",
            show_default=False,
        ),
    ] = None,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve",
            help="Then open its pages in the browser, where one chooses a role. Without a terminal it ends before.",
            show_default=False,
        ),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Make the sample company Alder & Pine, ask it three things, promise one, and verify the ledger.

    The asks are a plain yes, a no with its reasons and other ways, and one that would undercut an earlier promise and
    cannot. What is there already is never written over.
    """
    path = _place(folder)
    prepare_engine()
    from handfast import facade
    from handfast.examples.alder_and_pine.asks import ASKS

    with facade.create(path) as company:
        _fill(company)
        if as_json:
            _tell_json(company, path, [_answer(company, ask) for ask in ASKS])
            return
        console = page()
        _introduce(console, company)
        answered = []
        for number, ask in enumerate(ASKS, 1):
            answered.append(_answer(company, ask))
            _tell_ask(console, company, number, answered[-1])
            console.file.flush()  # who reads it through a pipe sees it as it comes
        _promise(console, company, answered[0])
        sound = _verify(console, company)
        _go_on(console, path)
        console.file.flush()
    if not sound:
        ended(Ending.NO)
    if serve and is_watched():
        from handfast.doors.serve.demonstration import show_pages

        prepare_engine(planning=True)

        show_pages(str(path), lambda said: aside().print(said, soft_wrap=True))


def is_watched() -> bool:
    """Return whether somebody sits at the terminal, who could open a page and end the server."""
    return sys.stdout.isatty() and not os.environ.get("CI")


def _place(folder: str | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="handfast-")) / FILE
    path = Path(folder) / FILE
    if path.exists():
        raise Conflict(f"{path} exists already, and is not written over. Name another folder.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _fill(company: Company) -> None:
    from handfast.examples.alder_and_pine import alder_and_pine

    with progress() as told:
        told("three years of Alder & Pine", 0, 1)
        company.load(alder_and_pine(), reason="sample company", progress=told)


def _answer(company: Company, ask: Ask) -> Answered:
    from decimal import Decimal

    wish = Wish(((ask.item, Decimal(ask.quantity), ask.wish, "", None),), ask.customer)
    return Answered(ask, wish, company.quote_lines(wish.lines, customer=wish.customer))


def _introduce(console: Console, company: Company) -> None:
    book = rows_of(company, "promised", "held")
    risky = sum(row["at_risk"] for row in book)
    items, customers = company.table("item").height, company.table("customer").height
    lines = company.table("order_line").height
    console.print(f"Alder & Pine, {company.today:%A} {company.today.day} {company.today:%B %Y}", style=HEAD)
    write(
        console,
        f"An invented maker of garden furniture: {items} items, {customers} customers, {lines:,} order lines in three "
        f"years. {counted(len(book), 'promise')} open, {risky:,} of them at risk.",
    )


def _tell_ask(console: Console, company: Company, number: int, each: Answered) -> None:
    from handfast.doors.cli.show.offer import show_offer

    _head(console, f"{number}. {each.ask.title}")
    write(console, each.ask.story)
    _command(console, each.wish.command("quote"))
    show_offer(console, each.offer, each.wish, go_on=False)
    if not each.offer.counter_offers or each.offer.on_time:
        return
    standing = _promised_before(company, each.ask)
    if number == 3 and standing:
        write(console, "What stands there is promised already, and an ask cannot take it:")
        console.print()
        show_book(console, standing)
        _command(console, each.wish.command("promise"))
        write(console, f"Nothing was promised. {against(each.offer, None, Terms())}", style=WATCH)


def _promised_before(company: Company, ask: Ask) -> list[dict[str, Any]]:
    """Return the greatest promises of the same item."""
    rows = [row for row in rows_of(company, "promised") if row["item"] == ask.item]
    return sorted(rows, key=lambda row: -row["quantity"])[:2]


def _promise(console: Console, company: Company, each: Answered) -> None:
    _head(console, "Promise the first one")
    _command(console, each.wish.command("promise"))
    promised = company.promise(each.offer)
    for row in rows_numbered(company, [row.id for row in promised]):
        show_promise(console, row)


def _verify(console: Console, company: Company) -> bool:
    _head(console, "Verify the ledger")
    _command(console, "handfast ledger verify")
    differences = company.verify()
    for difference in differences:
        write(console, difference, lead="  · ")
    if not differences:
        write(console, "The ledger is sound: every balance follows from its entries; nothing is oversold.", style=SURE)
    return not differences


def _go_on(console: Console, path: Path) -> None:
    _head(console, "Go on")
    write(console, "Try more on Alder & Pine:")
    for line in (
        *activation(),
        f"export HANDFAST_COMPANY={path}",
        "handfast promises --at-risk",
        "handfast explain P-1",
        "handfast quote BENCH-150 40 --by 2027-04-01 --customer C-1042",
    ):
        console.print(f"  {line}", soft_wrap=True)
    write(console, "Or begin with your own company:")
    for line in (
        "handfast init acme.db",
        "handfast template tables.xlsx      # fill six sheets",
        "handfast import tables.xlsx --company acme.db",
    ):
        console.print(f"  {line}", soft_wrap=True)


def activation() -> list[str]:
    """Return how `handfast` comes onto the path, where a shell would not find it yet."""
    script = Path(sys.prefix) / "bin" / "activate"
    if shutil.which("handfast") is not None or not script.is_file():
        return []
    try:
        return [f". {script.relative_to(Path.cwd())}"]
    except ValueError:
        return [f". {script}"]


def _head(console: Console, text: str) -> None:
    console.print(f"\n── {text} {'─' * max(console.width - len(text) - 5, 3)}", style=HEAD, soft_wrap=True)


def _command(console: Console, line: str) -> None:
    console.print(f"\n$ {line}\n", style=QUIET, soft_wrap=True)


def _tell_json(company: Company, path: Path, answered: list[Answered]) -> None:
    promised = company.promise(answered[0].offer)
    rows = rows_numbered(company, [row.id for row in promised])
    print_json(
        {
            "company": str(path),
            "asks": [{"title": each.ask.title, "offer": each.offer.to_dict()} for each in answered],
            "promises": [promise_form(row) for row in rows],
            "sound": not company.verify(),
        }
    )
