"""A review of all stock points: how each stands, why, and what to do about it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import polars as pl
from numpy.typing import NDArray

from handfast.engine.inventory.cure import rate, source_of, whole
from handfast.engine.inventory.demand_history import WEEK, Histories, read_histories
from handfast.engine.inventory.dependent import (
    NO_WAY,
    WINDOW,
    Ways,
    gross_demand,
    gross_variance,
    net_demand,
    plain_ways,
    read_ways,
    unpromised,
    worth_of_missing,
)
from handfast.engine.inventory.echelons import place_over_sites
from handfast.engine.inventory.expected import WEEKS, Expected, expected_between, read_expected
from handfast.engine.inventory.lead_time import LeadTime, learn, read_happened, stated_days
from handfast.engine.inventory.outlook import Free, look_ahead
from handfast.engine.inventory.policy import Situation, StockPolicy, make_policy
from handfast.engine.inventory.standing import DEAD, OK, ORDER, OVERSTOCK, STATES, STOCK_OUT, UNKNOWN, Standing
from handfast.engine.inventory.telling import reasons, what_is_unknown
from handfast.engine.inventory.terms import Terms
from handfast.engine.inventory.too_little import Bringing
from handfast.engine.inventory.too_much import Clearing
from handfast.engine.network import EXPEDITED, Network
from handfast.engine.tables.frame import Tables, frame_of

Floats = NDArray[np.float64]
Need = tuple[int, int, int]
"""Stock point, day of need, quantity bound."""


@dataclass(frozen=True)
class _Company:
    """Everything a row is made from, by stock point."""

    tables: Tables
    network: Network
    terms: Terms
    ways: Ways
    leads: Sequence[LeadTime]
    histories: Histories
    expected: Expected
    gross: Floats
    net: Floats
    variance: Floats
    supplies: Mapping[int, list[Free]]
    price: Mapping[str, Fraction]
    sells: Mapping[int, bool]
    kept: Mapping[int, int]
    room: Mapping[int, int | None]
    worth: Sequence[Fraction | None]
    ended: frozenset[str]

    def cost_of(self, point: int) -> Fraction | None:
        """Return the standard cost of a smallest unit, None where none is said."""
        return rate(self.network.item_cost, point) or None

    def price_of(self, point: int) -> Fraction | None:
        """Return the list price of a smallest unit, None where none is said."""
        return self.price.get(self.network.items[point])

    def lead_of(self, point: int) -> LeadTime | None:
        """Return the lead time of the usual supply."""
        way = int(self.ways.best[point])
        return None if way == NO_WAY else self.leads[way]


def review(
    tables: Tables,
    network: Network,
    supplies: Iterable[tuple[int, Free]],
    needs: Iterable[Need],
    terms: Terms | None = None,
) -> list[Standing]:
    """Return how every stock point stands, worst first.

    Parameters
    ----------
    tables
        The company; demand and lead times are learned from its history.
    network
        The company as arrays, day 0 being today.
    supplies
        Stock point and what is free there, or will be.
    needs
        What is bound at stock points, to be expected no more.
    terms
        Targets and assumptions.
    """
    company = _read(tables, network, supplies, needs, terms or Terms())
    rows = [_standing(company, point) for point in range(len(network.items))]
    daily = company.gross[:, :4].sum(axis=1) / (4 * WEEK)
    placed = place_over_sites(
        network, company.ways, company.leads, daily, company.variance, company.sells, company.terms
    )
    rows = sorted((replace(row, placed=placed.get(row.point)) for row in rows), key=_worst_first)
    return _cured(company, rows)


def _worst_first(row: Standing) -> tuple[int, int, float, str, str]:
    """Order by state, money at stake, and by how little time is left to order."""
    out = WEEKS * WEEK if row.outlook.out_on is None else row.outlook.out_on
    slack = out - (row.lead.mean if row.lead else 0)
    return list(STATES).index(row.state), -row.at_stake, slack, row.item, row.site


def _read(
    tables: Tables, network: Network, supplies: Iterable[tuple[int, Free]], needs: Iterable[Need], terms: Terms
) -> _Company:
    ways = read_ways(network)
    leads = _leads(tables, network)
    histories = read_histories(tables, network, terms.history_weeks)
    expected = read_expected(tables, network, histories)
    days = [0.0 if way == NO_WAY else leads[way].mean for way in ways.best.tolist()]
    free: dict[int, list[Free]] = {}
    for point, supply in supplies:
        free.setdefault(point, []).append(supply)
    bound = _by_week(network, ((point, day, quantity) for point, day, quantity in needs))
    there = _by_week(network, ((point, each.day, each.quantity) for point, row in free.items() for each in row))
    stock_point = frame_of(tables, "stock_point").select("item", "site", "sells", "safety_stock", "stock_max")
    points = [(network.point_of[item, site], *row) for item, site, *row in stock_point.iter_rows()]
    return _Company(
        tables=tables,
        network=network,
        terms=terms,
        ways=ways,
        leads=leads,
        histories=histories,
        expected=expected,
        gross=gross_demand(network, ways, expected.weeks, days),
        net=net_demand(network, ways, unpromised(expected.weeks, bound), days, there),
        variance=gross_variance(network, ways, expected.variance),
        supplies=free,
        price=_prices(tables),
        sells={point: sells for point, sells, _, _ in points},
        kept={point: kept for point, _, kept, _ in points},
        room={point: room for point, _, _, room in points},
        worth=worth_of_missing(network, ways, _margins(tables, network)),
        ended=_ended(tables, network),
    )


def _leads(tables: Tables, network: Network) -> list[LeadTime]:
    """Return the lead time of each way; nothing is learned of haste, which is rare."""
    happened = read_happened(tables)
    structure = network.structure
    return [
        learn(
            stated_days(network, way, int(structure.lot_min[way])),
            [] if structure.process_class[way] == EXPEDITED else happened.get(name, []),
        )
        for way, name in enumerate(network.processes)
    ]


def _by_week(network: Network, rows: Iterable[tuple[int, int, int]]) -> Floats:
    """Return quantities summed by stock point and week, shape (P, WEEKS); what lies before today counts today."""
    weeks = np.zeros((len(network.items), WEEKS))
    for point, day, quantity in rows:
        if day < WEEKS * WEEK:
            weeks[point, max(day, 0) // WEEK] += quantity
    return weeks


def _prices(tables: Tables) -> dict[str, Fraction]:
    item = frame_of(tables, "item").drop_nulls("price").filter(pl.col("price") > 0)
    rows = item.select("item", "price", "price_per", "decimals").iter_rows()
    return {name: Fraction(price, per * 10**decimals) for name, price, per, decimals in rows}


def _margins(tables: Tables, network: Network) -> list[Fraction | None]:
    """Return what a smallest unit earns at each stock point, None where price or cost is not said."""
    prices = _prices(tables)
    margins: list[Fraction | None] = []
    for point, item in enumerate(network.items):
        price, cost = prices.get(item), rate(network.item_cost, point)
        margins.append(price - cost if price is not None and cost else None)
    return margins


def _ended(tables: Tables, network: Network) -> frozenset[str]:
    """Return the items that are no longer sold."""
    ended = pl.col("ended").cast(pl.Int32).cast(pl.Int64) - network.origin
    return frozenset(frame_of(tables, "item").filter(ended < 0)["item"].to_list())


def _standing(company: _Company, point: int) -> Standing:
    """Return a row without its cures."""
    network = company.network
    outlook = look_ahead(company.supplies.get(point, []), company.net[point])
    lead, policy = company.lead_of(point), None
    wanted = expected_between(company.gross[point], 0, WEEKS * WEEK)
    unknown = what_is_unknown(
        history=company.histories.reach > 0,
        supplied=lead is not None,
        ring=point in company.ways.rings,
        costed=company.cost_of(point) is not None,
        wanted=wanted > 0,
        learned=bool(lead and lead.seen),
    )
    if lead is not None and point not in company.ways.rings and (wanted > 0 or company.variance[point] > 0):
        policy = _policy(company, point, lead)
    row = Standing(
        point=point,
        item=network.items[point],
        site=network.sites[point],
        state=OK,
        weekly=expected_between(company.gross[point], 0, 4 * WEEK) / 4,
        outlook=outlook,
        lead=lead,
        policy=policy,
        kept=company.kept.get(point, 0),
        unknown=unknown,
    )
    row = _judged(company, row, wanted)
    expected = company.expected
    return replace(row, why=reasons(row, expected, company.histories, company.room.get(point)))


def _policy(company: _Company, point: int, lead: LeadTime) -> StockPolicy:
    structure, way = company.network.structure, int(company.ways.best[point])
    lasting = lead.mean + company.terms.review_days
    demand = expected_between(company.gross[point], 0, lasting)
    cost, margin = company.cost_of(point), company.worth[point]
    situation = Situation(
        demand=demand,
        daily=demand / lasting if lasting else float(company.gross[point, 0]) / WEEK,
        variance=float(company.variance[point]),
        lead=lead,
        lot=(int(structure.lot_min[way]), int(structure.lot_multiple[way]), int(structure.lot_max[way])),
        order_cost=float(_order_cost(company.network, way)),
        unit_cost=None if cost is None else float(cost),
        margin=None if margin is None else float(margin),
    )
    return make_policy(situation, company.terms)


def _order_cost(network: Network, way: int) -> Fraction:
    """Return what an order costs by itself: the fixed part, and setting up."""
    structure = network.structure
    total = Fraction(int(network.process_cost_fixed[way]))
    for n in range(structure.load_first[way], structure.load_first[way + 1]):
        minutes = int(structure.load_setup[n]) * int(structure.load_units[n])
        total += rate(network.minute_cost, int(structure.load_resource[n])) * minutes
    return total


def _judged(company: _Company, row: Standing, wanted: float) -> Standing:
    """Return the row with its state, and what that puts at stake."""
    outlook, terms, point = row.outlook, company.terms, row.point
    cost = company.cost_of(point)
    short = outlook.short_by(row.lead.mean + terms.review_days if row.lead else WINDOW * WEEK)
    if short > 0:
        stake = max(company.worth[point] or Fraction(0), Fraction(0)) * short
        return replace(row, state=STOCK_OUT, short=short, at_stake=whole(stake))
    if row.policy is not None and outlook.position <= row.policy.reorder_point and wanted > 0 and _soon(row):
        return replace(row, state=ORDER)
    if outlook.position <= 0:
        return row
    if wanted <= 0:
        state = _unwanted(company, point)
        excess = outlook.position if state == DEAD else 0
    else:
        enough = expected_between(company.net[point], 0, terms.keep_weeks * WEEK)
        safety = 0 if row.policy is None else row.policy.safety_stock
        enough = max(enough + safety, float(row.level))
        excess = max(outlook.position - math.ceil(enough), outlook.expiring, 0)
        state = OVERSTOCK if excess else OK
    value = None if cost is None else whole(cost * excess)
    return replace(row, state=state, excess=excess, excess_value=value, at_stake=value or 0)


def _soon(row: Standing) -> bool:
    """Whether what lies at the reorder point will be gone about when it usually would.

    Where those who take from a stock point have plenty themselves, it lasts longer, and an order can wait.
    """
    lasts = row.policy.reorder_point / row.weekly * WEEK if row.policy and row.weekly > 0 else 0.0
    return row.outlook.out_on is not None and row.outlook.out_on <= lasts + WINDOW * WEEK


def _unwanted(company: _Company, point: int) -> str:
    """Return what stock is that nobody is expected to want: dead, or not known yet where history is too short."""
    key = company.network.items[point], company.network.sites[point]
    if key[0] in company.ended:
        return DEAD
    history = company.histories.points.get(key)
    if history is not None and history.last is not None and -history.last <= company.terms.dead_days:
        return OK
    return DEAD if company.histories.reach >= company.terms.dead_days else UNKNOWN


def _cured(company: _Company, rows: Sequence[Standing]) -> list[Standing]:
    network = company.network
    kinds = dict(frame_of(company.tables, "process").select("process", "kind").iter_rows())
    by_point = sorted(rows, key=lambda row: row.point)
    bringing = Bringing(
        network,
        kinds,
        company.leads,
        now=[row.outlook.now for row in by_point],
        spare=[max(row.outlook.now - (row.policy.reorder_point if row.policy else 0), 0) for row in by_point],
        usual=company.ways.best.tolist(),
        worth=company.worth,
    )
    wanted = {row.point: wanted_of(row, company.room.get(row.point)) for row in rows if row.state in (STOCK_OUT, ORDER)}
    clearing = Clearing(network, company.terms, _movers(network), wanted)
    cured = []
    for row in rows:
        if row.point in wanted:
            cures = bringing.cures(row.point, wanted[row.point], row.outlook)
            if cures:
                bringing.take(row.point, cures[0])
        elif row.excess:
            daily = row.weekly / WEEK
            cost, price = company.cost_of(row.point), company.price_of(row.point)
            supplied = row.lead is not None  # a by-product comes with what it is a product of
            coming = max(row.outlook.position - max(row.outlook.now, 0), 0) if supplied else 0
            cures = clearing.cures(row.point, row.excess, coming, daily, cost, price)
        else:
            cures = ()
        cured.append(replace(row, cures=cures))
    return cured


def wanted_of(row: Standing, room: int | None) -> int:
    """Return how much to bring so that a stock point stands above its reorder point again, as far as there is room."""
    quantity = row.policy.quantity if row.policy else 1
    wanted = max(row.level - row.outlook.position, row.short, quantity)
    return max(wanted if room is None else min(wanted, room - row.outlook.now), row.short, 1)


def _movers(network: Network) -> dict[int, list[int]]:
    movers: dict[int, list[int]] = {}
    for point in range(len(network.items)):
        for way in plain_ways(network, point):
            if (source := source_of(network, way)) is not None:
                movers.setdefault(source, []).append(way)
    return movers
