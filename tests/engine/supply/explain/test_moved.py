"""Why runs moved: each kind of cause on a small plan, and nothing is claimed that is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handfast.engine.supply.explain.moved import run_changes
from handfast.engine.supply.explain.seen import NeedSeen, PlanSeen, RunSeen

MONDAY = 20_514


def run(way: str = "make BENCH", start: int = 7, quantity: int = 10, **other: object) -> RunSeen:
    """Return a run that starts so many days after Monday."""
    named = {
        "point": "BENCH at NORTH",
        "owner": "P-1",
        "minutes": (("WELD", MONDAY + start, 300),),
        "takes": ("TOP at NORTH",),
    }
    named |= other
    return RunSeen(way=way, start=MONDAY + start, there=MONDAY + start + 2, quantity=quantity, **named)  # type: ignore[arg-type]


def plan(*runs: RunSeen, **other: object) -> PlanSeen:
    """Return a plan of these runs, the first for P-1."""
    named: dict[str, object] = {
        "today": MONDAY,
        "points": 100,
        "needs": {"P-1": NeedSeen("BENCH", "NORTH", 10, MONDAY + 9, 5)},
        "users": {0: frozenset({"P-1"})} if runs else {},
        "supplies": {"TOP at NORTH": (("PO-7", MONDAY + 3, 40),)},
        "capacity": {("WELD", MONDAY + 7): 2400},
        "ways": {"make BENCH": (0, 0, 1)},
    }
    return PlanSeen(runs=runs, **(named | other))  # type: ignore[arg-type]


def only_cause(before: PlanSeen, after: PlanSeen) -> tuple[str, str, str]:
    """Return the one change between two plans: how, the kind of its cause, and the cause in words."""
    (change,) = run_changes(before, after)
    return change.kind, change.cause.kind, change.cause.what


def test_the_same_plan_has_no_changes() -> None:
    assert run_changes(plan(run()), plan(run())) == []


def test_a_new_demand_adds_its_run() -> None:
    needs = {"P-2": NeedSeen("BENCH", "NORTH", 4, MONDAY + 20, 5), **plan().needs}
    after = plan(run(), run(start=15, owner="P-2"), needs=needs, users={0: frozenset({"P-1"}), 1: frozenset({"P-2"})})
    assert only_cause(plan(run()), after) == ("added", "demand", "P-2 is new (4)")


def test_a_demand_that_is_gone_drops_its_run() -> None:
    assert only_cause(plan(run()), plan(needs={})) == ("dropped", "demand", "P-1 is gone (10)")


def test_another_quantity_resizes_the_run() -> None:
    needs = {"P-1": NeedSeen("BENCH", "NORTH", 12, MONDAY + 9, 5)}
    assert only_cause(plan(run()), plan(run(quantity=12), needs=needs)) == (
        "resized",
        "demand",
        "P-1: 12 instead of 10",
    )


@pytest.mark.parametrize(
    ("supplies", "said"),
    [
        ((("PO-7", MONDAY + 9, 40),), "PO-7 of TOP at NORTH comes 6 days later"),
        ((("PO-7", MONDAY + 3, 15),), "PO-7: 25 less of TOP at NORTH"),
        ((), "PO-7: 40 less of TOP at NORTH"),
        ((("PO-7", MONDAY + 3, 40), ("PO-8", MONDAY + 4, 5)), "PO-8: 5 more of TOP at NORTH"),
    ],
)
def test_another_supply_of_what_it_takes_moves_the_run(supplies: tuple, said: str) -> None:
    after = plan(run(start=9), supplies={"TOP at NORTH": supplies})
    assert only_cause(plan(run()), after) == ("moved", "supply", said)


def test_other_hours_move_the_run() -> None:
    after = plan(run(start=14), capacity={("WELD", MONDAY + 7): 1800})
    kind, cause, said = only_cause(plan(run()), after)
    assert (kind, cause) == ("moved", "capacity")
    assert said == "WELD has 10.0 h less in the week of 2026-03-09"


def test_another_lead_time_moves_the_run() -> None:
    assert only_cause(plan(run()), plan(run(start=8), ways={"make BENCH": (2, 0, 1)}))[:2] == ("moved", "process")


def test_a_day_that_had_passed_moves_the_run() -> None:
    after = plan(run(start=10), today=MONDAY + 8)
    assert only_cause(plan(run()), after) == ("moved", "day passed", "its day had passed")


def test_a_cause_is_followed_from_the_run_that_feeds_to_the_run_that_is_fed() -> None:
    frame = {"point": "FRAME at NORTH", "minutes": (), "takes": ()}
    users = {0: frozenset({"P-1"}), 1: frozenset({0})}
    before = plan(run(), run("make FRAME", 4, **frame), users=users)
    supplies = {"TOP at NORTH": (("PO-7", MONDAY + 12, 40),)}
    after = plan(run(start=12), run("make FRAME", 9, **frame), users=users, supplies=supplies)
    causes = {change.after.way: change.cause for change in run_changes(before, after) if change.after}
    assert causes["make FRAME"].what == "PO-7 of TOP at NORTH comes 9 days later"
    assert causes["make FRAME"].through == ("make BENCH",)


def test_a_cause_is_followed_to_the_run_whose_hours_are_taken() -> None:
    needs = {**plan().needs, "P-9": NeedSeen("CHAIR", "NORTH", 1, MONDAY + 9, 50)}
    after = plan(
        run(start=14),
        run("make CHAIR", 7, point="CHAIR at NORTH", owner="P-9", takes=()),
        needs=needs,
        users={0: frozenset({"P-1"}), 1: frozenset({"P-9"})},
    )
    causes = {change.after.way: change.cause for change in run_changes(plan(run()), after) if change.after}
    assert causes["make CHAIR"].what == "P-9 is new (1)"
    assert causes["make BENCH"] == causes["make CHAIR"]._replace(through=("make CHAIR on WELD",))


def test_a_weightier_demand_that_took_the_hours_is_named_where_nothing_else_is_known() -> None:
    needs = {**plan().needs, "P-9": NeedSeen("CHAIR", "NORTH", 1, MONDAY + 9, 50)}
    chair = {"point": "CHAIR at NORTH", "owner": "P-9", "takes": ()}
    users = {0: frozenset({"P-1"}), 1: frozenset({"P-9"})}
    before = plan(run(), run("make CHAIR", 14, **chair), needs=needs, users=users, known=False)
    after = plan(run(start=14), run("make CHAIR", 7, **chair), needs=needs, users=users, known=False)
    causes = {change.after.way: change.cause for change in run_changes(before, after) if change.after}
    assert causes["make BENCH"].kind == "displaced"
    assert causes["make BENCH"].what == "P-9 costs more when late, and has WELD on 2026-03-09 now"
    assert causes["make CHAIR"].kind == "not traced"


def test_where_nothing_differs_the_search_found_another_order() -> None:
    assert only_cause(plan(run()), plan(run(start=9), points=80))[1:] == (
        "sequence",
        "a cheaper order was found; nothing it was made from differs",
    )
    assert only_cause(plan(run()), plan(run(start=9), points=120))[1:] == (
        "sequence",
        "the search took another way; nothing it was made from differs",
    )


def test_what_leads_nowhere_and_what_was_not_kept_is_not_traced() -> None:
    elsewhere = plan(run(start=9), supplies={**plan().supplies, "GLUE at SOUTH": (("PO-1", MONDAY, 1),)})
    assert only_cause(plan(run()), elsewhere)[1] == "not traced"
    unknown = {"known": False, "supplies": {}, "capacity": {}, "ways": {}}
    assert only_cause(plan(run(), **unknown), plan(run(start=9)))[1] == "not traced"


def test_runs_are_paired_by_the_need_they_are_for() -> None:
    users = {0: frozenset({"P-1"}), 1: frozenset({"P-2"})}
    needs = {**plan().needs, "P-2": NeedSeen("BENCH", "NORTH", 10, MONDAY + 9, 5)}
    before = plan(run(start=7), run(start=8, owner="P-2"), users=users, needs=needs)
    after = replace(before, runs=(run(start=20), run(start=8, owner="P-2")))
    (change,) = run_changes(before, after)
    assert (change.before.start, change.after.start) == (MONDAY + 7, MONDAY + 20)


def test_quantities_are_said_as_people_count_them() -> None:
    def amount(item: str, quantity: int) -> str:
        return f"{quantity / 1000:g} l" if item == "OIL" else str(quantity)

    before = plan(run(takes=("OIL at NORTH",)), supplies={"OIL at NORTH": (("PO-7", MONDAY, 40_000),)})
    after = plan(
        run(start=3, takes=("OIL at NORTH",)), supplies={"OIL at NORTH": (("PO-7", MONDAY, 1_750),)}, amount=amount
    )
    assert only_cause(before, after)[2] == "PO-7: 38.25 l less of OIL at NORTH"


ALIKE = {"overtime": 0, "expedite": 0, "frozen_days": 0, "slushy_days": 0, "days": 91, "seed": 1}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"overtime": 1}, "overtime may be used"),
        ({"expedite": 1}, "processes may be expedited"),
        ({"frozen_days": 3}, "nothing new may start on 3 frozen days instead of 0"),
        ({"days": 30, "seed": 7}, "it looks 30 days ahead instead of 91; it was made with seed 7 instead of 1"),
    ],
)
def test_where_only_how_it_was_to_be_made_differs_that_is_the_cause(other: dict[str, int], words: str) -> None:
    before, after = plan(run(), options=ALIKE), plan(run(start=9), options=ALIKE | other)
    assert only_cause(before, after) == ("moved", "options", words)
    back = only_cause(after, before)[2]
    assert back != words


def test_overtime_is_the_cause_where_it_is_worked_and_the_demand_where_it_is_wanted() -> None:
    needs = {"P-2": NeedSeen("BENCH", "NORTH", 4, MONDAY + 20, 5), **plan().needs}
    served = {0: frozenset({"P-1"}), 1: frozenset({"P-2"})}
    elsewhere = run(start=20, owner="P-2", minutes=(("OTHER", MONDAY + 20, 60),))
    after = plan(run(start=5, overtime=True), elsewhere, needs=needs, users=served, options=ALIKE | {"overtime": 1})
    found = {change.kind: change.cause for change in run_changes(plan(run(), options=ALIKE), after)}
    assert (found["moved"].kind, found["moved"].what) == ("options", "overtime may be used")
    assert (found["added"].kind, found["added"].what) == ("demand", "P-2 is new (4)")


def test_a_need_beyond_the_days_of_the_plan_before_is_no_new_demand() -> None:
    needs = {"P-2": NeedSeen("BENCH", "NORTH", 4, MONDAY + 60, 5), **plan().needs}
    served = {0: frozenset({"P-1"}), 1: frozenset({"P-2"})}
    after = plan(run(), run(start=55, owner="P-2"), needs=needs, users=served, options=ALIKE)
    assert only_cause(plan(run(), options=ALIKE | {"days": 30}), after) == (
        "added",
        "options",
        "it looks 91 days ahead instead of 30",
    )


def test_another_weight_is_why_a_run_moved() -> None:
    needs = {"P-1": plan().needs["P-1"]._replace(late_cost=50)}
    assert only_cause(plan(run()), plan(run(start=5), needs=needs)) == (
        "moved",
        "demand",
        "P-1 costs more a day when late than before: its weight or value was changed",
    )
