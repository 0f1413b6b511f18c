"""Webhooks are told all their events, in order, signed; again until they answer; and where they lead is judged."""

import base64
import datetime as dt
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.company.ledger_for_tests import NOW, put_on_shelf, take
from tests.company.routines.conftest import Clock, address_of

from handfast.company.opening import open_company
from handfast.company.routines.events import clear_events, events, tell_events
from handfast.company.routines.webhooks.addresses import networks_of
from handfast.company.routines.webhooks.sending import MOST_READ, SHOWN, send
from handfast.company.routines.webhooks.signing import new_secret, signed_headers
from handfast.company.routines.webhooks.subscriptions import (
    add_webhook,
    deliveries,
    pause_webhook,
    remove_webhook,
    resume_webhook,
    webhook_by_id,
    webhooks,
)
from handfast.company.routines.webhooks.telling import (
    ATTEMPTS,
    JITTER,
    LONGEST_PAUSE_SECONDS,
    Sender,
    pause_after,
    tell_webhooks,
    try_webhook,
)
from handfast.errors import Conflict, DataError, NotFound

HERE = networks_of("127.0.0.0/8")
Answering = Callable[[http.server.BaseHTTPRequestHandler], None]


class Receiver:
    """A server that remembers what it was told, and answers as a test wants."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.answer: Answering = answering(204)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.told.append((dict(self.headers.items()), body))
                outer.answer(self)

            def do_GET(self) -> None:
                outer.told.append(({"followed": "yes"}, b""))
                answering(200)(self)

            def log_message(self, *_said: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/in?to=us"

    @property
    def subjects(self) -> list[str]:
        return [json.loads(body).get("subject", "") for _, body in self.told]


def answering(status: int, body: bytes = b"", **headers: str) -> Answering:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(here) -> int:
    return put_on_shelf(10_000)


def sender(clock: Clock, name: str = "one") -> Sender:
    return Sender(name, clock, seed=7, networks=HERE, seconds=5.0)


def added(receiver: Receiver, *types: str) -> int:
    return add_webhook(receiver.url, types, actor="jo", now=NOW, networks=HERE).id


def happened(shelf: int, times: int = 1) -> list[str]:
    names = [f"P-{take(1, shelf)}" for _ in range(times)]
    tell_events(NOW)
    return names


# ---------------------------------------------------------------- signatures


def test_the_signature_is_that_of_standard_webhooks():
    """The example that the public libraries of Standard Webhooks test themselves with."""
    moment = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    said = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}'
    )
    assert said == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_no_two_secrets_are_alike():
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) == 32 for secret in secrets)


def test_a_receiver_can_check_what_it_is_told(shelf, receiver, clock):
    hook = webhook_by_id(added(receiver))
    happened(shelf)
    assert tell_webhooks(sender(clock)) == 1
    headers, body = receiver.told[0]
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert int(headers["webhook-timestamp"]) == int(NOW.timestamp())
    assert headers["Content-Type"].startswith("application/cloudevents+json")
    form = json.loads(body)
    assert headers["webhook-id"] == f"{form['source']}:{form['id']}"
    assert form["type"] == "handfast.promise.made"
    assert hook.secret not in repr(hook)


# ---------------------------------------------------------------- order, again, giving up


def test_a_webhook_is_told_of_its_types_in_order(shelf, receiver, clock):
    before = happened(shelf, 2)
    number = added(receiver, "promise.made")
    names = happened(shelf, 3)
    take(1, shelf, "held")
    tell_events(NOW)
    assert tell_webhooks(sender(clock)) == 3
    assert receiver.subjects == names
    assert not set(before) & set(names)
    assert webhook_by_id(number).position == events(0, 1000)[-1].number
    assert tell_webhooks(sender(clock)) == 0


def test_what_failed_is_told_again_before_what_comes_later(shelf, receiver, clock):
    number = added(receiver)
    names = happened(shelf, 3)
    receiver.answer = answering(500, b"out of \x1b[31moak")
    assert tell_webhooks(sender(clock)) == 1
    hook = webhook_by_id(number)
    assert (hook.state, hook.attempts, hook.words) == ("active", 1, "500 out of [31moak")
    assert tell_webhooks(sender(clock)) == 0, "its time has not come"
    receiver.answer = answering(200)
    clock.now = hook.next_at
    assert tell_webhooks(sender(clock)) == 3
    assert receiver.subjects == [names[0], *names]
    ids = [headers["webhook-id"] for headers, _ in receiver.told]
    assert ids[0] == ids[1]
    assert webhook_by_id(number).words == ""
    found = deliveries(number)
    assert [each.delivered for each in found] == [True, True, True, False]
    assert [(each.attempt, each.status) for each in found] == [(1, 200), (1, 200), (2, 200), (1, 500)]


def test_who_never_answers_is_paused_and_goes_on_from_there(shelf, receiver, clock):
    number = added(receiver)
    names = happened(shelf, 2)
    receiver.answer = answering(503)
    for attempt in range(1, ATTEMPTS + 1):
        assert tell_webhooks(sender(clock)) == 1, attempt
        hook = webhook_by_id(number)
        clock.now = hook.next_at or clock.now
    assert hook.state == "paused"
    assert hook.words == f"gave up on event {events()[-2].number} after {ATTEMPTS} attempts: 503"
    assert dt.timedelta(hours=12) < clock.now - NOW < dt.timedelta(days=2)
    clock.go_on(days=1)
    assert tell_webhooks(sender(clock)) == 0
    receiver.told.clear()
    receiver.answer = answering(200)
    assert resume_webhook(number, actor="jo", now=NOW).state == "active"
    assert tell_webhooks(sender(clock)) == 2
    assert receiver.subjects == names
    with pytest.raises(Conflict, match="is not paused"):
        resume_webhook(number, actor="jo", now=NOW)


def test_what_was_missed_can_be_left_out(shelf, receiver, clock):
    number = added(receiver)
    assert pause_webhook(number, "paused by jo", actor="jo", now=NOW).words == "paused by jo"
    happened(shelf, 2)
    assert tell_webhooks(sender(clock)) == 0
    resume_webhook(number, actor="jo", now=NOW, skip=True)
    names = happened(shelf)
    tell_webhooks(sender(clock))
    assert receiver.subjects == names


def test_one_that_does_not_answer_keeps_nobody_waiting(shelf, receiver, clock):
    broken = add_webhook("http://127.0.0.1:9/", [], actor="jo", now=NOW, networks=HERE).id
    added(receiver)
    names = happened(shelf, 2)
    tell_webhooks(sender(clock))
    assert receiver.subjects == names
    assert webhook_by_id(broken).words.startswith("No answer: Connection refused")


def test_several_senders_tell_each_event_once_and_in_order(shelf, receiver, clock, here):
    added(receiver)
    names = happened(shelf, 40)

    def telling(name: str) -> None:
        with open_company(address_of(here)) as mine:
            for _ in range(5):
                mine.run(tell_webhooks, sender(clock, name))

    threads = [threading.Thread(target=telling, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert receiver.subjects == names


def test_a_sender_that_was_killed_is_followed_when_its_lease_is_over(shelf, receiver, clock, here):
    number = added(receiver)
    names = happened(shelf)
    with here.connection.cursor() as cursor:
        later = clock() + dt.timedelta(seconds=59)
        kept = later.isoformat(" ", "microseconds")[:26] if here.vendor == "sqlite" else later
        cursor.execute("UPDATE webhook SET worker = 'dead', lease_until = %s", [kept])
    assert tell_webhooks(sender(clock)) == 0
    clock.go_on(seconds=60)
    assert tell_webhooks(sender(clock)) == 1
    assert receiver.subjects == names
    assert webhook_by_id(number).worker == ""


def test_a_webhook_that_is_paused_meanwhile_is_told_no_more(shelf, receiver, clock, here):
    number = added(receiver)
    names = happened(shelf, 3)

    def pausing(handler: http.server.BaseHTTPRequestHandler) -> None:
        paused.set()
        go_on.wait(30)
        answering(204)(handler)

    paused, go_on = threading.Event(), threading.Event()
    receiver.answer = pausing

    def pause_meanwhile() -> None:
        paused.wait(30)
        with open_company(place) as mine:
            mine.run(pause_webhook, number, "enough", actor="jo", now=NOW)
        go_on.set()

    place = address_of(here)
    waiting = threading.Thread(target=pause_meanwhile)
    waiting.start()
    tell_webhooks(sender(clock))
    waiting.join()
    assert receiver.subjects == names[:1]
    assert webhook_by_id(number).state == "paused"


@given(st.integers(1, ATTEMPTS), st.integers(1, 99), st.integers(1, 10**6), st.integers(0, 2**31))
def test_pauses_grow_are_uneven_and_the_same_for_the_same_seed(attempt, webhook, event, seed):
    pause = pause_after(attempt, webhook, event, seed)
    usual = min(5.0 * 4 ** (attempt - 1), LONGEST_PAUSE_SECONDS)
    assert usual * (1 - JITTER) <= pause.total_seconds() <= usual * (1 + JITTER)
    assert pause == pause_after(attempt, webhook, event, seed)
    assert pause != pause_after(attempt, webhook + 1, event, seed)


# ---------------------------------------------------------------- adding, trying, removing


def test_a_webhook_is_added_tried_and_removed(shelf, receiver, clock):
    number = added(receiver, "promise.*")
    hook = webhook_by_id(number)
    assert (hook.state, hook.types, hook.actor) == ("active", ("promise.*",), "jo")
    assert try_webhook(sender(clock), hook).delivered
    assert json.loads(receiver.told[0][1])["type"] == "handfast.test"
    assert (deliveries(number)[0].type, deliveries(number)[0].event) == ("test", None)
    clear_events(NOW + dt.timedelta(days=31))
    assert deliveries(number) == []
    remove_webhook(number, actor="ina", now=NOW)
    assert webhooks() == []
    with pytest.raises(NotFound, match=f"W-{number}"):
        webhook_by_id(number)
    with pytest.raises(DataError, match="is no type of event"):
        added(receiver, "promise.danced")
    with pytest.raises(DataError, match="private network"):
        add_webhook("https://10.0.0.1/", [], actor="jo", now=NOW)


# ---------------------------------------------------------------- what receivers may do


def sent(receiver: Receiver, **more: object):
    return send(receiver.url, {"x": "y"}, b"{}", **{"networks": HERE, **more})


def test_no_redirect_is_followed(receiver):
    receiver.answer = answering(302, Location=receiver.url.replace("/in", "/secret"))
    answer = sent(receiver)
    assert (answer.delivered, answer.status) == (False, 302)
    assert "redirect, which is not followed" in answer.words
    assert len(receiver.told) == 1


def test_little_is_read_of_a_long_answer(receiver):
    receiver.answer = answering(200, b"x" * (MOST_READ * 50))
    assert sent(receiver).words == "x" * SHOWN


def test_one_that_answers_a_byte_at_a_time_comes_to_an_end(receiver):
    stop = threading.Event()

    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        try:
            while not stop.wait(0.05):
                handler.wfile.write(b"H")
                handler.wfile.flush()
        except OSError:
            return

    receiver.answer = drip
    answer = sent(receiver, seconds=0.5)
    stop.set()
    assert answer.status is None
    assert answer.words == "No answer within 0.5 seconds."


def test_nonsense_is_no_answer(receiver):
    receiver.answer = lambda handler: handler.wfile.write(b"\x00\xff nonsense\r\n\r\n") and None
    assert sent(receiver).words.startswith("No answer")


def test_the_name_is_looked_up_once_and_the_connection_goes_to_what_was_judged(receiver):
    """A name that means another address a moment later (DNS rebinding) gains nothing."""
    looked: list[str] = []

    def look(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"] if len(looked) == 1 else ["169.254.169.254"]

    url = receiver.url.replace("127.0.0.1", "hooks.example.com")
    answer = send(url, {}, b"{}", networks=HERE, look=look)
    assert answer.delivered
    assert looked == ["hooks.example.com"]
    assert receiver.told[0][0]["Host"].startswith("hooks.example.com")


def test_what_leads_inside_is_not_sent(receiver):
    for networks in ((), networks_of("10.0.0.0/8")):
        answer = send(receiver.url, {}, b"{}", networks=networks)
        assert not answer.delivered
        assert answer.words.startswith("Not sent")
    answer = send("https://hooks.example.com/", {}, b"{}", look=lambda host, port: ["127.0.0.1"])
    assert "inside a private network" in answer.words
    public = send("http://hooks.example.com/", {}, b"{}", networks=HERE, look=lambda host, port: ["93.184.216.34"])
    assert public.words == "Not sent: it is not encrypted. Use https."
    assert receiver.told == []
