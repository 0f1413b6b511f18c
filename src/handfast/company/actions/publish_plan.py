"""Publish a plan: its runs become what promising sees; the runs of the plan before that nobody counts on go (rule 10).

One entry swaps the runs. What the plan was made for is looked at again first: a need that is met otherwise by now is
dropped, and what no longer fits what is left is placed anew. No promise gets worse: what is promised keeps what it
holds, or is bound to other supply in time. Afterwards, what was at risk is bound to the new supply as far as that is
in time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handfast.company.actions.covering import Covering, covering
from handfast.company.actions.rebind import rebind_short
from handfast.company.database import current
from handfast.company.ledger import NewEntry, write
from handfast.company.ledger.state import read_state
from handfast.company.queries.company_without_plan import mirror_without_plan, swappable_runs
from handfast.company.queries.kept_forecasts import kept_text
from handfast.company.queries.lacking import lacking, without_lacking
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.queries.plan_needs import IN_PORTIONS, PlanNeed, plan_needs
from handfast.company.queries.plan_portions import matched
from handfast.company.queries.planned_runs import swapped
from handfast.company.queries.plans import HORIZON_DAYS, PlanVersion, plan_by_id
from handfast.company.writing import writing
from handfast.engine.promise.pegging import Pegging, peg
from handfast.engine.promise.quote import joined
from handfast.engine.promise.rebinding import Bound
from handfast.engine.supply.fitting import lift_what_does_not_fit
from handfast.engine.supply.placing import Placement, Placer
from handfast.engine.supply.plan.portions import portions
from handfast.errors import Conflict, StateMoved, SupplyTaken
from handfast.sentences import sentence

ATTEMPTS = 5


@dataclass(frozen=True)
class Published:
    """What publishing a plan did.

    Parameters
    ----------
    plan
        The plan as it stands now.
    runs, gone
        How many runs it brought, and how many planned runs of before went.
    replaced
        Needs that did not fit what is left any more, or were new, and were placed anew.
    covered
        Commitments at risk that were bound to other supply.
    at_risk
        Short quantities that remain, over all stock points.
    """

    plan: PlanVersion
    runs: int
    gone: int
    replaced: int
    covered: int
    at_risk: int


def publish_plan(plan: int, *, actor: str, now: dt.datetime, reason: str = "") -> Published:
    """Publish a plan.

    Raises
    ------
    NotFound
        There is none of this number.
    Conflict
        It is published already, or was made on another day or on another structure: make it again.
    """
    version = plan_by_id(plan)
    if version.state == "published":
        raise Conflict(sentence("{name} is published already.", name=version.name))
    for attempt in range(ATTEMPTS):
        try:
            with writing():
                entry, runs, gone, anew = _swap(version, actor, now, reason)
            break
        except (SupplyTaken, StateMoved):  # somebody promised meanwhile: look at what is left again
            if attempt == ATTEMPTS - 1:
                raise
    covered = rebind_short(
        load_mirror(), actor=actor, now=now, reason=sentence("{name} was published", name=version.name)
    )
    short = sum(row.short for row in read_state().supplies)
    standing = replace(version, state="published", published_entry=entry)
    return Published(standing, runs, gone, anew, covered, short)


def _swap(version: PlanVersion, actor: str, now: dt.datetime, reason: str) -> tuple[int, int, int, int]:
    """Write the entry that swaps the runs; return it, how many came and went, and needs placed anew."""
    slushy_days = int(version.figures["slushy_days"])
    mirror, _ = mirror_without_plan(slushy_days)
    leaving = swappable_runs(mirror.today, slushy_days)
    gone = swapped(leaving)
    _assert_same_company(version, mirror)
    placed, anew = _placed(mirror, version)
    placements = [placement for _, placement in placed]
    parts = _covering(mirror, placements, leaving)
    written = write(
        NewEntry(
            kind="plan",
            actor=actor,
            reason=reason or sentence("{name} published", name=version.name),
            generation=mirror.generation,
            new_generation=True,
            runs=parts.runs,
            run_changes=gone.run_changes,
            balances=parts.balances,
            changes=gone.changes,
            commits=(*gone.commits, *parts.commits),
            takes=parts.takes,
        ),
        now,
    )
    with current().connection.cursor() as cursor:
        cursor.execute("UPDATE plan SET state = 'replaced' WHERE state = 'published'")
        sql = "UPDATE plan SET state = 'published', published_entry = %s, kept = %s WHERE id = %s"
        cursor.execute(sql, [written.entry, kept_text(mirror, placed), version.id])
    return written.entry, len(parts.runs), len(leaving), anew


def _assert_same_company(version: PlanVersion, mirror: Mirror) -> None:
    if version.today != mirror.today:
        raise Conflict(sentence("{name} was made on another day. Make a new plan.", name=version.name))
    if version.generation != mirror.generation:
        raise Conflict(
            sentence(
                "The company's structure, or its published plan, has changed since {name} was made. Make a new plan.",
                name=version.name,
            )
        )


def _placed(mirror: Mirror, version: PlanVersion) -> tuple[list[tuple[PlanNeed, Placement]], int]:
    """Return how the needs of now are met, in the plan's way where that still fits, and how many were placed anew."""
    days = int(version.figures.get("days", HORIZON_DAYS))
    needs = plan_needs(mirror, horizon=min(days, mirror.network.horizon - 1))
    known, new = matched(mirror, version.needs, needs)
    placer, anew = mirror.book.placer, new
    placed: list[tuple[PlanNeed, Placement]] = []
    for n, need in sorted(known, key=lambda pair: pair[0]):
        placement = _as_planned(mirror, version, n, need)
        if placement is None:
            anew.append(need)
        elif placement.feasible:
            placer.redo(placement)
            placed.append((need, placement))
    lifted = lift_what_does_not_fit(placer, [placement for _, placement in placed])
    anew += [placed[n][0] for n in lifted]
    gone = set(lifted)
    found = [each for n, each in enumerate(placed) if n not in gone]
    for need in anew:
        found += [(replace(need, quantity=each.quantity), each) for each in _placed_anew(placer, need)]
    for _, placement in reversed(found):
        placer.undo(placement)
    return found, len(anew)


