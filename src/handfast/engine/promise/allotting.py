"""Allotting: which quotas serve which promises, found when something is written.

A promise takes of the quotas begun by its ship day, the latest first, so that early quotas stay free for near dates.
Where the chain has enough by its cumulative test but those have not, promises of later days move to later quotas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handfast.engine.promise.quotas import Chain, Claim
from handfast.engine.promise.rebinding import NOWHERE, Bound, Move, Rebinding, Source


def allot(claims: Sequence[tuple[int, Claim]]) -> list[Bound] | None:
    """Return what of their claims promises take of which quotas, with what is given back (-) and taken (+) for it.

    Parameters
    ----------
    claims
        Promises, a promise that is new by a negative number, each with its claim.

    Returns
    -------
    list of Bound or None
        None where a chain does not have as much left as is claimed of it.
    """
    found = [Bound(quota, promise, None, claim.day, units) for promise, claim in claims for quota, units in claim.kept]
    by_chain: dict[int, list[tuple[int, Claim]]] = {}
    for promise, claim in claims:
        by_chain.setdefault(id(claim.chain), []).append((promise, claim))
    for mine in by_chain.values():
        if not _fits([claim for _, claim in mine]):
            return None
        found += _allotted(mine)
    return found


def relieved(chain: Chain) -> list[Bound]:
    """Return what is given back (-) and taken (+) so that as little as can be of a chain's quotas is short."""
    if all(quota.committed <= quota.available for quota in chain.live):
        return []
    sources, rebinding = _sources(chain)
    for short in (source for source in sources if source.free < 0):
        rebinding.relieve(short, _preference)
    return _moved(rebinding.moves)


def _fits(claims: Sequence[Claim]) -> bool:
    """Whether a chain has enough left for claims of it, all together."""
    chain, taken = claims[0].chain, list[Claim]()
    for claim in claims:
        if claim.units > chain.left(claim.day):
            break
        chain.need(claim.day, claim.units)
        taken.append(claim)
    for claim in taken:
        chain.need(claim.day, -claim.units)
    return len(taken) == len(claims)


def _allotted(claims: Sequence[tuple[int, Claim]]) -> list[Bound]:
    """Return what promises take of one chain that has enough left for them."""
    sources, rebinding = _sources(claims[0][1].chain)
    taken: list[Bound] = []
    for promise, claim in sorted(claims, key=lambda each: each[1].day):
        rest = _take(sources, promise, claim.day, claim.units, taken, rebinding)
        if rest:
            rebinding.make_room(claim.day, rest)
            _take(sources, promise, claim.day, rest, taken, rebinding)
    return taken + _moved(rebinding.moves)


def _take(
    sources: Iterable[Source], promise: int, day: int, units: int, taken: list[Bound], rebinding: Rebinding
) -> int:
    """Take of the quotas begun by a day, the latest first; return what is lacking."""
    for source in sorted(sources, key=lambda source: -source.day):
        part = min(units, source.free) if source.day <= day else 0
        if part > 0:
            source.free -= part
            units -= part
            taken.append(Bound(source.supply, promise, None, day, part))
            rebinding.bind(taken[-1])
    return units


def _sources(chain: Chain) -> tuple[list[Source], Rebinding]:
    """Return the quotas of a chain that have not freed, as sources, and what moves commitments between them."""
    sources = [Source(quota.id, quota.first_day, quota.available - quota.committed) for quota in chain.live]
    bound = [
        Bound(quota.id, promise, None, need_day, units)
        for quota in chain.live
        for (promise, need_day), units in quota.bound.items()
    ]
    return sources, Rebinding(NOWHERE, sources, bound)


def _preference(source: Source, need_day: int) -> tuple[int, int]:  # noqa: ARG001
    return 0, -source.day


def _moved(moves: Iterable[Move]) -> list[Bound]:
    """Return moves as what is given back (-) and taken (+)."""
    return [
        change
        for move in moves
        for change in (
            move.bound._replace(quantity=-move.quantity),
            move.bound._replace(supply=move.supply, quantity=move.quantity),
        )
    ]
