"""A workshop with two shops: a chair made of wood that is bought, moved to a shop by the sea. Today is 1 March 2027."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from tests.engine.tables_for_tests import DAY_0, ORIGIN, tables

from handfast.engine.assembly import build_network, read_supplies
from handfast.engine.inventory.outlook import Free
from handfast.engine.inventory.review import Need, review
from handfast.engine.inventory.standing import Standing
from handfast.engine.inventory.terms import Terms
from handfast.engine.tables.frame import Tables

Rows = list[dict[str, object]]


def sales(item: str, site: str, weekly: list[int]) -> Rows:
    """Return order lines of the past, one a week, the last one three days ago."""
    return [
        {
            "order": f"SO-{item}-{site}-{week}",
            "customer": "C-1",
            "item": item,
            "site": site,
            "quantity": quantity,
            "requested": DAY_0 - timedelta(days=3 + 7 * week),
            "state": "closed",
        }
        for week, quantity in enumerate(reversed(weekly))
    ]


def workshop(**changes: Rows) -> dict[str, pl.DataFrame]:
    """Return the workshop, with other rows for some tables."""
    rows: dict[str, Rows] = {
        "company": [{"name": "Sea Chairs", "currency": "EUR"}],
        "item": [
            {"item": "CHAIR", "price": 9000, "cost": 4000},
            {"item": "WOOD", "unit": "m", "decimals": 1, "cost": 500},
        ],
        "stock_point": [
            {"item": "CHAIR", "site": "PLANT", "sells": False},
            {"item": "CHAIR", "site": "SEA", "sells": True, "safety_stock": 3},
            {"item": "WOOD", "site": "PLANT", "sells": False},
        ],
        "process": [
            {"process": "make CHAIR", "kind": "make", "item": "CHAIR", "site": "PLANT", "lead_after_days": 2},
            {
                "process": "move CHAIR",
                "kind": "move",
                "item": "CHAIR",
                "site": "SEA",
                "from_site": "PLANT",
                "lead_after_days": 1,
                "cost_fixed": 2000,
            },
            {
                "process": "buy WOOD",
                "kind": "buy",
                "item": "WOOD",
                "site": "PLANT",
                "supplier": "MILL",
                "lead_after_days": 20,
                "lot_min": 500,
                "lot_multiple": 100,
                "cost": 500,
                "cost_fixed": 3000,
                "expedite_days": 5,
                "expedite_cost": 100,
            },
        ],
        "process_input": [{"process": "make CHAIR", "item": "WOOD", "per_unit": "2.5"}],
        "customer": [{"customer": "C-1"}],
        "order_line": sales("CHAIR", "SEA", [6, 8] * 30),
        "stock": [
            {"item": "CHAIR", "site": "PLANT", "quantity": 40},
            {"item": "CHAIR", "site": "SEA", "quantity": 2},
            {"item": "WOOD", "site": "PLANT", "quantity": 3000},
        ],
    }
    return tables(**{**rows, **changes})


def reviewed(company: Tables, terms: Terms | None = None, needs: list[Need] | None = None) -> dict[str, Standing]:
    """Return how the stock points stand, by ``"ITEM SITE"``."""
    network = build_network(company, ORIGIN)
    found = read_supplies(company, network)
    free = [
        (int(point), Free(int(day), int(expires), int(quantity)))
        for point, day, expires, quantity in zip(found.point, found.day, found.expires, found.quantity, strict=True)
    ]
    return {f"{row.item} {row.site}": row for row in review(company, network, free, needs or [], terms)}
