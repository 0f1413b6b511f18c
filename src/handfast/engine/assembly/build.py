"""A company's typed frames become a network: names outside, exact integers inside."""

from __future__ import annotations

import numpy as np
import polars as pl

from handfast.engine.assembly.arrays import ints, offsets
from handfast.engine.assembly.bounds import bound_lots, check_chains, check_yields
from handfast.engine.assembly.costs import item_costs, per_minute, way_costs
from handfast.engine.assembly.parts import Parts, read_extras, read_inputs, read_loads
from handfast.engine.assembly.people import read_teams
from handfast.engine.assembly.points import read_decimals, read_points
from handfast.engine.assembly.ratios import exact_ratios
from handfast.engine.assembly.ways import read_ways
from handfast.engine.calendar import Calendars, read_calendars
from handfast.engine.network import Ints, Network, Structure
from handfast.engine.tables.frame import Tables, frame_of

DEFAULT_HORIZON = 400


def horizon_of(tables: Tables) -> int:
    """Return how many days ahead the company promises and plans."""
    company = frame_of(tables, "company")
    return int(company["horizon_days"][0]) if company.height else DEFAULT_HORIZON


def build_network(tables: Tables, origin_day: int, horizon: int | None = None) -> Network:
    """Return the company as arrays.

    Parameters
    ----------
    tables
        Typed frames that have passed the import checks.
    origin_day
        The company's today, in days since 1970-01-01.
    horizon
        How many days ahead are known; by default the company's.

    Raises
    ------
    DataError
        When a row speaks of an item or resource that does not exist, or quantities could pass 64-bit integers; the
        message names process and chain.
    """
    days = horizon_of(tables) if horizon is None else horizon
    calendars = read_calendars(tables, origin_day, days)
    points, decimals = read_points(tables), read_decimals(tables)
    resource = frame_of(tables, "resource")
    resource_of = {name: n for n, name in enumerate(resource["resource"].to_list())}
    ways = read_ways(tables, points)
    structure = _structure(tables, ways, points, decimals, resource_of, calendars, days)
    item_cost, uncosted_points = item_costs(tables, points)
    process_cost, process_cost_fixed, expedite_cost, expedite_cost_fixed, uncosted_ways = way_costs(tables, ways)
    items, sites = points["item"].to_list(), points["site"].to_list()
    return Network(
        origin=origin_day,
        horizon=days,
        items=tuple(items),
        sites=tuple(sites),
        processes=tuple(ways["name"].to_list()),
        resources=tuple(resource_of),
        calendars=calendars.names,
        resource_units=ints(resource["units"]),
        structure=structure,
        point_of={key: n for n, key in enumerate(zip(items, sites, strict=True))},
        resource_of=resource_of,
        item_cost=item_cost,
        process_cost=process_cost,
        process_cost_fixed=process_cost_fixed,
        expedite_cost=expedite_cost,
        expedite_cost_fixed=expedite_cost_fixed,
        minute_cost=per_minute(resource["cost_per_hour"]),
        overtime_cost=per_minute(resource["overtime_cost_per_hour"]),
        uncosted_points=uncosted_points,
        uncosted_ways=uncosted_ways,
        teams=read_teams(tables),
    )


def _structure(
    tables: Tables,
    ways: pl.DataFrame,
    points: pl.DataFrame,
    decimals: pl.DataFrame,
    resource_of: dict[str, int],
    calendars: Calendars,
    days: int,
) -> Structure:
    inputs = read_inputs(tables, ways, points, decimals)
    extras = read_extras(tables, ways, points, decimals)
    loads = read_loads(tables, ways, resource_of, decimals)
    yield_num, yield_den = exact_ratios(ways["yield"], pl.zeros(ways.height, pl.Int64, eager=True))
    output_point = ints(ways["point"])
    _check_bounds(ways, points, yield_num, yield_den, inputs)
    first_start, last_start = _validity(ways, calendars.origin, days)
    return Structure(
        process_first=offsets(output_point, points.height),
        output_point=output_point,
        process_class=ints(ways["class"]),
        same_day=ints(ways["same_day"]),
        yield_num=yield_num,
        yield_den=yield_den,
        lot_min=ints(ways["lot_min"]),
        lot_multiple=ints(ways["lot_multiple"]),
        lot_max=bound_lots(
            ways["name"].to_list(),
            ints(ways["lot_min"]),
            ints(ways["lot_multiple"]),
            ints(ways["lot_max"]),
            (inputs, extras, loads),
        ),
        lead_before=ints(ways["lead_before_days"]),
        lead_after=ints(ways["lead_after_days"]),
        lead_calendar=_lead_calendars(ways, calendars),
        first_start=first_start,
        last_start=last_start,
        input_first=inputs.first,
        input_point=inputs.node,
        input_num=inputs.num,
        input_den=inputs.den,
        input_fixed=inputs.fixed,
        extra_first=extras.first,
        extra_point=extras.node,
        extra_num=extras.num,
        extra_den=extras.den,
        load_first=loads.first,
        load_resource=loads.node,
        load_num=loads.num,
        load_den=loads.den,
        load_setup=loads.fixed,
        load_units=loads.units,
        unit_minutes=_minutes(tables, "calendar", calendars),
        unit_overtime=_minutes(tables, "overtime_calendar", calendars),
        working_before=calendars.working_before,
        working_day=calendars.working_day,
        point_item=ints(points["item"].rank("dense") - 1),
    )


def _check_bounds(ways: pl.DataFrame, points: pl.DataFrame, yield_num: Ints, yield_den: Ints, inputs: Parts) -> None:
    check_yields(ways["name"].to_list(), yield_den)
    labels = points.select(pl.format("{} at {}", "item", "site"))["item"].to_list()
    check_chains(labels, ints(ways["point"]), yield_num / yield_den, inputs)


def _validity(ways: pl.DataFrame, origin: int, days: int) -> tuple[Ints, Ints]:
    """Return first and last day of starting; the last lies before the first where a way is not valid at all."""
    first = ways["valid_from"].cast(pl.Int32).cast(pl.Int64) - origin
    last = ways["valid_to"].cast(pl.Int32).cast(pl.Int64) - origin
    return (
        np.clip(ints(first.fill_null(0)), 0, days),
        np.clip(ints(last.fill_null(days - 1)), -1, days - 1),
    )


def _lead_calendars(ways: pl.DataFrame, calendars: Calendars) -> Ints:
    """Return the calendar in whose working days lead times are counted, -1 for calendar days."""
    names = ways["lead_calendar"].unique().to_list()
    places = [calendars.index_of[name] if name else -1 for name in names]
    return ints(ways["lead_calendar"].replace_strict(names, places, return_dtype=pl.Int64))


def _minutes(tables: Tables, column: str, calendars: Calendars) -> Ints:
    """Return minutes of one unit of each resource on each day, by the calendar named in `column`."""
    names = frame_of(tables, "resource")[column].to_list()
    minutes = np.zeros((len(names), calendars.minutes.shape[1]), dtype=np.int64)
    for resource, name in enumerate(names):
        if name or column == "calendar":
            minutes[resource] = calendars.minutes[calendars.place_of(name, "resource")]
    return minutes
