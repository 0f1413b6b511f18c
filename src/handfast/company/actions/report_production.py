"""Reality: a run has begun, has made good units, or is finished. What was made is stock from then on.

Said of a run in all so far, so that saying it twice changes nothing. Less than planned is a loss, and names the
promises at risk; more than planned is free for others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from handfast.company.actions.producing import Made, Production
from handfast.company.actions.rebind import rebind_short
from handfast.company.ledger import RequestName, write_all
from handfast.company.ledger.risk import AtRisk, promises_at_risk
from handfast.company.queries.answered import answered
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.promise_book import exact, measured
from handfast.company.queries.runs import Run, measure, point_named, run_by_id
from handfast.errors import CannotPromise, StateMoved, SupplyTaken
from handfast.sentences import sentence

ATTEMPTS = 5


@dataclass(frozen=True)
class ProductionReport:
    """What a report of production did; quantities are in the `unit` of the run's `item`.

    Parameters
    ----------
    run
        The run, as people read it.
    good
        Good units that the report brought into stock.
    in_all
        Good units of the run so far.
    lost
        Units that were expected and no longer come.
    finished
        Whether nothing more is expected of the run.
    bound_anew
        Number of commitments that found other supply in time, wholly or in part.
    at_risk
        Every promise at risk now.
    """

    run: str
    item: str
    unit: str
    good: Decimal
    in_all: Decimal
    lost: Decimal
    finished: bool
    bound_anew: int
    at_risk: tuple[AtRisk, ...]


def report_production(
    mirror: Mirror,
    run: int,
    made: Made,
    *,
    actor: str,
    now: dt.datetime,
    reason: str = "",
    request: RequestName | None = None,
) -> ProductionReport:
    """Write down what a run has made.

    Parameters
    ----------
    run
        Its number.
    made
        What is reported, of the run in all so far.

    Raises
    ------
    NotFound
        There is no such run.
    CannotPromise
        It is only held or gone, less is said than is known already, or more was used than there is.
    """
    for attempt in range(ATTEMPTS):
        stands = run_by_id(run)
        if request is not None and answered(actor, request) is not None:
            return _told(stands)
        _assert_reportable(stands, made, mirror.today)
        production = Production(stands, made, mirror.today)
        try:
            for written in write_all(production.entries(actor, reason, request), now):
                mirror.follow(written)
            break
        except (SupplyTaken, StateMoved):  # somebody counted on it, or bound something anew: look again
            if attempt == ATTEMPTS - 1:
                raise
    bound_anew = rebind_short(
        mirror, actor=actor, now=now, reason=reason or sentence("{name} was reported", name=stands.name)
    )
    return _told(stands, production, bound_anew)


def _told(run: Run, production: Production | None = None, bound_anew: int = 0) -> ProductionReport:
    """Return what a report did; without one, how the run stands."""
    good, lost = (production.good, production.lost) if production else (0, 0)
    item = point_named(run.point)[0]
    unit, scale = measure(item)
    return ProductionReport(
        run.name,
        item,
        unit,
        exact(good, scale),
        exact(run.made + good, scale),
        exact(lost, scale),
        production.finished if production else run.state == "gone",
        bound_anew,
        tuple(promises_at_risk()),
    )


def _assert_reportable(run: Run, made: Made, today: int) -> None:
    item = point_named(run.point)[0]
    if run.state == "held":
        raise CannotPromise(
            sentence("{name} is only held: promise what it was held for first, then report it.", name=run.name)
        )
    if run.state == "gone":
        raise CannotPromise(
            sentence(
                "{name} is over: it was finished before, or nobody needed it any more. What lies in stock "
                "beside that comes in by the next count: handfast import stock.csv",
                name=run.name,
            )
        )
    if made.day > today:
        raise CannotPromise(sentence("{name} cannot have made anything on a day that is still to come.", name=run.name))
    if made.good is not None and made.good < run.made and not made.finished:
        known = measured(item, run.made)
        raise CannotPromise(
            sentence(
                "{name} has made {known} already: say what it made in all so far. Goods that were lost "
                "since: handfast report loss",
                name=run.name,
                known=known,
            )
        )
    if made.scrapped > run.starts:
        whole = measured(item, run.starts)
        raise CannotPromise(
            sentence("{name} starts {whole} in all: more than that cannot be scrapped.", name=run.name, whole=whole)
        )
