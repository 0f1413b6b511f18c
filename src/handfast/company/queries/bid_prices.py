"""The bid prices that hold: those of the volume plan published last."""

from __future__ import annotations

import json

import numpy as np

from handfast.company.database import current
from handfast.engine.volume.bid_prices import BidPrices


def load_bid_prices() -> BidPrices | None:
    """Return the published bid prices; None where no volume plan was published yet."""
    with current().connection.cursor() as cursor:
        cursor.execute("SELECT first_days, capacity, material FROM volume_plan ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    if row is None:
        return None
    first, capacity, material = (json.loads(text) for text in row)
    return BidPrices(
        np.array(first, np.int64),
        {name: np.array(prices, np.int64) for name, prices in capacity.items()},
        {(item, site): np.array(prices, np.int64) for item, site, prices in material},
    )
