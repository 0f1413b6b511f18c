"""The backlog after a change: proposed by class, kept, agreed by somebody named, written as revisions."""

import pytest
from tests.company.workshop_for_tests import assert_sound, balances, day, kinds, open_workshop, workshop
from tests.engine.tables_for_tests import frame

from handfast.company.people.person import owner_of_the_file
from handfast.company.queries.mirror import day_number
from handfast.engine.promise.open_promise import OpenPromise
from handfast.errors import CannotPromise, Conflict, NotFound


def classes(shop, key="win", web="redistribute", **weights):
    """Let the segments of C-1 and C-2 be of these classes."""
    rows = [
        {"segment": "key", "priority": 1, "backlog_class": key, "weight": weights.get("key", 1)},
        {"segment": "web", "priority": 2, "backlog_class": web, "weight": weights.get("web", 1)},
    ]
    shop.load({"segment": frame("segment", *rows)})


def two_who_need_tops(shop):
    """Let the web have the tops in stock, and the key account those on their way; then the supplier slips."""
    shop.load({"stock": frame("stock", *workshop()["stock"].filter(item="TOP").to_dicts(), *legs())})
    web = shop.promise(shop.quote("BENCH", 20, day(14), customer="C-2"))[0]
    key = shop.promise(shop.quote("BENCH", 20, day(18), customer="C-1"))[0]
    return web, key


def only_benches(shop):
    """Let twenty benches be there, and legs, but no tops."""
    benches = {"item": "BENCH", "site": "NORTH", "lot": "B-1", "quantity": 20}
    shop.load({"stock": frame("stock", benches, *legs())})


def legs():
    return workshop()["stock"].filter(item="LEG").to_dicts()


def lines(version):
    return {line.promise: (line.change, line.days) for line in version.lines}


def dates(shop):
    return dict(shop.promises("promised").select("promise", "arrive").iter_rows())


def at_risk(shop):
    return shop.promises("promised").filter("at_risk")["promise"].to_list()


def test_nothing_changed_nothing_proposed(shop):
    classes(shop)
    two_who_need_tops(shop)
    before = balances(shop)
    version = shop.backlog()
    assert version.lines == ()
    assert balances(shop) == before
    with pytest.raises(Conflict, match="Nothing of B-1 is left"):
        shop.agree(reason="all of it")


def test_a_supplier_slips_and_the_oak_goes_to_the_key_account(shop):
    classes(shop)
    web, key = two_who_need_tops(shop)
    shop.report_delay("TOP", "NORTH", day(40), supply="PO-1", reason="no lorry")
    assert at_risk(shop) == [f"P-{key.id}"]
    before, was = balances(shop), dates(shop)
    version = shop.backlog()
    found = lines(version)
    assert found[key.id] == ("covered", 0)
    assert found[web.id][0] == "later"
    assert balances(shop) == before  # a proposal changes nothing
    assert version.figures["proposed"]["late"] < version.figures["beside"]["late"] < 10**9
    done = shop.acting_as(owner_of_the_file("olga")).agree(reason="the key account's shop opens")
    assert {line.promise for line in done.lines} == {web.id, key.id}
    assert (done.at_risk, at_risk(shop)) == ((), [])
    assert kinds(shop)[-3:] == ["revise"] * 3
    assert_sound(shop)
    now = dates(shop)
    assert now[f"P-{key.id}"] == was[f"P-{key.id}"]
    row = shop.explain(web.id).promise
    assert row.arrive_day == version.lines[0].day > row.original_arrive_day == web.arrive_day
    last = shop.explain(web.id).life[-1]
    assert (last.kind, last.actor, last.reason) == ("revise", "olga", "the key account's shop opens (B-1)")
    assert day_number(now[f"P-{web.id}"]) == row.arrive_day


