"""Whom we serve, at what price, and what is on order."""

from __future__ import annotations

from handfast.engine.tables.column import (
    Table,
    choice,
    date,
    days,
    integer,
    key,
    link,
    money,
    quantity,
    ratio,
    text,
)

AREA = "sales"

SEGMENT = Table(
    "segment",
    AREA,
    "A group of customers that is treated alike.",
    ("segment",),
    (
        key("segment", "Short name.", "key account"),
        text("name", "What people call it.", "Key accounts"),
        integer("priority", "Who comes first when supply is short; 1 is best.", "1", "2", low="1", high="100"),
        integer("weight", "What one late day of an order weighs in a plan.", "10", "1", low="1", high="100000"),
        choice(
            "backlog_class",
            ("win", "gain", "redistribute", "fill", "lose"),
            "What may happen to its promises when supply changes.",
            "redistribute",
        ),
        integer(
            "holds_at_once",
            "How many holds may be open at once for its customers; empty: as many as they like.",
            "20",
            None,
            low="0",
            high="1000000",
        ),
    ),
)

CUSTOMER = Table(
    "customer",
    AREA,
    "Somebody who buys.",
    ("customer",),
    (
        key("customer", "Short name or number.", "C-1042"),
        text("name", "What people call it.", "Harbour Gardens"),
        link("segment", "Its segment.", "key account", "segment"),
        text("region", "Region it is delivered to.", "DE-North"),
        text("currency", "Currency it is invoiced in; empty: the company's.", "EUR"),
        link("calendar", "Days on which it receives goods; empty: every day.", "five days", "calendar"),
        days("min_remaining_life_days", "Days of shelf life that goods must still have on arrival.", "60"),
        text("owner", "Who looks after it.", "sales north"),
    ),
)

PRICE = Table(
    "price",
    AREA,
    "What an item is sold for, to whom, from which quantity.",
    ("item", "segment", "customer", "currency", "min_quantity", "valid_from"),
    (
        key("item", "The item.", "BENCH-150", "item"),
        link("segment", "Only for this segment.", "key account", "segment"),
        link("customer", "Only for this customer.", "C-1042", "customer"),
        text("currency", "Currency of the price; empty: the company's.", "EUR"),
        quantity("min_quantity", "From this quantity on.", "50", "0"),
        money("price", "Net price.", "319.00", required=True),
        integer("price_per", "Number of units that the price is for.", "1", "1", low="1", high="1000000"),
        date("valid_from", "First day.", "2027-01-01"),
        date("valid_to", "Last day.", "2027-12-31"),
    ),
)

ALLOCATION = Table(
    "allocation",
    AREA,
    "How much of an item, a family or a resource a segment may be promised in a period; what is left is carried over.",
    ("segment", "item", "family", "resource", "first_day"),
    (
        key("segment", "Whose promises it caps.", "key account", "segment"),
        link("item", "The item; empty: a family or a resource.", "BENCH-150", "item"),
        text("family", "The family; empty: the one item, or a resource.", "benches"),
        link("resource", "The resource, by standard minutes; empty: an item or a family.", "WELD", "resource"),
        date("first_day", "First day of the period (ship dates).", "2027-04-01", required=True),
        date("last_day", "Last day of the period; days in no period are not capped.", "2027-04-30", required=True),
        integer(
            "quantity",
            "What it adds to what may be promised, in whole units; of a resource, in minutes.",
            "400",
            None,
            required=True,
            low="0",
        ),
        date(
            "frees_on",
            "Day from which it caps nothing any more and carries nothing over; empty: never.",
            "2027-04-20",
        ),
    ),
)

ORDER_LINE = Table(
    "order_line",
    AREA,
    "What customers have ordered; open lines become promises.",
    ("order", "line"),
    (
        key("order", "Order number.", "SO-20119"),
        integer("line", "Line number.", "1", "1", low="0"),
        link("customer", "Who ordered.", "C-1042", "customer"),
        key("item", "What.", "BENCH-150", "item"),
        link("site", "Site that ships; empty: the preferred one.", "NORTH", "site"),
        quantity("quantity", "How much was ordered.", "40", required=True),
        quantity("shipped", "How much has left already.", "0", "0"),
        date("ordered_on", "Day of the order.", "2027-02-03"),
        date("requested", "Day on which the customer wants it to arrive.", "2027-04-12"),
        date("confirmed", "Day of arrival that was confirmed; empty: the requested one.", "2027-04-14"),
        money("price", "Net price of one price unit.", "319.00"),
        integer("price_per", "Number of units that the price is for.", "1", "1", low="1", high="1000000"),
        text("currency", "Currency of the price; empty: the company's.", "EUR"),
        choice("state", ("open", "closed", "cancelled"), "Whether it is still to be served.", "open"),
    ),
)

