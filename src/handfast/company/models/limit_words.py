"""What Operations says about the limits, in its own words."""

from __future__ import annotations

from django.db import models


class LimitWords(models.Model):
    """A sentence on top of the limits; the last one holds.

    Parameters
    ----------
    text
        What is said; empty: what the figures say by themselves.
    """

    time = models.DateTimeField()
    actor = models.TextField()
    text = models.TextField(default="", blank=True)

    class Meta:
        app_label = "company"
        db_table = "limit_words"