def test_without_classes_that_win_the_same_slip_moves_only_who_lacks_something(shop):
    classes(shop, key="redistribute", web="win")
    web, key = two_who_need_tops(shop)
    shop.report_delay("TOP", "NORTH", day(40), supply="PO-1", reason="no lorry")
    version = shop.backlog()
    assert lines(version).keys() == {key.id}
    assert lines(version)[key.id][0] == "later"
    assert version.figures["proposed"] == version.figures["beside"]
    shop.agree(reason="told the customer")
    assert dates(shop)[f"P-{web.id}"] == day(14)
    assert at_risk(shop) == []
    assert_sound(shop)


@pytest.mark.parametrize("loser", ["fill", "lose"])
def test_fill_and_lose_give_up_before_redistribute(shop, loser):
    only_benches(shop)
    classes(shop, key="redistribute", web=loser)
    shop.promise(shop.quote("BENCH", 10, day(2), customer="C-2"))
    shop.promise(shop.quote("BENCH", 10, day(3), customer="C-1"))
    shop.report_loss("BENCH", "NORTH", 10, supply="B-1", reason="the roof leaks")
    version = shop.backlog()
    assert lines(version)[1][0] == "later"  # though it was promised first, and for a sooner day
    assert lines(version).get(2, ("covered", 0)) in (("covered", 0), ("same day", 0))
    shop.agree(reason="as agreed on Monday")
    assert at_risk(shop) == []
    assert dates(shop)["P-2"] == day(3)
    assert_sound(shop)


@pytest.mark.parametrize("winner", ["win", "gain"])
def test_win_and_gain_keep_what_they_hold_where_their_day_cannot_be_kept(shop, winner):
    only_benches(shop)
    classes(shop, key=winner)
    shop.promise(shop.quote("BENCH", 15, day(1), customer="C-1"))
    shop.report_loss("BENCH", "NORTH", 10, supply="B-1", reason="the roof leaks")
    before = balances(shop)
    version = shop.backlog()
    (line,) = version.lines
    assert (line.change, line.day, line.at_risk) == ("at risk", None, True)
    assert line.could > day_number(day(1))
    assert "gets no later day" in line.why
    with pytest.raises(Conflict, match="Nothing of B-1 is left"):
        shop.agree(reason="all of it")
    assert balances(shop) == before
    revised = shop.revise(1, by=day(line.could - day_number(day(0))), reason="the customer agrees to it")
    assert revised.arrive_day == line.could  # the day that the line names can be had
    assert_sound(shop)


@pytest.mark.parametrize("winner", ["win", "gain"])
def test_the_best_that_win_and_gain_can_get_is_set_aside_for_them(shop, winner, monkeypatch):
    only_benches(shop)
    classes(shop, key=winner, web="fill")
    key = shop.promise(shop.quote("BENCH", 20, day(1), customer="C-1"))[0]  # from stock
    web = shop.promise(shop.quote("BENCH", 20, day(18), customer="C-2"))[0]  # of tops on their way
    shop.report_loss("BENCH", "NORTH", 20, supply="B-1", reason="the roof leaks")
    shop.report_loss("TOP", "NORTH", 80, supply="PO-1", reason="wet")  # what is left makes ten benches
    assert at_risk(shop) == [f"P-{key.id}", f"P-{web.id}"]
    with monkeypatch.context() as patch:
        patch.setattr(OpenPromise, "keeps_best", False)
        before = {line.promise: line for line in shop.backlog().lines}
    found = {line.promise: line for line in shop.backlog().lines}
    assert found[key.id].change == "at risk"
    assert found[key.id].could < before[key.id].could
    assert found[web.id].day > before[web.id].day
    shop.agree(reason="agreed on Monday")
    revised = shop.revise(key.id, by=day(found[key.id].could - day_number(day(0))), reason="the customer agrees")
    assert revised.arrive_day == found[key.id].could  # still to be had
    assert at_risk(shop) == []
    assert_sound(shop)


@pytest.mark.parametrize("better", ["win", "gain", "redistribute", "fill", "lose"])
def test_supply_that_comes_sooner_brings_better_days_towards_the_wish(shop, better):
    classes(shop, key=better)
    late = shop.promise(shop.quote("BENCH", 50, day(5), customer="C-1"))[0]
    assert late.arrive_day > day_number(day(5))
    shop.report_delay("TOP", "NORTH", day(3), supply="PO-1", reason="a lorry was free")
    version = shop.backlog()
    assert lines(version)[late.id][0] == "sooner"
    assert version.figures["proposed"]["after_wish"] < version.figures["nothing"]["after_wish"]
    shop.agree([late.id], reason="good news")
    row = shop.explain(late.id).promise
    assert row.arrive_day == version.lines[0].day < row.original_arrive_day == late.arrive_day
    assert_sound(shop)


