"""Bottlenecks: what all lateness of a plan comes from, ranked by what it costs.

Every late need's binding chain sums to its delay, so what all bottlenecks cost sums to the plan's lateness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from handfast.engine.network import EXPEDITED, Ints
from handfast.engine.supply.explain.chain import PAST, Binding, Chain, Late, Link
from handfast.engine.supply.explain.flow import End, Parts, split
from handfast.engine.supply.placing import Placement, Placer
from handfast.engine.supply.plan.schedule import Schedule


@dataclass(frozen=True)
class Bottleneck:
    """Something that makes needs late.

    Parameters
    ----------
    kind, node
        What it is, as in `Link`.
    point
        Stock point at which it was met first.
    late_days, points
        What it costs, over all needs that were looked at.
    first, last
        Days between which it binds.
    needs
        Which needs wait for it, those that it costs most first.
    """

    kind: str
    node: int
    point: int
    late_days: int
    points: int
    first: int
    last: int
    needs: tuple[int, ...]


def late_needs(schedule: Schedule, due: Ints) -> list[int]:
    """Return the needs that are late or not met, those whose lateness costs most first."""
    points, days = schedule.lateness_points(), schedule.days
    late = np.flatnonzero((days > due) | (points > 0))
    return sorted(late.tolist(), key=lambda k: (-points[k], k))


def chains_of(
    schedule: Schedule, due: Ints, first_start: Ints, which: Iterable[int], go_on: Callable[[int], bool]
) -> dict[int, Chain]:
    """Return the binding chains of needs; the schedule stays as it is.

    Parameters
    ----------
    due
        Day on which each need is wanted, before today where that has passed.
    first_start
        First day on which a run of each process may start where there is no frozen zone.
    which
        Needs, in the order in which they are looked at.
    go_on
        Told how many are done; says whether to go on.
    """
    placer = Placer(schedule.network, schedule.state)
    binding, found = Binding(placer, first_start), dict[int, Chain]()
    for k in which:
        if not go_on(len(found)):
            break
        now = schedule.placement(k)
        expedite = bool(schedule.wanted.classes[k] & 1 << EXPEDITED)
        late = Late(now.point, now.quantity, int(due[k]), now.day, bool(schedule.wanted.overtime[k]), expedite)
        placer.undo(now)
        try:
            found[k] = binding.chain(late, now, partial(_costs, schedule, k))
        finally:
            placer.redo(now)
    return found


def _costs(schedule: Schedule, k: int, placement: Placement) -> int:
    return schedule.cost_if(k, placement.day, placement.rows)


def points_of(chain: Chain, points: int) -> list[int]:
    """Return what each link of a chain costs: parts of the need's points in proportion to their days.

    Days that had passed already when the plan was made cost nothing: no plan could save them.
    """
    days: dict[End, int] = {n: link.days for n, link in enumerate(chain.links) if link.kind != PAST}
    whole = sum(days.values())
    parts = split(points, Parts(whole, days)) if whole else {}
    return [parts.get(n, 0) for n in range(len(chain.links))]


def bottlenecks(chains: Mapping[int, Chain], points: Ints) -> list[Bottleneck]:
    """Return what makes needs late, what costs most first.

    Parameters
    ----------
    chains
        Binding chains by need.
    points
        What each need's lateness costs, shape (N,).
    """
    found: dict[tuple[str, int], list[tuple[int, Link, int]]] = defaultdict(list)
    for k, chain in chains.items():
        for link, cost in zip(chain.links, points_of(chain, int(points[k])), strict=True):
            found[link.kind, link.node].append((k, link, cost))
    ranked = [_bottleneck(kind, node, links) for (kind, node), links in found.items()]
    return sorted(ranked, key=lambda each: (-each.points, -each.late_days, each.kind, each.node))


def _bottleneck(kind: str, node: int, links: list[tuple[int, Link, int]]) -> Bottleneck:
    costs: dict[int, int] = defaultdict(int)
    for k, _, cost in links:
        costs[k] += cost
    return Bottleneck(
        kind,
        node,
        links[0][1].point,
        sum(link.days for _, link, _ in links),
        sum(costs.values()),
        min(link.first for _, link, _ in links),
        max(link.last for _, link, _ in links),
        tuple(sorted(costs, key=lambda k: (-costs[k], k))),
    )
