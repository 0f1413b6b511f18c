"""The needs of now, cut into the portions in which a plan meets them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.plan_needs import PlanNeed, in_portions
from handfast.company.queries.plans import PlannedNeed


def matched(
    mirror: Mirror, planned: Sequence[PlannedNeed], needs: Sequence[PlanNeed]
) -> tuple[list[tuple[int, PlanNeed]], list[PlanNeed]]:
    """Return the needs of now that a plan knows, as it meets them, and those that it does not know.

    Parameters
    ----------
    planned
        The plan's needs. Portions of one stand in a row.
    needs
        What is to be met now. Of a need that the plan meets in portions, its portions are returned: of one that is
        smaller now, the last are smaller or gone; of one that is larger, the last is larger.

    Returns
    -------
    tuple
        Pairs of a position in `planned` and the need, or the portion of it, that stands there, in the order of `needs`;
        the quantity of one that is met as a whole may differ. Then the others.
    """
    waiting: dict[object, list[list[int]]] = defaultdict(list)
    for n, each in enumerate(planned):
        groups = waiting[_key_of_planned(each)]
        if each.part > 1:
            groups[-1].append(n)
        else:
            groups.append([n])
    known: list[tuple[int, PlanNeed]] = []
    new: list[PlanNeed] = []
    for need in needs:
        groups = waiting[_key(mirror, need)]
        numbers = groups.pop(0) if groups else []
        if not numbers:
            new.append(need)
        elif len(numbers) == 1:
            known.append((numbers[0], need))
        else:
            amounts = _amounts([planned[n].quantity for n in numbers], need.quantity)
            parts = in_portions([need], [0] * len(amounts), amounts)
            known += zip(numbers[: len(amounts)], parts, strict=True)
    return known, new


def _amounts(planned: Sequence[int], quantity: int) -> list[int]:
    """Return portions that sum to a quantity, the first as planned: the last is the rest that was not met, if any."""
    found: list[int] = []
    for n, portion in enumerate(planned, 1):
        rest = quantity - sum(found)
        if rest:
            found.append(rest if n == len(planned) else min(portion, rest))
    return found


def _key(mirror: Mirror, need: PlanNeed) -> object:
    network = mirror.network
    item, site = network.items[need.point], network.sites[need.point]
    return need.kind, item, site, network.origin + need.due, need.promise, need.run, need.segment


def _key_of_planned(need: PlannedNeed) -> object:
    return need.kind, need.item, need.site, need.due, need.promise, need.run, need.segment
