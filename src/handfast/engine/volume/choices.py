"""Choices: what one more machine, more hours or another source would gain, at most and really.

A choice changes the company as a network. What it could gain *at most* follows from the prices of the plan as it is:
mended so that they contradict no decision of the changed company either, they bound its best plan (weak duality). For
hours this is their price times their number, summed over the buckets; for a source, what its goods would be worth
beyond what they cost. What it *really* gains is the difference to the best plan of the changed company. The first hour
earns most and each further one less or as much, so the bound is close for little and generous for much.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import numpy as np
import polars as pl

from handfast.engine.assembly import build_network
from handfast.engine.network import Ints, Network
from handfast.engine.people import UNLIMITED, Teams, weeks_of
from handfast.engine.tables.frame import Tables, frame_of
from handfast.errors import NotFound
from handfast.sentences import sentence

MINUTES_PER_HOUR, DAYS_A_WEEK = 60, 7


@dataclass(frozen=True)
class Company:
    """What a choice changes: the network, and the tables that it was built from."""

    tables: Tables
    network: Network


class Choice(Protocol):
    """Something that money could buy; what it costs is in minor units."""

    kind: ClassVar[str]

    @property
    def once(self) -> int:
        """What it costs once."""
        ...

    @property
    def weekly(self) -> int:
        """What it costs each week."""
        ...

    @property
    def name(self) -> str:
        """How people read it."""
        ...

    def changed(self, company: Company) -> Network:
        """Return the company as it would be, with the same stock points and resources."""
        ...


def _resource(network: Network, name: str) -> int:
    """Return a resource's number.

    Raises
    ------
    NotFound
        There is none of this name.
    """
    if name not in network.resource_of:
        known = ", ".join(network.resources[:20])
        raise NotFound(
            sentence("There is no resource {name}. There are: {known}.", name=name, known=known)
            if known
            else sentence("There are no resources.")
        )
    return network.resource_of[name]


@dataclass(frozen=True)
class Machine:
    """More units of a resource, which work by its calendar, overtime included."""

    resource: str
    units: int = 1
    once: int = 0
    weekly: int = 0
    kind: ClassVar[str] = "machine"

    @property
    def name(self) -> str:
        """How people read it."""
        return f"{self.units} more of {self.resource}"

    def changed(self, company: Company) -> Network:
        """Return the company with these units."""
        row, network = _resource(company.network, self.resource), company.network
        units = network.resource_units.copy()
        units[row] += self.units
        return replace(network, resource_units=units)


@dataclass(frozen=True)
class Hire:
    """More hours a week at a resource, spread evenly over its working days of the week; none where it has none.

    Parameters
    ----------
    hours
        Of all units together; rounded down to whole minutes of each unit.
    overtime
        Whether they are hours of overtime, which cost their surcharge, instead of normal ones. Where the team's week is
        limited, the limit rises with them.
    """

    resource: str
    hours: float
    overtime: bool = False
    once: int = 0
    weekly: int = 0
    kind: ClassVar[str] = "hire"

    @property
    def name(self) -> str:
        """How people read it."""
        return f"{self.hours:g} h {'of overtime ' if self.overtime else ''}a week at {self.resource}"

    def changed(self, company: Company) -> Network:
        """Return the company with these hours."""
        network, row = company.network, _resource(company.network, self.resource)
        structure = network.structure
        column = "unit_overtime" if self.overtime else "unit_minutes"
        minutes = getattr(structure, column).copy()
        week = weeks_of(network.origin, network.horizon)
        for number in range(int(week[-1]) + 1):
            days = np.flatnonzero(week == number)
            works = days[structure.unit_minutes[row, days] > 0]
            if len(works):
                each = int(self.hours * MINUTES_PER_HOUR * len(days) / DAYS_A_WEEK / int(network.resource_units[row]))
                minutes[row, works] += each // len(works)
                minutes[row, works[: each % len(works)]] += 1
        teams = self._longer_week(network, row) if self.overtime else network.teams
        return replace(network, structure=structure._replace(**{column: minutes}), teams=teams)

    def _longer_week(self, network: Network, row: int) -> Teams:
        """Return the teams, that of a resource with more overtime a week."""
        teams = network.teams
        team = int(teams.of[row]) if len(teams.of) else -1
        if team < 0 or teams.overtime[team] >= UNLIMITED:
            return teams
        overtime = teams.overtime.copy()
        overtime[team] += int(self.hours * MINUTES_PER_HOUR)
        return replace(teams, overtime=overtime)


@dataclass(frozen=True)
class Source:
    """Another supplier of an item at a site.

    Parameters
    ----------
    lead_days
        Calendar days from order to receipt.
    price
        Minor units of money for one unit.
    lot
        Smallest lot, in smallest units; None: none is said.
    """

    item: str
    site: str
    lead_days: int
    price: int
    lot: int | None = None
    once: int = 0
    weekly: int = 0
    kind: ClassVar[str] = "supplier"

    @property
    def name(self) -> str:
        """How people read it."""
        return f"{self.item} for {self.site} within {self.lead_days} days"

    def changed(self, company: Company) -> Network:
        """Return the company with a process that buys from this supplier, the last one that is tried."""
        network = company.network
        if (self.item, self.site) not in network.point_of:
            raise NotFound(
                sentence(
                    "No stock point is {item} at {site}. A supplier can serve those of the company.",
                    item=self.item,
                    site=self.site,
                )
            )
        process = frame_of(company.tables, "process")
        tables = {**company.tables, "process": pl.concat([process, self._row(process)])}
        return build_network(tables, network.origin, network.horizon)

    def _row(self, process: pl.DataFrame) -> pl.DataFrame:
        said = {
            "process": f"buy {self.name}",
            "kind": "buy",
            "item": self.item,
            "site": self.site,
            "rank": 1000,
            "yield": "1",
            "lot_min": self.lot,
            "lead_before_days": 0,
            "lead_after_days": self.lead_days,
            "same_day": False,
            "cost": self.price,
            "cost_per": 1,
            "cost_fixed": 0,
            "expedite_cost": 0,
            "expedite_cost_fixed": 0,
        }
        empty = {name: "" if kind == pl.String else None for name, kind in process.schema.items()}
        return pl.DataFrame([{**empty, **said}], schema=process.schema)


def more_minutes(before: Network, after: Network) -> tuple[Ints, Ints]:
    """Return how many more minutes, and minutes of overtime, a changed company has, shape (R, H) each."""
    return after.capacity() - before.capacity(), after.overtime() - before.overtime()


def assert_same_places(before: Network, after: Network) -> None:
    """Refuse a change that renumbers stock points or resources: prices would speak of others."""
    if (before.items, before.sites, before.resources) != (after.items, after.sites, after.resources):
        raise ValueError("a choice must not change stock points or resources")


__all__ = ["Choice", "Company", "Hire", "Machine", "Source", "assert_same_places", "more_minutes"]
