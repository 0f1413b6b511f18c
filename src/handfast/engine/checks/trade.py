"""Trade: stock, order lines, prices, currencies, allocations."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from handfast.engine.checks.check import ROW, Check, Company, Finding, Severity, each_where
from handfast.engine.currency import minor_digits
from handfast.sentences import marked, sentence

PLACE = ["item", "site"]
LARGEST_VALUE = (1 << 63) - 1


def find_negative_stock(company: Company) -> Iterator[Finding]:
    """Yield each lot with less than nothing."""
    yield from each_where(company, "stock", pl.col("quantity") < 0, "quantity", "is less than nothing")


def find_stray_stock(company: Company) -> Iterator[Finding]:
    """Yield stock and receipts at stock points that are neither listed nor used or supplied by a process."""
    process = company.frame("process")
    sites = process.select("process", "site")
    known = pl.concat(
        [
            company.frame("stock_point").select(PLACE),
            process.select(PLACE),
            process.filter(kind="move").select("item", pl.col("from_site").alias("site")),
            company.frame("process_input").join(sites, on="process").select(PLACE),
            company.frame("process_output").join(sites, on="process").select(PLACE),
        ]
    ).unique()
    for table in ("stock", "receipt"):
        stray = company.numbered(table).join(known, on=PLACE, how="anti", maintain_order="left")
        for row, item in stray.select(ROW, "item").iter_rows():
            yield Finding(
                table,
                row,
                "site",
                sentence("is no stock point of item {item}: nothing could ever use what is there", item=item),
            )


def find_unsold(company: Company) -> Iterator[Finding]:
    """Yield each open order line that no site may serve."""
    sold = company.frame("stock_point").filter("sells").select(PLACE)
    lines = company.numbered("order_line").filter(
        pl.col("state") == "open", pl.col("shipped") < pl.col("quantity"), pl.col("item") != ""
    )
    nowhere = lines.filter(site="").join(sold.select("item").unique(), on="item", how="anti", maintain_order="left")
    for row in nowhere[ROW]:
        yield Finding("order_line", row, "item", sentence("is ordered, but no site sells it"))
    elsewhere = lines.filter(pl.col("site") != "").join(sold, on=PLACE, how="anti", maintain_order="left")
    for row, item in elsewhere.select(ROW, "item").iter_rows():
        yield Finding(
            "order_line", row, "site", sentence("does not sell item {item}, which is ordered from there", item=item)
        )


def find_overshipped(company: Company) -> Iterator[Finding]:
    """Yield each order line of which more has left than was ordered."""
    more = pl.col("shipped") > pl.col("quantity")
    yield from each_where(company, "order_line", more, "shipped", "is more than was ordered")


def find_huge_value(company: Company) -> Iterator[Finding]:
    """Yield each order line whose quantity times price cannot be computed exactly in 64 bits."""
    rows = company.numbered("order_line").drop_nulls(["quantity", "price"])
    near = pl.col("quantity").cast(pl.Float64) * pl.col("price").cast(pl.Float64) > LARGEST_VALUE / 2
    for row, quantity, price in rows.filter(near).select(ROW, "quantity", "price").iter_rows():
        if quantity * price > LARGEST_VALUE:
            yield Finding(
                "order_line", row, "quantity", sentence("times its price is larger than can be computed with")
            )


def find_no_rate(company: Company) -> Iterator[Finding]:
    """Yield each foreign currency for which there is no exchange rate."""
    head = company.frame("company")["currency"]
    own = head[0] if head.len() else "EUR"
    known = [own, "", *company.frame("exchange_rate")["currency"]]
    for table in ("price", "supplier_item", "order_line", "customer"):
        unknown = ~pl.col("currency").is_in(known)
        problem = marked("has no exchange rate into the company's {own}")
        yield from each_where(company, table, unknown, "currency", problem, own=pl.lit(own))
    yield from each_where(
        company, "exchange_rate", pl.col("currency") == own, "currency", "is the company's own currency"
    )


def find_odd_digits(company: Company) -> Iterator[Finding]:
    """Yield the company's currency where it has other digits than ISO 4217 says."""
    for row, (code, digits) in enumerate(company.frame("company").select("currency", "minor_digits").iter_rows()):
        if digits is not None and digits != minor_digits(code):
            problem = sentence("is not what ISO 4217 says of {code} ({digits})", code=code, digits=minor_digits(code))
            yield Finding("company", row, "minor_digits", problem)


def find_no_cost(company: Company) -> Iterator[Finding]:
    """Yield each item that is sold or used and has no standard cost."""
    sold = company.frame("stock_point").filter("sells").select("item")
    used = company.frame("process_input").select("item")
    needed = pl.concat([sold, used]).unique()
    items = company.numbered("item").filter(pl.col("cost").is_null())
    for row in items.join(needed, on="item", how="semi", maintain_order="left")[ROW]:
        yield Finding("item", row, "cost", sentence("is empty: an ask that takes it from stock has no known margin"))


