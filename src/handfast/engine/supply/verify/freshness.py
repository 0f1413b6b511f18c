"""Whether supplies that grow old can serve needs on days: a flow from supplies to needs, found path by path."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

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
    left = [stock.quantity for stock in stocks]
    given = [[0] * len(stocks) for _ in wanted]
    return all(_give_one(n, wanted, stocks, left, given) for n, need in enumerate(wanted) for _ in range(need.quantity))


def _fits(stock: Stock, need: Need) -> bool:
    return stock.day <= need.day and (stock.expires is None or need.day + need.fresh < stock.expires)


def _give_one(
    first: int, needs: Sequence[Need], stocks: Sequence[Stock], left: list[int], given: list[list[int]]
) -> bool:
    """Give one more unit to need `first`, taking it from another need that another stock can serve, if it must be."""
    came_from: dict[int, tuple[int, int] | None] = {first: None}  # need -> (stock, need) that asked it to give way
    queue = deque([first])
    while queue:
        n = queue.popleft()
        for stock in range(len(stocks)):
            if not _fits(stocks[stock], needs[n]):
                continue
            if left[stock] > 0:
                left[stock] -= 1
                given[n][stock] += 1
                step = came_from[n]
                while step is not None:
                    taken, asker = step
                    given[n][taken] -= 1
                    given[asker][taken] += 1
                    n, step = asker, came_from[asker]
                return True
            for other in range(len(needs)):
                if given[other][stock] > 0 and other not in came_from:
                    came_from[other] = (stock, n)
                    queue.append(other)
    return False
