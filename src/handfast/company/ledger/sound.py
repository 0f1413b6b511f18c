"""Whether an entry makes sense in itself: what is refused here is a fault of the code that wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import chain

from handfast.company.ledger import words
from handfast.company.ledger.entry import Commit, NewEntry, NewPromise, Take

_FIXED = {"original_ship_day", "original_arrive_day"}  # set once, by the ledger
_CHANGEABLE = {each.name for each in fields(NewPromise)} - {"ref"} - _FIXED


def assert_sound(entry: NewEntry) -> None:
    """Raise ValueError if `entry` contradicts itself."""
    laws = (_entry, _numbers, _promises, _promise_changes, _runs, _balances, _commits)
    for law in chain.from_iterable(broken(entry) for broken in laws):
        raise ValueError(f"This entry contradicts itself: {law}.")


def _entry(entry: NewEntry) -> Iterator[str]:
    if entry.kind not in words.ENTRY_KINDS:
        yield f"'{entry.kind}' is no kind of entry"
    if not entry.actor:
        yield "an entry has an actor"
    if entry.kind == "override" and not entry.reason:
        yield "an override says its reason"


def _numbers(entry: NewEntry) -> Iterator[str]:
    for refs in (
        [new.ref for new in entry.promises],
        [new.ref for new in entry.runs],
        [new.number for new in entry.balances],
    ):
        if refs and (max(refs) >= 0 or len(set(refs)) < len(refs)):
            yield "what is new has a negative number of its own"
    for ids in (
        [change.id for change in entry.promise_changes],
        [change.id for change in entry.run_changes],
        [change.balance for change in entry.changes],
    ):
        if ids and (min(ids) <= 0 or len(set(ids)) < len(ids)):
            yield "what exists is changed once"
    if any(change.made < 0 for change in entry.changes):
        yield "what was made is not unmade"


def _promises(entry: NewEntry) -> Iterator[str]:
    for new in entry.promises:
        if new.state not in words.BEGINNINGS:
            yield f"a promise does not begin as {new.state}"
        if new.quantity <= 0 or new.price_per <= 0:
            yield "quantities of a promise are positive"
        if new.expires_at is not None and new.expires_at.tzinfo is None:
            yield "moments have a time zone"
        if new.state == "held" and new.expires_at is None:
            yield "a hold expires"
        if new.state not in words.COMMITTING:
            continue
        if new.ship_day is None or new.arrive_day is None or new.ship_day > new.arrive_day:
            yield f"a {new.state} promise ships on one day and arrives on the same or a later one"


def _promise_changes(entry: NewEntry) -> Iterator[str]:
    for change in entry.promise_changes:
        unknown = set(change.fields) - _CHANGEABLE
        if unknown:
            yield f"{', '.join(sorted(unknown))} of a promise cannot be set"
        state = change.fields.get("state", change.expected)
        if state != change.expected and state not in words.ARROWS.get(change.expected, ()):
            yield f"no arrow leads from {change.expected} to {state}"


def _runs(entry: NewEntry) -> Iterator[str]:
    promises = {new.ref for new in entry.promises}
    for new in entry.runs:
        if new.state not in words.RUN_BEGINNINGS:
            yield f"a run does not begin as {new.state}"
        if new.state == "held" and new.promise is None:
            yield "a held run belongs to a promise"
        if new.state == "planned" and new.promise is not None:
            yield "a planned run belongs to nobody"
        if _unknown(new.promise, promises):
            yield f"promise {new.promise} of a run is not in the entry"
    for change in entry.run_changes:
        if change.state != change.expected and change.state not in words.RUN_ARROWS.get(change.expected, ()):
            yield f"no arrow leads a run from {change.expected} to {change.state}"
        if change.starts is not None and change.starts <= 0:
            yield "a run starts something; one that does not is gone"
        if change.done is not None and change.done < 0:
            yield "what a run has done is never negative"


def _balances(entry: NewEntry) -> Iterator[str]:
    runs = {new.ref for new in entry.runs}
    for new in entry.balances:
        if new.kind not in words.BALANCE_KINDS or new.kind in words.ONE_A_DAY:
            yield f"no new balance is {new.kind}"
        if new.available < 0:
            yield "a balance is never negative"
        if (new.kind == "run") != (new.run is not None):
            yield "a run's output names its run; nothing else does"
        if _unknown(new.run, runs):
            yield f"run {new.run} of a balance is not in the entry"


def _commits(entry: NewEntry) -> Iterator[str]:
    balances = {new.number for new in entry.balances}
    runs, states = {new.ref for new in entry.runs}, {new.ref: new.state for new in entry.promises}
    for each in _consumers(entry):
        if (each.promise is None) == (each.run is None):
            yield "a commitment is a promise's or a run's"
        if _unknown(each.promise, states) or _unknown(each.run, runs):
            yield "a commitment's consumer is not in the entry"
        if each.promise in states and states[each.promise] not in words.COMMITTING:
            yield "only what is held or promised takes anything"
    for commit in entry.commits:
        if _unknown(commit.balance, balances):
            yield f"balance {commit.balance} of a commitment is not in the entry"
    for take in entry.takes:
        if take.kind not in words.ONE_A_DAY:
            yield f"minutes of a day are capacity or overtime, not {take.kind}"
        if take.take <= 0 or take.minutes < 0:
            yield "minutes taken are positive; they are given back by their balance"


def _consumers(entry: NewEntry) -> Sequence[Commit | Take]:
    return [*entry.commits, *entry.takes]


def _unknown(number: int | None, new: set[int] | dict[int, str]) -> bool:
    return number is not None and number <= 0 and number not in new
