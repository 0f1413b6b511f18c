"""Whether an entry makes sense in itself: what is refused here is a fault of the code that wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from handfast.company.ledger import words
from handfast.company.ledger.entry import Commit, NewEntry, NewPromise, PromiseChange, Take

_FIXED = {"original_ship_day", "original_arrive_day"}  # set once, by the ledger
_CHANGEABLE = {each.name for each in fields(NewPromise)} - {"ref"} - _FIXED


def assert_sound(entry: NewEntry) -> None:
    """Raise ValueError if `entry` contradicts itself."""
    _check(entry.kind in words.ENTRY_KINDS, f"'{entry.kind}' is no kind of entry")
    _check(bool(entry.actor), "an entry has an actor")
    _check(entry.kind != "override" or bool(entry.reason), "an override says its reason")
    for what, refs in (
        ("promise", [new.ref for new in entry.promises]),
        ("run", [new.ref for new in entry.runs]),
        ("balance", [new.number for new in entry.balances]),
    ):
        _check(
            all(ref < 0 for ref in refs) and len(set(refs)) == len(refs),
            f"each new {what} has a negative number of its own",
        )
    for what, ids in (
        ("promise", [change.id for change in entry.promise_changes]),
        ("run", [change.id for change in entry.run_changes]),
        ("balance", [change.balance for change in entry.changes]),
    ):
        _check(all(id_ > 0 for id_ in ids) and len(set(ids)) == len(ids), f"each {what} that exists is changed once")
    _assert_promises(entry)
    _assert_runs_and_balances(entry)
    _assert_commits(entry)


def _assert_promises(entry: NewEntry) -> None:
    for new in entry.promises:
        _check(new.state in words.BEGINNINGS, f"a promise does not begin as {new.state}")
        _check(new.quantity > 0 and new.price_per > 0, "quantities of a promise are positive")
        _assert_days(new.state, new)
    for change in entry.promise_changes:
        unknown = set(change.fields) - _CHANGEABLE
        _check(not unknown, f"{', '.join(sorted(unknown))} of a promise cannot be set")
        state = change.fields.get("state", change.expected)
        _check(
            state == change.expected or state in words.ARROWS.get(change.expected, ()),
            f"no arrow leads from {change.expected} to {state}",
        )


def _assert_days(state: str, new: NewPromise | PromiseChange) -> None:
    if isinstance(new, NewPromise) and state in words.COMMITTING:
        known = new.ship_day is not None and new.arrive_day is not None and new.ship_day <= new.arrive_day
        _check(known, f"a {state} promise ships on one day and arrives on the same or a later one")
        _check(state != "held" or new.expires_at is not None, "a hold expires")
        _check(new.expires_at is None or new.expires_at.tzinfo is not None, "moments have a time zone")


def _assert_runs_and_balances(entry: NewEntry) -> None:
    runs, promises = {new.ref for new in entry.runs}, {new.ref for new in entry.promises}
    for new in entry.runs:
        _check(new.state in {"held", "promised"}, f"a run does not begin as {new.state}")
        _check(new.state != "held" or new.promise is not None, "a held run belongs to a promise")
        _check(_known(new.promise, promises), f"promise {new.promise} of a run is not in the entry")
    for change in entry.run_changes:
        arrow = change.state == change.expected or change.state in words.RUN_ARROWS.get(change.expected, ())
        _check(arrow, f"no arrow leads a run from {change.expected} to {change.state}")
        _check(change.starts is None or change.starts > 0, "a run starts something; one that does not is gone")
    for balance in entry.balances:
        _check(
            balance.kind in words.BALANCE_KINDS and balance.kind not in words.ONE_A_DAY,
            f"no new balance is {balance.kind}",
        )
        _check(balance.available >= 0, "a balance is never negative")
        _check((balance.kind == "run") == (balance.run is not None), "a run's output names its run; nothing else does")
        _check(_known(balance.run, runs), f"run {balance.run} of a balance is not in the entry")


def _assert_commits(entry: NewEntry) -> None:
    balances = {new.number for new in entry.balances}
    runs, promises = {new.ref for new in entry.runs}, {new.ref for new in entry.promises}
    consumers: Iterable[Commit | Take] = (*entry.commits, *entry.takes)
    for each in consumers:
        _check((each.promise is None) != (each.run is None), "a commitment is a promise's or a run's")
        _check(_known(each.promise, promises) and _known(each.run, runs), "a commitment's consumer is not in the entry")
    states = {new.ref: new.state for new in entry.promises}
    for each in consumers:
        _check(
            states.get(each.promise or 0, "held") in words.COMMITTING, "only what is held or promised takes anything"
        )
    for commit in entry.commits:
        _check(_known(commit.balance, balances), f"balance {commit.balance} of a commitment is not in the entry")
    for take in entry.takes:
        _check(take.kind in words.ONE_A_DAY, f"minutes of a day are capacity or overtime, not {take.kind}")
        _check(take.take > 0 and take.minutes >= 0, "minutes taken are positive; they are given back by their balance")


def _known(number: int | None, new: set[int]) -> bool:
    return number is None or number > 0 or number in new


def _check(holds: bool, law: str) -> None:
    if not holds:
        raise ValueError(f"This entry contradicts itself: {law}.")
