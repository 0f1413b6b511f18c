"""What is there, what is on its way, and what really happened in making and buying."""

from __future__ import annotations

from handfast.engine.tables.column import (
    Table,
    choice,
    date,
    flag,
    integer,
    key,
    link,
    minutes,
    money,
    quantity,
    text,
)

AREA = "supply"

STOCK = Table(
    "stock",
    AREA,
    "What lies where, lot by lot, as of a day.",
    ("item", "site", "lot", "status"),
    (
        key("item", "What.", "BENCH-150", "item"),
        key("site", "Where.", "NORTH", "site"),
        text("lot", "Which lot; empty where lots are not kept.", "L-0915"),
        quantity("quantity", "How much.", "85", required=True),
        choice(
            "status", ("free", "quality", "blocked"), "free: may be promised; quality: waits for inspection.", "free"
        ),
        date("expires_on", "First day on which it can no longer be used.", "2028-01-31"),
        date("as_of", "Day of the count; empty: today.", "2027-03-01"),
    ),
)

RECEIPT = Table(
    "receipt",
    AREA,
    "Supply already on its way: purchase orders, runs in progress, transfers.",
    ("receipt",),
    (
        key("receipt", "Short name or number.", "PO-512"),
        key("item", "What.", "TOP-OAK", "item"),
        key("site", "Where it arrives.", "NORTH", "site"),
        quantity("quantity", "How much is still to come.", "200", required=True),
        date("date", "Day on which it is available.", "2027-04-03", required=True),
        choice("state", ("confirmed", "in_transit", "firm", "planned"), "How sure it is.", "confirmed"),
        link("supplier", "Who delivers.", "OAKMILL", "supplier"),
        link("process", "The process it is a run of.", "buy TOP-OAK", "process"),
        text("lot", "Which lot it will be.", "L-0990"),
        date("ordered_on", "Day it was ordered.", "2027-02-20"),
        text("promised_run", "The promised run that it takes the place of, as `handfast runs` names it.", "R-31"),
    ),
)

PURCHASE_RECEIPT = Table(
    "purchase_receipt",
    AREA,
    "What suppliers really delivered, and when.",
    ("purchase_order", "line", "received_on"),
    (
        key("purchase_order", "Purchase order.", "PO-498"),
        integer("line", "Line number.", "1", "1", low="0"),
        key("supplier", "Who delivered.", "OAKMILL", "supplier"),
        key("item", "What.", "TOP-OAK", "item"),
        link("site", "Where.", "NORTH", "site"),
        date("ordered_on", "Day of the order.", "2026-10-01", required=True),
        date("due_on", "Day the supplier confirmed.", "2026-10-29"),
        date("received_on", "Day it really came.", "2026-11-04", required=True),
        quantity("ordered", "How much was ordered.", "200", required=True),
        quantity("received", "How much came.", "195", required=True),
        quantity("rejected", "How much of it was not good.", "3", "0"),
        money("price", "What one price unit cost.", "61.50"),
        text("promised_run", "The promised run that came by it, as `handfast runs` names it.", "R-31"),
    ),
)

PRODUCTION_RUN = Table(
    "production_run",
    AREA,
    "What was really made: planned and actual.",
    ("run",),
    (
        key("run", "Work order.", "W-7701"),
        key("process", "Which process.", "make BENCH-150", "process"),
        key("item", "What.", "BENCH-150", "item"),
        key("site", "Where.", "NORTH", "site"),
        quantity("started", "How much was started.", "50", required=True),
        quantity("good", "How much was good.", "49", required=True),
        quantity("scrapped", "How much was not.", "1", "0"),
        date("planned_start", "Day it should have started.", "2026-05-04"),
        date("planned_end", "Day it should have ended.", "2026-05-06"),
        date("started_on", "Day it started.", "2026-05-04", required=True),
        date("ended_on", "Day it ended; empty: still running.", "2026-05-07"),
        text("lot", "Lot it made.", "L-0915"),
        text("promised_run", "The promised run that it carries out, as `handfast runs` names it.", "R-12"),
        flag("inputs_taken", "All it uses has left stock; no: what it uses leaves stock as its output is reported."),
    ),
)

DOWNTIME = Table(
    "downtime",
    AREA,
    "When a resource stood still.",
    ("resource", "date", "reason"),
    (
        key("resource", "Which resource.", "WELD", "resource"),
        date("date", "Day.", "2026-05-05", required=True),
        key("reason", "Why.", "gas supply"),
        minutes("minutes", "How long.", "95", None),
        link("run", "The work order it hit.", "W-7701", "production_run"),
    ),
)

INSPECTION = Table(
    "inspection",
    AREA,
    "What quality found.",
    ("inspection",),
    (
        key("inspection", "Number.", "Q-310"),
        key("item", "What.", "BENCH-150", "item"),
        text("lot", "Which lot.", "L-0915"),
        link("run", "The work order that made it.", "W-7701", "production_run"),
        date("date", "Day.", "2026-05-08", required=True),
        quantity("inspected", "How much was looked at.", "49", required=True),
        quantity("defective", "How much of it was not good.", "2", "0"),
        text("defect", "What was wrong.", "weld seam"),
        choice("verdict", ("released", "reworked", "scrapped", "on_hold"), "What was decided.", "released"),
    ),
)

LOT_GENEALOGY = Table(
    "lot_genealogy",
    AREA,
    "Which lot went into which.",
    ("item", "lot", "into_item", "into_lot"),
    (
        key("item", "The item used.", "TOP-OAK", "item"),
        key("lot", "Its lot.", "L-0801"),
        key("into_item", "The item made.", "BENCH-150", "item"),
        key("into_lot", "Its lot.", "L-0915"),
        quantity("quantity", "How much of the item used.", "100", required=True),
    ),
)

TABLES = (STOCK, RECEIPT, PURCHASE_RECEIPT, PRODUCTION_RUN, DOWNTIME, INSPECTION, LOT_GENEALOGY)
