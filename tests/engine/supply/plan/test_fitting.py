"""What still fits after somebody took of what is left, against looking at everything again each time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.supply.plan.plans import planned, state_of, wishes
from tests.oracle.best_plan import Want
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of

from handfast.engine.supply.fitting import lift_what_does_not_fit
from handfast.engine.supply.placing import Placement, Placer

Given = tuple[SmallCompany, list[Want]]


def fits(placer: Placer, placement: Placement) -> bool:
    """Whether nothing that a placement takes is overdrawn, as said in the words of the state."""
    state = placer.state
    return (
        all(state.available[take.point].min() >= 0 for take in placement.takes)
        and all(state.capacity[load.resource, load.day] >= 0 for load in placement.loads)
        and all(state.overtime[load.resource, load.day] >= 0 for load in placement.loads)
        and all(state.lot_free[take.lot] >= 0 for take in placement.lot_takes)
    )


def lifted_one_by_one(placer: Placer, placements: list[Placement]) -> list[int]:
    """Return what is lifted by the rule alone: again and again, the last that overdraws something."""
    left, gone = list(range(len(placements))), []
    while over := [n for n in left if not fits(placer, placements[n])]:
        placer.undo(placements[over[-1]])
        left.remove(over[-1])
        gone.append(over[-1])
    return gone


@given(given_=wishes(), dice=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_same_are_lifted_as_by_looking_at_all_each_time(given_: Given, dice: object) -> None:
    company, wants = given_
    plan = planned(company, wants)
    placements = [each for each in plan.schedule.placements() if each.feasible]
    rng = np.random.default_rng(dice.randint(0, 1 << 30))  # type: ignore[attr-defined]
    found = []
    taken = None
    for lift in (lift_what_does_not_fit, lifted_one_by_one):
        placer = Placer(company.network, state_of(company))
        state = placer.state
        if taken is None:
            taken = [np.where(rng.random(each.shape) < 0.2, 1, 0) for each in (state.available, state.capacity)]
        state.available[...] = np.maximum(state.available - taken[0].cumsum(axis=1), 0)
        state.capacity[...] = np.maximum(state.capacity - 100 * taken[1], 0)
        for placement in placements:
            placer.redo(placement)
        found.append((lift(placer, placements), bits_of(placer.state)))
    assert found[0] == found[1]
