"""Teams: an offer with overtime asks a team for no more than its week, in the offer and in the ledger."""

import pytest
from tests.company.workshop_for_tests import assert_sound, day
from tests.engine.tables_for_tests import frame

from handfast.company.ledger.state import read_state
from handfast.errors import CannotPromise

SHORT = {"calendar": "short", **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 30)}
LATE = {"calendar": "late", **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 60)}
WELD = {"resource": "WELD", "site": "NORTH", "calendar": "short", "overtime_calendar": "late", "team": "METAL"}
BENCHES = {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH"}


def with_team(shop, minutes):
    """Let the welders work half an hour a day and, with overtime, 90 minutes; `minutes` of overtime a week."""
    team = {"team": "METAL"} | ({} if minutes is None else {"overtime_per_week": minutes})
    shop.load(
        {
            "calendar": frame("calendar", SHORT, LATE),
            "team": frame("team", team),
            "resource": frame("resource", WELD | {"overtime_cost_per_hour": 2_500}),
            "process": frame("process", BENCHES),
            "stock": frame(
                "stock",
                {"item": "TOP", "site": "NORTH", "lot": "T-1", "quantity": 400},
                {"item": "LEG", "site": "NORTH", "lot": "L-1", "quantity": 4_000},
            ),
        }
    )


def soonest_with_overtime(shop, quantity, by):
    """Return the first day of arrival among the ways that use overtime, None where there is none; and its number."""
    offer = shop.quote("BENCH", quantity, day(by))
    found = [
        (max(delivery.arrive_day for delivery in way.deliveries()), n, offer)
        for n, way in enumerate(offer.counter_offers, start=1)
        if way.kind == "overtime"
    ]
    return min(found, key=lambda each: each[0]) if found else (None, 0, offer)


def weeks(shop):
    """Return what each week of a team has, and what is taken of it."""
    rows = shop.database.run(read_state).days
    return [(row.available, row.committed) for row in rows if row.kind == "team_overtime"]


def test_overtime_is_offered_up_to_the_teams_week(shop):
    with_team(shop, None)
    arrives, _, _ = soonest_with_overtime(shop, 6, 1)  # three hours, of which 90 minutes a day
    assert arrives == 2
    with_team(shop, 120)
    arrives, way, offer = soonest_with_overtime(shop, 6, 1)
    assert arrives == 2
    shop.promise(offer, way)
    assert weeks(shop) == [(120, 120)]
    assert_sound(shop)
    assert soonest_with_overtime(shop, 2, 3)[0] is None  # this week's is used up
    assert soonest_with_overtime(shop, 2, 7)[0] in {None, 7}


def test_overtime_that_is_given_back_can_be_asked_for_again(shop):
    with_team(shop, 120)
    _, way, offer = soonest_with_overtime(shop, 6, 1)
    row = shop.promise(offer, way)[0]
    shop.withdraw(row.id, reason="called off")
    assert weeks(shop) == [(120, 0)]
    assert soonest_with_overtime(shop, 6, 1)[0] == 2
    assert_sound(shop)


def test_the_ledger_guards_a_week_that_somebody_used_up_meanwhile(shop):
    with_team(shop, 120)
    _, way, offer = soonest_with_overtime(shop, 6, 1)
    _, other, second = soonest_with_overtime(shop, 4, 1)
    shop.promise(second, other)
    with pytest.raises(CannotPromise, match="faster"):
        shop.promise(offer, way)
    assert_sound(shop)


def test_a_longer_week_may_be_used_at_once_and_a_shorter_one_takes_nothing_back(shop):
    with_team(shop, 120)
    _, way, offer = soonest_with_overtime(shop, 6, 1)
    shop.promise(offer, way)
    with_team(shop, 240)
    assert weeks(shop) == [(240, 120)]
    assert_sound(shop)
    with_team(shop, 60)
    assert weeks(shop) == [(120, 120)]
    assert soonest_with_overtime(shop, 2, 3)[0] is None
    assert_sound(shop)
