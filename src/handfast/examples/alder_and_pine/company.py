"""All tables of Alder & Pine together."""

from __future__ import annotations

import polars as pl

from handfast.engine.tables import CONTRACT
from handfast.examples.alder_and_pine import (
    catalogue,
    customers,
    demand_tables,
    pipeline,
    places,
    processes,
    quality,
    sales_tables,
    stock_points,
    supply_tables,
)
from handfast.examples.alder_and_pine.filling import columns_filled, filled
from handfast.examples.alder_and_pine.history import History, simulate


def alder_and_pine(seed: int = 7) -> dict[str, pl.DataFrame]:
    """Return the sample company as typed frames, one for each table of the contract.

    Parameters
    ----------
    seed
        The same seed gives the same company, to the last cell.

    Returns
    -------
    dict
        Table name to frame; quantities in smallest units, money in minor units.
    """
    history = simulate(seed)
    tables = {**structure(history), **what_happened(history), **what_is_expected(history), **what_is_said(history)}
    return {name: tables[name] for name in CONTRACT}


def structure(history: History) -> dict[str, pl.DataFrame]:
    """Return the tables that say what the company is."""
    rows = {
        "company": places.company(),
        "calendar": places.calendars(),
        "calendar_exception": places.calendar_exceptions() + supply_tables.extra_shifts(history),
        "site": places.sites(),
        "item": catalogue.items(),
        "unit_conversion": catalogue.unit_conversions(),
        "stock_point": stock_points.stock_points(history),
        "lane": places.lanes(),
        "team": places.teams(),
        "resource": places.resources(),
        "changeover": places.changeovers(),
        "exchange_rate": places.exchange_rates(),
        "supplier": processes.suppliers(),
        "supplier_item": processes.supplier_items(),
        "process": processes.processes(),
        "process_input": processes.process_inputs(),
        "process_output": processes.process_outputs(),
        "process_load": processes.process_loads(),
        "substitute": catalogue.substitutes(),
        "segment": customers.segment_rows(),
        "customer": customers.customer_rows(),
        "price": customers.price_rows(),
    }
    return {name: filled(name, listed) for name, listed in rows.items()}


def what_happened(history: History) -> dict[str, pl.DataFrame]:
    """Return the tables that the three years have filled."""
    rows = {
        "stock": supply_tables.stock(history),
        "receipt": supply_tables.receipts(history),
        "downtime": supply_tables.downtimes(history),
        "sales_history": sales_tables.sales_history(history.stream("sales history")),
    }
    columns = {
        "order_line": sales_tables.order_lines(history),
        "shipment": sales_tables.shipments(history),
        "production_run": supply_tables.production_runs(history),
        "purchase_receipt": supply_tables.purchase_receipts(history),
        "lot_genealogy": supply_tables.lot_genealogy(history),
    }
    return {
        **{name: filled(name, listed) for name, listed in rows.items()},
        **{name: columns_filled(name, whole) for name, whole in columns.items()},
    }


def what_is_expected(history: History) -> dict[str, pl.DataFrame]:
    """Return forecasts, targets and what is done for the peak."""
    forecast = demand_tables.forecasts(history)
    rows = {
        "allocation": demand_tables.allocations(history),
        "campaign": demand_tables.campaigns(),
        "override": demand_tables.overrides(forecast),
        "spend": demand_tables.spend(history.stream("spend")),
        "target": demand_tables.targets(),
    }
    return {
        "forecast": columns_filled("forecast", forecast),
        **{name: filled(name, listed) for name, listed in rows.items()},
    }


def what_is_said(history: History) -> dict[str, pl.DataFrame]:
    """Return what quality and customers found, and the deals in the making."""
    known = quality.lots(history)
    cases, returns = quality.complaints(history, known, history.stream("complaints"))
    deals = pipeline.deals(history, history.stream("deals"))
    leads = pipeline.leads(deals, history.stream("leads"))
    opportunities, opportunity_lines = pipeline.opportunities(deals, history.stream("opportunities"))
    rows = {
        "inspection": quality.inspections(
            history, known, supply_tables.held_lots(history), history.stream("inspections")
        ),
        "service_case": cases,
        "return_line": returns,
        "survey": quality.surveys(history, known, history.stream("surveys")),
        "lead": leads,
        "opportunity": opportunities,
        "opportunity_line": opportunity_lines,
    }
    return {name: filled(name, listed) for name, listed in rows.items()}
