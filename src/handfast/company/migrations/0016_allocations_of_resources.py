"""An allocation may be of a resource: how much of it, by standard minutes, a segment may be promised."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0015_released"),
    ]

    operations = [
        migrations.AddField("allocation", "resource", models.TextField(blank=True, default="")),
        migrations.RemoveConstraint("allocation", "allocation_key"),
        migrations.AddConstraint(
            "allocation",
            models.UniqueConstraint(
                fields=("segment", "item", "family", "resource", "first_day"), name="allocation_key"
            ),
        ),
    ]
