"""What differs between what two plans were made from, and between how they were to be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from handfast.engine.calendar import EPOCH
from handfast.engine.supply.explain.options import options_changed
from handfast.engine.supply.explain.seen import Amount, NeedSeen, PlanSeen
from handfast.sentences import counted, marked, sentence

DEARER = marked("{name} costs more a day when late than before: its weight or value was changed")
CHEAPER = marked("{name} costs less a day when late than before: its weight or value was changed")


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
            yield name, sentence("{name} is new ({amount})", name=name, amount=amount(now.item, now.quantity))
        elif now is None:
            yield name, sentence("{name} is gone ({amount})", name=name, amount=amount(was.item, was.quantity))
        elif was.quantity != now.quantity:
            amounts = {"now": amount(now.item, now.quantity), "was": amount(was.item, was.quantity)}
            yield name, sentence("{name}: {now} instead of {was}", name=name, **amounts)
        elif was.due != now.due:
            yield name, sentence("{name} is wanted {days}", name=name, days=_days(now.due - was.due))
        elif was.late_cost != now.late_cost:
            yield name, sentence(DEARER if now.late_cost > was.late_cost else CHEAPER, name=name)


def _supply_changes(before: PlanSeen, after: PlanSeen) -> Iterator[tuple[str, str]]:
    """Yield, by stock point, the supply that differs: one that comes on another day, is less, or is more."""
    for point in sorted(before.supplies.keys() | after.supplies.keys()):
        one, other = _by_name(before.supplies.get(point, ())), _by_name(after.supplies.get(point, ()))
        found, (item, _, site) = [], point.rpartition(" at ")
        where = sentence("{item} at {site}", item=item, site=site)
        names = sorted(one.keys() | other.keys())
        for name in names:
            (was_on, was), (is_on, now) = one.get(name, (0, 0)), other.get(name, (0, 0))
            if now < was:
                less = after.amount(item, was - now)
                found.append((1, sentence("{name}: {less} less of {where}", name=name, less=less, where=where)))
            if was and now and is_on != max(was_on, after.today):
                days = _days(is_on - was_on)
                found.append((0, sentence("{name} of {where} comes {days}", name=name, where=where, days=days)))
            elif now > was:
                more = after.amount(item, now - was)
                found.append((2, sentence("{name}: {more} more of {where}", name=name, more=more, where=where)))
        if found:
            yield point, min(found)[1]


def _by_name(supplies: Sequence[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for name, day, quantity in supplies:
        first, before = found.get(name, (day, 0))
        found[name] = min(first, day), before + quantity
    return found


def date_of(day: int) -> date:
    """Return a ledger day as a date."""
    return EPOCH + timedelta(days=day)


def _days(days: int) -> str:
    if days > 0:
        return counted("{count} day later", "{count} days later", days)
    return counted("{count} day sooner", "{count} days sooner", -days)
