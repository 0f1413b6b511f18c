"""What an ask is charged: every run for what the ask has of it in the end, compared with a costing from below."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.engine.promise.books import booking_of, demand_of
from tests.engine.promise.garden import Garden, march
from tests.oracle.companies import SmallCompany
from tests.oracle.random_companies import companies

from handfast.engine.network import EXPEDITED, Network, Rate
from handfast.engine.promise.ask import ask
from handfast.engine.promise.charging import charged
from handfast.engine.promise.pegging import Peg, Pegging
from handfast.engine.promise.profit import PARTS, Costing
from handfast.engine.promise.quote import Demand, Quote, quote
from handfast.engine.promise.rebinding import Bound, Move
from handfast.engine.supply.placing import Placement, Run


def run(number: int, user: int) -> Run:
    return Run(process=0, starts=10, start_day=0, available_day=2, number=number, user=user)


def supplies(pegs: list[Peg]) -> dict[int, dict[int, int]]:
    """Return what each user is charged of each supply."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for peg in pegs:
        found[peg.user][peg.supply] = found[peg.user].get(peg.supply, 0) + peg.quantity
    return found


# ---------------------------------------------------------------- by hand


def test_stock_that_an_earlier_promise_gives_for_a_run_costs_the_run() -> None:
    later = Bound(7, 1, None, 9, 10)
    pegging = Pegging((Peg(7, 0, 1, 8, -1),), (Move(0, later, -1, 8),))
    assert charged(pegging, [run(0, -1)]) == [Peg(-1, 0, 1, 8, -1)]


def test_what_a_run_is_given_and_gives_back_along_a_chain_of_moves_is_no_use_of_it() -> None:
    """Ten from stock; the first run (7) has 7 in the end, for what it was given moved on; the second run has 3."""
    later, last = Bound(7, 1, None, 9, 7), Bound(7, 2, None, 9, 3)
    moves = (
        Move(0, later, -1, 7),
        Move(0, Bound(-1, 1, None, 9, 7), -2, 3),  # three of these wait for the second run
        Move(0, last, -1, 3),  # which makes room for three others
    )
    pegging = Pegging((Peg(7, 0, 1, 10, -1),), moves)
    assert supplies(list(charged(pegging, [run(0, -1), run(1, -1)]))) == {-1: {-1: 7, -2: 3}}


def test_a_run_is_charged_to_the_need_that_it_was_placed_for() -> None:
    """Runs 1 and 2 are made for users 3 and 4; the stock of user 3 is what user 4's run gives back."""
    pegs = (Peg(7, 0, 1, 5, 3), Peg(8, 0, 2, 5, 4))
    moves = (Move(0, Bound(7, 1, None, 9, 5), -3, 5), Move(0, Bound(8, 1, None, 9, 5), -2, 5))
    runs = [run(3, -1), run(4, -1), run(1, 3), run(2, 4)]
    assert supplies(list(charged(Pegging(pegs, moves), runs))) == {3: {-2: 5}, 4: {-3: 5}}


def test_no_more_is_charged_of_runs_than_is_needed() -> None:
    """One more than needed moves to the run, and stays free in stock: the ask is charged what it takes."""
    pegging = Pegging((Peg(7, 0, 1, 4, -1),), (Move(0, Bound(7, 1, None, 9, 5), -1, 5),))
    assert charged(pegging, [run(0, -1)]) == [Peg(-1, 0, 1, 4, -1)]


def test_an_expedited_way_that_takes_what_an_earlier_promise_has_is_charged_what_replaces_it() -> None:
    """All tops are bound for later benches; eight benches by the 4th take some of them, and expedited tops follow."""
    company = Garden(receipt=[])
    company.promise(ask("BENCH", 20, march(16)))
    answer = company.offer(ask("BENCH", 8, march(4)))
    assert answer.lines[0].late_days
    assert answer.fulfilment.total_costs.material == 16 * 61_50  # tops of a lot that is bought
    (way,) = [each for each in answer.counter_offers if each.kind == "expedited"]
    assert way.fulfilment.pegging.moves
    assert way.fulfilment.total_costs.material == 16 * 61_50
    assert way.extra_cost == 40 * 9_00 + 120_00  # beside the surcharge, the two ways are the same runs


# ---------------------------------------------------------------- against a costing from below


def priced(network: Network, seed: int) -> Network:
    """Return a network on which everything costs something, in whole minor units."""
    rng = np.random.default_rng(seed)

    def some(rows: int) -> np.ndarray:
        return rng.integers(1, 1000, rows).astype(np.int64)

    def rates(rows: int) -> Rate:
        return Rate(some(rows), np.ones(rows, np.int64))

    points, ways, resources = len(network.items), len(network.processes), len(network.resources)
    return replace(
        network,
        item_cost=rates(points),
        process_cost=rates(ways),
        process_cost_fixed=some(ways),
        expedite_cost=rates(ways),
        expedite_cost_fixed=some(ways),
        minute_cost=rates(resources),
        overtime_cost=rates(resources),
    )


Earlier = list[tuple[int, int, int]]
"""Stock point, quantity and day of what is promised before."""

EARLIER = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 8), st.integers(4, 20)), min_size=2, max_size=8)


