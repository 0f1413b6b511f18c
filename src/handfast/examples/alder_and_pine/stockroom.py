"""What lies where, lot by lot; the oldest lot leaves first."""

from __future__ import annotations

from collections import deque
from typing import Any

from handfast.examples.alder_and_pine.planning import Point

Take = tuple[Point, str, int]
"""A stock point, a lot and how much of it was taken."""


class Stockroom:
    """Stock of every point as lots in order of arrival; what is on order and what is owed."""

    def __init__(self, points: list[Point]) -> None:
        self.lots: dict[Point, deque[list[Any]]] = {point: deque() for point in points}
        self.on_hand: dict[Point, int] = dict.fromkeys(points, 0)
        self.on_order: dict[Point, int] = dict.fromkeys(points, 0)
        self.owed: dict[Point, int] = dict.fromkeys(points, 0)
        self.born: dict[str, int] = {}

    def put(self, point: Point, lot: str, quantity: int, day: int) -> None:
        """Add `quantity` of `lot`; its age counts from the day on which it first was anywhere."""
        if quantity <= 0:
            return
        self.born.setdefault(lot, day)
        self.on_hand[point] += quantity
        waiting = self.lots[point]
        if waiting and waiting[-1][0] == lot:
            waiting[-1][1] += quantity
        else:
            waiting.append([lot, quantity])

    def take(self, point: Point, quantity: int) -> list[Take]:
        """Take `quantity` from the oldest lots; it must be there."""
        taken: list[Take] = []
        waiting = self.lots[point]
        self.on_hand[point] -= quantity
        while quantity:
            lot, there = waiting[0]
            part = min(quantity, there)
            quantity -= part
            taken.append((point, lot, part))
            if part == there:
                waiting.popleft()
            else:
                waiting[0][1] = there - part
        return taken

    def position(self, point: Point) -> int:
        """Return what is there and on order, less what is owed to runs and transfers."""
        return self.on_hand[point] + self.on_order[point] - self.owed[point]

    def throw_away(self, point: Point, day: int, life: int) -> int:
        """Take out what has outlived `life` days; return how much."""
        gone = 0
        waiting = self.lots[point]
        while waiting and self.born[str(waiting[0][0])] + life <= day:
            gone += int(waiting.popleft()[1])
        self.on_hand[point] -= gone
        return gone
