"""Rules of the exact model that the kernel once missed, each in the smallest company that shows it."""

from __future__ import annotations

from dataclasses import replace

from tests.oracle.companies import Part, Shop, SmallCompany, Step, Way
from tests.oracle.kernel import faults_of, place, placer_of

from handfast.engine.network import SUBSTITUTION

SHOP, PLANT, PINE = range(3)
POINTS = (("OAK", "shop"), ("OAK", "plant"), ("PINE", "plant"))


def test_a_substitute_does_not_reach_the_customer_by_way_of_another_site() -> None:
    company = SmallCompany(
        horizon=12,
        points=POINTS,
        ways=(
            Way(SHOP, inputs=(Part(PLANT),), lead_after=1),
            Way(PLANT, inputs=(Part(PINE),), kind=SUBSTITUTION),
            Way(PLANT, lead_after=6),
        ),
        events=((PINE, 0, 10),),
        quantity=3,
    )
    placement = place(placer_of(company), company)
    assert placement.day == 7
    assert placement.proven
    assert faults_of(company, placement) == []


def test_a_run_that_must_start_early_says_when_it_is_really_available() -> None:
    company = SmallCompany(
        horizon=12,
        points=POINTS[:1],
        ways=(Way(SHOP, lead_after=2, last_start=3),),
        events=((SHOP, 0, 5), (SHOP, 9, -5)),
    )
    placement = place(placer_of(company), company)
    assert [(run.start_day, run.available_day) for run in placement.runs] == [(3, 5)]
    assert faults_of(company, placement) == []


def test_what_grows_old_is_not_kept_for_a_later_run_of_the_same_placement() -> None:
    cheese, milk = 0, 1
    company = SmallCompany(
        horizon=14,
        points=(("CHEESE", "dairy"), ("MILK", "dairy")),
        ways=(Way(cheese, inputs=(Part(milk),), lot_min=2, lot_max=2), Way(milk, lot_min=6)),
        events=((cheese, 0, 2), (cheese, 9, -2)),
        shelf_life=(0, 5),
        quantity=3,
    )
    placement = place(placer_of(company), company)
    assert placement.day == 0
    assert faults_of(company, placement) == []
    assert [make.day for make in placement.makes if make.point == milk] == [0, 9]


def test_never_is_said_only_after_small_lots_were_tried_on_the_last_day() -> None:
    company = SmallCompany(
        horizon=14,
        points=(("OAK", "shop"),),
        ways=(Way(SHOP, steps=(Step(0, 1),)), Way(SHOP, steps=(Step(0, 1),), rank=2)),
        shops=(Shop(1, (10,) * 14, (0,) * 14),),
        loaded=tuple((0, day, 9 if day > 5 else 10, 0) for day in range(14)),
        quantity=8,
    )
    placement = place(placer_of(company), company)
    assert placement.day == 13
    assert faults_of(company, placement) == []


def test_overtime_that_is_nearly_gone_does_not_make_it_later() -> None:
    company = SmallCompany(
        horizon=8,
        points=(("OAK", "shop"),),
        ways=(Way(SHOP, steps=(Step(0, 10),)),),
        shops=(Shop(1, (10, 0, 10, 10, 10, 10, 10, 10), (0, 5, 0, 0, 0, 0, 0, 0)),),
        loaded=((0, 1, 0, 4),),
        quantity=2,
        overtime=True,
    )
    placement = place(placer_of(company), company)
    assert (placement.bound, placement.day) == (2, 2)
    assert faults_of(company, placement) == []


def test_what_is_moved_keeps_its_age() -> None:
    shop, dairy = 0, 1
    points = (("CHEESE", "shop"), ("CHEESE", "dairy"))
    ways = (Way(shop, inputs=(Part(dairy),), lead_after=2), Way(dairy, lead_after=6))
    old_lot = (dairy, 0, 8, 5)
    company = SmallCompany(
        horizon=14, points=points, ways=ways, events=(), shelf_life=(10, 10), lots=(old_lot,), quantity=3, wish=4
    )
    fresh_enough = place(placer_of(company), replace(company, fresh=3))
    assert fresh_enough.day == 4
    assert [take.lot for take in fresh_enough.lot_takes] == [0]
    too_old = place(placer_of(company), replace(company, fresh=4))
    assert too_old.lot_takes == []
    assert too_old.day == 8  # made new at the dairy by day 6, then moved


def test_what_lies_in_lots_need_not_be_made_for_the_bound_either() -> None:
    company = SmallCompany(
        horizon=14,
        points=(("OIL", "shop"),),
        ways=(Way(SHOP, steps=(Step(0, 1),)),),
        shops=(Shop(1, (0, *(4,) * 13), (0,) * 14),),
        events=(),
        shelf_life=(20,),
        lots=((SHOP, 0, 20, 3),),
        quantity=7,
    )
    placement = place(placer_of(company), company)
    assert (placement.bound, placement.day) == (1, 1)  # four are made, beside the three that lie there
    assert faults_of(company, placement) == []


