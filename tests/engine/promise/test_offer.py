"""Offers of the garden company: dates, what feeds them, money; and that offering changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.promise.books import pegging_faults, snapshot
from tests.engine.promise.garden import Garden, march

from handfast.engine.promise.ask import Ask, AskLine, ask
from handfast.engine.promise.delivering import NEVER
from handfast.engine.promise.offer import Offer
from handfast.engine.promise.prices import Price
from handfast.engine.promise.short_answers import answer_many
from handfast.engine.promise.telling import Sight, Telling
from handfast.errors import DataError, NotFound


@pytest.fixture(scope="module")
def company() -> Garden:
    return Garden()


def dates(answer: Offer) -> list[object]:
    return [answer.market.date_of(line.arrive_day) if line.feasible else None for line in answer.lines]


# ---------------------------------------------------------------- dates and sites


def test_a_plain_yes(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 8, march(1)))
    assert answer.on_time
    assert dates(answer) == [march(1)]
    assert answer.lines[0].proven
    assert answer.lines[0].reasons == ()
    assert answer.counter_offers == ()


def test_the_wish_is_an_arrive_day(company: Garden) -> None:
    line = company.offer(ask("BENCH", 8, march(5), customer="FAR")).lines[0]
    assert line.delivery is not None
    assert (line.delivery.ship_day, line.delivery.arrive_day) == (2, 4)
    assert line.earliest_day == 2  # made today, two days on the way
    assert line.proven


def test_the_best_ranked_site_that_meets_the_wish() -> None:
    stock = [
        {"item": "BENCH", "site": "SOUTH", "lot": "L-7", "quantity": 5, "as_of": march(1)},
        {"item": "TOP", "site": "NORTH", "lot": "L-1", "quantity": 40, "as_of": march(1)},
    ]
    company = Garden(stock=stock)
    assert company.offer(ask("BENCH", 5, march(2))).fulfilment.deliveries[0].site == "NORTH"
    assert company.offer(ask("BENCH", 5, march(1))).fulfilment.deliveries[0].site == "NORTH"
    company.promise(ask("BENCH", 8, march(1)))  # the welder's whole Monday
    assert company.offer(ask("BENCH", 5, march(1))).fulfilment.deliveries[0].site == "SOUTH"
    only = Ask((AskLine("BENCH", 5, march(1), site="NORTH"),))
    assert dates(company.offer(only)) == [march(2)]


def test_without_a_wish_it_is_as_soon_as_possible(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 30))
    assert not answer.lines[0].wished
    assert dates(answer) == [march(16)]
    assert "at the earliest" in Telling(answer).headline(answer.lines[0])


def test_what_would_be_too_old_is_delivered_sooner(company: Garden) -> None:
    answer = company.offer(ask("OIL", 10_00, march(12), customer="FAR"))  # expires on the 21st, 10 days must remain
    assert answer.on_time
    assert dates(answer) == [march(10)]


def test_what_is_launched_later_or_not_sold_any_more() -> None:
    items = Garden().tables["item"].to_dicts()
    for item in items:
        if item["item"] == "TEAK":
            item["launched"] = march(10)
        if item["item"] == "OIL":
            item["ended"] = march(1).replace(month=2)
    company = Garden(item=items)
    teak = company.offer(ask("TEAK", 1, march(2)))
    assert dates(teak) == [march(10)]
    assert [reason.kind for reason in teak.lines[0].reasons] == ["launch"]
    oil = company.offer(ask("OIL", 1, march(12)))
    assert not oil.feasible
    assert [reason.kind for reason in oil.lines[0].reasons] == ["ended"]


# ---------------------------------------------------------------- what cannot be


def test_an_item_with_no_way_to_supply_it_says_so(company: Garden) -> None:
    answer = company.offer(ask("LOST", 1, march(4)))
    assert not answer.feasible
    assert answer.counter_offers == ()
    assert Telling(answer).reason(answer.lines[0], answer.lines[0].reasons[0]) == (
        "Nothing supplies Lost thing at North plant: no process makes, buys or moves it"
    )


def test_an_item_that_no_site_sells_says_so(company: Garden) -> None:
    answer = company.offer(ask("TOP", 1, march(4)))
    assert not answer.feasible
    assert [reason.kind for reason in answer.lines[0].reasons] == ["not_sold"]
    assert answer.lines[0].arrive_day == NEVER


@pytest.mark.parametrize("quantity", [10**9, 2**40, 10**15, 10**24])
def test_a_billion_units_get_a_clear_answer_and_what_is_possible(company: Garden, quantity: int) -> None:
    before = snapshot(company.book)
    answer = company.offer(ask("BENCH", quantity, march(9)))
    assert not answer.feasible
    assert answer.lines[0].reasons
    assert snapshot(company.book) == before
    most = [way.deliveries()[0].quantity for way in answer.counter_offers if way.kind == "smaller"]
    assert most == [608, 20]  # by the last day that is known, and by the wish
    assert not company.offer(ask("BENCH", 609, march(9))).feasible
    assert company.offer(ask("BENCH", 608, march(9))).feasible


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        (ask("BENHC", 1), NotFound, "Did you mean BENCH"),
        (ask("BENCH", 1, customer="C-9"), NotFound, "no customer 'C-9'"),
        (ask("BENCH", 0), DataError, "Ask for more than 0"),
        (ask("BENCH", -3), DataError, "Ask for more than 0"),
        (ask("BENCH", 1, march(1).replace(month=2)), DataError, "before today"),
        (ask("BENCH", 1, march(1).replace(year=2030)), DataError, "beyond the days"),
        (Ask(()), DataError, "asks for nothing"),
        (Ask((AskLine("BENCH", 1, site="MOON"),)), DataError, "is no site"),
    ],
)
def test_an_ask_that_cannot_be_meant_is_refused_with_its_cure(
    company: Garden, asked: Ask, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        company.offer(asked)


# ---------------------------------------------------------------- money


def test_a_margin_with_pencil_and_paper(company: Garden) -> None:
    margin = company.offer(ask("BENCH", 8, march(3), customer="FAR")).margin
    assert margin is not None
    assert margin.revenue == 8 * 349_00
    assert margin.costs.material == 16 * 60_00  # tops from stock, at standard cost
    assert margin.costs.processing == 8 * 3_00
    assert margin.costs.labour == 8 * 42_00
    assert margin.costs.fixed == 10_00
    assert margin.costs.freight == 35_00 + 8 * 4_50
    assert margin.total == 8 * 349_00 - 1_409_00 + 8_00
    assert margin.opportunity_cost is None


def test_what_is_bought_counts_at_its_price_and_only_what_is_used() -> None:
    company = Garden(stock=[], receipt=[])
    margin = company.offer(ask("BENCH", 8, march(31))).margin
    assert margin is not None
    assert margin.costs.material == 16 * 61_50  # of a lot of 40
    assert margin.costs.fixed == 10_00
    hurried = company.offer(ask("BENCH", 8, march(8)))
    expedited = next(way for way in hurried.counter_offers if way.kind == "expedited")
    assert (
        expedited.fulfilment.total_costs.expedite == 40 * 9_00 + 120_00
    )  # the whole lot: only this ask needs it so soon
    assert expedited.extra_cost == 480_00


def test_a_price_in_another_currency_needs_a_rate() -> None:
    price = [{"item": "BENCH", "currency": "USD", "price": 400_00}]
    without = Garden(price=price).offer(ask("BENCH", 2, march(8), customer="US"))
    assert without.margin is None
    assert "no exchange rate for USD" in Telling(without).money_missing(without.lines[0])
    rates = [
        {"currency": "USD", "date": march(1).replace(month=1), "rate": "23/25"},
        {"currency": "USD", "date": march(2), "rate": "1/2"},  # not yet
    ]
    known = Garden(price=price, exchange_rate=rates).offer(ask("BENCH", 2, march(8), customer="US")).margin
    assert known is not None
    assert known.revenue == 2 * 368_00


def items_without_cost(*names: str) -> list[dict[str, object]]:
    return [
        {**row, "cost": None if row["item"] in names else row["cost"]} for row in Garden().tables["item"].to_dicts()
    ]


def test_stock_without_a_cost_leaves_the_margin_unknown_and_the_answer_names_the_item() -> None:
    company = Garden(item=items_without_cost("TEAK", "TOP"))
    answer = company.offer(ask("TEAK", 5, march(31)))
    assert answer.margin is None
    form = answer.to_dict()
    assert form["margin"] is None
    assert form["lines"][0]["margin"] is None
    assert form["lines"][0]["margin_missing"] == "The margin is not known: no cost is listed for Teak bench."
    made = company.offer(ask("BENCH", 8, march(3)))  # of tops from stock: a part of its cost is not known
    assert made.margin is None
    assert Telling(made).money_missing(made.lines[0]) == "The margin is not known: no cost is listed for Oak top."
    costs = made.costs_of(made.lines[0])
    assert costs is not None
    assert costs.missing == {"TOP"}
    empty = Garden(item=items_without_cost("TEAK", "TOP"), stock=[], receipt=[])
    assert empty.offer(ask("BENCH", 8, march(31))).margin is not None  # of tops bought at a price of their own


def test_one_line_without_a_cost_leaves_the_margin_of_the_whole_unknown() -> None:
    company = Garden(item=items_without_cost("TEAK"))
    answer = company.offer(Ask((AskLine("BENCH", 8, march(3)), AskLine("TEAK", 5, march(3)))))
    assert answer.margin_of(answer.lines[0]) is not None
    assert answer.margin_of(answer.lines[1]) is None
    assert answer.margin is None


def test_other_ways_of_unknown_cost_are_not_compared() -> None:
    answer = Garden(item=items_without_cost("TOP")).offer(ask("BENCH", 30, march(8)))
    assert not answer.on_time
    assert answer.counter_offers
    assert all(way.extra_cost is None for way in answer.counter_offers)


def test_what_is_bought_without_a_price_costs_what_the_item_costs() -> None:
    def process(**changes: object) -> list[dict[str, object]]:
        rows = Garden().tables["process"].to_dicts()
        return [{**row, **changes} if row["process"] == "buy TOP" else row for row in rows]

    margin = Garden(process=process(cost=0), stock=[], receipt=[]).offer(ask("BENCH", 8, march(31))).margin
    assert margin is not None
    assert margin.costs.material == 16 * 60_00
    company = Garden(process=process(cost=0), item=items_without_cost("TOP"), stock=[], receipt=[])
    assert company.offer(ask("BENCH", 8, march(31))).margin is None


def test_without_a_price_there_is_no_margin_and_the_answer_says_why(company: Garden) -> None:
    answer = company.offer(ask("OIL", 2_50))
    assert answer.margin is None
    assert "no price is listed for Teak oil" in Telling(answer).money_missing(answer.lines[0])
    priced = company.offer(ask("OIL", 2_50, price=Price(9_99, 1, "EUR"))).margin
    assert priced is not None
    assert priced.revenue == 24_98  # 24.975, to the even cent
    assert priced.costs.material == 10_00


# ---------------------------------------------------------------- orders of several lines


def test_as_ready_each_line_has_its_own_day(company: Garden) -> None:
    order = Ask((AskLine("BENCH", 30, march(8)), AskLine("TEAK", 5, march(8))))
    assert dates(company.offer(order)) == [march(16), march(8)]


def test_together_all_lines_arrive_on_the_latest_lines_day(company: Garden) -> None:
    order = Ask((AskLine("BENCH", 30, march(8)), AskLine("TEAK", 5, march(8))), together=True)
    answer = company.offer(order)
    assert dates(answer) == [march(16), march(16)]
    assert [reason.kind for reason in answer.lines[1].reasons] == ["together"]
    assert "as_ready" in [way.kind for way in answer.counter_offers]


def test_together_with_different_wishes_all_arrive_by_the_earliest_where_they_can(company: Garden) -> None:
    order = Ask((AskLine("BENCH", 8, march(5)), AskLine("TEAK", 5, march(12))), together=True)
    answer = company.offer(order)
    assert dates(answer) == [march(5), march(5)]
    assert answer.on_time
    assert answer.counter_offers == ()
    assert not any(line.reasons for line in answer.lines)
    assert [delivery.wish for delivery in answer.fulfilment.deliveries] == [4, 11]
    assert Telling(answer).headline(answer.lines[1]) == (
        "We can deliver 5 Teak bench on 5 March, with the others; it is wished for by 12 March."
    )


def test_together_is_as_soon_after_the_earliest_wish_as_all_can_and_each_line_is_late_by_its_own_wish() -> None:
    receipt = [{"receipt": "PO-9", "item": "TEAK", "site": "SOUTH", "quantity": 20, "date": march(9)}]
    company = Garden(
        stock=[row for row in Garden().tables["stock"].to_dicts() if row["item"] == "TOP"], receipt=receipt
    )
    order = Ask((AskLine("BENCH", 8, march(5)), AskLine("TEAK", 5, march(12))), together=True)
    answer = company.offer(order)
    assert dates(answer) == [march(9), march(9)]
    bench, teak = answer.lines
    assert (bench.on_time, bench.late_days) == (False, 4)
    assert (teak.on_time, teak.late_days) == (True, 0)
    telling = Telling(answer)
    assert [telling.reason_with_days(bench, each) for each in bench.reasons] == [
        "It waits for Teak bench, which is to arrive with it (4 days)"
    ]
    assert [telling.reason_with_days(teak, each) for each in teak.reasons] == [
        "Teak bench: arrives 9 March (PO-9) (4 days)"
    ]
    (ready,) = [way for way in answer.counter_offers if way.kind == "as_ready"]
    assert [delivery.arrive_day for delivery in ready.fulfilment.deliveries] == [4, 11]


def test_together_arrives_on_one_day_from_sites_at_different_distances() -> None:
    lanes = [
        {"site": "NORTH", "region": "FAR", "transit_days": 2},
        {"site": "SOUTH", "region": "FAR", "transit_days": 5},
    ]
    order = Ask((AskLine("BENCH", 8), AskLine("TEAK", 5)), "FAR", together=True)
    answer = Garden(lane=lanes).offer(order)
    assert dates(answer) == [march(6), march(6)]
    assert sorted(each.ship_day for each in answer.fulfilment.deliveries) == [0, 3]


def test_lines_compete(company: Garden) -> None:
    order = Ask((AskLine("BENCH", 8, march(1)), AskLine("BENCH", 8, march(1))))
    assert dates(company.offer(order)) == [march(1), march(2)]


def test_together_with_a_line_that_is_never_possible_nothing_is_possible(company: Garden) -> None:
    order = Ask((AskLine("BENCH", 8, march(8)), AskLine("LOST", 1, march(8))), together=True)
    answer = company.offer(order)
    assert dates(answer) == [None, None]
    assert answer.fulfilment.deliveries == ()
    [way] = answer.counter_offers
    assert (way.kind, way.agrees) == ("as_ready", ("customer",))
    assert Telling(answer).other_way(way) == "Only 8 Oak bench on 8 March"


# ---------------------------------------------------------------- everything at once

LINES = st.lists(
    st.builds(
        AskLine,
        st.sampled_from(["BENCH", "TEAK", "OIL", "LOST"]),
        st.integers(1, 80),
        st.one_of(st.none(), st.integers(1, 31).map(march)),
    ),
    min_size=1,
    max_size=3,
)
ASKS = st.builds(Ask, LINES.map(tuple), st.sampled_from(["", "NEAR", "FAR"]), st.booleans())


@given(st.lists(ASKS, min_size=1, max_size=3))
def test_any_offer_and_any_counter_offer_can_be_promised_as_it_is_and_changes_nothing(asks: list[Ask]) -> None:
    for way in range(6):
        company = Garden()
        for asked in asks:
            before = snapshot(company.book)
            answer = company.offer(asked)
            assert snapshot(company.book) == before
            ways = [answer.fulfilment, *(each.fulfilment for each in answer.counter_offers)]
            chosen = ways[min(way, len(ways) - 1)]
            if chosen.whole is None:
                continue
            assert pegging_faults(company.booking, chosen.whole, chosen.pegging) == []
            for costs, margin in zip(chosen.costs, chosen.margins, strict=True):
                assert margin is None or margin.total == margin.revenue - costs.total
            company.booking.promise(chosen.whole, chosen.pegging)
            assert (company.book.state.available >= 0).all()
            assert (company.book.state.capacity >= 0).all()
            assert (company.book.state.overtime >= 0).all()
        if way >= max(len(company.offer(asked).counter_offers) for asked in asks):
            break


@given(ASKS)
def test_a_promise_gets_the_date_that_was_offered_and_the_offer_made_again_is_the_same(asked: Ask) -> None:
    company = Garden()
    answer = company.offer(asked)
    assert answer.to_dict() == company.offer(asked).to_dict()
    (short,) = answer_many(company.market, company.book, [asked], company.booking.commitments_of)
    assert short.arrive == (company.market.date_of(answer.arrive_day) if answer.feasible else None)


# ---------------------------------------------------------------- the form for programs


def test_the_form_is_json_and_has_dates_quantities_and_money_as_texts(company: Garden) -> None:
    form = company.offer(ask("OIL", 2_50, march(5), customer="NEAR", price=Price(9_99, 1, "EUR"))).to_dict()
    assert json.loads(json.dumps(form)) == form
    line = form["lines"][0]
    assert (line["quantity"], line["unit"], line["arrive"], line["ship"]) == ("2.5", "l", "2027-03-05", "2027-03-05")
    assert line["price"] == {"amount": "9.99", "per": 1, "total": "24.98", "currency": "EUR"}
    assert line["margin"]["amount"] == "14.98"
    assert line["margin"]["costs"]["material"] == "10.00"
    assert line["confidence"] is None
    assert line["fed_by"][0]["reference"] == "L-3"


def test_who_may_not_see_costs_sees_none(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 30, march(8)))
    assert "costs" in json.dumps(answer.to_dict(Sight.COSTS))
    margin = json.dumps(answer.to_dict(Sight.MARGIN))
    assert "costs" not in margin
    assert "percent" in margin
    price = json.dumps(answer.to_dict(Sight.PRICE))
    assert "percent" not in price
    assert "1008" not in price
    assert Telling(answer, Sight.PRICE).cost(answer.counter_offers[1]) == ""


def test_an_answer_never_names_another_customer_or_order() -> None:
    company = Garden()
    company.promise(ask("BENCH", 20, march(9), customer="NEAR"))
    answer = company.offer(ask("BENCH", 20, march(9), customer="FAR"))
    assert answer.lines[0].reasons
    told = json.dumps(answer.to_dict())
    assert "NEAR" not in told
    assert "Near shop" not in told


def test_asks_are_the_same_ask_whatever_they_are_called(company: Garden) -> None:
    one = ask("BENCH", 8, march(3), customer="FAR")
    assert one == replace(one, lines=(AskLine("BENCH", 8, march(3)),))


def test_where_no_day_was_wished_for_whenever_it_can_is_as_wished() -> None:
    company = Garden()
    answer = company.offer(Ask((AskLine("BENCH", 30),)))
    assert dates(answer) == [march(16)]
    assert (answer.on_time, answer.lines[0].late_days) == (True, 0)
    assert answer.lines[0].reasons  # why not earlier is told all the same
    never = company.offer(Ask((AskLine("LOST", 1),)))
    assert (never.on_time, never.lines[0].late_days) == (False, None)


def test_how_sure_the_day_is_says_nothing_of_days_before_the_wish() -> None:
    answer = Garden().offer(ask("BENCH", 30, march(8)))
    line, telling = replace(answer.lines[0], bound_day=8), Telling(answer)
    assert telling.certainty(line) == "Not possible before 9 March; the earliest we found is 16 March."
    for bound in (4, 7):
        assert telling.certainty(replace(line, bound_day=bound)) == (
            "The earliest we found is 16 March; that something earlier is possible is not ruled out."
        )
    assert telling.certainty(replace(line, bound_day=line.earliest_day)) == "No earlier day is possible."
