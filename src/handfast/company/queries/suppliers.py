"""Suppliers as planners read them: what we will order when, what it costs, how late it usually is, who waits for it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import polars as pl

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import as_date, exact
from handfast.company.queries.purchases import Purchase, purchases
from handfast.company.queries.tables import load_tables
from handfast.engine.inventory.lead_time import learn, stated_days
from handfast.engine.inventory.supplier_record import (
    FEWEST_FOR_SHARES,
    Delivery,
    Record,
    newest_late,
    read_deliveries,
    record_of,
)
from handfast.engine.reading.cells import near
from handfast.engine.tables.frame import frame_of
from handfast.errors import NotFound
from handfast.sentences import sentence

QUANTITY, MONEY = pl.Decimal(38, 6), pl.Decimal(38, 4)
PURCHASES: dict[str, pl.DataType] = {
    "supplier": pl.String(),
    "item": pl.String(),
    "site": pl.String(),
    "purchase": pl.String(),
    "state": pl.String(),
    "ordered": pl.Boolean(),
    "quantity": QUANTITY,
    "unit": pl.String(),
    "order": pl.Date(),
    "there": pl.Date(),
    "said": pl.Date(),
    "usually": pl.Date(),
    "cost": MONEY,
    "promises": pl.List(pl.String()),
    "at_risk": pl.List(pl.String()),
    "would_miss": pl.List(pl.String()),
}
"""`said`: the day said last, before today where it is overdue; `usually`: as this supplier usually comes."""

RECORDS: dict[str, pl.DataType] = {
    "supplier": pl.String(),
    "item": pl.String(),
    "stated": pl.Float64(),
    "agreed": pl.Int64(),
    "learned": pl.Float64(),
    "orders": pl.Int64(),
    "median": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "dated": pl.Int64(),
    "late_share": pl.Float64(),
    "late_median": pl.Float64(),
    "late_high": pl.Float64(),
    "short_share": pl.Float64(),
    "rejected_share": pl.Float64(),
    "changes": pl.String(),
    "days_a_year": pl.Float64(),
    "sure": pl.Float64(),
}
"""`stated`: days that the plan counts on; `agreed`: by the terms; others as in ``engine.inventory.supplier_record``."""

SUPPLIERS: dict[str, pl.DataType] = {
    "supplier": pl.String(),
    "name": pl.String(),
    "items": pl.Int64(),
    "orders": pl.Int64(),
    "dated": pl.Int64(),
    "late_share": pl.Float64(),
    "late_median": pl.Float64(),
    "longer": pl.List(pl.String()),
    "shorter": pl.List(pl.String()),
    "to_order": MONEY,
    "on_the_way": MONEY,
    "uncosted": pl.Int64(),
    "next_order": pl.Date(),
    "overdue": pl.Int64(),
    "promises": pl.List(pl.String()),
    "at_risk": pl.List(pl.String()),
    "would_miss": pl.List(pl.String()),
}
WEEKS: dict[str, pl.DataType] = {
    "supplier": pl.String(),
    "week": pl.Date(),
    "to_order": MONEY,
    "there": MONEY,
}
"""`to_order`: of what is not ordered yet, by the day to order; `there`: of everything, by the day of arrival."""


@dataclass(frozen=True)
class SupplierView:
    """What we buy of whom.

    Parameters
    ----------
    suppliers
        One row each, those first whom the most promises wait for.
    records
        One row for each supplier and item: stated against real lead time.
    purchases
        What is to be ordered and what is on its way, by day of arrival.
    weeks
        Money by supplier and week.
    currency, digits
        Of all money in it.
    """

    suppliers: pl.DataFrame
    records: pl.DataFrame
    purchases: pl.DataFrame
    weeks: pl.DataFrame
    currency: str
    digits: int


@dataclass(frozen=True)
class _Bought:
    """A purchase with its day as the supplier usually keeps it; None where too little is known to say."""

    of: Purchase
    usually: int | None

    def would_miss(self) -> list[int]:
        """Return the promises that are covered, and would not be if it came as late as usual."""
        if self.usually is None:
            return []
        return [each.promise for each in self.of.count_on if not each.at_risk and each.need_day < self.usually]

    def at_risk(self) -> list[int]:
        return [each.promise for each in self.of.count_on if each.at_risk]


@dataclass(frozen=True)
class Past:
    """What tables say of suppliers: their names, how they delivered so far, and by which ways they may be asked.

    Parameters
    ----------
    names
        By key.
    delivered, records, ways, agreed
        By supplier and item: deliveries, what they tell, the best-ranked process of buying, and agreed lead days.
    rows
        Rows of records that were told already, kept.
    """

    names: Mapping[str, str]
    delivered: Mapping[tuple[str, str], Sequence[Delivery]]
    records: Mapping[tuple[str, str], Record]
    ways: Mapping[tuple[str, str], int]
    agreed: Mapping[tuple[str, str], int]
    rows: dict[tuple[str, str], dict[str, Any]]

    @property
    def keys(self) -> Set[tuple[str, str]]:
        """Suppliers and items of which something is known."""
        return self.records.keys() | self.ways.keys()


def past_of(mirror: Mirror) -> Past:
    """Return what tables say of suppliers."""
    tables = load_tables(("purchase_receipt", "supplier_item"))
    delivered = read_deliveries(tables)
    agreed = frame_of(tables, "supplier_item").select("supplier", "item", "lead_days").iter_rows()
    return Past(
        _names(mirror),
        delivered,
        {key: record_of(each) for key, each in delivered.items()},
        _ways(mirror),
        {(who, what): days for who, what, days in agreed},
        {},
    )


def everywhere(_site: str) -> bool:
    """Tell of what is bought for any site."""
    return True


def supplier_view(
    mirror: Mirror, supplier: str = "", item: str = "", sees: Callable[[str], bool] = everywhere
) -> SupplierView:
    """Return what we buy of whom; of all, or of one supplier or item.

    Parameters
    ----------
    sees
        Whether what is bought for a site is told.

    Raises
    ------
    NotFound
        There is no such supplier or item.
    """
    past = past_of(mirror)
    if supplier:
        _assert_known(supplier, past.names)
    if item:
        mirror.market.item(item)

    def wanted(key: tuple[str, str]) -> bool:
        return supplier in ("", key[0]) and item in ("", key[1])

    sites = mirror.network.sites
    found = [each for each in purchases(mirror) if wanted(key_of(mirror, each)) and sees(sites[each.point])]
    return view_of(mirror, past, filter(wanted, past.keys), found)


def view_of(mirror: Mirror, past: Past, keys: Iterable[tuple[str, str]], found: Iterable[Purchase]) -> SupplierView:
    """Return what we buy of some suppliers and items: `keys` are those that tables know, `found` is what is bought."""
    bought = [_Bought(each, _usually(each, past.records.get(key_of(mirror, each), Record()))) for each in found]
    ordered = sorted({*keys, *(key_of(mirror, each.of) for each in bought)})
    suppliers = [_supplier(mirror, key, past, ordered, bought) for key in sorted({key[0] for key in ordered})]
    currency = mirror.market.currency
    return in_order(
        SupplierView(
            pl.DataFrame(suppliers, schema=SUPPLIERS, orient="row"),
            pl.DataFrame([_record(mirror, key, past) for key in ordered], schema=RECORDS, orient="row"),
            pl.DataFrame([_purchase(mirror, each) for each in bought], schema=PURCHASES, orient="row"),
            pl.DataFrame(_weeks(mirror, bought), schema=WEEKS, orient="row"),
            currency,
            mirror.market.rates.digits_of(currency),
        )
    )


def in_order(view: SupplierView) -> SupplierView:
    """Return a view with its rows in their order: suppliers for whom most promises wait first, the rest by its day."""
    waiting = [pl.col(name).list.len() for name in ("at_risk", "would_miss", "promises")]
    return replace(
        view,
        suppliers=view.suppliers.sort(*waiting, "supplier", descending=[True, True, True, False]),
        records=view.records.sort("supplier", "item"),
        purchases=view.purchases.sort("there", "purchase", "item", "site"),
        weeks=view.weeks.sort("week", "supplier"),
    )


def put_together(views: Sequence[SupplierView]) -> SupplierView:
    """Return one view of several, of which no two tell of the same supplier; there is at least one."""
    names = ("suppliers", "records", "purchases", "weeks")
    whole = {name: pl.concat([getattr(each, name) for each in views]) for name in names}
    return in_order(replace(views[0], **whole))


def of_supplier(view: SupplierView, mirror: Mirror, supplier: str) -> SupplierView:
    """Return what is bought of one supplier, of everything that is bought.

    Raises
    ------
    NotFound
        There is no such supplier.
    """
    _assert_known(supplier, _names(mirror))
    names = ("suppliers", "records", "purchases", "weeks")
    return replace(view, **{name: getattr(view, name).filter(supplier=supplier) for name in names})


def _assert_known(supplier: str, names: Mapping[str, str]) -> None:
    if supplier not in names:
        close = near(supplier, names)
        cure = (
            sentence("Did you mean {names}?", names=" or ".join(close))
            if close
            else sentence("Look it up in the supplier table.")
        )
        raise NotFound(sentence("There is no supplier '{supplier}'. {cure}", supplier=supplier, cure=cure))


def _names(mirror: Mirror) -> dict[str, str]:
    frame = frame_of(mirror.tables, "supplier").select("supplier", "name")
    return {key: name or key for key, name in frame.iter_rows()}


def key_of(mirror: Mirror, purchase: Purchase) -> tuple[str, str]:
    """Return supplier and item of a purchase."""
    return purchase.supplier, mirror.network.items[purchase.point]


def _ways(mirror: Mirror) -> dict[tuple[str, str], int]:
    """Return the best-ranked process by which each supplier's items are bought."""
    buys = frame_of(mirror.tables, "process").filter(kind="buy").sort("rank", "process")
    found: dict[tuple[str, str], int] = {}
    for process, supplier, item in buys.select("process", "supplier", "item").iter_rows():
        way = mirror.way_named(process)
        if way is not None:
            found.setdefault((supplier, item), way)
    return found


