"""How many holds may be open at once: judged inside the writing transaction, one writer after another."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from handfast.company.ledger.entry import HoldLimit, NewEntry
from handfast.errors import TooManyHolds
from handfast.sentences import counted, in_a_row, number, plain_number, sentence

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

    @property
    def told(self) -> str:
        """Who holds what until when."""
        return sentence(
            "P-{promise} of {owner}, {quantity} {unit} {item} until {until}",
            promise=self.promise,
            owner=self.owner,
            quantity=plain_number(Decimal(self.quantity).scaleb(-self.decimals)),
            unit=self.unit,
            item=self.item,
            until=self.expires_at.astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        )


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
    who = limit.name if limit.whose == "owner" else sentence("customers of segment {name}", name=limit.name)
    may = counted("{count} hold", "{count} holds", limit.most) if limit.most else sentence("no holds")
    head = counted(
        "Nothing was held: {who} may have {may} open at once, and this is {count} more",
        "Nothing was held: {who} may have {may} open at once, and these are {count} more",
        new,
        who=who,
        may=may,
    )
    if not there:
        return sentence("{head}.", head=head)
    shown = in_a_row([hold.told for hold in there[:SHOWN]], "; ")
    if len(there) > SHOWN:
        shown = sentence("{shown}; and {count} more", shown=shown, count=number(len(there) - SHOWN))
    return sentence(
        "{head}. Open: {shown}. Promise or release one first, such as P-{promise}.",
        head=head,
        shown=shown,
        promise=there[0].promise,
    )
