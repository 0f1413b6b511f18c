"""Keep a view of the promise book under a name, change it, share it, and let it go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError

from handfast.company.database import current
from handfast.company.moments import kept
from handfast.company.queries.promise_views import PromiseView, Terms, no_view, view_by_id
from handfast.company.writing import writing
from handfast.errors import Conflict, NotFound
from handfast.sentences import sentence

LONGEST, MOST = 60, 50
"""Letters of a name, and views of a person, at most."""

_ADD = "INSERT INTO promise_view (name, owner, shared, terms, changed) VALUES (%s, %s, %s, %s, %s) RETURNING id"
_CHANGE = "UPDATE promise_view SET name = %s, shared = %s, terms = %s, changed = %s WHERE id = %s"


def keep_view(name: str, terms: Terms, *, shared: bool, owner: str, now: dt.datetime) -> PromiseView:
    """Keep a new view.

    Raises
    ------
    Conflict
        The name is empty or too long, they have another view of that name, or too many.
    """
    called = _name(name)
    with _one_of_a_name(called), writing(), current().connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM promise_view WHERE owner = %s", [owner])
        if cursor.fetchone()[0] >= MOST:
            raise Conflict(
                sentence("You keep {most} views already. Delete one that you do not use any more.", most=MOST)
            )
        cursor.execute(_ADD, [called, owner, shared, terms.text(), kept(now)])
        return view_by_id(int(cursor.fetchone()[0]))


def change_view(view: int, name: str, terms: Terms, *, shared: bool, now: dt.datetime) -> PromiseView:
    """Give a view another name, other terms, or share it; what is already so stays so.

    Raises
    ------
    NotFound
        Somebody has deleted it meanwhile.
    Conflict
        The name is empty or too long, or its owner has another view of that name.
    """
    called = _name(name)
    with _one_of_a_name(called), writing(), current().connection.cursor() as cursor:
        cursor.execute(_CHANGE, [called, shared, terms.text(), kept(now), view])
        return view_by_id(view)


def drop_view(view: int) -> None:
    """Let a view go.

    Raises
    ------
    NotFound
        It is gone already.
    """
    with writing(), current().connection.cursor() as cursor:
        cursor.execute("DELETE FROM promise_view WHERE id = %s", [view])
        if not cursor.rowcount:
            raise NotFound(no_view(view))


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Conflict(sentence("A view needs a name by which you find it again."))
    if len(name) > LONGEST:
        raise Conflict(sentence("A view's name has {longest} letters at most.", longest=LONGEST))
    return name


@contextmanager
def _one_of_a_name(name: str) -> Iterator[Any]:
    """Say in plain words that there is a view of this name already: the database alone knows."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(
            sentence("There is a view called “{name}” already. Choose another name, or change that one.", name=name)
        ) from error
