"""The kernel on a small company, and what it says in the verifier's plain terms."""

from __future__ import annotations

from tests.oracle.companies import SmallCompany

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.placing import Placement, Placer, state_of
from handfast.engine.supply.verify import Claim, Demand, Load, Remaining, Run, Take, verify


def placer_of(company: SmallCompany) -> Placer:
    """Return the kernel at the company's desk."""
    state = state_of(company.network, company.available(), company.capacity(), company.overtime_left())
    return Placer(company.network, state)


def place(placer: Placer, company: SmallCompany, wish: int = 0) -> Placement:
    """Place the company's demand."""
    return placer.place(company.point, company.quantity, wish, overtime=company.overtime, expedite=company.expedite)


def claim_of(company: SmallCompany, placement: Placement) -> Claim:
    """Return what a placement claims, in plain terms."""
    classes = {PLAIN, SUBSTITUTION} | ({EXPEDITED} if company.expedite else set())
    demand = Demand(placement.point, placement.quantity, placement.day, frozenset(classes), company.overtime)
    index = {run.number: n for n, run in enumerate(placement.runs)} | {-1: -1}
    loads: dict[int, list[Load]] = {run.number: [] for run in placement.runs}
    for load in placement.loads:
        loads[load.run].append(Load(load.step, load.resource, load.day, load.regular, load.overtime))
    runs = [
        Run(run.process, run.starts, run.start_day, run.available_day, index[run.user], tuple(loads[run.number]))
        for run in placement.runs
    ]
    takes = [Take(take.point, take.need_day, take.quantity, index[take.user]) for take in placement.takes]
    return Claim(demand, tuple(runs), tuple(takes))


def faults_of(company: SmallCompany, placement: Placement) -> list[str]:
    """Return what the verifier finds wrong with a placement made on the untouched company."""
    before = Remaining(company.available(), company.capacity(), company.overtime_left())
    return verify(company.network, before, claim_of(company, placement))


def copy_of(state: State) -> list[bytes]:
    """Return every bit of a state."""
    return [array.tobytes() for array in state]
