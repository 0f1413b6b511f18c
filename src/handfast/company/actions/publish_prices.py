"""Publish a volume plan's bid prices: from now on offers charge what scarce things could earn elsewhere.

Prices are a part of what answers are made of, so the generation moves on: an answer made on the old ones is made again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from handfast.company.database import current
from handfast.company.ledger import NewEntry, write
from handfast.company.writing import writing
from handfast.engine.volume.bid_prices import BidPrices
from handfast.sentences import sentence

_INSERT = """
INSERT INTO volume_plan (published, actor, reason, entry, first_days, capacity, material, figures)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


def publish_prices(
    prices: BidPrices, figures: Mapping[str, object], *, actor: str, now: dt.datetime, reason: str = ""
) -> int:
    """Keep bid prices as those that hold from now on; return the entry that says so.

    Parameters
    ----------
    figures
        What the plan earns and how close to the best it is, to be kept beside the prices.
    """
    with writing():
        why = reason or sentence("bid prices of a volume plan")
        entry = write(NewEntry(kind="structure", actor=actor, reason=why, new_generation=True), now).entry
        material = [[item, site, row.tolist()] for (item, site), row in prices.material.items()]
        with current().connection.cursor() as cursor:
            cursor.execute(
                _INSERT,
                [
                    now,
                    actor,
                    reason,
                    entry,
                    json.dumps(prices.first.tolist()),
                    json.dumps({name: row.tolist() for name, row in prices.capacity.items()}),
                    json.dumps(material),
                    json.dumps(figures),
                ],
            )
    return entry
