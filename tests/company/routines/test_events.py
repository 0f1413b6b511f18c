"""Every entry of the ledger is told once, in numbered events without a gap, whoever tells and however many at once."""

import datetime as dt
import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.company.ledger_for_tests import HOUR, NOW, TODAY, put_on_shelf, take
from tests.company.routines.conftest import address_of

from handfast.company.ledger import Change, NewEntry, PromiseChange, release_expired, write
from handfast.company.ledger.state import entries
from handfast.company.ledger.words import ENTRY_KINDS, STATES
from handfast.company.opening import open_company
from handfast.company.routines.events import (
    assert_types,
    clear_events,
    cloud_event,
    epoch_now,
    events,
    last_event,
    tell_events,
    wanted,
)
from handfast.company.routines.happenings import _BY_ENTRY, _BY_STATE, EVENT_TYPES
from handfast.errors import DataError


@pytest.fixture
def shelf(here) -> int:
    lot = put_on_shelf(100)
    assert tell_events(NOW) == 0  # takes its place: what happened before is told to nobody
    return lot


def told() -> list[tuple[str, str]]:
    """Return what is new, as types and subjects."""
    after = last_event()
    tell_events(NOW)
    return [(event.type, event.subject) for event in events(after, 1000)]


def test_the_life_of_a_promise_is_told(shelf):
    promise = take(10, shelf, customer="C-1", order="SO-1", line=2)
    name = f"P-{promise}"
    assert told() == [("promise.made", name)]
    event = events()[0]
    assert event.data["changed"]["quantity"] == "10"
    assert event.data["changed"]["arrive_day"] == (dt.date(1970, 1, 1) + dt.timedelta(days=TODAY + 12)).isoformat()
    assert (event.data["customer"], event.data["order"], event.data["line"]) == ("C-1", "SO-1", 2)
    assert (event.data["actor"], event.entry) == ("ben", entries()[-1].id)
    assert "price" not in json.dumps(event.data)
    revised = NewEntry(
        "revise", "ben", "later", promise_changes=[PromiseChange(promise, "promised", {"arrive_day": TODAY + 20})]
    )
    write(revised, NOW)
    assert told() == [("promise.revised", name)]
    held = take(5, shelf, "held", hours=1)
    assert told() == [("promise.held", f"P-{held}")]
    assert release_expired(NOW + 2 * HOUR) == [held]
    assert told() == [("promise.hold_expired", f"P-{held}")]
    shipped = {"shipped": 4}
    write(NewEntry("ship", "log", promise_changes=[PromiseChange(promise, "promised", shipped)]), NOW + 3 * HOUR)
    assert told() == [("promise.shipped", name)]
    assert events()[-1].data["changed"] == {"shipped": "4"}


def test_a_promise_at_risk_is_told_once_and_once_when_it_is_not_any_more(shelf):
    promise = take(80, shelf)
    told()
    write(NewEntry("loss", "qua", "scratched", changes=[Change(shelf, -50)]), NOW)
    assert told() == [("supply.lost", ""), ("promise.at_risk", f"P-{promise}")]
    write(NewEntry("loss", "qua", "more", changes=[Change(shelf, -5)]), NOW)
    assert told() == [("supply.lost", "")]
    write(NewEntry("gain", "qua", "found", changes=[Change(shelf, 60)]), NOW)
    assert told() == [("supply.gained", ""), ("promise.covered", f"P-{promise}")]


def test_nothing_new_tells_nothing(shelf):
    take(1, shelf)
    assert tell_events(NOW) == 1
    assert tell_events(NOW) == 0


def test_every_entry_is_told_once_however_many_write_and_tell(here):
    shelf = put_on_shelf(10_000)
    tell_events(NOW)
    before = len(entries())
    writers, each = 3, 25
    left = threading.Semaphore(0)

    def writing() -> None:
        with open_company(address_of(here)) as mine:
            for _ in range(each):
                mine.run(take, 1, shelf)
        left.release()

    stop = threading.Event()

    def telling() -> None:
        with open_company(address_of(here)) as mine:
            while not stop.is_set():
                mine.run(tell_events, NOW)

    tellers = [threading.Thread(target=telling) for _ in range(2)]
    makers = [threading.Thread(target=writing) for _ in range(writers)]
    for thread in tellers + makers:
        thread.start()
    for thread in makers:
        thread.join()
    stop.set()
    for thread in tellers:
        thread.join()
    tell_events(NOW)
    found = events(0, 1000)
    assert [event.number for event in found] == list(range(1, writers * each + 1))
    assert sorted(event.entry for event in found) == [entry.id for entry in entries()[before:]]
    assert {event.type for event in found} == {"promise.made"}


def test_who_tells_and_is_killed_leaves_nothing_half(shelf, monkeypatch):
    """Events and the new position are one transaction."""
    take(1, shelf)
    broken = "UPDATE event_head SET epoch = %s, position = %s, last = %s, nothing_like_this = %s"
    monkeypatch.setattr("handfast.company.routines.events._MOVE", broken)
    with pytest.raises(Exception, match="nothing_like_this"):
        tell_events(NOW)
    monkeypatch.undo()
    assert events() == []
    assert tell_events(NOW) == 1


def test_a_restored_company_says_so(shelf, here):
    take(1, shelf)
    tell_events(NOW)
    take(1, shelf)
    with here.connection.cursor() as cursor:
        cursor.execute("UPDATE head SET epoch = 'another'")
    assert told() == [("ledger.restored", "")]
    promise = take(1, shelf)
    assert told() == [("promise.made", f"P-{promise}")]
    assert [event.number for event in events()] == [1, 2, 3]


def test_old_events_go_and_numbers_go_on(shelf):
    take(1, shelf)
    tell_events(NOW)
    clear_events(NOW + dt.timedelta(days=31))
    assert events() == []
    take(1, shelf)
    tell_events(NOW)
    assert [event.number for event in events()] == [2]


def test_an_event_reads_as_cloud_events_say(shelf):
    take(1, shelf)
    tell_events(NOW)
    form = cloud_event(events()[0], epoch_now())
    assert form["specversion"] == "1.0"
    assert (form["id"], form["type"]) == ("1", "handfast.promise.made")
    assert form["source"] == f"urn:handfast:{epoch_now()}"
    assert form["subject"] == form["data"]["promise"]
    assert dt.datetime.fromisoformat(form["time"]).tzinfo is not None
    assert all(isinstance(value, str | dict) for value in form.values())
    json.dumps(form)


def test_some_types_only(shelf):
    take(1, shelf)
    take(1, shelf, "held")
    tell_events(NOW)
    assert [event.type for event in events(types=["promise.held"])] == ["promise.held"]
    assert [event.type for event in events(types=["promise.*"], most=1)] == ["promise.made"]
    assert events(types=["plan.published"]) == []
    with pytest.raises(DataError, match="is no type of event"):
        assert_types(["promise.made", "promise.danced"])
    assert_types(["promise.*", *EVENT_TYPES])


def test_every_state_and_kind_has_its_event():
    assert set(_BY_STATE) == set(STATES)
    assert set(_BY_ENTRY) <= set(ENTRY_KINDS)
    assert {*_BY_STATE.values(), *_BY_ENTRY.values()} <= set(EVENT_TYPES)


@given(st.sampled_from(list(EVENT_TYPES)))
def test_what_is_wanted(type_):
    family = type_.partition(".")[0]
    assert wanted(type_, [])
    assert wanted(type_, [type_])
    assert wanted(type_, [f"{family}.*"])
    assert not wanted(type_, [f"{type_}x", family])
