"""The ledger's tables, with the laws that the database itself keeps.

Only :mod:`handfast.company.ledger` writes rows. What they mean is fixed in ``docs/explanation/promise-model.md``.
Days are days since 1970-01-01. There is no personal data here beyond keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from handfast.company.ledger.words import BALANCE_KINDS, ONE_A_DAY, RUN_STATES, STATES

if TYPE_CHECKING:
    from django.db.models.fields import Field

LIVE = ("asked", "offered", "held", "promised")


def _day(*, null: bool = False) -> Field[int, int]:
    return models.BigIntegerField(null=null)


class Head(models.Model):
    """The one row that says where the ledger stands.

    `generation` counts changes of structure; `today` is the ledger's day; `epoch` changes when a ledger is restored
    from a backup; `schema` is the version of these tables; `home` tells a restored PostgreSQL ledger from its original.
    """

    generation = models.BigIntegerField()
    today = _day(null=True)
    epoch = models.TextField()
    schema = models.BigIntegerField()
    home = models.TextField()

    class Meta:
        app_label = "company"
        db_table = "head"
        constraints = [CheckConstraint(condition=Q(id=1), name="head_one_row")]


class Balance(models.Model):
    """Something that can be committed: a lot, a receipt, a run's output, a resource's minutes of a day, a quota.

    `made` is how much of a run's output has come to be: it lies in stock, has left, or was used.
    """

    kind = models.TextField()
    node = models.BigIntegerField()
    day = _day()
    expires = _day(null=True)
    available = models.BigIntegerField()
    committed = models.BigIntegerField()
    short = models.BigIntegerField()
    run = models.BigIntegerField(null=True)
    ref = models.TextField(default="", blank=True)
    made = models.BigIntegerField(db_default=0)

    class Meta:
        app_label = "company"
        db_table = "balance"
        constraints = [
            CheckConstraint(condition=Q(kind__in=BALANCE_KINDS), name="balance_kind"),
            CheckConstraint(condition=Q(available__gte=0, committed__gte=0, short__gte=0), name="balance_not_negative"),
            CheckConstraint(condition=Q(committed__lte=F("available") + F("short")), name="balance_never_oversold"),
            CheckConstraint(
                condition=Q(short=0) | Q(committed=F("available") + F("short")), name="balance_short_exact"
            ),
            CheckConstraint(condition=Q(made=0) | Q(made__gt=0, run__isnull=False), name="balance_made"),
            UniqueConstraint(fields=["kind", "node", "day"], condition=Q(kind__in=ONE_A_DAY), name="balance_one_a_day"),
        ]
        indexes = [
            Index(fields=["node", "kind", "day"], name="balance_node"),
            Index(fields=["run"], condition=Q(run__isnull=False), name="balance_run"),
            Index(fields=["id"], condition=Q(short__gt=0), name="balance_short"),
        ]


class Run(models.Model):
    """A run that promises made necessary; `promise` is the one that it was first made for.

    `done` is how much of what it starts is finished, good or scrapped. People read its id as ``R-<id>``.
    """

    process = models.TextField()
    starts = models.BigIntegerField()
    start_day = _day()
    available_day = _day()
    state = models.TextField()
    promise = models.BigIntegerField(null=True)
    done = models.BigIntegerField(db_default=0)

    class Meta:
        app_label = "company"
        db_table = "run"
        constraints = [
            CheckConstraint(condition=Q(state__in=RUN_STATES), name="run_state"),
            CheckConstraint(condition=Q(starts__gt=0), name="run_starts"),
            CheckConstraint(condition=Q(start_day__lte=F("available_day")), name="run_days"),
            CheckConstraint(condition=Q(done__gte=0, done__lte=F("starts")), name="run_done"),
        ]
        indexes = [
            Index(fields=["promise"], condition=Q(promise__isnull=False), name="run_promise"),
            Index(fields=["id"], condition=Q(state="planned"), name="run_planned"),
        ]


class Promise(models.Model):
    """An ask on its way to being kept. People read its id as ``P-<id>``."""

    state = models.TextField()
    order = models.TextField(default="", blank=True)
    line = models.BigIntegerField(null=True)
    customer = models.TextField(default="", blank=True)
    segment = models.TextField(default="", blank=True)
    item = models.TextField()
    site = models.TextField()
    quantity = models.BigIntegerField()
    shipped = models.BigIntegerField()
    price = models.BigIntegerField(null=True)
    currency = models.TextField(default="", blank=True)
    price_per = models.BigIntegerField()
    wish_day = _day(null=True)
    ship_day = _day(null=True)
    arrive_day = _day(null=True)
    original_ship_day = _day(null=True)
    original_arrive_day = _day(null=True)
    earliest_day = _day(null=True)
    arrived_day = _day(null=True)
    expires_at = models.DateTimeField(null=True)
    owner = models.TextField(default="", blank=True)
    created_entry = models.BigIntegerField()
    updated_entry = models.BigIntegerField()

    class Meta:
        app_label = "company"
        db_table = "promise"
        constraints = [
            CheckConstraint(condition=Q(state__in=STATES), name="promise_state"),
            CheckConstraint(condition=Q(quantity__gt=0, price_per__gt=0), name="promise_quantity"),
            CheckConstraint(condition=Q(shipped__gte=0, shipped__lte=F("quantity")), name="promise_shipped"),
            CheckConstraint(condition=~Q(state="held") | Q(expires_at__isnull=False), name="promise_hold_expires"),
            CheckConstraint(
                condition=~Q(state__in=["held", "promised"]) | Q(ship_day__isnull=False, arrive_day__gte=F("ship_day")),
                name="promise_days",
            ),
            CheckConstraint(
                condition=~Q(state__in=["promised", "delivered", "kept", "broken"])
                | Q(original_arrive_day__isnull=False),
                name="promise_original",
            ),
            UniqueConstraint(
                fields=["order", "line"],
                condition=~Q(order="") & Q(original_arrive_day__isnull=False),
                name="promise_order_line",
            ),
            UniqueConstraint(
                fields=["order", "line"], condition=~Q(order="") & Q(state__in=LIVE), name="promise_order_live"
            ),
        ]
        indexes = [
            Index(fields=["expires_at"], condition=Q(state="held"), name="promise_holds"),
            Index(fields=["customer"], name="promise_customer"),
            Index(fields=["arrive_day", "id"], condition=Q(state__in=["held", "promised"]), name="promise_open"),
            Index(fields=["item"], condition=Q(state__in=["held", "promised"]), name="promise_item"),
            Index(fields=["ship_day", "id"], condition=Q(state="promised"), name="promise_leaving"),
            Index(fields=["arrived_day"], condition=Q(state__in=["kept", "broken"]), name="promise_ended"),
        ]


class Commitment(models.Model):
    """What a promise, or a run, takes from a balance on the day on which it is needed."""

    balance = models.BigIntegerField()
    promise = models.BigIntegerField(null=True)
    run = models.BigIntegerField(null=True)
    need_day = _day()
    quantity = models.BigIntegerField()

    class Meta:
        app_label = "company"
        db_table = "commitment"
        constraints = [
            CheckConstraint(condition=Q(quantity__gt=0), name="commitment_quantity"),
            CheckConstraint(
                condition=Q(promise__isnull=True, run__isnull=False) | Q(promise__isnull=False, run__isnull=True),
                name="commitment_one_consumer",
            ),
            UniqueConstraint(
                fields=["promise", "balance", "need_day"], condition=Q(promise__isnull=False), name="commitment_promise"
            ),
            UniqueConstraint(
                fields=["run", "balance", "need_day"], condition=Q(run__isnull=False), name="commitment_run"
            ),
        ]
        indexes = [Index(fields=["balance"], name="commitment_balance")]


class Entry(models.Model):
    """One change, for ever: who, when, why, and what exactly.

    `reason_made_of` is JSON of what a reason that Handfast gave is made of (`handfast.sentences.made_of`); null: a
    person's own words.
    """

    time = models.DateTimeField()
    actor = models.TextField()
    kind = models.TextField()
    reason = models.TextField(default="", blank=True)
    reason_made_of = models.TextField(null=True)
    promise = models.BigIntegerField(null=True)
    body = models.TextField()

    class Meta:
        app_label = "company"
        db_table = "entry"
        indexes = [Index(fields=["promise"], condition=Q(promise__isnull=False), name="entry_promise")]


class Request(models.Model):
    """A request that has been answered: when it comes again, the answer is the same and nothing is written."""

    actor = models.TextField()
    key = models.TextField()
    hash = models.TextField()
    entry = models.BigIntegerField()
    answer = models.TextField()

    class Meta:
        app_label = "company"
        db_table = "request"
        constraints = [UniqueConstraint(fields=["actor", "key"], name="request_once")]
