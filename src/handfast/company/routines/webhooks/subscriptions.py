"""Webhooks as rows of a table: added, paused, resumed, removed; and what came of telling them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from handfast.company.ledger.snapshot import snapshot
from handfast.company.moments import kept, moment_of, moment_or_none
from handfast.company.people.audit import note
from handfast.company.people.exactly import kept_text
from handfast.company.routines.events import assert_types, last_event, tell_events
from handfast.company.routines.webhooks.addresses import Network, checked_url
from handfast.company.routines.webhooks.signing import new_secret
from handfast.company.writing import writing
from handfast.errors import Conflict, NotFound
from handfast.sentences import sentence

COLUMNS = "id, url, types, secret, state, words, actor, made, position, attempts, next_at, worker"
_ADD = """
INSERT INTO webhook (url, types, secret, state, words, actor, made, position, attempts, worker)
VALUES (%s, %s, %s, 'active', '', %s, %s, %s, 0, '') RETURNING id
"""
_RESUME = """
UPDATE webhook SET state = 'active', words = '', attempts = 0, next_at = NULL, position = %s
WHERE id = %s AND state = 'paused'
"""
_PAUSE = "UPDATE webhook SET state = 'paused', words = %s WHERE id = %s AND state = 'active'"
_DELIVERIES = """
SELECT webhook, event, type, attempt, at, milliseconds, status, delivered, words FROM delivery
WHERE webhook = %s ORDER BY id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Webhook:
    """An address that is told of events.

    Parameters
    ----------
    types
        Of which events; none: of all.
    state, words
        ``active`` or ``paused``, and why.
    position
        The last event that it was told of, or that was not for it.
    attempts, next_at
        How often the next one has failed, and when it is tried again.
    """

    id: int
    url: str
    types: tuple[str, ...]
    secret: str
    state: str
    words: str
    actor: str
    made: dt.datetime
    position: int
    attempts: int
    next_at: dt.datetime | None
    worker: str

    @property
    def name(self) -> str:
        """How people read it."""
        return webhook_name(self.id)

    def __repr__(self) -> str:
        return f"<Webhook {self.name} {self.url}>"  # a secret has no place in a log


@dataclass(frozen=True)
class Delivery:
    """One attempt to tell a webhook of an event; `event` is None for a test."""

    webhook: int
    event: int | None
    type: str
    attempt: int
    at: dt.datetime
    milliseconds: int
    status: int | None
    delivered: bool
    words: str


def webhook_name(webhook: int) -> str:
    """Return how people read a webhook's id: ``W-3``."""
    return f"W-{webhook}"


def add_webhook(
    url: str, types: Sequence[str], *, actor: str, now: dt.datetime, networks: Sequence[Network] = ()
) -> Webhook:
    """Add a webhook, which is told of what happens from now on; its secret is made here.

    Raises
    ------
    DataError
        The address is none, or leads where it must not; or a type is none.
    """
    checked_url(url, networks)
    assert_types(types)
    tell_events(now)  # so that what happened before is told to those before
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_ADD, [url, json.dumps(list(types)), new_secret(), actor, kept(now), last_event()])
        number = int(cursor.fetchone()[0])
        said = {"webhook": webhook_name(number), "to": urlsplit(url).hostname, "events": list(types)}
        note("webhook_added", actor=actor, now=now, said=said)
    return webhook_by_id(number)


def webhooks() -> list[Webhook]:
    """Return all webhooks."""
    with snapshot() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM webhook ORDER BY id")
        return [webhook_of(row) for row in cursor.fetchall()]


def webhook_by_id(webhook: int) -> Webhook:
    """Return a webhook.

    Raises
    ------
    NotFound
        There is none of this number.
    """
    with snapshot() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM webhook WHERE id = %s", [webhook])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(
            sentence(
                "There is no webhook {webhook_name}. All of them: handfast webhooks", webhook_name=webhook_name(webhook)
            )
        )
    return webhook_of(row)


def remove_webhook(webhook: int, *, actor: str, now: dt.datetime) -> None:
    """Remove a webhook, and what is known of telling it."""
    found = webhook_by_id(webhook)
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute("DELETE FROM delivery WHERE webhook = %s", [webhook])
        cursor.execute("DELETE FROM webhook WHERE id = %s", [webhook])
        note("webhook_removed", actor=actor, now=now, said=_noted(found))


def pause_webhook(webhook: int, words: str, *, actor: str, now: dt.datetime) -> Webhook:
    """Tell a webhook nothing until somebody resumes it; events wait for it, as long as they are kept."""
    found = webhook_by_id(webhook)
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_PAUSE, [str(words), webhook])
        note("webhook_paused", actor=actor, now=now, said={**_noted(found), **kept_text("words", words)})
    return webhook_by_id(webhook)


def resume_webhook(webhook: int, *, actor: str, now: dt.datetime, skip: bool = False) -> Webhook:
    """Tell a paused webhook again, from where it was.

    Parameters
    ----------
    skip
        Go on with what happens from now on; what it missed is not told.

    Raises
    ------
    Conflict
        It is not paused.
    """
    found = webhook_by_id(webhook)
    with writing() as database, database.connection.cursor() as cursor:
        cursor.execute(_RESUME, [last_event() if skip else found.position, webhook])
        if not cursor.rowcount:
            raise Conflict(sentence("{name} is not paused.", name=found.name))
        note("webhook_resumed", actor=actor, now=now, said={**_noted(found), "skips what it missed": skip})
    return webhook_by_id(webhook)


def deliveries(webhook: int, most: int = 50) -> list[Delivery]:
    """Return what came of telling a webhook, the newest first."""
    webhook_by_id(webhook)
    with snapshot() as cursor:
        cursor.execute(_DELIVERIES, [webhook, most])
        return [_delivery(row) for row in cursor.fetchall()]


def webhook_of(row: Sequence[Any]) -> Webhook:
    """Return a webhook as its row has it."""
    id_, url, types, secret, state, words, actor, made, position, attempts, next_at, worker = row
    return Webhook(
        id_,
        url,
        tuple(json.loads(types)),
        secret,
        state,
        words,
        actor,
        moment_of(made),
        position,
        attempts,
        moment_or_none(next_at),
        worker,
    )


def _noted(webhook: Webhook) -> dict[str, Any]:
    """Return which webhook it is, without what its address may hold of secrets."""
    return {"webhook": webhook.name, "to": urlsplit(webhook.url).hostname}


def _delivery(row: Sequence[Any]) -> Delivery:
    webhook, event, type_, attempt, at, milliseconds, status, delivered, words = row
    return Delivery(webhook, event, type_, attempt, moment_of(at), milliseconds, status, bool(delivered), words)
