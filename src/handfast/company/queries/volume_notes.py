"""What must be said about a volume plan: what it does not know, and what it had to assume."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handfast.company.queries.volumes import Volumes
from handfast.engine.volume.plan import VolumePlan

SHOWN = 5

A_MILLION = 1_000_000
"""From here on six digits would be written with an exponent."""


def notes_of(start: Volumes, plan: VolumePlan) -> Iterator[str]:
    """Yield what a reader of the plan must know, in words."""
    network, demand = plan.network, plan.demand
    if not demand.quantity.any():
        yield "Nothing is promised or forecast for these days: there is nothing to plan."
    if demand.beyond:
        yield f"{demand.beyond:,} wants lie after the last day of the plan and are left out."
    if demand.unpriced:
        names = [f"{network.items[p]} at {network.sites[p]}" for p in demand.unpriced]
        yield f"No price is known for {_listed(names)}: what is wanted of it counts as earning nothing."
    if start.nowhere:
        yield f"No site sells {_listed(start.nowhere)}: its forecast is left out."
    if start.expiring:
        yield (
            f"{start.expiring:,} lots or receipts expire within the plan: a volume plan does not follow their age, "
            "and may use them later than they last."
        )
    structure = network.structure
    if lots := plan.lots_passed():
        names = []
        for k, starts in lots:
            unit = plan.unit[structure.output_point[k]]
            lot, planned = _amount(structure.lot_min[k] / unit), _amount(starts / unit)
            names.append(f"{network.processes[k]} (smallest lot {lot}, planned {planned})")
        yield f"A volume plan knows no lots; the smallest lot is larger than all that is planned of {_listed(names)}."
    days = int(plan.buckets.first[-1])
    idle = [
        network.resources[r]
        for r in set(structure.load_resource.tolist())
        if not structure.unit_minutes[r, :days].any()
    ]
    if idle:
        yield f"No working time until the end of the plan: {_listed(sorted(idle))}."


def _amount(quantity: float) -> str:
    return f"{quantity:,.6g}" if quantity < A_MILLION else f"{quantity:,.0f}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN:,} more"
