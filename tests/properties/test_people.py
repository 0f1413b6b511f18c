"""What is asked of people stays within their limits, whatever the company."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.companies import SmallCompany
from tests.oracle.kernel import bits_of, faults_of, place, placer_of
from tests.oracle.random_companies import companies

from handfast.engine.people import UNLIMITED
from handfast.engine.supply.claiming import claim_of, remaining
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.place.people import expecting
from handfast.engine.supply.placing import Placement, Placer
from handfast.engine.supply.verify import verify_all

crews = st.lists(st.integers(-1, 1), min_size=2, max_size=2)
limits = st.lists(st.integers(0, 400), min_size=2, max_size=2)
asks = st.lists(st.tuples(st.integers(1, 8), st.integers(0, 12)), min_size=1, max_size=5)


def with_teams(company: SmallCompany, crew: list[int], weekly: list[int]) -> SmallCompany:
    """Return a company whose resources have teams."""
    return replace(company, overtime=True, crew=tuple(crew[: len(company.shops)]), weekly=tuple(weekly))


def overtime_of(placement: Placement) -> int:
    """Return the minutes of overtime of a placement."""
    return sum(load.overtime for load in placement.loads)


def placed(placer: Placer, company: SmallCompany, wanted: list[tuple[int, int]]) -> list[Placement]:
    """Return those of some demands that can be met, placed one after another."""
    tried = [
        place(placer, replace(company, quantity=quantity, wish=min(wish, company.horizon - 1)))
        for quantity, wish in wanted
    ]
    return [each for each in tried if each.feasible]


@given(companies(overtime=True), crews, limits, asks)
@settings(max_examples=200)
def test_no_team_works_more_overtime_in_a_week_than_it_may(company, crew, weekly, wanted):
    company = with_teams(company, crew, weekly)
    placer = placer_of(company)
    before, untouched = remaining(placer.state), bits_of(placer.state)
    found = placed(placer, company, wanted)
    claims = [claim_of(each, overtime=True, expedite=company.expedite, fresh=company.fresh) for each in found]
    assert verify_all(company.network, before, claims, [f"demand {n}" for n in range(len(claims))]) == []
    assert (placer.state.people.overtime >= 0).all()
    for each in found:
        placer.undo(each)
    assert bits_of(placer.state) == untouched


@given(companies(overtime=True), crews)
@settings(max_examples=100)
def test_a_limit_of_nothing_is_no_overtime_and_no_limit_changes_nothing(company, crew):
    company = replace(company, overtime=True)
    team = tuple(crew[: len(company.shops)])
    free = place(placer_of(company), company)
    unlimited = replace(company, crew=team, weekly=(UNLIMITED, UNLIMITED))
    assert (place(placer_of(unlimited), unlimited).rows == free.rows).all()
    nothing = replace(company, crew=(0,) * len(company.shops), weekly=(0,))
    without = place(placer_of(nothing), nothing)
    assert overtime_of(without) == 0
    assert without.day >= free.bound


@given(companies(overtime=True))
@settings(max_examples=100)
def test_the_verifier_sees_a_week_that_is_too_long(company):
    company = replace(company, overtime=True, crew=(0,) * len(company.shops), weekly=(UNLIMITED,))
    placement = place(placer_of(company), company)
    worked: Counter[int] = Counter()
    for load in placement.loads:
        worked[(20_000 + load.day + 3) // 7] += load.overtime
    most = max(worked.values(), default=0)
    if not most:
        return
    shorter = replace(company, weekly=(most - 1,))
    faults = faults_of(shorter, placement)
    assert [fault for fault in faults if fault.startswith("t0 has ")] == faults
    assert faults


def expectant(company: SmallCompany, starts: dict[tuple[int, int], int]) -> tuple[Placer, State]:
    """Return a placer whose people expect runs, and its state."""
    placer = placer_of(company)
    people = expecting(company.network, placer.state.people, starts, 1)
    placer.state = placer.state._replace(people=people)
    return placer, placer.state


@given(
    companies(overtime=True),
    crews,
    limits,
    asks,
    st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 2), max_size=4),
)
@settings(max_examples=200)
def test_no_team_is_asked_for_more_changes_than_it_may(company, crew, weekly, wanted, starts):
    company = with_teams(company, crew, weekly)
    starts = {(k % len(company.ways), day): count for (k, day), count in starts.items()}
    placer, state = expectant(company, starts)
    before, untouched = remaining(state), bits_of(state)
    found = placed(placer, company, wanted)
    claims = [claim_of(each, overtime=True, expedite=company.expedite, fresh=company.fresh) for each in found]
    assert verify_all(company.network, before, claims, [f"demand {n}" for n in range(len(claims))]) == []
    begun = Counter((run.process, run.start_day) for each in found for run in each.runs)
    near, cost = state.people.near, state.people.change_points
    days = {(k, day) for k in range(len(near)) for day in range(int(near[k]))}
    changes = sum(int(cost[k]) * abs(begun[k, day] - starts.get((k, day), 0)) for k, day in days)
    assert int(state.people.points[0]) == changes
    for each in reversed(found):
        placer.undo(each)
    assert bits_of(state) == untouched
