"""Teams: offers and plans ask a team for no more than its week, in memory, in the plan and in the ledger."""

import pytest
from tests.company.workshop_for_tests import assert_sound, day
from tests.engine.tables_for_tests import frame

from handfast.company.ledger.state import read_state
from handfast.company.queries.people_load import people_load
from handfast.errors import CannotPromise

SHORT = {"calendar": "short", **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 30)}
LATE = {"calendar": "late", **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 60)}
WELD = {"resource": "WELD", "site": "NORTH", "calendar": "short", "overtime_calendar": "late", "team": "METAL"}
BENCHES = {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH"}


def with_team(shop, minutes, **said):
    """Let the welders work half an hour a day and, with overtime, 90 minutes; `minutes` of overtime a week."""
    team = {"team": "METAL"} | ({} if minutes is None else {"overtime_per_week": minutes}) | said
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


def wanting(shop, *rows):
    """Let the workshop expect to sell benches: (day, quantity), each on one day."""
    said = ({"first_day": day(n), "last_day": day(n), "quantity": quantity} for n, quantity in rows)
    shop.load({"forecast": frame("forecast", *({"item": "BENCH", "site": "NORTH"} | each for each in said))})


def asked(shop, plan=None):
    """Return what is asked of the team in its first week: what comes, what goes, what may come."""
    found = [row for row in shop.people_load(plan).to_dicts() if row["team"] == "METAL"]
    return (found[0]["come"], found[0]["go"], found[0]["changes_limit"]) if found else (0, 0, None)


def test_a_first_plan_changes_nothing_and_the_same_plan_again_neither(shop):
    with_team(shop, None, changes_per_week=1)
    wanting(shop, (3, 1), (4, 1))
    first = shop.plan(steps=10)
    assert first.figures["score"]["change"] == 0
    assert asked(shop) == (0, 0, None)
    shop.publish(first.id)
    again = shop.plan(steps=10)
    assert again.figures["score"]["change"] == 0
    assert asked(shop) == (0, 0, 1)
    assert shop.plan_faults(again.id) == []


def test_no_more_runs_come_at_short_notice_than_a_team_may_be_asked_for(shop):
    with_team(shop, None, changes_per_week=1, change_cost=50_00)
    wanting(shop, (4, 1))
    shop.publish(shop.plan(steps=10).id)
    wanting(shop, (1, 1), (2, 1), (4, 1))
    version = shop.plan(steps=20)
    assert asked(shop) == (1, 0, 1)
    assert version.figures["score"]["change"] == 50_00 * 10_000
    assert sorted(need.late_days > 0 for need in version.needs) == [False, False, True]
    assert shop.plan_faults(version.id) == []
    late = next(need for need in version.needs if need.late_days)
    first = shop.explain_need(late.name, version.id).links[0]
    assert (first.thing.kind, first.thing.says) == ("notice", "make BENCH: too sudden for METAL")
    with_team(shop, None, changes_per_week=5)
    version = shop.plan(steps=20)
    assert asked(shop) == (2, 0, 5)
    assert version.figures["late"] == 0


def test_what_no_longer_comes_counts_and_is_not_limited(shop):
    with_team(shop, None, changes_per_week=0, change_cost=50_00)
    wanting(shop, (2, 1), (4, 1))
    shop.publish(shop.plan(steps=10).id)
    wanting(shop, (2, 0), (4, 0), (40, 1))
    version = shop.plan(steps=10)
    come, go, most = asked(shop)
    assert (come, most) == (0, 0)
    assert go in {1, 2}
    assert version.figures["score"]["change"] == go * 50_00 * 10_000


def test_a_plan_works_no_more_overtime_than_the_team_may(shop):
    with_team(shop, 60)
    wanting(shop, *((n, 3) for n in range(1, 5)))
    version = shop.plan(steps=150, overtime=True)
    weeks = [row for row in shop.people_load().to_dicts() if row["team"] == "METAL"]
    assert [row["overtime_limit"] for row in weeks] == [1.0] * len(weeks)
    assert 0 < max(row["overtime"] for row in weeks) <= 1.0
    assert not any(row["exceeded"] for row in weeks)
    assert sum(row["overtime_cost"] for row in weeks) == sum(round(row["overtime"] * 2_500) for row in weeks)
    assert shop.plan_faults(version.id) == []
    shop.publish(version.id)
    assert_sound(shop)


def test_without_a_plan_what_is_promised_is_told(shop):
    with_team(shop, 120)
    assert shop.database.run(people_load, None).is_empty()
    _, way, offer = soonest_with_overtime(shop, 6, 1)
    shop.promise(offer, way)
    row = next(row for row in shop.database.run(people_load, None).to_dicts() if row["team"] == "METAL")
    assert (row["overtime"], row["overtime_limit"], row["exceeded"]) == (2.0, 2.0, False)