def test_a_step_leaves_room_on_its_first_day_for_the_step_before() -> None:
    day = (480,) * 8
    company = SmallCompany(
        horizon=8,
        points=(("BENCH", "shop"),),
        shops=(Shop(1, day, (0,) * 8), Shop(1, day, (0,) * 8)),
        ways=(Way(0, steps=(Step(0, 0, setup=360), Step(1, 0, setup=1000))),),
        quantity=1,
    )
    placement = place(placer_of(company), company)
    # 360 minutes on day 0 leave 120 of it for the second step: 120, 480 and 400 end on day 2
    assert placement.day == 2
    assert placement.proven
    assert faults_of(company, placement) == []


def test_a_demand_may_be_met_in_uneven_parts() -> None:
    company = SmallCompany(
        horizon=8,
        points=(("OAK", "shop"),),
        ways=(Way(SHOP, steps=(Step(0, 1),)), Way(SHOP, steps=(Step(1, 1),), rank=2)),
        shops=(Shop(1, (100,) + (0,) * 4 + (200,) * 3, (0,) * 8), Shop(1, (7,) + (0,) * 7, (0,) * 8)),
        quantity=107,
        wish=1,
    )
    placement = place(placer_of(company), company)
    assert (placement.bound, placement.day) == (1, 1)
    assert sorted(run.starts for run in placement.runs) == [7, 100]
    assert faults_of(company, placement) == []


def test_the_most_that_is_possible_on_a_day_is_found_in_parts() -> None:
    company = SmallCompany(
        horizon=8,
        points=(("OAK", "shop"),),
        ways=(Way(SHOP, steps=(Step(0, 1),)), Way(SHOP, steps=(Step(1, 1),), rank=2)),
        shops=(Shop(1, (100,) + (0,) * 7, (0,) * 8), Shop(1, (7,) + (0,) * 7, (0,) * 8)),
        quantity=200,
        wish=1,
    )
    placer = placer_of(company)
    before = placer.state.available.copy(), placer.state.capacity.copy()
    placement = placer.most_by(SHOP, company.quantity, 1)
    assert placement is not None
    assert placement.quantity == 107
    assert faults_of(replace(company, quantity=107), placement) == []
    placer.undo(placement)
    assert (placer.state.available == before[0]).all()
    assert (placer.state.capacity == before[1]).all()
    placer.redo(placement)
    assert placer.most_by(SHOP, company.quantity, 1) is None


def test_an_early_part_takes_what_lies_there_and_the_rest_what_comes() -> None:
    oak = 1
    company = SmallCompany(
        horizon=10,
        points=(("TABLE", "shop"), ("OAK", "shop")),
        ways=(Way(SHOP, inputs=(Part(oak, 2),), steps=(Step(0, 60),), same_day=False), Way(oak, lead_before=3)),
        shops=(Shop(1, (480,) * 10, (0,) * 10),),
        events=((SHOP, 0, 3), (oak, 0, 20)),
        quantity=20,
    )
    placement = place(placer_of(company), company)
    assert placement.day == 4  # 10 from the oak that lies there, 7 from what comes on day 3
    assert faults_of(company, placement) == []


def test_runs_take_what_is_left_of_a_day_so_that_small_lots_fill_the_week() -> None:
    week = (480,) * 5 + (0,) * 2
    company = SmallCompany(
        horizon=14,
        points=(("MIRROR", "shop"),),
        ways=(Way(SHOP, steps=(Step(0, 60),), lot_multiple=5, lot_max=10),),
        shops=(Shop(2, week * 2, (0,) * 14),),
        quantity=80,  # 80 hours: all that two of them have in five days of eight
    )
    placement = place(placer_of(company), company)
    assert (placement.bound, placement.day) == (4, 4)
    assert faults_of(company, placement) == []


def test_a_demand_is_made_ready_part_after_part_where_its_runs_stand_in_each_others_way() -> None:
    oak = 1
    company = SmallCompany(
        horizon=20,
        points=(("TABLE", "shop"), ("OAK", "shop")),
        ways=(Way(SHOP, inputs=(Part(oak),), steps=(Step(0, 60),), lot_max=4, same_day=False),),
        shops=(Shop(1, (480,) * 20, (0,) * 20),),
        events=tuple((oak, day, 8) for day in range(0, 12, 2)),  # for a day's work, every other day
        quantity=48,
    )
    placement = place(placer_of(company), company)
    assert (placement.bound, placement.day) == (11, 11)
    assert len({make.day for make in placement.makes}) > 4
    assert faults_of(company, placement) == []


def test_a_demand_may_go_further_down_than_a_desk_has_room_for_at_first() -> None:
    levels = 150
    company = SmallCompany(
        horizon=levels + 5,
        points=tuple((f"LEVEL-{n}", "plant") for n in range(levels)),
        ways=(
            *(Way(n, inputs=(Part(n + 1),), lead_after=1) for n in range(levels - 1)),
            Way(levels - 1, lead_after=2),
        ),
        quantity=3,
    )
    placement = place(placer_of(company), company)
    assert placement.day == placement.bound == levels - 1 + 2
    assert len(placement.runs) == levels
    assert faults_of(company, placement) == []
