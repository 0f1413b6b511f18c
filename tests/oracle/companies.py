"""Small companies, written by hand or drawn at random, as networks with what is left of their supply and capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from handfast.engine.calendar import index_working_days
from handfast.engine.network import NO_LIMIT, PLAIN, SUBSTITUTION, Ints, Network, Rate, Structure
from handfast.engine.people import Teams


@dataclass(frozen=True)
class Part:
    """Something used or yielded: ``num / den`` for one start, ``fixed`` for each run."""

    point: int
    num: int = 1
    den: int = 1
    fixed: int = 0


@dataclass(frozen=True)
class Step:
    """A step of a routing."""

    resource: int
    num: int
    den: int = 1
    setup: int = 0
    units: int = 1


@dataclass(frozen=True)
class Way:
    """A process."""

    output: int
    inputs: tuple[Part, ...] = ()
    extras: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()
    kind: int = PLAIN
    rank: int = 1
    good: tuple[int, int] = (1, 1)
    lot_min: int = 1
    lot_multiple: int = 1
    lot_max: int = NO_LIMIT
    lead_before: int = 0
    lead_after: int = 0
    lead_calendar: int = -1
    same_day: bool = True
    first_start: int = 0
    last_start: int | None = None  # None: the last day of the horizon


@dataclass(frozen=True)
class Shop:
    """A resource: units, and minutes of one unit on each day."""

    units: int
    minutes: tuple[int, ...]
    overtime: tuple[int, ...]


@dataclass(frozen=True)
class SmallCompany:
    """A company of a few stock points, and what is left of it.

    ``events`` are supplies (positive) and commitments (negative) that are there already; ``loaded`` are minutes that
    are committed already.
    """

    horizon: int
    points: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    shops: tuple[Shop, ...] = ()
    calendars: tuple[tuple[bool, ...], ...] = ()
    events: tuple[tuple[int, int, int], ...] = ()  # point, day, quantity
    loaded: tuple[tuple[int, int, int, int], ...] = ()  # resource, day, minutes, minutes of overtime
    lots: tuple[tuple[int, int, int, int], ...] = ()  # expiring: point, first day, first day too old, quantity
    shelf_life: tuple[int, ...] = ()  # days, by point; nothing said: for ever
    point: int = 0
    quantity: int = 1
    wish: int = 0
    fresh: int = 0
    overtime: bool = False
    expedite: bool = False
    crew: tuple[int, ...] = ()  # team of each shop, -1: none
    weekly: tuple[int, ...] = ()  # minutes of overtime that each team may work in a week

    @cached_property
    def sorted_ways(self) -> tuple[Way, ...]:
        """Ways in the kernel's order."""
        return tuple(sorted(self.ways, key=lambda way: (way.output, way.kind == SUBSTITUTION, way.rank, way.kind)))

    @cached_property
    def network(self) -> Network:
        """The company as arrays."""
        return _network_of(self)

    def available(self) -> Ints:
        """Return cumulative availability net of commitments, shape (P, H)."""
        change = np.zeros((len(self.points), self.horizon), dtype=np.int64)
        for point, day, quantity in self.events:
            change[point, day] += quantity
        return np.cumsum(change, axis=1)

    def capacity(self) -> Ints:
        """Return minutes left, shape (R, H)."""
        left = self.network.capacity()
        for resource, day, minutes, _ in self.loaded:
            left[resource, day] -= minutes
        return left

    def overtime_left(self) -> Ints:
        """Return minutes of overtime left, shape (R, H)."""
        left = self.network.overtime()
        for resource, day, _, minutes in self.loaded:
            left[resource, day] -= minutes
        return left


def _column(rows: Sequence[object], name: str) -> Ints:
    return np.array([getattr(row, name) for row in rows], dtype=np.int64)


def _first(rows: Sequence[Sequence[object]]) -> Ints:
    return np.array([0, *accumulate(len(row) for row in rows)], dtype=np.int64)


