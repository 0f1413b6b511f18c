"""What a machine, a hire or a second supplier would gain, side by side: by prices, by volumes, and in late days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.company.queries.company_without_plan import mirror_without_plan
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.plan_needs import demands_of_needs, plan_needs
from handfast.company.queries.volume_notes import notes_of
from handfast.company.queries.volumes import volumes
from handfast.engine.network import Network
from handfast.engine.supply.place.arrays import State, copied
from handfast.engine.supply.place.people import nothing_expected
from handfast.engine.supply.placing import made_along_of
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.objective import money_rates
from handfast.engine.supply.plan.plan import WHOLLY, make_plan
from handfast.engine.supply.plan.stops import Steps
from handfast.engine.volume.choices import Choice, Company, Hire, Machine, Source, more_minutes
from handfast.engine.volume.demand import gather
from handfast.engine.volume.gaining import Gain, at_most, gain_of, scarcest_bought, scarcest_resources
from handfast.engine.volume.model import Model, build_model
from handfast.engine.volume.plan import VolumePlan
from handfast.engine.volume.planning import plan_buckets, plan_volumes, read_limits
from handfast.engine.volume.solving import Effort

SUGGESTED = 3
"""Resources, and bought items, that are suggested where nobody names any."""

WEEK_OF_A_HIRE = 40.0

LEAST = 1.0
"""What a choice must be able to gain to be suggested, in units of money."""


@dataclass(frozen=True)
class Lateness:
    """How late the needs of an order-level plan are."""

    late: int
    late_days: int
    unmet: int


@dataclass(frozen=True)
class Weighed:
    """Choices side by side.

    Parameters
    ----------
    plan
        Volumes of the company as it is.
    gains
        What each choice gains, in the order in which they were named.
    lateness
        Of the order-level plan of the company as it is, then with each choice; empty where none was asked for.
    """

    plan: VolumePlan
    gains: tuple[Gain, ...]
    lateness: tuple[Lateness, ...] = ()


def weigh(
    mirror: Mirror,
    choices: Sequence[Choice],
    count: int | None,
    period: str,
    *,
    effort: Effort | None = None,
    steps: int | None = None,
) -> Weighed:
    """Return what choices gain; without any, what those gain that the prices suggest.

    Parameters
    ----------
    count, period
        Over how many weeks or months.
    steps
        Plan every order, too, with so many steps of improvement each; None: volumes alone.
    """
    buckets = plan_buckets(mirror.network, count, period)
    start = volumes(mirror, int(buckets.first[-1]))
    limits = read_limits(start.tables, start.network)
    plan = plan_volumes(start.network, start.supplies, start.wanted, limits, buckets, busy=start.busy, effort=effort)
    plan = plan.with_notes(notes_of(start, plan))

    def model_of(network: Network) -> Model:
        return build_model(
            network,
            start.supplies,
            gather(start.wanted, buckets),
            buckets,
            limits.decimals,
            minimum=limits.minimum,
            maximum=limits.maximum,
            minor=limits.minor,
            busy=start.busy,
        )

    company = Company(start.tables, start.network)
    missed = max(plan.solution.bound - plan.solution.value, 0.0)  # by the plan as it is: no gain of anything
    named = list(choices) or [
        choice for choice in suggested(plan) if at_most(plan, model_of(choice.changed(company))) >= LEAST + missed
    ]
    networks = [choice.changed(company) for choice in named]
    gains = [gain_of(plan, choice, network, model_of, effort) for choice, network in zip(named, networks, strict=True)]
    late = () if steps is None else _lateness(networks, int(buckets.first[-1]), steps)
    return Weighed(plan, tuple(gains), late)


def suggested(plan: VolumePlan) -> list[Choice]:
    """Return choices about what is scarcest: a machine and a hire there, and a supplier who is twice as quick."""
    network, structure = plan.network, plan.network.structure
    found: list[Choice] = []
    for resource in scarcest_resources(plan, SUGGESTED):
        name = network.resources[resource]
        found += [Machine(name), Hire(name, WEEK_OF_A_HIRE)]
    for point, process in scarcest_bought(plan, SUGGESTED):
        lead = int(structure.lead_before[process] + structure.lead_after[process])
        price = round(float(plan.model.run_cost[process]) * plan.minor)
        found.append(Source(network.items[point], network.sites[point], -(-lead // 2), price))
    return found


def _lateness(networks: Sequence[Network], days: int, steps: int) -> tuple[Lateness, ...]:
    """Return how late an order-level plan is on the company as it is, and on each changed one."""
    mirror, _ = mirror_without_plan()
    needs = plan_needs(mirror, horizon=min(days, mirror.network.horizon - 1))
    demands = demands_of_needs(mirror, needs)
    state = mirror.book.placer.state
    return tuple(
        _planned(network, _state_of(mirror.network, network, state), demands, steps)
        for network in (mirror.network, *networks)
    )


def _state_of(before: Network, after: Network, state: State) -> State:
    """Return what is left of a changed company. Nobody expects anything of it: no change of the plan is counted."""
    own = copied(state)
    minutes, overtime = more_minutes(before, after)
    first, along = made_along_of(after)
    weeks = nothing_expected(after).overtime - nothing_expected(before).overtime
    people = nothing_expected(after)._replace(overtime=own.people.overtime + weeks)
    return own._replace(
        capacity=own.capacity + minutes,
        overtime=own.overtime + overtime,
        made_along_first=first,
        made_along=along,
        people=people,
    )


def _planned(network: Network, state: State, demands: Demands, steps: int) -> Lateness:
    plan = make_plan(network, state, demands, money_rates(network), Steps(steps))
    late = plan.late_days
    return Lateness(int(((late > 0) & (plan.met == WHOLLY)).sum()), int(late.sum()), int((plan.met != WHOLLY).sum()))
