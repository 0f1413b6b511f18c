"""The kernel on a small company, and what it says in the verifier's plain terms."""

from __future__ import annotations

import numpy as np
from tests.oracle.companies import SmallCompany

from handfast.engine.supply.claiming import claim_of, remaining
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.placing import Placement, Placer, state_of
from handfast.engine.supply.verify import Remaining, verify


def placer_of(company: SmallCompany) -> Placer:
    """Return the kernel at the company's desk."""
    state = state_of(company.network, company.available(), company.capacity(), company.overtime_left())
    lots = np.array(sorted(company.lots, key=lambda lot: (lot[0], lot[2])), dtype=np.int64).reshape(-1, 4)
    return Placer(
        company.network,
        state._replace(
            lot_first=np.searchsorted(lots[:, 0], np.arange(len(company.points) + 1)).astype(np.int64),
            lot_day=lots[:, 1].copy(),
            lot_expires=lots[:, 2].copy(),
            lot_free=lots[:, 3].copy(),
            shelf_life=np.array(company.shelf_life or [0] * len(company.points), dtype=np.int64),
        ),
    )


def place(placer: Placer, company: SmallCompany, wish: int | None = None) -> Placement:
    """Place the company's demand, by its own wish unless another is given; what is ready from its own on may wait."""
    return placer.place(
        company.point,
        company.quantity,
        company.wish if wish is None else wish,
        overtime=company.overtime,
        expedite=company.expedite,
        fresh=company.fresh,
        first=company.wish,
    )


def faults_of(company: SmallCompany, placement: Placement, before: Remaining | None = None) -> list[str]:
    """Return what the verifier finds wrong with a placement made on `before` (the untouched company by default)."""
    if before is None:
        before = remaining(placer_of(company).state)
    claim = claim_of(placement, overtime=company.overtime, expedite=company.expedite, fresh=company.fresh)
    return verify(company.network, before, claim)


def bits_of(state: State) -> list[bytes]:
    """Return every bit of a state."""
    return [array.tobytes() for array in (*state[:-1], *state.people)]