def _matrix(rows: Sequence[Sequence[int]], days: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), days)


def _structure_of(company: SmallCompany) -> Structure:
    ways, days = company.sorted_ways, company.horizon
    inputs = [part for way in ways for part in way.inputs]
    extras = [part for way in ways for part in way.extras]
    steps = [step for way in ways for step in way.steps]
    before, nth = index_working_days(np.array(company.calendars, dtype=bool).reshape(-1, days))
    supplied = _column(ways, "output")
    return Structure(
        process_first=np.searchsorted(supplied, np.arange(len(company.points) + 1)).astype(np.int64),
        output_point=supplied,
        process_class=_column(ways, "kind"),
        same_day=_column(ways, "same_day"),
        yield_num=np.array([way.good[0] for way in ways], dtype=np.int64),
        yield_den=np.array([way.good[1] for way in ways], dtype=np.int64),
        lot_min=_column(ways, "lot_min"),
        lot_multiple=_column(ways, "lot_multiple"),
        lot_max=_column(ways, "lot_max"),
        lead_before=_column(ways, "lead_before"),
        lead_after=_column(ways, "lead_after"),
        lead_calendar=_column(ways, "lead_calendar"),
        first_start=_column(ways, "first_start"),
        last_start=np.array([days - 1 if way.last_start is None else way.last_start for way in ways], dtype=np.int64),
        input_first=_first([way.inputs for way in ways]),
        input_point=_column(inputs, "point"),
        input_num=_column(inputs, "num"),
        input_den=_column(inputs, "den"),
        input_fixed=_column(inputs, "fixed"),
        extra_first=_first([way.extras for way in ways]),
        extra_point=_column(extras, "point"),
        extra_num=_column(extras, "num"),
        extra_den=_column(extras, "den"),
        load_first=_first([way.steps for way in ways]),
        load_resource=_column(steps, "resource"),
        load_num=_column(steps, "num"),
        load_den=_column(steps, "den"),
        load_setup=_column(steps, "setup"),
        load_units=_column(steps, "units"),
        unit_minutes=_matrix([shop.minutes for shop in company.shops], days),
        unit_overtime=_matrix([shop.overtime for shop in company.shops], days),
        working_before=before,
        working_day=nth,
        point_item=np.unique([item for item, _ in company.points], return_inverse=True)[1].astype(np.int64),
    )


def _network_of(company: SmallCompany) -> Network:
    ways, points = company.sorted_ways, company.points

    def free(rows: int) -> Rate:
        return Rate(np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=np.int64))

    return Network(
        origin=20_000,
        horizon=company.horizon,
        items=tuple(item for item, _ in points),
        sites=tuple(site for _, site in points),
        processes=tuple(f"w{n}" for n in range(len(ways))),
        resources=tuple(f"r{n}" for n in range(len(company.shops))),
        calendars=tuple(f"c{n}" for n in range(len(company.calendars))),
        resource_units=_column(company.shops, "units"),
        structure=_structure_of(company),
        point_of={point: n for n, point in enumerate(points)},
        resource_of={f"r{n}": n for n in range(len(company.shops))},
        item_cost=free(len(points)),
        process_cost=free(len(ways)),
        process_cost_fixed=np.zeros(len(ways), dtype=np.int64),
        expedite_cost=free(len(ways)),
        expedite_cost_fixed=np.zeros(len(ways), dtype=np.int64),
        minute_cost=free(len(company.shops)),
        overtime_cost=free(len(company.shops)),
        teams=_teams_of(company),
    )


def _teams_of(company: SmallCompany) -> Teams:
    """Return the teams, who may be asked for one run at short notice a week, for two days."""
    count = len(company.weekly)
    one = np.ones(count, dtype=np.int64)
    names = tuple(f"t{n}" for n in range(count))
    weekly = np.array(company.weekly, dtype=np.int64)
    return Teams(names, np.array(company.crew, dtype=np.int64), weekly, one, 2 * one, one)
