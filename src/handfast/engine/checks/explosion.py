"""How much of everything one unit needs, level by level: it has to stay within what can be computed exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import polars as pl

from handfast.engine.checks.check import ROW, Check, Company, Finding, Severity
from handfast.engine.network import NO_LIMIT
from handfast.sentences import sentence

SMALL_ASK = 1 << 17
"""An ask that must be possible, in smallest units; below it a company is told."""

Point = tuple[str, str]


class Use(NamedTuple):
    """One smallest unit of `output` takes `factor` smallest units of `used`, by a row of process_input."""

    output: Point
    used: Point
    factor: float
    row: int


def read_uses(company: Company) -> list[Use]:
    """Return every use of one item by another, in smallest units, yields counted in."""
    decimals = dict(company.frame("item").select("item", "decimals").drop_nulls().iter_rows())
    makes = company.frame("process").filter(kind="make").select(
        "process", "site", "yield", pl.col("item").alias("output")
    )  # fmt: skip
    rows = company.numbered("process_input").join(makes, on="process", maintain_order="left")
    uses: list[Use] = []
    for row, item, per_unit, site, good, output in rows.select(
        ROW, "item", "per_unit", "site", "yield", "output"
    ).drop_nulls().iter_rows():  # fmt: skip
        if good == "0" or item == output or item not in decimals or output not in decimals:
            continue
        factor = Fraction(per_unit) / Fraction(good) * Fraction(10) ** (decimals[item] - decimals[output])
        uses.append(Use((output, site), (item, site), float(factor), row))
    return uses


def _largest_needs(uses: list[Use]) -> dict[Point, tuple[float, Use | None]]:
    """Return for each stock point the most that one smallest unit of any other needs of it, and the last use.

    Points in a ring are left out; the check of rings tells them.
    """
    above: dict[Point, list[Use]] = {}
    open_uses: dict[Point, int] = {}
    for use in uses:
        above.setdefault(use.output, []).append(use)
        open_uses[use.used] = open_uses.get(use.used, 0) + 1
    needs: dict[Point, tuple[float, Use | None]] = {}
    ready = [point for point in above if point not in open_uses]
    while ready:
        point = ready.pop()
        here = needs.setdefault(point, (1.0, None))[0]
        for use in above.get(point, ()):
            reached = here * use.factor
            if reached > needs.get(use.used, (1.0, None))[0]:
                needs[use.used] = (reached, use)
            open_uses[use.used] -= 1
            if not open_uses[use.used]:
                ready.append(use.used)
    return needs


def _findings(company: Company, above: float, upto: float) -> Iterator[Finding]:
    needs = _largest_needs(read_uses(company))
    for need, last in needs.values():
        if last is None or not above < need <= upto or needs[last.output][0] > above:
            continue  # told once, where the chain passes the bound
        chain = [last.used]
        use: Use | None = last
        while use is not None:
            chain.append(use.output)
            use = needs[use.output][1]
        names = " needs ".join(item for item, _ in reversed(chain))
        problem = sentence(
            "is needed {need:,.0f} times (in smallest units) by one {chain}: {names}",
            need=need,
            chain=chain[-1][0],
            names=names,
        )
        yield Finding("process_input", last.row, "per_unit", problem)


def find_overflow(company: Company) -> Iterator[Finding]:
    """Yield each use at which one unit of something needs more than can be computed with."""
    yield from _findings(company, float(NO_LIMIT), float("inf"))


def find_small_asks(company: Company) -> Iterator[Finding]:
    """Yield each use that leaves room for small asks only."""
    yield from _findings(company, NO_LIMIT / SMALL_ASK, float(NO_LIMIT))


CHECKS = (
    Check(
        "overflow",
        Severity.FAULT,
        f"Even the smallest unit of an item needs more than {NO_LIMIT:,} smallest units of something below it.",
        "Mend per_unit or yield in this chain, or give the item used fewer decimals.",
        find_overflow,
    ),
    Check(
        "room for small asks only",
        Severity.NOTICE,
        f"An ask for {SMALL_ASK:,} smallest units would need more than can be computed with, and would be refused.",
        "Give the item used fewer decimals, or mend per_unit if it is a slip.",
        find_small_asks,
    ),
)
