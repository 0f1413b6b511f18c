"""Imports on their way, and what each import changed in the tables."""

from __future__ import annotations

from django.db import models


class ImportDraft(models.Model):
    """Rows that somebody brought and is mending, until they are imported or thrown away.

    Parameters
    ----------
    name
        What it was called: the file's name.
    reason
        Why it is imported, as the ledger will remember; empty: not said yet.
    version
        Rises with every mending, so that two windows cannot mend past each other.
    content
        The draft as JSON, compressed.
    name_made_of, reason_made_of
        JSON of what these texts are made of (`handfast.sentences.made_of`), where Handfast gave them; else null.
    """

    name = models.TextField()
    name_made_of = models.TextField(null=True)
    actor = models.TextField()
    made = models.DateTimeField()
    changed = models.DateTimeField()
    reason = models.TextField(default="", blank=True)
    reason_made_of = models.TextField(null=True)
    version = models.BigIntegerField(default=0)
    content = models.BinaryField()

    class Meta:
        app_label = "company"
        db_table = "import_draft"


class TableChange(models.Model):
    """What one import changed.

    Parameters
    ----------
    reason_made_of
        JSON of what a reason that Handfast gave is made of (`handfast.sentences.made_of`); else null.
    counts
        JSON: table to [rows added, rows changed, rows gone].
    content
        JSON of every change as it would be typed, compressed.
    """

    time = models.DateTimeField()
    actor = models.TextField()
    reason = models.TextField(default="", blank=True)
    reason_made_of = models.TextField(null=True)
    counts = models.TextField()
    content = models.BinaryField()

    class Meta:
        app_label = "company"
        db_table = "table_change"
