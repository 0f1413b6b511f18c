"""Who counts on what is bought: what is kept up, entry by entry, is what is read anew."""

from __future__ import annotations

import datetime as dt
import random

from tests.company.workshop_for_tests import Clock, day, open_workshop, workshop

from handfast.company.queries.counting_on import CountingOn
from handfast.company.queries.purchases import Purchase, purchases
from handfast.errors import HandfastError
from handfast.facade import Company

RECEIPT = [
    {"receipt": f"PO-{n}", "item": "TOP", "site": "NORTH", "quantity": 30, "date": day(10 * n), "supplier": "OAKMILL"}
    for n in (1, 2, 3)
]


def both(company: Company, kept: CountingOn) -> tuple[list[Purchase], list[Purchase]]:
    mirror = company._current()
    return company._run(purchases, mirror, kept), company._run(purchases, mirror, CountingOn())


def something(company: Company, dice: random.Random) -> None:
    """Do something of what people do all day."""
    book = company.promises("promised", "held")["promise"].to_list()
    item, quantity = dice.choice(("BENCH", "TOP")), dice.randint(1, 25)
    by = company.today + dt.timedelta(days=dice.randint(1, 60))
    kind = dice.choice(("promise", "promise", "hold", "give back", "revise", "withdraw", "late", "lost"))
    if kind in {"promise", "hold"}:
        offer = company.quote(item, quantity, by)
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
    dice, kept, done = random.Random(5), CountingOn(), 0
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(receipt=RECEIPT))
        for _ in range(40):
            try:
                something(company, dice)
                done += 1
            except HandfastError:  # what people cannot do changes nothing
                continue
            if done % 3 == 0:
                ours, anew = both(company, kept)
                assert ours == anew
        ours, anew = both(company, kept)
        assert ours == anew
        assert done > 20
        assert any(each.count_on for each in anew)


def test_when_tables_change_all_is_read_anew(places) -> None:
    kept = CountingOn()
    with open_workshop(places.company(), Clock()) as company:
        company.load(workshop(receipt=RECEIPT))
        company.promise(company.quote("BENCH", 12, company.today + dt.timedelta(days=40)))
        both(company, kept)
        company.load(workshop(receipt=RECEIPT[:2]))
        ours, anew = both(company, kept)
        assert ours == anew
