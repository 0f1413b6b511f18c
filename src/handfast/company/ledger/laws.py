"""What must hold in a ledger, whoever wrote it: each law goes through what the entries say and names what breaks it."""

from __future__ import annotations

from collections.abc import Iterator

from handfast.company.ledger.replay import Derived, Step, needs_of
from handfast.company.ledger.words import ARROWS, BEGINNINGS, COMMITTING, MAY_SHORTEN, RUN_STATES, SUPPLY

MAY_WORSEN = ("revise", "override", "import")
"""Kinds of entries by which somebody accountable may make a promise worse."""

LIVE_RUNS = tuple(state for state in RUN_STATES if state != "gone")

DAYS_A_WEEK = 7


def never_oversold(derived: Derived) -> Iterator[str]:
    """Nothing is committed beyond what is there, but for what is openly short by a loss or an override."""
    for id_, balance in derived.balances.items():
        if min(balance.available, balance.committed, balance.short) < 0:
            yield (
                f"balance {id_} is negative: {balance.available} available, {balance.committed} committed, "
                f"{balance.short} short"
            )
        if balance.short != max(0, balance.committed - balance.available):
            yield (
                f"balance {id_} is oversold: {balance.committed} committed, {balance.available} available, "
                f"{balance.short} openly short"
            )
    for entry, balance_id, short in derived.shortened:
        if entry.kind not in MAY_SHORTEN:
            yield f"entry {entry.id} ({entry.kind}) made balance {balance_id} short by {short}, without a loss"


def in_time(derived: Derived) -> Iterator[str]:
    """Nothing is needed before it is there, or after it has expired."""
    for (what, consumer), taken in derived.taken.items():
        for (id_, need_day), quantity in taken.items():
            balance = derived.balances[id_]
            if quantity < 0:
                yield f"{what} {consumer} gave back {-quantity} more of balance {id_} than it took"
            if balance.day > need_day:
                yield f"{what} {consumer} needs balance {id_} on day {need_day}, but it is there from day {balance.day}"
            if balance.expires is not None and balance.expires <= need_day:
                yield f"{what} {consumer} needs balance {id_} on day {need_day}, but it expires on {balance.expires}"


def promises_covered(derived: Derived) -> Iterator[str]:
    """What a promise takes is what it still needs, no later than it ships; other states take nothing."""
    for id_, promise in derived.promises.items():
        taken = derived.taken.get(("promise", id_), {})
        if promise["state"] not in COMMITTING:
            if taken:
                named = sorted(balance for balance, _ in taken)
                yield f"promise P-{id_} is {promise['state']} but still takes from balances {named}"
            continue
        supply = {place: quantity for place, quantity in taken.items() if derived.balances[place[0]].kind in SUPPLY}
        needed = promise["quantity"] - promise.get("shipped", 0)
        if sum(supply.values()) != needed:
            yield f"promise P-{id_} needs {needed} but takes {sum(supply.values())}"
        late = [day for _, day in supply if day > promise["ship_day"]]
        if late:
            yield f"promise P-{id_} ships on day {promise['ship_day']} but takes something on day {max(late)}"


def runs_covered(derived: Derived) -> Iterator[str]:
    """A run keeps what it needs; one that is gone has nothing; a held one serves its own hold only."""
    for id_, run in derived.runs.items():
        taken = derived.taken.get(("run", id_), {})
        if run.state == "gone" and taken:
            yield f"run {id_} is gone but still takes from balances {sorted(b for b, _ in taken)}"
        if run.state == "gone":
            continue
        if needs_of(derived, id_) != derived.needs.get(id_):
            yield f"run {id_} takes {needs_of(derived, id_)}, but needs {derived.needs.get(id_)}"
        for balance_id, need_day in taken:
            kind = derived.balances[balance_id].kind
            first = run.start_day - (DAYS_A_WEEK - 1 if kind == "team_overtime" else 0)  # a week is named by its Monday
            if need_day < first or need_day > (run.start_day if kind in SUPPLY else run.available_day):
                yield f"run {id_} starts on day {run.start_day} but takes balance {balance_id} on day {need_day}"
        owner = derived.promises.get(run.promise or 0, {})
        if run.state == "held" and owner.get("state") != "held":
            yield f"run {id_} is held for promise {run.promise}, which is {owner.get('state', 'not there')}"
    for id_, balance in derived.balances.items():
        gone = balance.run is not None and derived.runs[balance.run].state
        if gone == "gone" and (balance.available or balance.committed):
            yield f"balance {id_} is the output of run {balance.run}, which is gone, but still has something"
        if gone == "held" and balance.available != balance.committed:
            yield f"balance {id_} is the output of held run {balance.run}, and would leave something over for others"


