"""What is looked for in the promise book: read from an address, from a view that is kept, and written back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import QueryDict

from handfast.company.queries.promise_list import GROUPS, ORDERS, STATES
from handfast.company.queries.promise_views import PromiseView, Terms
from handfast.doors.entrance.request import Request
from handfast.doors.web.wishes import key_of
from handfast.facade.naming import Names

LONGEST, DIGITS = 120, 15
"""Letters of what is typed, and digits of a view's number, at most."""

BESIDE = frozenset({"view", "page"})
"""What stands in an address beside the terms."""


@dataclass(frozen=True)
class Asked:
    """What is looked for.

    Parameters
    ----------
    terms
        As far as they are known.
    unknown
        What of it nothing, or more than one thing, is called like; empty: all is known.
    typed
        The texts of customer and item as they were typed.
    view
        The view that was opened, whether or not it was changed since; None: none was.
    """

    terms: Terms
    unknown: str
    typed: dict[str, str]
    view: PromiseView | None

    @property
    def changed(self) -> bool:
        """Whether it is something else than the view that was opened."""
        return self.view is not None and self.terms != self.view.terms

    @property
    def query(self) -> QueryDict:
        """It as an address carries it."""
        if self.view is not None and not self.changed and not self.unknown:
            query = QueryDict(mutable=True)
        else:
            query = query_of(self.terms)
            query.update({key: text for key, text in self.typed.items() if text and not query.get(key)})
        if self.view is not None:
            query["view"] = str(self.view.id)
        return query


def read_asked(request: Request, query: QueryDict) -> Asked:
    """Return what is looked for: a view's terms where the address names nothing beside it, else what it says itself.

    Raises
    ------
    NotFound
        It names a view that is not there for them.
    """
    number = query.get("view", "")
    known = number.isascii() and number.isdecimal() and len(number) <= DIGITS
    view = request.company.promise_view(int(number)) if known else None
    if view is not None and query.keys() <= BESIDE:
        typed = {"customer": view.terms.customer, "item": view.terms.item}
        return Asked(view.terms, "", typed, view)
    return _typed(query, request.company.names(), view)


def _typed(query: QueryDict, names: Names, view: PromiseView | None) -> Asked:
    typed = {each: query.get(each, "").strip()[:LONGEST] for each in ("customer", "item")}
    customer = key_of(typed["customer"], names.customers()) or "" if typed["customer"] else ""
    item = key_of(typed["item"], names.items()) or "" if typed["item"] else ""
    state, group, by = (query.get(each, "") for each in ("state", "group", "by"))
    terms = Terms(
        state if state in STATES else "open",
        query.get("risk") == "on",
        query.get("mine") == "on",
        customer,
        item,
        query.get("order", "").strip()[:LONGEST] if names.seeing.names else "",
        _day(query.get("since", "")),
        _day(query.get("until", "")),
        group if group in GROUPS else "",
        by if by in ORDERS else "",
    )
    unknown = [text for text, key in ((typed["customer"], customer), (typed["item"], item)) if text and not key]
    return Asked(terms, ", ".join(unknown), typed, view)


def query_of(terms: Terms) -> QueryDict:
    """Return terms as an address carries them: what is not said does not matter."""
    query = QueryDict(mutable=True)
    said = {
        "state": terms.state,
        "risk": "on" if terms.at_risk else "",
        "mine": "on" if terms.mine else "",
        "customer": terms.customer,
        "item": terms.item,
        "order": terms.order,
        "since": terms.since.isoformat() if terms.since else "",
        "until": terms.until.isoformat() if terms.until else "",
        "group": terms.group,
        "by": terms.by,
    }
    query.update({key: value for key, value in said.items() if value})
    return query


def _day(typed: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        return None
