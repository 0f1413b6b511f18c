"""A company of two halls for tests of who sees what: frames come from the south to benches in the north, late."""

from __future__ import annotations

import polars as pl
from tests.company.workshop_for_tests import day
from tests.engine.tables_for_tests import tables

from handfast.facade import Company

OF_NORTH = ("NORTH", "North hall", "WELD", "Welding line", "WOOD", "Wood crew", "make BENCH", "buy TOP")
OF_SOUTH = ("SOUTH", "South hall", "LATHE", "Big lathe", "METAL", "Metal crew", "make FRAME", "make ROD", "buy BAR")
OF_WEB = ("web", "Web shop", "C-2", "Garden Gnomes")
"""Keys and names that a person who sees only the other site, or the other segment, must find in no answer."""


def two_sites() -> dict[str, pl.DataFrame]:
    """Return the tables: both sites sell, plan and are late; the one's planned runs feed the other's."""
    points = {"BENCH": ("NORTH", True), "TOP": ("NORTH", False), "FRAME": ("SOUTH", True), "BAR": ("SOUTH", False)}
    return tables(
        company=[{"name": "Two halls", "horizon_days": 120}],
        site=[{"site": "NORTH", "name": "North hall"}, {"site": "SOUTH", "name": "South hall"}],
        item=[
            {"item": "BENCH", "price": 20_000, "cost": 9_000},
            {"item": "TOP", "cost": 3_000},
            {"item": "FRAME", "price": 9_000, "cost": 2_000},
            {"item": "ROD", "price": 900, "cost": 300},
            {"item": "BAR", "cost": 200},
        ],
        stock_point=[
            *({"item": item, "site": site, "sells": sells} for item, (site, sells) in points.items()),
            {"item": "FRAME", "site": "NORTH", "safety_stock": 4},
            {"item": "ROD", "site": "SOUTH", "sells": True, "safety_stock": 30},
        ],
        team=[
            {"team": "WOOD", "name": "Wood crew", "changes_per_week": 5, "notice_days": 3},
            {"team": "METAL", "name": "Metal crew", "changes_per_week": 5, "notice_days": 3},
        ],
        resource=[
            {"resource": "WELD", "name": "Welding line", "site": "NORTH", "team": "WOOD"},
            {"resource": "LATHE", "name": "Big lathe", "site": "SOUTH", "team": "METAL"},
        ],
        supplier=[{"supplier": "MILL"}],
        **_processes(),
        segment=[{"segment": "key", "priority": 1}, {"segment": "web", "name": "Web shop", "priority": 2}],
        customer=[
            {"customer": "C-1", "name": "Harbour Gardens", "segment": "key"},
            {"customer": "C-2", "name": "Garden Gnomes", "segment": "web", "owner": "web shop owner"},
        ],
        forecast=[
            {"item": item, "site": site, "segment": segment, "first_day": day(7 * week), "last_day": day(7 * week + 4)}
            | {"quantity": quantity}
            for week in range(1, 6)
            for item, site, quantity in (("BENCH", "NORTH", 12), ("FRAME", "SOUTH", 20), ("ROD", "SOUTH", 40))
            for segment in ("key", "web")
        ],
        stock=[
            {"item": "BENCH", "site": "NORTH", "lot": "B-1", "quantity": 12},
            {"item": "TOP", "site": "NORTH", "lot": "T-1", "quantity": 30},
            {"item": "FRAME", "site": "SOUTH", "lot": "F-1", "quantity": 40},
            {"item": "BAR", "site": "SOUTH", "lot": "A-1", "quantity": 90},
        ],
        receipt=[
            {"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 100, "date": day(14)},
            {"receipt": "PO-2", "item": "BAR", "site": "SOUTH", "quantity": 900, "date": day(14)},
        ],
    )


def _processes() -> dict[str, list[dict[str, object]]]:
    return {
        "process": [
            {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH", "lot_min": 5},
            {"process": "make FRAME", "kind": "make", "item": "FRAME", "site": "SOUTH"},
            {"process": "make ROD", "kind": "make", "item": "ROD", "site": "SOUTH", "lot_min": 100},
            {"process": "move FRAME SOUTH NORTH", "kind": "move", "item": "FRAME", "site": "NORTH"}
            | {"from_site": "SOUTH", "lead_after_days": 2},
            *(
                {"process": f"buy {item}", "kind": "buy", "item": item, "site": site, "supplier": "MILL"}
                | {"lead_after_days": 20, "lot_min": 50, "expedite_days": 5, "expedite_cost_fixed": 100}
                for item, site in (("TOP", "NORTH"), ("BAR", "SOUTH"))
            ),
        ],
        "process_input": [
            {"process": "make BENCH", "item": "TOP", "per_unit": "1"},
            {"process": "make BENCH", "item": "FRAME", "per_unit": "2"},
            {"process": "make FRAME", "item": "BAR", "per_unit": "1"},
        ],
        "process_load": [
            {"process": "make BENCH", "step": 1, "resource": "WELD", "minutes_per_unit": "60"},
            {"process": "make FRAME", "step": 1, "resource": "LATHE", "minutes_per_unit": "50"},
            {"process": "make ROD", "step": 1, "resource": "LATHE", "minutes_per_unit": "5"},
        ],
    }


def begun(company: Company) -> None:
    """Put into the company what is late at both sites, two published plans and a draft."""
    for item, quantity, arrive, customer in (
        ("BENCH", 12, 3, "C-1"),
        ("BENCH", 8, 40, "C-2"),
        ("FRAME", 20, 10, "C-1"),
        ("FRAME", 10, 12, "C-2"),
        ("ROD", 20, 12, "C-2"),
    ):
        company.promise(company.quote(item, quantity, day(arrive), customer=customer))
    company.report_loss("BENCH", "NORTH", "6", supply="B-1", reason="flood")
    company.report_loss("FRAME", "SOUTH", "35", supply="F-1", reason="flood")
    company.plan(steps=20, reason="for Garden Gnomes and the South hall, and for Harbour Gardens and the North hall")
    company.publish()
    company.report_delay("BAR", "SOUTH", day(40), supply="PO-2", reason="the mill burnt")
    company.promise(company.quote("FRAME", 30, day(60), customer="C-2"))
    company.plan(steps=20, seed=2)
    company.publish()
    company.report_delay("TOP", "NORTH", day(30), supply="PO-1", reason="the mill burnt")
    company.plan(steps=20, overtime=True)
