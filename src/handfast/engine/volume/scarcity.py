"""From a solved plan to the bid prices that offers charge."""

from __future__ import annotations

import numpy as np

from handfast.engine.volume.bid_prices import MILLIONTHS, BidPrices
from handfast.engine.volume.model import value
from handfast.engine.volume.plan import VolumePlan


def bid_prices_of(plan: VolumePlan) -> BidPrices:
    """Return the prices of a plan; what is not scarce has none."""
    network, prices = plan.network, plan.solution.prices
    capacity = np.maximum(np.rint(prices.capacity * plan.minor * MILLIONTHS), 0).astype(np.int64)
    cost = value(network.item_cost)
    each = prices.material * plan.minor / plan.unit[:, None] - cost[:, None]
    material = np.maximum(np.rint(each * MILLIONTHS), 0).astype(np.int64)
    return BidPrices(
        first=plan.buckets.first + network.origin,
        capacity={network.resources[r]: capacity[r] for r in np.nonzero(capacity.any(axis=1))[0]},
        material={
            (network.items[p], network.sites[p]): material[p] for p in np.nonzero(material.any(axis=1))[0].tolist()
        },
    )
