"""Holds that a person, or a segment's customers, may have open at once: judged where they are written."""

import datetime as dt

import pytest
from tests.company.actions.conftest import PROCESSES
from tests.company.workshop_for_tests import EIGHT, Clock, assert_sound, day, open_workshop
from tests.engine.tables_for_tests import frame

from handfast.errors import TooManyHolds

TRIES, MOST = 4, 2
KEY, WEB = "C-1", "C-2"


def limited(shop, person=None, **segments):
    """Let a person have so many holds open at once, and each segment's customers so many."""
    company = {"name": "Workshop", "horizon_days": 120}
    tables = {"company": frame("company", company | ({} if person is None else {"holds_per_person": person}))}
    if segments:
        rows = [{"segment": name, "holds_at_once": most} for name, most in segments.items()]
        tables["segment"] = frame("segment", *rows)
    shop.load(tables)


def hold(shop, **more):
    return shop.hold(shop.quote("BENCH", 1, day(5), customer=KEY), **more)[0]


def test_without_a_limit_holds_are_as_many_as_there_is_supply(shop):
    assert [hold(shop).id for _ in range(5)] == [1, 2, 3, 4, 5]


def test_a_person_beyond_the_limit_learns_who_holds_what_until_when(shop):
    limited(shop, 2)
    hold(shop, hours=24), hold(shop, hours=3)
    before = shop.database.run(_entries)
    with pytest.raises(TooManyHolds) as refused:
        hold(shop)
    said = str(refused.value)
    assert said.startswith(
        "Nothing was held: anna may have 2 holds open at once, and this is 1 more. Open: P-2 of anna, "
    )
    until = (EIGHT + dt.timedelta(hours=3)).astimezone().strftime("%Y-%m-%d %H:%M %Z")
    assert f"P-2 of anna, 1 pcs BENCH until {until}; P-1 of anna" in said
    assert said.endswith("Promise or release one first, such as P-2.")
    assert refused.value.holds == (2, 1)
    assert shop.database.run(_entries) == before
    assert_sound(shop)


def test_what_is_given_back_promised_or_over_makes_room(shop, clock):
    limited(shop, 1)
    first = hold(shop, hours=1)
    shop.release(first.id)
    second = hold(shop, hours=1)
    shop.promise(second.id)
    third = hold(shop, hours=1)
    clock.go_to(0, hour=10)
    assert hold(shop, hours=1).id > third.id
    assert_sound(shop)


def test_somebody_else_may_hold_and_promises_are_not_limited(shop, place, clock):
    limited(shop, 1)
    hold(shop)
    assert shop.promise(shop.quote("BENCH", 1, day(5), customer=KEY))[0].state == "promised"
    with open_workshop(place, clock, "ben") as other:
        assert hold(other).owner == "ben"
        with pytest.raises(TooManyHolds, match="ben may have 1 hold open at once"):
            hold(other)


def test_an_order_of_two_lines_is_two_holds(shop):
    limited(shop, 1)
    lines = [("BENCH", 1, day(5)), ("OIL", 1, day(5))]
    with pytest.raises(TooManyHolds, match="may have 1 hold open at once, and these are 2 more"):
        shop.hold(shop.quote_lines(lines, customer=KEY))


def test_a_segment_has_a_limit_for_all_its_customers(shop, place, clock):
    limited(shop, web=1, key=0)
    shop.hold(shop.quote("BENCH", 1, day(5), customer=WEB))
    with open_workshop(place, clock, "ben") as other, pytest.raises(TooManyHolds, match="P-1 of anna, 1 pcs BENCH"):
        other.hold(other.quote("BENCH", 1, day(5), customer=WEB))
    with pytest.raises(
        TooManyHolds, match="customers of segment key may have no holds open at once, and this is 1 more"
    ):
        hold(shop)
    assert shop.hold(shop.quote("BENCH", 1, day(5)))[0].segment == ""


def test_the_same_request_is_the_same_hold_whatever_the_limit(shop):
    limited(shop, 1)
    assert hold(shop, request="call-7").id == hold(shop, request="call-7").id


def hold_what_may_be(place: str, number: int) -> int:
    """Hold a bench again and again as the same person; return how often it was held."""
    held = 0
    with open_workshop(place, Clock(), "anna") as company:
        for _ in range(TRIES):
            try:
                company.hold(company.quote("BENCH", 1, day(5), customer=KEY))
                held += 1
            except TooManyHolds:
                continue
    return held


def test_a_person_who_holds_from_everywhere_at_once_keeps_the_limit(shop, place, libraries):
    limited(shop, MOST)
    held = list(libraries.map(hold_what_may_be, [place] * PROCESSES, range(PROCESSES)))
    assert sum(held) == MOST
    assert shop.promises("held").height == MOST
    assert_sound(shop)


def _entries():
    from handfast.company.ledger import entries

    return len(entries())
