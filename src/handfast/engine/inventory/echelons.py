"""Sites that supply one another, looked at together: where an item's safety stock is kept at the least cost.

Each item's sites that are joined by moves are a chain of the guaranteed-service model; the first of them waits for its
own supply, made or bought. Sites that sell promise from the shelf.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from handfast.engine.inventory.chain import Stage
from handfast.engine.inventory.cure import rate, source_of
from handfast.engine.inventory.dependent import NO_WAY, Ways
from handfast.engine.inventory.guaranteed_service import place_safety_stock
from handfast.engine.inventory.law import STANDARD
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
    variance: NDArray[np.float64],
    sells: Mapping[int, bool],
    terms: Terms,
) -> dict[int, int]:
    """Return the safety stock of each stock point in a chain of sites, smallest units, rounded up.

    Parameters
    ----------
    leads
        Lead time of each way.
    variance
        Variance of a day's demand, that of takers included, shape (P,).
    sells
        Whether customers are served from a stock point.
    """
    placed: dict[int, int] = {}
    factor = STANDARD.inv_cdf(terms.service)
    for chain in chains_of_sites(network, ways):
        stages = [_stage(network, ways, leads, chain, point, factor, variance, sells) for point in chain]
        found = place_safety_stock(stages)
        for point, stage in zip(chain, stages, strict=True):
            placed[point] = max(math.ceil(stage.spread * math.sqrt(found.net[stage.name]) - 1e-9), 0)
    return placed


def _stage(
    network: Network,
    ways: Ways,
    leads: Sequence[LeadTime],
    chain: Sequence[int],
    point: int,
    factor: float,
    variance: NDArray[np.float64],
    sells: Mapping[int, bool],
) -> Stage:
    way = int(ways.best[point])
    source = None if way == NO_WAY else source_of(network, way)
    days = 0 if way == NO_WAY else math.ceil(leads[way].mean - 1e-9)
    return Stage(
        str(point),
        days,
        float(rate(network.item_cost, point)) or 1.0,
        max(factor, 0.0) * math.sqrt(float(variance[point])),
        (str(source),) if source in chain else (),
        promised=0 if sells.get(point, False) else None,
    )