def slipped(shop):
    """Return who gives way and who is covered again in the proposal after the supplier slipped."""
    classes(shop)
    web, key = two_who_need_tops(shop)
    shop.report_delay("TOP", "NORTH", day(40), supply="PO-1", reason="no lorry")
    shop.backlog()
    return web, key


def test_a_line_that_needs_what_others_give_up_is_not_agreed_alone(shop):
    web, key = slipped(shop)
    before, count = balances(shop), len(kinds(shop))
    with pytest.raises(Conflict, match=f"P-{key.id} cannot have what B-1 proposes without what others"):
        shop.agree([key.id], reason="only the good news")
    assert (balances(shop), len(kinds(shop))) == (before, count)
    with pytest.raises(Conflict, match=f"P-{web.id} gives way so that others can have theirs. Agree to P-{key.id} too"):
        shop.agree([f"P-{web.id}"], reason="who gives way, for nobody")
    assert (balances(shop), len(kinds(shop))) == (before, count)
    shop.agree([web.id, key.id], reason="both of them")
    assert at_risk(shop) == []
    assert_sound(shop)


def test_a_line_is_agreed_to_once(shop):
    web, key = slipped(shop)
    shop.agree([web.id, key.id], reason="both of them")
    assert_sound(shop)
    with pytest.raises(Conflict, match="Nothing of B-1 is left"):
        shop.agree([web.id], reason="once more")


def test_a_proposal_is_agreed_by_somebody_else_later(shop, place, clock):
    slipped(shop)
    with open_workshop(place, clock, "olga") as other:
        assert other.backlog_proposal().name == "B-1"
        other.agree(reason="as the meeting decided", proposal="B-1")
        assert at_risk(other) == []
    assert shop.backlog_proposal("B-1").open == ()
    assert_sound(shop)


def test_a_proposal_that_the_ledger_overtook_is_refused(shop, clock):
    web, _ = slipped(shop)
    shop.revise(web.id, by=day(60), reason="the customer opens later")
    with pytest.raises(Conflict, match=f"P-{web.id} was changed since B-1 was made"):
        shop.agree(reason="all of it")
    shop.backlog()
    shop.report_loss("TOP", "NORTH", 30, supply="T-1", reason="flood")
    with pytest.raises(Conflict, match="can no longer have what was proposed"):
        shop.agree(reason="all of it")
    shop.backlog()
    clock.go_to(1)
    with pytest.raises(Conflict, match="The company has moved on"):
        shop.agree(reason="all of it")
    assert_sound(shop)


def test_what_cannot_be_agreed_to_is_told(shop):
    with pytest.raises(NotFound, match="There is no proposal yet"):
        shop.agree(reason="all of it")
    web, _ = slipped(shop)
    with pytest.raises(CannotPromise, match="Say why"):
        shop.agree(reason=" ")
    with pytest.raises(NotFound, match="B-1 says nothing of P-99"):
        shop.agree([99], reason="typo")
    with pytest.raises(NotFound, match="There is no proposal B-7"):
        shop.agree([web.id], reason="typo", proposal="B-7")


def test_no_promise_moves_back_by_more_days_than_said(shop):
    web, key = slipped(shop)
    moved = lines(shop.backlog_proposal())[web.id][1]
    version = shop.backlog(most_days_later=moved - 1)
    assert lines(version) == {key.id: ("at risk", None)}
    assert lines(shop.backlog(most_days_later=moved))[web.id] == ("later", moved)


def test_the_same_ledger_gives_the_same_proposal(shop):
    slipped(shop)
    one, other = shop.backlog(), shop.backlog()
    assert (one.lines, one.figures) == (other.lines, other.figures)
