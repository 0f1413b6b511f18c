"""The backlog after a change: proposed by class, kept, agreed by somebody named, written as revisions."""

import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, kinds, workshop
from tests.engine.tables_for_tests import frame

from handfast.company.queries.mirror import day_number
from handfast.errors import Conflict


def classes(shop, key="win", web="redistribute", **weights):
    """Let the segments of C-1 and C-2 be of these classes."""
    rows = [
        {"segment": "key", "priority": 1, "backlog_class": key, "weight": weights.get("key", 1)},
        {"segment": "web", "priority": 2, "backlog_class": web, "weight": weights.get("web", 1)},
    ]
    shop.load({"segment": frame("segment", *rows)})


def two_who_need_tops(shop):
    """Let the web have the tops in stock, and the key account those on their way; then the supplier slips."""
    shop.load({"stock": frame("stock", *workshop()["stock"].filter(item="TOP").to_dicts(), *legs())})
    web = shop.promise(shop.quote("BENCH", 20, day(14), customer="C-2"))[0]
    key = shop.promise(shop.quote("BENCH", 20, day(18), customer="C-1"))[0]
    return web, key


def legs():
    return workshop()["stock"].filter(item="LEG").to_dicts()


def lines(version):
    return {line.promise: (line.change, line.days) for line in version.lines}


def dates(shop):
    return dict(shop.promises("promised").select("promise", "arrive").iter_rows())


def at_risk(shop):
    return shop.promises("promised").filter("at_risk")["promise"].to_list()


def test_nothing_changed_nothing_proposed(shop):
    classes(shop)
    two_who_need_tops(shop)
    before = balances(shop)
    version = shop.backlog()
    assert version.lines == ()
    assert balances(shop) == before
    with pytest.raises(Conflict, match="Nothing of B-1 is left"):
        shop.agree(reason="all of it")


def test_a_supplier_slips_and_the_oak_goes_to_the_key_account(shop):
    classes(shop)
    web, key = two_who_need_tops(shop)
    shop.report_delay("TOP", "NORTH", day(40), supply="PO-1", reason="no lorry")
    assert at_risk(shop) == [f"P-{key.id}"]
    before, was = balances(shop), dates(shop)
    version = shop.backlog()
    found = lines(version)
    assert found[key.id] == ("covered", 0)
    assert found[web.id][0] == "later"
    assert balances(shop) == before  # a proposal changes nothing
    assert version.figures["proposed"]["late"] < version.figures["beside"]["late"] < 10**9
    shop.actor = "olga"
    done = shop.agree(reason="the key account's shop opens")
    assert {line.promise for line in done.lines} == {web.id, key.id}
    assert (done.at_risk, at_risk(shop)) == ((), [])
    assert kinds(shop)[-3:] == ["revise"] * 3
    assert_sound(shop)
    now = dates(shop)
    assert now[f"P-{key.id}"] == was[f"P-{key.id}"]
    row = shop.explain(web.id).promise
    assert row.arrive_day == version.lines[0].day > row.original_arrive_day == web.arrive_day
    last = shop.explain(web.id).life[-1]
    assert (last.kind, last.actor, last.reason) == ("revise", "olga", "the key account's shop opens (B-1)")
    assert day_number(now[f"P-{web.id}"]) == row.arrive_day
