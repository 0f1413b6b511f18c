"""Companies that fall apart: stock points, resources and demand that nothing connects are planned apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from handfast.engine.network import Ints
from handfast.engine.volume.compiled import compiled
from handfast.engine.volume.crews import connect
from handfast.engine.volume.model import Model
from handfast.engine.volume.program import Decisions, Prices

SMALLEST = 200
"""Parts with fewer stock points are planned together: each solve has its price too."""


@dataclass(frozen=True)
class Part:
    """A part of a model that can be planned by itself, and which rows of the whole it is."""

    model: Model
    points: Ints
    processes: Ints
    resources: Ints
    streams: Ints


def split(model: Model, smallest: int = SMALLEST) -> list[Part]:
    """Return the parts of a model, the largest first; whatever is in no part is in none of anybody's way."""
    label = _connected(
        model.points, model.resources, model.in_first, model.in_point, model.out_first, model.out_point,
        model.load_first, model.load_resource,
    )  # fmt: skip
    label = connect(label, model.team, len(model.team_overtime))
    of_point, of_resource = label[: model.points], label[model.points :]
    size = np.bincount(of_point, minlength=len(label))
    small = (size > 0) & (size < smallest)
    gathered = np.cumsum(np.where(small, size, 0)) // smallest
    group = np.where(small, len(label) + gathered, np.arange(len(label)))
    of_point, of_resource = group[of_point], group[of_resource]
    of_process = of_point[model.out_point[model.out_first[:-1]]] if model.processes else np.zeros(0, np.int64)
    of_stream = of_point[model.stream_point]
    groups, counts = np.unique(of_point, return_counts=True)
    return [
        _part(model, *(np.nonzero(of == each)[0] for of in (of_point, of_process, of_resource, of_stream)))
        for each in groups[np.argsort(-counts, kind="stable")]
    ]


@compiled
def _connected(
    points: int, resources: int, in_first: Ints, in_point: Ints, out_first: Ints, out_point: Ints,
    load_first: Ints, load_resource: Ints,
) -> Ints:  # fmt: skip
    """Return for each stock point, then each resource, the first one that it is connected with (union-find)."""
    root = np.arange(points + resources)
    for k in range(len(in_first) - 1):
        for block in range(3):
            if block == 0:
                low, high = in_first[k], in_first[k + 1]
            elif block == 1:
                low, high = out_first[k], out_first[k + 1]
            else:
                low, high = load_first[k], load_first[k + 1]
            for e in range(low, high):
                a = out_point[out_first[k]]
                b = in_point[e] if block == 0 else (out_point[e] if block == 1 else points + load_resource[e])
                while root[a] != a:
                    root[a] = root[root[a]]
                    a = root[a]
                while root[b] != b:
                    root[b] = root[root[b]]
                    b = root[b]
                if a < b:
                    root[b] = a
                else:
                    root[a] = b
    for n in range(len(root)):
        a = n
        while root[a] != a:
            a = root[a]
        root[n] = a
    return root


def _part(model: Model, points: Ints, processes: Ints, resources: Ints, streams: Ints) -> Part:
    def renumbered(rows: Ints, of: int) -> Ints:
        number = np.full(of, -1, dtype=np.int64)
        number[rows] = np.arange(len(rows))
        return number

    point, resource = renumbered(points, model.points), renumbered(resources, model.resources)
    out_first, out = _taken(model.out_first, processes)
    in_first, used = _taken(model.in_first, processes)
    load_first, load = _taken(model.load_first, processes)
    part = Model(
        lags=replace(model.lags, of=model.lags.of[processes]),
        out_first=out_first,
        out_point=point[model.out_point[out]],
        out_per=model.out_per[out],
        in_first=in_first,
        in_point=point[model.in_point[used]],
        in_per=model.in_per[used],
        load_first=load_first,
        load_resource=resource[model.load_resource[load]],
        load_per=model.load_per[load],
        run_cost=model.run_cost[processes],
        hold_cost=model.hold_cost[points],
        minimum=model.minimum[points],
        minimum_cost=model.minimum_cost[points],
        maximum=model.maximum[points],
        maximum_cost=model.maximum_cost[points],
        supply=model.supply[points],
        capacity=model.capacity[resources],
        overtime=model.overtime[resources],
        overtime_cost=model.overtime_cost[resources],
        team=model.team[resources],
        team_overtime=model.team_overtime,
        stream_point=point[model.stream_point[streams]],
        stream_value=model.stream_value[streams],
        stream_price=model.stream_price[streams],
        wait_cost=model.wait_cost[streams],
        demand=model.demand[streams],
    )
    return Part(part, points, processes, resources, streams)


def _taken(first: Ints, processes: Ints) -> tuple[Ints, Ints]:
    """Return where each process's entries begin among those of `processes`, and which entries these are."""
    counts = first[processes + 1] - first[processes]
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return start, np.repeat(first[processes] - start[:-1], counts) + np.arange(start[-1])


def joined(model: Model, parts: list[Part], found: list[tuple[Decisions, Prices]]) -> tuple[Decisions, Prices]:
    """Return what was found for the parts as one for the whole."""
    b = model.buckets
    whole = Decisions(
        *(
            np.zeros((rows, b))
            for rows in (model.processes, model.points, model.streams, model.streams, model.resources)
        )
    )
    prices = Prices(*(np.zeros((rows, b)) for rows in (model.points, model.resources, model.streams)))
    for part, (made, priced) in zip(parts, found, strict=True):
        whole.start[part.processes] = made.start
        whole.stock[part.points] = made.stock
        whole.deliver[part.streams] = made.deliver
        whole.wait[part.streams] = made.wait
        whole.overtime[part.resources] = made.overtime
        prices.material[part.points] = priced.material
        prices.capacity[part.resources] = priced.capacity
        prices.demand[part.streams] = priced.demand
    return whole, prices
