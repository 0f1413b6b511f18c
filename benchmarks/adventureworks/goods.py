"""Items, stock, purchases, bills of material and work centres of AdventureWorks, as tables of the contract."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import polars as pl

from benchmarks.adventureworks.source import PLANT, TODAY, Source, valid_on

WORKING_DAYS = 5
PER_UNIT = {"EA": 1, "DZ": 12, "GAL": 128, "CS": 100, "CTN": 100, "CAN": 100, "PAK": 100}
"""Pieces (ounces, inches) in a unit of purchase; see the package."""

MEASURED = ("IN", "OZ")
FORMING, WELDING, DEBURRING, PAINT, FINE_PAINT, PARTS, ASSEMBLY = 10, 20, 30, 40, 45, 50, 60


def measures(source: Source) -> dict[int, str]:
    """Return the unit in which each product is used: EA unless a bill of materials says otherwise."""
    bills = source.table("Production_BillOfMaterials").filter(pl.col("UnitMeasureCode").is_in(MEASURED))
    return dict(bills.select("ComponentID", "UnitMeasureCode").unique().iter_rows())


def in_store(source: Source) -> dict[int, int]:
    """Return how many of its own units one counted unit of a measured product is."""
    bought = source.table("Purchasing_ProductVendor").select("ProductID", "UnitMeasureCode").unique()
    measured = measures(source)
    return {product: PER_UNIT[unit] for product, unit in bought.iter_rows() if product in measured}


def items(source: Source) -> dict[str, pl.DataFrame]:
    """Return items, stock points and stock."""
    unit, counted = measures(source), in_store(source)
    products = source.products().with_columns(
        unit=pl.col("ProductID").replace_strict(unit, default="EA"),
        counted=pl.col("ProductID").replace_strict(counted, default=1),
    )
    stock = source.table("Production_ProductInventory").group_by("ProductID").agg(pl.col("Quantity").sum())
    there = products.join(stock, on="ProductID").filter(pl.col("Quantity") > 0)
    return {
        "item": products.select(
            item="ProductNumber",
            name="Name",
            family="family",
            unit="unit",
            decimals=pl.when(pl.col("unit").is_in(MEASURED)).then(2).otherwise(0),
            price=_known("ListPrice"),
            cost=_known("StandardCost"),
            launched=pl.col("SellStartDate").dt.date(),
            ended=pl.col("SellEndDate").dt.date(),
        ),
        "stock_point": products.select(
            item="ProductNumber",
            site=pl.lit(PLANT),
            sells="FinishedGoodsFlag",
            safety_stock=pl.col("SafetyStockLevel") * pl.col("counted"),
        ),
        "stock": there.select(
            item="ProductNumber", site=pl.lit(PLANT), quantity=pl.col("Quantity") * pl.col("counted")
        ).sort("item"),
    }


def _known(column: str) -> pl.Expr:
    """Money that is said; the source writes 0 where it knows nothing."""
    return pl.when(pl.col(column) > 0).then(pl.col(column).round(4))


def purchases(source: Source) -> dict[str, pl.DataFrame]:
    """Return suppliers, their terms, what is bought how, and what is on its way."""
    vendors = source.table("Purchasing_Vendor").select(
        "BusinessEntityID", "AccountNumber", "ActiveFlag", "PreferredVendorStatus", vendor="Name"
    )
    numbers = source.products().select("ProductID", "ProductNumber")
    own = pl.col("UnitMeasureCode").replace_strict(PER_UNIT, return_dtype=pl.Int64)
    terms = (
        source.table("Purchasing_ProductVendor")
        .join(vendors, on="BusinessEntityID")
        .join(numbers, on="ProductID")
        .filter("ActiveFlag")
        .with_columns(per=own)
        .sort("ProductNumber", ~pl.col("PreferredVendorStatus"), "StandardPrice", "AccountNumber")
        .with_columns(rank=pl.int_range(1, pl.len() + 1).over("ProductNumber"))
    )
    return {
        "supplier": vendors.select(supplier="AccountNumber", name="vendor"),
        "supplier_item": terms.select(
            supplier="AccountNumber",
            item="ProductNumber",
            price="StandardPrice",
            price_per="per",
            currency=pl.lit("USD"),
            lead_days="AverageLeadTime",
        ),
        "process": terms.select(
            process=pl.format("buy {} from {}", "ProductNumber", "AccountNumber"),
            kind=pl.lit("buy"),
            item="ProductNumber",
            site=pl.lit(PLANT),
            supplier="AccountNumber",
            rank="rank",
            lot_min=pl.col("MinOrderQty") * pl.col("per"),
            lot_multiple="per",
            lot_max=pl.col("MaxOrderQty") * pl.col("per"),
            lead_after_days="AverageLeadTime",
            cost="StandardPrice",
            cost_per="per",
        ),
        "receipt": _on_their_way(source, terms, numbers),
    }


def _on_their_way(source: Source, terms: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Return purchase lines that were ordered by today and are due later; status 3 is rejected."""
    today = dt.datetime.combine(TODAY, dt.time())
    heads = source.table("Purchasing_PurchaseOrderHeader").select("PurchaseOrderID", "Status", "VendorID", "OrderDate")
    supplier = terms.select("ProductID", "BusinessEntityID", "AccountNumber", "per").rename(
        {"BusinessEntityID": "VendorID"}
    )
    lines = (
        source.table("Purchasing_PurchaseOrderDetail")
        .join(heads, on="PurchaseOrderID")
        .filter((pl.col("OrderDate") <= today) & (pl.col("DueDate") > today) & (pl.col("Status") != 3))
        .join(supplier, on=["ProductID", "VendorID"])
        .join(numbers, on="ProductID")
        .sort("PurchaseOrderDetailID")
    )
    return lines.select(
        receipt=pl.format("PO-{}-{}", "PurchaseOrderID", "PurchaseOrderDetailID"),
        item="ProductNumber",
        site=pl.lit(PLANT),
        quantity=pl.col("OrderQty") * pl.col("per"),
        date=pl.col("DueDate").dt.date(),
        state=pl.lit("confirmed"),
        supplier="AccountNumber",
        ordered_on=pl.col("OrderDate").dt.date(),
    )


