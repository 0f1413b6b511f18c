"""All tables of Alder & Pine together."""

from __future__ import annotations

import polars as pl

from handfast.engine.tables import CONTRACT
from handfast.examples.alder_and_pine import (
    catalogue,
    customers,
    places,
    processes,
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
    tables = {**structure(history), **what_happened(history)}
    return {name: tables[name] for name in CONTRACT if name in tables}


def structure(history: History) -> dict[str, pl.DataFrame]:
    """Return the tables that say what the company is."""
    rows = {
        "company": places.company(),
        "calendar": places.calendars(),
        "calendar_exception": places.calendar_exceptions(),
        "site": places.sites(),
        "item": catalogue.items(),
        "unit_conversion": catalogue.unit_conversions(),
        "stock_point": stock_points.stock_points(history),
        "lane": places.lanes(),
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
        "sales_history": sales_tables.sales_history(history.after),
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
