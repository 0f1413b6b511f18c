"""What is kept up, entry by entry, is what is read anew: what is bought, who counts on it, whose promises are open."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import polars as pl
from tests.company.workshop_for_tests import Clock, day, open_workshop, workshop

import handfast.facade
from handfast.company.queries.suppliers import SupplierView, supplier_view
from handfast.errors import HandfastError
from handfast.facade import Company

RECEIPT = [
    {"receipt": f"PO-{n}", "item": "TOP", "site": "NORTH", "quantity": 30, "date": day(10 * n), "supplier": "OAKMILL"}
    for n in (1, 2, 3)
]
CUSTOMER = [{"customer": name, "name": name.title()} for name in ("ACME", "BOLT")]


def frames(view: SupplierView) -> list[list[tuple[object, ...]]]:
    return [each.rows() for each in (view.suppliers, view.records, view.purchases, view.weeks)]


def assert_as_anew(company: Company) -> SupplierView:
    """Compare what this company kept with what it would work out now, and with plain reading."""
    kept, anew = company.suppliers(), company._run(supplier_view, company._current())
    assert frames(kept) == frames(anew)
    opened = Counter(company.promises("held", "promised")["customer"].to_list())
    risky = Counter(company.promises("held", "promised").filter("at_risk")["customer"].to_list())
    standings = company.customers()
    assert {each.customer: (each.open, each.at_risk) for each in standings} == {
        each.customer: (opened[each.customer], risky[each.customer]) for each in standings
    }
    return anew


def something(company: Company, dice: random.Random) -> None:
    """Do something of what people do all day."""
    book = company.promises("promised", "held")["promise"].to_list()
    item, quantity = dice.choice(("BENCH", "TOP")), dice.randint(1, 25)
    by = company.today + dt.timedelta(days=dice.randint(1, 60))
    kind = dice.choice(("promise", "promise", "hold", "give back", "revise", "withdraw", "late", "lost"))
    if kind in {"promise", "hold"}:
        offer = company.quote(item, quantity, by, customer=dice.choice(("ACME", "BOLT", "")))
        company.promise(offer) if kind == "promise" else company.hold(offer)
    elif kind == "late":
        to = company.today + dt.timedelta(days=dice.randint(20, 40))
        company.report_delay("TOP", "NORTH", to, supply="PO-2", reason="late")
    elif kind == "lost":
        company.report_loss("TOP", "NORTH", dice.randint(1, 5), supply="PO-3", reason="cracked")
    elif book and kind == "give back":
        company.release(dice.choice(book))
    elif book and kind == "revise":
        company.revise(dice.choice(book), quantity=quantity, reason="asked for")
    elif book:
        company.withdraw(dice.choice(book), reason="not wanted any more")


def test_what_is_kept_up_is_what_is_read_anew(places) -> None:
    dice, done = random.Random(5), 0
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(receipt=RECEIPT, customer=CUSTOMER))
        for _ in range(40):
            try:
                something(company, dice)
                done += 1
            except HandfastError:  # what people cannot do changes nothing
                continue
            if done % 3 == 0:
                assert_as_anew(company)
        anew = assert_as_anew(company)
        assert done > 20
        assert anew.purchases["promises"].list.len().sum()
        assert anew.purchases.filter(~pl.col("ordered")).height


def test_when_tables_or_the_day_change_all_is_read_anew(places) -> None:
    clock = Clock()
    with open_workshop(places.company(), clock) as company:
        company.load(workshop(receipt=RECEIPT, customer=CUSTOMER))
        company.promise(company.quote("BENCH", 12, company.today + dt.timedelta(days=40)))
        assert_as_anew(company)
        company.load(workshop(receipt=RECEIPT[:2], customer=[{"customer": "ACME", "name": "Acme and sons"}]))
        assert assert_as_anew(company).purchases.filter(purchase="PO-3").is_empty()
        assert "Acme and sons" in [each.name for each in company.customers()]
        clock.now += dt.timedelta(days=15)
        assert assert_as_anew(company).suppliers["overdue"].sum() == 1


def test_what_others_write_is_seen(places) -> None:
    place = places.company()
    with open_workshop(place, Clock()) as company:
        company.load(workshop(receipt=RECEIPT, customer=CUSTOMER))
        assert_as_anew(company)
        with handfast.facade.open(place, actor="somebody", clock=company.clock) as other:
            wish = other.quote("BENCH", 12, other.today + dt.timedelta(days=40), customer="BOLT")
            other.promise(wish)
            assert frames(assert_as_anew(other)) == frames(assert_as_anew(company))
        assert [each.customer for each in company.customers() if each.open] == ["BOLT"]
