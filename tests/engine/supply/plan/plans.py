"""Small companies with several demands, planned and judged; shared by the tests of the plan engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st
from tests.oracle.best_plan import Want, demands_on, random_wants
from tests.oracle.companies import Part, Shop, SmallCompany, Step, Way
from tests.oracle.kernel import bits_of, placer_of

from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.plan.check import plan_faults
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.objective import nothing_but_lateness
from handfast.engine.supply.plan.plan import Plan, make_plan
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.stops import Steps, Stop


@st.composite
def wishes(draw: Callable[[st.SearchStrategy[int]], int]) -> tuple[SmallCompany, list[Want]]:
    """Strategy of companies with three to six demands; hypothesis makes failing ones smaller."""
    return random_wants(lambda low, high: draw(st.integers(low, high)))


def state_of(company: SmallCompany) -> State:
    """Return what is left of a company."""
    return placer_of(company).state


def planned(
    company: SmallCompany, wants: Sequence[Want], stop: Stop | None = None, seed: int = 1, **how: object
) -> Plan:
    """Return a plan that is judged by lateness alone."""
    rates = nothing_but_lateness(company.network)
    demands = demands_on(company, wants)
    return make_plan(company.network, state_of(company), demands, rates, stop or Steps(60), seed=seed, **how)  # type: ignore[arg-type]


def unplaced(company: SmallCompany, wants: Sequence[Want]) -> Schedule:
    """Return demands, none of them placed."""
    return Schedule(
        company.network, state_of(company), demands_on(company, wants), nothing_but_lateness(company.network)
    )


def faults(company: SmallCompany, plan: Plan) -> list[str]:
    """Return what the verifier finds wrong with a plan."""
    return plan_faults(state_of(company), plan.schedule)


def bits(plan: Plan) -> list[bytes]:
    """Return every bit of a plan's placements and of what it leaves."""
    schedule = plan.schedule
    rows = [schedule.rows_of(k).tobytes() for k in range(len(schedule.demands))]
    return [plan.days.tobytes(), *rows, *bits_of(schedule.state)]


def one_machine(days: Sequence[int], minutes: Sequence[int] | None = None, **way: int) -> SmallCompany:
    """Return a company of one machine of eight hours, and one item for each job of so many days."""
    horizon = sum(days) + 5
    shop = Shop(1, tuple(minutes or (480,) * horizon), (0,) * horizon)
    ways = tuple(Way(n, steps=(Step(0, 480 * work),), **way) for n, work in enumerate(days))  # type: ignore[arg-type]
    return SmallCompany(horizon, tuple((f"J{n}", "S") for n in range(len(days))), ways, (shop,))


def jobs(due: Sequence[int], weight: int = 1) -> list[Want]:
    """Return one of each job, due on these days."""
    return [Want(n, 1, day, weight) for n, day in enumerate(due)]


def bakery(stock: int, lot: int = 1) -> SmallCompany:
    """Return a company that bakes BREAD from FLOUR: a day's work for each, flour takes eight days."""
    horizon = 30
    return SmallCompany(
        horizon,
        (("BREAD", "S"), ("FLOUR", "S")),
        (Way(0, inputs=(Part(1),), steps=(Step(0, 480),), lot_min=lot), Way(1, lead_after=8)),
        (Shop(1, (480,) * horizon, (0,) * horizon),),
        events=((1, 0, stock),) if stock else (),
    )


def asked_for(wants: Sequence[Want]) -> Demands:
    """Return bakery demands as the plan engine takes them."""
    return demands_on(bakery(0), wants)
