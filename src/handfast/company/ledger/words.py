"""The ledger's words: kinds of balances and entries, states, and the arrows along which states move."""

from __future__ import annotations

BALANCE_KINDS = ("stock", "receipt", "run", "uncovered", "capacity", "overtime", "team_overtime", "allocation")
SUPPLY = ("stock", "receipt", "run", "uncovered")
"""Kinds of balances that hold an item at a stock point."""

ONE_A_DAY = ("capacity", "overtime", "team_overtime")
"""Kinds of which a resource has one balance a day, or a team one a week (on its Monday), written when first touched."""

STATES = (
    "asked",
    "offered",
    "held",
    "promised",
    "delivered",
    "kept",
    "broken",
    "declined",
    "expired",
    "released",
    "withdrawn",
)

COMMITTING = ("held", "promised")
"""States in which a promise has commitments."""

BEGINNINGS = ("asked", "offered", "held", "promised")
"""States in which a promise may come to be."""

ARROWS: dict[str, tuple[str, ...]] = {
    "asked": ("offered", "held", "promised", "declined"),
    "offered": ("held", "promised", "declined", "expired"),
    "held": ("promised", "expired", "released", "withdrawn"),  # withdrawn: a hold given back before version 15
    "promised": ("delivered", "withdrawn"),
    "withdrawn": ("promised",),  # promised again: the original date stays
    "delivered": ("kept", "broken"),
}
"""Where a promise's state may go. Staying where it is (a revision, a longer hold) is always allowed."""

RUN_STATES = ("held", "promised", "planned", "firm", "gone")
"""A planned run stands in the published plan and is made for nobody yet; the next plan may swap it for another."""

RUN_BEGINNINGS = ("held", "promised", "planned")
RUN_ARROWS: dict[str, tuple[str, ...]] = {
    "held": ("promised", "gone"),
    "promised": ("firm", "gone"),
    "planned": ("firm", "gone"),
    "firm": ("gone",),
}

ENTRY_KINDS: dict[str, str] = {
    "ask": "somebody asked, or an answer was offered or declined",
    "hold": "supply was set aside for a stated time",
    "promise": "a promise was made",
    "revise": "a promise was changed, by somebody accountable",
    "release": "a hold was given back",
    "withdraw": "a promise was taken back",
    "expire": "a hold ran out",
    "override": "a promise was made knowingly without cover, by a named approver, or gave to others what it had",
    "loss": "supply was lost, or comes later",
    "gain": "supply came to be, grew, or comes earlier",
    "production": "a run made goods, or they came: they lie in stock, and what went into them is used up",
    "ship": "goods left for a promise",
    "deliver": "goods arrived, and the promise was kept or broken",
    "move": "a run was moved to another day; nobody's date moved",
    "rebind": "commitments were bound to other balances; nobody's date moved",
    "day": "the ledger's day moved on",
    "plan": "a plan was published",
    "import": "tables were loaded: stock, receipts, order lines",
    "structure": "master data, calendars, prices or policy changed",
}

MAY_SHORTEN = ("override", "loss", "day", "import")
"""Kinds of entries that may leave a balance with less than is committed. Every other entry is refused there."""

LEDGER_ACTOR = "ledger"
"""Who lets holds expire: nobody but time."""
