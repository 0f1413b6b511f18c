"""Agree to a proposal for the backlog, wholly or line by line: each promise of it becomes a revision, all or none.

What was proposed is placed again on the ledger as it stands by then. One entry swaps what the promises hold; one entry
each gives them their days, by the person who agreed and for their reason; all in one transaction. Original dates stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from handfast.company.actions.allotting import commits_of_claims
from handfast.company.actions.covering import Covering, covering
from handfast.company.actions.leaving import Leaving
from handfast.company.actions.open_promises import OpenBook
from handfast.company.actions.rebind import rebind_short
from handfast.company.actions.revise import summed, without
from handfast.company.ledger import Commit, NewEntry, PromiseChange, promises_at_risk, write_all
from handfast.company.queries.backlog_proposals import (
    AT_RISK,
    COVERED,
    LATER,
    SAME,
    SOONER,
    BacklogLine,
    BacklogVersion,
    mark_agreed,
    proposal_by_id,
)
from handfast.company.queries.mirror import Mirror, load_mirror
from handfast.company.writing import writing
from handfast.engine.promise.backlog import Backlog
from handfast.engine.promise.open_promise import Placed
from handfast.engine.promise.pegging import peg
from handfast.engine.promise.quote import joined
from handfast.errors import CannotPromise, Conflict, NotFound, StateMoved, SupplyTaken
from handfast.sentences import sentence

ATTEMPTS = 5


@dataclass(frozen=True)
class AgreedBacklog:
    """What agreeing did.

    Parameters
    ----------
    proposal
        As it stands now.
    lines
        Those that were agreed to, and those that only hold something else for their sake.
    at_risk
        Promises that are still at risk.
    """

    proposal: BacklogVersion
    lines: tuple[BacklogLine, ...]
    at_risk: tuple[int, ...]


def agree_backlog(
    proposal: int, promises: Sequence[int] | None, *, actor: str, now: dt.datetime, reason: str
) -> AgreedBacklog:
    """Write a proposal's lines as revisions.

    Parameters
    ----------
    promises
        Which of its lines; None: all that are open. Lines that keep their day and only hold something else always go
        along.

    Raises
    ------
    NotFound
        There is no such proposal, or it says nothing of a promise that was named.
    CannotPromise
        No reason is given.
    Conflict
        The proposal no longer holds: another day, other tables, promises that changed, or supply that is gone; or the
        lines named need what others of the proposal would give up. Nothing was written.
    """
    if not reason.strip():
        raise CannotPromise(sentence("Say why the promises are revised."))
    for attempt in range(ATTEMPTS):
        try:
            with writing():
                lines = _written(proposal, promises, actor, now, reason)
                at_risk = sorted({risk.promise for risk in promises_at_risk()})
            return AgreedBacklog(proposal_by_id(proposal), lines, tuple(at_risk))
        except (SupplyTaken, StateMoved):  # somebody wrote meanwhile: look at what is left again
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


def _written(
    proposal: int, promises: Sequence[int] | None, actor: str, now: dt.datetime, reason: str
) -> tuple[BacklogLine, ...]:
    version = proposal_by_id(proposal)
    lines = _chosen(version, promises)
    mirror = load_mirror()
    if (version.today, version.generation) != (mirror.today, mirror.generation):
        raise Conflict(_again(version, sentence("The company has moved on")))
    entries = _entries(mirror, version, lines, actor, reason)
    write_all(entries, now)
    mark_agreed(version, [line.promise for line in lines])
    mirror = load_mirror()
    with OpenBook(mirror).only_sure():
        rebind_short(mirror, actor=actor, now=now, reason=sentence("what {name} left free", name=version.name))
    return lines


def _again(version: BacklogVersion, what: str) -> str:
    return sentence(
        "{what} since {name} was made. Nothing was written. Make a new proposal.",
        what=what,
        name=version.name,
    )


def _chosen(version: BacklogVersion, promises: Sequence[int] | None) -> tuple[BacklogLine, ...]:
    """Return the lines that are meant, with those that go along."""
    if not version.open:
        raise Conflict(sentence("Nothing of {name} is left to agree to. Make a new proposal.", name=version.name))
    if promises is None:
        return version.open
    known = {line.promise: line for line in version.lines}
    for promise in promises:
        if promise not in known:
            raise NotFound(
                sentence(
                    "{name} says nothing of P-{promise}.",
                    name=version.name,
                    promise=promise,
                )
            )
        if promise in version.agreed:
            raise Conflict(sentence("P-{promise} of {name} was agreed to already.", promise=promise, name=version.name))
        if known[promise].change == AT_RISK:
            raise Conflict(
                sentence(
                    "{name} proposes nothing for P-{promise}: it remains at risk. Revise it by itself.",
                    name=version.name,
                    promise=promise,
                )
            )
    left = [line.name for line in version.open if line.promise not in promises and line.change in {COVERED, SOONER}]
    giving = [known[each].name for each in promises if known[each].change == LATER and not known[each].at_risk]
    if giving and left:
        raise Conflict(
            sentence(
                "{giving} gives way so that others can have theirs. Agree to {names} too, or to all.",
                giving=giving[0],
                names=", ".join(left),
            )
        )
    return tuple(line for line in version.open if line.promise in promises or line.change == SAME)


def _entries(
    mirror: Mirror, version: BacklogVersion, lines: Sequence[BacklogLine], actor: str, reason: str
) -> list[NewEntry]:
    """Return the entry that swaps what the promises hold, and those that give each its day."""
    book, origin = OpenBook(mirror), mirror.network.origin
    for line in lines:
        row = book.rows.get(line.promise)
        if row is None or row.updated_entry != line.seen:
            raise Conflict(_again(version, sentence("{name} was changed", name=line.name)))
    days = {line.promise: (line.day or line.was) - origin for line in lines}
    chosen = [promise for promise in book.promises if promise.id in days or promise.keeps_best]
    with book.release(frozenset(days)) as released:
        backlog = Backlog(mirror.book, chosen, book.release)
        placed = backlog.place_agreed(days)
        backlog.take_off(placed)
        _assert_all(version, lines, placed)
        whole = joined([each.placement for each in placed])
        assert whole is not None, "there are lines, and all of them were placed"
        pegging = peg(mirror.book, whole, without(mirror, released.back, released.unsure))
        quotas = commits_of_claims(mirror, [(each.promise.id, claim) for each in placed for claim in each.claims])
        assert quotas is not None, "each was placed beside the others' claims"
    changes = [
        PromiseChange(
            each.promise.id,
            "promised",
            {"ship_day": origin + each.ship, "arrive_day": origin + each.arrive},
            unchanged_since=book.rows[each.promise.id].updated_entry,
        )
        for each in placed
    ]
    why = sentence("{reason} ({name})", reason=reason, name=version.name)
    parts = covering(mirror, whole, pegging, [each.promise.id for each in placed], "promised")
    return [
        _swap(mirror, parts, quotas, released.back, actor, why),
        *(NewEntry("revise", actor, why, promise_changes=[change]) for change in changes),
    ]


def _assert_all(version: BacklogVersion, lines: Sequence[BacklogLine], placed: Sequence[Placed]) -> None:
    missing = sorted({line.promise for line in lines} - {each.promise.id for each in placed})
    if not missing:
        return
    names = ", ".join(f"P-{promise}" for promise in missing)
    if len(lines) < len(version.open):
        raise Conflict(
            sentence(
                "{names} cannot have what {name} proposes without what others of it give up. Nothing was "
                "written. Agree to those as well, or to all.",
                names=names,
                name=version.name,
            )
        )
    raise Conflict(
        _again(version, sentence("{names} can no longer have what was proposed: supply was taken or lost", names=names))
    )


def _swap(
    mirror: Mirror, parts: Covering, quotas: Sequence[Commit], back: Leaving, actor: str, reason: str
) -> NewEntry:
    """Return the entry that gives back and takes anew."""
    return NewEntry(
        "revise",
        actor,
        reason,
        generation=mirror.generation,
        run_changes=back.run_changes,
        changes=back.changes,
        runs=parts.runs,
        balances=parts.balances,
        commits=summed([*back.commits, *parts.commits, *quotas]),
        takes=parts.takes,
    )
