"""A plan and what it was made from, as plans are compared: in names and ledger days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class NeedSeen(NamedTuple):
    """A need of a plan, in names and ledger days."""

    item: str
    site: str
    quantity: int
    due: int
    late_cost: int


class RunSeen(NamedTuple):
    """A run of a plan.

    `owner` is the need that it was placed for; `minutes` are resource, day and minutes; `takes` the stock points it
    takes from; `overtime` whether it works any.
    """

    way: str
    point: str
    owner: str
    start: int
    there: int
    quantity: int
    minutes: tuple[tuple[str, int, int], ...]
    takes: tuple[str, ...]
    overtime: bool = False
    expedited: bool = False


Amount = Callable[[str, int], str]


def _in_smallest_units(_item: str, quantity: int) -> str:
    return f"{quantity:,}"


@dataclass(frozen=True)
class PlanSeen:
    """A plan and what it was made from, in names, so that plans of different days can be compared.

    Parameters
    ----------
    today
        Ledger day on which it was made.
    points
        What it costs.
    needs, runs
        What it is for, by name, and what it starts.
    users
        Whom each run feeds: runs by number, needs by name.
    supplies
        What was free at each stock point: name, day, quantity.
    capacity
        Minutes that were left by resource and week.
    ways
        What each process takes of time and lots.
    known
        Whether what it was made from was kept; if not, only needs can be compared.
    amount
        Says a quantity of an item, which is counted in its smallest units.
    options
        How it was to be made: see `options`.
    """

    today: int
    points: int
    needs: Mapping[str, NeedSeen]
    runs: Sequence[RunSeen]
    users: Mapping[int, frozenset[int | str]]
    supplies: Mapping[str, tuple[tuple[str, int, int], ...]]
    capacity: Mapping[tuple[str, int], int]
    ways: Mapping[str, tuple[int, ...]]
    known: bool = True
    amount: Amount = _in_smallest_units
    options: Mapping[str, int] = field(default_factory=dict)
