"""What differs between what two plans were made from, and between how they were to be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from handfast.engine.calendar import EPOCH
from handfast.engine.supply.explain.options import options_changed
from handfast.engine.supply.explain.seen import Amount, NeedSeen, PlanSeen


@dataclass
class Differences:
    """What differs between the inputs of two plans."""

    before: PlanSeen
    after: PlanSeen
    needs: dict[str, str] = field(init=False)
    supplies: dict[str, str] = field(init=False)
    ways: frozenset[str] = field(init=False)
    weeks: dict[tuple[str, int], int] = field(init=False)
    options: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        one, other = self.before, self.after
        self.needs = dict(_need_changes(one.needs, other.needs, other.amount))
        self.supplies = dict(_supply_changes(one, other)) if one.known and other.known else {}
        self.ways = frozenset(way for way in one.ways if way in other.ways and one.ways[way] != other.ways[way])
        weeks = one.capacity.keys() & other.capacity.keys()
        self.weeks = {each: other.capacity[each] - one.capacity[each] for each in weeks}
        self.weeks = {each: minutes for each, minutes in self.weeks.items() if minutes}
        self.options = options_changed(one.options, other.options)

    @property
    def none(self) -> bool:
        """Whether both were made from the same; how they were made may differ."""
        known = self.before.known and self.after.known
        return (
            known
            and not (self.needs or self.supplies or self.ways or self.weeks)
            and self.before.today == self.after.today
        )


def _need_changes(
    before: Mapping[str, NeedSeen], after: Mapping[str, NeedSeen], amount: Amount
) -> Iterator[tuple[str, str]]:
    for name in [*after, *(each for each in before if each not in after)]:
        was, now = before.get(name), after.get(name)
        if was is None:
            assert now is not None
            yield name, f"{name} is new ({amount(now.item, now.quantity)})"
        elif now is None:
            yield name, f"{name} is gone ({amount(was.item, was.quantity)})"
        elif was.quantity != now.quantity:
            yield name, f"{name}: {amount(now.item, now.quantity)} instead of {amount(was.item, was.quantity)}"
        elif was.due != now.due:
            yield name, f"{name} is wanted {_days(now.due - was.due)}"
        elif was.late_cost != now.late_cost:
            more = "more" if now.late_cost > was.late_cost else "less"
            yield name, f"{name} costs {more} a day when late than before: its weight or value was changed"


def _supply_changes(before: PlanSeen, after: PlanSeen) -> Iterator[tuple[str, str]]:
    """Yield, by stock point, the supply that differs: one that comes on another day, is less, or is more."""
    for point in sorted(before.supplies.keys() | after.supplies.keys()):
        one, other = _by_name(before.supplies.get(point, ())), _by_name(after.supplies.get(point, ()))
        found, item = [], point.rpartition(" at ")[0]
        names = sorted(one.keys() | other.keys())
        for name in names:
            (was_on, was), (is_on, now) = one.get(name, (0, 0)), other.get(name, (0, 0))
            if now < was:
                found.append((1, f"{name}: {after.amount(item, was - now)} less of {point}"))
            if was and now and is_on != max(was_on, after.today):
                found.append((0, f"{name} of {point} comes {_days(is_on - was_on)}"))
            elif now > was:
                found.append((2, f"{name}: {after.amount(item, now - was)} more of {point}"))
        if found:
            yield point, min(found)[1]


def _by_name(supplies: Sequence[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for name, day, quantity in supplies:
        first, before = found.get(name, (day, 0))
        found[name] = min(first, day), before + quantity
    return found


def date_in_words(day: int) -> str:
    """Return a ledger day as an ISO date."""
    return (EPOCH + timedelta(days=day)).isoformat()


def _days(days: int) -> str:
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} {'later' if days > 0 else 'sooner'}"
