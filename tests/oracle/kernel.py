"""The kernel on a small company, and what it says in the verifier's plain terms."""

from __future__ import annotations

import numpy as np
from tests.oracle.companies import SmallCompany

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.placing import Placement, Placer, state_of
from handfast.engine.supply.verify import Claim, Demand, Load, Lot, Remaining, Run, Take, verify


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
    """Place the company's demand, by its own wish unless another is given."""
    return placer.place(
        company.point,
        company.quantity,
        company.wish if wish is None else wish,
        overtime=company.overtime,
        expedite=company.expedite,
        fresh=company.fresh,
    )


def remaining(state: State) -> Remaining:
    """Return a copy of a state in the verifier's terms."""
    point = np.repeat(np.arange(len(state.lot_first) - 1), np.diff(state.lot_first))
    lots = zip(point, state.lot_day, state.lot_expires, state.lot_free, strict=True)
    return Remaining(
        state.available.copy(),
        state.capacity.copy(),
        state.overtime.copy(),
        [Lot(*(int(number) for number in lot)) for lot in lots],
        state.shelf_life.copy(),
    )


def claim_of(company: SmallCompany, placement: Placement) -> Claim:
    """Return what a placement claims, in plain terms."""
    classes = {PLAIN, SUBSTITUTION} | ({EXPEDITED} if company.expedite else set())
    demand = Demand(
        placement.point, placement.quantity, placement.day, frozenset(classes), company.overtime, company.fresh
    )
    index = {run.number: n for n, run in enumerate(placement.runs)} | {-1: -1}
    loads: dict[int, list[Load]] = {run.number: [] for run in placement.runs}
    for load in placement.loads:
        loads[load.run].append(Load(load.step, load.resource, load.day, load.regular, load.overtime))
    runs = [
        Run(run.process, run.starts, run.start_day, run.available_day, index[run.user], tuple(loads[run.number]))
        for run in placement.runs
    ]
    takes = [
        Take(take.point, take.need_day, take.quantity, index[take.user])
        for take in placement.takes
        if take.quantity  # where lots gave everything, nothing is left to take
    ]
    takes += [
        Take(take.point, take.need_day, take.quantity, index[take.user], take.lot) for take in placement.lot_takes
    ]
    return Claim(demand, tuple(runs), tuple(takes))


def faults_of(company: SmallCompany, placement: Placement, before: Remaining | None = None) -> list[str]:
    """Return what the verifier finds wrong with a placement made on `before` (the untouched company by default)."""
    if before is None:
        before = remaining(placer_of(company).state)
    return verify(company.network, before, claim_of(company, placement))


def bits_of(state: State) -> list[bytes]:
    """Return every bit of a state."""
    return [array.tobytes() for array in state]
