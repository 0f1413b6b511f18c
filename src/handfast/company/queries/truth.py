"""How true the company's data is: guesses beside what really happened, and what is missing, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.suppliers import SupplierView
from handfast.company.queries.tables import row_counts
from handfast.engine.tables.frame import Tables, frame_of
from handfast.sentences import marked, sentence

FEWEST = 3
"""Deliveries from which on what really happened is set against what is stated."""

MOST_EXAMPLES = 6

HELPS = {
    "price": marked("There are no prices: no margin can be told, and no volume plan weighed."),
    "purchase_receipt": marked("There are no deliveries of the past: lead times stay what suppliers say."),
    "production_run": marked("There are no runs of the past: how long making really takes stays a guess."),
    "lane": marked("There are no transit times: goods count as arriving on the day they ship."),
    "calendar": marked("There are no calendars: every day counts as a working day."),
    "segment": marked("There are no segments: no customer goes before another where supply is short."),
    "forecast": marked("There is no forecast: the plan knows only orders."),
    "shipment": marked("There are no shipments: nothing tells how promises were kept."),
}
"""Tables that a company may leave empty, and what it then cannot know."""


@dataclass(frozen=True)
class Guess:
    """A lead time that is stated, beside what really happened.

    Parameters
    ----------
    stated
        Days that plans and promises count on.
    real, low, high
        Median of what happened, and the days between which four in five deliveries lay.
    orders
        Deliveries that say so.
    promises
        Open promises that count on this item and supplier.
    would_miss
        Those of them that would not be kept if the supplier came as it usually does.
    """

    supplier: str
    item: str
    stated: float
    real: float
    low: float | None
    high: float | None
    orders: int
    promises: tuple[str, ...]
    would_miss: tuple[str, ...]

    @property
    def too_short(self) -> bool:
        """Whether deliveries take longer than is stated."""
        return self.real > self.stated


@dataclass(frozen=True)
class Gap:
    """Something that rows do not say.

    Parameters
    ----------
    table
        Where it would stand.
    count, of
        How many rows lack it, of how many.
    says
        What, and what follows.
    examples
        The first of them.
    """

    table: str
    count: int
    of: int
    says: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Truth:
    """What would make the company's data truer; `known` of `bought` lead times are borne out by deliveries."""

    guesses: list[Guess]
    unproven: list[tuple[str, str, float]]
    known: int
    bought: int
    gaps: list[Gap]


def truth(mirror: Mirror, view: SupplierView) -> Truth:
    """Return what would improve promises most; `view`: everything that is bought."""
    waiting = {
        (supplier, item): (promises, missed)
        for supplier, item, promises, missed in view.purchases.group_by("supplier", "item")
        .agg(pl.col("promises").explode().unique().sort(), pl.col("would_miss").explode().unique().sort())
        .iter_rows()
    }
    stated = view.records.filter(pl.col("stated").is_not_null())
    proven = stated.filter(pl.col("orders") >= FEWEST, pl.col("median").is_not_null())
    guesses = [
        Guess(row["supplier"], row["item"], row["stated"], row["median"], row["low"], row["high"], row["orders"], *both)
        for row in proven.iter_rows(named=True)
        if abs(row["median"] - row["stated"]) >= max(1.0, row["stated"] * 0.1)
        for both in [_both(waiting.get((row["supplier"], row["item"])))]
    ]
    guesses.sort(key=lambda each: (-len(each.would_miss), -len(each.promises), -abs(each.real - each.stated)))
    unproven = stated.filter(pl.col("orders") < FEWEST).select("supplier", "item", "stated").rows()
    return Truth(guesses, unproven, proven.height, stated.height, list(_gaps(mirror.tables)))


def _both(found: tuple[list[str | None], list[str | None]] | None) -> list[tuple[str, ...]]:
    return [tuple(each for each in some if each) for some in (found or ([], []))]


def _gaps(tables: Tables) -> Iterator[Gap]:
    """Yield what rows do not say, tables that are empty first."""
    counts = row_counts()
    for name, says in HELPS.items():
        if not counts[name]:
            yield Gap(name, 0, 0, sentence(says))
    for table, key, lacking, says in (
        (
            "stock_point",
            "item",
            _unpriced(tables),
            marked("{count:,} items are sold without a price: no margin can be told for them."),
        ),
        (
            "process",
            "process",
            _unloaded(tables),
            marked("{count:,} ways of making load no resource: they never wait for capacity."),
        ),
        (
            "process",
            "process",
            _at_once(tables),
            marked("{count:,} ways of buying have no lead time: what they bring counts as there at once."),
        ),
        (
            "customer",
            "customer",
            _unplaced(tables),
            marked("{count:,} customers are in no segment: nothing says who goes first."),
        ),
    ):
        if lacking.height:
            names = tuple(str(each) for each in lacking[key].head(MOST_EXAMPLES))
            yield Gap(table, lacking.height, counts[table], sentence(says, count=lacking.height), names)


def _unpriced(tables: Tables) -> pl.DataFrame:
    sold = frame_of(tables, "stock_point").filter("sells").unique("item", maintain_order=True)
    return sold.join(frame_of(tables, "price"), on="item", how="anti")


def _unloaded(tables: Tables) -> pl.DataFrame:
    makes = frame_of(tables, "process").filter(kind="make")
    return makes.join(frame_of(tables, "process_load"), on="process", how="anti")


def _at_once(tables: Tables) -> pl.DataFrame:
    days = pl.col("lead_before_days") + pl.col("lead_after_days")
    return frame_of(tables, "process").filter(pl.col("kind") == "buy", days == 0)


def _unplaced(tables: Tables) -> pl.DataFrame:
    return frame_of(tables, "customer").filter(pl.col("segment") == "")
