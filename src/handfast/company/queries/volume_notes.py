"""What must be said about a volume plan: what it does not know, and what it had to assume."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from handfast.company.queries.volumes import Volumes
from handfast.engine.volume.plan import VolumePlan
from handfast.sentences import WrittenNumber, counted, in_a_row, number, sentence

SHOWN = 5

A_MILLION = 1_000_000
"""From here on six digits would be written with an exponent."""


def notes_of(start: Volumes, plan: VolumePlan) -> Iterator[str]:
    """Yield what a reader of the plan must know, in words."""
    network, demand = plan.network, plan.demand
    if not demand.quantity.any():
        yield sentence("Nothing is promised or forecast for these days: there is nothing to plan.")
    if demand.beyond:
        yield counted(
            "{count} want lies after the last day of the plan and is left out.",
            "{count} wants lie after the last day of the plan and are left out.",
            demand.beyond,
        )
    if demand.unpriced:
        names = [sentence("{item} at {site}", item=network.items[p], site=network.sites[p]) for p in demand.unpriced]
        yield sentence(
            "No price is known for {names}: what is wanted of it counts as earning nothing.", names=_listed(names)
        )
    if start.nowhere:
        yield sentence("No site sells {names}: its forecast is left out.", names=_listed(start.nowhere))
    if start.expiring:
        yield counted(
            "{count} lot or receipt expires within the plan: a volume plan does not follow its age, and may use it "
            "later than it lasts.",
            "{count} lots or receipts expire within the plan: a volume plan does not follow their age, and may use "
            "them later than they last.",
            start.expiring,
        )
    structure = network.structure
    if lots := plan.lots_passed():
        names = []
        for k, starts in lots:
            unit = plan.unit[structure.output_point[k]]
            lot, planned = _amount(structure.lot_min[k] / unit), _amount(starts / unit)
            process = network.processes[k]
            names.append(
                sentence("{process} (smallest lot {lot}, planned {planned})", process=process, lot=lot, planned=planned)
            )
        yield sentence(
            "A volume plan knows no lots; the smallest lot is larger than all that is planned of {names}.",
            names=_listed(names),
        )
    days = int(plan.buckets.first[-1])
    idle = [
        network.resources[r]
        for r in set(structure.load_resource.tolist())
        if not structure.unit_minutes[r, :days].any()
    ]
    if idle:
        yield sentence("No working time until the end of the plan: {names}.", names=_listed(sorted(idle)))


def _amount(quantity: float) -> str:
    words = f"{quantity:,.6g}" if quantity < A_MILLION else f"{quantity:,.0f}"
    return WrittenNumber(words, Decimal(words.replace(",", "")))


def _listed(names: Sequence[str]) -> str:
    shown = in_a_row(names[:SHOWN])
    if len(names) <= SHOWN:
        return shown
    return sentence("{shown} and {count} more", shown=shown, count=number(len(names) - SHOWN))
