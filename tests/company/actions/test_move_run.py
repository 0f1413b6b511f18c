"""Moving a run: what follows is told before it counts, nobody gets anything later, and what is written is legal."""

import shutil
import threading
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.company.actions.test_plan import expecting
from tests.company.workshop_for_tests import Clock, assert_sound, balances, day, kinds, open_workshop
from tests.engine.tables_for_tests import frame

from handfast.company.queries.mirror import day_number
from handfast.company.queries.runs import live_runs, run_by_id
from handfast.engine.supply.claiming import remaining
from handfast.engine.supply.verify import DEMAND, Claim, Demand, Load, Run, Take, verify
from handfast.errors import Conflict, NotFound


def since(ledger_day):
    """Return the days from day 0 to a ledger day."""
    return ledger_day - day_number(day(0))


def runs(shop, item="BENCH"):
    """Return the live runs that yield an item, in order of their start."""
    mirror = shop._current()
    found = [shop.database.run(run_by_id, run) for run in shop.database.run(live_runs)]
    return [run for run in found if mirror.network.items[mirror.points[run.point]] == item]


def found(shop, number):
    """Return a run, None where there is none."""
    try:
        return shop.database.run(run_by_id, number)
    except NotFound:
        return None


def planned(shop, *expected):
    """Publish a plan for benches that are expected to be sold; return its runs that make benches."""
    expecting(shop, *expected)
    shop.publish(shop.plan(steps=20).id)
    return runs(shop)


def promised_days(shop):
    return {row["promise"]: (row["ship"], row["arrive"], row["at_risk"]) for row in shop.promises().to_dicts()}


def assert_legal(shop, run):
    """The independent verifier finds nothing wrong with a run as it stands, beside all that stands without it."""
    mirror, origin = shop._current(), shop._current().network.origin
    process, before = mirror.way_named(run.process), remaining(mirror.book.state)
    structure = mirror.network.structure
    steps = {
        int(structure.load_resource[n]): n
        for n in range(structure.load_first[process], structure.load_first[process + 1])
    }
    minutes, takes = {}, []
    for each in run.inputs:
        at = each.need_day - origin
        if each.minutes:
            resource = mirror.resources[each.node]
            regular, extra = minutes.get((resource, at), (0, 0))
            more = (each.quantity, 0) if each.kind == "capacity" else (0, each.quantity)
            minutes[resource, at] = (regular + more[0], extra + more[1])
        else:
            before.available[mirror.points[each.node], at:] += each.quantity
            takes.append(Take(mirror.points[each.node], at, each.quantity, 0))
    for (resource, at), (regular, extra) in minutes.items():
        before.capacity[resource, at] += regular
        before.overtime[resource, at] += extra
    for output in run.outputs:
        before.available[mirror.points[output.node], output.day - origin :] -= output.available
    for bound in run.bound:
        before.available[mirror.points[run.point], bound.need_day - origin :] += bound.quantity
    loads = tuple(Load(steps[r], r, at, regular, extra) for (r, at), (regular, extra) in sorted(minutes.items()))
    there, point, made = run.available_day - origin, mirror.points[run.point], run.outputs[0].available
    claim = Claim(
        Demand(point, made, there, overtime=any(each.overtime for each in loads)),
        (Run(process, run.starts, run.start_day - origin, there, DEMAND, loads),),
        (*takes, Take(point, there, made, DEMAND)),
    )
    assert verify(mirror.network, before, claim) == []
    assert {bound.need_day >= there + origin for bound in run.bound} <= {True}


def test_a_planned_run_is_moved_and_firm_then(shop):
    run = planned(shop, (21, 27, 30))[0]
    was = since(run.start_day)
    for n in (was + 4, was - 2):  # the days between are a weekend
        before = balances(shop)
        checked = shop.check_move(run.name, day(n))
        assert checked.possible
        assert balances(shop) == before
        moved = shop.move_run(run.name, day(n), checked.seen, reason="the welder is away")
        assert [(each.run, each.start) for each in moved.moves] == [(run.id, day_number(day(n)))]
        now = shop.database.run(run_by_id, run.id)
        assert (now.state, now.start_day, now.available_day) == ("firm", moved.moves[0].start, moved.moves[0].there)
        assert_legal(shop, now)
        assert_sound(shop)
    assert kinds(shop)[-1] == "move"
    kept = [each.start_day for each in runs(shop)]
    shop.publish(shop.plan(steps=20).id)
    assert now.start_day in [each.start_day for each in runs(shop)]
    assert set(kept) & {each.start_day for each in runs(shop)}


