"""The way from each run to the demand: it leads there, visits a stock point once, gives no substitute unasked."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.engine.network import SUBSTITUTION, Network
from handfast.engine.supply.verify.amounts import inputs_of
from handfast.engine.supply.verify.claim import DEMAND, Claim, run_in_words


def path_faults(network: Network, claim: Claim) -> Iterator[str]:
    """Yield where a way of supplying leads nowhere, visits a stock point twice, or gives a customer a substitute."""
    for number in range(len(claim.runs)):
        way = _way_to_demand(claim, number)
        if way is None:
            yield f"{run_in_words(network, claim, number)}: does not lead to the demand"
            continue
        yield from (f"{run_in_words(network, claim, number)}: {fault}" for fault in _way_faults(network, claim, way))


def _way_to_demand(claim: Claim, number: int) -> list[int] | None:
    """Return the runs from run `number` up to the one that serves the demand, or None where there is no such way."""
    way = [number]
    while claim.runs[way[-1]].serves != DEMAND:
        user = claim.runs[way[-1]].serves
        if not 0 <= user < len(claim.runs) or user in way:
            return None
        way.append(user)
    return way


def _way_faults(network: Network, claim: Claim, way: list[int]) -> Iterator[str]:
    s = network.structure
    points = [int(s.output_point[claim.runs[run].process]) for run in way]
    if len(way) > 1 and points[0] not in inputs_of(network, claim.runs[way[1]]):
        yield f"serves run {way[1]}, which does not use its item"
    if len(way) == 1 and points[0] != claim.demand.point:
        yield "serves the demand, which is for another stock point"
    passed = [*inputs_of(network, claim.runs[way[0]]), *points]
    if len(set(passed)) < len(passed):
        yield "its way to the demand visits a stock point twice"
    substitutes = s.process_class[claim.runs[way[0]].process] == SUBSTITUTION
    if substitutes and all(network.items[point] == network.items[claim.demand.point] for point in points):
        yield "gives the customer a substitute unasked"
