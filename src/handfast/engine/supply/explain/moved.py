"""Why runs moved between two plans: traced from what differs in the plans' inputs, through who feeds whom.

Runs are matched process by process. What changed is charged to the first of these that is found at the run, or at what
it feeds or is fed by: its day had passed; the plan was to be made otherwise (overtime, expediting, fences, days ahead);
a demand is new, gone or other than it was; a supply is; the process is; the resource has other hours; somebody whose
lateness costs more took its hours. Where no input differs anywhere, what was to be made otherwise is the cause of all;
where that is the same, too, the search found another order. What leads nowhere is said to be not traced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from handfast.engine.supply.explain.differences import Differences, date_of
from handfast.engine.supply.explain.options import DAYS, EXPEDITE, FROZEN, OVERTIME, SLUSHY
from handfast.engine.supply.explain.seen import PlanSeen, RunSeen
from handfast.sentences import WrittenNumber, in_a_row, marked, sentence

KEPT, MOVED, RESIZED, ADDED, DROPPED = "kept", "moved", "resized", "added", "dropped"
PASSED, DEMAND, SUPPLY, PROCESS, CAPACITY = "day passed", "demand", "supply", "process", "capacity"
DISPLACED, OPTIONS, SEQUENCE, NOT_TRACED = "displaced", "options", "sequence", "not traced"

CHEAPER_ORDER = marked("a cheaper order was found; nothing it was made from differs")
ANOTHER_WAY = marked("the search took another way; nothing it was made from differs")
MORE_HOURS = marked("{resource} has {hours} h more in the week of {week}")
LESS_HOURS = marked("{resource} has {hours} h less in the week of {week}")
NOW_ANOTHERS = marked("{name} costs more when late, and has {resource} on {day} now")

DEEPEST = 12
"""How many runs a cause is followed through."""


class Cause(NamedTuple):
    """Why a run changed: a kind of cause, what it is about, and the processes it came through."""

    kind: str
    what: str
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunChange:
    """A run that is not the same in two plans; None: it is not in that one."""

    kind: str
    before: RunSeen | None
    after: RunSeen | None
    cause: Cause


def run_changes(before: PlanSeen, after: PlanSeen) -> list[RunChange]:
    """Return the runs that are not the same in two plans, each with its cause, those that start first first."""
    pairs = list(matched(before, after))
    tracing = _Tracing(before, after, pairs)
    found = [
        RunChange(kind, _run(before, one), _run(after, other), tracing.cause(n))
        for n, (one, other) in enumerate(pairs)
        if (kind := kind_of(_run(before, one), _run(after, other))) != KEPT
    ]
    return sorted(found, key=lambda each: ((each.after or each.before or each).start, each.kind))  # type: ignore[union-attr]


def _run(plan: PlanSeen, number: int | None) -> RunSeen | None:
    return None if number is None else plan.runs[number]


def kind_of(before: RunSeen | None, after: RunSeen | None) -> str:
    """Return how a run changed."""
    if before is None or after is None:
        return ADDED if before is None else DROPPED
    if before.start != after.start or before.there != after.there:
        return MOVED
    return KEPT if before.quantity == after.quantity else RESIZED


Pair = tuple[int | None, int | None]
"""A run before and after, by their numbers; None: it is not there."""


def matched(before: PlanSeen, after: PlanSeen) -> Iterator[Pair]:
    """Yield the runs of two plans in pairs, by process: the same; those of one need; the rest in order of start."""
    old, new = _by_way(before), _by_way(after)
    for way in sorted(old.keys() | new.keys()):
        left, right = old.get(way, []), new.get(way, [])
        for alike in (_the_same, _owner):
            pairs, left, right = _paired(before, after, left, right, alike)
            yield from pairs
        for k in range(max(len(left), len(right))):
            yield left[k] if k < len(left) else None, right[k] if k < len(right) else None


def _the_same(run: RunSeen) -> Hashable:
    return run.start, run.there, run.quantity


def _owner(run: RunSeen) -> Hashable:
    return run.owner


def _paired(
    before: PlanSeen, after: PlanSeen, left: list[int], right: list[int], alike: Callable[[RunSeen], Hashable]
) -> tuple[list[Pair], list[int], list[int]]:
    """Return pairs of runs that are alike, and those that are left over on both sides, in their order."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for n in right:
        waiting[alike(after.runs[n])].append(n)
    pairs: list[Pair] = []
    rest = []
    for n in left:
        like = waiting[alike(before.runs[n])]
        if like:
            pairs.append((n, like.pop(0)))
        else:
            rest.append(n)
    taken = {other for _, other in pairs}
    return pairs, rest, [n for n in right if n not in taken]


