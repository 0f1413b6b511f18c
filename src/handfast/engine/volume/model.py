"""The volume plan's model: the company in buckets, in units and money, as the solvers take it.

Quantities are in the items' units (not smallest units), capacity in minutes, money in the currency's units. What a
process pays once for a run (setup, fixed inputs, fixed cost) is spread over its smallest lot where one is said;
otherwise lots do not count here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from handfast.engine.assembly import Supplies
from handfast.engine.calendar import Buckets
from handfast.engine.network import EXPEDITED, Ints, Network, Rate
from handfast.engine.volume.crews import read_crews
from handfast.engine.volume.demand import EXPECTED, Floats, VolumeDemand
from handfast.engine.volume.lags import Lags, read_lags
from handfast.engine.volume.policy import VolumePolicy

DAYS_A_YEAR, DAYS_A_WEEK = 365.0, 7.0


class Wiring(NamedTuple):
    """What compiled loops need to follow processes: entries and timings (see :class:`Model` and `Lags`)."""

    timing: Ints  # (N,)
    allowed: NDArray[np.bool_]  # (T, B)
    out_first: Ints
    out_point: Ints
    out_per: Floats
    in_first: Ints
    in_point: Ints
    in_per: Floats
    load_first: Ints
    load_resource: Ints
    load_per: Floats
    out_to: Ints  # (T, B) first bucket in which output arrives
    out_part: Floats  # (T, B, W) which part of it, from that bucket on
    load_to: Ints
    load_part: Floats


@dataclass(frozen=True)
class Model:
    """A linear program in its own shape. P points, N processes, R resources, D streams, B buckets.

    What may be decided: starts (N, B), stock at the end of a bucket (P, B), deliveries (D, B), what waits (D, B) and
    overtime (R, B). `entries` of processes are sorted by process: those of process ``k`` are ``first[k]`` to
    ``first[k + 1] - 1``.
    """

    lags: Lags
    out_first: Ints  # (N + 1,)
    out_point: Ints
    out_per: Floats  # units yielded for one unit started
    in_first: Ints  # (N + 1,)
    in_point: Ints
    in_per: Floats
    load_first: Ints  # (N + 1,)
    load_resource: Ints
    load_per: Floats  # minutes for one unit started
    run_cost: Floats  # (N,) of one unit started, hours included
    hold_cost: Floats  # (P, B) of one unit kept at the end of the bucket
    minimum: Floats  # (P,) stock that should be kept
    minimum_cost: Floats  # (P, B) of one unit that is missing
    maximum: Floats  # (P,) stock that can be stored, inf where nothing is said
    maximum_cost: Floats  # (P, B) of one unit too much
    supply: Floats  # (P, B) stock and receipts that arrive in the bucket
    capacity: Floats  # (R, B) minutes
    overtime: Floats  # (R, B) minutes that overtime could add
    overtime_cost: Floats  # (R,) surcharge of one minute
    team: Ints  # (R,) team whose overtime is limited, T: none
    team_overtime: Floats  # (T, B) minutes of overtime that all resources of a team may work
    stream_point: Ints  # (D,)
    stream_value: Floats  # (D,) what serving one unit is worth: what is paid, and what leaving it unserved would cost
    stream_price: Floats  # (D,) what is paid for one unit
    wait_cost: Floats  # (D, B) of one unit that waits at the end of the bucket
    demand: Floats  # (D, B)

    @property
    def wiring(self) -> Wiring:
        """The processes as compiled loops take them."""
        lags = self.lags
        return Wiring(
            lags.of, lags.allowed, self.out_first, self.out_point, self.out_per, self.in_first, self.in_point,
            self.in_per, self.load_first, self.load_resource, self.load_per, lags.out_first, lags.out_part,
            lags.load_first, lags.load_part,
        )  # fmt: skip

    @property
    def points(self) -> int:
        """Number of stock points."""
        return len(self.minimum)

    @property
    def processes(self) -> int:
        """Number of processes."""
        return len(self.run_cost)

    @property
    def resources(self) -> int:
        """Number of resources."""
        return len(self.overtime_cost)

    @property
    def streams(self) -> int:
        """Number of demand streams."""
        return len(self.stream_value)

    @property
    def buckets(self) -> int:
        """Number of buckets."""
        return int(self.lags.allowed.shape[1])


def value(rate: Rate) -> Floats:
    """Return exact rates as floats: a linear program knows no others."""
    return np.asarray(rate.num, np.float64) / rate.den


def build_model(
    network: Network,
    supplies: Supplies,
    demand: VolumeDemand,
    buckets: Buckets,
    decimals: Ints,
    *,
    minimum: Ints,
    maximum: Ints,
    minor: int = 100,
    busy: Ints | None = None,
    policy: VolumePolicy | None = None,
) -> Model:
    """Return the model of a company.

    Parameters
    ----------
    network, supplies
        Structure, stock and receipts.
    demand
        Over the same buckets.
    buckets
        Of the plan's days, which the network knows.
    decimals
        Shape (P,): digits after the point of each stock point's item.
    minimum, maximum
        Shape (P,): stock to keep and stock that can be stored, in smallest units; -1 where no maximum is said.
    minor
        Minor units of one unit of money.
    busy
        Shape (R, H): minutes that started runs take already.
    """
    rules = policy or VolumePolicy()
    team, team_overtime = read_crews(network, buckets)
    unit = 10.0 ** np.asarray(decimals, np.float64)
    days = np.diff(buckets.first).astype(np.float64)
    cost = value(network.item_cost) * unit / minor
    price = demand.price * unit[demand.point] / minor
    weeks = days / DAYS_A_WEEK
    return Model(
        lags=read_lags(network, buckets),
        **_entries(network, unit),
        run_cost=_run_cost(network, unit) / minor,
        hold_cost=np.outer(cost, days / DAYS_A_YEAR) * rules.holding_rate,
        minimum=minimum / unit,
        minimum_cost=np.outer(cost, weeks) * rules.safety_weight,
        maximum=_most(minimum, maximum) / unit,
        maximum_cost=np.outer(cost, weeks) * rules.storage_weight,
        supply=_supply(supplies, buckets, unit),
        capacity=by_bucket(np.maximum(network.capacity() - (0 if busy is None else busy), 0), buckets),
        overtime=by_bucket(network.overtime(), buckets),
        overtime_cost=value(network.overtime_cost) / minor,
        team=team,
        team_overtime=team_overtime,
        stream_point=demand.point,
        stream_value=price + rules.promised_weight * _sure(demand) * np.maximum(price, 2 * cost[demand.point]),
        stream_price=price,
        wait_cost=np.outer(price, weeks) * rules.waiting_rate,
        demand=demand.quantity / unit[demand.point][:, None],
    )


def _sure(demand: VolumeDemand) -> Floats:
    """Return 1 for streams that are more than expected, 0 for the others."""
    return np.array([sort != EXPECTED for sort in demand.sort], dtype=np.float64)


def _most(minimum: Ints, maximum: Ints) -> Floats:
    """Return what can be stored, at least the stock to keep; inf where no maximum is said."""
    return np.maximum(np.where(maximum >= 0, maximum.astype(np.float64), np.inf), minimum)


def spread_lot(network: Network) -> Floats:
    """Return the lot over which each process spreads what it pays once, in smallest units; inf where none is said."""
    lot = network.structure.lot_min.astype(np.float64)
    return np.where(lot > 1, lot, np.inf)


class Entries(TypedDict):
    """What processes yield, use and load; fields of :class:`Model`."""

    out_first: Ints
    out_point: Ints
    out_per: Floats
    in_first: Ints
    in_point: Ints
    in_per: Floats
    load_first: Ints
    load_resource: Ints
    load_per: Floats


def _entries(network: Network, unit: Floats) -> Entries:
    """Return what one unit started yields, uses and loads."""
    structure = network.structure
    own = unit[structure.output_point]
    lot = spread_lot(network)
    count = len(lot)

    def owner(first: Ints) -> Ints:
        return np.repeat(np.arange(count), np.diff(first))

    user, loader, maker = owner(structure.input_first), owner(structure.load_first), owner(structure.extra_first)
    used = structure.input_num / structure.input_den + structure.input_fixed / lot[user]
    minutes = (structure.load_num / structure.load_den + structure.load_setup / lot[loader]) * structure.load_units
    extra = structure.extra_num / structure.extra_den
    process = np.concatenate([np.arange(count), maker])
    point = np.concatenate([structure.output_point, structure.extra_point])
    per = np.concatenate([structure.yield_num / structure.yield_den, extra * own[maker] / unit[structure.extra_point]])
    order = np.argsort(process, kind="stable")
    first = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(process, minlength=count), out=first[1:])
    return {
        "out_first": first,
        "out_point": point[order],
        "out_per": per[order],
        "in_first": structure.input_first,
        "in_point": structure.input_point,
        "in_per": used * own[user] / unit[structure.input_point],
        "load_first": structure.load_first,
        "load_resource": structure.load_resource,
        "load_per": minutes * own[loader],
    }


def _run_cost(network: Network, unit: Floats) -> Floats:
    """Return the cost of one unit started, in minor units."""
    structure = network.structure
    own, lot = unit[structure.output_point], spread_lot(network)
    hurried = structure.process_class == EXPEDITED
    each = value(network.process_cost) + np.where(hurried, value(network.expedite_cost), 0.0)
    once = network.process_cost_fixed + np.where(hurried, network.expedite_cost_fixed, 0)
    loader = np.repeat(np.arange(len(lot)), np.diff(structure.load_first))
    minutes = (structure.load_num / structure.load_den + structure.load_setup / lot[loader]) * structure.load_units
    hours = np.bincount(loader, minutes * value(network.minute_cost)[structure.load_resource], minlength=len(lot))
    total: Floats = (each + once / lot + hours) * own
    return total


def _supply(supplies: Supplies, buckets: Buckets, unit: Floats) -> Floats:
    """Return what is there and on its way, by the bucket in which it may first be used."""
    supply = np.zeros((len(unit), len(buckets.first) - 1))
    near = supplies.day < buckets.first[-1]
    point = supplies.point[near]
    np.add.at(supply, (point, buckets.of_day[supplies.day[near]]), supplies.quantity[near] / unit[point])
    return supply


def by_bucket(minutes: Ints, buckets: Buckets) -> Floats:
    """Return minutes of days (R, H) added up by bucket, shape (R, B)."""
    days = int(buckets.first[-1])
    if not len(minutes):
        return np.zeros((0, len(buckets.first) - 1))
    return np.add.reduceat(minutes[:, :days], buckets.first[:-1], axis=1).astype(np.float64)
