"""How many holds may be open at once: judged inside the writing transaction, one writer after another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from handfast.company.ledger.entry import HoldLimit, NewEntry
from handfast.errors import TooManyHolds

if TYPE_CHECKING:
    from handfast.company.ledger.dialect import Dialect


class OpenHold(NamedTuple):
    """A hold whose time is not over; `quantity` is in smallest units, `decimals` and `unit` are its item's."""

    promise: int
    owner: str
    item: str
    quantity: int
    decimals: int
    unit: str
    expires_at: dt.datetime

    def __str__(self) -> str:
        number = f"{Decimal(self.quantity).scaleb(-self.decimals):f}"
        until = self.expires_at.astimezone().strftime("%Y-%m-%d %H:%M %Z")
        return f"P-{self.promise} of {self.owner}, {number} {self.unit} {self.item} until {until}"


SHOWN = 5


def assert_within_limits(dialect: Dialect, entry: NewEntry, time: dt.datetime) -> None:
    """Refuse an entry whose holds would be more than may be open at the ledger's `time`.

    Whoever else writes a hold under the same limit waits until this transaction has ended.

    Raises
    ------
    TooManyHolds
        They would be; the message says who holds what until when.
    """
    limits = sorted(entry.hold_limits, key=lambda limit: (limit.whose, limit.name))
    dialect.wait_for_turn([f"{limit.whose} {limit.name}" for limit in limits])
    new = sum(promise.state == "held" for promise in entry.promises)
    for limit in limits:
        there = dialect.open_holds(limit.whose, limit.name, time)
        if len(there) + new > limit.most:
            raise TooManyHolds(_said(limit, there, new), [hold.promise for hold in there])


def _said(limit: HoldLimit, there: list[OpenHold], new: int) -> str:
    who = limit.name if limit.whose == "owner" else f"customers of segment {limit.name}"
    may = "no holds" if not limit.most else "1 hold" if limit.most == 1 else f"{limit.most} holds"
    head = (
        f"Nothing was held: {who} may have {may} open at once, and {'this is' if new == 1 else 'these are'} {new} more"
    )
    if not there:
        return f"{head}."
    shown = "; ".join(str(hold) for hold in there[:SHOWN])
    more = f"; and {len(there) - SHOWN:,} more" if len(there) > SHOWN else ""
    return f"{head}. Open: {shown}{more}. Promise or release one first, such as P-{there[0].promise}."
