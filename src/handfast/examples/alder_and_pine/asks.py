"""Three asks from one Monday: a yes, a no with ways out, and one that must not take what is promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handfast.examples.alder_and_pine.catalogue import articles
from handfast.examples.alder_and_pine.customers import customers, price_of


@dataclass(frozen=True)
class Ask:
    """What somebody wants on the phone.

    Parameters
    ----------
    title
        What it shows, in a few words.
    customer, item
        Keys in the tables.
    quantity
        Units of the item.
    wish
        Day of arrival wished for.
    story
        What the caller says, and what nobody in the room can see.
    """

    title: str
    customer: str
    item: str
    quantity: int
    wish: date
    story: str

    @property
    def price(self) -> int:
        """Price of one unit in minor units of the customer's currency, by the price list."""
        customer = next(customer for customer in customers() if customer.key == self.customer)
        return price_of(articles()[self.item], customer.segment, self.quantity, customer.currency)


ASKS = (
    Ask(
        "A plain yes",
        "C-1115",
        "PARASOL-300-GREEN",
        80,
        date(2027, 3, 12),
        "Lantern Yard plans a green weekend. The Port warehouse is full of green parasols that sales once "
        "asked for: every one that leaves is welcome.",
    ),
    Ask(
        "A no with reasons and ways out",
        "C-1042",
        "BENCH-150",
        360,
        date(2027, 4, 12),
        "Harbour Gardens wants 360 oak benches for the weekend after Easter. The pre-order campaign has filled the "
        "welding line, one robot after the other is overhauled, and the oak mill slips. Teak benches stand unsold.",
    ),
    Ask(
        "An ask that would undercut a promise",
        "C-1206",
        "BENCH-180",
        150,
        date(2027, 3, 4),
        "Campus Estates needs 150 long benches by Thursday and has heard that they stand in the North plant. They do; "
        "but they were built for the two shops that Harbour Gardens opens in two weeks. As many may go as can be made "
        "again by then, and not one more.",
    ),
)
"""In the order in which the demonstration tells them."""
