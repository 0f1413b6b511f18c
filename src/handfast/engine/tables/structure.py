"""The company itself: where it works, when, and what it handles."""

from __future__ import annotations

from handfast.engine.tables.column import (
    Column,
    Kind,
    Table,
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

AREA = "structure"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

COMPANY = Table(
    "company",
    AREA,
    "The company: one row.",
    ("name",),
    (
        key("name", "Name of the company.", "Alder & Pine"),
        text("currency", "Currency of all money that names no other (ISO 4217).", "EUR", default="EUR"),
        integer("minor_digits", "Digits after the point of that currency.", "2", "2", low="0", high="4"),
        text("time_zone", "Time zone of the company's day.", "Europe/Berlin", default="UTC"),
        integer(
            "horizon_days",
            "How many days ahead are promised and planned.",
            "400",
            "400",
            unit="days",
            low="30",
            high="2000",
        ),
        integer(
            "holds_per_person",
            "How many holds one person may have open at once; empty: as many as they like.",
            "10",
            None,
            low="0",
            high="1000000",
        ),
        date("fixed_today", "The day on which the company stands still; for samples and tests.", "2027-03-01"),
    ),
)

CALENDAR = Table(
    "calendar",
    AREA,
    "A weekly pattern of working time.",
    ("calendar",),
    (
        key("calendar", "Name of the calendar.", "two shifts"),
        *(
            minutes(day, f"Working minutes of one unit on a {day.capitalize()}.", "480", "480" if n < 5 else "0")
            for n, day in enumerate(WEEKDAYS)
        ),
    ),
)

CALENDAR_EXCEPTION = Table(
    "calendar_exception",
    AREA,
    "Days on which a calendar differs: holidays, shutdowns, extra shifts.",
    ("calendar", "date"),
    (
        key("calendar", "The calendar that differs.", "two shifts", "calendar"),
        date("date", "The first day that differs.", "2027-12-24", required=True),
        date("until", "The last day that differs; empty: only the one day.", "2027-12-31"),
        minutes("minutes", "Working minutes of one unit on each of these days.", "0", "0"),
        text("reason", "Why.", "Christmas"),
    ),
)

SITE = Table(
    "site",
    AREA,
    "A place that makes, keeps or ships items.",
    ("site",),
    (
        key("site", "Short name of the site.", "NORTH"),
        text("name", "What people call it.", "North plant"),
        link("calendar", "Days on which the site ships and receives; empty: every day.", "five days", "calendar"),
        text("region", "Region the site stands in.", "DE-North"),
    ),
)

ITEM = Table(
    "item",
    AREA,
    "Something that is sold, made, bought or used.",
    ("item",),
    (
        key("item", "Short name or number of the item.", "BENCH-150"),
        text("name", "What people call it.", "Oak bench 150"),
        text("family", "Group in which it is planned and measured.", "benches"),
        text("unit", "Unit in which it is counted.", "pcs", default="pcs"),
        integer("decimals", "Digits after the point that a quantity may have.", "0", "0", low="0", high="6"),
        money("price", "List price.", "349.00"),
        money("cost", "Standard cost; without it, margins of what takes it from stock are not known.", "190.00"),
        integer("price_per", "Number of units that price and cost are for.", "1", "1", low="1", high="1000000"),
        days("shelf_life_days", "Days from supply to expiry; 0: it does not expire.", "0"),
        integer("weight_grams", "Weight of one unit.", "18500", None, unit="grams", low="0"),
        date("launched", "First day on which it may be sold.", "2027-04-01"),
        date("ended", "Last day on which it may be sold.", "2028-03-31"),
    ),
)

UNIT_CONVERSION = Table(
    "unit_conversion",
    AREA,
    "Other units in which quantities of an item may be written.",
    ("item", "unit"),
    (
        key("item", "The item.", "OIL-TEAK", "item"),
        key("unit", "The other unit.", "drum"),
        ratio("factor", "How many of the item's own units one of it is.", "200", required=True),
    ),
)

STOCK_POINT = Table(
    "stock_point",
    AREA,
    "An item at a site: where it can be stored, made or sold from.",
    ("item", "site"),
    (
        key("item", "The item.", "BENCH-150", "item"),
        key("site", "The site.", "NORTH", "site"),
        flag("sells", "Whether customers may be served from here.", "yes"),
        integer(
            "rank", "Preference among the sites that can serve a customer; 1 is best.", "1", "1", low="1", high="1000"
        ),
        quantity("safety_stock", "Stock that the plan keeps for surprises; soft for promising.", "20", "0"),
        quantity("stock_max", "Most that can be stored.", "500"),
    ),
)

LANE = Table(
    "lane",
    AREA,
    "How long goods travel from a site to the customers of a region.",
    ("site", "region"),
    (
        key("site", "The site that ships.", "NORTH", "site"),
        key("region", "The customers' region.", "DE-South"),
        days("transit_days", "Days on the way.", "2"),
        link("calendar", "Days that count as transit days; empty: every day.", "five days", "calendar"),
        money("cost_per_unit", "Freight for one unit of an item.", "4.50", "0"),
        money("cost_fixed", "Freight for one shipment.", "35.00", "0"),
        integer("rank", "Preference among the sites that serve the region; 1 is best.", "1", "1", low="1", high="1000"),
    ),
)

TEAM = Table(
    "team",
    AREA,
    "People who work at one or more resources, and what may be asked of them in a week.",
    ("team",),
    (
        key("team", "Short name.", "METAL"),
        text("name", "What people call it.", "Metal workers"),
        minutes(
            "overtime_per_week",
            "Most overtime of the whole team in a week, Monday to Sunday; empty: no limit but the resources' own.",
            "600",
            None,
        ),
        integer(
            "changes_per_week",
            "Most runs of a week that may come at short notice, new ones or moved there; empty: no limit.",
            "4",
            None,
            low="0",
            high="100000",
        ),
        days(
            "notice_days",
            "A run that starts within so many days, today included, and not as published, is a last-minute change.",
            "7",
            "7",
        ),
        money(
            "change_cost",
            "What one run that comes, or goes, at short notice counts for when plans are compared.",
            "25.00",
            "20",
        ),
    ),
)

RESOURCE = Table(
    "resource",
    AREA,
    "Capacity: a machine, a line, a team.",
    ("resource",),
    (
        key("resource", "Short name.", "WELD"),
        text("name", "What people call it.", "Welding line"),
        key("site", "Where it stands.", "NORTH", "site"),
        link("calendar", "Its working time; empty: 480 minutes Monday to Friday.", "two shifts", "calendar"),
        integer("units", "How many identical units there are.", "2", "1", low="1", high="100000"),
        money("cost_per_hour", "Cost of one hour of one unit.", "42.00", "0"),
        link(
            "overtime_calendar", "Extra minutes of one unit that overtime could add each day.", "saturdays", "calendar"
        ),
        money("overtime_cost_per_hour", "Surcharge of one hour of overtime.", "25.00", "0"),
        link("team", "Who works there; empty: nobody whose week is limited.", "METAL", "team"),
    ),
)

CHANGEOVER = Table(
    "changeover",
    AREA,
    "Time and cost to turn a resource from one family to another.",
    ("resource", "from_family", "to_family"),
    (
        key("resource", "The resource.", "PAINT", "resource"),
        key("from_family", "Family before; * means any.", "benches"),
        key("to_family", "Family after; * means any.", "tables"),
        minutes("minutes", "Minutes of one unit.", "45"),
        money("cost", "Cost beyond the time.", "12.00", "0"),
    ),
)

EXCHANGE_RATE = Table(
    "exchange_rate",
    AREA,
    "What one unit of another currency is worth in the company's currency, from a day on.",
    ("currency", "date"),
    (
        key("currency", "The other currency (ISO 4217).", "USD"),
        date("date", "From this day on.", "2027-01-01", required=True),
        Column("rate", Kind.RATIO, "Company currency for one of it.", "0.92", required=True, low="0"),
    ),
)

TABLES = (
    COMPANY,
    CALENDAR,
    CALENDAR_EXCEPTION,
    SITE,
    ITEM,
    UNIT_CONVERSION,
    STOCK_POINT,
    LANE,
    TEAM,
    RESOURCE,
    CHANGEOVER,
    EXCHANGE_RATE,
)
