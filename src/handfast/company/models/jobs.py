"""Jobs: long work that somebody asked for and a worker does, and the files that it needs."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")


class Job(models.Model):
    """A job; people read its id as ``J-<id>``.

    Parameters
    ----------
    kind, arguments
        What is to be done, and JSON of how.
    attempts
        How often a worker has begun it.
    worker, lease_until
        Who does it, and until when nobody else may: a worker that lives renews it.
    alone
        Whether no two of its kind may run at once.
    cancel
        Whether somebody wants it to end.
    words, done, of
        How far it is.
    result, error
        JSON of what came of it, or why nothing did.
    words_made_of, error_made_of
        JSON of what these texts are made of (`handfast.sentences.made_of`); null: nothing.
    upload
        The file that it is about.
    """

    kind = models.TextField()
    arguments = models.TextField(default="{}")
    actor = models.TextField()
    state = models.TextField(default="waiting")
    asked = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    attempts = models.BigIntegerField(default=0)
    worker = models.TextField(default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    alone = models.BooleanField(default=False)
    cancel = models.BooleanField(default=False)
    words = models.TextField(default="", blank=True)
    words_made_of = models.TextField(null=True)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    result = models.TextField(default="", blank=True)
    error = models.TextField(default="", blank=True)
    error_made_of = models.TextField(null=True)
    upload = models.BigIntegerField(null=True)

    class Meta:
        app_label = "company"
        db_table = "job"
        constraints = [
            CheckConstraint(condition=Q(state__in=JOB_STATES), name="job_state"),
            CheckConstraint(condition=~Q(state="running") | Q(lease_until__isnull=False), name="job_lease"),
            UniqueConstraint(fields=["kind"], condition=Q(state="running", alone=True), name="job_alone"),
        ]
        indexes = [Index(fields=["id"], condition=Q(state__in=["waiting", "running"]), name="job_open")]


class Upload(models.Model):
    """A file that somebody sent, until the job that needs it has ended."""

    name = models.TextField()
    actor = models.TextField()
    sent = models.DateTimeField()
    size = models.BigIntegerField()
    content = models.BinaryField()

    class Meta:
        app_label = "company"
        db_table = "upload"
