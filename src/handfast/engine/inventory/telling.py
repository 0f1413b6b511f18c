"""Why a stock point stands as it stands, and what is not known of it, in words."""

from __future__ import annotations

from handfast.engine.inventory.demand_history import WEEK, Histories
from handfast.engine.inventory.expected import Expected
from handfast.engine.inventory.standing import Standing


def what_is_unknown(
    *, history: bool, supplied: bool, ring: bool, costed: bool, wanted: bool, learned: bool
) -> tuple[str, ...]:
    """Return what is missing for a row, and what that means."""
    told = []
    if not history:
        told.append("no demand is known: there are no order lines, sales history or shipments of the past")
    elif not wanted:
        told.append("nobody has asked for it lately, and no forecast speaks of it: no policy is made")
    if ring:
        told.append("it needs itself through other items: no policy can be made")
    elif not supplied:
        told.append("no process supplies it: there is no lead time, and no policy")
    elif not learned:
        told.append("no delivery or run of it is known: the stated lead time counts as certain")
    if not costed:
        told.append("the item has no cost: no economic quantity, no value of stock")
    return tuple(told)


def reasons(row: Standing, expected: Expected, histories: Histories, room: int | None) -> tuple[str, ...]:
    """Return the figures that led to a row; quantities are smallest units, to be read in the item's unit."""
    told = [_demand(row, expected, histories)]
    if row.lead is not None:
        learned = f"{row.lead.seen} seen" if row.lead.seen else "none seen"
        told.append(
            f"lead time: {row.lead.mean:.1f} days, give or take {row.lead.sd:.1f} "
            f"(stated {row.lead.stated:.1f}, {learned})"
        )
    if row.policy is not None:
        told += row.policy.why
        if room is not None and room < row.level:
            told.append("room: less can be stored than the policy would keep; orders stay within it")
    return tuple(told)


def _demand(row: Standing, expected: Expected, histories: Histories) -> str:
    point = row.point
    if not expected.known[point] and not expected.forecast[point]:
        return "demand: only of other stock points" if row.weekly else "demand: none"
    how = "as forecast" if expected.forecast[point] else f"as in the last {expected.known[point]} weeks"
    if expected.by_error[point]:
        spread = f"spread: error of {expected.known[point]} past forecasts"
    else:
        spread = f"spread: variation of {expected.known[point]} weeks"
    history = histories.points.get((row.item, row.site))
    last = "" if history is None or history.last is None else f"; last asked for {-history.last // WEEK} weeks ago"
    return f"demand: {how}; {spread}{last}"