def _placed_anew(placer: Placer, need: PlanNeed) -> list[Placement]:
    """Place a need on what is left: as a whole, or else in portions where it may be met so."""
    due = min(max(need.due, 0), placer.network.horizon - 1)
    placement = placer.place(need.point, need.quantity, due)
    if placement.feasible:
        return [placement]
    return portions(placer, need.point, need.quantity, due) if need.kind in IN_PORTIONS else []


def _as_planned(mirror: Mirror, version: PlanVersion, n: int, need: PlanNeed) -> Placement | None:
    planned = version.needs[n]
    if planned.quantity != need.quantity:
        return None
    horizon = mirror.network.horizon
    day = horizon if planned.day is None else planned.day - mirror.network.origin
    return Placement(need.point, need.quantity, need.due, day, 0, planned.day is not None, version.rows[n])


def _covering(mirror: Mirror, placements: Sequence[Placement], leaving: set[int]) -> Covering:
    """Return the parts of the entry: runs and what they take. What needs themselves would take stays free."""
    whole = joined(placements)
    if whole is None:
        return Covering((), (), (), ())

    lacks = lacking()

    def commitments_of(point: int) -> list[Bound]:
        bound = [each for each in mirror.commitments_of(point) if each.run not in leaving]
        return without_lacking(bound, lacks, mirror.network.origin)

    found = peg(mirror.book, whole, commitments_of)
    pegging = Pegging(tuple(each for each in found.pegs if each.user >= 0), found.moves)
    return covering(mirror, whole, pegging, [None] * len(placements), "planned")
