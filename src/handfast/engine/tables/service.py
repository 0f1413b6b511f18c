"""After the sale: cases, returns, what customers say."""

from __future__ import annotations

from handfast.engine.tables.column import (
    Table,
    choice,
    date,
    integer,
    key,
    link,
    money,
    quantity,
    text,
)

AREA = "service"

SERVICE_CASE = Table(
    "service_case",
    AREA,
    "A customer's problem.",
    ("case",),
    (
        key("case", "Number.", "SC-204"),
        key("customer", "Whose.", "C-1042", "customer"),
        text("order", "About which order.", "SO-20119"),
        link("item", "About which item.", "BENCH-150", "item"),
        text("lot", "About which lot.", "L-0915"),
        date("opened_on", "Day it was opened.", "2026-06-01", required=True),
        date("closed_on", "Day it was closed.", "2026-06-04"),
        choice(
            "reason",
            ("late", "wrong", "damaged", "quality", "documents", "question", "other"),
            "What it is about.",
            "other",
        ),
        text("note", "In the customer's words.", "Two seats were scratched."),
    ),
)

RETURN_LINE = Table(
    "return_line",
    AREA,
    "What came back.",
    ("return", "line"),
    (
        key("return", "Number.", "RT-77"),
        integer("line", "Line number.", "1", "1", low="0"),
        key("customer", "From whom.", "C-1042", "customer"),
        key("item", "What.", "BENCH-150", "item"),
        text("order", "From which order.", "SO-20119"),
        text("lot", "Which lot.", "L-0915"),
        quantity("quantity", "How much.", "2", required=True),
        date("date", "Day it came back.", "2026-06-10", required=True),
        choice("reason", ("late", "wrong", "damaged", "quality", "not_needed", "other"), "Why.", "other"),
        money("credit", "What was credited.", "638.00"),
    ),
)

SURVEY = Table(
    "survey",
    AREA,
    "What a customer answered.",
    ("survey",),
    (
        key("survey", "Number.", "SV-19"),
        key("customer", "Who answered.", "C-1042", "customer"),
        date("date", "Day.", "2026-07-01", required=True),
        integer("satisfaction", "1 (bad) to 5 (good).", "4", None, low="1", high="5"),
        integer("recommend", "0 (never) to 10 (surely).", "9", None, low="0", high="10"),
        text("note", "In the customer's words.", "Always on time."),
    ),
)

TABLES = (SERVICE_CASE, RETURN_LINE, SURVEY)
