"""Random small companies: the same drawing for a seeded generator (benchmarks) and for hypothesis (tests)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np
from hypothesis import strategies as st
from tests.oracle.companies import Part, Shop, SmallCompany, Step, Way

from handfast.engine.network import EXPEDITED, NO_LIMIT, SUBSTITUTION


class Dice(Protocol):
    """Where whole numbers come from."""

    def __call__(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`."""


def seeded_dice(seed: int) -> Dice:
    """Return dice that fall the same way for the same seed."""
    rng = np.random.default_rng(seed)
    return lambda low, high: int(rng.integers(low, high + 1))


@st.composite
def companies(draw: Callable[[st.SearchStrategy[int]], int], **wishes: bool) -> SmallCompany:
    """Strategy of companies; hypothesis makes failing ones smaller."""
    return random_company(lambda low, high: draw(st.integers(low, high)), **wishes)


def random_company(
    dice: Dice, *, overtime: bool | None = None, expedite: bool | None = None, perishable: bool = False
) -> SmallCompany:
    """Return a company of one to three levels that is partly committed, with a demand for its first item.

    Parameters
    ----------
    dice
        Where its numbers come from.
    overtime, expedite
        Whether the demand may use them; drawn where not said.
    perishable
        Whether items may expire.
    """
    horizon = dice(12, 25)
    items = dice(1, 4)
    points = [(f"I{n}", "S0") for n in range(items)]
    points += [(f"I{n}", "S1") for n in range(items) if len(points) < 6 and dice(0, 9) < (4 if n == 0 else 2)]
    shops = tuple(_shop(dice, horizon) for _ in range(dice(1, 2)))
    ways = [way for point in range(len(points)) for way in _ways(dice, points, point, shops, horizon)]
    hurried = [replace(way, kind=EXPEDITED, lead_after=0) for way in ways if way.lead_after > 1 and dice(0, 9) < 3]
    company = SmallCompany(
        horizon=horizon,
        points=tuple(points),
        ways=(*ways, *hurried),
        shops=shops,
        calendars=tuple(tuple(dice(0, 9) < 7 for _ in range(horizon)) for _ in range(2)),
        events=tuple(_events(dice, len(points), horizon)),
        loaded=tuple(_loaded(dice, shops, horizon)),
        point=_demanded(dice, points),
        quantity=dice(1, 20) if dice(0, 1) else dice(1, 6),
        overtime=dice(0, 9) < 2 if overtime is None else overtime,
        expedite=dice(0, 9) < 2 if expedite is None else expedite,
        wish=dice(0, horizon // 2) if dice(0, 1) else 0,
    )
    return _perishable(dice, company) if perishable else company


def _perishable(dice: Dice, company: SmallCompany) -> SmallCompany:
    """Return `company` with items that expire: lots instead of free availability, and a shelf life of what is made."""
    items = sorted({item for item, _ in company.points})
    life = {item: dice(2, 12) if dice(0, 1) else 0 for item in items}
    points = [n for n, (item, _) in enumerate(company.points) if life[item]]
    lots = []
    for point in points:
        for _ in range(dice(0, 3)):
            day = dice(0, company.horizon // 2)
            lots.append((point, day, day + dice(1, 10), dice(1, 8)))
    return replace(
        company,
        events=tuple(event for event in company.events if event[0] not in points),
        lots=tuple(lots),
        shelf_life=tuple(life[item] for item, _ in company.points),
        fresh=dice(0, 4) if life["I0"] else 0,
    )


def _demanded(dice: Dice, points: list[tuple[str, str]]) -> int:
    ends = [n for n, (item, _) in enumerate(points) if item == "I0"]
    return ends[dice(0, len(ends) - 1)]


def _shop(dice: Dice, horizon: int) -> Shop:
    full = dice(4, 12)
    minutes = tuple((full, full, full, full, 0, dice(0, full))[dice(0, 5)] for _ in range(horizon))
    return Shop(dice(1, 3), minutes, tuple(dice(1, 4) if dice(0, 9) < 4 else 0 for _ in range(horizon)))


def _ways(dice: Dice, points: list[tuple[str, str]], point: int, shops: tuple[Shop, ...], horizon: int) -> list[Way]:
    """Return how one stock point is supplied."""
    item, site = points[point]
    deeper = [n for n, (name, where) in enumerate(points) if name > item and where == site]
    elsewhere = [n for n, (name, where) in enumerate(points) if name == item and where != site]
    found = []
    if deeper and (site == "S0" or dice(0, 9) < 3):
        found.append(_make(dice, point, deeper, shops, horizon))
        if dice(0, 9) < 3:
            found.append(replace(_make(dice, point, deeper, shops, horizon), rank=dice(1, 3)))
    if (not deeper and site == "S0") or dice(0, 9) < 3:
        found.append(_timed(dice, Way(point, lead_after=dice(0, 8), rank=dice(1, 3)), horizon))
    if elsewhere and (site == "S1" or (item == "I0" and dice(0, 9) < 5)):  # to and fro for the first item only
        move = Way(point, inputs=(Part(elsewhere[0]),), lead_after=dice(0, 3), rank=dice(1, 3))
        found.append(_timed(dice, move, horizon))
    if deeper and dice(0, 9) < 2:
        alternative = Part(deeper[-1], num=dice(1, 3), den=dice(1, 2))
        found.append(Way(point, inputs=(alternative,), kind=SUBSTITUTION))
    return found


def _make(dice: Dice, point: int, deeper: list[int], shops: tuple[Shop, ...], horizon: int) -> Way:
    used = {deeper[dice(0, len(deeper) - 1)] for _ in range(dice(1, 2))}
    inputs = tuple(Part(n, dice(1, 3), dice(1, 2), dice(0, 1)) for n in sorted(used))
    others = [n for n in deeper if n not in used]
    extras = (Part(others[0], 1, dice(1, 3)),) if others and dice(0, 9) < 2 else ()
    steps = tuple(_step(dice, shops) for _ in range((1, 1, 1, 2, 2, 0)[dice(0, 5)]))
    good = ((1, 1), (1, 1), (9, 10), (4, 5), (1, 2))[dice(0, 4)]
    return _timed(dice, Way(point, inputs, extras, steps, good=good, lead_before=dice(0, 1)), horizon)


def _step(dice: Dice, shops: tuple[Shop, ...]) -> Step:
    resource = dice(0, len(shops) - 1)
    units = 2 if shops[resource].units > 1 and dice(0, 9) < 2 else 1
    return Step(resource, dice(1, 3), dice(1, 2), dice(0, 3), units)


def _timed(dice: Dice, way: Way, horizon: int) -> Way:
    """Return `way` with lots, lead times and validity."""
    multiple = (1, 1, 1, 2, 5)[dice(0, 4)]
    smallest = multiple * dice(1, (1, 8, 4, 0, 0, 1)[multiple])
    largest = (NO_LIMIT, NO_LIMIT, smallest + multiple * dice(0, 4))[dice(0, 2)]
    return replace(
        way,
        lot_min=smallest,
        lot_multiple=multiple,
        lot_max=largest,
        lead_after=way.lead_after + (dice(0, 2) if way.steps else 0),
        lead_calendar=dice(0, 1) if dice(0, 9) < 4 else -1,
        same_day=dice(0, 1) == 1,
        first_start=dice(1, 6) if dice(0, 9) < 1 else 0,
        last_start=horizon - dice(2, 8) if dice(0, 9) < 1 else None,
    )


def _events(dice: Dice, points: int, horizon: int) -> list[tuple[int, int, int]]:
    """Return supplies and commitments; a commitment that nothing covers is left out."""
    events: list[tuple[int, int, int]] = []
    for point in range(points):
        total = np.zeros(horizon, dtype=np.int64)
        supplies = [(0, dice(0, 9))] if dice(0, 1) else []
        supplies += [(dice(0, horizon - 1), dice(1, 8)) for _ in range(dice(0, 2))]
        commitments = [(dice(0, horizon - 1), -dice(1, 6)) for _ in range(dice(0, 2))]
        for day, quantity in supplies + commitments:
            if (total[day:] + quantity >= 0).all() and quantity:
                total[day:] += quantity
                events.append((point, day, quantity))
    return events


def _loaded(dice: Dice, shops: tuple[Shop, ...], horizon: int) -> list[tuple[int, int, int, int]]:
    return [
        (n, day, dice(0, shop.units * shop.minutes[day]), dice(0, shop.units * shop.overtime[day]))
        for n, shop in enumerate(shops)
        for day in range(horizon)
        if dice(0, 9) < 3
    ]
