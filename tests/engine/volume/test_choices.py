"""What choices gain: by hand, and on random companies within what the prices allow."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from benchmarks.plants import company, wanted_of
from benchmarks.topology import ORIGIN
from tests.engine.tables_for_tests import ORIGIN as DAY_0
from tests.engine.volume.shops import shop, want

from handfast.engine.assembly import build_network, read_supplies
from handfast.engine.network import Network
from handfast.engine.volume.choices import Choice, Company, Hire, Machine, Source, more_minutes
from handfast.engine.volume.demand import gather
from handfast.engine.volume.gaining import Gain, ModelOf, gain_of, scarcest_bought, scarcest_resources
from handfast.engine.volume.model import Model, build_model
from handfast.engine.volume.plan import VolumePlan
from handfast.engine.volume.planning import plan_buckets, plan_volumes, read_limits
from handfast.errors import NotFound

WEEKS = 6
NEAR = 1e-6


class Case:
    """A company with a volume plan, and how the model of a changed one is made."""

    def __init__(self, tables, origin, wanted_in, count):
        network = build_network(tables, origin)
        supplies, limits = read_supplies(tables, network), read_limits(tables, network)
        buckets = plan_buckets(network, count)
        wanted = list(wanted_in(network))
        self.company = Company(tables, network)
        self.plan = plan_volumes(network, supplies, wanted, limits, buckets)

        def model_of(changed: Network) -> Model:
            return build_model(
                changed,
                supplies,
                gather(wanted, buckets),
                buckets,
                limits.decimals,
                minimum=limits.minimum,
                maximum=limits.maximum,
                minor=limits.minor,
            )

        self.model_of: ModelOf = model_of

    def gain(self, choice: Choice) -> Gain:
        return gain_of(self.plan, choice, choice.changed(self.company), self.model_of)


def small(**tables) -> Case:
    """Return the shop of one machine that makes chairs at 90 an hour and stools at 80, with demand for both."""
    wants = [("CHAIR", 30, 0, 100.0), ("STOOL", 40, 0, 60.0)]
    return Case(shop(**tables), DAY_0, lambda network: [want(network, *each) for each in wants], 1)


@cache
def drawn(seed: int) -> Case:
    tables, demand = company(60, WEEKS, seed)
    return Case(tables, ORIGIN, lambda network: wanted_of(demand, tables, network), WEEKS)


def test_an_hour_more_gains_its_price_and_many_hours_what_is_left_to_make():
    case = small()
    five = case.gain(Hire("R", 5, once=1_000_00, weekly=100_00))
    assert five.gain == pytest.approx(5 * 80)
    assert five.at_most == pytest.approx(5 * 80)
    assert five.margin == pytest.approx(5 * 80)
    assert five.weekly(100) == pytest.approx(400 - 100)
    assert five.payback(100) == pytest.approx(1_000 / 300)
    machine = case.gain(Machine("R", weekly=1_000_00))
    assert machine.gain == pytest.approx(10 * 80)  # twenty stools are left to make
    assert machine.at_most == pytest.approx(40 * 80)
    assert machine.payback(100) is None


def test_overtime_gains_what_is_left_beyond_its_surcharge_and_hires_spare_it():
    machine = {"resource": "R", "site": "S", "overtime_calendar": "saturdays", "overtime_cost_per_hour": 25_00}
    case = small(resource=[machine])
    spared = case.gain(Hire("R", 5))
    assert spared.gain == pytest.approx(2 * 80 + 3 * 25)  # ten hours are wanted, eight of them are overtime
    assert spared.overtime_hours == pytest.approx(3)
    more = case.gain(Hire("R", 5, overtime=True))
    assert more.gain == pytest.approx(2 * (80 - 25))
    assert more.overtime_hours == pytest.approx(-2)
    assert more.gain <= more.at_most


def test_more_overtime_lengthens_the_week_of_its_team():
    machine = {"resource": "R", "site": "S", "overtime_calendar": "saturdays", "overtime_cost_per_hour": 25_00}
    team = {"team": "T", "overtime_per_week": 120}
    case = small(resource=[machine | {"team": "T"}], team=[team])
    more = case.gain(Hire("R", 5, overtime=True))
    assert more.gain == pytest.approx(5 * (80 - 25))
    assert more.at_most == pytest.approx(more.gain)
    assert case.gain(Hire("R", 5)).gain == pytest.approx(5 * 80)


def test_a_source_gains_what_its_goods_are_worth_beyond_their_price():
    case = small()
    source = case.gain(Source("STOOL", "S", 0, 45_00))
    assert source.gain == pytest.approx(20 * (60 - 45))
    assert source.gain <= source.at_most + NEAR
    late = case.gain(Source("STOOL", "S", 30, 45_00))
    assert late.gain == pytest.approx(0, abs=1e-6)


def test_names_that_nobody_knows_are_refused():
    case = small()
    with pytest.raises(NotFound, match="no resource X"):
        case.gain(Machine("X"))
    with pytest.raises(NotFound, match="No stock point is STOOL at T"):
        case.gain(Source("STOOL", "T", 1, 1))


def choices_for(plan: VolumePlan, seed: int) -> list[Choice]:
    """Return choices of all sorts, about what is scarce and about anything."""
    dice = np.random.default_rng(seed)
    network = plan.network
    resource = network.resources[scarcest_resources(plan, 1)[0]]
    other = network.resources[int(dice.integers(len(network.resources)))]
    scarce = scarcest_bought(plan, 1)
    bought = np.flatnonzero(plan.model.in_first[1:] == plan.model.in_first[:-1])
    process = scarce[0][1] if scarce else int(dice.choice(bought))
    point = int(network.structure.output_point[process])
    price = int(plan.model.run_cost[process] * 100 * dice.uniform(0.8, 1.5))
    return [
        Machine(resource, int(dice.integers(1, 4))),
        Machine(other),
        Hire(resource, float(dice.integers(1, 60))),
        Hire(other, float(dice.integers(1, 20)), overtime=True),
        Source(network.items[point], network.sites[point], int(dice.integers(0, 14)), price),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_prices_bound_what_a_choice_really_gains(seed):
    case = drawn(seed)
    slack = NEAR * abs(case.plan.solution.value)
    for choice in choices_for(case.plan, seed):
        found = case.gain(choice)
        assert -slack - found.unsure <= found.gain <= found.at_most + slack, choice.name


@pytest.mark.parametrize("seed", range(4))
def test_hours_are_worth_their_prices_and_the_more_there_are_the_less_each_gains(seed):
    case = drawn(seed)
    prices, slack = case.plan.solution.prices.capacity, NEAR * abs(case.plan.solution.value)
    row = scarcest_resources(case.plan, 1)[0]
    resource = case.plan.network.resources[row]
    one, two = (case.gain(Hire(resource, hours)) for hours in (20.0, 40.0))
    for hours, found in ((20.0, one), (40.0, two)):
        more, _ = more_minutes(case.plan.network, Hire(resource, hours).changed(case.company))
        added = np.add.reduceat(more[row, : int(case.plan.buckets.first[-1])], case.plan.buckets.first[:-1])
        gap = case.plan.solution.bound - case.plan.solution.value
        assert found.at_most == pytest.approx(float(prices[row] @ added) + gap, rel=1e-6, abs=slack)
    assert two.gain <= 2 * one.gain + slack + two.unsure  # concave
    assert one.gain <= two.gain + slack + one.unsure


def test_the_scarcest_come_first():
    case = small(resource=[{"resource": "Q", "site": "S"}, {"resource": "R", "site": "S"}])
    assert [case.plan.network.resources[r] for r in scarcest_resources(case.plan, 3)] == ["R"]
    assert scarcest_bought(case.plan, 3) == []
    half = replace(Machine("R"), units=2)
    assert half.name == "2 more of R"
