"""A hold that is given back is released; only promises are withdrawn. What was said before stays as it was written."""

from django.db import migrations, models

STATES = (
    "asked",
    "offered",
    "held",
    "promised",
    "delivered",
    "kept",
    "broken",
    "declined",
    "expired",
    "released",
    "withdrawn",
)


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0014_open_promises_and_planned_runs"),
    ]

    operations = [
        migrations.RemoveConstraint("promise", "promise_state"),
        migrations.AddConstraint(
            "promise",
            models.CheckConstraint(condition=models.Q(("state__in", STATES)), name="promise_state"),
        ),
    ]