def test_what_the_plan_wants_later_is_told(shop):
    run = planned(shop, (21, 27, 30))[0]
    later = shop.check_move(run.id, day(30))
    assert later.possible
    assert any("would come" in each for each in later.later)
    assert shop.check_move(run.id, day(since(run.start_day) - 1)).later == ()


def test_no_promise_is_made_worse(shop):
    promise = shop.promise(shop.quote("BENCH", 30, day(25)))[0]
    run = runs(shop)[0]
    start = since(run.start_day)
    days = promised_days(shop)
    late = shop.check_move(run.id, day(28))
    assert not late.possible
    assert any(f"P-{promise.id} needs 20" in each for each in late.conflicts)
    with pytest.raises(Conflict, match=f"P-{promise.id}"):
        shop.move_run(run.id, day(28), late.seen)
    assert 0 < max(late.cures) < day_number(day(28))
    cure = shop.check_move(run.id, day(start - 1))
    assert cure.possible
    shop.move_run(run.id, day(start - 1), cure.seen)
    assert promised_days(shop) == days
    assert shop.database.run(run_by_id, run.id).state == "promised"
    assert_sound(shop)


def test_what_goes_in_has_to_be_there(shop):
    shop.promise(shop.quote("BENCH", 60, day(30)))
    last = max(runs(shop), key=lambda run: run.start_day)
    early = shop.check_move(last.id, day(1))
    assert not early.possible
    assert any("would lack" in each and "TOP" in each for each in early.conflicts)
    assert early.cures
    for cure in early.cures:
        assert shop.check_move(last.id, day(since(cure))).possible


def test_a_day_off_and_a_full_day_are_told(shop):
    shop.promise(shop.quote("BENCH", 45, day(40)))
    run = runs(shop)[0]
    saturday = shop.check_move(run.id, day(5))
    assert not saturday.possible
    assert "WELD" in saturday.conflicts[0]
    assert saturday.cures


def test_planned_runs_that_nobody_counts_on_make_way(shop):
    many = [{"item": item, "site": "NORTH", "lot": "x", "quantity": 900} for item in ("TOP", "LEG")]
    shop.load({"stock": frame("stock", *many)})
    planned(shop, (21, 21, 40), (22, 22, 40), (23, 23, 40))
    _, small, last = planned(shop, (14, 14, 90), (44, 44, 90))
    target = day(since(small.start_day) - 4)
    checked = shop.check_move(last.id, target)
    assert checked.possible, checked.conflicts
    assert [each.run for each in checked.moves] == [last.id, small.id]
    moved = shop.move_run(last.id, target, checked.seen)
    assert moved.moves == checked.moves
    assert_sound(shop)
    states = {}
    for each in moved.moves:
        run = shop.database.run(run_by_id, each.run)
        states[run.id] = run.state
        assert (run.start_day, run.available_day) == (each.start, each.there)
        assert_legal(shop, run)
    assert states.pop(last.id) == "firm"
    assert set(states.values()) == {"planned"}


def test_who_may_not_be_moved_is_told_why(shop, clock):
    run = planned(shop, (21, 27, 30))[0]
    offset = since(run.start_day)
    for wrong, words in (
        (day(offset), "starts on .* already"),
        (day(-1), "A run starts from today"),
        (day(500), "to "),
    ):
        with pytest.raises(Conflict, match=words):
            shop.check_move(run.id, wrong)
    with pytest.raises(NotFound):
        shop.check_move(9_999, day(9))
    before = shop.database.run(live_runs)
    held = shop.hold(shop.quote("BENCH", 90, day(60)))[0]
    set_aside = [each for number in range(1, max(before) + 9) if (each := found(shop, number)) and each.state == "held"]
    assert held.state == "held"
    with pytest.raises(Conflict, match="only held"):
        shop.check_move(set_aside[0].id, day(50))
    clock.go_to(offset)
    with pytest.raises(Conflict, match="has started"):
        shop.check_move(run.id, day(offset + 5))


