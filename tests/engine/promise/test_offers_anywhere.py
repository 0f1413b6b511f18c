"""Offers on random small companies: whatever the company looks like, they hold what they say and change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.promise.books import booking_of, pegging_faults, snapshot
from tests.engine.tables_for_tests import tables
from tests.oracle.companies import SmallCompany
from tests.oracle.random_companies import companies

from handfast.engine.network import SUBSTITUTION
from handfast.engine.promise.ask import Ask, AskLine
from handfast.engine.promise.booking import Booking
from handfast.engine.promise.counter_offers import SMALLER
from handfast.engine.promise.largest import LargestAsk
from handfast.engine.promise.market import Customer, Item, Market, Outlet, Process, Substitute
from handfast.engine.promise.offer import Offer
from handfast.engine.promise.offering import Making, offer
from handfast.engine.promise.offering import answer as plain_answer
from handfast.engine.promise.prices import Price, PriceList, Rates
from handfast.engine.promise.telling import Telling
from handfast.engine.shipping import Routes


def market_of(company: SmallCompany) -> Market:
    """Return a market in which every item is sold from everywhere, and the last one can stand in for the first."""
    network, structure = company.network, company.network.structure
    life = company.shelf_life or (0,) * len(company.points)
    items = {
        item: Item(item, item, "pcs", 0, Price(10_00, 1, "EUR"), None, life[point], None, None)
        for point, (item, _) in enumerate(company.points)
    }
    outlets: dict[str, list[Outlet]] = {}
    for point, (item, site) in enumerate(company.points):
        outlets.setdefault(item, []).append(Outlet(site, point, 1))
    kinds = []
    for process, name in enumerate(network.processes):
        inputs = structure.input_point[structure.input_first[process] : structure.input_first[process + 1]]
        moves = len(inputs) == 1 and company.points[inputs[0]][1] != company.points[structure.output_point[process]][1]
        kind = "buy" if not len(inputs) else "move" if moves else "make"
        kinds.append(Process(name, "substitute" if structure.process_class[process] == SUBSTITUTION else kind, ""))
    last = company.points[-1][0]
    return Market(
        network=network,
        routes=Routes(tables(customer=[{"customer": "C"}]), network.origin, network.horizon),
        prices=PriceList({}),
        rates=Rates("EUR", 2, {}),
        items=items,
        customers={"C": Customer("C", "C", "", "", "", company.fresh)},
        outlets=outlets,
        lanes={},
        substitutes={"I0": [Substitute(last, Fraction(3, 2))]} if last != "I0" else {},
        processes=kinds,
        site_names={},
        resource_names=list(network.resources),
        largest=LargestAsk(network),
    )


def check_plain(complete: Offer, plain: Offer) -> None:
    """The answer alone is the complete offer's, without what explains it."""
    assert not plain.counter_offers
    assert not any(line.reasons or line.feeds for line in plain.lines)
    if plain.fulfilment.deliveries:
        assert "_charged" not in vars(plain.fulfilment)  # what it earns is worked out for whoever asks
    assert plain.fulfilment.pegging == complete.fulfilment.pegging
    assert plain.fulfilment.costs == complete.fulfilment.costs
    for one, other in zip(plain.lines, complete.lines, strict=True):
        assert (one.arrive_day, one.earliest_day) == (other.arrive_day, other.earliest_day)
        assert one.bound_day in {0, other.bound_day}


def made_in_parts(market: Market, booking: Booking, asked: Ask) -> Offer:
    """Return the offer; between its parts the book is as it was, so that others can be answered."""
    before = snapshot(booking.book)
    making = Making(market, booking.book, asked, booking.commitments_of)
    while (made := making.go_on()) is None:
        assert snapshot(booking.book) == before
    assert snapshot(booking.book) == before
    return made