def production_makes_stock(derived: Derived) -> Iterator[str]:
    """What production brings into stock was made; no run finishes more than it starts."""
    for each in derived.productions:
        if each.stocked > each.made:
            yield (
                f"entry {each.entry.id} ({each.entry.kind}) brings {each.stocked} into stock at {each.node}, "
                f"but only {each.made} was made"
            )
    for id_, run in derived.runs.items():
        if not 0 <= run.done <= run.starts:
            yield f"run {id_} has finished {run.done} of the {run.starts} that it starts"
    for id_, balance in derived.balances.items():
        if balance.made < 0 or (balance.made and balance.run is None):
            yield f"balance {id_} is said to have made {balance.made}, which only a run's output can"


def shorts_name_promises(derived: Derived) -> Iterator[str]:
    """Every short unit puts promises at risk that can be named."""
    outputs: dict[int, list[int]] = {}
    consumers: dict[int, list[tuple[str, int]]] = {}
    for id_, balance in derived.balances.items():
        if balance.run is not None:
            outputs.setdefault(balance.run, []).append(id_)
    for consumer, taken in derived.taken.items():
        for balance_id, _ in taken:
            consumers.setdefault(balance_id, []).append(consumer)
    for id_, balance in derived.balances.items():
        if not balance.short:
            continue
        seen, ahead, named = {id_}, [id_], False
        while ahead and not named:
            for what, consumer_id in consumers.get(ahead.pop(), []):
                named = named or what == "promise"
                ahead += [each for each in outputs.get(consumer_id, []) if what == "run" and each not in seen]
                seen.update(ahead)
        if not named:
            yield f"balance {id_} is short by {balance.short}, but no promise hangs on it"


def no_cycles(derived: Derived) -> Iterator[str]:
    """No run uses, through others, what it makes itself."""
    feeds: dict[int, set[int]] = {}
    for (what, consumer), taken in derived.taken.items():
        for balance_id, _ in taken:
            maker = derived.balances[balance_id].run
            if what == "run" and maker is not None:
                feeds.setdefault(maker, set()).add(consumer)
    done: set[int] = set()
    for start in feeds:
        path, ahead = {start}, [(start, iter(feeds[start]))]
        while ahead and start not in done:
            run, rest = ahead[-1]
            following = next((each for each in rest if each not in done), None)
            if following is None:
                done.add(run)
                path.discard(run)
                ahead.pop()
            elif following in path:
                yield f"run {following} uses what it makes itself"
                return
            else:
                path.add(following)
                ahead.append((following, iter(feeds.get(following, ()))))


def states_moved_along_arrows(derived: Derived) -> Iterator[str]:
    """A promise's state moves along the drawn arrows, time does not go back, and original dates stay."""
    for id_, steps in derived.steps.items():
        for step in steps:
            yield from _step_faults(id_, step)
        times = [step.entry.time for step in steps]
        if times != sorted(times):
            yield f"the entries about promise P-{id_} go back in time"


def _step_faults(id_: int, step: Step) -> Iterator[str]:
    state = step.said.get("state", step.before.get("state"))
    known = step.before.get("state")
    if known is None and state not in BEGINNINGS:
        yield f"promise P-{id_} began as {state} (entry {step.entry.id})"
    if known is not None and state != known and state not in ARROWS.get(known, ()):
        yield f"promise P-{id_} went from {known} to {state} (entry {step.entry.id})"
    for name in ("original_ship_day", "original_arrive_day"):
        if step.before.get(name) is not None and step.said.get(name, step.before[name]) != step.before[name]:
            yield f"promise P-{id_} lost its {name} (entry {step.entry.id})"


def no_silent_worsening(derived: Derived) -> Iterator[str]:
    """A promise gets later, smaller, dearer or another only by somebody accountable."""
    for id_, steps in derived.steps.items():
        for step in steps:
            before, after = step.before, step.before | step.said
            if before.get("state") != "promised" or after["state"] != "promised" or step.entry.kind in MAY_WORSEN:
                continue
            worse = [
                name
                for name, is_worse in (
                    ("arrive_day", after["arrive_day"] > before["arrive_day"]),
                    ("quantity", after["quantity"] < before["quantity"]),
                    ("price", (after.get("price") or 0) > (before.get("price") or 0)),
                    ("site", after["site"] != before["site"]),
                    ("item", after["item"] != before["item"]),
                )
                if is_worse
            ]
            if worse:
                names = ", ".join(worse)
                yield f"entry {step.entry.id} ({step.entry.kind}) changed {names} of promise P-{id_} for the worse"


LAWS = (
    never_oversold,
    in_time,
    promises_covered,
    runs_covered,
    production_makes_stock,
    shorts_name_promises,
    no_cycles,
    states_moved_along_arrows,
    no_silent_worsening,
)
