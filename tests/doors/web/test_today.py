"""Today for those whose day is not a planner's: whom to call with which words, the five figures, what to decide."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from html import unescape
from pathlib import Path

import polars as pl
import pytest
from tests.doors.conftest import Served, serve_copy


@pytest.fixture(scope="module")
def furnished(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """The sample company with promises at risk and a plan; nobody writes it."""
    yield from serve_copy(furnished_file, tmp_path_factory.mktemp("today"))


def page(served: Served, role: str, path: str = "/") -> str:
    answer = served.browser(role).get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_who_sells_has_the_words_for_each_customer_to_call(furnished: Served) -> None:
    html = page(furnished, "sales")
    shown = re.findall(r'<textarea id="warn-(\d+)"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert shown
    book = furnished.company.promises("held", "promised")
    names = dict(furnished.company.table("customer").select("customer", "name").iter_rows())
    for number, words in shown:
        row = book.filter(pl.col("promise") == f"P-{number}").row(0, named=True)
        assert row["at_risk"]
        assert words.startswith(f"Dear {names[row['customer']]},")
        assert row["order"] in words
        assert f"{row['arrive'].day} {row['arrive']:%B}" in words
        assert f'data-copy="warn-{number}"' in html


def test_who_does_not_speak_with_customers_has_the_risks_alone(furnished: Served) -> None:
    html = page(furnished, "planner")
    assert "<textarea" not in html
    assert "At risk" in html


def worth(served: Served, wanted: pl.Expr) -> str:
    """What promises of orders bring for what has not left, read from the tables of orders, line by line."""
    found = served.company.promises("promised").filter(wanted)
    lines = {(row["order"], row["line"]): row for row in served.company.table("order_line").iter_rows(named=True)}
    rates = dict(served.company.table("exchange_rate").sort("date").select("currency", "rate").iter_rows())
    cents = Fraction(0)
    for row in found.iter_rows(named=True):
        line = lines[row["order"], row["line"]]
        left = Fraction(row["quantity"]) - Fraction(row["shipped"])
        cents += line["price"] * left / (line["price_per"] or 1) * Fraction(rates.get(line["currency"], 1))
    return f"{round(Fraction(round(cents), 100)):,} EUR"


def figures(html: str) -> dict[str, tuple[str, str, str]]:
    """The figures by their label: what more is said, where they lead, and how much."""
    pattern = (
        r'<dt>(.*?) <span class="figure-more">(.*?)</span></dt>'
        r'<dd><a href="(.*?)"[^>]*>(.*?)(?:<small>(.*?)</small>)?</a>'
    )
    found = re.findall(pattern, html)
    return {label: (more, address, f"{value} {unit}".strip()) for label, more, address, value, unit in found}


def test_the_five_figures_are_what_the_tables_say_and_lead_to_their_rows(furnished: Served) -> None:
    html = page(furnished, "executive", "/today/balance/")
    found = figures(html)
    today = furnished.company.today
    soon = pl.col("arrive") <= today + dt.timedelta(weeks=4)
    more, address, value = found["promised, to arrive within 4 weeks"]
    count = furnished.company.promises("promised").filter(soon).height
    assert (value, more) == (worth(furnished, soon), f"{count} promises")
    assert f"{count}" in page(furnished, "executive", address)
    more, _address, value = found["at risk"]
    assert value == worth(furnished, pl.col("at_risk"))
    assert int(more.partition(" ")[0]) == furnished.company.promises("promised").filter("at_risk").height > 0
    board = furnished.company.supply_board()
    shares = {
        row.name: sum(week.promised + week.plan + week.overtime for week in row.weeks)
        / sum(week.there for week in row.weeks)
        for row in board
        if any(week.there for week in row.weeks)
    }
    worst = max(shares, key=lambda name: shares[name])
    more, _address, value = found["load of the bottleneck"]
    assert (more.partition(",")[0], value) == (worst, f"{shares[worst] * 100:.0f} %")
    stock = furnished.company.too_much_stock().rows
    more, _address, value = found["stock beyond what is needed, at cost"]
    assert more.partition(" ")[0] == str(len(stock))
    assert value.startswith(f"{round(sum(row.value for row in stock if row.value is not None)):,}")
    kept = furnished.company.day_figures(today, today - dt.timedelta(days=30))
    assert found["promises kept in the last 30 days"][0] == (
        f"{kept.kept} of {kept.ended}" if kept.ended else "none ended"
    )
    for _more, address, _value in found.values():
        page(furnished, "executive", address.partition("#")[0])


def test_a_draft_waits_for_whoever_may_publish_it_until_they_have(small: Served) -> None:
    assert "Nothing waits for a decision" in page(small, "executive")
    small.company.plan(steps=0, days=7)
    html = page(small, "executive")
    assert "Publish S-1?" in html
    assert "/supply/plans/1/" in html
    assert "Publish S-1?" not in page(small, "planner")  # who finds it beside the plan, where they made it
    small.company.publish()
    assert "Publish S-1?" not in page(small, "executive")


def test_new_days_wait_for_whoever_may_agree_to_them(furnished: Served) -> None:
    furnished.company.backlog()
    proposal = furnished.company.backlog_proposal()
    moved = [line for line in proposal.open if line.days]
    html = page(furnished, "executive")
    assert (f"{proposal.name} proposes" in html) == bool(moved)
    assert f"{proposal.name} proposes" not in page(furnished, "sales")


def test_who_makes_sees_how_full_this_week_and_the_next_are(furnished: Served) -> None:
    html = page(furnished, "production")
    told = re.findall(r'<a href="/supply/\?resource=([\w-]+)#runs">.*?</a> <strong>(\d+) % · (\d+) %</strong>', html)
    board = {row.resource: row.weeks[:2] for row in furnished.company.supply_board()}
    assert told
    for resource, *weeks in told:
        assert [int(each) for each in weeks] == [round(100 * (week.share or 0)) for week in board[resource]]
    fullest = [max(map(int, weeks)) for _resource, *weeks in told]
    assert fullest == sorted(fullest, reverse=True)
    assert fullest[0] == max(round(100 * (week.share or 0)) for weeks in board.values() for week in weeks)
    assert "this week and next" not in page(furnished, "planner")


def test_administrators_see_who_is_awaited_and_the_last_backup(small: Served, tmp_path: Path) -> None:
    from handfast.company.models.people import User
    from handfast.company.people.audit import note

    with small.company.database.here():
        User.objects.create(username="newcomer", name="New Comer", last_login=None, password="!")
        for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
            note("sign_in_failed", actor="stranger", now=small.company.clock(), address=address)
    html = page(small, "administrator")
    assert html.count("<strong>stranger</strong>") == 2
    assert "2 times" in html
    assert "New Comer" in html
    assert "None has been written yet" in html
    small.company.back_up(tmp_path / "backup.zip")
    assert "The last was written" in page(small, "administrator")


def test_business_development_reads_what_can_be_taken_on(small: Served) -> None:
    assert "It is worked out on the page Limits." in page(small, "business_development")
    small.company.say_limits("Please sell parasols; benches are full until mid-April.")
    assert "Please sell parasols;" in page(small, "business_development")
    assert "What we can take on" not in page(small, "sales")
