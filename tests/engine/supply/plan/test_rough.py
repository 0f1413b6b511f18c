"""The rough company: as good as the kernel where demands share one thing, and its bookkeeping is exact."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.supply.plan.plans import bakery, jobs, one_machine, unplaced
from tests.oracle.best_plan import Want, random_wants
from tests.oracle.random_companies import seeded_dice

from handfast.engine.supply.plan.rough import Rough, RoughPlan
from handfast.engine.supply.plan.sequences import earliest_due, priority_due
from handfast.engine.supply.plan.sharing import rough_company


def rough_of(company: object, wants: list[Want]) -> tuple[Rough, np.ndarray]:
    schedule = unplaced(company, wants)  # type: ignore[arg-type]
    return rough_company(schedule, schedule.alone()), priority_due(schedule.demands)


def taken(rough: Rough, plan: RoughPlan) -> np.ndarray:
    """Return what the plan's demands take of each thing, as changes of its rooms."""
    room = rough.room.copy()
    for k in range(len(rough.due)):
        for n in range(plan._rough.piece_first[k], plan._rough.piece_first[k] + plan._rough.pieces[k]):
            thing, day, amount = plan._rough.piece[n]
            if thing < rough.resources[0]:
                room[thing, day] -= amount
            else:
                room[thing, day : rough.until[thing]] -= amount
    return room


@pytest.mark.parametrize("seed", range(25))
def test_rooms_are_what_the_pieces_leave(seed: int) -> None:
    company, wants = random_wants(seeded_dice(seed))
    rough, order = rough_of(company, wants)
    plan = RoughPlan(rough, [order], seed)
    plan.improve()
    assert (plan._rough.room == taken(rough, plan)).all()
    assert (plan._rough.room[: int(rough.resources[0])] >= 0).all()


@pytest.mark.parametrize("seed", range(25))
def test_a_rough_plan_only_gets_better_and_is_the_same_for_the_same_seed(seed: int) -> None:
    company, wants = random_wants(seeded_dice(seed))
    rough, order = rough_of(company, wants)
    plans = [RoughPlan(rough, [order], 3) for _ in range(2)]
    before = plans[0].points
    for plan in plans:
        while plan.improve():
            pass
    assert plans[0].points <= before
    assert plans[0].days.tolist() == plans[1].days.tolist()
    assert (plans[0].days >= np.minimum(rough.earliest, company.horizon)).all()


def test_what_is_scarce_goes_to_whom_it_helps_most() -> None:
    wants = [Want(0, 1, 2, 1), Want(0, 1, 2, 10), Want(0, 1, 2, 5)]
    company = bakery(stock=2)
    schedule = unplaced(company, wants)
    rough = rough_company(schedule, schedule.alone())
    plan = RoughPlan(rough, [earliest_due(schedule.demands)[::-1].copy()], 1)
    plan.improve()
    assert plan.days.tolist() == [8, 0, 1]
    assert plan.points == 6


def test_a_big_job_goes_last() -> None:
    rough, order = rough_of(one_machine([10] + [1] * 10), jobs([7] + [9] * 10))
    plan = RoughPlan(rough, [order], 1)
    plan.improve()
    assert plan.days[0] == 19
