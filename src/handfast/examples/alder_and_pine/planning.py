"""How the planners of Alder & Pine order: last year's season a little higher, up to a level for each stock point.

They plan with stated lead times and without a look at capacity. That is where the troubles come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.random import Generator

from handfast.examples.alder_and_pine.articles import Article, Purchase, Recipe
from handfast.examples.alder_and_pine.catalogue import articles, home, kept_at, selling_sites
from handfast.examples.alder_and_pine.customers import customers
from handfast.examples.alder_and_pine.days import WEEKS
from handfast.examples.alder_and_pine.orders import SHARES, kind_of
from handfast.examples.alder_and_pine.places import ROAD_DAYS, home_warehouse
from handfast.examples.alder_and_pine.processes import buy_name, make_name, move_name
from handfast.examples.alder_and_pine.seasons import Floats, season, wanted

Point = tuple[str, str]

NO_LIMIT = 10**12
HOPE = 1.05
"""Planners add five percent to last year."""
CHEAP = ("coating", "oils", "packaging", "hardware", "steel")
"""Families of which nobody saves: three weeks are kept."""


@dataclass(slots=True)
class Supply:
    """The usual process of a stock point and what planners know about it."""

    point: Point
    article: Article
    process: str
    kind: str
    source: Point | None  # move: where from
    recipe: Recipe | None
    purchase: Purchase | None
    inputs: tuple[tuple[Point, Fraction], ...]  # per smallest unit started
    lot_min: int
    lot_multiple: int
    lot_max: int
    lead_days: int

    @property
    def made(self) -> Recipe:
        """How it is made; only for a make process."""
        if self.recipe is None:
            raise ValueError(f"{self.process} is no make process")
        return self.recipe

    @property
    def bought(self) -> Purchase:
        """How it is bought; only for a buy process."""
        if self.purchase is None:
            raise ValueError(f"{self.process} is no buy process")
        return self.purchase


def forecast(rng: Generator) -> dict[Point, Floats]:
    """Return what planners expect to ship from each selling point in each week, in units."""
    shares = warehouse_shares()
    weeks = np.arange(WEEKS)
    expected: dict[Point, Floats] = {}
    for key, article in articles().items():
        if not article.volume:
            continue
        last_year = np.maximum(weeks - 52, 0)
        want = wanted(key)
        trend = want / np.maximum(season(article.season), 0.01)
        if article.launched:
            plan = want * 0.9
        else:
            plan = season(article.season) * trend[last_year] * HOPE * rng.lognormal(0, 0.08, 7)[weeks // 52]
        sites = selling_sites(article)
        for site in sites:
            expected[key, site] = plan * (shares[site] if len(sites) > 1 else 1.0)
    return expected


def supplies() -> dict[Point, Supply]:
    """Return the usual supply of every stock point, users before what they use."""
    found: dict[Point, Supply] = {}
    for key, article in articles().items():
        for site in kept_at(key):
            supply = _supply(article, site)
            if supply:
                found[key, site] = supply
    return _users_first(found)


def needs(expected: dict[Point, Floats], ways: dict[Point, Supply]) -> dict[Point, Floats]:
    """Return the expected need of every stock point in smallest units a week, exploded through all levels."""
    need = {point: np.zeros(WEEKS) for point in ways}
    for point, units in expected.items():
        need[point] += units * articles()[point[0]].smallest
    for point, way in ways.items():
        ahead = round(way.lead_days / 7)
        earlier = np.append(need[point][ahead:], np.repeat(need[point][-1], ahead))
        for used, amount in way.inputs:
            if used in need:  # by-products come by themselves
                need[used] += earlier * float(amount)
    return need


def levels(need: dict[Point, Floats], ways: dict[Point, Supply]) -> dict[Point, tuple[list[int], list[int]]]:
    """Return for each stock point and week the level to order up to and the level below which to order."""
    found: dict[Point, tuple[list[int], list[int]]] = {}
    for point, way in ways.items():
        total = np.concatenate([[0.0], np.cumsum(np.append(need[point], np.repeat(need[point][-1], 40)))])
        review = 1.0
        safety = safety_weeks(way)
        weeks = np.arange(WEEKS, dtype=float)
        grid = np.arange(len(total), dtype=float)
        upper = np.interp(weeks + way.lead_days / 7 + review + safety, grid, total) - total[:WEEKS]
        lower = np.interp(weeks + way.lead_days / 7 + review + safety / 2, grid, total) - total[:WEEKS]
        found[point] = ([int(level) for level in upper], [int(level) for level in lower])
    return found


def safety_weeks(way: Supply) -> float:
    """Return the weeks of need that planners keep against surprises."""
    if way.article.to_order:
        return 0.0
    if way.article.family in CHEAP:
        return 3.0
    if way.kind == "buy":
        return 1.0 + 0.1 * way.lead_days / 7
    return 1.0 if way.kind == "move" else 0.6


def _supply(article: Article, site: str) -> Supply | None:
    """Return the usual way in which `site` gets `article`; a by-product has none."""
    if article.recipe and site == article.recipe.site:
        return _made(article, article.recipe)
    buy = article.purchase
    if buy and site in (buy.sites if not article.sold or article.family == "oils" else (home(article),)):
        lots = (article.small(buy.lot[0]), article.small(buy.lot[1]), NO_LIMIT)
        name = buy_name(article, buy, site, 1)
        return Supply((article.key, site), article, name, "buy", None, None, buy, (), *lots, buy.lead)
    source = home(article)
    if source == site:
        return None
    point = (article.key, source)
    name, days = move_name(article.key, source, site), ROAD_DAYS[source, site] + 1
    inputs = ((point, Fraction(1)),)
    return Supply((article.key, site), article, name, "move", point, None, None, inputs, 1, 1, NO_LIMIT, days)


def _made(article: Article, way: Recipe) -> Supply:
    """Return the make process of `article`; planners count a week for what flows through the shop."""
    smallest = (articles()[used].smallest for used, _ in way.inputs)
    inputs = tuple(
        ((used, way.site), Fraction(amount) * unit / article.smallest)
        for (used, amount), unit in zip(way.inputs, smallest, strict=True)
    )
    low, multiple, most = (article.small(quantity) for quantity in way.lot)
    days = way.before + (0 if article.family == "sets" else 5 if article.sold else 6)
    point = (article.key, way.site)
    name = make_name(article, 1)
    return Supply(point, article, name, "make", None, way, None, inputs, low, multiple, most, days)


def _users_first(found: dict[Point, Supply]) -> dict[Point, Supply]:
    """Return `found` so that every point comes before the points that it draws on."""
    ordered: list[Point] = []
    seen: set[Point] = set()

    def visit(point: Point) -> None:
        if point in seen:
            return
        seen.add(point)
        for used, _ in found[point].inputs:
            if used in found:
                visit(used)
        ordered.append(point)

    for point in found:
        visit(point)
    return {point: found[point] for point in reversed(ordered)}


def warehouse_shares() -> dict[str, float]:
    """Return the share of the business that each warehouse serves."""
    totals = {kind: sum(c.size for c in customers() if kind_of(c) == kind) for kind in SHARES}
    shares: dict[str, float] = {}
    for customer in customers():
        site = home_warehouse(customer.region)
        kind = kind_of(customer)
        weight = {"key account": 2.0, "retail": 0.7, "project": 0.3, "online": 0.15}[kind]
        shares[site] = shares.get(site, 0.0) + weight * SHARES[kind] * customer.size / totals[kind]
    whole = sum(shares.values())
    return {site: share / whole for site, share in shares.items()}
