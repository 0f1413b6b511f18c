"""Views of the promise book: kept and opened as they were, found by whom, changed by whom, and told to programs."""

from __future__ import annotations

import datetime as dt
import json
import threading
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.doors.conftest import Served

from handfast.company.actions.keep_view import MOST
from handfast.company.people.permissions import Permission
from handfast.company.people.person import with_roles
from handfast.company.people.roles import ROLES
from handfast.company.queries.promise_list import GROUPS, ORDERS, STATES
from handfast.company.queries.promise_views import Terms, terms_of
from handfast.doors.web.book_terms import query_of
from handfast.errors import Conflict, NotAllowed, NotFound
from handfast.facade import Company

ALL = 100_000
SOMETHING = Terms("all", at_risk=True, group="week", by="newest", since=dt.date(2027, 3, 1))

texts, days = st.text(max_size=20), st.none() | st.dates()
terms = st.builds(
    Terms,
    st.sampled_from([*STATES]),
    st.booleans(),
    st.booleans(),
    texts,
    texts,
    texts,
    days,
    days,
    st.sampled_from([*GROUPS]),
    st.sampled_from(["", *ORDERS]),
)


def acting(served: Served, role: str) -> Company:
    return served.company.acting_as(with_roles(role, role, frozenset({role})))


@settings(max_examples=40)
@given(terms)
def test_terms_come_back_as_they_were_kept(said: Terms) -> None:
    assert terms_of(said.text()) == said


