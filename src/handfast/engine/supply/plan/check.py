"""Whether a plan is legal, by the independent verifier."""

from __future__ import annotations

from handfast.engine.network import EXPEDITED
from handfast.engine.supply.claiming import claim_of, remaining
from handfast.engine.supply.place.arrays import State
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.verify import verify_all


def plan_faults(state: State, schedule: Schedule) -> list[str]:
    """Return everything that is wrong with a schedule, in plain words; nothing where it is legal.

    Parameters
    ----------
    state
        What was left before anything of the schedule was placed.
    """
    placed = [k for k in range(len(schedule.demands)) if 0 <= schedule.days[k] < schedule.network.horizon]
    claims = [
        claim_of(
            schedule.placement(k),
            overtime=bool(schedule.wanted.overtime[k]),
            expedite=bool(schedule.wanted.classes[k] >> EXPEDITED & 1),
            fresh=int(schedule.wanted.fresh[k]),
        )
        for k in placed
    ]
    return verify_all(schedule.network, remaining(state), claims, [schedule.demands.name(k) for k in placed])
