"""Why not earlier: each constraint with the days that it alone costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.engine.promise.garden import Garden, march

from handfast.engine.promise.ask import Ask, AskLine, ask
from handfast.engine.promise.lasting import Lasting, lasting
from handfast.engine.promise.offer import Offer
from handfast.engine.promise.reasons import Reason
from handfast.engine.promise.telling import Telling
from handfast.engine.supply.constraints import CAPACITY, Constraint


@pytest.fixture(scope="module")
def company() -> Garden:
    return Garden()


def told(answer: Offer, line: int = 0) -> list[str]:
    telling = Telling(answer)
    return [telling.reason_with_days(answer.lines[line], reason) for reason in answer.lines[line].reasons]


def reasons(answer: Offer) -> dict[str, Reason]:
    return {reason.kind: reason for reason in answer.lines[0].reasons}


def test_material_on_its_way(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 30, march(8)))
    reason = reasons(answer)["material"]
    assert (reason.days, reason.until, reason.reference) == (8, 14, "PO-512")
    assert told(answer) == ["Oak top: arrives 15 March (PO-512) (8 days)"]


def test_material_that_must_be_bought(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 60, march(19), customer="FAR"))
    assert told(answer) == ["Oak top: here on 21 March at the earliest (7 days)"]


def test_a_resource_that_others_have_filled() -> None:
    company = Garden()
    for _ in range(2):
        company.promise(ask("BENCH", 8, march(2)))  # Monday and Tuesday are full
    answer = company.offer(ask("BENCH", 4, march(1)))
    assert told(answer) == ["Welding line: full until 2 March (2 days)"]


def test_a_resource_with_room_today_for_a_part_only() -> None:
    company = Garden()
    company.book.load_resource(0, 0, 360)  # two hours are left on Monday
    company.book.load_resource(0, 1, 120)  # and six on Tuesday
    answer = company.offer(ask("BENCH", 8, march(1)))
    (reason,) = [each for each in answer.lines[0].reasons if each.kind == "capacity"]
    delivery = answer.lines[0].delivery
    assert delivery is not None
    assert [load.day for load in delivery.placement.loads] == [0, 1]
    assert (reason.until, reason.days) == (1, 1)
    assert told(answer)[0] == "Welding line: no room for the last of it before 2 March (1 day)"


def test_the_days_are_those_that_the_constraint_alone_costs() -> None:
    company = Garden()
    company.promise(ask("BENCH", 20, march(12)))  # all the tops that are there, and two and a half days of welding
    answer = company.offer(ask("BENCH", 8, march(10)))
    found = reasons(answer)
    assert found["material"].days == answer.lines[0].late_days == 5
    assert found["material"].alone == 5


def test_constraints_that_cost_days_only_together() -> None:
    """A second step makes two bottlenecks: with either one idle, the other one still costs the same day."""
    resources = [
        {"resource": "WELD", "name": "Welding line", "site": "NORTH"},
        {"resource": "PAINT", "name": "Paint shop", "site": "NORTH"},
    ]
    loads = [
        {"process": "make BENCH", "resource": "WELD", "step": 1, "minutes_per_unit": "30"},
        {"process": "make BENCH", "resource": "PAINT", "step": 2, "minutes_per_unit": "30"},
    ]
    company = Garden(resource=resources, process_load=loads)
    for resource in range(2):
        company.book.load_resource(resource, 0, 480)  # all of Monday
    answer = company.offer(ask("BENCH", 4, march(1)))
    found = [reason for reason in answer.lines[0].reasons if reason.kind == "capacity"]
    assert [(reason.joint, reason.days) for reason in found] == [(True, 1), (True, 0)]
    assert {reason.node for reason in found} == {0, 1}
    assert told(answer)[0].endswith("(1 day, only together with what follows)")
    assert told(answer)[1].endswith("(together with the above)")


def test_reasons_that_read_the_same_say_where(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 30, march(8)))
    items = company.market.network.items
    twice = next(item for item in items if items.count(item) > 1)
    first, second = [point for point, item in enumerate(items) if item == twice][:2]
    line = replace(answer.lines[0], reasons=tuple(Reason("material", 1, node=node) for node in (first, second)))
    sites = [company.market.site_names[company.market.network.sites[node]] for node in (first, second)]
    said = [Telling(answer).reason(line, reason) for reason in line.reasons]
    name = company.market.items[twice].name
    assert said == [f"{name}: not enough of it, at {site}" for site in sites]
    alone = replace(line, reasons=line.reasons[:1])
    assert Telling(answer).reason(alone, alone.reasons[0]) == f"{name}: not enough of it"


def test_the_way_is_too_long(company: Garden) -> None:
    answer = company.offer(ask("BENCH", 3, march(2), customer="FAR"))
    assert told(answer) == ["What leaves North plant today arrives on 3 March (1 day)"]


def test_what_would_be_too_old(company: Garden) -> None:
    answer = company.offer(ask("OIL", 50_01, march(12), customer="FAR"))
    assert not answer.feasible
    life = Garden(customer=[{"customer": "FAR", "name": "Far shop", "min_remaining_life_days": 25}])
    old = life.offer(ask("OIL", 10_00, march(1), customer="FAR"))
    assert "Teak oil: would be too old on arrival" in told(old)


def test_lots_that_are_too_large() -> None:
    processes = [
        {**row, "lot_min": 16, "lot_max": None} if row["process"] == "make BENCH" else row
        for row in Garden().tables["process"].to_dicts()
    ]
    answer = Garden(process=processes).offer(ask("BENCH", 2, march(1)))
    assert answer.lines[0].late_days == 1
    assert "Oak bench: comes in lots of 16 or more (1 day)" in told(answer)


def in_lots(least: int, multiple: int = 1) -> Garden:
    """Return the garden with two welders, whose benches come in lots."""
    tables = Garden().tables
    processes = [
        {**row, "lot_min": least, "lot_multiple": multiple, "lot_max": None} if row["process"] == "make BENCH" else row
        for row in tables["process"].to_dicts()
    ]
    return Garden(process=processes, resource=[{**row, "units": 2} for row in tables["resource"].to_dicts()])


@pytest.mark.parametrize(("least", "multiple", "quantity"), [(16, 1, 16), (16, 16, 16), (16, 16, 32), (10, 10, 10)])
def test_an_ask_that_is_exactly_a_lot_is_not_late_by_its_lot(least: int, multiple: int, quantity: int) -> None:
    answer = in_lots(least, multiple).offer(ask("BENCH", quantity, march(1)))
    assert answer.lines[0].late_days
    assert not [sentence for sentence in told(answer) if "comes in" in sentence]


def test_a_lot_is_the_cause_where_it_is_larger_than_what_is_needed() -> None:
    assert "Oak bench: comes in lots of 16 or more (1 day)" in told(in_lots(16).offer(ask("BENCH", 8, march(1))))
    assert "comes in" not in " ".join(told(in_lots(16).offer(ask("BENCH", 15, march(1)))))  # 15 take two days too


def test_a_lot_that_comes_in_steps_says_so() -> None:
    answer = in_lots(16, 16).offer(ask("BENCH", 17, march(1)))
    assert "Oak bench: comes in multiples of 16 (13 days of the same delay)" in told(answer)
    few = in_lots(1, 40).offer(ask("BENCH", 2, march(1)))
    assert "Oak bench: comes in lots of 40 or more (18 days)" in told(few)


def test_a_line_that_waits_for_another(company: Garden) -> None:
    order = Ask((AskLine("BENCH", 30, march(8)), AskLine("TEAK", 5, march(8))), together=True)
    assert told(company.offer(order), 1) == ["It waits for Oak bench, which is to arrive with it (8 days)"]


def test_nothing_more_comes() -> None:
    stock = [{"item": "LOST", "site": "NORTH", "quantity": 5, "as_of": march(1)}]
    answer = Garden(stock=stock).offer(ask("LOST", 6, march(4)))
    assert told(answer) == ["Nothing more supplies Lost thing at North plant: no process makes, buys or moves it"]
    assert answer.counter_offers[0].deliveries()[0].quantity == 5


def test_what_is_there_is_all_promised() -> None:
    stock = [{"item": "LOST", "site": "NORTH", "quantity": 5, "as_of": march(1)}]
    receipt = [{"receipt": "PO-7", "item": "LOST", "site": "NORTH", "quantity": 2, "date": march(10)}]
    company = Garden(stock=stock, receipt=receipt)
    company.promise(ask("LOST", 7, march(12)))
    answer = company.offer(ask("LOST", 1, march(20)))
    assert reasons(answer).keys() == {"used_up"}
    assert told(answer) == [
        "Lost thing at North plant: what is there or comes is promised already; nothing more comes by 28 June"
    ]
    form = answer.to_dict()["lines"][0]["reasons"][0]
    assert (form["kind"], form["item"], form["site"]) == ("used_up", "LOST", "NORTH")


def test_nothing_ever_supplies_it() -> None:
    answer = Garden(stock=[]).offer(ask("LOST", 1, march(4)))
    assert told(answer) == ["Nothing supplies Lost thing at North plant: no process makes, buys or moves it"]


def test_a_resource_that_is_full_today_only_says_so() -> None:
    company = Garden()
    company.book.load_resource(0, 0, 480)
    assert told(company.offer(ask("BENCH", 4, march(1)))) == ["Welding line: full today (1 day)"]


@pytest.mark.parametrize(("loaded", "source", "said"), [(480, "full", "full"), (450, "", "too little room")])
def test_a_resource_says_the_days_on_which_it_truly_has_no_room(loaded: int, source: str, said: str) -> None:
    """Tops arrive on Tuesday; Wednesday and Thursday are full. Monday has room, which is of no use."""
    receipt = [{"receipt": "PO-1", "item": "TOP", "site": "NORTH", "quantity": 40, "date": march(2)}]
    company = Garden(stock=[], receipt=receipt)
    for day in (1, 2, 3):
        company.book.load_resource(0, day, loaded)
    answer = company.offer(ask("BENCH", 8, march(2)))
    delivery = answer.fulfilment.deliveries[0]
    assert lasting(company.book, delivery, Constraint(CAPACITY, 0)) == Lasting(3, source, since=1)
    reason = Reason("capacity", 3, node=0, until=3, since=1, source=source)
    assert Telling(answer).reason(answer.lines[0], reason) == f"Welding line: {said} 2 to 4 March"


def test_at_the_earliest_is_no_day_that_only_the_answer_has_chosen() -> None:
    """Tops could be here on 21 March, a Sunday; the answer needs them on Monday and buys them for then."""
    company = Garden(stock=[], receipt=[])
    answer = company.offer(ask("BENCH", 8, march(8)))
    (reason,) = [each for each in answer.lines[0].reasons if each.kind == "material"]
    made = [make.day for make in answer.fulfilment.deliveries[0].placement.makes if make.point == 3]
    assert (reason.source, reason.until) == ("new", 20)
    assert max(made) >= 20
    alone = company.book.placer.place_on(3, 16, 19)
    assert alone is None
