"""What of an offer is taken: nobody is bound to a later day, or to less, than they said.

A wish is a latest day unless something else is said: ``--not-after DATE`` names another one, ``--accept-late`` takes
any, ``--way`` takes a counter-offer, which is shown and, on a terminal, confirmed.
"""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handfast.doors.cli.asking_back import confirmed
from handfast.doors.cli.endings import Ending, ended, wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.typed import day_of
from handfast.errors import CannotPromise

if TYPE_CHECKING:
    from handfast.doors.cli.wish import Wish
    from handfast.engine.promise.offer import Offer


DONE = {"promise": "promised", "hold": "held"}


@dataclass(frozen=True)
class Terms:
    """Up to what an offer is taken.

    Parameters
    ----------
    way
        Number or name of a counter-offer; None: the first answer.
    latest
        Latest day of arrival; None: the day wished for.
    late
        Whether any day will do.
    confirmed
        Whether to go ahead without asking back.
    """

    way: str | None = None
    latest: dt.date | None = None
    late: bool = False
    confirmed: bool = False


def read_terms(wish: Wish, way: str | None, not_after: str | None, *, accept_late: bool, yes: bool) -> Terms:
    """Return the terms that were typed."""
    latest = None if not_after is None else day_of(not_after, "latest day")
    if latest is not None and accept_late:
        wrong_use("--not-after and --accept-late contradict each other: name a latest day, or take any.")
    open_day = any(day is None for _, _, day, _, _ in wish.lines)
    if open_day and latest is None and not accept_late and way is None:
        wrong_use("Say by when it should arrive (--by DATE), or that any day will do (--accept-late).")
    return Terms(way, latest, accept_late, yes)


def settle(offer: Offer, terms: Terms, verb: str, *, as_json: bool) -> int | None:
    """Return the counter-offer that is taken (None: the first answer), or show the answer and end the command.

    Parameters
    ----------
    verb
        What is to be done: ``promise`` or ``hold``.
    """
    from handfast.doors.cli.show.offer import show_answer, show_way

    number = way_number(offer, terms.way)
    why = against(offer, number, terms)
    if why:
        said = f"Nothing was {DONE[verb]}. {why}"
        if as_json:
            print_json({"error": {"kind": "NotAsWished", "message": said}, "offer": offer.to_dict()})
        else:
            show_answer(page(), offer)
        sys.stderr.write(f"{said}\n")
        ended(Ending.NO)
    if number is not None and not as_json:
        show_way(page(), offer, number)
        if not confirmed(f"{verb.capitalize()} this?", terms.confirmed):
            sys.stderr.write(f"Nothing was {DONE[verb]}.\n")
            ended(Ending.NO)
    return number


def against(offer: Offer, number: int | None, terms: Terms) -> str:
    """Return why an offer, or one of its counter-offers, may not be taken on these terms; empty where it may."""
    from handfast.facade import taking

    found = taking.against(offer, number, taking.Latest(terms.latest, terms.late))
    if found is None:
        return ""
    ways = _ways(offer, number)
    if found.arrive is None or found.limit is None:
        return f"Not all of it is possible.{ways}"
    return (
        f"{found.item} would arrive on {found.arrive.isoformat()}, not by {found.limit.isoformat()}. "
        f"To take that day: --not-after {found.arrive.isoformat()}.{ways}"
    )


def _ways(offer: Offer, number: int | None) -> str:
    from handfast.doors.cli.show.offer import way_names

    names = way_names(offer.counter_offers)
    if number is not None or not names:
        return ""
    return f" To take another way: --way {', '.join(names[:-1])}{' or ' if names[:-1] else ''}{names[-1]}."


def way_number(offer: Offer, way: str | None) -> int | None:
    """Return the number of a counter-offer that was named by number or kind.

    Raises
    ------
    CannotPromise
        There is none, or more than one of that kind.
    """
    if way is None:
        return None
    kinds = [each.kind for each in offer.counter_offers]
    word = way.strip().casefold().replace("-", "_").replace(" ", "_")
    if word.isdecimal() and 1 <= int(word) <= len(kinds):
        return int(word)
    if kinds.count(word) == 1:
        return kinds.index(word) + 1
    if not kinds:
        raise CannotPromise(f"There is no other way '{way}': everything is possible as wished.")
    numbered = ", ".join(f"{number} {kind}" for number, kind in enumerate(kinds, 1))
    if word in kinds:
        raise CannotPromise(f"More than one way is called '{way}'. Name it by its number: {numbered}.")
    raise CannotPromise(f"There is no other way '{way}' (any more). The other ways are: {numbered}.")
