"""What somebody saw of an offer, as a short name: it is taken only if it is still the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint(deliveries: list[dict[str, Any]], extra: Any) -> str:
    """Return a short name for what somebody saw."""
    said = json.dumps([deliveries, extra], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def deliveries_of(form: Mapping[str, Any], way: int | None) -> list[dict[str, Any]]:
    """Return what an offer, or its counter-offer number `way`, would deliver, in its stable form."""
    if way is not None:
        return list(form["counter_offers"][way - 1]["deliveries"])
    keys = ("item", "quantity", "unit", "site", "ship", "arrive")
    return [
        {"line": number, **{key: line[key] for key in keys}}
        for number, line in enumerate(form["lines"], 1)
        if line["feasible"]
    ]


def seen(form: Mapping[str, Any], way: int | None) -> str:
    """Return the name of what an offer, or its counter-offer, would deliver and cost."""
    extra = form["margin"] if way is None else form["counter_offers"][way - 1]["extra_cost"]
    return fingerprint(deliveries_of(form, way), [extra, [line["price"] for line in form["lines"]]])
