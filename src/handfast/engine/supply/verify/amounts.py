"""What a run uses and yields: ratios of whole numbers, so that nothing is rounded but what the rules round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import SupportsInt

from handfast.engine.network import Network
from handfast.engine.supply.verify.claim import Run


def rounded_up(starts: int, num: SupportsInt, den: SupportsInt) -> int:
    """Return what so many starts take at an exact ratio, up to the next whole one."""
    return -(-starts * int(num) // int(den))


def inputs_of(network: Network, run: Run) -> dict[int, int]:
    """Return what a run uses of each stock point."""
    s = network.structure
    used: dict[int, int] = defaultdict(int)
    for row in range(int(s.input_first[run.process]), int(s.input_first[run.process + 1])):
        amount = rounded_up(run.starts, s.input_num[row], s.input_den[row])
        used[int(s.input_point[row])] += amount + int(s.input_fixed[row])
    return {point: quantity for point, quantity in used.items() if quantity > 0}


def outputs_of(network: Network, run: Run) -> Iterator[tuple[int, int]]:
    """Yield stock point and quantity of everything that a run yields."""
    s, k = network.structure, run.process
    yield int(s.output_point[k]), run.starts * int(s.yield_num[k]) // int(s.yield_den[k])
    for row in range(int(s.extra_first[k]), int(s.extra_first[k + 1])):
        yield int(s.extra_point[row]), run.starts * int(s.extra_num[row]) // int(s.extra_den[row])
