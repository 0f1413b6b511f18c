"""Runs know how much of them is finished, their outputs how much was made; actuals name the run that they carry out."""

import django.db.models.expressions
from django.db import migrations, models

_F = django.db.models.expressions.F


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0001_initial"),
    ]

    operations = [
        migrations.AddField("balance", "made", models.BigIntegerField(db_default=0)),
        migrations.AddField("run", "done", models.BigIntegerField(db_default=0)),
        migrations.AddConstraint(
            "balance",
            models.CheckConstraint(
                condition=models.Q(("made", 0), models.Q(("made__gt", 0), ("run__isnull", False)), _connector="OR"),
                name="balance_made",
            ),
        ),
        migrations.AddConstraint(
            "run",
            models.CheckConstraint(
                condition=models.Q(("done__gte", 0), ("done__lte", _F("starts"))),
                name="run_done",
            ),
        ),
        migrations.AddField("productionrun", "promised_run", models.TextField(blank=True, default="")),
        migrations.AddField(
            "productionrun", "inputs_taken", models.BooleanField(default=False), preserve_default=False
        ),
        migrations.AddField("purchasereceipt", "promised_run", models.TextField(blank=True, default="")),
        migrations.AddField("receipt", "promised_run", models.TextField(blank=True, default="")),
    ]
