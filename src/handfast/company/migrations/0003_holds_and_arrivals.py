"""Promises keep the day on which they arrived; the company and its segments say how many holds may be open at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0002_production"),
    ]

    operations = [
        migrations.AddField("promise", "arrived_day", models.BigIntegerField(null=True)),
        migrations.AddField("company", "holds_per_person", models.BigIntegerField(null=True)),
        migrations.AddField("segment", "holds_at_once", models.BigIntegerField(null=True)),
    ]
