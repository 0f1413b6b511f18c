"""Who waits for an item is found without reading the whole book."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0018_leaving_and_ended_promises"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["item"], condition=Q(state__in=["held", "promised"]), name="promise_item"),
        ),
    ]