def _by_way(plan: PlanSeen) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n in sorted(range(len(plan.runs)), key=lambda n: (plan.runs[n].start, n)):
        found[plan.runs[n].way].append(n)
    return found


class _Tracing:
    """Charges every run that changed to the nearest cause: at the run itself, or at others that changed.

    One change leads to another where a run feeds the other, or where one has hours now that the other had.
    """

    def __init__(self, before: PlanSeen, after: PlanSeen, pairs: Sequence[Pair]) -> None:
        self.before, self.after, self.pairs = before, after, pairs
        self.differences = Differences(before, after)
        self.took, self.had = _taken(after), _taken(before)
        self.found: list[Cause | None] = [self.own_cause(one, other) for one, other in pairs]
        if not self.differences.none:
            self.spread()

    def cause(self, n: int) -> Cause:
        """Return why the runs of a pair are not the same."""
        if self.differences.none and self.differences.options:
            return self.found[n] or Cause(OPTIONS, in_a_row(list(self.differences.options.values()), "; "))
        if self.differences.none:
            less = self.before.points - self.after.points
            return Cause(SEQUENCE, sentence(CHEAPER_ORDER if less > 0 else ANOTHER_WAY))
        return self.found[n] or self.displaced(self.pairs[n][0]) or Cause(NOT_TRACED, sentence("not traced"))

    def spread(self) -> None:
        """Follow causes from run to run, the nearest first."""
        old = {one: n for n, (one, _) in enumerate(self.pairs) if one is not None}
        new = {other: n for n, (_, other) in enumerate(self.pairs) if other is not None}
        near = self.neighbours(old, new)
        waiting = [n for n, cause in enumerate(self.found) if cause is not None]
        for n in waiting:
            cause = self.found[n]
            assert cause is not None
            if len(cause.through) == DEEPEST:
                continue
            one, other = self.pairs[n]
            run = _run(self.after, other) or _run(self.before, one)
            assert run is not None
            for m, by in near[n].items():
                if self.found[m] is None:
                    self.found[m] = cause._replace(through=(_way_by(run.way, by), *cause.through))
                    waiting.append(m)

    def neighbours(self, old: Mapping[int, int], new: Mapping[int, int]) -> dict[int, dict[int, str]]:
        """Return, for each pair, the pairs that its change may have led to, and by which resource, if by any."""
        near: dict[int, dict[int, str]] = defaultdict(dict)
        for plan, place in ((self.after, new), (self.before, old)):
            for number, users in plan.users.items():
                for user in users:
                    if isinstance(user, int):
                        near[place[number]].setdefault(place[user], "")
                        near[place[user]].setdefault(place[number], "")
        for hours in self.took.keys() & self.had.keys():
            for number in self.took[hours]:
                for other in self.had[hours]:
                    if new[number] != old[other]:
                        near[new[number]].setdefault(old[other], hours[0])
                        near[old[other]].setdefault(new[number], hours[0])
        return near

    def own_cause(self, one: int | None, other: int | None) -> Cause | None:
        """Return a cause that is found at the run itself."""
        was, now = _run(self.before, one), _run(self.after, other)
        run = now or was
        if run is None or kind_of(was, now) == KEPT:
            return None
        if was is not None and was.start < self.after.today:
            return Cause(PASSED, sentence("its day had passed"))
        if otherwise := self.made_otherwise(was, now):
            return Cause(OPTIONS, otherwise)
        for number, plan in ((other, self.after), (one, self.before)):
            for user in sorted(map(str, _needs(plan, number))):
                if user in self.differences.needs:
                    if DAYS in self.differences.options and self.is_farther(plan.needs[user].due):
                        return Cause(OPTIONS, self.differences.options[DAYS])
                    return Cause(DEMAND, self.differences.needs[user])
        for point in (run.point, *run.takes):
            if point in self.differences.supplies:
                return Cause(SUPPLY, self.differences.supplies[point])
        if run.way in self.differences.ways:
            return Cause(PROCESS, sentence("{way} takes other days or lots than before", way=run.way))
        return self.other_hours(was, now)

    def made_otherwise(self, was: RunSeen | None, now: RunSeen | None) -> str | None:
        """Return in words which option that differs a run shows: only one of the plans could have it so."""
        options = self.differences.options
        either = [run for run in (was, now) if run is not None]
        if OVERTIME in options and any(run.overtime for run in either):
            return options[OVERTIME]
        if EXPEDITE in options and any(run.expedited for run in either):
            return options[EXPEDITE]
        for fence in (FROZEN, SLUSHY):
            days = max(plan.options.get(fence, 0) for plan in (self.before, self.after))
            if fence in options and any(run.start < self.after.today + days for run in either):
                return options[fence]
        return None

    def is_farther(self, due: int) -> bool:
        """Whether one of the plans did not look so far ahead."""
        return due > min(plan.today + plan.options[DAYS] for plan in (self.before, self.after))

    def other_hours(self, was: RunSeen | None, now: RunSeen | None) -> Cause | None:
        for each in (was, now):
            for resource, day, _ in each.minutes if each else ():
                week = day - (day + 3) % 7
                minutes = self.differences.weeks.get((resource, week))
                if minutes:
                    hours = f"{abs(minutes) / 60:,.1f}"
                    known = {"resource": resource, "hours": WrittenNumber(hours, Decimal(hours.replace(",", "")))}
                    pattern = MORE_HOURS if minutes > 0 else LESS_HOURS
                    return Cause(CAPACITY, sentence(pattern, **known, week=date_of(week)))
        return None

    def displaced(self, one: int | None) -> Cause | None:
        """Return who, costing more when late, has the hours now that the run had."""
        was = _run(self.before, one)
        if was is None or one is None:
            return None
        own = max((self.before.needs[name].late_cost for name in _ends(self.before, one)), default=0)
        for resource, day, _ in was.minutes:
            for number in self.took.get((resource, day), ()):
                if self.after.runs[number] in self.had_runs(resource, day):
                    continue
                for name in sorted(_ends(self.after, number)):
                    if self.after.needs[name].late_cost > own:
                        known = {"name": name, "resource": resource, "day": date_of(day)}
                        return Cause(DISPLACED, sentence(NOW_ANOTHERS, **known))
        return None

    def had_runs(self, resource: str, day: int) -> set[RunSeen]:
        return {self.before.runs[number] for number in self.had.get((resource, day), ())}


def _way_by(way: str, resource: str) -> str:
    """Return a run's process, and the resource by which it is near another, where that is by one."""
    return sentence("{way} on {resource}", way=way, resource=resource) if resource else way


def _taken(plan: PlanSeen) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, run in enumerate(plan.runs):
        for resource, day, _ in run.minutes:
            found[resource, day].append(n)
    return found


def _users(plan: PlanSeen, number: int | None) -> frozenset[int | str]:
    return frozenset() if number is None else plan.users.get(number, frozenset())


def _needs(plan: PlanSeen, number: int | None) -> list[str]:
    return [each for each in _users(plan, number) if isinstance(each, str)]


def _runs(plan: PlanSeen, number: int | None) -> list[int]:
    return sorted(each for each in _users(plan, number) if isinstance(each, int))


def _ends(plan: PlanSeen, number: int) -> set[str]:
    """Return all needs that a run serves, directly or not."""
    found: set[str] = set()
    waiting, seen = [number], {number}
    while waiting:
        each = waiting.pop()
        found.update(_needs(plan, each))
        following = set(_runs(plan, each)) - seen
        seen |= following
        waiting += sorted(following)
    return found
