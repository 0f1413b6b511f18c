"""Whoever may not see a customer, an order, a site or a cost finds it in no answer.

Tried with every role, and with people of any permissions, sites, segments and teams, on the sample company.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handfast import facade
from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person, with_roles
from handfast.company.people.roles import ROLES
from handfast.company.people.seeing import Seeing
from handfast.company.queries.proposals import Proposal
from handfast.errors import NotAllowed, NotFound

P = Permission
OWNERS = ("sales north", "sales south", "projects and online")
SITES = ("NORTH", "SOUTH", "PORT", "WEST", "ALPINE")
SEGMENTS = ("key account", "retail", "project")
ASKS = (("BENCH-150", 300, "2027-04-12"), ("PARASOL-300-GREEN", 40, "2027-03-20"), ("TABLE-160", 60, "2027-03-15"))


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[facade.Company]:
    from handfast.examples.alder_and_pine import alder_and_pine

    path: Path = tmp_path_factory.mktemp("garden") / "garden.db"
    with facade.create(path, actor="tests") as company:
        company.load(alder_and_pine())
        yield company


@pytest.fixture(scope="module")
def customers(garden: facade.Company) -> dict[str, dict[str, Any]]:
    return {row["customer"]: row for row in garden.table("customer").to_dicts()}


class Orders(dict[str, str]):
    """Order -> whose it is; thousands of them, so a report of a failure leaves them out."""

    def __repr__(self) -> str:
        return f"<{len(self)} orders>"


@pytest.fixture(scope="module")
def orders(garden: facade.Company) -> Orders:
    return Orders(garden.table("order_line").select("order", "customer").iter_rows())


def may_see(person: Person, customer: dict[str, Any]) -> bool:
    """Said once more, apart from the code: whose customers somebody may see."""
    if person.segments is not None and customer["segment"] not in person.segments:
        return False
    if P.CUSTOMERS_SEE_ALL in person.permissions:
        return True
    return P.CUSTOMERS_SEE in person.permissions and customer["owner"] in person.looks_after


def said_by(answer: Any) -> str:
    return json.dumps(answer, default=str, ensure_ascii=False)


def assert_silent(
    text: str, person: Person, customers: dict[str, dict[str, Any]], orders: dict[str, str], own: str = ""
) -> None:
    """No name, key or order of a customer that the person may not see stands in `text`."""
    for key, customer in customers.items():
        if key != own and not may_see(person, customer):
            assert f'"{key}"' not in text, key
            assert customer["name"] not in text, customer["name"]
    for order, key in orders.items():
        if key != own and not may_see(person, customers[key]):
            assert f'"{order}"' not in text, order


def keys_of(form: Any) -> Iterator[str]:
    if isinstance(form, dict):
        for key, value in form.items():
            yield key
            yield from keys_of(value)
    elif isinstance(form, list):
        for each in form:
            yield from keys_of(each)


def values_of(form: Any, name: str) -> Iterator[Any]:
    if isinstance(form, dict):
        for key, value in form.items():
            if key == name:
                yield value
            yield from values_of(value, name)
    elif isinstance(form, list):
        for each in form:
            yield from values_of(each, name)


def assert_sees_no_more(
    garden: facade.Company, person: Person, customers: dict[str, dict[str, Any]], orders: dict[str, str]
) -> None:
    company = garden.acting_as(person)
    for question in (_offers, _book, _explanations, _changes, _tables):
        try:
            for answer in question(company, person):
                assert_silent(said_by(answer), person, customers, orders)
        except NotAllowed:
            continue


def _offers(company: facade.Company, person: Person) -> Iterator[Any]:
    for item, quantity, by in ASKS:
        form = company.seeing().offer(company.quote(item, quantity, by))
        if P.COST_SEE not in person.permissions:
            assert "costs" not in set(keys_of(form))
            assert "opportunity_cost" not in set(keys_of(form))
        if P.MARGIN_SEE not in person.permissions:
            assert not any(values_of(form, "margin"))
            assert not any(values_of(form, "extra_cost"))
        if person.sites is not None:
            assert {site for site in values_of(form, "site") if site} <= person.sites
        yield form


def _book(company: facade.Company, person: Person) -> Iterator[Any]:
    book = company.promises()
    if person.sites is not None:
        assert set(book["site"]) <= person.sites
    yield book.to_dicts()


def _explanations(company: facade.Company, person: Person) -> Iterator[Any]:
    for number in range(1, 331, 23):
        try:
            told = company.explain(number)
        except NotFound:
            continue
        if person.sites is not None:
            told_sites = {feed.site for feed in told.feeds} | {told.promise.site}
            assert told_sites <= person.sites | {"another site"}
        yield asdict(told)
        yield told.promise._asdict()


def _changes(company: facade.Company, person: Person) -> Iterator[Any]:
    import datetime as dt

    yield [change._asdict() for change in company.changes(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))[:400]]


def _tables(company: facade.Company, person: Person) -> Iterator[Any]:
    for name in ("item", "customer", "site", "order_line", "price", "process", "resource", "supplier_item"):
        try:
            table = company.table(name)
        except NotAllowed:
            assert not {P.DATA_SEE, P.PROMISE_SEE} <= person.permissions
            continue
        if P.COST_SEE not in person.permissions:
            for column in (each for each in table.columns if "cost" in each):
                assert table[column].null_count() == table.height, (name, column)
        yield table.to_dicts()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_no_more_than_it_may(
    role: str, garden: facade.Company, customers: dict[str, Any], orders: dict[str, str]
) -> None:
    assert_sees_no_more(garden, with_roles(role, role, frozenset({role})), customers, orders)


def some(of: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(of))


PEOPLE = st.builds(
    Person,
    st.just("somebody"),
    permissions=st.frozensets(st.sampled_from(sorted(P))).map(frozenset),
    sites=st.none() | some(SITES),
    segments=st.none() | some(SEGMENTS),
    looks_after=some(OWNERS),
)


@settings(max_examples=25)
@given(person=PEOPLE)
@example(person=Person("somebody", permissions=frozenset({P.DATA_SEE})))
def test_nobody_sees_more_than_they_may(
    person: Person, garden: facade.Company, customers: dict[str, Any], orders: dict[str, str]
) -> None:
    assert_sees_no_more(garden, person, customers, orders)


@pytest.mark.parametrize("role", ROLES)
def test_a_customer_of_others_is_nobody_to_ask_for(
    role: str, garden: facade.Company, customers: dict[str, Any]
) -> None:
    person = with_roles(role, role, frozenset({role}))
    company = garden.acting_as(person)
    for key in sorted(customers)[::20]:
        if P.PROMISE_ASK in person.permissions and may_see(person, customers[key]):
            assert company.quote("BENCH-150", 1, customer=key).customer.key == key
        else:
            with pytest.raises(NotAllowed):
                company.quote("BENCH-150", 1, customer=key)


def test_a_representative_sees_their_own_customers_promises_only(
    garden: facade.Company, customers: dict[str, Any]
) -> None:
    ina = Person("ina", permissions=ROLES["sales"].permissions, looks_after=frozenset({"sales north"}))
    mine = set(garden.acting_as(ina).promises()["promise"])
    theirs = {
        row["promise"]
        for row in garden.promises().to_dicts()
        if row["customer"] and customers[row["customer"]]["owner"] == "sales north"
    }
    assert mine == theirs
    assert 0 < len(mine) < garden.promises().height
    other = next(number for number in garden.promises()["promise"] if number not in mine)
    with pytest.raises(NotFound) as hidden:
        garden.acting_as(ina).explain(other)
    with pytest.raises(NotFound) as missing:
        garden.explain("P-999999")
    assert str(hidden.value).replace(other, "") == str(missing.value).replace("P-999999", "")


def test_production_sees_every_promise_and_no_name(garden: facade.Company) -> None:
    production = with_roles("max", "Max", frozenset({"production"}))
    book = garden.acting_as(production).promises()
    assert book.height == garden.promises().height
    assert set(book["customer"]) == set(book["order"]) == {""}


def test_who_sees_everything_is_told_everything(garden: facade.Company, customers: dict[str, Any]) -> None:
    """The check would notice a name: it is there for whoever may see it."""
    told = said_by(garden.promises().to_dicts())
    assert any(f'"{key}"' in told for key in customers)
    form = garden.seeing().offer(garden.quote(*ASKS[0], customer="C-1042"))
    assert "costs" in set(keys_of(form))


def test_whence_something_is_moved_is_for_who_may_see_that_site() -> None:
    moved = Proposal("R-1", "move", "OAK-TOP", "NORTH", None, "", None, None, "PORT", ("short",), False, moves=True)
    bought = moved._replace(kind="buy", source="PORT", moves=False)  # a supplier of that name
    north = Person("ben", permissions=frozenset({P.PLAN_SEE}), sites=frozenset({"NORTH"}))
    told = Seeing(north, {}).proposals([moved, bought, moved._replace(site="SOUTH")])
    assert [each.source for each in told] == ["another site", "PORT"]
    assert told[0].row()["with"] == "another site"
    both = Seeing(replace(north, sites=frozenset({"NORTH", "PORT"})), {})
    assert both.proposals([moved]) == [moved]