def _usually(purchase: Purchase, record: Record) -> int | None:
    """Return the ledger day on which a purchase is usually there, not before the day that is said; None: unknown."""
    if purchase.ordered:
        if record.late_median is None or record.dated < FEWEST_FOR_SHARES:
            return None
        return max(purchase.day, purchase.said_day + math.ceil(record.late_median))
    if record.median is None or record.seen < FEWEST_FOR_SHARES or purchase.order_day is None:
        return None
    return max(purchase.day, purchase.order_day + math.ceil(record.median))


def _record(mirror: Mirror, key: tuple[str, str], past: Past) -> dict[str, Any]:
    if key not in past.rows:
        past.rows[key] = _told(mirror, key, past)
    return past.rows[key]


def _told(mirror: Mirror, key: tuple[str, str], past: Past) -> dict[str, Any]:
    """Return a row of records: lead times as they are stated, agreed, and were."""
    record, way, delivered = past.records.get(key, Record()), past.ways.get(key), past.delivered.get(key, [])
    stated = None if way is None else stated_days(mirror.network, way, int(mirror.network.structure.lot_min[way]))
    known = stated if stated is not None else past.agreed.get(key)
    learned = None if known is None else learn(known, [each.days for each in delivered[-record.seen :]]).mean
    figures = {name: getattr(record, name) for name in RECORDS if name in record._fields}
    return {
        "supplier": key[0],
        "item": key[1],
        "stated": stated,
        "agreed": past.agreed.get(key),
        "learned": learned,
        "orders": record.seen,
        **figures,
        "changes": record.changes,
        "days_a_year": record.trend and record.trend.days_a_year,
        "sure": record.trend and record.trend.sure,
    }