def check_only(market: Market, booking: Booking, complete: Offer) -> None:
    """Where only so much is offered, one more is possible from no site; what grows old may come sooner than wished."""
    [line] = complete.asked.lines
    lasts = not market.items[line.item].shelf_life
    for way in complete.counter_offers:
        if way.kind == SMALLER and complete.lines[0].feasible and lasts:
            more = replace(line, quantity=way.fulfilment.deliveries[0].quantity + 1)
            asked = replace(complete.asked, lines=(more,))
            assert not plain_answer(market, booking.book, asked, booking.commitments_of).on_time


def check(company: SmallCompany, asked: Ask, way: int) -> None:
    market, booking = market_of(company), booking_of(company)
    book = booking.book
    before = snapshot(book)
    answer = made_in_parts(market, booking, asked)
    check_plain(answer, plain_answer(market, book, asked, booking.commitments_of))
    assert snapshot(book) == before
    if len(asked.lines) == 1:
        check_only(market, booking, answer)
    telling = Telling(answer)
    for line in answer.lines:
        assert telling.headline(line)
        assert line.on_time or line.reasons
        assert asked.together or not (line.on_time and line.reasons)
        for reason in line.reasons:
            assert telling.reason_with_days(line, reason)
            assert reason.days is None or reason.days > 0 or reason.joint or reason.alone > 0
        if line.feasible and (line.reasons or not asked.together):  # invariant 9: the parts sum to the delay
            wish = min(each.wanted.wish for each in answer.lines) if asked.together else line.wanted.wish
            assert sum(reason.days or 0 for reason in line.reasons) == max(line.arrive_day - wish, 0)
            assert not line.reasons or all(reason.alone <= line.arrive_day - wish for reason in line.reasons)
        if line.feasible and not asked.together:
            assert line.bound_day <= line.earliest_day <= line.arrive_day
    ways = [answer.fulfilment, *(each.fulfilment for each in answer.counter_offers)]
    for each in ways:
        if each.whole is not None:
            assert pegging_faults(booking, each.whole, each.pegging) == []
    chosen = ways[min(way, len(ways) - 1)]
    if chosen.whole is not None:
        booking.promise(chosen.whole, chosen.pegging)
        assert all(0 <= supply.committed <= supply.available for supply in book.supplies.values())
        assert (book.state.capacity >= 0).all()
        assert (book.state.overtime >= 0).all()
    answer.to_dict()


def day(company: SmallCompany, wish: int) -> date:
    return date(1970, 1, 1) + timedelta(days=company.network.origin + min(wish, company.horizon - 1))


@given(companies(), st.integers(0, 5))
def test_one_line(company: SmallCompany, way: int) -> None:
    item = company.points[company.point][0]
    check(company, Ask((AskLine(item, company.quantity, day(company, company.wish)),)), way)


@given(companies(perishable=True), st.integers(0, 5))
def test_one_line_of_what_expires(company: SmallCompany, way: int) -> None:
    item = company.points[company.point][0]
    check(company, Ask((AskLine(item, company.quantity, day(company, company.wish)),), "C"), way)


LINES = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9), st.integers(0, 14)), min_size=2, max_size=3)


@given(companies(), LINES, st.booleans(), st.integers(0, 5))
def test_several_lines(company: SmallCompany, lines: list[tuple[int, int, int]], together: bool, way: int) -> None:
    asked = tuple(
        AskLine(company.points[point % len(company.points)][0], quantity, day(company, wish))
        for point, quantity, wish in lines
    )
    check(company, Ask(asked, together=together), way)


@given(companies(), st.integers(0, 12), st.integers(0, 12))
def test_what_is_found_for_one_wish_is_found_for_every_later_one(company: SmallCompany, one: int, other: int) -> None:
    item = company.points[company.point][0]
    market, booking = market_of(company), booking_of(company)

    def arrives(wish: int) -> int:
        asked = Ask((AskLine(item, company.quantity, day(company, wish)),))
        return offer(market, booking.book, asked, booking.commitments_of).arrive_day

    sooner, later = sorted((one, other))
    found = arrives(sooner)
    assert arrives(later) <= max(found, later)
    if found < company.horizon:
        assert arrives(found) == found
