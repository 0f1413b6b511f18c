"""Telling webhooks: each its events in order, one at a time, again with growing pauses until it answers.

An event may be told twice (its receiver answered, but the answer was lost): its ``webhook-id`` stays the same. It is
never told out of order, and never left out: where a receiver does not answer for about a day, the webhook is paused,
and goes on from there when somebody resumes it.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from handfast.company.database import current
from handfast.company.moments import kept
from handfast.company.routines.events import Event, cloud_event, epoch_now, events, last_event, wanted
from handfast.company.routines.webhooks.addresses import LookUp, Network, look_up
from handfast.company.routines.webhooks.sending import SECONDS, Sent, send
from handfast.company.routines.webhooks.signing import signed_headers
from handfast.company.routines.webhooks.subscriptions import COLUMNS, Webhook, webhook_of
from handfast.company.writing import writing

ATTEMPTS = 10
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5.0, 6 * 3600.0
GROWTH = 4.0
JITTER = 0.2
"""Pauses of 5 s, 20 s, 80 s ... up to 6 hours, each up to a fifth longer or shorter: ten attempts take about a day."""

AT_ONCE = 50
"""How many events one webhook is told before the next has its turn."""

LEASE = dt.timedelta(seconds=60)
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"

_CLAIM = """
UPDATE webhook SET worker = %s, lease_until = %s WHERE id = (
    SELECT w.id FROM webhook w WHERE w.state = 'active' AND w.position < %s
        AND (w.next_at IS NULL OR w.next_at <= %s) AND (w.lease_until IS NULL OR w.lease_until < %s)
    ORDER BY w.id LIMIT 1 {locked})
RETURNING {columns}
"""
_MOVE = """
UPDATE webhook SET position = %s, attempts = %s, next_at = %s, state = %s, words = %s, lease_until = %s
WHERE id = %s AND worker = %s AND state = 'active' AND position = %s
"""
_FREE = "UPDATE webhook SET worker = '', lease_until = NULL WHERE id = %s AND worker = %s"
_LOG = """
INSERT INTO delivery (webhook, event, type, attempt, at, milliseconds, status, delivered, words)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True)
class Sender:
    """How messages are sent.

    Parameters
    ----------
    name
        Who sends: one at a time tells a webhook.
    clock
        Tells the present moment.
    seed
        Where the unevenness of pauses comes from.
    networks
        Networks inside which webhooks may lead although they are not public.
    """

    name: str
    clock: Callable[[], dt.datetime]
    seed: int = 0
    networks: Sequence[Network] = ()
    look: LookUp = look_up
    seconds: float = SECONDS
    stopping: Callable[[], bool] = field(default=lambda: False)


def tell_webhooks(sender: Sender) -> int:
    """Tell all webhooks of what they were not told yet and whose time has come; return how many messages were sent."""
    sent = 0
    last, epoch = last_event(), epoch_now()
    while not sender.stopping():
        webhook = _claim(sender, last)
        if webhook is None:
            break
        try:
            sent += _tell(sender, webhook, epoch)
        finally:
            with writing() as database, database.connection.cursor() as cursor:
                cursor.execute(_FREE, [webhook.id, sender.name])
    return sent


def try_webhook(sender: Sender, webhook: Webhook) -> Sent:
    """Send a message that tells nothing, and return what came of it; its place among events stays."""
    now = sender.clock()
    event = Event(0, None, now, "test", "", {"message": "Can you hear us?"})
    form = cloud_event(event, epoch_now()) | {"id": f"test-{int(now.timestamp() * 1000)}"}
    return _sent(sender, webhook, form, None, 1)


def pause_after(attempt: int, webhook: int, event: int, seed: int) -> dt.timedelta:
    """Return how long to wait after a failed attempt, the first being 1; the same for the same seed."""
    usual = min(FIRST_PAUSE_SECONDS * GROWTH ** (attempt - 1), LONGEST_PAUSE_SECONDS)
    uneven = np.random.default_rng([seed, webhook, event, attempt]).uniform(1 - JITTER, 1 + JITTER)
    return dt.timedelta(seconds=usual * float(uneven))


def _claim(sender: Sender, last: int) -> Webhook | None:
    now = sender.clock()
    locked = "FOR UPDATE SKIP LOCKED" if current().vendor == "postgresql" else ""
    with writing() as database, database.connection.cursor() as cursor:
        statement = _CLAIM.format(locked=locked, columns=COLUMNS)
        cursor.execute(statement, [sender.name, kept(now + LEASE), last, kept(now), kept(now)])
        row = cursor.fetchone()
    return None if row is None else webhook_of(row)


def _tell(sender: Sender, webhook: Webhook, epoch: str) -> int:
    """Tell one webhook its next events, until one fails; return how many messages were sent."""
    place, sent = _Place(sender, webhook), 0
    for event in events(webhook.position, AT_ONCE):
        if sender.stopping():
            break
        if not wanted(event.type, webhook.types):
            place.seen = event.number
            continue
        answer = _sent(sender, webhook, cloud_event(event, epoch), event, place.attempts + 1)
        sent += 1
        if not answer.delivered:
            place.stay(event, answer)
            return sent
        place.seen = event.number
        if not place.move():
            return sent
    place.move()
    return sent


class _Place:
    """Where a webhook is among the events, and what is written of it; only as long as it is this sender's."""

    def __init__(self, sender: Sender, webhook: Webhook) -> None:
        self.seen = webhook.position
        self.attempts = webhook.attempts
        self._sender = sender
        self._webhook = webhook
        self._kept = webhook.position

    def move(self) -> bool:
        """Write that all seen so far is done; False: the webhook is paused, removed or another's by now."""
        if self.seen == self._kept:
            return True
        self.attempts = 0
        return self._write(0, None, "active", "", kept(self._sender.clock() + LEASE))

    def stay(self, event: Event, answer: Sent) -> None:
        """Write when the next event is tried again; after too many attempts, that it is not."""
        attempt = self.attempts + 1
        said = " ".join(filter(None, (str(answer.status) if answer.status else "", answer.words)))
        if attempt >= ATTEMPTS:
            words = f"gave up on event {event.number} after {attempt} attempts: {said}"
            self._write(attempt, None, "paused", words, None)
            return
        again = self._sender.clock() + pause_after(attempt, self._webhook.id, event.number, self._sender.seed)
        self._write(attempt, kept(again), "active", said, None)

    def _write(self, attempts: int, next_at: Any, state: str, words: str, lease: Any) -> bool:
        whose = (self._webhook.id, self._sender.name, self._kept)
        with writing() as database, database.connection.cursor() as cursor:
            cursor.execute(_MOVE, [self.seen, attempts, next_at, state, words, lease, *whose])
            self._kept = self.seen
            return bool(cursor.rowcount == 1)


def _sent(sender: Sender, webhook: Webhook, form: dict[str, object], event: Event | None, attempt: int) -> Sent:
    """Send one message, and write down what came of it."""
    body = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    now, began = sender.clock(), time.perf_counter()
    message = f"{form['source']}:{form['id']}"
    headers = signed_headers(webhook.secret, message, now, body)
    headers |= {"Content-Type": CONTENT_TYPE, "User-Agent": "Handfast"}
    answer = send(webhook.url, headers, body, networks=sender.networks, look=sender.look, seconds=sender.seconds)
    took = round((time.perf_counter() - began) * 1000)
    number, type_ = (None, "test") if event is None else (event.number, event.type)
    values = [webhook.id, number, type_, attempt, kept(now), took, answer.status, answer.delivered, answer.words]
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_LOG, values)
    return answer
