"""Verifying finds whatever does not follow from the entries, and whatever breaks the law."""

import json

import pytest
from tests.company.ledger_for_tests import NOW, OAK, TODAY, asked, make, put_on_shelf, take, taking

from handfast.company import ledger
from handfast.company.database import current
from handfast.company.ledger import NewEntry, RequestName, write

pytestmark = pytest.mark.usefixtures("here")


def tamper(sql: str) -> None:
    """Change the database behind the ledger's back."""
    with current().connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def shop(here):
    """A lot of 100 with a promise of 30, and a held run of ten benches."""
    shelf, oak = put_on_shelf(100), put_on_shelf(100, node=OAK)
    promise = take(30, shelf)
    write(taking(1, shelf, request=RequestName("once", "h")), NOW)
    held = make(10, oak)
    assert ledger.verify() == []
    return {"shelf": shelf, "oak": oak, "promise": promise, "hold": held.promises[-1], "run": held.runs[-1]}


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (
            "UPDATE balance SET committed = 29 WHERE id = {shelf}",
            "balance {shelf}: committed is 29, the entries add up to 31",
        ),
        ("UPDATE balance SET available = 101 WHERE id = {shelf}", "available is 101, the entries add up to 100"),
        ("UPDATE balance SET day = day + 1 WHERE id = {shelf}", "balance {shelf}: day is"),
        ("UPDATE balance SET ref = 'x' WHERE id = {shelf}", "balance {shelf}: ref is x"),
        ("DELETE FROM commitment WHERE promise = {promise}", "follows from the entries, but is not in the database"),
        ("UPDATE commitment SET quantity = 31 WHERE promise = {promise}", "quantity is 31, the entries add up to 30"),
        ("UPDATE promise SET arrive_day = arrive_day + 1 WHERE id = {promise}", "promise P-{promise}: arrive_day is"),
        ("UPDATE promise SET original_arrive_day = 1 WHERE id = {promise}", "P-{promise}: original_arrive_day is 1"),
        ("UPDATE promise SET owner = 'mallory' WHERE id = {promise}", "owner is mallory, the entries add up to "),
        (
            "UPDATE promise SET state = 'promised', original_arrive_day = 1 WHERE id = {hold}",
            "state is promised, the entries",
        ),
        ("UPDATE run SET starts = 9 WHERE id = {run}", "run {run}: starts is 9, the entries add up to 10"),
        ("UPDATE head SET generation = 9", "head 1: generation is 9, the entries add up to 1"),
        ("UPDATE request SET entry = 999", "the request 'once' of ben was answered by an entry that is not there"),
        (
            "INSERT INTO balance (kind, node, day, available, committed, short, ref) VALUES ('run', 1, 1, 5, 0, 0, '')",
            "is in the database, but no entry made it",
        ),
    ],
)
def test_a_change_behind_the_ledgers_back_is_found(shop, sql, found):
    tamper(sql.format(**shop))
    assert any(found.format(**shop) in fault for fault in ledger.verify()), ledger.verify()


def write_entry(kind: str, *body: list, promise: int | None = None) -> None:
    """Write an entry that the ledger itself would never write."""
    with current().connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entry (time, actor, kind, reason, promise, body) VALUES (%s, 'mallory', %s, '', %s, %s)",
            [NOW, kind, promise, json.dumps(body)],
        )


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        (
            "gain",
            [["available", "shelf", -90]],
            "balance {shelf} is oversold: 31 committed, 10 available, 0 openly short",
        ),
        ("promise", [["short", "shelf", 5]], "made balance {shelf} short by 5, without a loss"),
        ("plan", [["day", "shelf", TODAY + 11]], "needs balance {shelf} on day 20888, but it is there from day 20889"),
        ("revise", [["promise", "promise", {"quantity": 40}]], "promise P-{promise} needs 40 but takes 30"),
        (
            "revise",
            [["promise", "promise", {"ship_day": TODAY}]],
            "ships on day 20878 but takes something on day 20888",
        ),
        ("revise", [["promise", "promise", {"state": "kept"}]], "promise P-{promise} went from promised to kept"),
        ("revise", [["promise", "promise", {"state": "withdrawn"}]], "is withdrawn but still takes from balances"),
        (
            "plan",
            [["promise", "promise", {"arrive_day": TODAY + 99}]],
            "changed arrive_day of promise P-{promise} for the worse",
        ),
        (
            "revise",
            [["promise", "promise", {"original_arrive_day": 1}]],
            "promise P-{promise} lost its original_arrive_day",
        ),
        ("expire", [["run_state", "run", "gone", 10]], "run {run} is gone but still takes from balances"),
        ("plan", [["commit", "oak", None, "run", TODAY + 2, -1]], "run {run} takes"),
        (
            "expire",
            [["promise", "hold", {"state": "expired"}]],
            "run {run} is held for promise {hold}, which is expired",
        ),
        ("loss", [["dance", 1]], "which makes no sense here"),
        ("loss", [["available", 999, 1]], "which makes no sense here"),
    ],
)
def test_an_entry_that_breaks_the_law_is_found(shop, kind, body, found):
    write_entry(kind, *([what, *(shop.get(str(each), each) for each in rest)] for what, *rest in body))
    assert any(found.format(**shop) in fault for fault in ledger.verify()), ledger.verify()


def test_a_short_that_nobody_hangs_on_is_found():
    shelf = put_on_shelf(10)
    write_entry("loss", ["short", shelf, 3])
    assert any("no promise hangs on it" in fault for fault in ledger.verify())


def test_a_run_that_feeds_itself_is_found():
    oak = put_on_shelf(100, node=OAK)
    first = make(10, oak)
    second = make(10, oak, start=TODAY + 4)
    body = [
        ["commit", held.balances[-1], None, other.runs[-1], TODAY + 4, 1]
        for held, other in ((first, second), (second, first))
    ]
    write_entry("plan", *body)
    assert any("uses what it makes itself" in fault for fault in ledger.verify())


def test_time_that_goes_back_is_found(here):
    promise = write(NewEntry("ask", "ben", promises=[asked(1, "asked")]), NOW).promises[-1]
    with here.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entry (time, actor, kind, reason, promise, body) VALUES (%s, 'mallory', 'ask', '', %s, %s)",
            ["2020-01-01 00:00:00+00", promise, json.dumps([["promise", promise, {"owner": "x"}]])],
        )
    assert any("back in time" in fault or "earlier than" in fault for fault in ledger.verify())


@pytest.mark.parametrize("sql", ["UPDATE entry SET actor = 'mallory'", "DELETE FROM entry"])
def test_the_database_itself_refuses_to_change_entries(here, sql):
    put_on_shelf(1)
    from django.db import Error

    with pytest.raises(Error, match="append-only"):
        tamper(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE balance SET committed = 101 WHERE id = {shelf}",
        "UPDATE balance SET short = 1 WHERE id = {shelf}",
        "UPDATE balance SET available = -1 WHERE id = {shelf}",
        "UPDATE commitment SET quantity = 0 WHERE promise = {promise}",
        "UPDATE commitment SET run = 1 WHERE promise = {promise}",
        "UPDATE promise SET state = 'forgotten' WHERE id = {promise}",
        "UPDATE promise SET original_arrive_day = NULL WHERE id = {promise}",
        "UPDATE promise SET expires_at = NULL WHERE id = {hold}",
        "UPDATE run SET state = 'forgotten' WHERE id = {run}",
        "INSERT INTO head (id, generation, epoch, schema, home) VALUES (2, 1, '', 1, '')",
    ],
)
def test_the_database_itself_keeps_the_laws(shop, sql):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        tamper(sql.format(**shop))
