"""Plan: what to make, buy and move, and when, for everything that nothing covers yet. A plan changes no promise.

It is made on one consistent state of the ledger, beside everything that is promised, and kept as a version. What
promising sees changes only when it is published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import numpy as np

from handfast.company.ledger.sqlite import written
from handfast.company.queries.company_without_plan import mirror_without_plan
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.people_load import FIGURE, people_figures
from handfast.company.queries.plan_inputs import inputs_of
from handfast.company.queries.plan_needs import PlanNeed, demands_of_needs, in_portions, name_of, plan_needs
from handfast.company.queries.plans import HORIZON_DAYS, PlannedNeed, PlannedRun, PlanVersion, packed_body, plan_by_id
from handfast.company.queries.sooner import Expediting, expediting, supply_on_order
from handfast.company.writing import writing
from handfast.engine.network import EXPEDITED, Ints
from handfast.engine.supply.claiming import claim_of, remaining
from handfast.engine.supply.placing import Placement
from handfast.engine.supply.plan.check import plan_faults
from handfast.engine.supply.plan.demands import Demands
from handfast.engine.supply.plan.fences import frozen
from handfast.engine.supply.plan.large_lots import large_lots
from handfast.engine.supply.plan.lower_bound import Bound, lower_bound
from handfast.engine.supply.plan.objective import money_rates
from handfast.engine.supply.plan.plan import IN_PART, NOT_AT_ALL, WHOLLY, Plan, make_plan
from handfast.engine.supply.plan.schedule import Schedule
from handfast.engine.supply.plan.shared_lots import share_lots
from handfast.engine.supply.plan.sooner import expedite_late, receipts_sooner
from handfast.engine.supply.plan.stops import Stop, Trail, no_progress
from handfast.engine.supply.verify import verify_all
from handfast.errors import Conflict, DataError, Fault
from handfast.sentences import sentence

_KEEP = """
INSERT INTO plan (state, made, actor, reason, position, generation, today, fingerprint, figures, body)
VALUES ('draft', %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


@dataclass(frozen=True)
class Planning:
    """How a plan is to be made.

    Parameters
    ----------
    stop
        When to stop improving it.
    seed
        The same inputs, seed and steps give the same plan.
    days
        How far ahead needs are looked at.
    frozen_days
        On so many days from today on nothing new may start.
    slushy_days
        What the published plan starts within so many days stays as it is, accepted or not; what comes later is liquid.
    overtime, expedite
        Whether overtime, and expedited processes, may be used where that is worth its cost.
    seconds, progress
        The clock that `stop` goes by, and who is told how far it is.
    """

    stop: Stop
    seed: int = 1
    days: int = HORIZON_DAYS
    frozen_days: int = 0
    slushy_days: int = 0
    overtime: bool = False
    expedite: bool = False
    seconds: Callable[[], float] = lambda: 0.0
    progress: Callable[[Trail], None] = no_progress


def plan_supply(how: Planning, *, actor: str, now: dt.datetime, reason: str = "") -> PlanVersion:
    """Make a plan and keep it as a version.

    Raises
    ------
    Conflict
        The plan breaks a rule of the exact model (an error of ours: nothing is kept).
    """
    mirror, position = mirror_without_plan(how.slushy_days)
    _assert_fences(mirror, how)
    network = frozen(mirror.network, how.frozen_days)
    how = replace(how, days=min(how.days, mirror.network.horizon - 1))
    needs = plan_needs(mirror, horizon=how.days)
    demands = demands_of_needs(mirror, needs)
    state = mirror.book.placer.state
    plan = make_plan(
        network,
        state,
        demands,
        money_rates(mirror.network),
        how.stop,
        seed=how.seed,
        overtime=how.overtime,
        seconds=how.seconds,
        progress=how.progress,
    )
    plan, sooner = _with_expediting(mirror, plan, how)
    share_lots(plan.schedule)  # last of all: nothing is placed anew after it
    plan = replace(plan, score=plan.schedule.score())
    bound = _bound(mirror, plan, demands, how)
    faults = plan_faults(state, plan.schedule)
    if faults:
        raise Conflict(
            sentence(
                "The plan breaks {count} rules, the first: {fault}. Nothing was kept.",
                count=len(faults),
                fault=faults[0],
            )
        )
    with writing() as database, database.connection.cursor() as cursor:
        values = (
            written(now) if database.vendor == "sqlite" else now,
            actor,
            reason,
            position,
            mirror.generation,
            mirror.today,
            _fingerprint(mirror, needs, how),
            json.dumps(
                _figures(plan, how, bound)
                | {"sooner": [each.told() for each in sooner], "large_lots": _large_lots(mirror, plan)}
            ),
            _body(mirror, needs, plan),
        )
        cursor.execute(_KEEP, values)
        number = int(cursor.fetchone()[0])
    return plan_by_id(number)


def _assert_fences(mirror: Mirror, how: Planning) -> None:
    """Refuse fences that leave no day to plan."""
    for column, days in (("frozen days", how.frozen_days), ("slushy days", how.slushy_days)):
        if not 0 <= days < mirror.network.horizon:
            problem = sentence("leave no day of the {horizon} that are planned", horizon=mirror.network.horizon)
            raise DataError([Fault("", "", None, column, str(days), problem, sentence("Take fewer, not less than 0"))])


def _with_expediting(mirror: Mirror, plan: Plan, how: Planning) -> tuple[Plan, list[Expediting]]:
    """Return the plan, expedited where it may be (its score is as before), and what expediting gains, or would gain."""
    schedule = plan.schedule if how.expedite else plan.schedule.apart()
    processes = expedite_late(schedule)
    names, on_order = supply_on_order(mirror)
    found = [*processes, *receipts_sooner(schedule, on_order)]
    return plan, expediting(mirror, plan.schedule.demands, names, on_order, found)


def _bound(mirror: Mirror, plan: Plan, demands: Demands, how: Planning) -> Bound:
    """Return how little any plan of these needs could cost in lateness and shortage."""
    empty = Schedule(mirror.network, mirror.book.placer.state, demands, money_rates(mirror.network))
    empty.wanted.overtime[:] = int(how.overtime)
    empty.wanted.classes[:] |= int(how.expedite) << EXPEDITED
    return lower_bound(empty, empty.alone().bound, plan.lateness_points)


def _fingerprint(mirror: Mirror, needs: list[PlanNeed], how: Planning) -> str:
    """Return a digest of what a plan is made from: structure, what is left, needs, seed."""
    digest = hashlib.sha256()
    state = mirror.book.placer.state
    for part in (*mirror.network.structure, *state[:-1], *state.people):
        digest.update(np.ascontiguousarray(part).tobytes())
    digest.update(repr([asdict(need) for need in needs]).encode())
    digest.update(repr((how.seed, how.days, how.frozen_days, how.slushy_days, how.overtime, how.expedite)).encode())
    return digest.hexdigest()


def _figures(plan: Plan, how: Planning, bound: Bound) -> dict[str, object]:
    """Return what is said of a plan: its points, how it was made, and how good it could be at best."""
    late, met = plan.late_days, plan.met
    return {
        "score": plan.score._asdict(),
        "total": plan.score.total,
        "lower_bound": bound.shared,
        "needs": len(late),
        "late": int(((late > 0) & (met == WHOLLY)).sum()),
        "late_days": int(late.sum()),
        "in_part": int((met == IN_PART).sum()),
        "unmet": int((met == NOT_AT_ALL).sum()),
        "starts": [{"name": each.name, "total": each.score.total} for each in plan.starts],
        "steps": plan.trail.steps,
        "seconds": round(plan.trail.seconds, 2),
        "seed": how.seed,
        "days": how.days,
        "frozen_days": how.frozen_days,
        "slushy_days": how.slushy_days,
        "overtime": how.overtime,
        "expedite": how.expedite,
        FIGURE: people_figures(plan.schedule.network, plan.schedule.state),
    }


def _large_lots(mirror: Mirror, plan: Plan) -> list[dict[str, object]]:
    """Return the smallest lots of which the plan needs little, in names and smallest units."""
    network = mirror.network
    return [
        {
            "process": mirror.name_of_way(lot.process),
            "item": network.items[lot.point],
            "site": network.sites[lot.point],
            "made": lot.made,
            "left": lot.left,
        }
        for lot in large_lots(plan.schedule)
    ]


def _body(mirror: Mirror, needs: list[PlanNeed], plan: Plan) -> str:
    kept_needs: list[PlannedNeed] = []
    kept_runs: list[PlannedRun] = []
    rows: list[Ints] = []
    portions = in_portions(needs, plan.of.tolist(), plan.schedule.demands.quantity.tolist())
    for k, (need, placement) in enumerate(zip(portions, plan.schedule.placements(), strict=True)):
        kept_needs.append(_need(mirror, need, placement, int(plan.schedule.demands.late_cost[k])))
        if placement.feasible:
            kept_runs += _runs(mirror, placement, k, len(kept_runs))
        rows.append(placement.rows)
    return packed_body(kept_needs, kept_runs, rows, inputs_of(mirror))


def _need(mirror: Mirror, need: PlanNeed, placement: Placement, late_cost: int) -> PlannedNeed:
    network = mirror.network
    return PlannedNeed(
        name_of(mirror, need),
        need.kind,
        network.items[need.point],
        network.sites[need.point],
        need.quantity,
        network.origin + need.due,
        network.origin + placement.day if placement.feasible else None,
        need.promise,
        need.run,
        need.segment,
        late_cost,
        need.whole,
        need.part,
    )


def _runs(mirror: Mirror, placement: Placement, need: int, first: int) -> list[PlannedRun]:
    network = mirror.network
    minutes: dict[int, list[tuple[str, int, int]]] = {run.number: [] for run in placement.runs}
    for load in placement.loads:
        day = network.origin + load.day
        minutes[load.run].append((network.resources[load.resource], day, load.regular + load.overtime))
    made = {make.run: make for make in reversed(placement.makes)}  # of each run its own item, which comes first
    return [
        PlannedRun(
            first + n,
            mirror.name_of_way(run.process),
            network.items[made[run.number].point],
            network.sites[made[run.number].point],
            run.starts,
            made[run.number].quantity,
            network.origin + run.start_day,
            network.origin + run.available_day,
            need,
            tuple(minutes[run.number]),
        )
        for n, run in enumerate(placement.runs)
    ]


def standing_faults(version: PlanVersion) -> list[str]:
    """Return what is wrong with a plan on the company as it stands now, in plain words; nothing where it holds.

    Raises
    ------
    Conflict
        Its runs stand in the ledger by now; or it is another day, or another structure, and its days mean something
        else.
    """
    if version.state != "draft":
        raise Conflict(
            sentence(
                "{name} is {state}: what is left of its runs stands in the ledger, and every rule was kept "
                "when it was made. To verify what stands now: handfast ledger verify",
                name=version.name,
                state=sentence(version.state),
            )
        )
    mirror, _ = mirror_without_plan(int(version.figures["slushy_days"]))
    if (version.today, version.generation) != (mirror.today, mirror.generation):
        raise Conflict(sentence("The company has moved on since {name} was made. Make a new plan.", name=version.name))
    claims, names = [], []
    for need, rows in zip(version.needs, version.rows, strict=True):
        if need.day is not None:
            point = mirror.network.point_of[need.item, need.site]
            day = need.day - mirror.network.origin
            placement = Placement(point, need.quantity, day, day, day, True, rows)
            overtime, expedite = bool(version.figures["overtime"]), bool(version.figures.get("expedite"))
            claims.append(claim_of(placement, overtime=overtime, expedite=expedite))
            names.append(need.name)
    return verify_all(mirror.network, remaining(mirror.book.placer.state), claims, names)
