"""Plans as they were made: versions that can be looked at, compared and published."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q

PLAN_STATES = ("draft", "published", "replaced")


class Plan(models.Model):
    """A version of the order-level plan; people read its id as ``S-<id>``.

    Parameters
    ----------
    position, generation, today
        Where the ledger stood when it was made.
    fingerprint
        Digest of everything that it was made from: the same inputs, seed and steps give the same plan.
    figures
        JSON: what it costs, part by part, how it was made, and the lower bound.
    body
        JSON: demands and how each is met, see `company.queries.plans`.
    kept
        JSON: what of forecasts it met when it was published, see `company.queries.kept_forecasts`; null before that.
    """

    state = models.TextField()
    made = models.DateTimeField()
    actor = models.TextField()
    reason = models.TextField(default="", blank=True)
    position = models.TextField()
    generation = models.BigIntegerField()
    today = models.BigIntegerField()
    fingerprint = models.TextField()
    figures = models.TextField()
    body = models.TextField()
    published_entry = models.BigIntegerField(null=True)
    kept = models.TextField(null=True)

    class Meta:
        app_label = "company"
        db_table = "plan"
        constraints = [CheckConstraint(condition=Q(state__in=PLAN_STATES), name="plan_state")]
