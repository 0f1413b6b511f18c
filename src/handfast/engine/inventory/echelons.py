"""Sites that supply one another, looked at together: where an item's safety stock is kept at the least cost.

Each item's sites that are joined by moves are a chain of the guaranteed-service model; the first of them waits for its
own supply, made or bought. Sites that sell, or supply production, promise from the shelf.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from handfast.engine.inventory.chain import Stage
from handfast.engine.inventory.cure import rate, source_of
from handfast.engine.inventory.dependent import NO_WAY, Ways, inputs_of
from handfast.engine.inventory.guaranteed_service import place_safety_stock
from handfast.engine.inventory.law import law_of
from handfast.engine.inventory.lead_time import LeadTime
from handfast.engine.inventory.terms import Terms
from handfast.engine.network import Network


def chains_of_sites(network: Network, ways: Ways) -> list[list[int]]:
    """Return the stock points of each item that its usual moves join, two or more at a time."""
    near: dict[int, list[int]] = {}
    for point, way in enumerate(ways.best.tolist()):
        source = None if way == NO_WAY else source_of(network, way)
        if source is not None and not {point, source} & ways.rings:
            near.setdefault(point, []).append(source)
            near.setdefault(source, []).append(point)
    chains: list[list[int]] = []
    seen: set[int] = set()
    for start in sorted(near):
        if start in seen:
            continue
        chain = [start]
        seen.add(start)
        for point in chain:
            for other in near[point]:
                if other not in seen:
                    seen.add(other)
                    chain.append(other)
        chains.append(sorted(chain))
    return chains


def place_over_sites(
    network: Network,
    ways: Ways,
    leads: Sequence[LeadTime],
    daily: NDArray[np.float64],
    variance: NDArray[np.float64],
    sells: Mapping[int, bool],
    terms: Terms,
) -> dict[int, int]:
    """Return the safety stock of each stock point in a chain of sites, smallest units, rounded up.

    Parameters
    ----------
    leads
        Lead time of each way.
    daily, variance
        Mean and variance of a day's demand, that of takers included, shape (P,).
    sells
        Whether customers are served from a stock point.
    """
    placed: dict[int, int] = {}
    served = _served(network, ways, sells)
    for chain in chains_of_sites(network, ways):
        bounds = [_bound(float(daily[point]), float(variance[point]), terms.service) for point in chain]
        stages = [
            _stage(network, ways, leads, chain, point, served, bound)
            for point, bound in zip(chain, bounds, strict=True)
        ]
        found = place_safety_stock(stages)
        for point, stage in zip(chain, stages, strict=True):
            placed[point] = math.ceil(stage.stock(found.net[stage.name]) - 1e-9)
    return placed


def _served(network: Network, ways: Ways, sells: Mapping[int, bool]) -> frozenset[int]:
    """Return the stock points from which customers or production are served, who do not wait."""
    found = {point for point, yes in sells.items() if yes}
    for way in ways.best.tolist():
        if way != NO_WAY and source_of(network, way) is None:
            found |= {source for source, _ in inputs_of(network, way)}
    return frozenset(found)


def _bound(daily: float, variance: float, service: float) -> Callable[[int], float]:
    """Return the safety stock for each number of days: what the same target takes there, by the same law of demand."""

    @cache
    def stock(days: int) -> float:
        law = law_of(daily * days, math.sqrt(variance * days))
        return max(law.quantile(service) - law.mean, 0.0) if days and variance > 0 else 0.0

    return stock


def _stage(
    network: Network,
    ways: Ways,
    leads: Sequence[LeadTime],
    chain: Sequence[int],
    point: int,
    served: frozenset[int],
    bound: Callable[[int], float],
) -> Stage:
    way = int(ways.best[point])
    source = None if way == NO_WAY else source_of(network, way)
    return Stage(
        str(point),
        days=0 if way == NO_WAY else math.ceil(leads[way].mean - 1e-9),
        holding=float(rate(network.item_cost, point)) or 1.0,
        spread=0.0,
        supplied_by=(str(source),) if source in chain else (),
        promised=0 if point in served else None,
        bound=bound,
    )
