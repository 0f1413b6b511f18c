"""Where a chain of supply should keep its safety stock: the guaranteed-service model, solved exactly.

Trees by dynamic programming over whole days (Graves and Willems, *Optimizing strategic safety stock placement in supply
chains*, Manufacturing & Service Operations Management 2, 2000; 5, 2003). A chain that is no tree becomes one when some
stages' service times are fixed, for then those whom they supply know what to wait for; all their values are tried, so
the answer is exact too. Where that would be too many, the chain is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handfast.engine.inventory.chain import Chain, Placement, Stage, placement_of, refusal
from handfast.sentences import sentence

Floats = NDArray[np.float64]
MOST_TRIALS = 10_000
"""Combinations of fixed service times that are tried before a chain is refused."""


def place_safety_stock(stages: Iterable[Stage], trials: int = MOST_TRIALS) -> Placement:
    """Return the service times of least holding cost.

    Parameters
    ----------
    stages
        In any order; they need not hang together.
    trials
        How many combinations may be tried where chains are no trees.

    Raises
    ------
    DataError
        A stage supplies itself; or a chain is so entangled that more than `trials` combinations would have to be tried.
    """
    chain = Chain({stage.name: stage for stage in stages})
    service: dict[str, int] = {}
    for part in _parts(chain):
        service.update(_solve(part, trials))
    for stage in chain.stages.values():  # nobody promises later than it can deliver, were it ever so cheap
        waits = max([stage.inbound, *(service[name] for name in stage.supplied_by)])
        service[stage.name] = min(service[stage.name], waits + stage.days)
    return placement_of(chain, {name: service[name] for name in chain.stages})


def _solve(chain: Chain, trials: int) -> dict[str, int]:
    fixed = _to_fix(chain)
    values = [range(_longest_promise(chain, name) + 1) for name in fixed]
    if math.prod(map(len, values)) > trials:
        raise refusal(
            fixed[0],
            sentence(
                "is part of a chain of {count} stages that is no tree: service times of {fixed} stages "
                "would have to be tried together, in {ways:,} combinations, more than {trials:,}",
                count=len(chain.stages),
                fixed=len(fixed),
                ways=math.prod(map(len, values)),
                trials=trials,
            ),
            sentence("Place its safety stock in smaller parts, such as one item over its sites"),
        )
    costs = {
        name: np.array([stage.cost(days) for days in range(chain.longest[name] + 1)])
        for name, stage in chain.stages.items()
    }
    best: _Found | None = None
    for chosen in product(*values):
        found = _Tree(chain, dict(zip(fixed, chosen, strict=True)), costs).solve()
        if best is None or found.cost < best.cost:
            best = found
    assert best is not None
    return best.service


def _longest_promise(chain: Chain, name: str) -> int:
    promised = chain.stages[name].promised
    return chain.longest[name] if promised is None else min(chain.longest[name], promised)


def _parts(chain: Chain) -> Iterable[Chain]:
    """Yield the chains that hang together."""
    left = dict(chain.stages)
    while left:
        found = [next(iter(left))]
        for name in found:
            near = [*chain.stages[name].supplied_by, *chain.supplies[name]]
            found += [other for other in dict.fromkeys(near) if other not in found]
        yield Chain({name: left.pop(name) for name in found})


def _to_fix(chain: Chain) -> list[str]:
    """Return stages whose service time, once fixed, makes the chain a forest; none for a tree.

    Supplies are laid one by one, stages that supply the fewest first; a stage whose supply would close a ring is fixed,
    and none of its supplies are laid.
    """
    fixed: list[str] = []
    group = {name: name for name in chain.stages}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for name in sorted(chain.stages, key=lambda each: len(chain.supplies[each])):
        roots = [root(name), *(root(customer) for customer in chain.supplies[name])]
        if len(set(roots)) < len(roots):
            fixed.append(name)
            continue
        for other in roots[1:]:
            group[other] = roots[0]
    return fixed


class _Found(NamedTuple):
    cost: float
    service: dict[str, int]


class _Tree:
    """A chain in which some service times are fixed, and the rest is a forest.

    For each stage, in an order in which all but one of its neighbours come before it, a table over that neighbour's
    service time (where it supplies) or its own (where it is supplied) holds the least cost of all that hangs on it.
    """

    def __init__(self, chain: Chain, fixed: Mapping[str, int], costs: Mapping[str, Floats]) -> None:
        self.chain = chain
        self.costs = costs
        self.fixed = fixed
        self.suppliers = {
            name: [each for each in stage.supplied_by if each not in fixed] for name, stage in chain.stages.items()
        }
        self.customers = {name: [] if name in fixed else chain.supplies[name] for name in chain.stages}
        self.messages: dict[str, Floats] = {}
        self.tables: dict[str, Floats] = {}
        self.inbound: dict[str, int] = {}

    def solve(self) -> _Found:
        """Return the least cost and the service times that reach it."""
        cost = 0.0
        service: dict[str, int] = {}
        for order, parent in self._rooted():
            for name in order:
                self._tell(name, parent[name])
            cost += float(self.messages[order[-1]].min())
            for name in reversed(order):
                service[name] = self._choose(name, parent[name], service)
        return _Found(cost, service)

    def _rooted(self) -> Iterable[tuple[list[str], dict[str, str | None]]]:
        """Yield each tree's stages, leaves first, with the neighbour that each one tells its table."""
        parent: dict[str, str | None] = {}
        for start in self.chain.stages:
            if start in parent:
                continue
            parent[start] = None
            order = [start]
            for name in order:
                for near in [*self.suppliers[name], *self.customers[name]]:
                    if near not in parent:
                        parent[near] = name
                        order.append(near)
            yield order[::-1], parent

    def _tell(self, name: str, parent: str | None) -> None:
        """Make the table of a stage: its cost by inbound (rows) and own service time (columns)."""
        stage = self.chain.stages[name]
        longest = self.chain.longest[name]
        inbound = np.arange(longest - stage.days + 1)[:, None]
        own = np.arange(longest + 1)[None, :]
        net = inbound + stage.days - own
        table = np.where(net >= 0, self.costs[name][np.maximum(net, 0)], np.inf)
        table[: max([stage.inbound, *(self.fixed.get(each, 0) for each in stage.supplied_by)])] = np.inf
        if name in self.fixed:
            table[:, np.arange(longest + 1) != self.fixed[name]] = np.inf
        elif stage.promised is not None:
            table[:, stage.promised + 1 :] = np.inf
        for supplier in self.suppliers[name]:
            if supplier != parent:
                table += _resized(np.minimum.accumulate(self.messages[supplier]), inbound.size)[:, None]
        for customer in self.customers[name]:
            if customer != parent:
                waiting = np.minimum.accumulate(self.messages[customer][::-1])[::-1]
                table += _cut(waiting, own.size)[None, :]
        self.tables[name] = table
        self.messages[name] = table.min(axis=1 if parent in self.suppliers[name] else 0)

    def _choose(self, name: str, parent: str | None, service: dict[str, int]) -> int:
        """Return the service time of a stage, now that its parent's is known."""
        table = self.tables[name]
        if parent in self.suppliers[name]:
            table = table[service[parent] :]  # it waits at least as long as its supplier takes
        elif parent is not None:
            table = table[:, : self.inbound[parent] + 1]
        row, column = np.unravel_index(int(table.argmin()), table.shape)
        offset = service[parent] if parent in self.suppliers[name] else 0
        self.inbound[name] = int(row) + offset
        return int(column)


def _resized(values: Floats, length: int) -> Floats:
    """Return falling values for `length` places: a longer wait than all that is possible changes nothing."""
    return values[:length] if len(values) >= length else np.pad(values, (0, length - len(values)), mode="edge")


def _cut(values: Floats, length: int) -> Floats:
    """Return rising values for `length` places."""
    assert len(values) >= length  # whoever takes from a stage can wait as long as it takes
    return values[:length]
