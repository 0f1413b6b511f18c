"""What a run uses and yields, in exact fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from handfast.engine.network import Ints, Network
from handfast.engine.supply.verify.claim import Run


def ratio_of(num: Ints, den: Ints, row: int) -> Fraction:
    """Return one exact ratio."""
    return Fraction(int(num[row]), int(den[row]))


def inputs_of(network: Network, run: Run) -> dict[int, int]:
    """Return what a run uses of each stock point."""
    s = network.structure
    used: dict[int, int] = defaultdict(int)
    for row in range(int(s.input_first[run.process]), int(s.input_first[run.process + 1])):
        ratio = ratio_of(s.input_num, s.input_den, row)
        used[int(s.input_point[row])] += ceil(run.starts * ratio) + int(s.input_fixed[row])
    return {point: quantity for point, quantity in used.items() if quantity > 0}


def outputs_of(network: Network, run: Run) -> Iterator[tuple[int, int]]:
    """Yield stock point and quantity of everything that a run yields."""
    s, k = network.structure, run.process
    yield int(s.output_point[k]), floor(run.starts * ratio_of(s.yield_num, s.yield_den, k))
    for row in range(int(s.extra_first[k]), int(s.extra_first[k + 1])):
        yield int(s.extra_point[row]), floor(run.starts * ratio_of(s.extra_num, s.extra_den, row))
