"""What leaves soon, and what ended lately, is found without reading the whole book."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0017_kept_forecasts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["ship_day", "id"], condition=Q(state="promised"), name="promise_leaving"),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["arrived_day"], condition=Q(state__in=["kept", "broken"]), name="promise_ended"),
        ),
    ]
