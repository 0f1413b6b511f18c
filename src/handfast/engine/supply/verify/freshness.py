"""Whether supplies that grow old can serve needs on days: a flow from supplies to needs, found path by path."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from handfast.engine.network import Ints


@dataclass(frozen=True)
class Stock:
    """A supply from `day` on, too old from day `expires` on (None: never)."""

    day: int
    expires: int | None
    quantity: int


@dataclass(frozen=True)
class Need:
    """A quantity needed on a day, with days of life that it must still have then."""

    day: int
    fresh: int
    quantity: int


def can_serve(available: Ints, outputs: Sequence[Stock], needs: Sequence[Need]) -> bool:
    """Return whether `needs` can be served from cumulative availability and from `outputs` that grow old.

    Where availability rises something was there that does not grow old; where it falls something was committed, and
    new outputs may serve that as well.
    """
    stocks, wanted, before = list(outputs), list(needs), 0
    for day in range(len(available)):
        change = int(available[day]) - before
        before = int(available[day])
        if change > 0:
            stocks.append(Stock(day, None, change))
        elif change < 0:
            wanted.append(Need(day, 0, -change))
    stocks, wanted = _alike(stocks), _alike(wanted)
    flow = _Flow(stocks, wanted)
    return all(flow.serve(n) for n in range(len(wanted)))


Alike = TypeVar("Alike", Stock, Need)


def _alike(rows: Sequence[Alike]) -> list[Alike]:
    """Return rows that differ in nothing but their quantity as one."""
    total: dict[Alike, int] = {}
    for row in rows:
        key = replace(row, quantity=0)
        total[key] = total.get(key, 0) + row.quantity
    return [replace(key, quantity=quantity) for key, quantity in total.items() if quantity]


def _fits(stock: Stock, need: Need) -> bool:
    return stock.day <= need.day and (stock.expires is None or need.day + need.fresh < stock.expires)


class _Flow:
    """What is given of each stock to each need."""

    def __init__(self, stocks: Sequence[Stock], needs: Sequence[Need]) -> None:
        self.needs = needs
        self.left = [stock.quantity for stock in stocks]
        self.fitting = [[s for s, stock in enumerate(stocks) if _fits(stock, need)] for need in needs]
        self.given: list[dict[int, int]] = [{} for _ in stocks]  # of each stock, to each need

    def serve(self, need: int) -> bool:
        """Give a need all it wants, taking from others what other stock can give them, if it must be."""
        rest = self.needs[need].quantity
        while rest:
            part = self._give(need, rest)
            if part == 0:
                return False
            rest -= part
        return True

    def _give(self, first: int, most: int) -> int:
        """Give a need something, along the shortest way; return how much."""
        came_from: dict[int, tuple[int, int] | None] = {first: None}  # need -> (stock, need) that asked it to give way
        queue = deque([first])
        while queue:
            need = queue.popleft()
            for stock in self.fitting[need]:
                if self.left[stock] > 0:
                    return self._hand_over(need, stock, came_from, most)
                for other, quantity in self.given[stock].items():
                    if quantity > 0 and other not in came_from:
                        came_from[other] = (stock, need)
                        queue.append(other)
        return 0

    def _hand_over(self, need: int, stock: int, came_from: dict[int, tuple[int, int] | None], most: int) -> int:
        """Give free stock to the last need on the way, which gives way to the one before it, and so on."""
        part, at = min(most, self.left[stock]), need
        while (step := came_from[at]) is not None:
            part, at = min(part, self.given[step[0]][at]), step[1]
        self.left[stock] -= part
        given, at = stock, need
        while True:
            self.given[given][at] = self.given[given].get(at, 0) + part
            step = came_from[at]
            if step is None:
                return part
            given = step[0]
            self.given[given][at] -= part
            at = step[1]
