"""Days: calendars that work, periods the right way round, and what lies in the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from handfast.engine.calendar import EPOCH, Calendars, read_calendars
from handfast.engine.checks.check import ROW, Check, Company, Finding, Severity, each_where
from handfast.engine.tables.structure import WEEKDAYS
from handfast.sentences import marked, sentence

MINUTES_OF_A_DAY = 24 * 60
DEFAULT_HORIZON = 400

USERS = (
    ("resource", "calendar"),
    ("process", "lead_calendar"),
    ("site", "calendar"),
    ("customer", "calendar"),
    ("lane", "calendar"),
)
"""Tables and columns that name a calendar on which something waits for a working day."""

PERIODS = (
    ("item", "launched", "ended"),
    ("calendar_exception", "date", "until"),
    ("process", "valid_from", "valid_to"),
    ("supplier_item", "valid_from", "valid_to"),
    ("price", "valid_from", "valid_to"),
    ("allocation", "first_day", "last_day"),
    ("campaign", "first_day", "last_day"),
    ("forecast", "first_day", "last_day"),
    ("target", "first_day", "last_day"),
)
"""What is planned: the wrong way round it would never hold."""

HAPPENED = (
    ("shipment", "shipped_on", "delivered_on"),
    ("purchase_receipt", "ordered_on", "received_on"),
    ("production_run", "started_on", "ended_on"),
    ("lead", "created_on", "converted_on"),
    ("opportunity", "opened_on", "closed_on"),
    ("service_case", "opened_on", "closed_on"),
)
"""What happened: the wrong way round it spoils what is learned from it."""


def _calendars(company: Company) -> Calendars:
    """Return the company's calendars over its horizon; exceptions of unknown calendars are left out."""
    head = company.frame("company")["horizon_days"].drop_nulls()
    known = company.frame("calendar").drop_nulls(WEEKDAYS)
    exceptions = company.frame("calendar_exception").drop_nulls(["date", "minutes"])
    usable = {
        "calendar": known,
        "calendar_exception": exceptions.filter(pl.col("calendar").is_in(known["calendar"].implode())),
    }
    return read_calendars(usable, (company.today - EPOCH).days, head[0] if head.len() else DEFAULT_HORIZON)


def find_never_works(company: Company) -> Iterator[Finding]:
    """Yield each row whose calendar has no working day in the horizon."""
    calendars = _calendars(company)
    idle = [
        name
        for name in company.frame("calendar")["calendar"]
        if name in calendars.index_of and not calendars.minutes[calendars.index_of[name]].any()
    ]
    days = calendars.minutes.shape[1]
    for table, column in USERS:
        condition = pl.col(column).is_in(idle)
        problem = marked("has no working day in the next {days} days")
        yield from each_where(company, table, condition, column, problem, days=pl.lit(days))


def find_long_days(company: Company) -> Iterator[Finding]:
    """Yield each day that is longer than a day."""
    cells = [("calendar", day) for day in WEEKDAYS] + [("calendar_exception", "minutes")]
    for table, column in cells:
        yield from each_where(company, table, pl.col(column) > MINUTES_OF_A_DAY, column, "is more than a day has")


def find_backward(company: Company) -> Iterator[Finding]:
    """Yield each planned period that ends before it begins."""
    for table, first, last in PERIODS:
        backward, then = pl.col(last) < pl.col(first), pl.col(first)
        problem = marked("is before {other} ({then})")
        yield from each_where(company, table, backward, last, problem, other=pl.lit(first), then=then)


def find_backward_history(company: Company) -> Iterator[Finding]:
    """Yield each thing that is said to have ended before it began."""
    for table, first, last in HAPPENED:
        backward, then = pl.col(last) < pl.col(first), pl.col(first)
        problem = marked("is before {other} ({then})")
        yield from each_where(company, table, backward, last, problem, other=pl.lit(first), then=then)


