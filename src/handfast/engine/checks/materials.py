"""The bill of materials as a net of stock points: no ring that makes a thing out of itself, nothing out of nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from handfast.engine.checks.check import ROW, Check, Company, Finding, Severity, each_where
from handfast.sentences import sentence

Point = tuple[str, str]
"""Item and site."""


class Need(NamedTuple):
    """One stock point needs another, said by a row of a table."""

    needs: Point
    needed: Point
    makes: bool  # a make process, which uses things up; a move only takes another way
    table: str
    row: int


def read_needs(company: Company) -> list[Need]:
    """Return every need of the company: inputs of make processes, and moves."""
    sites = company.frame("process").select(
        "process", "site", "kind", pl.col("item").alias("output")
    ).unique("process", keep="first", maintain_order=True)  # fmt: skip
    inputs = company.numbered("process_input").join(sites, on="process", maintain_order="left")
    needs = [
        Need((output, site), (item, site), True, "process_input", row)
        for row, item, site, output in inputs.select(ROW, "item", "site", "output").iter_rows()
        if item != output
    ]
    moves = company.numbered("process").filter(kind="move").filter(pl.col("from_site") != "")
    needs += [
        Need((item, site), (item, source), False, "process", row)
        for row, item, site, source in moves.select(ROW, "item", "site", "from_site").iter_rows()
        if site != source
    ]
    return needs


def find_own_input(company: Company) -> Iterator[Finding]:
    """Yield each input that is the item that its process makes."""
    outputs = company.frame("process").select("process", pl.col("item").alias("output"))
    rows = company.numbered("process_input").join(outputs, on="process", maintain_order="left")
    for row, process in rows.filter(pl.col("item") == pl.col("output")).select(ROW, "process").iter_rows():
        yield Finding("process_input", row, "item", sentence("is what process {process} itself makes", process=process))


def find_rings(company: Company) -> Iterator[Finding]:
    """Yield one finding for each ring in which something is made out of itself."""
    for needs in _rings(read_needs(company), making=True):
        last = needs[-1] if needs[-1].makes else next(need for need in needs if need.makes)
        yield Finding(last.table, last.row, "item", sentence("closes a ring: {chain}", chain=_chain(needs)))


def find_move_rings(company: Company) -> Iterator[Finding]:
    """Yield one finding for each ring of moves alone."""
    moves = [need for need in read_needs(company) if not need.makes]
    for needs in _rings(moves, making=False):
        yield Finding(
            needs[-1].table,
            needs[-1].row,
            "from_site",
            sentence("closes a ring of moves: {chain}", chain=_chain(needs)),
        )


def _chain(needs: list[Need]) -> str:
    points = [needs[0].needs, *(need.needed for need in needs)]
    return " needs ".join(f"{item} at {site}" for item, site in points)


def _rings(needs: list[Need], *, making: bool) -> Iterator[list[Need]]:
    """Yield, for each knot of stock points that all need one another, its shortest ring through one of its needs."""
    below: dict[Point, list[Need]] = {}
    for need in needs:
        below.setdefault(need.needs, []).append(need)
    knot_of = _knots(below)
    told: set[int] = set()
    for need in needs:
        knot = knot_of[need.needs]
        if knot != knot_of[need.needed] or knot in told or need.makes != making:
            continue
        told.add(knot)
        yield [need, *_way(below, need.needed, need.needs)]


def _knots(below: dict[Point, list[Need]]) -> dict[Point, int]:
    """Return the strongly connected component of every stock point (Tarjan 1972, without recursion)."""
    order: dict[Point, int] = {}
    low: dict[Point, int] = {}
    knot: dict[Point, int] = {}
    stack: list[Point] = []
    for start in below:
        if start in order:
            continue
        order[start] = low[start] = len(order)
        stack.append(start)
        trail = [(start, iter(below[start]))]
        while trail:
            point, rest = trail[-1]
            need = next(rest, None)
            if need is None:
                trail.pop()
                if trail:
                    low[trail[-1][0]] = min(low[trail[-1][0]], low[point])
                if low[point] == order[point]:
                    _close(point, stack, knot)
            elif need.needed not in order:
                order[need.needed] = low[need.needed] = len(order)
                stack.append(need.needed)
                trail.append((need.needed, iter(below.get(need.needed, ()))))
            elif need.needed not in knot:
                low[point] = min(low[point], order[need.needed])
    return knot


def _close(point: Point, stack: list[Point], knot: dict[Point, int]) -> None:
    number = len(knot)
    while True:
        member = stack.pop()
        knot[member] = number
        if member == point:
            return


def _way(below: dict[Point, list[Need]], start: Point, goal: Point) -> list[Need]:
    """Return the shortest way of needs from `start` to `goal`; there is one inside a knot."""
    came: dict[Point, Need | None] = {start: None}
    queue = deque([start])
    while goal not in came:
        point = queue.popleft()
        for need in below.get(point, ()):
            if need.needed not in came:
                came[need.needed] = need
                queue.append(need.needed)
    way: list[Need] = []
    step = came[goal]
    while step is not None:
        way.append(step)
        step = came[step.needs]
    return way[::-1]


def find_nothing_supplies(company: Company) -> Iterator[Finding]:
    """Yield each stock point that is sold from, or used by a process, and that nothing ever supplies."""
    key = ["item", "site"]
    supplied = pl.concat([company.frame(name).select(key) for name in ("stock", "receipt", "process")])
    sites = company.frame("process").select("process", "site")
    by_products = company.frame("process_output").join(sites, on="process").select(key)
    stand_ins = company.frame("substitute").filter(use="component").select("item").unique()
    supplied = pl.concat([supplied, by_products]).unique()
    sold = company.numbered("stock_point").filter("sells").join(supplied, on=key, how="anti", maintain_order="left")
    for row, site in sold.select(ROW, "site").iter_rows():
        yield Finding(
            "stock_point", row, "item", sentence("is sold from {site}, but nothing supplies it there", site=site)
        )
    used = (
        company.numbered("process_input")
        .join(sites, on="process", maintain_order="left")
        .join(supplied, on=key, how="anti", maintain_order="left")
        .join(stand_ins, on="item", how="anti", maintain_order="left")
    )
    for row, site in used.select(ROW, "site").iter_rows():
        yield Finding(
            "process_input", row, "item", sentence("is used at {site}, but nothing supplies it there", site=site)
        )


def find_from_nothing(company: Company) -> Iterator[Finding]:
    """Yield each make process that uses nothing and loads nothing."""
    used = pl.concat([company.frame(name).select("process") for name in ("process_input", "process_load")]).unique()
    rows = company.numbered("process").filter(kind="make").join(used, on="process", how="anti", maintain_order="left")
    for row in rows[ROW]:
        yield Finding("process", row, "process", sentence("makes something without using any item or resource"))


def find_own_substitute(company: Company) -> Iterator[Finding]:
    """Yield each item that is said to stand in for itself."""
    yield from each_where(
        company, "substitute", pl.col("item") == pl.col("alternative"), "alternative", "stands in for itself"
    )


CHECKS = (
    Check(
        "bill of materials that contains itself",
        Severity.FAULT,
        "A process uses the very item that it makes.",
        "Delete the row; an item that is reworked gets a name of its own before the work.",
        find_own_input,
    ),
    Check(
        "ring in the bill of materials",
        Severity.FAULT,
        "Something is made, over several levels or sites, out of itself.",
        "Take one of the rows out of the ring.",
        find_rings,
    ),
    Check(
        "moves in a ring",
        Severity.NOTICE,
        "Sites supply each other with the same item; a promise never goes round, but nothing new comes from it.",
        "Nothing to do if both directions are meant.",
        find_move_rings,
    ),
    Check(
        "nothing supplies it",
        Severity.NOTICE,
        "An item is sold or used at a site where there is no stock, no receipt and no process.",
        "Add a process, stock or a receipt, or expect the answer that it cannot be supplied.",
        find_nothing_supplies,
    ),
    Check(
        "made out of nothing",
        Severity.NOTICE,
        "A make process has no inputs and loads no resource.",
        "Add its bill of materials (process_input) and its routing (process_load).",
        find_from_nothing,
    ),
    Check(
        "substitute of itself",
        Severity.FAULT,
        "An item is its own alternative.",
        "Name another item, or delete the row.",
        find_own_substitute,
    ),
)
