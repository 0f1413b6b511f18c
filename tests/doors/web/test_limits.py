"""Limits: what can still be promised is what quoting would promise, nothing is left behind, and who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.doors.conftest import Served

from handfast.company.people.permissions import Permission
from handfast.company.people.person import with_roles
from handfast.company.queries.limits import WEEKS, Possible
from handfast.facade import Company
from handfast.facade.limits import FamilyLimit, Still


def worked_out(company: Company) -> list[FamilyLimit]:
    """Return the limits when all weeks are known."""
    for _ in range(400):
        found = company.limits()
        if all(each.still.whole for each in found):
            return found
    raise AssertionError("the limits do not become whole")


def test_the_most_from_one_site_is_just_what_quoting_promises_from_it(served: Served) -> None:
    company, asked = served.company, 0
    before = company.quote("BENCH-150", 50).lines[0].arrive_day
    planner = with_roles("planner", "planner", frozenset({"planner"}))
    for seller, still in worked_out(company.acting_as(replace(planner, sites=frozenset({"WEST"})))):
        assert [week.until - week.week for week in still.weeks.values()] == [timedelta(days=6)] * WEEKS
        for week in [each for each in still.weeks.values() if each.quantity and not each.more][:1]:
            asked += 1
            least = Decimal(1) / 10 ** company.table("item").filter(item=seller.item)["decimals"][0]
            assert on_time(company, seller.item, week.quantity, week.until)
            assert not on_time(company, seller.item, week.quantity + least, week.until)
    assert asked > 1
    assert company.quote("BENCH-150", 50).lines[0].arrive_day == before
    assert company.verify() == []


def on_time(company: Company, item: str, quantity: Decimal, by: date) -> bool:
    """Return whether a quantity is offered from the west warehouse by a day."""
    told = company.quote(item, quantity, by, site="WEST").lines[0]
    return told.feasible and told.late_days == 0


def test_the_best_seller_of_a_family_sold_for_the_most_money(looked_at: Served) -> None:
    company = looked_at.company
    families = dict(company.table("item").select("item", "family").iter_rows())
    today = company.today
    sold: dict[str, Decimal] = {}
    for row in company.table("order_line").to_dicts():
        if row["state"] != "cancelled" and today - timedelta(days=364) <= row["ordered_on"] < today:
            money = Decimal(row["quantity"]) * Decimal(row["price"] or 0) / row["price_per"]
            sold[row["item"]] = sold.get(row["item"], Decimal(0)) + money
    for seller, _ in company.limits(work=False):
        own = {item: money for item, money in sold.items() if families[item] == seller.family}
        assert seller.item in own
        assert seller.money > 0


def test_the_page_works_out_its_figures_while_it_is_open(served: Served) -> None:
    browser = served.browser("sales")
    first = browser.get("/limits/").content.decode()
    assert "/limits/figures/" in first
    assert "style=" not in first
    worked_out(served.company.acting_as(with_roles("sales", "sales", frozenset({"sales"}))))
    part = browser.get("/limits/figures/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part
    assert "by the figures below" in part
    stock = browser.get("/limits/stock/", headers={"HX-Request": "true"}).content.decode()
    assert "What we would like sold" in stock
    assert "Cost" not in stock


def test_operations_says_it_in_its_own_words_and_takes_them_back(served: Served) -> None:
    planner, sales = served.browser("planner"), served.browser("sales")
    assert sales.post("/limits/say/", {"text": "Sell what you like."}).status_code == 403
    planner.post("/limits/say/", {"text": "  Benches are full <b>until</b> mid-April. "})
    words = served.company.limit_words()
    assert words is not None
    assert (words.text, words.actor) == ("Benches are full <b>until</b> mid-April.", "planner")
    told = sales.get("/limits/").content.decode()
    assert "Benches are full &lt;b&gt;until" in told
    refused = planner.post("/limits/say/", {"text": "x" * 501}, follow=True).content.decode()
    assert "longer than 500 letters" in refused
    planner.post("/limits/say/", {"text": " "})
    assert served.company.limit_words() is None


def test_what_stock_costs_and_an_hour_earns_is_for_those_who_may_see_it(looked_at: Served) -> None:
    company = looked_at.company
    assert any(row.value is not None for row in company.too_much_stock().rows)
    service = company.acting_as(with_roles("service", "service", frozenset({"customer_service"})))
    assert not service.person.may(Permission.COST_SEE)
    assert all(row.value is None for row in service.too_much_stock().rows)
    assert service.hour_prices() == []


def test_what_could_arrive_by_one_week_is_there_by_the_next() -> None:
    monday = date(2027, 3, 1)
    found = Still(0, datetime(2027, 3, 1, tzinfo=UTC))
    for n, quantity in ((0, 5), (1, 9), (2, 7), (4, 8), (5, 12)):
        week = monday + timedelta(days=7 * n)
        money = Decimal(10 * quantity)
        found.weeks[n] = Possible(week, week + timedelta(days=6), Decimal(quantity), Decimal(n + 1), money, n == 1)
    told = [week and (week.week, int(week.quantity), int(week.money or 0), week.more) for week in found.known]
    days = [monday + timedelta(days=7 * n) for n in range(WEEKS)]
    kept = [(days[0], 5, 50, False), (days[1], 9, 90, True), (days[2], 9, 90, True)]
    assert told == [*kept, None, (days[4], 9, 90, True), (days[5], 12, 120, False), None, None]