def making(source: Source) -> dict[str, pl.DataFrame]:
    """Return make processes with their bills of material, routings, and the work centres."""
    products = source.products()
    numbers = dict(products.select("ProductID", "ProductNumber").iter_rows())
    bills = (
        source.table("Production_BillOfMaterials")
        .filter(pl.col("ProductAssemblyID").is_not_null() & valid_on(TODAY, "StartDate", "EndDate"))
        .group_by("ProductAssemblyID", "ComponentID")
        .agg(pl.col("PerAssemblyQty").sum())
        .sort("ProductAssemblyID", "ComponentID")
    )
    made = products.filter(pl.col("MakeFlag") & pl.col("ProductID").is_in(bills["ProductAssemblyID"].unique()))
    number = pl.col("ProductAssemblyID").replace_strict(numbers)
    return {
        "process": made.select(
            process=pl.format("make {}", "ProductNumber"),
            kind=pl.lit("make"),
            item="ProductNumber",
            site=pl.lit(PLANT),
            rank=pl.lit(1),
            lead_after_days=pl.col("DaysToManufacture") - 1,
        ),
        "process_input": bills.select(
            process=pl.format("make {}", number),
            item=pl.col("ComponentID").replace_strict(numbers),
            per_unit="PerAssemblyQty",
        ),
        **work_centres(source, made, bills),
    }


def work_centres(source: Source, made: pl.DataFrame, bills: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return resources, their calendars, and what each product loads on them."""
    centres = source.table("Production_Location").filter(pl.col("Availability") > 0)
    minutes = {row["LocationID"]: int(row["Availability"] * 60 / WORKING_DAYS) for row in centres.iter_rows(named=True)}
    metals = source.products().filter(pl.col("Name").str.starts_with("Metal "))["ProductID"]
    routes = routings(made, bills, metals)
    days = dict(made.select("ProductID", "DaysToManufacture").iter_rows())
    for_one = minutes_for_one(source, routes, days, minutes)
    numbers = dict(made.select("ProductID", "ProductNumber").iter_rows())
    weekdays = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return {
        "calendar": pl.DataFrame(
            [{"calendar": _name(centre), **dict.fromkeys(weekdays, daily)} for centre, daily in minutes.items()]
        ).with_columns(saturday=pl.lit(0), sunday=pl.lit(0)),
        "resource": centres.select(
            resource=pl.format("WC-{}", "LocationID"),
            name="Name",
            site=pl.lit(PLANT),
            calendar=pl.format("WC-{}", "LocationID"),
            units=pl.lit(1),
            cost_per_hour="CostRate",
        ),
        "process_load": pl.DataFrame(
            [
                {
                    "process": f"make {numbers[product]}",
                    "step": step + 1,
                    "resource": _name(centre),
                    "minutes_per_unit": str(for_one[centre] * days[product]),
                }
                for product, route in routes.items()
                for step, centre in enumerate(route)
            ]
        ),
    }


def _name(centre: int) -> str:
    return f"WC-{centre}"


def routings(made: pl.DataFrame, bills: pl.DataFrame, metals: pl.Series) -> dict[int, tuple[int, ...]]:
    """Return the work centres that each product passes; see the package for the assumption."""
    routes: dict[int, tuple[int, ...]] = {}
    metal = set(bills.filter(pl.col("ComponentID").is_in(metals))["ProductAssemblyID"])
    for product, family, days in made.select("ProductID", "family", "DaysToManufacture").iter_rows():
        if family.endswith("Bikes"):
            routes[product] = (ASSEMBLY,)
        elif family.endswith("Frames"):
            routes[product] = (WELDING, DEBURRING, FINE_PAINT if days > 1 else PAINT)
        else:
            routes[product] = (FORMING,) if product in metal and not family else (PARTS,)
    return routes


def minutes_for_one(
    source: Source, routes: dict[int, tuple[int, ...]], days: dict[int, int], minutes: dict[int, int]
) -> dict[int, Fraction]:
    """Return, by work centre, the minutes of one piece that takes one day: its busiest month was just full."""
    orders = source.table("Production_WorkOrder_partial").select(
        "ProductID", "OrderQty", month=pl.col("DemandDate_lo_inferred").dt.strftime("%Y-%m")
    )
    pieces = orders.group_by("ProductID", "month").agg(pl.col("OrderQty").sum())
    load: dict[tuple[int, str], int] = {}
    for product, month, quantity in pieces.iter_rows():
        for centre in routes.get(product, ()):
            load[centre, month] = load.get((centre, month), 0) + quantity * days[product]
    found = {}
    for centre, daily in minutes.items():
        busiest, month = max((pieces_, month) for (at, month), pieces_ in load.items() if at == centre)
        found[centre] = Fraction(daily * _working_days(month), busiest).limit_denominator(1000)
    return found


def _working_days(month: str) -> int:
    first = dt.date.fromisoformat(f"{month}-01")
    after = (first + dt.timedelta(days=31)).replace(day=1)
    return sum((first + dt.timedelta(days=n)).weekday() < WORKING_DAYS for n in range((after - first).days))
