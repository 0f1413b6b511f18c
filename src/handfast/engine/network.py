"""The company as arrays: stock points, processes, resources, calendars, all int64.

Days are counted from `Network.origin` (day 0 is the company's today); quantities are smallest units,
capacity is whole minutes. The arrays are plain so that the kernel can run over them at the speed of C.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handfast.engine.people import Teams

Ints = NDArray[np.int64]

PLAIN, SUBSTITUTION, EXPEDITED = 0, 1, 2
"""Classes of process: always allowed; a component substitute (never for the demand itself); only when expediting."""


class Structure(NamedTuple):
    """What does not change while promises are made. N processes, P stock points, R resources, C calendars, H days.

    Processes are sorted by the stock point they supply, then by rank: those of point ``p`` are
    ``process_first[p]`` to ``process_first[p + 1] - 1``.
    """

    process_first: Ints  # (P + 1,)
    output_point: Ints  # (N,) the stock point supplied
    process_class: Ints  # (N,) PLAIN, SUBSTITUTION or EXPEDITED
    same_day: Ints  # (N,) 1: output is available on the last working day, 0: the day after
    yield_num: Ints  # (N,) good output = floor(starts * num / den)
    yield_den: Ints  # (N,)
    lot_min: Ints  # (N,) starts, at least 1
    lot_multiple: Ints  # (N,) starts, at least 1
    lot_max: Ints  # (N,) starts, a multiple of lot_multiple, at least lot_min; NO_LIMIT where none is said
    lead_before: Ints  # (N,) days
    lead_after: Ints  # (N,) days
    lead_calendar: Ints  # (N,) calendar whose working days are counted, -1: calendar days
    first_start: Ints  # (N,) first day on which a run may start (>= 0)
    last_start: Ints  # (N,) last day on which a run may start (<= H - 1)
    input_first: Ints  # (N + 1,) inputs of process k are input_first[k] .. input_first[k + 1] - 1
    input_point: Ints  # (I,)
    input_num: Ints  # (I,) used = ceil(starts * num / den) + fixed
    input_den: Ints  # (I,)
    input_fixed: Ints  # (I,)
    extra_first: Ints  # (N + 1,) co-products
    extra_point: Ints  # (E,)
    extra_num: Ints  # (E,) yielded = floor(starts * num / den)
    extra_den: Ints  # (E,)
    load_first: Ints  # (N + 1,) steps in order
    load_resource: Ints  # (S,)
    load_num: Ints  # (S,) minutes of each unit used = setup + ceil(starts * num / den)
    load_den: Ints  # (S,)
    load_setup: Ints  # (S,)
    load_units: Ints  # (S,) units of the resource used at once
    unit_minutes: Ints  # (R, H) working minutes of one unit
    unit_overtime: Ints  # (R, H) minutes that overtime could add to one unit
    working_before: Ints  # (C, H + 1) working days in [0, d)
    working_day: Ints  # (C, H + 1) day of the k-th working day; H where the horizon ends
    point_item: Ints  # (P,) number of the stock point's item


NO_LIMIT = 1 << 40
"""Largest lot where none is said; also the bound of any single quantity."""


class Rate(NamedTuple):
    """Money as an exact fraction: minor units for one smallest unit (or minute)."""

    num: Ints
    den: Ints


@dataclass(frozen=True)
class Network:
    """The company's structure with the names behind the numbers and what things cost."""

    origin: int  # days since 1970-01-01 of day 0
    horizon: int  # H
    items: tuple[str, ...]  # (P,) item of each stock point
    sites: tuple[str, ...]  # (P,) site of each stock point
    processes: tuple[str, ...]  # (N,) the table's key; expedited and substitution variants carry the key they come from
    resources: tuple[str, ...]  # (R,)
    calendars: tuple[str, ...]  # (C,)
    resource_units: Ints  # (R,)
    structure: Structure
    point_of: dict[tuple[str, str], int]  # (item, site) -> P
    resource_of: dict[str, int]
    item_cost: Rate  # (P,) standard cost of one smallest unit
    process_cost: Rate  # (N,) of one start, beyond inputs and hours
    process_cost_fixed: Ints  # (N,) minor units a run
    expedite_cost: Rate  # (N,) surcharge of one start, part of which process_cost does not know
    expedite_cost_fixed: Ints  # (N,)
    minute_cost: Rate  # (R,)
    overtime_cost: Rate  # (R,) surcharge of one minute of overtime
    uncosted_points: frozenset[int] = frozenset()  # stock points whose item has no standard cost: item_cost is 0 there
    uncosted_ways: frozenset[int] = frozenset()  # what is bought at no known price: process_cost is 0 there
    teams: Teams = field(default_factory=Teams)

    def capacity(self) -> Ints:
        """Return minutes of all units together, shape (R, H)."""
        return self.structure.unit_minutes * self.resource_units[:, None]

    def overtime(self) -> Ints:
        """Return minutes that overtime could add over all units, shape (R, H)."""
        return self.structure.unit_overtime * self.resource_units[:, None]

    @cached_property
    def may_be_expedited(self) -> NDArray[np.bool_]:
        """Whether an expedited process supplies a stock point, or anything that goes into it, shape (P,)."""
        structure = self.structure
        found = np.zeros(len(self.items), np.bool_)
        found[structure.output_point[structure.process_class == EXPEDITED]] = True
        process = np.repeat(np.arange(len(structure.output_point)), np.diff(structure.input_first))
        into, source = structure.output_point[process], structure.input_point
        known = -1
        while (count := int(found.sum())) > known:
            known = count
            found[into[found[source]]] = True
        return found
