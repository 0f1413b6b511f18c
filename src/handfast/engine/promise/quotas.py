"""Quotas: how much of an item or a family a segment may still be promised, over the periods of an allocation.

The allocations of one segment and item (or family) are a chain of quotas. A quota is like a supply that arrives on the
first day of its period: what is not used of it is carried over, so a promise takes from the quota of its ship day's
period or of an earlier one. On a day, so much may still be promised as all quotas begun by then, and by any later day,
have beyond what is promised for days up to that one: the same cumulative test as for supply. A day in no period of
the chain is not capped; nor are segments, items and families without one. From the day on which a quota frees, it caps
nothing and carries nothing over: what is unused of it is open to everyone. Quotas count whole units of items.

Which quota serves which promise is only settled when something is written (see `allotting`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from handfast.engine.tables.frame import Tables, frame_of

UNLIMITED = 1 << 40


@dataclass(slots=True, eq=False)
class Quota:
    """One allocation; days are counted from the network's origin.

    `available` is that of its balance, whose id is `id`; `frees_on` is None where it never frees. `bound` has what
    each promise has of it, by promise and need day.
    """

    id: int
    segment: str
    item: str
    family: str
    first_day: int
    last_day: int
    frees_on: int | None
    available: int
    bound: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def has_freed(self) -> bool:
        """Whether what is unused of it is open to everyone."""
        return self.frees_on is not None and self.frees_on <= 0

    @property
    def committed(self) -> int:
        """Whole units that promises have of it."""
        return sum(self.bound.values())


class Had(NamedTuple):
    """What a promise had until now: its ship day, the whole units that it counted for, and its part of each quota."""

    ship_day: int
    units: int
    quotas: Mapping[int, int]


class Claim(NamedTuple):
    """What a promise is to have of a chain: `units` of quotas that have not freed, and what it keeps of freed ones."""

    chain: Chain
    day: int
    units: int
    kept: tuple[tuple[int, int], ...] = ()


class Chain:
    """The quotas of one segment and item, or family. No two of their periods overlap.

    Parameters
    ----------
    quotas
        In any order.
    """

    def __init__(self, quotas: Iterable[Quota]) -> None:
        ordered = sorted(quotas, key=lambda quota: quota.first_day)
        self.live = [quota for quota in ordered if not quota.has_freed]
        self.freed = [quota for quota in ordered if quota.has_freed]
        self._begins = [quota.first_day for quota in self.live]
        self._needed = [0] * len(self.live)  # for days from a quota's first one until the next one's
        for quota in self.live:
            for (_, need_day), units in quota.bound.items():
                self.need(need_day, units)

    def caps(self, day: int) -> bool:
        """Whether a day lies in a period whose quota has not freed."""
        stage = self._stage(day)
        return stage >= 0 and day <= self.live[stage].last_day

    def left(self, day: int) -> int:
        """Return the whole units that may still be promised for a day."""
        first, room, least = self._stage(day), 0, UNLIMITED
        for stage, quota in enumerate(self.live):
            room += quota.available - self._needed[stage]
            if stage >= first:
                least = min(least, room)
        return max(least, 0)

    def need(self, day: int, units: int) -> None:
        """Units are promised for a day (+), of quotas that have not freed, or not any more (-)."""
        self._needed[self._stage(day)] += units

    def claim(self, day: int, units: int, had: Had | None = None) -> Claim:
        """Return what a promise of so many units for a day is to have.

        What was given to a promise that had less than it counts for (it was given before there was a ledger, or
        knowingly) stays less. Its part of quotas that have freed since stays its own, in time as it is.
        """
        if had is None:
            return Claim(self, day, units)
        mine = sum(had.quotas.get(quota.id, 0) for quota in (*self.live, *self.freed))
        wanted = min(units, mine + max(units - had.units, 0)) if self.caps(had.ship_day) else units
        kept: list[tuple[int, int]] = []
        for quota in self.freed:
            part = min(wanted, had.quotas.get(quota.id, 0)) if quota.first_day <= day else 0
            kept += [(quota.id, part)] if part else []
            wanted -= part
        return Claim(self, day, wanted, tuple(kept))

    def _stage(self, day: int) -> int:
        """Return which of the live quotas is the last that has begun by a day; -1: none."""
        return bisect_right(self._begins, day) - 1


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
        listed: dict[tuple[str, str, str], list[Quota]] = defaultdict(list)
        for quota in self.by_id.values():
            listed[quota.segment, quota.item, quota.family].append(quota)
        self._chains = {key: Chain(each) for key, each in listed.items()}

    @property
    def chains(self) -> Iterable[Chain]:
        """All chains."""
        return self._chains.values()

    def chain_of(self, quota: int) -> Chain:
        """Return the chain of a quota."""
        named = self.by_id[quota]
        return self._chains[named.segment, named.item, named.family]

    def claims(self, segment: str, item: str, ship_day: int, units: int, had: Had | None = None) -> list[Claim]:
        """Return what a promise is to have of each chain that caps its ship day: its item's own and its family's."""
        return [
            chain.claim(ship_day, units, had) for chain in self._about(segment, item) if units and chain.caps(ship_day)
        ]

    def left(self, segment: str, item: str, ship_day: int) -> int:
        """Return the whole units of an item that a segment may still be promised for a ship day."""
        capping = (chain for chain in self._about(segment, item) if chain.caps(ship_day))
        return min((chain.left(ship_day) for chain in capping), default=UNLIMITED)

    def turns(self, segment: str, item: str, ship_day: int) -> list[int]:
        """Return the later days from which more may be promised, or otherwise; the last is after all periods."""
        days = {
            day
            for chain in self._about(segment, item)
            for quota in chain.live
            for day in (quota.first_day, quota.last_day + 1)
        }
        return sorted(day for day in days if day > ship_day)

    def next_day(self, segment: str, item: str, ship_day: int, units: int) -> int:
        """Return the first later day for which a segment may be promised so much: after all periods, it may."""
        return next(day for day in self.turns(segment, item, ship_day) if self.left(segment, item, day) >= units)

    def take(self, segment: str, item: str, ship_day: int, units: int) -> None:
        """Something is delivered on trial (+), or no longer (-); no quota of its own is bound to it."""
        for chain in self._about(segment, item):
            if chain.caps(ship_day):
                chain.need(ship_day, units)

    def commit(self, quota: int, promise: int, need_day: int, delta: int) -> None:
        """A promise takes (+) whole units of a quota, or gives them back (-)."""
        named = self.by_id[quota]
        named.bound[promise, need_day] = named.bound.get((promise, need_day), 0) + delta
        if not named.bound[promise, need_day]:
            del named.bound[promise, need_day]
        if not named.has_freed:
            self.chain_of(quota).need(need_day, delta)

    def change_available(self, quota: int, delta: int) -> None:
        """A quota grows or shrinks."""
        self.by_id[quota].available += delta

    def too_much(self, held: Mapping[int, int], units: int) -> dict[int, int]:
        """Return what a promise gives back of each quota that it holds, to have no more than `units` of any chain.

        What is short goes back first, and last what has freed: it serves nobody else.
        """
        back: dict[int, int] = {}
        chains = {id(self.chain_of(quota)): self.chain_of(quota) for quota in held if quota in self.by_id}
        for chain in chains.values():
            mine = [quota for quota in (*chain.live, *chain.freed) if quota.id in held]
            over = sum(held[quota.id] for quota in mine) - units
            for quota in sorted(mine, key=lambda quota: (quota.has_freed, quota.committed <= quota.available)):
                part = min(max(over, 0), held[quota.id])
                back |= {quota.id: part} if part else {}
                over -= part
        return back

    def _about(self, segment: str, item: str) -> list[Chain]:
        """Return the chains that are about an item: its own and its family's."""
        if not self._chains or not segment:
            return []
        family = self._families.get(item, "")
        keys = [(segment, item, ""), *([(segment, "", family)] if family else [])]
        return [self._chains[key] for key in keys if key in self._chains]


def families_of(tables: Tables) -> dict[str, str]:
    """Return the family of each item that has one."""
    named = frame_of(tables, "item").select("item", "family")
    return {item: family for item, family in named.iter_rows() if family}


def whole_units(quantity: int, decimals: int) -> int:
    """Return smallest units as whole units, rounded up."""
    return -(-quantity // int(10**decimals))
