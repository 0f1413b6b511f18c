"""The table of figures in the documentation, made from the company itself."""

from __future__ import annotations

import polars as pl

from handfast.examples.alder_and_pine import figures
from handfast.examples.alder_and_pine.figures import Tables
from handfast.examples.alder_and_pine.places import FIRST_DAY, PLANTS, TODAY, WAREHOUSES


def figures_table(tables: Tables) -> str:
    """Return the figures as the Markdown table that stands in the documentation."""
    rows = [*_size(tables), *_troubles(tables), *_afterwards(tables)]
    return "\n".join(["| figure | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _size(tables: Tables) -> list[tuple[str, str]]:
    lines = tables["order_line"]
    return [
        ("plants, warehouses", f"{len(PLANTS)}, {len(WAREHOUSES)}"),
        ("items, stock points", f"{tables['item'].height}, {tables['stock_point'].height}"),
        ("processes, resources", f"{tables['process'].height}, {tables['resource'].height}"),
        ("customers, segments", f"{tables['customer'].height}, {tables['segment'].height}"),
        ("days of history", f"{(TODAY - FIRST_DAY).days:,}"),
        ("order lines, of which open", f"{lines.height:,}, {(lines['state'] == 'open').sum()}"),
        ("shipments (rows)", f"{tables['shipment'].height:,}"),
        ("production runs, inspections", f"{tables['production_run'].height:,}, {tables['inspection'].height:,}"),
        ("purchase receipts", f"{tables['purchase_receipt'].height:,}"),
    ]


def _troubles(tables: Tables) -> list[tuple[str, str]]:
    peak, quiet = figures.late_share(tables, figures.PEAK), figures.late_share(tables, figures.QUIET)
    spring, autumn = figures.welding_load(tables, *figures.SPRING), figures.welding_load(tables, *figures.AUTUMN)
    slip = figures.supplier_lateness(tables)
    weeks = figures.overpromised(tables)
    worst = max(needed / there for needed, there in weeks.select("needed", "there").iter_rows())
    excess = figures.excess(tables)
    largest = ", ".join(excess["name"].head(5))
    return [
        ("lines late, confirmed for April to June", f"{peak:.0%}"),
        ("lines late, confirmed for September to November", f"{quiet:.0%}"),
        ("welding needed of welding there, 16 March to 3 May 2026", f"{spring:.0%}"),
        ("welding needed of welding there, autumn 2026", f"{autumn:.0%}"),
        ("weeks ahead in which open lines need more welding than there is", f"{weeks.height}, at worst {worst:.0%}"),
        ("Saturdays worked at the welding line", f"{_saturdays(tables)}"),
        ("oak mill, mean days late, first four quarters", f"{_mean(slip['late'].head(4)):.1f}"),
        ("oak mill, mean days late, last four quarters", f"{_mean(slip['late'].tail(4)):.1f}"),
        ("goods beyond half a year of forecast, at cost", f"{excess['value'].sum() // 100_000:,} thousand euro"),
        ("most of it", largest),
    ]


def _afterwards(tables: Tables) -> list[tuple[str, str]]:
    runs = tables["production_run"].filter(pl.col("ended_on").is_not_null())
    deals = tables["opportunity"]["outcome"].value_counts()
    count = dict(deals.iter_rows())
    late = (runs["ended_on"] > runs["planned_end"]).sum() / runs.height
    cases = tables["service_case"]
    reasons = cases["reason"].value_counts(sort=True).head(2)
    told = ", ".join(f"{number} {reason}" for reason, number in reasons.iter_rows())
    return [
        ("good of started, all runs", f"{float(runs['good'].sum()) / float(runs['started'].sum()):.1%}"),
        ("runs that ended after the planned day", f"{late:.0%}"),
        ("hours lost to breakdowns", f"{tables['downtime']['minutes'].sum() // 60:,}"),
        ("deals won of those decided", f"{count['won'] / (count['won'] + count['lost']):.0%}"),
        ("deals open today", f"{count['open']}"),
        ("service cases, most often about", f"{cases.height:,}: {told}"),
        ("correlation of promises kept with recommendation", f"{figures.kept_and_said(tables):.2f}"),
        ("customers lost", f"{len(figures.lost_customers(tables))}"),
    ]


def _mean(values: pl.Series) -> float:
    return sum(values) / len(values)


def _saturdays(tables: Tables) -> int:
    exceptions = tables["calendar_exception"]
    return exceptions.filter(pl.col("reason") == "extra shift").height
