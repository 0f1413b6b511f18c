"""What a run's output becomes: a lot in stock, or an order on its way that takes the run's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handfast.company.actions.leaving import Leaving
from handfast.company.ledger import Change, NewBalance
from handfast.company.queries.runs import Run, Yield, lots_at


@dataclass(frozen=True)
class NewSupply:
    """A supply to which those may be bound who counted on a run.

    Parameters
    ----------
    balance
        An existing balance, or a new one's negative number.
    room
        How much may be bound to it.
    """

    balance: int
    day: int
    expires: int | None
    room: int

    def serves(self, need_day: int) -> bool:
        """Whether it is there, and still good, on a day."""
        return self.day <= need_day and (self.expires is None or need_day < self.expires)


@dataclass(frozen=True)
class Arriving:
    """An order on its way, such as a supplier has confirmed, that takes a run's place; days are the ledger's."""

    ref: str
    day: int
    quantity: int
    expires: int | None = None

    def supply(self, node: int, parts: Leaving) -> NewSupply:
        """Return it as a supply at a stock point's row: the receipt that the ledger has of its name, or a new one."""
        for row in lots_at("receipt", node):
            if row.ref == self.ref and row.available:
                room = 0 if row.short else min(self.quantity, row.available - row.committed)
                return NewSupply(row.balance, row.day, row.expires, room)
        new = NewBalance(-1 - len(parts.balances), "receipt", node, self.day, self.quantity, self.expires, ref=self.ref)
        parts.balances.append(new)
        return NewSupply(new.number, self.day, self.expires, self.quantity)


def arriving_lot(run: Run, outputs: Sequence[Yield], day: int, lot: str, quantity: int, parts: Leaving) -> NewSupply:
    """Put `quantity` of a run's output into stock and return it: in a lot of its own, or with what lies there.

    It counts from the day for which it was planned, if that was sooner: whoever waits for it has it then. What moves
    keeps its age; what was made expires as many days earlier or later as it was there.
    """
    node, planned = outputs[0].node, outputs[0].day
    there = min(day, planned)
    expires = outputs[0].expires
    if expires is not None and not run.keeps_age:
        expires += day - planned
    rows = lots_at("stock", node)
    keeps_lots = any(row.ref and not row.ref.startswith("R-") for row in rows)
    usual = lot or (run.name if keeps_lots else "")
    for row in rows:
        if row.ref == usual and row.available and row.day <= there and row.expires == expires and not row.short:
            parts.changes.append(Change(row.balance, quantity))
            return NewSupply(row.balance, row.day, row.expires, quantity)
    alive = {row.ref for row in rows if row.available}
    names = (usual, run.name, *(f"{run.name} {number}" for number in range(2, len(alive) + 3)))
    ref = next(name for name in names if name not in alive)
    new = NewBalance(-1 - len(parts.balances), "stock", node, there, quantity, expires, ref=ref)
    parts.balances.append(new)
    return NewSupply(new.number, there, expires, quantity)
