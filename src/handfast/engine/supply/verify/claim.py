"""What is claimed to be a legal placement, in plain terms: runs, what they load, what is taken for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handfast.engine.network import PLAIN, SUBSTITUTION, Ints, Network

DEMAND = -1
"""Number that stands for the demand itself where otherwise a run is named."""


@dataclass(frozen=True)
class Load:
    """Minutes of one step of a run on one day, over all units it uses."""

    step: int  # row of the structure's loads
    resource: int
    day: int
    minutes: int
    overtime: int = 0


@dataclass(frozen=True)
class Run:
    """One run: ``serves`` is the number of the run for whose input it was started, or ``DEMAND``."""

    process: int
    starts: int
    start_day: int
    available_day: int
    serves: int
    loads: tuple[Load, ...] = ()


@dataclass(frozen=True)
class Take:
    """A quantity taken for a run's input or for the demand, from availability or from one expiring lot."""

    point: int
    need_day: int
    quantity: int
    user: int
    lot: int | None = None


@dataclass(frozen=True)
class Demand:
    """What was asked for and what was allowed to meet it."""

    point: int
    quantity: int
    day: int
    classes: frozenset[int] = frozenset({PLAIN, SUBSTITUTION})
    overtime: bool = False
    fresh: int = 0  # days of shelf life that the goods must still have


@dataclass(frozen=True)
class Claim:
    """How a demand is met."""

    demand: Demand
    runs: tuple[Run, ...]
    takes: tuple[Take, ...]


@dataclass(frozen=True)
class Lot:
    """An expiring lot."""

    point: int
    day: int  # first day of use
    expires: int  # first day on which it is too old
    free: int


@dataclass(frozen=True)
class Expected:
    """What people expect to start soon, and how many last-minute changes they may be asked for.

    Attributes
    ----------
    starts
        Runs of a process that the published plan starts on a day, and that may be swapped: (process, day) to how many.
    left
        Shape (T, W): runs that may come unexpected to each team, week by week from that of day 0.
    """

    starts: Mapping[tuple[int, int], int]
    left: Sequence[Sequence[int]] | Ints


@dataclass(frozen=True)
class Remaining:
    """What was left before the placement.

    Attributes
    ----------
    available
        Shape (P, H): cumulative availability net of commitments, without expiring lots.
    capacity, overtime
        Shape (R, H): minutes of all units.
    lots
        Expiring lots.
    shelf_life
        Shape (P,): days that a run's output lasts, 0: for ever.
    team_overtime
        Shape (T, W): minutes of overtime that each team of the network has left, week by week from that of day 0.
        Empty: nothing limits them.
    changes
        What people expect to start, and how many other starts they may be asked for; None: nobody counts them.
    """

    available: Ints
    capacity: Ints
    overtime: Ints
    lots: Sequence[Lot] = ()
    shelf_life: Sequence[int] | Ints = ()
    team_overtime: Sequence[Sequence[int]] | Ints = ()
    changes: Expected | None = None

    def life_of(self, point: int) -> int:
        """Return the shelf life of a stock point's new output, 0: for ever."""
        return int(self.shelf_life[point]) if len(self.shelf_life) else 0


def point_in_words(network: Network, point: int) -> str:
    """Return a stock point as people say it."""
    return f"{network.items[point]} at {network.sites[point]}"


def run_in_words(network: Network, claim: Claim, run: int) -> str:
    """Return a run as the verifier's answers name it."""
    return f"run {run} ({network.processes[claim.runs[run].process]})"
