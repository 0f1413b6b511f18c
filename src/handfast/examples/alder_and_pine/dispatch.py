"""The shipping docks: lines that are due leave when their goods are there, key accounts first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from numpy.random import Generator

from handfast.examples.alder_and_pine.customers import KEY, SEGMENTS, customers
from handfast.examples.alder_and_pine.days import arrival, next_working
from handfast.examples.alder_and_pine.orders import Line
from handfast.examples.alder_and_pine.planning import Point
from handfast.examples.alder_and_pine.stockroom import Stockroom

PATIENCE = 21
"""Days late after which a customer may cancel."""
FORGIVEN = 0.15
"""Ill will that costs no order yet."""
LAST_STRAW = 0.012
"""Chance that a customer does not come back after a line that was more than a week late; key accounts stay."""


@dataclass(slots=True)
class Delivery:
    """What left the dock for one line from one lot."""

    line: Line
    lot: str
    quantity: int
    shipped: int
    delivered: int
    express: bool


class Dispatch:
    """Open lines of every stock point, and the goodwill of every customer."""

    def __init__(self, room: Stockroom, rng: Generator) -> None:
        self.room = room
        self.rng = rng
        self.open: dict[Point, list[Line]] = defaultdict(list)
        self.deliveries: list[Delivery] = []
        self.goodwill: dict[str, float] = {customer.key: 1.0 for customer in customers()}
        self.gone: dict[str, int] = {}

    def is_wanted(self, line: Line) -> bool:
        """Whether the customer still places this order, after all that it has been through."""
        key = line.customer.key
        return key not in self.gone and line.luck < self.goodwill[key] + FORGIVEN

    def add(self, line: Line) -> None:
        """Take `line` into the book."""
        self.open[line.article.key, line.site].append(line)

    def booked(self, point: Point, day: int, ahead: int) -> tuple[int, int]:
        """Return what is ordered to leave within `ahead` days, and how much of it is overdue."""
        booked = overdue = 0
        for line in self.open[point]:
            if line.ship_due <= day + ahead:
                booked += line.open
                if line.ship_due < day:
                    overdue += line.open
        return booked, overdue

    def ship(self, day: int) -> None:
        """Ship what is due on `day` as far as the stock reaches."""
        for point, lines in self.open.items():
            due = [line for line in lines if line.ship_due <= day]
            if not due:
                continue
            due.sort(key=lambda line: (SEGMENTS.index(line.customer.segment), line.ship_due))
            for line in due:
                self._serve(point, line, day)
            self.open[point] = [line for line in lines if line.open]

    def _serve(self, point: Point, line: Line, day: int) -> None:
        """Ship `line` whole, or half of it once it is late; let an angry customer cancel."""
        there = self.room.on_hand[point]
        late = day - line.ship_due
        if there >= line.open:
            self._leave(point, line, line.open, day)
        elif self._is_worth_a_part(line, there, late):
            self._leave(point, line, there // line.article.smallest * line.article.smallest, day)
        elif late > PATIENCE and not line.shipped and self.rng.random() < 0.04:
            if line.article.to_order:
                self.room.owed[point] -= line.open
            line.cancelled = True
            self._remember(line, 30)

    def _is_worth_a_part(self, line: Line, there: int, late: int) -> bool:
        """Whether to ship half of a late line, or whatever there is of a very late one."""
        if there < line.article.smallest:
            return False
        half = late >= 2 and line.open >= 6 * line.article.smallest and there * 2 >= line.open and not line.shipments
        return half or late >= 10

    def _leave(self, point: Point, line: Line, quantity: int, day: int) -> None:
        late = day - line.ship_due
        express = late >= 3 and line.customer.segment == KEY and self.rng.random() < 0.5
        delayed = int(self.rng.random() < 0.03) * int(self.rng.integers(1, 4))
        if express:
            delivered = int(next_working(line.customer.calendar)[day + 1])
        else:
            delivered = int(arrival(line.site, line.customer.region, line.customer.calendar)[day + delayed])
        if line.article.to_order:
            self.room.owed[point] -= quantity
        for _, lot, part in self.room.take(point, quantity):
            self.deliveries.append(Delivery(line, lot, part, day, delivered, express))
            line.lots.append((lot, part))
        line.shipped += quantity
        line.shipments += 1
        if not line.open:
            line.delivered = delivered
            self._remember(line, delivered - line.confirmed)
            if delivered - line.confirmed > 7 and line.customer.segment != KEY and self.rng.random() < LAST_STRAW:
                self.gone.setdefault(line.customer.key, day)

    def _remember(self, line: Line, late: int) -> None:
        """Let the customer's goodwill follow from what it was delivered: it is a fading mean of its lines."""
        score = 1.0 if late <= 0 else max(0.0, 0.6 - late / 30)
        goodwill = self.goodwill[line.customer.key]
        memory = 0.02 if line.customer.segment == KEY else 0.05
        self.goodwill[line.customer.key] = goodwill + memory * (score - goodwill)