def _supplier(
    mirror: Mirror, supplier: str, past: Past, keys: Iterable[tuple[str, str]], bought: Iterable[_Bought]
) -> dict[str, Any]:
    items = [item for who, item in keys if who == supplier]
    known = {item: past.records[supplier, item] for item in items if (supplier, item) in past.records}
    late = [days for item in known for days in newest_late(past.delivered[supplier, item])]
    own = [each for each in bought if each.of.supplier == supplier]
    waiting = [each for each in own if not each.of.ordered]
    days = [each.of.order_day for each in waiting if each.of.order_day is not None]
    return {
        "supplier": supplier,
        "name": past.names.get(supplier, supplier),
        "items": len(items),
        "orders": sum(each.seen for each in known.values()),
        "dated": len(late),
        "late_share": sum(days > 0 for days in late) / len(late) if len(late) >= FEWEST_FOR_SHARES else None,
        "late_median": float(median(late)) if late else None,
        "longer": [item for item, record in known.items() if record.changes == "longer"],
        "shorter": [item for item, record in known.items() if record.changes == "shorter"],
        "to_order": _money(mirror, sum(each.of.cost or 0 for each in waiting)),
        "on_the_way": _money(mirror, sum(each.of.cost or 0 for each in own if each.of.ordered)),
        "uncosted": sum(each.of.cost is None for each in own),
        "next_order": as_date(min(days, default=None)),
        "overdue": sum(each.of.ordered and each.of.said_day < mirror.today for each in own),
        "promises": _promises(count.promise for each in own for count in each.of.count_on),
        "at_risk": _promises(promise for each in own for promise in each.at_risk()),
        "would_miss": _promises(promise for each in own for promise in each.would_miss()),
    }