def test_something_else_than_was_seen_is_not_written(shop):
    run = planned(shop, (21, 27, 30))[0]
    away, target = day(since(run.start_day) - 1), day(since(run.start_day) - 2)
    checked = shop.check_move(run.id, target)
    shop.move_run(run.id, away, shop.check_move(run.id, away).seen)
    before = balances(shop)
    with pytest.raises(Conflict, match="look at what would follow now"):
        shop.move_run(run.id, target, checked.seen)
    assert balances(shop) == before


def test_two_who_move_the_same_run_at_once_do_not_both(shop, place):
    run = planned(shop, (21, 27, 30))[0]
    start = since(run.start_day)
    seen = {n: shop.check_move(run.id, day(n)).seen for n in (start - 1, start - 2)}
    together, won = threading.Barrier(len(seen)), []

    def move(n):
        with open_workshop(place, Clock(), f"mover {n}") as company:
            company.check_move(run.id, day(n))
            together.wait()
            try:
                company.move_run(run.id, day(n), seen[n])
                won.append(n)
            except Conflict:
                pass

    movers = [threading.Thread(target=move, args=(n,)) for n in seen]
    for each in movers:
        each.start()
    for each in movers:
        each.join()
    assert len(won) == 1
    assert shop.verify() == []
    assert shop.database.run(run_by_id, run.id).start_day == day_number(day(won[0]))


asks = st.lists(st.tuples(st.integers(1, 40), st.integers(5, 45)), min_size=1, max_size=4)
steps = st.lists(st.tuples(st.integers(0, 7), st.integers(1, 45)), min_size=1, max_size=5)


@settings(
    max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(asks=asks, expected=st.integers(5, 40), steps=steps)
def test_whatever_is_moved_stays_legal_and_keeps_every_promise(
    tmp_path_factory, sqlite_workshop, asks, expected, steps
):
    path = tmp_path_factory.mktemp("moved") / "workshop.db"
    shutil.copy(sqlite_workshop, path)
    with open_workshop(str(path), Clock()) as shop:
        for quantity, by in asks:
            offer = shop.quote("BENCH", quantity, day(by))
            if offer.lines[0].feasible:
                shop.promise(offer)
        planned(shop, (30, 36, expected))
        days = promised_days(shop)
        for which, n in steps:
            found = [*runs(shop), *runs(shop, "TOP")]
            if not found:
                continue
            run = found[which % len(found)]
            try:
                checked = shop.check_move(run.id, day(n))
            except Conflict:
                continue
            if not checked.possible:
                with pytest.raises(Conflict):
                    shop.move_run(run.id, day(n), checked.seen)
                continue
            moved = shop.move_run(run.id, day(n), checked.seen)
            assert promised_days(shop) == days
            for each in moved.moves:
                assert_legal(shop, shop.database.run(run_by_id, each.run))
        assert_sound(shop)
        assert Counter(kinds(shop))["loss"] == 0


def test_what_is_at_risk_already_stops_no_other_move(shop):
    at_risk = shop.promise(shop.quote("BENCH", 10, day(1)))[0]
    shop.promise(shop.quote("BENCH", 20, day(25)))
    run = runs(shop)[0]
    shop.report_loss("BENCH", "NORTH", 10, supply="B-1", reason="fell")
    assert [row["promise"] for row in shop.promises().to_dicts() if row["at_risk"]] == [f"P-{at_risk.id}"]
    days = promised_days(shop)
    target = day(since(run.start_day) - 1)
    moved = shop.move_run(run.id, target, shop.check_move(run.id, target).seen)
    assert [each.run for each in moved.moves] == [run.id]
    assert promised_days(shop) == days
    assert_sound(shop)


def test_a_run_that_lacks_something_is_mended_first(shop):
    shop.promise(shop.quote("BENCH", 25, day(12)))
    run = runs(shop)[0]
    shop.report_loss("TOP", "NORTH", 40, supply="T-1", reason="burnt")
    checked = shop.check_move(run.id, day(since(run.start_day) - 1))
    assert ["lacks something already" in each for each in checked.conflicts] == [True]
