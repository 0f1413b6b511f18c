"""A run taken alone: its class, validity, lot and inputs, and its way through time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION, Network
from handfast.engine.supply.verify.amounts import inputs_of
from handfast.engine.supply.verify.claim import Claim, Demand, Run, point_in_words, run_in_words
from handfast.engine.supply.verify.times import time_faults

CLASS_NAMES = {PLAIN: "plain", SUBSTITUTION: "substitution", EXPEDITED: "expedited"}


def run_faults(network: Network, claim: Claim) -> Iterator[str]:
    """Yield what is wrong with each run taken alone."""
    for number, run in enumerate(claim.runs):
        faults = [
            *_start_faults(network, claim.demand, run),
            *_lot_faults(network, run),
            *_input_faults(network, claim, number),
            *time_faults(network, claim.demand, run),
        ]
        yield from (f"{run_in_words(network, claim, number)}: {fault}" for fault in faults)


def _start_faults(network: Network, demand: Demand, run: Run) -> Iterator[str]:
    s = network.structure
    kind = int(s.process_class[run.process])
    if kind not in demand.classes:
        yield f"processes of class {CLASS_NAMES[kind]} were not allowed"
    first, last = int(s.first_start[run.process]), int(s.last_start[run.process])
    if not 0 <= run.start_day < network.horizon:
        yield f"starts on day {run.start_day}, outside the horizon of {network.horizon} days"
    elif not first <= run.start_day <= last:
        yield f"starts on day {run.start_day}, but the process is valid from day {first} to day {last}"


def _lot_faults(network: Network, run: Run) -> Iterator[str]:
    s, k = network.structure, run.process
    low, step, high = int(s.lot_min[k]), int(s.lot_multiple[k]), int(s.lot_max[k])
    if run.starts < low:
        yield f"starts {run.starts}, less than the smallest lot of {low}"
    if run.starts > high:
        yield f"starts {run.starts}, more than the largest lot of {high}"
    if run.starts % step:
        yield f"starts {run.starts}, not a multiple of {step}"


def _input_faults(network: Network, claim: Claim, number: int) -> Iterator[str]:
    run = claim.runs[number]
    taken: dict[int, int] = defaultdict(int)
    for take in claim.takes:
        if take.user == number:
            taken[take.point] += take.quantity
            if take.need_day != run.start_day:
                taken_from = point_in_words(network, take.point)
                yield f"takes {taken_from} for day {take.need_day}, but starts on day {run.start_day}"
    needed = inputs_of(network, run)
    for point in sorted({*taken, *needed}):
        if taken.get(point, 0) != needed.get(point, 0):
            yield f"takes {taken.get(point, 0)} of {point_in_words(network, point)}, but uses {needed.get(point, 0)}"
