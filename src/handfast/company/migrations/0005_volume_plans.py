"""Bid prices of published volume plans."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0004_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="VolumePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published", models.DateTimeField()),
                ("actor", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("entry", models.BigIntegerField()),
                ("first_days", models.TextField()),
                ("capacity", models.TextField()),
                ("material", models.TextField()),
                ("figures", models.TextField()),
            ],
            options={"db_table": "volume_plan"},
        ),
    ]
