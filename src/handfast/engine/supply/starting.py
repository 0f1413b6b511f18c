"""Start a run that is given, with its process and its lot, on a given day: its minutes, calendars and lead times.

The kernel books a run as late as it can be to be there by some day. The later that day, the later the run starts: so
the first day by which it starts no sooner than wanted tells whether it can start just then.
"""

from __future__ import annotations

from handfast.engine.supply.place.arrays import BLAMES, JOURNAL, OVERFLOW, State, new_desk
from handfast.engine.supply.place.journal import repeat, undo
from handfast.engine.supply.place.once import run_once
from handfast.engine.supply.placing import Obstacle, Placement, Placer

MOST_DAYS = 366
"""So many days after its start a run is looked for to be there."""


class Starting:
    """Starts runs on what is left; each method is told the state, and changes it in place by what it starts.

    Parameters
    ----------
    placer
        Of the company: its arrays are shared, its state is left alone.
    """

    def __init__(self, placer: Placer) -> None:
        self._network, self._structure = placer.network, placer.structure
        self._desk = new_desk(len(self._network.items))

    def start_on(self, state: State, process: int, starts: int, day: int, *, overtime: bool) -> Placement | None:
        """Start a run on this very day, applied to the state; None where that is not possible."""
        found = self.start_from(state, process, starts, day, overtime=overtime)
        if found is None or found.runs[0].start_day == day:
            return found
        repeat(state, found.rows, -1)
        return None

    def start_from(self, state: State, process: int, starts: int, day: int, *, overtime: bool) -> Placement | None:
        """Start a run on the first day from `day` on that is found, applied to the state; None: there is none."""
        for need in range(day, min(day + MOST_DAYS, self._network.horizon)):
            if self._book(state, process, starts, need, overtime):
                found = self._kept(state, process, need, day)
                if found is not None:
                    return found
        return None

    def obstacles(self, state: State, process: int, starts: int, need: int, *, overtime: bool) -> tuple[Obstacle, ...]:
        """Return why a run cannot be there by a day; empty where it can. The state stays as it is."""
        if self._book(state, process, starts, need, overtime):
            undo(state, self._desk, 0)
            return ()
        return tuple(Obstacle(*row) for row in self._desk.blame[: self._desk.counts[BLAMES]].tolist())

    def _book(self, state: State, process: int, starts: int, need: int, overtime: bool) -> bool:
        """Book a run by a day on the desk; a desk that is too small gets larger."""
        while True:
            self._desk.counts[[JOURNAL, BLAMES, OVERFLOW]] = 0
            numbers = (int(process), int(starts), int(need), int(overtime))
            done = run_once(self._structure, state, self._desk, *numbers)
            if not self._desk.counts[OVERFLOW]:
                return bool(done)
            undo(state, self._desk, 0)
            self._desk = new_desk(len(self._network.items), 4 * len(self._desk.journal))

    def _kept(self, state: State, process: int, need: int, first: int) -> Placement | None:
        """Return what stands on the desk as a placement; None, and taken back, where it starts sooner than wanted."""
        rows = self._desk.journal[: self._desk.counts[JOURNAL]].copy()
        point = int(self._network.structure.output_point[process])
        placement = Placement(point, 0, need, need, need, True, rows)
        run = placement.runs[0]
        if run.start_day < first or run.available_day >= self._network.horizon:
            undo(state, self._desk, 0)
            return None
        return placement
