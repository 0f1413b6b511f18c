"""A published plan says what of forecasts it has met: promisable to the forecasts' segments first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0016_allocations_of_resources"),
    ]

    operations = [
        migrations.AddField("plan", "kept", models.TextField(null=True)),
    ]
