"""Placements that are repeated: each fits where nothing that it takes lacks; what does not fit leaves no trace."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from tests.engine.supply.plan.plans import state_of, wishes
from tests.oracle.best_plan import Want
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of

from handfast.engine.supply.claiming import claim_of, remaining
from handfast.engine.supply.place.repeating import repeat_while_fitting
from handfast.engine.supply.placing import Placement, Placer
from handfast.engine.supply.verify import verify_all


@given(given_=wishes())
@settings(max_examples=40, deadline=None)
def test_what_is_repeated_is_legal_and_stops_at_the_first_that_lacks_anything(
    given_: tuple[SmallCompany, list[Want]],
) -> None:
    company, wants = given_
    placer = Placer(company.network, state_of(company))
    placed = [placer.place(want.point, want.quantity, want.due) for want in wants]
    placed = [each for each in placed if each.feasible]

    other = Placer(company.network, state_of(company))
    other.place(wants[-1].point, wants[-1].quantity, 0)  # somebody else has taken of it by now
    before = remaining(other.state)
    first = np.cumsum([0, *(len(each.rows) for each in placed)])
    rows = np.concatenate([np.zeros((0, 7), np.int64), *(each.rows for each in placed)])
    n, again = 0, list[Placement]()
    while n < len(placed):
        fitting = repeat_while_fitting(other.state, rows, first, n)
        again += placed[n:fitting]
        if fitting < len(placed):
            bits = bits_of(other.state)
            other.redo(placed[fitting])
            touched = other.state.available, other.state.capacity, other.state.overtime, other.state.lot_free
            assert any((each < 0).any() for each in touched)
            other.undo(placed[fitting])
            assert bits_of(other.state) == bits
        n = fitting + 1
    assert verify_all(company.network, before, [claim_of(each) for each in again], ["again"] * len(again)) == []
    for each in again:
        other.undo(each)
    assert (remaining(other.state).available == before.available).all()