SHIPMENT = Table(
    "shipment",
    AREA,
    "What has left, for which order line.",
    ("shipment", "order", "line", "lot"),
    (
        key("shipment", "Delivery note.", "D-88120"),
        key("order", "Order number.", "SO-20119"),
        integer("line", "Line number.", "1", "1", low="0"),
        key("item", "What.", "BENCH-150", "item"),
        key("site", "From where.", "NORTH", "site"),
        text("lot", "Which lot.", "L-0915"),
        quantity("quantity", "How much.", "40", required=True),
        date("shipped_on", "Day it left.", "2027-04-11", required=True),
        date("delivered_on", "Day it arrived; empty: on its way.", "2027-04-13"),
        money("freight", "What the freight cost.", "180.00"),
    ),
)

SALES_HISTORY = Table(
    "sales_history",
    AREA,
    "What was sold in the past, for forecasting, where order lines do not reach back.",
    ("item", "site", "customer", "date"),
    (
        key("item", "What.", "BENCH-150", "item"),
        link("site", "From where.", "NORTH", "site"),
        link("customer", "To whom.", "C-1042", "customer"),
        date("date", "Day, or first day of the period.", "2026-05-01", required=True),
        quantity("quantity", "How much; returns negative.", "120", required=True, low=None),
        money("revenue", "Net revenue.", "38280.00", low=None),
    ),
)

LEAD = Table(
    "lead",
    AREA,
    "Somebody who might buy.",
    ("lead",),
    (
        key("lead", "Short name or number.", "L-5520"),
        text("source", "Where it came from.", "spring fair"),
        link("campaign", "Campaign that brought it.", "spring 2027", "campaign"),
        date("created_on", "Day it came in.", "2027-01-14", required=True),
        date("converted_on", "Day it became an opportunity.", "2027-01-30"),
        date("closed_on", "Day it was given up.", "2027-02-20"),
        link("customer", "The customer it became.", "C-1042", "customer"),
    ),
)

OPPORTUNITY = Table(
    "opportunity",
    AREA,
    "A deal in the making.",
    ("opportunity",),
    (
        key("opportunity", "Short name or number.", "OP-301"),
        link("lead", "The lead it came from.", "L-5520", "lead"),
        link("customer", "With whom.", "C-1042", "customer"),
        text("name", "What it is about.", "Hotel terrace"),
        text("stage", "Where it stands.", "proposal"),
        ratio("probability", "Stated chance to win it.", "0.4", high="1"),
        date("opened_on", "Day it was opened.", "2027-02-01", required=True),
        date("expected_on", "Day of the order as expected.", "2027-04-01"),
        date("closed_on", "Day it was won or lost.", "2027-03-20"),
        choice("outcome", ("open", "won", "lost"), "How it stands.", "open"),
        text("owner", "Who works on it.", "sales north"),
    ),
)

OPPORTUNITY_LINE = Table(
    "opportunity_line",
    AREA,
    "What a deal would need.",
    ("opportunity", "line"),
    (
        key("opportunity", "The deal.", "OP-301", "opportunity"),
        integer("line", "Line number.", "1", "1", low="0"),
        key("item", "What.", "BENCH-150", "item"),
        quantity("quantity", "How much.", "60", required=True),
        date("wished", "Day of arrival wished for.", "2027-05-15"),
        money("price", "Price talked about.", "329.00"),
    ),
)

TABLES = (
    SEGMENT,
    CUSTOMER,
    PRICE,
    ALLOCATION,
    ORDER_LINE,
    SHIPMENT,
    SALES_HISTORY,
    LEAD,
    OPPORTUNITY,
    OPPORTUNITY_LINE,
)