def _overlapping(company: Company, table: str, who: list[str], first: str, last: str) -> Iterator[Finding]:
    """Yield each row whose period begins before an earlier one of the same key has ended."""
    endless = pl.date(9999, 12, 31)
    ends = pl.col(last).fill_null(endless)
    rows = (
        company.numbered(table)
        .with_columns(ends.alias("ends"))
        .sort(*who, first, nulls_last=False, maintain_order=True)
        .with_columns(
            pl.col("ends").cum_max().shift().over(who).alias("before"),
            pl.col("ends").shift().over(who).alias("last"),
            pl.col(ROW).shift().over(who).alias("other"),
        )
        .with_columns(pl.when(pl.col("last") == pl.col("before")).then("other").alias("other"))
        .filter(pl.col(first).fill_null(pl.date(1, 1, 1)) <= pl.col("before"))
    )
    for row, other, before in rows.select(ROW, "other", "before").iter_rows():
        until = "never ends" if before.year == 9999 else f"ends on {before}"
        yield Finding(
            table, row, first, sentence("lies in the period of another row, which {until}", until=until), also=other
        )


def find_overlapping_prices(company: Company) -> Iterator[Finding]:
    """Yield prices of which two hold on the same day for the same item, customers, currency and quantity."""
    who = ["item", "segment", "customer", "currency", "min_quantity"]
    yield from _overlapping(company, "price", who, "valid_from", "valid_to")


def find_allocation_faults(company: Company) -> Iterator[Finding]:
    """Yield allocations of which two hold on the same day, and those of no or of two things."""
    what = ["item", "family", "resource"]
    yield from _overlapping(company, "allocation", ["segment", *what], "first_day", "last_day")
    said = pl.sum_horizontal([(pl.col(name) != "").cast(pl.Int8) for name in what])
    yield from each_where(company, "allocation", said == 0, "item", "is empty, and family and resource are too")
    beside = (pl.col("family") != "") & (pl.col("item") != "")
    yield from each_where(company, "allocation", beside, "family", "is said beside an item")
    beside = (pl.col("resource") != "") & (said > 1)
    yield from each_where(company, "allocation", beside, "resource", "is said beside an item or a family")


CHECKS = (
    Check(
        "negative stock",
        Severity.FAULT,
        "A lot holds less than nothing.",
        "Write what is really there, zero or more; what is owed to customers stands in order_line.",
        find_negative_stock,
    ),
    Check(
        "stock at no stock point",
        Severity.FAULT,
        "Stock or a receipt lies where the item is neither listed as a stock point nor used or supplied by a process.",
        "Add the item and the site to table stock_point, or correct the names.",
        find_stray_stock,
    ),
    Check(
        "ordered, but not sold",
        Severity.FAULT,
        "An open order line asks for an item that no site, or not the site it names, may sell.",
        "Add a row to table stock_point with sells = yes, or correct the names.",
        find_unsold,
    ),
    Check(
        "more shipped than ordered",
        Severity.NOTICE,
        "More of an order line has left than was ordered.",
        "Correct it if it is not so; nothing of the line is open any more.",
        find_overshipped,
    ),
    Check(
        "value too large",
        Severity.FAULT,
        "Quantity times price of an order line passes 64 bits.",
        "Correct quantity or price, or give the item fewer decimals.",
        find_huge_value,
    ),
    Check(
        "currency without exchange rate",
        Severity.FAULT,
        "Money is in a currency for which the company has no rate.",
        "Add the currency to table exchange_rate, or leave it empty for the company's own.",
        find_no_rate,
    ),
    Check(
        "no standard cost",
        Severity.NOTICE,
        "An item is sold, or used to make others, and has no standard cost.",
        "Fill it in; write 0 only where it really costs nothing.",
        find_no_cost,
    ),
    Check(
        "digits of the currency",
        Severity.NOTICE,
        "The company counts its currency otherwise than ISO 4217.",
        "Nothing to do if it is meant.",
        find_odd_digits,
    ),
    Check(
        "prices that overlap",
        Severity.FAULT,
        "Two prices hold on the same day for the same item, customers, currency and quantity.",
        "End the first on the day before the second begins (valid_to), or delete one.",
        find_overlapping_prices,
    ),
    Check(
        "allocations that overlap",
        Severity.FAULT,
        "Two allocations hold on the same day for the same, or one is for nothing, or for more than one thing.",
        "Let each begin after the one before has ended; name an item, a family or a resource.",
        find_allocation_faults,
    ),
)
