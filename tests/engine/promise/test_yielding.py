"""What overridden promises give up, against every way of serving the others alone."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.promise.test_allotting import most_served

from handfast.engine.promise.book import RUN, STOCK, UNCOVERED, Book, Supply
from handfast.engine.promise.pegging import settle
from handfast.engine.promise.rebinding import Bound
from handfast.engine.promise.yielding import Yielded, yielded

DAYS = 6
OVERRIDDEN = (201, 202)


class Shelf:
    """What is asked of a book, at its only stock point."""

    def __init__(self, supplies: list[Supply]) -> None:
        self.supplies = {supply.id: supply for supply in supplies}

    def free_at(self, _: int) -> list[Supply]:
        return [supply for supply in self.supplies.values() if supply.free]

    def keeps_lots(self, _: int) -> bool:
        return False


@st.composite
def losses(draw: st.DrawFn) -> tuple[Shelf, list[Bound]]:
    """Return supplies of which some were lost, with single units of sound and of overridden promises bound to them."""
    supplies, bound = [], []
    for id_ in range(1, draw(st.integers(2, 4)) + 1):
        day = draw(st.integers(0, DAYS))
        needs = draw(st.lists(st.tuples(st.booleans(), st.integers(day, DAYS)), max_size=4))
        for n, (sound, need_day) in enumerate(needs):
            promise = 100 + 10 * id_ + n if sound else draw(st.sampled_from(OVERRIDDEN))
            bound.append(Bound(id_, promise, None, need_day, 1))
        there = draw(st.integers(0, len(needs) + 1))
        supplies.append(Supply(id_, RUN if day else STOCK, 0, day, 1 << 40, there, len(needs)))
    lacking = [Supply(9 + n, UNCOVERED, 0, DAYS, 1 << 40, 0, 1) for n in range(2)]
    bound += [Bound(9 + n, promise, None, DAYS, 1) for n, promise in enumerate(OVERRIDDEN)]
    return Shelf([*supplies, *lacking]), bound


def hanging(shelf: Shelf, bound: list[Bound]) -> int:
    """Return how much is short of supplies that promises hang on which were not overridden."""
    short = 0
    for supply in shelf.supplies.values():
        mine = [each for each in bound if each.supply == supply.id and each.quantity]
        if any(each.promise not in OVERRIDDEN for each in mine):
            short += max(sum(each.quantity for each in mine) - supply.available, 0)
    return short


def after(bound: list[Bound], found: Any) -> list[Bound]:
    """Return commitments as they are after what was given up and moved."""
    total: dict[tuple[Any, ...], int] = {}
    changes = [(each, each.supply, each.quantity) for each in bound]
    changes += [(each, each.supply, -each.quantity) for each in found.uncovered]
    for move in found.moves:
        changes += [(move.bound, move.bound.supply, -move.quantity), (move.bound, move.supply, move.quantity)]
    for each, supply, quantity in changes:
        key = (supply, each.promise, each.run, each.need_day)
        total[key] = total.get(key, 0) + quantity
    assert all(quantity >= 0 for quantity in total.values())
    return [Bound(*key, quantity) for key, quantity in total.items() if quantity]


@given(losses())
def test_others_lack_no_more_than_if_nobody_were_overridden(drawn: tuple[Shelf, list[Bound]]) -> None:
    shelf, bound = drawn
    found = yielded(cast(Book, shelf), 0, bound, OVERRIDDEN)
    by_id = sorted((each for each in shelf.supplies.values() if each.kind != UNCOVERED), key=lambda each: each.id)
    needs = sorted(each.need_day for each in bound if each.promise not in OVERRIDDEN)
    least = len(needs) - most_served(
        tuple(each.available for each in by_id), tuple(each.day for each in by_id), tuple(needs)
    )
    standing = bound if found is None else after(bound, found)
    assert all(shelf.supplies[each.supply].day <= each.need_day for each in standing)
    assert hanging(shelf, standing) == least or found is None
    if found is not None:
        assert all(each.promise in OVERRIDDEN for each in found.uncovered)
        assert hanging(shelf, standing) < hanging(shelf, bound)
    else:  # whatever binding anew alone cannot cure, giving up does not either
        rebound_ = after(bound, Yielded((), tuple(settle(cast(Book, shelf), 0, bound)[1].moves)))
        assert hanging(shelf, rebound_) == least