def _promises(numbers: Iterable[int]) -> list[str]:
    return [f"P-{number}" for number in sorted(set(numbers))]


def _purchase(mirror: Mirror, bought: _Bought) -> dict[str, Any]:
    each = bought.of
    item = mirror.market.items[mirror.network.items[each.point]]
    return {
        "supplier": each.supplier,
        "item": item.key,
        "site": mirror.network.sites[each.point],
        "purchase": each.name,
        "state": each.state,
        "ordered": each.ordered,
        "quantity": exact(each.quantity, 10**item.decimals),
        "unit": item.unit,
        "order": as_date(each.order_day),
        "there": as_date(each.day),
        "said": as_date(each.said_day),
        "usually": as_date(bought.usually),
        "cost": None if each.cost is None else _money(mirror, each.cost),
        "promises": _promises(count.promise for count in each.count_on),
        "at_risk": _promises(bought.at_risk()),
        "would_miss": _promises(bought.would_miss()),
    }


def _weeks(mirror: Mirror, bought: Iterable[_Bought]) -> list[tuple[Any, ...]]:
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for each in bought:
        cost = each.of.cost or 0
        if not each.of.ordered and each.of.order_day is not None:
            sums[each.of.supplier, _monday(each.of.order_day)][0] += cost
        sums[each.of.supplier, _monday(each.of.day)][1] += cost
    return [
        (supplier, as_date(week), *(_money(mirror, amount) for amount in both))
        for (supplier, week), both in sorted(sums.items(), key=lambda pair: (pair[0][1], pair[0][0]))
    ]


def _monday(day: int) -> int:
    """Return the Monday of a ledger day's week; 1970-01-01 was a Thursday."""
    return day - (day + 3) % 7


def _money(mirror: Mirror, amount: int) -> Any:
    return exact(amount, 10 ** mirror.market.rates.digits_of(mirror.market.currency))
