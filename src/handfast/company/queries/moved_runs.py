"""A move of a run as it was checked: which runs it moves, why it cannot be, and what to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from handfast.company.queries.binding_anew import Need
from handfast.company.queries.runs import Run, run_name
from handfast.engine.promise.rebinding import Bound
from handfast.engine.supply.placing import Placement


class MovedRun(NamedTuple):
    """A run that moves; days are the ledger's."""

    run: int
    process: str
    item: str
    site: str
    was_start: int
    was_there: int
    start: int
    there: int

    @property
    def name(self) -> str:
        """How people read it."""
        return run_name(self.run)


@dataclass(frozen=True)
class Moving:
    """A move that was checked.

    Parameters
    ----------
    moves
        The run that was asked for, then those that move along; none where it is not possible.
    conflicts
        Why it is not possible; none where it is.
    cures
        Days, nearest to the wanted one, on which the run could start instead.
    elsewhere
        Promises whose goods come from another supply then, in time as before.
    later
        What the published plan made these runs for and would have later than it wants, in words.
    seen
        All of this in short: a move that would do anything else has another one.
    """

    run: Run
    asked: int
    moves: tuple[MovedRun, ...] = ()
    conflicts: tuple[str, ...] = ()
    cures: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()
    later: tuple[str, ...] = ()
    seen: str = ""
    runs: tuple[Run, ...] = field(default=(), repr=False)
    placements: tuple[Placement, ...] = field(default=(), repr=False)
    bindings: tuple[PointBinding, ...] = field(default=(), repr=False)

    @property
    def possible(self) -> bool:
        """Whether it can be done as it was checked."""
        return not self.conflicts


@dataclass(frozen=True)
class PointBinding:
    """A stock point with its needs before and after; `bound` are need's position, balance and quantity."""

    before: tuple[Bound, ...]
    needs: tuple[Need, ...]
    bound: tuple[tuple[int, int, int], ...]
