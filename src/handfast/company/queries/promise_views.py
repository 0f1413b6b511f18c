"""Views of the promise book that people keep: what is looked for, grouped and sorted, under a name."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from handfast.company.database import current
from handfast.company.queries.promise_list import GROUPS, ORDERS, STATES, Search
from handfast.errors import NotFound
from handfast.sentences import sentence

DAYS = ("since", "until")

_VIEWS = "SELECT id, name, owner, shared, terms FROM promise_view"
_SEEN = f"{_VIEWS} WHERE owner = %s OR shared ORDER BY shared, lower(name), id"


@dataclass(frozen=True)
class Terms:
    """What is looked for in the promise book; what is empty does not matter.

    Parameters
    ----------
    state
        One of `STATES`.
    at_risk
        Only those that hang on something short.
    mine
        Only those that were made by whoever looks.
    customer, item, order
        Keys; a part of the customer's order number.
    since, until
        First and last day of arrival.
    group, by
        One of `GROUPS`, one of `ORDERS`; empty: the group's own order.
    """

    state: str = "open"
    at_risk: bool = False
    mine: bool = False
    customer: str = ""
    item: str = ""
    order: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    group: str = ""
    by: str = ""

    def search(self, username: str) -> Search:
        """Return what `username` looks for with it."""
        return Search(
            STATES.get(self.state, STATES["open"]),
            self.at_risk,
            self.customer,
            self.item,
            self.order,
            username if self.mine else "",
            self.since,
            self.until,
            self.by if self.by in ORDERS else "arrive",
            self.group if self.group in GROUPS else "",
        )

    @property
    def names_somebody(self) -> bool:
        """Whether it says whom or which order it is about."""
        return bool(self.customer or self.order)

    def text(self) -> str:
        """Return it as it is stored: what is not usual, as JSON."""
        usual = asdict(Terms())
        said = {key: value for key, value in asdict(self).items() if value != usual[key]}
        return json.dumps(said, default=dt.date.isoformat, sort_keys=True, ensure_ascii=False)


def terms_of(text: str) -> Terms:
    """Return what :meth:`Terms.text` wrote."""
    said: dict[str, Any] = json.loads(text)
    return Terms(**said | {key: dt.date.fromisoformat(said[key]) for key in DAYS if key in said})


class PromiseView(NamedTuple):
    """A view that somebody keeps; `shared`: whether everybody finds it who sees promises."""

    id: int
    name: str
    owner: str
    shared: bool
    terms: Terms


def views_of(username: str) -> list[PromiseView]:
    """Return somebody's own views, then those that are shared, each by name."""
    return list(_views(_SEEN, [username]))


def view_by_id(view: int) -> PromiseView:
    """Return a view.

    Raises
    ------
    NotFound
        There is none of this number.
    """
    found = next(_views(f"{_VIEWS} WHERE id = %s", [view]), None)
    if found is None:
        raise NotFound(no_view(view))
    return found


def no_view(view: int) -> str:
    """Return what is said of a view that is not there, or not there for whoever asks."""
    return sentence(
        "There is no view {view} of the promise book, or it is not shared with you. Ask whoever sent you here.",
        view=view,
    )


def _views(sql: str, values: list[Any]) -> Iterator[PromiseView]:
    with current().connection.cursor() as cursor:
        cursor.execute(sql, values)
        for id_, name, owner, shared, terms in cursor.fetchall():
            yield PromiseView(int(id_), name, owner, bool(shared), terms_of(terms))
