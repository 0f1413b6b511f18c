"""An order line in the engine's terms, and what an import makes of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handfast.company.queries.mirror import Mirror, day_number
from handfast.engine.shipping import Route


@dataclass(frozen=True)
class OrderReport:
    """What became of the order lines."""

    promised: int = 0
    revised: int = 0
    shipped: int = 0
    ended: int = 0
    at_risk: int = 0
    uncovered: int = 0

    def covering(self, uncovered: int) -> OrderReport:
        """Return the report with one more line covered but for `uncovered` smallest units."""
        return replace(self, at_risk=self.at_risk + (uncovered > 0), uncovered=self.uncovered + uncovered)


@dataclass(frozen=True)
class OrderLine:
    """An order line in the engine's terms."""

    order: str
    line: int
    customer: str
    item: str
    site: str
    quantity: int
    shipped: int
    wish: int | None
    arrive: int | None
    state: str
    price: int | None
    price_per: int
    currency: str

    @property
    def open(self) -> int:
        """What is still to be shipped."""
        return max(self.quantity - self.shipped, 0) if self.state == "open" else 0


def order_line(row: Mapping[str, Any]) -> OrderLine:
    """Return a row of the table as an order line."""
    wish = row["requested"] or row["confirmed"]
    arrive = row["confirmed"] or row["requested"]
    return OrderLine(
        row["order"],
        row["line"],
        row["customer"],
        row["item"],
        row["site"],
        row["quantity"],
        min(row["shipped"], row["quantity"]),
        None if wish is None else day_number(wish),
        None if arrive is None else day_number(arrive),
        row["state"],
        row["price"],
        row["price_per"],
        row["currency"],
    )


def latest_ship(mirror: Mirror, route: Route, arrive: int) -> int:
    """Return the last day on which goods may leave to arrive by a ledger day; today where even that is too late."""
    day = arrive - mirror.network.origin
    return (route.latest_ship(day) or 0) if day >= 0 else 0
