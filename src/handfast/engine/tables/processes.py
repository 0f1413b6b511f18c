"""How stock points are supplied: making, buying, moving, and what they need."""

from __future__ import annotations

from handfast.engine.tables.column import (
    Table,
    choice,
    date,
    days,
    flag,
    integer,
    key,
    link,
    minutes,
    money,
    quantity,
    ratio,
    text,
)

AREA = "processes"

SUPPLIER = Table(
    "supplier",
    AREA,
    "A company that we buy from.",
    ("supplier",),
    (
        key("supplier", "Short name or number.", "OAKMILL"),
        text("name", "What people call it.", "Oak mill"),
        text("region", "Where it delivers from.", "PL"),
        link("calendar", "Its working days; empty: Monday to Friday.", "five days", "calendar"),
    ),
)

SUPPLIER_ITEM = Table(
    "supplier_item",
    AREA,
    "Terms agreed with a supplier for an item.",
    ("supplier", "item"),
    (
        key("supplier", "The supplier.", "OAKMILL", "supplier"),
        key("item", "The item.", "TOP-OAK", "item"),
        text("part_number", "The supplier's own number for it.", "OM-4711"),
        money("price", "Price agreed.", "61.50"),
        integer("price_per", "Number of units that the price is for.", "1", "1", low="1", high="1000000"),
        text("currency", "Currency of the price; empty: the company's.", "EUR"),
        days("lead_days", "Lead time the supplier states.", "28", None),
        date("valid_from", "First day of the agreement.", "2027-01-01"),
        date("valid_to", "Last day of the agreement.", "2027-12-31"),
    ),
)

PROCESS = Table(
    "process",
    AREA,
    "A way to supply a stock point: make, buy or move.",
    ("process",),
    (
        key("process", "Short name.", "make BENCH-150"),
        choice("kind", ("make", "buy", "move"), "What it does."),
        key("item", "The item it supplies.", "BENCH-150", "item"),
        key("site", "The site it supplies.", "NORTH", "site"),
        link("from_site", "Move only: where the goods come from.", "SOUTH", "site"),
        link("supplier", "Buy only: who delivers.", "OAKMILL", "supplier"),
        integer("rank", "Preference among the processes of a stock point; 1 is best.", "1", "1", low="1", high="1000"),
        ratio("yield", "Good output for one unit started.", "0.98", "1", high="1"),
        quantity("lot_min", "Smallest quantity a run may start.", "10", None),
        quantity("lot_multiple", "Quantities started are multiples of this.", "5", None),
        quantity("lot_max", "Largest quantity one run may start.", "200", None),
        days("lead_before_days", "Days from the start until the first step may begin.", "0"),
        days("lead_after_days", "Days from the last step (or the start, where nothing loads) to availability.", "28"),
        link(
            "lead_calendar",
            "Working days of this calendar are counted as lead time; empty: calendar days.",
            "five days",
            "calendar",
        ),
        flag("same_day", "Output is available on the last working day of the run, not the day after."),
        money(
            "cost",
            "Cost of one unit started, beyond materials and hours. Buy: the purchase price; 0: what the item costs.",
            "61.50",
            "0",
        ),
        integer("cost_per", "Number of units that the cost is for.", "1", "1", low="1", high="1000000"),
        money("cost_fixed", "Cost of one run.", "80.00", "0"),
        days("expedite_days", "Lead time after the last step when expedited; empty: cannot be.", "7", None),
        money("expedite_cost", "Surcharge of one unit started when expedited.", "9.00", "0"),
        money("expedite_cost_fixed", "Surcharge of one expedited run.", "120.00", "0"),
        date("valid_from", "First day on which a run may start.", "2027-01-01"),
        date("valid_to", "Last day on which a run may start.", "2027-12-31"),
    ),
)

PROCESS_INPUT = Table(
    "process_input",
    AREA,
    "What a make process uses: its bill of materials.",
    ("process", "item"),
    (
        key("process", "The process.", "make BENCH-150", "process"),
        key("item", "The item used, taken at the process's site.", "TOP-OAK", "item"),
        ratio("per_unit", "Units used for one unit started.", "2", "1"),
        quantity("fixed", "Used once by each run, however large.", "1", "0"),
    ),
)

PROCESS_OUTPUT = Table(
    "process_output",
    AREA,
    "What else a make process yields beside its item: by-products and co-products.",
    ("process", "item"),
    (
        key("process", "The process.", "saw OAK", "process"),
        key("item", "The item yielded, at the process's site.", "OFFCUT-OAK", "item"),
        ratio("per_unit", "Units yielded for one unit started, after yield.", "0.2", required=True),
    ),
)

PROCESS_LOAD = Table(
    "process_load",
    AREA,
    "The routing: which resources a process loads, step by step.",
    ("process", "step"),
    (
        key("process", "The process.", "make BENCH-150", "process"),
        integer("step", "Order of the step: 1, 2, 3.", "1", "1", low="1", high="100"),
        key("resource", "The resource loaded.", "WELD", "resource"),
        ratio("minutes_per_unit", "Minutes for one unit started.", "12", "0", unit="minutes"),
        minutes("setup_minutes", "Minutes once for each run.", "30"),
        integer("units", "Units of the resource used at the same time.", "1", "1", low="1", high="1000"),
    ),
)

SUBSTITUTE = Table(
    "substitute",
    AREA,
    "An item that can stand in for another.",
    ("item", "alternative", "use"),
    (
        key("item", "The item wanted.", "BENCH-150", "item"),
        key("alternative", "The item that can stand in.", "BENCH-150-TEAK", "item"),
        choice(
            "use",
            ("offer", "component"),
            "offer: a customer must agree; component: production may use it by itself.",
            "offer",
        ),
        ratio("per_unit", "Units of the alternative for one unit wanted.", "1", "1"),
        integer("rank", "Preference; 1 is best.", "1", "1", low="1", high="1000"),
    ),
)

TABLES = (
    SUPPLIER,
    SUPPLIER_ITEM,
    PROCESS,
    PROCESS_INPUT,
    PROCESS_OUTPUT,
    PROCESS_LOAD,
    SUBSTITUTE,
)
