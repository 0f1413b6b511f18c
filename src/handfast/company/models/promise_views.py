"""Views of the promise book that people keep."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint


class PromiseView(models.Model):
    """What somebody looks for in the promise book, grouped and sorted, under a name.

    Parameters
    ----------
    owner
        Whose it is; nobody has two of one name.
    shared
        Whether everybody finds it who sees promises.
    terms
        What is looked for, see `handfast.company.queries.promise_views.Terms`, as JSON.
    """

    name = models.TextField()
    owner = models.TextField()
    shared = models.BooleanField(default=False)
    terms = models.TextField()
    changed = models.DateTimeField()

    class Meta:
        app_label = "company"
        db_table = "promise_view"
        constraints = [UniqueConstraint(fields=["owner", "name"], name="promise_view_name")]
