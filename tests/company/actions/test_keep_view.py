"""Views are kept alike in both databases, and the database itself keeps a person's names apart."""

from __future__ import annotations

import datetime as dt

import pytest

from handfast.company.actions.keep_view import change_view, drop_view, keep_view
from handfast.company.database import Database
from handfast.company.queries.promise_views import Terms, view_by_id, views_of
from handfast.errors import Conflict, NotFound

NOW = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
SPRING = Terms("all", customer="C-1", since=dt.date(2027, 3, 1), group="week", by="-arrive")


def test_a_view_is_kept_changed_and_dropped(here: Database) -> None:
    spring = keep_view("Spring", SPRING, shared=False, owner="anna", now=NOW)
    ours = keep_view("Spring", Terms(), shared=True, owner="ben", now=NOW)
    assert view_by_id(spring.id) == spring
    assert views_of("anna") == [spring, ours]
    assert views_of("ben") == [ours]
    with pytest.raises(Conflict, match="called “Spring”"):
        keep_view(" Spring ", Terms(), shared=False, owner="anna", now=NOW)
    later = keep_view("Later", Terms(), shared=False, owner="anna", now=NOW)
    with pytest.raises(Conflict, match="called “Spring”"):
        change_view(later.id, "Spring", Terms(), shared=False, now=NOW)
    assert view_by_id(later.id) == later
    changed = change_view(later.id, "Late", SPRING, shared=True, now=NOW)
    assert views_of("ben") == [changed, ours]
    drop_view(spring.id)
    for gone in (drop_view, view_by_id):
        with pytest.raises(NotFound):
            gone(spring.id)
