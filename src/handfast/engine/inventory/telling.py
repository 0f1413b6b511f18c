"""Why a stock point stands as it stands, and what is not known of it, in words."""

from __future__ import annotations

from functools import lru_cache

from handfast.engine.inventory.demand_history import WEEK, Histories
from handfast.engine.inventory.expected import Expected
from handfast.engine.inventory.standing import Standing
from handfast.sentences import counted, in_a_row, marked, number, sentence

UNKNOWN = {
    "history": marked("no demand is known: there are no order lines, sales history or shipments of the past"),
    "wanted": marked("nobody has asked for it lately, and no forecast speaks of it: no policy is made"),
    "ring": marked("it needs itself through other items: no policy can be made"),
    "supplied": marked("no process supplies it: there is no lead time, and no policy"),
    "learned": marked("no delivery or run of it is known: the stated lead time counts as certain"),
    "costed": marked("the item has no cost: no economic quantity, no value of stock"),
}
"""What may be missing for a row, and what that means."""

KEPT = 4096
"""So many sentences of a sort are kept: a hundred thousand stock points say the same few again and again."""


def what_is_unknown(
    *, history: bool, supplied: bool, ring: bool, costed: bool, wanted: bool, learned: bool
) -> tuple[str, ...]:
    """Return what is missing for a row, and what that means."""
    of_demand = "history" if not history else "wanted" if not wanted else ""
    of_supply = "ring" if ring else "supplied" if not supplied else "learned" if not learned else ""
    missing = (of_demand, of_supply, "" if costed else "costed")
    return tuple(_missing(each) for each in missing if each)


def reasons(row: Standing, expected: Expected, histories: Histories, room: int | None) -> tuple[str, ...]:
    """Return the figures that led to a row; quantities are smallest units, to be read in the item's unit."""
    told = [_demand(row, expected, histories)]
    if row.lead is not None:
        told.append(_lead_time(row.lead.mean, row.lead.sd, row.lead.stated, row.lead.seen))
    if row.policy is not None:
        told += row.policy.why
        if room is not None and room < row.level:
            told.append(_room())
    return tuple(told)


def _demand(row: Standing, expected: Expected, histories: Histories) -> str:
    point = row.point
    if not expected.known[point] and not expected.forecast[point]:
        return _no_demand(of_others=bool(row.weekly))
    history = histories.points.get((row.item, row.site))
    weeks_ago = None if history is None or history.last is None else -history.last // WEEK
    known, forecast = int(expected.known[point]), bool(expected.forecast[point])
    return _demand_like(known, weeks_ago, forecast=forecast, by_error=bool(expected.by_error[point]))


# ---------------------------------------------------------------- each sentence, made once


@lru_cache(KEPT)
def _missing(what: str) -> str:
    return sentence(UNKNOWN[what])


@lru_cache(KEPT)
def _lead_time(mean: float, sd: float, stated: float, seen: int) -> str:
    learned = sentence("{count} seen", count=number(seen)) if seen else sentence("none seen")
    return sentence(
        "lead time: {mean:.1f} days, give or take {sd:.1f} (stated {stated:.1f}, {learned})",
        mean=mean,
        sd=sd,
        stated=stated,
        learned=learned,
    )


@lru_cache(KEPT)
def _room() -> str:
    return sentence("room: less can be stored than the policy would keep; orders stay within it")


@lru_cache(KEPT)
def _no_demand(*, of_others: bool) -> str:
    return sentence("demand: only of other stock points") if of_others else sentence("demand: none")


@lru_cache(KEPT)
def _demand_like(known: int, weeks_ago: int | None, *, forecast: bool, by_error: bool) -> str:
    told = [
        sentence("demand: as forecast")
        if forecast
        else counted("demand: as in the last {count} week", "demand: as in the last {count} weeks", known),
        counted("spread: error of {count} past forecast", "spread: error of {count} past forecasts", known)
        if by_error
        else counted("spread: variation of {count} week", "spread: variation of {count} weeks", known),
    ]
    if weeks_ago is not None:
        told.append(counted("last asked for {count} week ago", "last asked for {count} weeks ago", weeks_ago))
    return in_a_row(told, "; ")
