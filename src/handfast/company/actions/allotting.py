"""What promises take of their segments' allocations, as the ledger writes it.

Which quotas these are follows from what the company in memory knows of them; promises of later days may move to later
quotas for it, in the same entry. The ledger's guards stand behind: should somebody have been faster, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handfast.company.ledger import Commit
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promises import Holding, PromiseRow
from handfast.engine.promise.allotting import allot
from handfast.engine.promise.quotas import Claim, Had, whole_units
from handfast.engine.promise.rebinding import Bound


@dataclass(frozen=True)
class Counted:
    """What a promise counts for: so much of an item, to ship on a ledger day.

    `promise` is its id, or a negative number of the entry's; `had` what it had until now, where it had something.
    """

    promise: int
    segment: str
    item: str
    quantity: int
    ship_day: int
    had: Had | None = None


def quota_commits(mirror: Mirror, promises: Iterable[Counted]) -> list[Commit] | None:
    """Return what promises take of their segments' allocations; None where these do not have it.

    Call it while promises that had something before have given it back in memory.
    """
    return commits_of_claims(mirror, [(each.promise, claim) for each in promises for claim in _claims(mirror, each)])


def quota_commits_as_far_as_it_goes(mirror: Mirror, promise: Counted) -> list[Commit]:
    """Return what a promise takes that was given elsewhere, or knowingly: it uses up its quotas as far as they go."""
    claims = [claim._replace(units=min(claim.units, claim.chain.left(claim.day))) for claim in _claims(mirror, promise)]
    found = commits_of_claims(mirror, [(promise.promise, claim) for claim in claims])
    assert found is not None, "no more is claimed of each chain than it has left"
    return found


def commits_of_claims(mirror: Mirror, claims: Sequence[tuple[int, Claim]]) -> list[Commit] | None:
    """Return what promises take where it is known what they claim; None where their quotas do not have it."""
    found = allot(claims)
    return None if found is None else as_commits(found, mirror.network.origin)


def as_commits(bound: Iterable[Bound], origin: int) -> list[Commit]:
    """Return commitments of quotas as the ledger writes them; their days are counted from ledger day `origin`."""
    return [Commit(each.supply, origin + each.need_day, each.quantity, promise=each.promise) for each in bound]


def had_by(mirror: Mirror, row: PromiseRow, held: Iterable[Holding]) -> Had:
    """Return what a promise has of quotas, of all that it holds."""
    origin = mirror.network.origin
    units = whole_units(row.quantity, mirror.market.item(row.item).decimals)
    return Had((row.ship_day or origin) - origin, units, quotas_held(held))


def quotas_held(held: Iterable[Holding]) -> dict[int, int]:
    """Return the whole units of each quota, of all that a promise holds."""
    found: dict[int, int] = {}
    for each in held:
        if each.quota:
            found[each.balance] = found.get(each.balance, 0) + each.quantity
    return found


def _claims(mirror: Mirror, promise: Counted) -> list[Claim]:
    units = whole_units(promise.quantity, mirror.market.item(promise.item).decimals)
    day = promise.ship_day - mirror.network.origin
    return mirror.book.quotas.claims(promise.segment, promise.item, day, units, promise.had)
