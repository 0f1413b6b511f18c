"""Pages read only what they show, and keep what took long: against the whole ledger read plainly, and after writes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import polars as pl
import pytest
from tests.doors.conftest import Served

from handfast.company.ledger.risk import FEW, at_risk_of, promises_at_risk
from handfast.company.ledger.state import read_state
from handfast.company.queries.promise_list import Search
from handfast.company.queries.suppliers import supplier_view
from handfast.company.queries.supply_board import _BY_RUN, _rows
from handfast.company.queries.volumes import committed_minutes
from handfast.engine.tables.frame import typed_frame
from handfast.facade.kept import Kept


def test_stock_of_items_is_what_the_ledger_holds(looked_at: Served) -> None:
    company = looked_at.company
    mirror, state = company._current(), company._run(read_state)
    there: dict[str, int] = defaultdict(int)
    free: dict[str, int] = defaultdict(int)
    coming: dict[str, int] = defaultdict(int)
    for row in state.supplies:
        if row.kind == "uncovered" or row.node not in mirror.points:
            continue
        item = mirror.network.items[mirror.points[row.node]]
        if row.day <= mirror.today:
            there[item] += row.available
            free[item] += max(row.available - row.committed, 0)
        else:
            coming[item] += max(row.available - row.committed, 0)
    rows = company.items().rows(named=True)
    assert len(rows) == len(mirror.market.items)
    for row in rows:
        scale = 10 ** mirror.market.items[row["item"]].decimals
        found = [there[row["item"]], free[row["item"]], coming[row["item"]]]
        assert [row["there"], row["free"], row["coming"]] == [Decimal(each) / scale for each in found], row


def test_a_page_of_items_is_a_piece_of_the_whole_list(looked_at: Served) -> None:
    company = looked_at.company
    whole = company.items()
    page = company.item_page(offset=3, limit=5)
    assert page.found == whole.height
    assert page.rows.equals(whole.slice(3, 5))
    family = whole["family"][0]
    assert company.item_page(family=family, limit=1000).rows.equals(whole.filter(family=family))
    for row in page.rows.rows(named=True):
        assert company.item(row["item"]).row == row


def test_hours_of_resources_are_those_of_their_days(looked_at: Served) -> None:
    company = looked_at.company
    mirror, minutes = company._current(), company._run(committed_minutes, company._current())
    found = company.resource_loads()
    for r, name in enumerate(mirror.network.resources):
        first = found.filter(resource=name).row(0, named=True)
        end = min(7 - (mirror.today + 3) % 7, mirror.network.horizon)
        start = mirror.today - mirror.network.origin
        assert first["promised"] == float(minutes[r, start : start + end].sum()) / 60
        assert first["hours"] == float(mirror.network.capacity()[r, start : start + end].sum()) / 60
    assert found.filter(resource=mirror.network.resources[0]).equals(
        company.resource_loads(mirror.network.resources[0])
    )


def test_the_board_adds_up_to_the_minutes_of_its_runs(looked_at: Served) -> None:
    company = looked_at.company
    mirror = company._current()
    for row in company.supply_board(weeks=4):
        node = mirror.resource_ids[mirror.network.resources.index(row.resource)]
        begin = (row.weeks[0].week - dt.date(1970, 1, 1)).days
        runs = company._run(_rows, _BY_RUN, [node, begin, begin + 28])
        assert sum(week.promised + week.plan + week.overtime for week in row.weeks) == sum(run[1] for run in runs)


def test_what_is_at_risk_is_the_same_from_both_ends(looked_at: Served) -> None:
    company = looked_at.company
    risky = {risk.promise for risk in company._run(promises_at_risk)}
    promises = [int(each[2:]) for each in company.promises()["promise"]]
    found = [company._run(at_risk_of, promises[first : first + FEW]) for first in range(0, len(promises), FEW)]
    assert risky
    assert set().union(*found) == risky
    assert company._run(at_risk_of, promises) == risky


def test_figures_of_a_day_are_counted_in_the_book(looked_at: Served) -> None:
    company = looked_at.company
    soon, lately = company.today + dt.timedelta(days=7), company.today - dt.timedelta(days=30)
    book, found = company.promises(), company.day_figures(soon, lately)
    lately_ended = book.filter(pl.col("state").is_in(["kept", "broken"]), pl.col("arrived") > lately)
    promised = book.filter(state="promised")
    assert (found.promised, found.held) == (promised.height, book.filter(state="held").height)
    assert found.due == promised.filter(pl.col("arrive") <= soon).height
    assert (found.kept, found.ended) == (lately_ended.filter(state="kept").height, lately_ended.height)
    assert found.promised
    for states in (("held",), ("promised",), ("promised", "held"), ("kept", "broken")):
        listed = company.promise_list(Search(states, by="ship"), limit=10_000)
        wanted = book.filter(pl.col("state").is_in(states)).sort("ship", maintain_order=True)
        assert [row["promise"] for row in listed.rows] == wanted["promise"].to_list()


def test_runs_at_a_resource_are_rows_of_the_run_book(looked_at: Served) -> None:
    company = looked_at.company
    book = company.runs()
    for resource in company._current().network.resources:
        found = company.resource_runs(resource)
        assert found.equals(book.filter(pl.col("run").is_in(found["run"])))


def test_a_page_of_a_table_is_a_piece_of_its_text(looked_at: Served) -> None:
    company = looked_at.company
    for name in ("order_line", "item", "process", "company"):
        text = company.table_text(name)
        page = company.table_page(name, page=2, limit=7)
        at = 7 if text.height > 7 else 0
        assert page.rows.drop("row").equals(text.slice(at, 7)), name
        assert page.rows["row"].to_list() == list(range(at + 1, at + 1 + page.rows.height))
        assert page.found == text.height
    word = company.table_text("item")["item"][4]
    assert word in company.table_page("item", word).rows["item"].to_list()
    assert company.table_page("item", page=10**9).rows.height > 0


def test_a_write_shows_at_once(served: Served) -> None:
    company = served.company
    before = company.truth(), company.suppliers()
    assert company.truth() is before[0]
    assert company.suppliers() is before[1]
    row = company.table("purchase_receipt").head(1).with_columns(purchase_order=pl.lit("LATE-1"))
    later = row.with_columns(received_on=pl.lit(dt.date(2026, 1, 1)), ordered_on=pl.lit(dt.date(2025, 1, 1)))
    company.load({"purchase_receipt": typed_frame("purchase_receipt", later)})
    assert company.truth() is not before[0]
    kept = company.suppliers()
    anew = company._run(supplier_view, company._current())
    assert kept.records.equals(anew.records)
    assert not kept.records.equals(before[1].records)
    promise = company.promises("promised").row(0, named=True)
    company.withdraw(promise["promise"], reason="the customer does not want it any more")
    assert company.suppliers() is not kept


def test_what_is_kept_holds_at_one_position_alone() -> None:
    kept, made = Kept(2), list[str]()

    def make(name: str) -> str:
        made.append(name)
        return name

    assert [kept.at(1, "a", lambda: make("a")) for _ in range(3)] == ["a"] * 3
    assert made == ["a"]
    kept.at(2, "a", lambda: make("again"))
    assert made == ["a", "again"]
    kept.at(2, "b", lambda: make("b"))
    kept.at(2, "c", lambda: make("c"))
    kept.at(2, "a", lambda: make("a was let go"))
    assert made[-1] == "a was let go"


def test_what_was_overtaken_while_it_was_made_is_not_kept() -> None:
    kept = Kept()

    def overtaken() -> str:
        kept.at(2, "inner", lambda: "newer")
        return "older"

    assert kept.at(1, "outer", overtaken) == "older"
    assert kept.at(2, "outer", lambda: "made anew") == "made anew"


@pytest.mark.parametrize("address", ["/data/tables/item/?page=99999999999999", "/data/tables/item/?page=x&q=zzz"])
def test_any_page_number_is_answered(looked_at: Served, address: str) -> None:
    assert looked_at.browser("planner").get(address).status_code == 200


def test_a_long_board_and_long_lists_are_shown_in_pages(looked_at: Served) -> None:
    browser = looked_at.browser("planner")
    for address in ("/supply/", "/supply/?board=7", "/supply/?board=x", "/resources/", "/data/truth/", "/customers/"):
        assert browser.get(address).status_code == 200, address
    assert b"<option" not in browser.get("/supply/").content.partition(b'id="stock-items"')[2]
