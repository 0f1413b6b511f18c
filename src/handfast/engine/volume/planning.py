"""Plan volumes: from a network, what is there and what is wanted to a solved plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from handfast.engine.assembly import Supplies
from handfast.engine.calendar import Buckets, month_buckets, week_buckets
from handfast.engine.network import Ints, Network
from handfast.engine.tables.frame import Tables, frame_of
from handfast.engine.volume.demand import Wanted, gather
from handfast.engine.volume.model import build_model
from handfast.engine.volume.plan import VolumePlan
from handfast.engine.volume.policy import VolumePolicy
from handfast.engine.volume.solving import Effort, solve
from handfast.errors import DataError, Fault
from handfast.sentences import sentence

WEEKS, MONTHS = "weeks", "months"


@dataclass(frozen=True)
class Limits:
    """What tables say of stock points beside the network, shape (P,) each, in the network's order."""

    decimals: Ints
    minimum: Ints  # smallest units
    maximum: Ints  # smallest units, -1 where nothing is said
    minor: int  # minor units of one unit of money


def read_limits(tables: Tables, network: Network) -> Limits:
    """Return decimals, minimum stock and storage limits of a network's stock points."""
    points = pl.DataFrame({"item": network.items, "site": network.sites}, {"item": pl.String, "site": pl.String})
    said = frame_of(tables, "stock_point").select("item", "site", "safety_stock", "stock_max")
    digits = frame_of(tables, "item").select("item", "decimals")
    rows = points.join(said, on=["item", "site"], how="left", maintain_order="left").join(
        digits, on="item", how="left", maintain_order="left"
    )
    company = frame_of(tables, "company")

    def column(name: str, empty: int) -> Ints:
        return np.array(rows[name].fill_null(empty).to_numpy(), dtype=np.int64)

    return Limits(
        column("decimals", 0),
        column("safety_stock", 0),
        column("stock_max", -1),
        10 ** int(company["minor_digits"][0]) if company.height else 100,
    )


USUAL = {WEEKS: 26, MONTHS: 6}
"""How far ahead is planned where nothing is said, or as far as the company looks."""


def plan_buckets(network: Network, count: int | None, period: str = WEEKS) -> Buckets:
    """Return the plan's weeks or months; the first one may be a part of one. None: as many as is usual.

    Raises
    ------
    DataError
        When there is less than one, or the company's horizon ends before.
    """
    known = (week_buckets if period == WEEKS else month_buckets)(network.origin, network.horizon)
    whole = len(known.first) - 1
    if count is None:
        count = min(USUAL[period], whole)
    if not 1 <= count <= whole:
        raise DataError(
            [
                Fault(
                    "",
                    "",
                    None,
                    period,
                    str(count),
                    sentence(
                        "the company looks {horizon} days ahead, which is 1 to {whole} {period}",
                        horizon=network.horizon,
                        whole=whole,
                        period=period,
                    ),
                    sentence("Ask for fewer, or raise horizon_days in the company table"),
                )
            ]
        )
    days = int(known.first[count])
    return Buckets(known.first[: count + 1], known.of_day[:days])


def plan_volumes(
    network: Network,
    supplies: Supplies,
    wanted: Iterable[Wanted],
    limits: Limits,
    buckets: Buckets,
    *,
    busy: Ints | None = None,
    policy: VolumePolicy | None = None,
    effort: Effort | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> VolumePlan:
    """Return the best volume plan found.

    Parameters
    ----------
    wanted
        Demand; see :class:`~handfast.engine.volume.demand.Wanted`.
    busy
        Shape (R, H): minutes that runs which have started take already.
    stop
        Asked now and then; when it says yes, the best so far is returned.

    Raises
    ------
    BadConfiguration
        When HiGHS is needed and not installed.
    """
    demand = gather(wanted, buckets)
    model = build_model(
        network,
        supplies,
        demand,
        buckets,
        limits.decimals,
        minimum=limits.minimum,
        maximum=limits.maximum,
        minor=limits.minor,
        busy=busy,
        policy=policy,
    )
    solution = solve(model, effort, stop)
    unit = 10.0 ** np.asarray(limits.decimals, np.float64)
    return VolumePlan(network, buckets, demand, model, solution, unit, limits.minor)
