"""Ship and arrive: how a day of shipping becomes a day of arrival, and back.

Goods leave on a day on which the site ships, travel the lane's transit days, and arrive on the next day on which the
customer receives. Wishes and promises are arrive dates; stock and runs serve ship dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from handfast.engine.calendar import Calendars, WorkingDays, read_calendars
from handfast.engine.tables.frame import Tables, frame_of

BEYOND = 400
"""Days known beyond the horizon and the longest way, so that what ships on the last days still has an arrival."""


@dataclass(frozen=True)
class Route:
    """The way from a site to a customer.

    Attributes
    ----------
    shipping
        Days on which the site ships.
    travelling
        Days that count as transit days.
    receiving
        Days on which the customer receives.
    transit_days
        Length of the way.
    """

    shipping: WorkingDays
    travelling: WorkingDays
    receiving: WorkingDays
    transit_days: int

    @cached_property
    def arrivals(self) -> list[int]:
        """`arrive_day` of every known day, looked up quickly; a day beyond the known ones where there is none."""
        day = self.shipping.nth[self.shipping.before]
        day = self.travelling.nth[np.minimum(self.travelling.before[day] + self.transit_days, self.travelling.days)]
        found: list[int] = self.receiving.nth[self.receiving.before[day]].tolist()
        return found

    @cached_property
    def departures(self) -> list[int]:
        """`latest_ship` of every known day, looked up quickly; -1 where today is too late."""
        day = np.arange(self.receiving.days)
        for working, days in ((self.receiving, 0), (self.travelling, self.transit_days), (self.shipping, 0)):
            nth = working.before[day + 1] - 1 - days
            day = np.where(nth >= 0, working.nth[nth], -1)
        found: list[int] = day.tolist()
        return found

    def ship_day(self, ready: int) -> int | None:
        """Return the first day on or after `ready` on which the site ships, or None beyond the known days."""
        day = self.shipping.add_days(ready, 0)
        return day if day < self.shipping.days else None

    def arrive_day(self, ship: int) -> int | None:
        """Return the day of arrival of goods that are ready on day `ship`, or None beyond the known days."""
        day = self.shipping.add_days(ship, 0)
        day = self.travelling.add_days(day, self.transit_days)
        day = self.receiving.add_days(day, 0)
        return day if day < self.receiving.days else None

    def latest_ship(self, arrive: int) -> int | None:
        """Return the last day on which goods may leave to arrive by day `arrive`, or None where today is too late."""
        day = self.receiving.latest_day(0, arrive)
        day = self.travelling.latest_day(self.transit_days, day)
        day = self.shipping.latest_day(0, day)
        return day if day >= 0 else None


class Routes:
    """All ways from sites to customers' regions.

    A site and region without a lane are taken as next door: no transit days.

    Parameters
    ----------
    tables
        The company.
    origin
        Day 0, in days since 1970-01-01.
    horizon
        Days on which something may ship.
    """

    def __init__(self, tables: Tables, origin: int, horizon: int) -> None:
        lanes = frame_of(tables, "lane").select("site", "region", "transit_days", "calendar")
        self._lane = {(site, region): (days, calendar) for site, region, days, calendar in lanes.iter_rows()}
        longest = max((days for days, _ in self._lane.values()), default=0)
        self._calendars: Calendars = read_calendars(tables, origin, horizon + 2 * longest + BEYOND)
        self._site_calendar = dict(frame_of(tables, "site").select("site", "calendar").iter_rows())
        self._customer = {
            customer: (region, calendar)
            for customer, region, calendar in frame_of(tables, "customer")
            .select("customer", "region", "calendar")
            .iter_rows()
        }
        self._ways: dict[tuple[int, int, int, int], Route] = {}  # customers of one region and calendar share theirs

    def between(self, site: str, customer: str = "") -> Route:
        """Return the route from `site` to `customer`; nobody in particular receives every day, at once.

        Raises
        ------
        KeyError
            When `customer` is not in the customer table.
        """
        region, receiving = self._customer[customer] if customer else ("", "")
        transit_days, travelling = self._lane.get((site, region), (0, ""))
        way = (
            self._calendars.place_of(self._site_calendar.get(site, ""), "site"),
            self._calendars.place_of(travelling, "lane"),
            self._calendars.place_of(receiving, "customer"),
        )
        if (*way, transit_days) not in self._ways:
            shipping, travelled, received = map(self._calendars.working_days, way)
            self._ways[*way, transit_days] = Route(shipping, travelled, received, transit_days)
        return self._ways[*way, transit_days]
