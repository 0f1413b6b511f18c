"""Placement of safety stock in chains: published optima, and every possibility tried on small chains."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.inventory.chain import Chain, Stage, placement_of
from handfast.engine.inventory.guaranteed_service import place_safety_stock
from handfast.errors import DataError


def example_6_5() -> list[Stage]:
    """Snyder and Shen (2019), example 6.5."""
    return [
        Stage("1", 2, 1, math.sqrt(2), (), 1),
        Stage("3", 1, 2, math.sqrt(2), ("1",)),
        Stage("2", 1, 3, 1, ("3",), promised=0),
        Stage("4", 1, 3, 1, ("3",), promised=1),
    ]


def test_the_textbooks_tree() -> None:
    found = place_safety_stock(example_6_5())
    assert found.cost == pytest.approx(8.277916867529369, abs=1e-12)
    assert found.service == {"1": 0, "3": 0, "2": 0, "4": 1}


def cheapest(stages: list[Stage]) -> float:
    """Every combination of service times that can be kept."""
    chain = Chain({stage.name: stage for stage in stages})
    best = math.inf
    for times in itertools.product(*(range(chain.longest[name] + 1) for name in chain.stages)):
        service = dict(zip(chain.stages, times, strict=True))
        kept = True
        for stage in chain.stages.values():
            waits = max([stage.inbound, *(service[name] for name in stage.supplied_by)])
            late = stage.promised is not None and service[stage.name] > stage.promised
            kept = kept and not late and service[stage.name] <= waits + stage.days
        if kept:
            best = min(best, placement_of(chain, service).cost)
    return best


@st.composite
def chains(draw: st.DrawFn, *, tree: bool) -> list[Stage]:
    """Small chains; each stage is joined to one earlier stage, up or down, and now and then to another."""
    count = draw(st.integers(1, 5))
    suppliers: list[set[int]] = [set() for _ in range(count)]
    for here in range(1, count):
        other = draw(st.integers(0, here - 1))
        if draw(st.booleans()) and tree:
            suppliers[other].add(here)
        else:
            suppliers[here].add(other)
        if not tree and draw(st.booleans()):
            suppliers[here].add(draw(st.integers(0, here - 1)))
    supplying = set().union(*suppliers)
    return [
        Stage(
            str(here),
            draw(st.integers(0, 3)),
            draw(st.integers(0, 6)),
            draw(st.integers(0, 4)),
            tuple(map(str, sorted(suppliers[here]))),
            draw(st.integers(0, 1)),
            draw(st.none() | st.integers(0, 4)) if here in supplying else draw(st.integers(0, 4)),
            draw(st.sampled_from([None, None, lambda days: 1.5 * days, lambda days: float(days >= 2)])),
        )
        for here in range(count)
    ]


@given(chains(tree=True))
def test_trees_are_placed_at_the_least_cost(stages: list[Stage]) -> None:
    found = place_safety_stock(stages)
    assert found.cost == pytest.approx(cheapest(stages), abs=1e-9)
    assert all(days >= 0 for days in found.net.values())


@given(chains(tree=False))
def test_entangled_chains_are_placed_at_the_least_cost(stages: list[Stage]) -> None:
    found = place_safety_stock(stages)
    assert found.cost == pytest.approx(cheapest(stages), abs=1e-9)
    for stage in stages:
        assert stage.promised is None or found.service[stage.name] <= stage.promised


def test_what_is_too_entangled_is_refused_with_its_cure() -> None:
    tops = [Stage(f"top {n}", 20, 1, 1) for n in range(6)]
    ends = [Stage(f"end {n}", 1, 2, 1, tuple(top.name for top in tops), promised=0) for n in range(3)]
    with pytest.raises(DataError, match=r"is no tree.*more than 10,000.*smaller parts"):
        place_safety_stock([*tops, *ends])


def test_rings_and_strangers_are_refused() -> None:
    with pytest.raises(DataError, match="supplies itself"):
        place_safety_stock([Stage("a", 1, 1, 1, ("b",)), Stage("b", 1, 1, 1, ("a",))])
    with pytest.raises(DataError, match="takes from c, which is no stage"):
        place_safety_stock([Stage("a", 1, 1, 1, ("c",))])


def test_nothing_to_place_costs_nothing() -> None:
    assert place_safety_stock([]).cost == 0
    lone = place_safety_stock([Stage("a", 4, 2, 3, promised=0)])
    assert (lone.net, lone.cost) == ({"a": 4}, 12)
