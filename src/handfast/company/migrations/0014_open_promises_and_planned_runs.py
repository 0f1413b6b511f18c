"""Open promises by the day of their arrival, and planned runs, each found without reading all the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0013_promise_views"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("state__in", ["held", "promised"])),
                fields=["arrive_day", "id"],
                name="promise_open",
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(condition=models.Q(("state", "planned")), fields=["id"], name="run_planned"),
        ),
    ]
