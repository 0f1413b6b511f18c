"""Quotas: how much of an item, a family or a resource a segment may be promised, over the periods of an allocation.

The allocations of one segment and item (or family, or resource) are a chain of quotas. A quota is like a supply that
arrives on the first day of its period: what is not used of it is carried over, so a promise takes from the quota of its
ship day's period or of an earlier one. On a day, so much may still be promised as all quotas begun by then, and by any
later day, have beyond what is promised for days up to that one: the same cumulative test as for supply. A day in no
period of the chain is not capped; nor are segments, items, families and resources without one. From the day on which a
quota frees, it caps nothing and carries nothing over: what is unused of it is open to everyone. Quotas count whole
units of items; those of a resource count the minutes that these take of it by standard (see `standard_minutes`),
rounded up for each promise.

Which quota serves which promise is only settled when something is written (see `allotting`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from handfast.engine.promise.standard_minutes import Rates
from handfast.engine.tables.frame import Tables, frame_of

UNLIMITED = 1 << 40

_ONE = Fraction(1)


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
    resource: str = ""
    bound: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def has_freed(self) -> bool:
        """Whether what is unused of it is open to everyone."""
        return self.frees_on is not None and self.frees_on <= 0

    @property
    def committed(self) -> int:
        """Whole units, or minutes, that promises have of it."""
        return sum(self.bound.values())


class Had(NamedTuple):
    """What a promise had until now: its ship day, the whole units that it counted for, and its part of each quota."""

    ship_day: int
    units: int
    quotas: Mapping[int, int]

    def counted(self, rate: Fraction) -> Had:
        """Return the same as a chain counts it, at so much for each whole unit."""
        return self._replace(units=_counted(self.units, rate))


class Claim(NamedTuple):
    """What a promise is to have of a chain: `units` of quotas that have not freed, and what it keeps of freed ones.

    They are what the chain counts: whole units, or minutes.
    """

    chain: Chain
    day: int
    units: int
    kept: tuple[tuple[int, int], ...] = ()


class Chain:
    """The quotas of one segment and item, family or resource. No two of their periods overlap.

    What it counts are whole units; of a resource, minutes.

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
        """Return how much may still be promised for a day."""
        first, room, least = self._stage(day), 0, UNLIMITED
        for stage, quota in enumerate(self.live):
            room += quota.available - self._needed[stage]
            if stage >= first:
                least = min(least, room)
        return max(least, 0)

    def need(self, day: int, units: int) -> None:
        """So much is promised for a day (+), of quotas that have not freed, or not any more (-)."""
        self._needed[self._stage(day)] += units

    def claim(self, day: int, units: int, had: Had | None = None) -> Claim:
        """Return what a promise that counts for so much, for a day, is to have.

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
    minutes
        Standard minutes of the resources that quotas name.
    """

    def __init__(
        self,
        quotas: Iterable[Quota] = (),
        families: Mapping[str, str] | None = None,
        minutes: Mapping[str, Rates] | None = None,
    ) -> None:
        self.by_id = {quota.id: quota for quota in quotas}
        self._families = families or {}
        self._minutes = minutes or {}
        listed: dict[_Key, list[Quota]] = defaultdict(list)
        for quota in self.by_id.values():
            listed[_key(quota)].append(quota)
        self._chains = {key: Chain(each) for key, each in listed.items()}
        self._resources: dict[str, list[str]] = defaultdict(list)  # that a segment's quotas name
        for key in self._chains:
            if key.resource:
                self._resources[key.segment].append(key.resource)

    @property
    def chains(self) -> Iterable[Chain]:
        """All chains."""
        return self._chains.values()

    def chain_of(self, quota: int) -> Chain:
        """Return the chain of a quota."""
        return self._chains[_key(self.by_id[quota])]

    def claims(self, segment: str, item: str, ship_day: int, units: int, had: Had | None = None) -> list[Claim]:
        """Return what a promise is to have of each chain that caps its ship day."""
        return [
            chain.claim(ship_day, _counted(units, rate), None if had is None else had.counted(rate))
            for chain, rate in self._about(segment, item)
            if units and chain.caps(ship_day)
        ]

    def left(self, segment: str, item: str, ship_day: int) -> int:
        """Return the whole units of an item that a segment may still be promised for a ship day."""
        return min((left for left, _ in self._left(segment, item, ship_day)), default=UNLIMITED)

    def capping(self, segment: str, item: str, ship_day: int) -> str:
        """Return the resource of which the least is left for an item; empty: the item's own quota, or its family's."""
        found = min(self._left(segment, item, ship_day), key=lambda each: each[0], default=None)
        return "" if found is None else found[1].live[0].resource

    def _left(self, segment: str, item: str, ship_day: int) -> list[tuple[int, Chain]]:
        """Return the whole units that each chain allows which caps a day."""
        return [
            (int(chain.left(ship_day) // rate), chain)
            for chain, rate in self._about(segment, item)
            if chain.caps(ship_day)
        ]

    def turns(self, segment: str, item: str, ship_day: int) -> list[int]:
        """Return the later days from which more may be promised, or otherwise; the last is after all periods."""
        days = {
            day
            for chain, _ in self._about(segment, item)
            for quota in chain.live
            for day in (quota.first_day, quota.last_day + 1)
        }
        return sorted(day for day in days if day > ship_day)

    def next_day(self, segment: str, item: str, ship_day: int, units: int) -> int:
        """Return the first later day for which a segment may be promised so much: after all periods, it may."""
        return next(day for day in self.turns(segment, item, ship_day) if self.left(segment, item, day) >= units)

    def take(self, segment: str, item: str, ship_day: int, units: int) -> None:
        """Something is delivered on trial (+), or no longer (-); no quota of its own is bound to it."""
        for chain, rate in self._about(segment, item):
            if chain.caps(ship_day):
                chain.need(ship_day, _counted(units, rate) if units > 0 else -_counted(-units, rate))

    def commit(self, quota: int, promise: int, need_day: int, delta: int) -> None:
        """A promise takes (+) so much of a quota, or gives it back (-)."""
        named = self.by_id[quota]
        named.bound[promise, need_day] = named.bound.get((promise, need_day), 0) + delta
        if not named.bound[promise, need_day]:
            del named.bound[promise, need_day]
        if not named.has_freed:
            self.chain_of(quota).need(need_day, delta)

    def change_available(self, quota: int, delta: int) -> None:
        """A quota grows or shrinks."""
        self.by_id[quota].available += delta

    def too_much(self, held: Mapping[int, int], item: str, units: int) -> dict[int, int]:
        """Return what a promise gives back of each quota that it holds, to have no more of any than `units` count for.

        What is short goes back first, and last what has freed: it serves nobody else.
        """
        back: dict[int, int] = {}
        chains = {id(self.chain_of(quota)): self.chain_of(quota) for quota in held if quota in self.by_id}
        for chain in chains.values():
            mine = [quota for quota in (*chain.live, *chain.freed) if quota.id in held]
            over = sum(held[quota.id] for quota in mine) - self._counted_of(mine[0], item, units)
            for quota in sorted(mine, key=lambda quota: (quota.has_freed, quota.committed <= quota.available)):
                part = min(max(over, 0), held[quota.id])
                back |= {quota.id: part} if part else {}
                over -= part
        return back

    def _counted_of(self, quota: Quota, item: str, units: int) -> int:
        """Return what whole units of an item count for in a quota."""
        rate = self._minutes.get(quota.resource, {}).get(item, Fraction(0)) if quota.resource else _ONE
        return _counted(units, rate)

    def _about(self, segment: str, item: str) -> list[tuple[Chain, Fraction]]:
        """Return the chains that are about an item, with what one whole unit counts for in each."""
        if not self._chains or not segment:
            return []
        family = self._families.get(item, "")
        keys = [_Key(segment, item, "", ""), *([_Key(segment, "", family, "")] if family else [])]
        found = [(self._chains[key], _ONE) for key in keys if key in self._chains]
        for resource in self._resources.get(segment, ()):
            rate = self._minutes.get(resource, {}).get(item)
            if rate:
                found.append((self._chains[_Key(segment, "", "", resource)], rate))
        return found


class _Key(NamedTuple):
    """What a chain is of."""

    segment: str
    item: str
    family: str
    resource: str


def _key(quota: Quota) -> _Key:
    return _Key(quota.segment, quota.item, quota.family, quota.resource)


def _counted(units: int, rate: Fraction) -> int:
    """Return what whole units count for, rounded up."""
    return -(-units * rate.numerator // rate.denominator)


def families_of(tables: Tables) -> dict[str, str]:
    """Return the family of each item that has one."""
    named = frame_of(tables, "item").select("item", "family")
    return {item: family for item, family in named.iter_rows() if family}


def whole_units(quantity: int, decimals: int) -> int:
    """Return smallest units as whole units, rounded up."""
    return -(-quantity // int(10**decimals))