def find_overdue(company: Company) -> Iterator[Finding]:
    """Yield open receipts and order lines whose day has gone by, and stock that has expired."""
    today = pl.lit(company.today)
    late = marked("is before today ({today}), and it is still to come")
    yield from each_where(company, "receipt", pl.col("date") < today, "date", late, today=today)
    due = pl.col("confirmed").fill_null(pl.col("requested"))
    waiting = (pl.col("state") == "open") & (pl.col("shipped") < pl.col("quantity")) & (due < today)
    rows = company.numbered("order_line").filter(waiting).select(ROW, "confirmed")
    for row, confirmed in rows.iter_rows():
        yield Finding(
            "order_line",
            row,
            "requested" if confirmed is None else "confirmed",
            sentence("is before today ({today}), and it is open", today=company.today),
        )
    expired = (pl.col("status") == "free") & (pl.col("expires_on") <= today) & (pl.col("quantity") > 0)
    yield from each_where(company, "stock", expired, "expires_on", "has come, and the stock is still free")


def find_expires_without_life(company: Company) -> Iterator[Finding]:
    """Yield counted lots that expire, of items that are said not to: promising would not look at their day."""
    lasting = company.frame("item").filter(pl.col("shelf_life_days").fill_null(0) == 0).select("item")
    rows = company.numbered("stock").filter(pl.col("expires_on").is_not_null())
    rows = rows.join(lasting, on="item", how="semi", maintain_order="left")
    for row, item in rows.select(ROW, "item").iter_rows():
        yield Finding(
            "stock", row, "expires_on", sentence("is a day of expiry, but {item} has no shelf_life_days", item=item)
        )


def find_from_the_future(company: Company) -> Iterator[Finding]:
    """Yield counts and facts that are said to lie after today."""
    facts = (("stock", "as_of"), ("shipment", "shipped_on"), ("order_line", "ordered_on"), ("sales_history", "date"))
    for table, column in facts:
        today = pl.lit(company.today)
        yield from each_where(
            company, table, pl.col(column) > today, column, marked("is after today ({today})"), today=today
        )


def find_overlapping_exceptions(company: Company) -> Iterator[Finding]:
    """Yield each exception of a calendar that begins while another one with other minutes still holds."""
    last = pl.col("until").fill_null(pl.col("date"))
    rows = (
        company.numbered("calendar_exception")
        .drop_nulls("date")
        .with_columns(last.alias("last"))
        .sort("calendar", "date", maintain_order=True)
        .with_columns(
            pl.col("last").shift().over("calendar").alias("before"),
            pl.col("minutes").shift().over("calendar").alias("other"),
        )
        .filter(pl.col("date") <= pl.col("before"), pl.col("minutes") != pl.col("other"))
    )
    before: dt.date
    for row, before in rows.select(ROW, "before").iter_rows():
        yield Finding(
            "calendar_exception",
            row,
            "date",
            sentence("lies in another exception, which ends on {before}", before=before),
        )


CHECKS = (
    Check(
        "calendar without working time",
        Severity.FAULT,
        "A calendar that resources, lead times, sites or customers wait for has no working day in the horizon.",
        "Give the calendar minutes on some weekday, or name another calendar.",
        find_never_works,
    ),
    Check(
        "days longer than a day",
        Severity.FAULT,
        "One unit works at most 1,440 minutes a day.",
        "Write the minutes of one unit; how many units there are stands in resource.",
        find_long_days,
    ),
    Check(
        "periods that end before they begin",
        Severity.FAULT,
        "The last day of something planned lies before its first.",
        "Exchange the two days, or correct one.",
        find_backward,
    ),
    Check(
        "facts that end before they begin",
        Severity.NOTICE,
        "Something is said to have ended before it began.",
        "Correct the day: lead times are learned from it.",
        find_backward_history,
    ),
    Check(
        "stock that expires of an item that does not",
        Severity.FAULT,
        "A lot has a day of expiry, and its item no shelf life: then nothing keeps it from being promised too late.",
        "Give the item shelf_life_days (from supply to expiry), or empty expires_on.",
        find_expires_without_life,
    ),
    Check(
        "overdue",
        Severity.NOTICE,
        "An open receipt or order line should have come or gone before today, or free stock has expired.",
        "Correct it if it is not so; Handfast takes it to be late.",
        find_overdue,
    ),
    Check(
        "facts after today",
        Severity.NOTICE,
        "Something that has happened carries a day that is still to come.",
        "Correct the day.",
        find_from_the_future,
    ),
    Check(
        "exceptions that overlap",
        Severity.NOTICE,
        "Two exceptions of a calendar hold on the same day; the one that begins later counts.",
        "Nothing to do if it is meant.",
        find_overlapping_exceptions,
    ),
)