@pytest.mark.parametrize("group", ["customer", "item", "week"])
@pytest.mark.parametrize("by", ORDERS)
def test_a_group_is_never_torn_and_keeps_its_order(looked_at: Served, group: str, by: str) -> None:
    def heading(row: dict[str, Any]) -> Any:
        return row["arrive"] - dt.timedelta(row["arrive"].weekday()) if group == "week" else row[group]

    rows = looked_at.company.promises_in(Terms("all", group=group, by=by), limit=ALL).rows
    places: dict[Any, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(heading(row), []).append(place)
    assert all(each == list(range(each[0], each[-1] + 1)) for each in places.values())
    alone = looked_at.company.promises_in(Terms("all", by=by), limit=ALL).rows
    for name, each in places.items():
        inside = [rows[n]["promise"] for n in each]
        assert inside == [row["promise"] for row in alone if heading(row) == name]


def test_a_view_is_kept_opened_renamed_and_let_go(served: Served) -> None:
    browser = served.browser("sales")
    form = {**query_of(SOMETHING).dict(), "name": "  Spring   at risk "}
    page = browser.post("/promises/views/", form, follow=True)
    html = page.content.decode()
    view = acting(served, "sales").promise_views()[0]
    assert (view.name, view.terms, view.shared) == ("Spring at risk", SOMETHING, False)
    assert page.redirect_chain[-1][0] == f"/promises/?view={view.id}"
    assert "Spring at risk" in html
    plain, opened = (
        browser.get(f"/promises/?{query}", headers={"HX-Request": "true"}).content.decode().partition("<table")[2]
        for query in (query_of(SOMETHING).urlencode(), f"view={view.id}")
    )
    assert plain == opened
    changed = {"state": "open", "name": "All of spring", "view": str(view.id)}
    browser.post(f"/promises/views/{view.id}/", changed)
    view = acting(served, "sales").promise_view(view.id)
    assert (view.name, view.terms) == ("All of spring", Terms())
    again = browser.post("/promises/views/", {"name": "All of spring"}, follow=True).content.decode()
    assert "There is a view called" in again
    browser.post(f"/promises/views/{view.id}/delete/", {})
    assert acting(served, "sales").promise_views() == []
    assert browser.get("/promises/", {"view": view.id}).status_code == 404


def test_what_is_not_understood_is_not_kept(served: Served) -> None:
    said = served.browser("sales").post("/promises/views/", {"name": "x", "item": "no such thing"}, follow=True)
    assert "is called “no such thing”" in said.content.decode()
    assert acting(served, "sales").promise_views() == []


def test_who_may_share_shares_and_others_find_it(served: Served) -> None:
    for role in ROLES:
        company = acting(served, role)
        if not company.person.may(Permission.PROMISE_SEE):
            with pytest.raises(NotAllowed):
                company.keep_promise_view(role, SOMETHING)
        elif company.person.may(Permission.VIEWS_SHARE):
            company.keep_promise_view(role, SOMETHING, shared=True)
        else:
            with pytest.raises(NotAllowed, match="share a view"):
                company.keep_promise_view(role, SOMETHING, shared=True)
            company.keep_promise_view(role, SOMETHING)
    sharing = {role for role in ROLES if Permission.VIEWS_SHARE in ROLES[role].permissions}
    for role in sharing | {"sales", "quality"}:
        assert {each.name for each in acting(served, role).promise_views()} == sharing | {role}


def test_nobody_finds_a_view_that_names_whom_they_may_not_see(served: Served) -> None:
    service, production = acting(served, "customer_service"), acting(served, "production")
    seen = service.keep_promise_view("Harbour Gardens", Terms(customer="C-1042"), shared=True)
    order = service.keep_promise_view("One order", Terms(order="SO-14"), shared=True)
    for view in (seen, order):
        with pytest.raises(NotFound):
            production.promise_view(view.id)
    assert production.promise_views() == []
    with pytest.raises(NotAllowed):
        production.keep_promise_view("x", Terms(order="SO-14"))
    sales = acting(served, "sales")
    with pytest.raises(NotAllowed):
        sales.keep_promise_view("x", Terms(customer="C-1043"))
    sales.person = replace(sales.person, looks_after=frozenset({"sales north"}))
    assert [each.id for each in sales.promise_views()] == [seen.id, order.id]


def test_a_view_is_its_owners_and_whoever_shares_may_take_one_back(served: Served) -> None:
    planner, manager, sales = (acting(served, role) for role in ("planner", "sales_manager", "sales"))
    own, secret = (planner.keep_promise_view(name, SOMETHING, shared=name == "own") for name in ("own", "secret"))
    with pytest.raises(NotAllowed):
        manager.change_promise_view(own.id, name="mine")
    with pytest.raises(NotAllowed):
        manager.drop_promise_view(own.id)
    with pytest.raises(NotAllowed):
        sales.change_promise_view(own.id, shared=False)
    with pytest.raises(NotFound):
        manager.drop_promise_view(secret.id)
    served.browser("sales_manager").post(f"/promises/views/{own.id}/", {"stop": "sharing"})
    assert not planner.promise_view(own.id).shared
    with pytest.raises(NotFound):
        manager.promise_view(own.id)


def test_mine_means_whoever_looks(served: Served) -> None:
    manager = acting(served, "sales_manager")
    held = manager.hold(manager.quote("BENCH-150", 3, "2027-05-12", customer="C-1042"))[0]
    view = acting(served, "planner").keep_promise_view("Mine", Terms(mine=True), shared=True)
    found = [row["promise"] for row in manager.promises_in(manager.promise_view(view.id).terms).rows]
    assert f"P-{held.id}" in found
    assert acting(served, "customer_service").promises_in(view.terms).found == 0


def test_names_and_numbers_are_bounded(served: Served) -> None:
    company = acting(served, "planner")
    for name in ("", "   ", "x" * 61):
        with pytest.raises(Conflict):
            company.keep_promise_view(name, Terms())
    for number in range(MOST):
        company.keep_promise_view(f"{number}", Terms())
    with pytest.raises(Conflict, match="Delete one"):
        company.keep_promise_view("one more", Terms())


def test_two_who_keep_the_same_name_at_once_keep_one(served: Served) -> None:
    said: list[object] = []

    def keep() -> None:
        try:
            said.append(acting(served, "planner").keep_promise_view("The same", Terms()))
        except Conflict as refused:
            said.append(refused)

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(not isinstance(each, Conflict) for each in said) == 1
    assert len(acting(served, "planner").promise_views()) == 1


def test_programs_keep_and_open_views(served: Served) -> None:
    browser = served.browser("planner")

    def send(address: str, **body: Any) -> Any:
        return browser.post(address, json.dumps(body), content_type="application/json")

    made = send("/api/v1/views", name="At risk", at_risk=True, since="2027-01-01")
    assert made.status_code == 201
    address = made.headers["Location"]
    assert {*made.json()} >= {each.name for each in fields(Terms)}
    rows = browser.get(f"{address}/promises", {"limit": "5"}).json()
    direct = browser.get("/api/v1/promises", {"state": "open", "at_risk": "true", "since": "2027-01-01"}).json()
    assert (rows["found"], rows["rows"][0]["promise"]) == (direct["found"], direct["rows"][0]["promise"])
    assert send("/api/v1/views", name="At risk").status_code == 409
    assert send(address, name="All").json()["at_risk"] is False
    assert browser.delete(address).status_code == 204
    assert browser.get(address).status_code == 404