def answered(company: SmallCompany, earlier: Earlier) -> tuple[Quote, dict[tuple[int, int], int]]:
    """Return a quote after others, and what is bound of each of its runs once promised, by run and stock point."""
    booking = booking_of(company)
    book = booking.book
    for point, quantity, day in earlier:
        first = Demand(point % len(company.points), quantity, min(day, company.horizon - 1))
        promised = quote(book, first, booking.commitments_of)
        if promised.feasible:
            booking.promise(promised.placement, promised.pegging)
    answer = quote(book, demand_of(company), booking.commitments_of)
    assume(answer.feasible and answer.placement.runs)
    before = set(book.supplies)
    booking.promise(answer.placement, answer.pegging)
    new = iter(sorted(set(book.supplies) - before))
    made: dict[tuple[int, int], int] = {}
    for make in answer.placement.makes:
        if (make.run, make.point) not in made:
            made[make.run, make.point] = next(new)
    return answer, {key: book.supplies[supply].committed for key, supply in made.items()}


@given(companies(), EARLIER)
def test_what_is_charged_is_what_the_book_has_bound_of_each_run(company: SmallCompany, earlier: Earlier) -> None:
    answer, bound = answered(company, earlier)
    needed: dict[int, int] = defaultdict(int)
    for peg in answer.pegging.pegs:
        needed[peg.point] += peg.quantity
    of_runs: dict[tuple[int, int], int] = defaultdict(int)
    for peg in charged(answer.pegging, answer.placement.runs):
        needed[peg.point] -= peg.quantity
        if peg.supply < 0:
            of_runs[-1 - peg.supply, peg.point] += peg.quantity
    assert not any(needed.values())
    for key, quantity in of_runs.items():
        assert quantity <= bound[key]
    for point in {point for _, point in bound}:
        used = sum(quantity for key, quantity in bound.items() if key[1] == point)
        took = sum(peg.quantity for peg in answer.pegging.pegs if peg.point == point)
        assert sum(quantity for key, quantity in of_runs.items() if key[1] == point) == min(used, took)


def from_below(network: Network, placement: Placement, pegs: list[Peg]) -> Fraction:
    """Return the demand's cost by rolling up: each run's full cost over its output, from the raw materials on."""
    output = {make.run: make.quantity for make in placement.makes}
    feeds: dict[int, list[Peg]] = defaultdict(list)
    for peg in pegs:
        feeds[peg.user].append(peg)
    known: dict[int, Fraction] = {}

    def unit(supply: int, point: int) -> Fraction:
        if supply >= 0:
            return Fraction(int(network.item_cost.num[point]))
        number = -1 - supply
        if number not in known:
            (made,) = [run for run in placement.runs if run.number == number]
            cost = Fraction(made.starts * int(network.process_cost.num[made.process]))
            for load in placement.loads:
                if load.run == number:
                    cost += (load.regular + load.overtime) * int(network.minute_cost.num[load.resource])
            cost += sum(peg.quantity * unit(peg.supply, peg.point) for peg in feeds[number])
            known[number] = cost / output[number]
        return known[number]

    total = sum((peg.quantity * unit(peg.supply, peg.point) for peg in feeds[-1]), Fraction(0))
    for made in placement.runs:
        total += int(network.process_cost_fixed[made.process])
        if network.structure.process_class[made.process] == EXPEDITED:
            total += made.starts * int(network.expedite_cost.num[made.process])
            total += int(network.expedite_cost_fixed[made.process])
    return total + sum(load.overtime * int(network.overtime_cost.num[load.resource]) for load in placement.loads)


@given(companies(), EARLIER, st.integers(0, 1000))
def test_costs_are_those_of_a_costing_from_below(company: SmallCompany, earlier: Earlier, seed: int) -> None:
    answer, _ = answered(company, earlier)
    placement = answer.placement
    assume(len({make.run for make in placement.makes}) == len(placement.makes))  # by-products share a run's cost
    network = priced(company.network, seed)
    costing = Costing(network, placement, answer.pegging)
    costs = costing.of_line(0, Fraction(0))
    assert abs(costs.total - from_below(network, placement, list(costing.pegs))) <= Fraction(len(PARTS), 2)


@given(companies(expedite=True, overtime=True), EARLIER, st.integers(0, 1000))
def test_hurrying_costs_its_surcharges_in_full_beyond_the_same_runs_at_plain_cost(
    company: SmallCompany, earlier: Earlier, seed: int
) -> None:
    answer, _ = answered(company, earlier)
    network = priced(company.network, seed)
    nothing = Rate(np.zeros_like(network.overtime_cost.num), network.overtime_cost.den)
    plain = replace(
        network,
        overtime_cost=nothing,
        expedite_cost=Rate(np.zeros_like(network.expedite_cost.num), network.expedite_cost.den),
        expedite_cost_fixed=np.zeros_like(network.expedite_cost_fixed),
    )
    hurried = Costing(network, answer.placement, answer.pegging).of_line(0, Fraction(0))
    calm = Costing(plain, answer.placement, answer.pegging).of_line(0, Fraction(0))
    rushed = [each for each in answer.placement.runs if network.structure.process_class[each.process] == EXPEDITED]
    surcharge = sum(
        each.starts * int(network.expedite_cost.num[each.process]) + int(network.expedite_cost_fixed[each.process])
        for each in rushed
    )
    surcharge += sum(load.overtime * int(network.overtime_cost.num[load.resource]) for load in answer.placement.loads)
    assert hurried.total - calm.total == surcharge >= 0
