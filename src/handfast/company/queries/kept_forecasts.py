"""What the published plan keeps for forecasts: what it met of them, less what was ordered since (rule 10).

When a plan is published, what it meets of the forecast of a segment is written down: so much, on such a day, for such
a period. An order of the segment consumes its forecast (rule 11), and with it what is kept, the earliest first. What is
expected no more, because the period has ended or the forecast was lowered, is kept no more.

Read when it is asked for, and kept until a promise changes that consumes of the same item's forecasts.
"""

from __future__ import annotations

import json
import weakref
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from handfast.company.database import current
from handfast.company.queries.expected_sales import ExpectedSales, forecasts, netted, ordered
from handfast.engine.promise.keeping import Expected, Kept
from handfast.engine.supply.netting import Forecast, Ordered
from handfast.engine.supply.placing import Placement

if TYPE_CHECKING:
    from handfast.company.queries.mirror import Mirror
    from handfast.company.queries.plan_needs import PlanNeed

_KEPT = "SELECT kept FROM plan WHERE state = 'published' AND kept <> '[]'"
_FAR = 1 << 30
_MANY = 900
"""More promises that changed are read with all others: no statement takes any number of values."""


class _Met(NamedTuple):
    """What a plan met of a period's forecast when it was published; days are days since 1970-01-01.

    `left` is what was expected then beyond what was ordered; `parts` are day and quantity, in order of day.
    """

    node: int
    segment: str
    first_day: int
    last_day: int
    left: int
    parts: list[tuple[int, int]]


def kept_text(mirror: Mirror, placed: Iterable[tuple[PlanNeed, Placement]]) -> str:
    """Return what a plan that is being published meets of segments' forecasts, as it is written down."""
    found: dict[tuple[int, str, int, int], _Met] = {}
    for need, placement in placed:
        expected = need.expected
        if expected is None or not need.segment:
            continue
        forecast = expected.forecast
        key = (mirror.point_ids[need.point], need.segment, forecast.first_day, forecast.last_day)
        met = found.setdefault(key, _Met(*key, expected.left, []))
        met.parts.append((mirror.network.origin + max(need.due, placement.day), need.quantity))
    return json.dumps([[*met[:-1], sorted(met.parts)] for met in found.values()], separators=(",", ":"))


class KeptForecasts:
    """What is kept at stock points, as it stands now.

    Parameters
    ----------
    mirror
        The company; made anew when its structure, a forecast or its day changes.
    """

    def __init__(self, mirror: Mirror) -> None:
        self._mirror: Mirror = weakref.proxy(mirror)  # which holds this: in a circle it would never be let go of
        self._met: dict[int, list[_Met]] = defaultdict(list)
        for met in _read():
            if met.node in mirror.points:
                self._met[mirror.points[met.node]].append(met)
        self._forecasts: dict[str, list[Forecast]] = defaultdict(list)
        self._is_read = False
        self._orders: dict[str, dict[int, Ordered]] = defaultdict(dict)  # by item and promise
        self._ordered: dict[int, str] = {}  # the item of each promise
        self._changed: set[int] = set()
        self._known: dict[str, dict[int, list[Expected]]] = {}  # by item and stock point

    def kept(self) -> Kept:
        """Return it as answers need it."""
        return Kept(self._met, self._at)

    def hear(self, promises: Collection[int]) -> None:
        """Promises have changed."""
        if self._met:
            self._changed.update(promises)

    def forget(self) -> None:
        """Forecasts may have changed: read them anew when they are asked for."""
        self._is_read = False

    def _at(self, point: int) -> Sequence[Expected]:
        """Return what is kept at a stock point now."""
        self._catch_up()
        item = self._mirror.network.items[point]
        if item not in self._known:
            self._known[item] = self._of_item(item)
        return self._known[item].get(point, [])

    def _catch_up(self) -> None:
        if not self._is_read or len(self._changed) > _MANY:
            self._read_all()
        elif self._changed:
            now = ordered(self._changed)
            for promise in self._changed & self._ordered.keys():
                item = self._ordered.pop(promise)
                del self._orders[item][promise]
                self._known.pop(item, None)
            self._changed = set()
            self._take(now)

    def _read_all(self) -> None:
        for known in (self._forecasts, self._orders, self._ordered, self._known, self._changed):
            known.clear()
        for each in forecasts(self._mirror.today, _FAR):
            self._forecasts[each.item].append(each)
        self._take(ordered())
        self._is_read = True

    def _take(self, orders: Mapping[int, Ordered]) -> None:
        for promise, order in orders.items():
            self._orders[order.item][promise] = order
            self._ordered[promise] = order.item
            self._known.pop(order.item, None)

    def _of_item(self, item: str) -> dict[int, list[Expected]]:
        expected = netted(self._mirror, self._forecasts[item], self._orders[item].values())
        points = {each.point for each in expected if each.point is not None}
        return {point: self._left(point, expected) for point in points if point in self._met}

    def _left(self, point: int, expected: Sequence[ExpectedSales]) -> list[Expected]:
        """Return what is left of what the plan met at a stock point."""
        left: dict[tuple[str, int, int], int] = defaultdict(int)
        for each in expected:
            if each.point == point:
                left[each.forecast.segment, each.forecast.first_day, each.forecast.last_day] += each.left
        return [
            kept
            for met in self._met[point]
            if met.last_day >= self._mirror.today
            for kept in self._of_period(met, left[met.segment, met.first_day, met.last_day])
        ]

    def _of_period(self, met: _Met, left: int) -> list[Expected]:
        """Return what is left of what the plan met of a period's forecast, of which so much is expected still."""
        origin, found = self._mirror.network.origin, []
        gone = max(met.left - left, 0)
        for day, quantity in met.parts:
            part = min(quantity, gone)
            gone -= part
            if quantity > part:
                found.append(Expected(max(day - origin, 0), met.segment, quantity - part, met.last_day - origin))
        return found


def _read() -> list[_Met]:
    with current().connection.cursor() as cursor:
        cursor.execute(_KEPT)
        row = cursor.fetchone()
    return [] if row is None else [_Met(*each) for each in json.loads(row[0])]
