"""Processes that make sense by themselves: what they need to be said, lots, yields, units, steps."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from handfast.engine.checks.check import ROW, Check, Company, Finding, Severity, each_where
from handfast.sentences import marked, sentence

MINUTES_OF_A_DAY = 24 * 60


def find_kind_mismatch(company: Company) -> Iterator[Finding]:
    """Yield moves from nowhere or from the site itself, and details that do not belong to the kind of process."""
    kind, source = pl.col("kind"), pl.col("from_site")
    yield from each_where(company, "process", (kind == "move") & (source == ""), "from_site", "is empty in a move")
    circle = (kind == "move") & (source == pl.col("site"))
    yield from each_where(company, "process", circle, "from_site", "is the site that the move supplies")
    stray = kind.is_in(["make", "buy"]) & (source != "")
    yield from each_where(company, "process", stray, "from_site", "is said, but process {process} is no move: {kind}")


def find_no_supplier(company: Company) -> Iterator[Finding]:
    """Yield each buy process without a supplier."""
    nobody = (pl.col("kind") == "buy") & (pl.col("supplier") == "")
    yield from each_where(company, "process", nobody, "supplier", "is empty in a buy process")


def find_no_output(company: Company) -> Iterator[Finding]:
    """Yield each process that yields nothing."""
    yield from each_where(company, "process", pl.col("yield") == "0", "yield", "means that nothing good comes out")


def find_no_legal_lot(company: Company) -> Iterator[Finding]:
    """Yield each process for which no quantity is at once large enough, small enough and a multiple."""
    low, high = pl.col("lot_min").fill_null(1).clip(1), pl.col("lot_max")
    step = pl.col("lot_multiple").fill_null(1).clip(1)
    zero = (pl.col("lot_multiple") == 0) | (high == 0)
    crossed = high < low
    yield from each_where(company, "process", zero, "lot_multiple", "is zero, or lot_max is: no run is possible")
    yield from each_where(company, "process", crossed & ~zero, "lot_max", "is less than lot_min")
    unreachable = high // step * step < (low + step - 1) // step * step
    yield from each_where(
        company, "process", unreachable & ~crossed & ~zero, "lot_max", "leaves no multiple of lot_multiple to run"
    )


def find_slow_expedite(company: Company) -> Iterator[Finding]:
    """Yield each process that is slower when expedited."""
    slower = pl.col("expedite_days") > pl.col("lead_after_days")
    problem = marked("is more than lead_after_days ({lead_after_days}): slower when expedited")
    yield from each_where(company, "process", slower, "expedite_days", problem)


def find_zero_factor(company: Company) -> Iterator[Finding]:
    """Yield each ratio that must not be zero."""
    for table, column in (("unit_conversion", "factor"), ("exchange_rate", "rate"), ("substitute", "per_unit")):
        yield from each_where(company, table, pl.col(column) == "0", column, "must be more than zero")


def find_own_unit(company: Company) -> Iterator[Finding]:
    """Yield each conversion of an item's own unit into something else than itself."""
    own = company.frame("item").select("item", pl.col("unit").alias("own"))
    rows = company.numbered("unit_conversion").join(own, on="item", maintain_order="left")
    same = pl.col("unit").str.to_lowercase() == pl.col("own").str.to_lowercase()
    for row, item in rows.filter(same, pl.col("factor") != "1").select(ROW, "item").iter_rows():
        yield Finding(
            "unit_conversion", row, "unit", sentence("is the unit in which {item} is counted anyway", item=item)
        )


def find_too_many_units(company: Company) -> Iterator[Finding]:
    """Yield each step that needs more units at once than the resource has."""
    owned = company.frame("resource").select("resource", pl.col("units").alias("owned"))
    rows = company.numbered("process_load").join(owned, on="resource", maintain_order="left")
    for row, resource, owned_units in (
        rows.filter(pl.col("units") > pl.col("owned")).select(ROW, "resource", "owned").iter_rows()
    ):
        yield Finding(
            "process_load",
            row,
            "units",
            sentence("is more than the {owned_units} that {resource} has", owned_units=owned_units, resource=resource),
        )


def find_other_site(company: Company) -> Iterator[Finding]:
    """Yield each step on a resource that stands at another site than its process."""
    places = company.frame("resource").select("resource", pl.col("site").alias("stands"))
    sites = company.frame("process").select("process", "site").unique("process", keep="first")
    rows = (
        company.numbered("process_load")
        .join(places, on="resource", maintain_order="left")
        .join(sites, on="process", maintain_order="left")
        .filter(pl.col("stands") != pl.col("site"), pl.col("stands") != "")
    )
    for row, stands, process, site in rows.select(ROW, "stands", "process", "site").iter_rows():
        yield Finding(
            "process_load",
            row,
            "resource",
            sentence(
                "stands at {stands}, but process {process} runs at {site}", stands=stands, process=process, site=site
            ),
        )


def find_own_output(company: Company) -> Iterator[Finding]:
    """Yield each by-product that is the item of its process anyway."""
    items = company.frame("process").select("process", pl.col("item").alias("main"))
    rows = company.numbered("process_output").join(items, on="process", maintain_order="left")
    for row, process in rows.filter(pl.col("item") == pl.col("main")).select(ROW, "process").iter_rows():
        yield Finding(
            "process_output", row, "item", sentence("is the item of process {process} anyway", process=process)
        )


CHECKS = (
    Check(
        "kind of process",
        Severity.FAULT,
        "A move says no site to take from, or takes from the site it supplies; only moves have one.",
        "Say in from_site where a move takes the goods; leave it empty for make and buy.",
        find_kind_mismatch,
    ),
    Check(
        "buying from nobody",
        Severity.NOTICE,
        "A buy process names no supplier, so nothing can be learned about who delivers late.",
        "Name the supplier.",
        find_no_supplier,
    ),
    Check(
        "process without output",
        Severity.FAULT,
        "The yield of a process is zero.",
        "Write the share that is good, such as 0.98; delete the process if it is not in use.",
        find_no_output,
    ),
    Check(
        "lot sizes",
        Severity.FAULT,
        "No quantity is at least lot_min, at most lot_max and a multiple of lot_multiple.",
        "Mend lot_min, lot_multiple or lot_max; leave empty what does not limit.",
        find_no_legal_lot,
    ),
    Check(
        "expediting that is slower",
        Severity.FAULT,
        "The expedited lead time is longer than the usual one.",
        "Write the days when expedited, or leave the cell empty if it cannot be.",
        find_slow_expedite,
    ),
    Check(
        "factors of zero",
        Severity.FAULT,
        "A conversion, an exchange rate or a substitute's ratio is zero.",
        "Write how many of the one make up one of the other.",
        find_zero_factor,
    ),
    Check(
        "conversion of the own unit",
        Severity.FAULT,
        "A conversion changes the unit in which the item is counted.",
        "Delete the row, or name another unit.",
        find_own_unit,
    ),
    Check(
        "more units than there are",
        Severity.FAULT,
        "A step uses more units of a resource at once than it has, so that no run could ever be placed.",
        "Lower units in process_load, or raise units in resource.",
        find_too_many_units,
    ),
    Check(
        "resource at another site",
        Severity.NOTICE,
        "A process loads a resource that stands at another site.",
        "Nothing to do if it is meant.",
        find_other_site,
    ),
    Check(
        "by-product that is the product",
        Severity.FAULT,
        "A process lists its own item as something it yields beside it.",
        "Delete the row; the quantity of the item itself follows from yield.",
        find_own_output,
    ),
)
