"""What a column and a table of the data contract are.

The contract is data, not code: the same records feed validation, import templates, the reference
page and the database models. A column knows how it is written at the edge (text in a file) and what
it becomes inside (an exact integer, a date, a reduced fraction).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """How a column is written at the edge, and what it becomes inside."""

    KEY = "key"  # text that names a row: trimmed, never empty
    TEXT = "text"  # free text; empty is allowed
    CHOICE = "choice"  # one of a few words
    FLAG = "flag"  # yes or no
    INTEGER = "integer"  # whole number
    QUANTITY = "quantity"  # decimal in the item's unit -> int64 of its smallest unit
    MONEY = "money"  # decimal in the row's currency -> int64 minor units
    RATIO = "ratio"  # decimal or fraction -> reduced fraction, written "n/d"
    DATE = "date"  # ISO date -> date
    MOMENT = "moment"  # ISO date and time with offset -> UTC


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name
        Snake case, in the product's words; also the header in files and the field in the database.
    kind
        How it is read and what it becomes.
    meaning
        One sentence for a person who fills the table.
    example
        A value as it would be typed into a file.
    default
        What an absent or empty cell means, as it would be typed; ``None``: the cell may stay empty
        and then means "not said"; required columns have no default.
    required
        Whether a cell must be filled.
    unit
        Unit of the value, in words ("days", "minutes", "item's unit").
    references
        Table whose key this column names.
    choices
        The words a CHOICE column may hold.
    low, high
        Inclusive bounds of a number, as it would be typed.
    """

    name: str
    kind: Kind
    meaning: str
    example: str
    default: str | None = None
    required: bool = False
    unit: str = ""
    references: str | None = None
    choices: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the contract.

    Parameters
    ----------
    name
        Singular, snake case: file name, sheet name and database table.
    area
        The room it belongs to; groups templates and the reference page.
    meaning
        One sentence.
    key
        Columns that together name a row.
    columns
        In the order in which a template shows them.
    """

    name: str
    area: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def item_column(self) -> str | None:
        """Column whose item gives the unit of this table's quantities: ``item`` where there is one."""
        return "item" if "item" in self.by_name else None


def key(name: str, meaning: str, example: str, references: str | None = None) -> Column:
    """Return a required column that names a row or another table's row."""
    return Column(name, Kind.KEY, meaning, example, required=True, references=references)


def link(name: str, meaning: str, example: str, references: str) -> Column:
    """Return an optional column that names another table's row."""
    return Column(name, Kind.KEY, meaning, example, references=references)


def text(name: str, meaning: str, example: str, default: str | None = "") -> Column:
    """Return a free text column."""
    return Column(name, Kind.TEXT, meaning, example, default=default)


def choice(name: str, choices: tuple[str, ...], meaning: str, default: str | None = None) -> Column:
    """Return a column of fixed words, required where there is no default."""
    return Column(name, Kind.CHOICE, meaning, default or choices[0], default, default is None, choices=choices)


def flag(name: str, meaning: str, default: str = "no") -> Column:
    """Return a yes-or-no column."""
    return Column(name, Kind.FLAG, meaning, default, default=default)


def days(name: str, meaning: str, example: str, default: str | None = "0") -> Column:
    """Return a column of whole days, never negative."""
    return Column(name, Kind.INTEGER, meaning, example, default=default, unit="days", low="0", high="3650")


def minutes(name: str, meaning: str, example: str, default: str | None = "0") -> Column:
    """Return a column of whole minutes, never negative."""
    return Column(name, Kind.INTEGER, meaning, example, default=default, unit="minutes", low="0", high="10000000")


def integer(name: str, meaning: str, example: str, default: str | None = None, **more: str | bool | None) -> Column:
    """Return a column of whole numbers."""
    return Column(name, Kind.INTEGER, meaning, example, default=default, **more)  # type: ignore[arg-type]


def quantity(
    name: str, meaning: str, example: str, default: str | None = None, *, required: bool = False, low: str | None = "0"
) -> Column:
    """Return a column counted in the unit of the row's item."""
    return Column(name, Kind.QUANTITY, meaning, example, default, required, unit="item's unit", low=low)


def money(
    name: str, meaning: str, example: str, default: str | None = None, *, required: bool = False, low: str | None = "0"
) -> Column:
    """Return a column of money, exact to the currency's minor unit."""
    return Column(name, Kind.MONEY, meaning, example, default, required, unit="money", low=low)


def ratio(
    name: str,
    meaning: str,
    example: str,
    default: str | None = None,
    *,
    required: bool = False,
    unit: str = "",
    low: str | None = "0",
    high: str | None = None,
) -> Column:
    """Return a column of an exact fraction."""
    return Column(name, Kind.RATIO, meaning, example, default, required, unit=unit, low=low, high=high)


def date(name: str, meaning: str, example: str, *, required: bool = False) -> Column:
    """Return a column of a whole day."""
    return Column(name, Kind.DATE, meaning, example, required=required)


def moment(name: str, meaning: str, example: str, *, required: bool = False) -> Column:
    """Return a column of a point in time."""
    return Column(name, Kind.MOMENT, meaning, example, required=required)
