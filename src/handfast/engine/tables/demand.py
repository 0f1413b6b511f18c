"""What is expected and what is being done about it: campaigns, forecasts, targets."""

from __future__ import annotations

from handfast.engine.tables.column import (
    Table,
    choice,
    date,
    key,
    link,
    money,
    quantity,
    ratio,
    text,
)

AREA = "demand"

CAMPAIGN = Table(
    "campaign",
    AREA,
    "A promotion, a fair, a launch: an event that moves demand.",
    ("campaign",),
    (
        key("campaign", "Short name.", "spring 2027"),
        choice("kind", ("promotion", "advertising", "fair", "launch", "other"), "What kind of event.", "promotion"),
        link("item", "The item it is about; empty: a family or all.", "BENCH-150", "item"),
        text("family", "The family it is about.", "benches"),
        date("first_day", "First day.", "2027-03-15", required=True),
        date("last_day", "Last day.", "2027-04-15", required=True),
        ratio("uplift", "Demand during it, as a multiple of the usual.", "1.3"),
        money("budget", "What it may cost.", "12000.00"),
    ),
)

FORECAST = Table(
    "forecast",
    AREA,
    "Expected demand of an item in a period.",
    ("item", "site", "segment", "first_day"),
    (
        key("item", "What.", "BENCH-150", "item"),
        link("site", "Where it is served from.", "NORTH", "site"),
        link("segment", "By whom.", "key account", "segment"),
        date("first_day", "First day of the period.", "2027-04-01", required=True),
        date("last_day", "Last day of the period.", "2027-04-30", required=True),
        quantity("quantity", "How much.", "420", required=True),
    ),
)

OVERRIDE = Table(
    "override",
    AREA,
    "A person's change to a forecast, with reason and expiry.",
    ("item", "site", "segment", "first_day", "author"),
    (
        key("item", "What.", "BENCH-150", "item"),
        link("site", "Where.", "NORTH", "site"),
        link("segment", "By whom.", "key account", "segment"),
        date("first_day", "First day of the period.", "2027-04-01", required=True),
        date("last_day", "Last day of the period.", "2027-04-30", required=True),
        quantity("quantity", "What the author expects instead.", "500", required=True),
        key("author", "Who says so.", "sales north"),
        text("reason", "Why.", "Harbour Gardens opens two shops"),
        date("expires_on", "Day from which it no longer counts.", "2027-05-01"),
    ),
)

SPEND = Table(
    "spend",
    AREA,
    "What sales and marketing cost.",
    ("date", "channel", "campaign"),
    (
        date("date", "Day, or first day of the period.", "2027-03-01", required=True),
        key("channel", "Where it was spent.", "search ads"),
        link("campaign", "For which campaign.", "spring 2027", "campaign"),
        money("amount", "How much.", "1450.00", required=True),
    ),
)

TARGET = Table(
    "target",
    AREA,
    "What has been agreed to reach.",
    ("indicator", "owner", "first_day"),
    (
        key("indicator", "Which indicator.", "promise kept"),
        text("owner", "Whose target; empty: the whole company's.", "sales north"),
        date("first_day", "First day of the period.", "2027-01-01", required=True),
        date("last_day", "Last day of the period.", "2027-12-31", required=True),
        ratio("value", "The value to reach, in the indicator's unit.", "0.95", required=True, low=None),
    ),
)

TABLES = (CAMPAIGN, FORECAST, OVERRIDE, SPEND, TARGET)
