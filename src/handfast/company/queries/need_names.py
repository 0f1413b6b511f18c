"""What the needs of a plan are called: names by which they are known again, said as each reader says them."""

from __future__ import annotations

import datetime as dt

from handfast.sentences import Sentence, marked, sentence

OF_RUN = marked("{item} at {site} for run R-{run}")
PORTION = marked("{need}, part {part}")
_STOCK = {"risk": marked("risk stock {item} at {site}"), "safety": marked("safety stock {item} at {site}")}
_FORECAST = {
    True: marked("forecast {segment} {item} at {site} {day}"),
    False: marked("forecast {item} at {site} {day}"),
}


def need_name(
    kind: str,
    item: str,
    site: str,
    day: dt.date | None,
    *,
    promise: int | None = None,
    run: int | None = None,
    segment: str = "",
    part: int = 0,
) -> str:
    """Return what a need is called.

    Parameters
    ----------
    kind
        ``risk``, ``forecast`` or ``safety``.
    day
        When it is wanted; only forecasts have it in their name.
    promise, run
        Who lacks it, where somebody does.
    part
        Of a portion its number, from 1; 0 where it is no portion.
    """
    if promise is not None:
        return f"P-{promise}"
    known = {"item": item, "site": site, "run": run, "segment": segment, "day": day}
    if run is not None:
        return sentence(OF_RUN, **known)
    found = sentence(_STOCK.get(kind, _FORECAST[bool(segment)]), **known)
    return sentence(PORTION, need=found, part=part) if part else found


def said_again(name: str, made: str) -> str:
    """Return a name that was kept, made of what the same name is made of now."""
    return Sentence.said(name, made.pattern, made.values) if isinstance(made, Sentence) else name
