"""Volume plans whose bid prices were published: what offers charge for scarce things, and since when."""

from __future__ import annotations

from django.db import models


class VolumePlan(models.Model):
    """A published volume plan; the last one holds.

    Parameters
    ----------
    first_days
        JSON: first day of each bucket, days since 1970-01-01, then the day after the last one.
    capacity
        JSON: resource to prices by bucket, in millionths of a minor unit for one minute.
    material
        JSON: list of [item, site, prices by bucket], in millionths of a minor unit for one smallest unit.
    figures
        JSON: what the plan earns, its value, bound and gap.
    """

    published = models.DateTimeField()
    actor = models.TextField()
    reason = models.TextField(default="", blank=True)
    entry = models.BigIntegerField()
    first_days = models.TextField()
    capacity = models.TextField()
    material = models.TextField()
    figures = models.TextField()

    class Meta:
        app_label = "company"
        db_table = "volume_plan"
