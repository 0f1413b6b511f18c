"""What the outside is told: events, and the webhooks that are told of them."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Sequence

from handfast.company.people.permissions import Permission
from handfast.company.routines import events as telling_events
from handfast.company.routines.events import Event
from handfast.company.routines.webhooks import subscriptions
from handfast.company.routines.webhooks.addresses import NETWORKS, Network, networks_of
from handfast.company.routines.webhooks.sending import Sent
from handfast.company.routines.webhooks.subscriptions import Delivery, Webhook
from handfast.company.routines.webhooks.telling import Sender, tell_webhooks, try_webhook
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import in_a_row, sentence


class Outside(Opened):
    """Who outside is told what happens."""

    @needs(Permission.WEBHOOKS_MANAGE)
    def events(self, after: int = 0, *, most: int = 100, types: Sequence[str] = ()) -> list[Event]:
        """Return what happened after an event's number, in order; of some types, such as ``promise.*``, or all."""
        self._run(telling_events.tell_events, self.clock())
        return self._run(telling_events.events, after, most, types)

    @needs(Permission.WEBHOOKS_MANAGE)
    def webhooks(self) -> list[Webhook]:
        """Return all webhooks."""
        return self._run(subscriptions.webhooks)

    @needs(Permission.WEBHOOKS_MANAGE)
    def add_webhook(self, url: str, types: Sequence[str] = ()) -> Webhook:
        """Add a webhook, which is told of what happens from now on; its secret is in the answer, for the receiver."""
        return self._run(
            subscriptions.add_webhook, url, types, actor=self.actor, now=self.clock(), networks=allowed_networks()
        )

    @needs(Permission.WEBHOOKS_MANAGE)
    def remove_webhook(self, webhook: int) -> None:
        """Remove a webhook."""
        self._run(subscriptions.remove_webhook, webhook, actor=self.actor, now=self.clock())

    @needs(Permission.WEBHOOKS_MANAGE)
    def pause_webhook(self, webhook: int, reason: str = "") -> Webhook:
        """Tell a webhook nothing until somebody resumes it."""
        by = sentence("paused by {actor}", actor=self.actor)
        words = in_a_row([by, reason] if reason else [by], ": ")
        return self._run(subscriptions.pause_webhook, webhook, words, actor=self.actor, now=self.clock())

    @needs(Permission.WEBHOOKS_MANAGE)
    def resume_webhook(self, webhook: int, *, skip: bool = False) -> Webhook:
        """Tell a paused webhook again, from where it was; with `skip`, from what happens now on."""
        return self._run(subscriptions.resume_webhook, webhook, actor=self.actor, now=self.clock(), skip=skip)

    @needs(Permission.WEBHOOKS_MANAGE)
    def test_webhook(self, webhook: int) -> Sent:
        """Send a webhook a message that tells nothing, and return what it answered."""
        found = self._run(subscriptions.webhook_by_id, webhook)
        return self._run(try_webhook, sender(self.actor, self.clock), found)

    @needs(Permission.WEBHOOKS_MANAGE)
    def deliveries(self, webhook: int, *, most: int = 50) -> list[Delivery]:
        """Return what came of telling a webhook, the newest first."""
        return self._run(subscriptions.deliveries, webhook, most)


def allowed_networks() -> tuple[Network, ...]:
    """Return the networks inside which whoever runs this process lets webhooks lead."""
    return networks_of(os.environ.get(NETWORKS, ""))


def sender(name: str, clock: Callable[[], dt.datetime], stopping: threading.Event | None = None) -> Sender:
    """Return how this process sends messages."""
    stop = stopping or threading.Event()
    return Sender(name, clock, seed=os.getpid(), networks=allowed_networks(), stopping=stop.is_set)


def tell_outside(sender: Sender, now: dt.datetime) -> None:
    """Write the events of what was written to the ledger, and tell webhooks of them."""
    telling_events.tell_events(now)
    tell_webhooks(sender)
