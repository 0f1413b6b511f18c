"""Events: what happened, numbered, as the outside is told of it; and the webhooks that are told."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Index, Q

WEBHOOK_STATES = ("active", "paused")


class Event(models.Model):
    """Something that happened; its id is its number, and no number is missing.

    Parameters
    ----------
    entry
        The ledger's entry in which it happened.
    type, subject
        What happened, such as ``promise.made``, and to whom, such as ``P-12``.
    data
        JSON of what is told of it.
    """

    entry = models.BigIntegerField(null=True)
    time = models.DateTimeField()
    type = models.TextField()
    subject = models.TextField(default="", blank=True)
    data = models.TextField()

    class Meta:
        app_label = "company"
        db_table = "event"


class EventHead(models.Model):
    """The one row that says up to where in the ledger events have been told, and which promises were at risk there."""

    epoch = models.TextField()
    position = models.TextField()
    last = models.BigIntegerField(default=0)
    at_risk = models.TextField(default="[]")

    class Meta:
        app_label = "company"
        db_table = "event_head"
        constraints = [CheckConstraint(condition=Q(id=1), name="event_head_one_row")]


class Webhook(models.Model):
    """An address that is told of events, one after another; people read its id as ``W-<id>``.

    Parameters
    ----------
    types
        JSON list of the types of events; ``promise.*`` means all that begin so, an empty list all.
    secret
        What messages are signed with; the receiver has it too.
    state, words
        Whether it is told, and why not.
    position
        The last event that it was told of, or that was none of its types.
    attempts, next_at
        How often the next one has failed, and when it is tried again.
    worker, lease_until
        Who is telling it just now, and until when nobody else may.
    """

    url = models.TextField()
    types = models.TextField(default="[]")
    secret = models.TextField()
    state = models.TextField(default="active")
    words = models.TextField(default="", blank=True)
    actor = models.TextField()
    made = models.DateTimeField()
    position = models.BigIntegerField()
    attempts = models.BigIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    worker = models.TextField(default="", blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        app_label = "company"
        db_table = "webhook"
        constraints = [CheckConstraint(condition=Q(state__in=WEBHOOK_STATES), name="webhook_state")]


class Delivery(models.Model):
    """One attempt to tell a webhook of an event, and what came of it; `status` is the answer's, if there was one."""

    webhook = models.BigIntegerField()
    event = models.BigIntegerField(null=True)
    type = models.TextField()
    attempt = models.BigIntegerField()
    at = models.DateTimeField()
    milliseconds = models.BigIntegerField()
    status = models.BigIntegerField(null=True)
    delivered = models.BooleanField()
    words = models.TextField(default="", blank=True)

    class Meta:
        app_label = "company"
        db_table = "delivery"
        indexes = [Index(fields=["webhook", "id"], name="delivery_webhook")]
