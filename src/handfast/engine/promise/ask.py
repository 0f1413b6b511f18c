"""The ask: who wants what, how much, by when, at what price. A wish, never an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handfast.engine.promise.market import Market
from handfast.engine.promise.prices import Price
from handfast.errors import DataError, Fault
from handfast.sentences import sentence


@dataclass(frozen=True, slots=True)
class AskLine:
    """One line of an ask.

    Parameters
    ----------
    item
        Key of the item.
    quantity
        Smallest units of the item.
    wish
        Day of arrival wished for; None: as soon as possible.
    price
        Net price that is talked about; None: what the price list says.
    site
        The only site that may serve it; empty: any that sells it.
    """

    item: str
    quantity: int
    wish: date | None = None
    price: Price | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks for.

    Parameters
    ----------
    lines
        At least one.
    customer
        Key of the customer; empty: somebody who is not named.
    together
        Whether all lines are to arrive on one day; else each as it is ready.
    """

    lines: tuple[AskLine, ...]
    customer: str = ""
    together: bool = False


def ask(item: str, quantity: int, wish: date | None = None, *, customer: str = "", price: Price | None = None) -> Ask:
    """Return an ask of one line."""
    return Ask((AskLine(item, quantity, wish, price),), customer)


def check_ask(market: Market, asked: Ask) -> None:
    """Refuse an ask that cannot be meant.

    Raises
    ------
    NotFound
        When an item, the customer or a site is not known.
    DataError
        When a quantity is not positive, or a wish lies in the past or beyond the days that are promised.
    """
    market.customer(asked.customer)
    faults: list[Fault] = []
    if not asked.lines:
        faults.append(
            _fault(None, "", "", sentence("An ask without lines asks for nothing"), sentence("Say what is wanted"))
        )
    for number, line in enumerate(asked.lines, 1):
        row = number if len(asked.lines) > 1 else None
        market.item(line.item)
        faults += _quantity_faults(row, line) + _wish_faults(market, row, line)
        if line.site and line.site not in market.site_names:
            faults.append(
                _fault(row, "site", line.site, sentence("is no site"), sentence("Name a site of the site table"))
            )
    if faults:
        raise DataError(faults)


def _quantity_faults(row: int | None, line: AskLine) -> list[Fault]:
    if line.quantity >= 1:
        return []
    problem = sentence("is not a quantity that can be asked for")
    return [_fault(row, "quantity", str(line.quantity), problem, sentence("Ask for more than 0"))]


def _wish_faults(market: Market, row: int | None, line: AskLine) -> list[Fault]:
    if line.wish is None:
        return []
    last = market.date_of(market.network.horizon - 1)
    if line.wish < market.today:
        problem, cure = (
            sentence("lies before today ({today})", today=market.today),
            sentence("Wish for today or later"),
        )
    elif line.wish > last:
        problem = sentence("lies beyond the days that are promised (until {last})", last=last)
        cure = sentence("Wish for an earlier day, or raise horizon_days of the company table")
    else:
        return []
    return [_fault(row, "wish", line.wish.isoformat(), problem, cure)]


def _fault(row: int | None, column: str, value: str, problem: str, cure: str) -> Fault:
    return Fault("ask" if row is not None else "", "", row, column, value, problem, cure)
