"""Quotas: how much of an item or a family a segment may still be promised in a period.

An allocation caps what its segment is promised with a ship day in its period; segments without one are not capped. From
the day on which it frees, what is unused is open to everyone, and the cap is gone. Quotas count whole units of items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from handfast.engine.tables.frame import Tables, frame_of

UNLIMITED = 1 << 40


@dataclass(slots=True, eq=False)
class Quota:
    """One allocation; days are counted from the network's origin.

    `available` and `committed` are those of its balance, whose id is `id`; `frees_on` is None where it never frees.
    """

    id: int
    segment: str
    item: str
    family: str
    first_day: int
    last_day: int
    frees_on: int | None
    available: int
    committed: int = 0

    @property
    def left(self) -> int:
        """Whole units that may still be promised."""
        return max(self.available - self.committed, 0)


class Quotas:
    """All quotas of a company.

    Parameters
    ----------
    quotas
        In any order.
    families
        Family of each item.
    """

    def __init__(self, quotas: Iterable[Quota] = (), families: dict[str, str] | None = None) -> None:
        self.by_id = {quota.id: quota for quota in quotas}
        self._families = families or {}
        self._of: dict[tuple[str, str, str], list[Quota]] = defaultdict(list)
        for quota in self.by_id.values():
            self._of[quota.segment, quota.item, quota.family].append(quota)

    def of(self, segment: str, item: str, ship_day: int) -> list[Quota]:
        """Return the quotas that cap what a segment is promised of an item on a ship day: its own and its family's."""
        if not self.by_id or not segment:
            return []
        family = self._families.get(item, "")
        named = [*self._of.get((segment, item, ""), ()), *(self._of.get((segment, "", family), ()) if family else ())]
        return [
            quota
            for quota in named
            if quota.first_day <= ship_day <= quota.last_day and (quota.frees_on is None or quota.frees_on > 0)
        ]

    def left(self, segment: str, item: str, ship_day: int) -> int:
        """Return the whole units of an item that a segment may still be promised for a ship day."""
        return min((quota.left for quota in self.of(segment, item, ship_day)), default=UNLIMITED)

    def next_day(self, segment: str, item: str, ship_day: int) -> int:
        """Return the first later day on which other quotas hold, or none."""
        return 1 + min(quota.last_day for quota in self.of(segment, item, ship_day))

    def commit(self, quota: int, delta: int) -> None:
        """A promise takes (+) whole units of a quota, or gives them back (-)."""
        self.by_id[quota].committed += delta

    def change_available(self, quota: int, delta: int) -> None:
        """A quota grows or shrinks."""
        self.by_id[quota].available += delta


def families_of(tables: Tables) -> dict[str, str]:
    """Return the family of each item that has one."""
    named = frame_of(tables, "item").select("item", "family")
    return {item: family for item, family in named.iter_rows() if family}


def whole_units(quantity: int, decimals: int) -> int:
    """Return smallest units as whole units, rounded up."""
    return -(-quantity // int(10**decimals))
