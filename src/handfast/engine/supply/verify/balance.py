"""What is taken against what there is: the demand's cover, minutes, availability, expiring lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from handfast.engine.network import Network
from handfast.engine.supply.verify.amounts import outputs_of
from handfast.engine.supply.verify.claim import DEMAND, Claim, Remaining, Take, point_in_words
from handfast.engine.supply.verify.freshness import Need, Stock, can_serve


def demand_faults(network: Network, claim: Claim) -> Iterator[str]:
    """Yield where the demand is not covered, in time and to the unit, or something is taken for nobody."""
    demand = claim.demand
    covered = 0
    for take in claim.takes:
        if not DEMAND <= take.user < len(claim.runs):
            yield f"{take.quantity} of {point_in_words(network, take.point)} are taken for nobody"
        if take.quantity <= 0:
            yield f"{take.quantity} of {point_in_words(network, take.point)} are taken"
        if take.user != DEMAND:
            continue
        if take.point == demand.point:
            covered += take.quantity
        else:
            yield f"the demand takes {point_in_words(network, take.point)}"
        if not 0 <= take.need_day <= demand.day:
            yield f"the demand takes for day {take.need_day}, not by day {demand.day}"
    if not 0 <= demand.day < network.horizon:
        yield f"the demand's day {demand.day} is outside the horizon"
    if covered != demand.quantity:
        yield f"{covered} are taken for the demand, but {demand.quantity} were asked for"


def capacity_faults(network: Network, before: Remaining, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield where the runs of all claims together use more minutes of a day than were left."""
    used: dict[tuple[int, int], int] = defaultdict(int)
    extra: dict[tuple[int, int], int] = defaultdict(int)
    for load in (load for claim in claims for run in claim.runs for load in run.loads):
        if 0 <= load.day < network.horizon:
            used[load.resource, load.day] += load.minutes
            extra[load.resource, load.day] += load.overtime
    for name, booked, left in (("minutes", used, before.capacity), ("minutes of overtime", extra, before.overtime)):
        for (resource, day), minutes in sorted(booked.items()):
            if minutes > left[resource, day]:
                yield f"{network.resources[resource]} has {left[resource, day]} {name} on day {day}, {minutes} are used"


def supply_faults(network: Network, before: Remaining, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield where all claims together take more than there is."""
    outputs: dict[int, list[Stock]] = defaultdict(list)
    for run in (run for claim in claims for run in claim.runs):
        for point, quantity in outputs_of(network, run):
            life = before.life_of(point)
            expires = run.available_day + life if life else None
            outputs[point].append(Stock(run.available_day, expires, quantity))
    needs: dict[int, list[Need]] = defaultdict(list)
    for claim in claims:
        for take in claim.takes:
            fresh = claim.demand.fresh if take.user == DEMAND else 0
            if take.lot is None:
                needs[take.point].append(Need(take.need_day, fresh, take.quantity))
            else:
                yield from _lot_take_faults(network, before, take, fresh)
    yield from _overdrawn_lots(before, claims)
    for point in sorted(needs):
        total = _balance(before, point, outputs[point], needs[point])
        short = [day for day, left in enumerate(total) if left < 0]
        if short:
            yield f"{point_in_words(network, point)} lacks {-total[short[0]]} on day {short[0]}"
        elif before.life_of(point) and not can_serve(before.available[point], outputs[point], needs[point]):
            yield f"{point_in_words(network, point)} would be too old for what it is taken for"


def _balance(before: Remaining, point: int, outputs: Sequence[Stock], needs: Sequence[Need]) -> list[int]:
    """Return what is there on each day, with all outputs and without all needs up to that day."""
    change = [0] * before.available.shape[1]
    for stock in outputs:
        if stock.day < len(change):
            change[max(stock.day, 0)] += stock.quantity
    for need in needs:
        if need.day < len(change):
            change[max(need.day, 0)] -= need.quantity
    return [int(there) + more for there, more in zip(before.available[point], accumulate(change), strict=True)]


def _lot_take_faults(network: Network, before: Remaining, take: Take, fresh: int) -> Iterator[str]:
    assert take.lot is not None
    if not 0 <= take.lot < len(before.lots) or before.lots[take.lot].point != take.point:
        yield f"{point_in_words(network, take.point)} has no lot {take.lot}"
        return
    lot = before.lots[take.lot]
    if take.need_day < lot.day:
        yield f"lot {take.lot} is there on day {lot.day}, taken for day {take.need_day}"
    if take.need_day + fresh >= lot.expires:
        yield f"lot {take.lot} is too old on day {take.need_day}"


def _overdrawn_lots(before: Remaining, claims: Sequence[Claim]) -> Iterator[str]:
    taken: dict[int, int] = defaultdict(int)
    for take in (take for claim in claims for take in claim.takes):
        if take.lot is not None:
            taken[take.lot] += take.quantity
    for lot, quantity in sorted(taken.items()):
        if 0 <= lot < len(before.lots) and quantity > before.lots[lot].free:
            yield f"lot {lot} has {before.lots[lot].free}, {quantity} are taken"
