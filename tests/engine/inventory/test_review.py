"""How stock points stand: states, figures, cures, and rows of which little is known."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.inventory.workshop_for_tests import reviewed, sales, workshop
from tests.engine.tables_for_tests import DAY_0, ORIGIN, frame, tables

from handfast.engine.assembly import build_network
from handfast.engine.inventory.outlook import Free, look_ahead
from handfast.engine.inventory.review import review
from handfast.engine.inventory.standing import DEAD, OK, ORDER, OVERSTOCK, STOCK_OUT, UNKNOWN
from handfast.engine.inventory.terms import Terms
from handfast.errors import DataError


def test_a_shop_that_runs_out_is_helped_by_the_plant() -> None:
    rows = reviewed(workshop())
    shop = rows["CHAIR SEA"]
    assert shop.weekly == pytest.approx(7)
    assert shop.state == ORDER
    assert shop.outlook.now == 2
    assert shop.policy is not None
    assert (shop.policy.reorder_point, shop.policy.safety_stock) == (3, 1)  # 2 in two days, 1.645 * sqrt(2 * 1/7) more
    best = shop.cures[0]
    assert (best.kind, best.what, best.day) == ("move", "move CHAIR", 1)
    assert best.quantity >= shop.policy.quantity
    assert best.cost == 2000
    assert rows["CHAIR PLANT"].state == OK


def test_wood_is_needed_a_chair_at_a_time_and_only_what_stock_does_not_cover() -> None:
    rows = reviewed(workshop())
    assert rows["WOOD PLANT"].weekly == pytest.approx(7 * 25)  # 2.5 m a chair, counted in tenths
    plenty = workshop()
    plenty["stock"] = frame("stock", {"item": "CHAIR", "site": "PLANT", "quantity": 10_000})
    assert reviewed(plenty)["WOOD PLANT"].outlook.out_on is None
    nothing = workshop(stock=[])
    short = reviewed(nothing)["WOOD PLANT"]
    assert short.state == STOCK_OUT
    assert [cure.what for cure in short.cures] == ["buy WOOD (expedited)", "buy WOOD"]
    assert short.cures[0].day == 5
    assert short.cures[0].cost < short.cures[1].cost
    assert all(cure.quantity % 100 == 0 and cure.quantity >= 500 for cure in short.cures)


def test_an_order_can_wait_where_those_who_take_have_plenty() -> None:
    company = workshop(stock=[{"item": "CHAIR", "site": "SEA", "quantity": 180}])
    rows = reviewed(company)
    assert rows["CHAIR SEA"].state == OK
    wood = rows["WOOD PLANT"]
    assert wood.policy is not None
    assert wood.outlook.position == 0 <= wood.policy.reorder_point
    assert wood.state == OK


def test_goods_are_not_moved_twice() -> None:
    company = workshop(stock=[{"item": "CHAIR", "site": "PLANT", "quantity": 12}])
    company["stock_point"] = frame(
        "stock_point",
        *({"item": "CHAIR", "site": site, "sells": site != "PLANT"} for site in ("PLANT", "SEA", "LAKE")),
        {"item": "WOOD", "site": "PLANT", "sells": False},
    )
    move = {"kind": "move", "item": "CHAIR", "from_site": "PLANT", "lead_after_days": 1}
    made = company["process"].filter(company["process"]["kind"] != "move")
    moves = [{"process": f"to {site}", "site": site, **move} for site in ("SEA", "LAKE")]
    company["process"] = made.vstack(frame("process", *moves))
    company["order_line"] = frame(
        "order_line", *sales("CHAIR", "SEA", [20, 50] * 30), *sales("CHAIR", "LAKE", [20, 50] * 30)
    )
    rows = reviewed(company, Terms(service=0.5, review_days=0))
    moved = [rows[f"CHAIR {site}"].cures[0] for site in ("SEA", "LAKE")]
    assert sum(cure.quantity for cure in moved if cure.kind == "move") <= 12


def test_promises_use_up_what_was_expected() -> None:
    company = workshop()
    company["stock"] = frame("stock", {"item": "CHAIR", "site": "SEA", "quantity": 30})
    point = 1
    free = reviewed(company)["CHAIR SEA"].outlook
    bound = reviewed(company, needs=[(point, 3, 28)])["CHAIR SEA"].outlook
    assert free.out_on is not None
    assert bound.out_on is not None
    assert bound.out_on - free.out_on == 28


def test_too_much_and_what_nobody_wants() -> None:
    company = workshop(
        stock=[{"item": "CHAIR", "site": "SEA", "quantity": 900}, {"item": "WOOD", "site": "PLANT", "quantity": 10}]
    )
    row = reviewed(company)["CHAIR SEA"]
    assert row.state == OVERSTOCK
    assert row.policy is not None
    assert row.excess == 900 - 26 * 7 - row.policy.safety_stock
    assert row.excess_value == row.excess * 4000
    assert [cure.kind for cure in row.cures] == ["promote", "stop"] or row.cures[0].kind == "stop"
    assert row.cures == tuple(sorted(row.cures, key=lambda cure: (cure.cost, cure.day, cure.what)))
    old = workshop()
    old["order_line"] = frame("order_line", *sales("CHAIR", "SEA", [6] * 4 + [0] * 60))
    gone = reviewed(old)["CHAIR SEA"]
    assert (gone.state, gone.excess) == (DEAD, 2)
    assert {cure.kind for cure in gone.cures} == {"promote", "stop"}


def test_what_has_ended_is_dead_and_what_ends_is_not_ordered_for_ever() -> None:
    def ending(days: int) -> dict[str, object]:
        return {"item": "CHAIR", "price": 9000, "cost": 4000, "ended": DAY_0 + timedelta(days=days)}

    wood: dict[str, object] = {"item": "WOOD", "unit": "m", "decimals": 1, "cost": 500}
    gone = reviewed(workshop(item=[ending(-2), wood]))["CHAIR SEA"]
    assert (gone.state, gone.excess, gone.weekly) == (DEAD, 2, 0)
    soon = reviewed(workshop(item=[ending(20), wood]))["CHAIR PLANT"]
    assert soon.weekly > 0
    assert (soon.state, soon.outlook.out_on) == (
        OVERSTOCK,
        None,
    )  # 40 lie there, 21 are wanted, 2 of them from the shop


def test_supply_on_its_way_is_stopped_first() -> None:
    company = workshop()
    company["receipt"] = frame(
        "receipt",
        {"receipt": "R-1", "item": "CHAIR", "site": "SEA", "quantity": 600, "date": DAY_0 + timedelta(days=9)},
    )
    row = reviewed(company)["CHAIR SEA"]
    assert row.state == OVERSTOCK
    assert (row.cures[0].kind, row.cures[0].what) == ("stop", "stop supply on its way")
    assert row.cures[0].quantity == row.excess
    assert row.cures[0].cost == 0


def test_without_history_nothing_is_made_up() -> None:
    for row in reviewed(workshop(order_line=[])).values():
        assert row.policy is None
        assert row.state == UNKNOWN
        assert any("no demand is known" in told for told in row.unknown)


def test_what_is_owed_lacks_even_if_no_demand_is_known() -> None:
    company = workshop(order_line=[], stock=[])
    network = build_network(company, ORIGIN)
    rows = {f"{row.item} {row.site}": row for row in review(company, network, [(1, Free(0, 10_000, -6))], [])}
    owed = rows["CHAIR SEA"]
    assert (owed.state, owed.short, owed.policy) == (STOCK_OUT, 6, None)
    assert owed.cures[0].quantity >= 6
    assert rows["WOOD PLANT"].state == STOCK_OUT  # six chairs have to be made, and there is no wood


def test_what_nobody_supplies_and_what_has_no_cost_is_said() -> None:
    company = workshop(process=[], process_input=[], item=[{"item": "CHAIR"}, {"item": "WOOD"}])
    row = reviewed(company)["CHAIR SEA"]
    assert row.policy is None
    assert any("no process supplies it" in told for told in row.unknown)
    assert any("no cost" in told for told in row.unknown)


def test_rings_are_told_and_do_not_stop_the_others() -> None:
    company = workshop()
    company["process_input"] = frame(
        "process_input",
        {"process": "make CHAIR", "item": "WOOD", "per_unit": "2.5"},
        {"process": "make WOOD", "item": "CHAIR"},
    )
    ring = {"process": "make WOOD", "kind": "make", "item": "WOOD", "site": "PLANT", "lead_after_days": 1}
    company["process"] = company["process"].filter(company["process"]["kind"] != "buy").vstack(frame("process", ring))
    rows = reviewed(company)
    assert any("needs itself" in told for told in rows["WOOD PLANT"].unknown)
    assert rows["CHAIR SEA"].policy is not None


def test_certain_demand_at_once_needs_no_stock() -> None:
    company = workshop(order_line=sales("CHAIR", "SEA", [7] * 60))
    process = [
        {"process": "make CHAIR", "kind": "make", "item": "CHAIR", "site": "SEA"},
        {"process": "buy WOOD", "kind": "buy", "item": "WOOD", "site": "SEA"},
    ]
    company["process"] = frame("process", *process)
    for measure in ("cycle", "fill", "cost"):
        row = reviewed(company, Terms(review_days=0, measure=measure))["CHAIR SEA"]
        assert row.policy is not None
        assert (row.policy.safety_stock, row.policy.reorder_point) == (0, 0)
        assert row.policy.fill == 1


@pytest.mark.parametrize("measure", ["cycle", "fill"])
def test_more_service_takes_more_stock_and_reaches_it(measure: str) -> None:
    company = workshop(order_line=sales("CHAIR", "SEA", [0, 0, 21, 3] * 15))
    points = []
    for service in (0.8, 0.9, 0.99):
        policy = reviewed(company, Terms(service=service, measure=measure, review_days=7))["CHAIR SEA"].policy
        assert policy is not None
        points.append(policy.reorder_point)
        assert (policy.cycle if measure == "cycle" else policy.fill) >= service
    assert points == sorted(points)
    assert points[0] < points[-1]


def test_room_is_respected() -> None:
    company = workshop()
    company["stock_point"] = frame(
        "stock_point",
        {"item": "CHAIR", "site": "PLANT", "sells": False},
        {"item": "CHAIR", "site": "SEA", "stock_max": 9},
        {"item": "WOOD", "site": "PLANT", "sells": False},
    )
    row = reviewed(company)["CHAIR SEA"]
    assert row.cures[0].quantity <= 9 - 2
    assert any(told.startswith("room:") for told in row.why)


def test_sites_together_need_no_more_than_the_last_alone() -> None:
    rows = reviewed(workshop())
    assert rows["CHAIR SEA"].placed is not None
    assert rows["CHAIR PLANT"].placed is not None
    assert rows["WOOD PLANT"].placed is None
    held = rows["CHAIR SEA"].placed + rows["CHAIR PLANT"].placed
    assert held == 2  # 1.645 * sqrt(1/7 * 3 days) = 1.08, all of it at one of the two


def test_an_empty_company_has_nothing_to_review() -> None:
    assert reviewed(tables(company=[{"name": "Nobody"}])) == {}


@pytest.mark.parametrize(
    ("name", "value"), [("service", 1.0), ("service", 0.0), ("measure", "luck"), ("holding", 0.0), ("keep_weeks", 60)]
)
def test_terms_out_of_bounds_are_refused(name: str, value: float | str) -> None:
    with pytest.raises(DataError, match=str(value)):
        Terms(**{name: value})  # type: ignore[arg-type]


@given(
    st.lists(st.tuples(st.integers(-3, 60), st.integers(1, 90), st.integers(0, 50)), max_size=6),
    st.lists(st.integers(0, 40), min_size=10, max_size=10),
)
def test_an_outlook_agrees_with_counting_day_by_day(lots: list[tuple[int, int, int]], weekly: list[int]) -> None:
    never = 10_000
    found = look_ahead([Free(day, never, quantity) for day, _, quantity in lots], np.array(weekly, float) * 7)
    out = None
    for day in range(70):
        there = sum(quantity for came, _, quantity in lots if came <= day)
        asked = sum(weekly[each // 7] for each in range(day + 1))
        if asked - there >= 1 and out is None:
            out = day
        assert found.short_by(day + 1) >= max(asked - there, 0)
    assert found.out_on == out
    assert found.expiring == 0


def test_what_expires_before_it_is_wanted_is_counted() -> None:
    found = look_ahead([Free(0, 7, 10), Free(0, 14, 10), Free(0, 400, 5)], np.full(52, 4.0))
    assert found.expiring == 6 + 6
